//! A mail server for one test.

use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tate_mail::{MailServer, Tls};

/// Running; ended when dropped.
pub(crate) struct Smtpd {
    child: Child,
    /// Where it listens.
    pub(crate) port: u16,
    folder: PathBuf,
}

impl Smtpd {
    /// Starts with a folder for its mails; port 0 is any.
    pub(crate) fn start(folder: &Path, port: u16) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/smtpd");
        let mut child = Command::new("/usr/bin/python3")
            .arg(script)
            .arg(folder)
            .args(["--port", &port.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse().expect("tools/smtpd did not start; run tools/install fast");
        Self { child, port, folder: folder.to_owned() }
    }

    /// Every mail that was accepted, in order.
    pub(crate) fn accepted(&self) -> Vec<Value> {
        accepted(&self.folder)
    }

    /// The client's side of it.
    pub(crate) fn server(&self) -> MailServer {
        MailServer {
            host: "127.0.0.1".into(),
            port: self.port,
            tls: Tls::None,
            login: None,
            from: "tate@example.jp".into(),
            name: "みなと薬局".into(),
        }
    }
}

impl Drop for Smtpd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Every mail that a server with this folder accepted.
pub(crate) fn accepted(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("accepted.jsonl")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
