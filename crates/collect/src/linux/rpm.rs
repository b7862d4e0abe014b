//! Packages of rpm. Its database has changed its format four times; the program that comes with it is asked.

use crate::Gaps;
use crate::day;
use crate::machine::Machine;
use crate::report::Program;
use std::io::Read as _;
use std::process::{Command, Stdio};
use std::time::Duration;

const DATABASES: [&str; 2] = ["/var/lib/rpm", "/usr/lib/sysimage/rpm"];
const FORMAT: &str = "%{NAME}\\t%{VERSION}-%{RELEASE}\\t%{VENDOR}\\t%{INSTALLTIME}\\n";
/// Seconds that the program may take.
const PATIENCE: u64 = 30;
const MOST_BYTES: u64 = 32_000_000;

/// The packages; none, with the reason, where there is no package manager that we know.
pub(crate) fn programs(machine: &Machine, gaps: &mut Gaps) -> Vec<Program> {
    if !DATABASES.iter().any(|folder| machine.exists(folder)) {
        gaps.note("programs", "パッケージの一覧（dpkg、rpm、apk）が見つからないため、ソフトを調べられません。");
        return Vec::new();
    }
    let Some(text) = machine.is_live().then(ask).flatten() else {
        gaps.note("programs", "rpmコマンドが応答しないため、ソフトを調べられません。「rpm -qa」で確かめてください。");
        return Vec::new();
    };
    text.lines().filter_map(program).collect()
}

/// One line of the answer.
fn program(line: &str) -> Option<Program> {
    let mut values = line.split('\t').map(|value| Some(value.trim()).filter(|value| !matches!(*value, "" | "(none)")));
    let name = values.next()??.to_owned();
    let version = values.next()?.map(str::to_owned);
    let publisher = values.next()?.map(str::to_owned);
    let installed = values.next()?.and_then(|seconds| day::of_seconds(seconds.parse().ok()?));
    // Keys with which packages are checked are listed as packages.
    (name != "gpg-pubkey").then_some(Program { name, version, publisher, installed })
}

fn ask() -> Option<String> {
    let mut child = Command::new("/usr/bin/rpm")
        .args(["-qa", "--qf", FORMAT])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let out = child.stdout.take()?;
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = out.take(MOST_BYTES).read_to_end(&mut bytes).map(|_| bytes);
        let _ = send.send(read);
    });
    let answer = receive.recv_timeout(Duration::from_secs(PATIENCE));
    let _ = child.kill();
    let _ = child.wait();
    answer.ok()?.ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_rpm_is_a_program() {
        let found = program("bash\t5.1.8-9.el9\tExample Linux\t1762740000").unwrap();
        assert_eq!((found.name.as_str(), found.version.as_deref()), ("bash", Some("5.1.8-9.el9")));
        assert_eq!(found.installed.as_deref(), Some("2025-11-10"));
        assert_eq!(program("x\t1\t(none)\tnever").unwrap().publisher, None);
        assert!(program("gpg-pubkey\t1\t(none)\t0").is_none());
        assert!(program("").is_none());
    }
}
