//! Many files in one child: starting the program two thousand times would cost more than reading two thousand sheets.
//!
//! The promise of docs/adr/0010 stays: the memory of one file and of all before it in the same child lies under the same
//! limit, and a child that dies, or is too slow, is replaced. A file in whose time that happened is tried once more in a
//! fresh child, so that no file pays for the one before it.
//!
//! A request is as for one file (the name, an empty sheet, the content); an answer is its length as eight bytes
//! big-endian and the JSON. The end of the input ends the child.

use super::{MOST_ANSWER, answer, limit, most_of_a_table, request};
use crate::incoming::{self, IncomingFile};
use crate::{Limits, ReadError};
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Until the parent gives one file up. A sheet takes some milliseconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// The child's work: limits itself, then answers one request after the other.
///
/// # Errors
/// When a limit cannot be set or the pipes break; the parent then sees no answer.
pub fn serve_many(mut stdin: impl Read, mut stdout: impl Write) -> io::Result<()> {
    limit()?;
    loop {
        let mut first = [0; 1];
        if stdin.read(&mut first)? == 0 {
            return Ok(());
        }
        let mut json = Vec::new();
        let request = first.chain(&mut stdin);
        answer(request, &mut json, |name, content, _| incoming::read(name, content, &Limits::default()))?;
        stdout.write_all(&(json.len() as u64).to_be_bytes())?;
        stdout.write_all(&json)?;
        stdout.flush()?;
    }
}

/// Reads many files, in as few children as can be.
#[derive(Debug)]
pub struct ManyReader {
    exe: PathBuf,
    args: Vec<String>,
    patience: Duration,
    talk: Option<Talk>,
}

/// A child that is being talked to.
#[derive(Debug)]
struct Talk {
    child: Child,
    send: mpsc::Sender<Vec<u8>>,
    receive: mpsc::Receiver<Vec<u8>>,
    /// Whether it has answered before.
    used: bool,
}

impl Drop for Talk {
    fn drop(&mut self) {
        // Its pipes break, and the two threads end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl ManyReader {
    /// A reader that runs `exe args…`, which must call [`serve_many`].
    #[must_use]
    pub fn new(exe: PathBuf, args: &[&str]) -> Self {
        Self { exe, args: args.iter().map(|arg| (*arg).to_owned()).collect(), patience: PATIENCE, talk: None }
    }

    /// Reads one file. Blocks for up to 40 seconds; call it where blocking is allowed.
    ///
    /// # Errors
    /// As [`incoming::read`]; [`ReadError::TooHeavy`] when the child was ended by a limit or took too long,
    /// [`ReadError::Unavailable`] when it could not be started.
    pub fn read(&mut self, name: &str, bytes: &[u8]) -> Result<IncomingFile, ReadError> {
        let most = most_of_a_table();
        if bytes.len() > most {
            return Err(ReadError::TooBig { megabytes: bytes.len().div_ceil(1_000_000), most: most / 1_000_000 });
        }
        let again = self.talk.as_ref().is_some_and(|talk| talk.used);
        match self.ask(name, bytes) {
            Err(ReadError::TooHeavy) if again => self.ask(name, bytes),
            other => other,
        }
    }

    fn ask(&mut self, name: &str, bytes: &[u8]) -> Result<IncomingFile, ReadError> {
        let mut talk = match self.talk.take() {
            Some(talk) => talk,
            None => self.start()?,
        };
        let sent = talk.send.send(request(name, "", bytes));
        let answer = sent.ok().and_then(|()| talk.receive.recv_timeout(self.patience).ok());
        let result = answer.and_then(|json| serde_json::from_slice::<Result<IncomingFile, ReadError>>(&json).ok());
        match result {
            Some(result) => {
                talk.used = true;
                self.talk = Some(talk);
                result
            }
            // It died, was ended, or says nothing: the next file gets another one.
            None => Err(ReadError::TooHeavy),
        }
    }

    fn start(&self) -> Result<Talk, ReadError> {
        let mut command = Command::new(&self.exe);
        command.args(&self.args).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|_| ReadError::Unavailable)?;
        let (Some(mut stdin), Some(mut stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(ReadError::Unavailable);
        };
        let (send, requests) = mpsc::channel::<Vec<u8>>();
        std::thread::spawn(move || {
            while let Ok(request) = requests.recv() {
                if stdin.write_all(&request).and_then(|()| stdin.flush()).is_err() {
                    return;
                }
            }
        });
        let (answers, receive) = mpsc::channel::<Vec<u8>>();
        std::thread::spawn(move || {
            while let Ok(json) = framed(&mut stdout) {
                if answers.send(json).is_err() {
                    return;
                }
            }
        });
        Ok(Talk { child, send, receive, used: false })
    }
}

/// One answer: its length, then as many bytes; a length that lies is an end.
fn framed(stdout: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 8];
    stdout.read_exact(&mut length)?;
    let length = u64::from_be_bytes(length);
    if length > MOST_ANSWER {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut json = Vec::new();
    stdout.take(length).read_to_end(&mut json)?;
    if json.len() as u64 == length { Ok(json) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(exe: &str, args: &[&str]) -> ManyReader {
        ManyReader { patience: Duration::from_millis(300), ..ManyReader::new(exe.into(), args) }
    }

    #[test]
    fn a_program_that_cannot_start_never_answers_or_dies_is_told_apart_and_replaced() {
        assert_eq!(reader("/no/such/program", &[]).read("a.xlsx", b"x"), Err(ReadError::Unavailable));
        assert_eq!(reader("/bin/sleep", &["60"]).read("a.xlsx", b"x"), Err(ReadError::TooHeavy));
        let mut dying = reader("/bin/sh", &["-c", "exit 1"]);
        for _ in 0..2 {
            assert_eq!(dying.read("a.xlsx", b"x"), Err(ReadError::TooHeavy));
        }
    }

    #[test]
    fn a_cut_or_lying_answer_is_an_end_and_not_a_reservation() {
        assert!(framed(&mut u64::MAX.to_be_bytes().as_slice()).is_err());
        assert!(framed(&mut [0, 0, 0, 0, 0, 0, 0, 9, b'x'].as_slice()).is_err());
        assert_eq!(framed(&mut [0, 0, 0, 0, 0, 0, 0, 1, b'x'].as_slice()).unwrap(), b"x");
    }
}
