//! Reading a file in a process of its own, with limits on memory and time.
//!
//! An allocation that fails ends the process and cannot be caught; so a file from outside is
//! parsed in a child. The program calls itself with a hidden subcommand whose
//! whole work is [`serve`], [`serve_official`] or [`serve_machine`]; the server calls [`read_in`],
//! [`read_official_in`] or [`read_machine_in`].
//!
//! On standard input: the length of the name, of the sheet (or the code of the format) and of the content,
//! each as eight bytes big-endian, then the three. On standard output: JSON of `Result<Table, ReadError>`, of
//! the sheets of an official workbook, or of an inventory.

mod many;

pub use many::{ManyReader, serve_many};

use crate::machine::{self, Format, Inventory};
use crate::official::{self, OfficialSheet};
use crate::{Limits, ReadError, Table, table};
use rustix::process::{Resource, Rlimit, setrlimit};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Memory the child may take beyond what it has when it starts, in bytes.
const MEMORY: u64 = 512 * 1024 * 1024;
/// Seconds of processor time of the child.
const CPU_SECONDS: u64 = 20;
/// Until the parent gives up.
const PATIENCE: Duration = Duration::from_secs(30);
/// The most bytes the parent accepts as an answer; the kept text is bounded far below.
const MOST_ANSWER: u64 = 128_000_000;
/// The most bytes of a name or of a file that the child accepts.
const MOST_NAME: u64 = 4_096;
const MOST_CONTENT: u64 = 64_000_000;

/// The child's work: limits itself, reads one request, writes one answer.
///
/// # Errors
/// When a limit cannot be set or the pipes break; the parent then sees no answer.
pub fn serve(stdin: impl Read, stdout: impl Write) -> io::Result<()> {
    limit()?;
    answer(stdin, stdout, |name, content, sheet| table::read_sheet(name, content, sheet, &Limits::default()))
}

/// The same for an official workbook.
///
/// # Errors
/// As for [`serve`].
pub fn serve_official(stdin: impl Read, stdout: impl Write) -> io::Result<()> {
    limit()?;
    answer(stdin, stdout, |name, content, _| official::read(name, content, &Limits::default()))
}

/// The same for what machines say of themselves; the format's code stands in the place of the sheet.
///
/// # Errors
/// As for [`serve`].
pub fn serve_machine(stdin: impl Read, stdout: impl Write) -> io::Result<()> {
    limit()?;
    answer(stdin, stdout, |name, content, format| {
        machine::read(name, content, format.and_then(Format::from_code), &Limits::default())
    })
}

/// Reads a request and answers it, without limiting the process.
fn answer<T: Serialize>(
    mut stdin: impl Read,
    mut stdout: impl Write,
    read: impl FnOnce(&str, &[u8], Option<&str>) -> Result<T, ReadError>,
) -> io::Result<()> {
    let mut lengths = [[0; 8]; 3];
    for length in &mut lengths {
        stdin.read_exact(length)?;
    }
    let [name, sheet, content] = lengths.map(u64::from_be_bytes);
    if name > MOST_NAME || sheet > MOST_NAME || content > MOST_CONTENT {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut take = |length: u64| -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        (&mut stdin).take(length).read_to_end(&mut bytes)?;
        if bytes.len() as u64 == length { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    };
    let name = String::from_utf8_lossy(&take(name)?).into_owned();
    let sheet = String::from_utf8_lossy(&take(sheet)?).into_owned();
    let content = take(content)?;
    let sheet = Some(sheet.as_str()).filter(|sheet| !sheet.is_empty());
    let result = read(&name, &content, sheet);
    serde_json::to_writer(io::BufWriter::new(&mut stdout), &result)?;
    stdout.flush()
}

/// Bounds this process for the rest of its life.
fn limit() -> io::Result<()> {
    let set = |resource, most| setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    set(Resource::As, address_space() + MEMORY)?;
    set(Resource::Cpu, CPU_SECONDS)?;
    set(Resource::Core, 0)?;
    set(Resource::Fsize, 0)?;
    Ok(())
}

/// Bytes of address space in use now. An allocator may have reserved much without touching it, and
/// what counts is what the file adds.
fn address_space() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmSize:"));
    line.and_then(|rest| rest.trim().trim_end_matches("kB").trim().parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// Reads a file in a child: runs `exe args…`, which must call [`serve`].
///
/// Blocks for up to 30 seconds; call it where blocking is allowed.
///
/// # Errors
/// As [`table::read`]; [`ReadError::TooHeavy`] when the child was ended by a limit,
/// [`ReadError::Unavailable`] when it could not be started.
pub fn read_in(exe: &Path, args: &[&str], name: &str, bytes: &[u8]) -> Result<Table, ReadError> {
    read_sheet_in(exe, args, name, bytes, None)
}

/// Like [`read_in`], for one sheet of a workbook.
///
/// # Errors
/// As for [`read_in`], and when there is no such sheet.
pub fn read_sheet_in(
    exe: &Path,
    args: &[&str],
    name: &str,
    bytes: &[u8],
    sheet: Option<&str>,
) -> Result<Table, ReadError> {
    ask(exe, args, name, bytes, sheet, most_of_a_table())
}

/// Reads an official workbook in a child: runs `exe args…`, which must call [`serve_official`].
///
/// # Errors
/// As [`official::read`] and [`read_in`].
pub fn read_official_in(exe: &Path, args: &[&str], name: &str, bytes: &[u8]) -> Result<Vec<OfficialSheet>, ReadError> {
    ask(exe, args, name, bytes, None, most_of_a_table())
}

/// Reads an inventory in a child: runs `exe args…`, which must call [`serve_machine`]. Without a format, the content
/// decides.
///
/// # Errors
/// As [`machine::read`] and [`read_in`].
pub fn read_machine_in(
    exe: &Path,
    args: &[&str],
    name: &str,
    bytes: &[u8],
    format: Option<Format>,
) -> Result<Inventory, ReadError> {
    ask(exe, args, name, bytes, format.map(Format::code), Limits::default().machine_bytes)
}

fn most_of_a_table() -> usize {
    let limits = Limits::default();
    limits.workbook_bytes.max(limits.text_bytes)
}

fn ask<T: DeserializeOwned>(
    exe: &Path,
    args: &[&str],
    name: &str,
    bytes: &[u8],
    sheet: Option<&str>,
    most: usize,
) -> Result<T, ReadError> {
    if bytes.len() > most {
        return Err(ReadError::TooBig { megabytes: bytes.len().div_ceil(1_000_000), most: most / 1_000_000 });
    }
    run(exe, args, &request(name, sheet.unwrap_or_default(), bytes), PATIENCE)
}

fn request(name: &str, sheet: &str, bytes: &[u8]) -> Vec<u8> {
    // Only the ending of a name matters; a long one is cut in front.
    let cut = |text: &str| text.chars().rev().take(500).collect::<Vec<_>>().into_iter().rev().collect::<String>();
    let (name, sheet) = (cut(name), cut(sheet));
    let mut request = Vec::with_capacity(24 + name.len() + sheet.len() + bytes.len());
    for length in [name.len(), sheet.len(), bytes.len()] {
        request.extend((length as u64).to_be_bytes());
    }
    for part in [name.as_bytes(), sheet.as_bytes(), bytes] {
        request.extend_from_slice(part);
    }
    request
}

fn run<T: DeserializeOwned>(exe: &Path, args: &[&str], request: &[u8], patience: Duration) -> Result<T, ReadError> {
    let mut command = Command::new(exe);
    command.args(args).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|_| ReadError::Unavailable)?;
    let answer = talk(&mut child, request, patience);
    let ended = child.wait().map_err(|_| ReadError::Unavailable)?;
    match answer.map(|bytes| serde_json::from_slice::<Result<T, ReadError>>(&bytes)) {
        Some(Ok(result)) => result,
        // It began, but is not the program that answers.
        Some(Err(_)) if ended.code().is_some_and(|code| code != 0) => Err(ReadError::Unavailable),
        _ => Err(ReadError::TooHeavy),
    }
}

/// Writes the request and waits for the whole answer; `None` when time ran out.
fn talk(child: &mut Child, request: &[u8], patience: Duration) -> Option<Vec<u8>> {
    let (mut stdin, stdout) = (child.stdin.take()?, child.stdout.take()?);
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let mut answer = Vec::new();
        let read = stdout.take(MOST_ANSWER).read_to_end(&mut answer);
        let _ = send.send(read.map(|_| answer));
    });
    std::thread::scope(|scope| {
        // In a thread: a child that never reads must not hold the parent. A broken pipe shows as
        // a missing answer.
        scope.spawn(move || {
            let _ = stdin.write_all(request);
        });
        let answer = receive.recv_timeout(patience).ok().and_then(Result::ok);
        if answer.is_some() {
            leave(child);
        }
        // Ends the writer, should it still wait.
        let _ = child.kill();
        answer
    })
}

/// Gives a child that has closed its output a moment to end by itself, for its exit code.
fn leave(child: &mut Child) {
    for _ in 0..100 {
        match child.try_wait() {
            Ok(None) => std::thread::sleep(Duration::from_millis(10)),
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(stdin: impl Read, stdout: impl Write) -> io::Result<()> {
        super::answer(stdin, stdout, |name, content, sheet| table::read_sheet(name, content, sheet, &Limits::default()))
    }

    #[test]
    fn a_request_is_answered_with_the_table_or_its_error() {
        let mut out = Vec::new();
        answer(request("a.csv", "", "番号,OS\n1,x".as_bytes()).as_slice(), &mut out).unwrap();
        let table: Result<Table, ReadError> = serde_json::from_slice(&out).unwrap();
        assert_eq!(table.unwrap().rows.len(), 2);
        let mut out = Vec::new();
        answer(request("a.xlsx", "", b"text").as_slice(), &mut out).unwrap();
        assert_eq!(serde_json::from_slice::<Result<Table, ReadError>>(&out).unwrap(), Err(ReadError::NotWorkbook));
    }

    #[test]
    fn a_cut_or_lying_request_is_an_error_not_a_reservation() {
        assert!(answer(b"\0\0".as_slice(), Vec::new()).is_err());
        let mut huge = u64::MAX.to_be_bytes().to_vec();
        huge.extend([0; 16]);
        assert!(answer(huge.as_slice(), Vec::new()).is_err());
    }

    #[test]
    fn a_program_that_cannot_start_or_never_answers_is_told_apart() {
        let request = request("a.csv", "", b"a,b");
        let run = |exe: &str, args: &[&str], patience| run::<Table>(Path::new(exe), args, &request, patience);
        assert_eq!(run("/no/such/program", &[], PATIENCE), Err(ReadError::Unavailable));
        assert_eq!(run("/bin/sleep", &["60"], Duration::from_millis(200)), Err(ReadError::TooHeavy));
    }
}
