//! `tate collect`.

use crate::site::{binary, tate};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::process::Command;
use tate_inventory::machine::collector::{WINDOWS_SCRIPT, read};

/// The user "nobody" of every Linux.
const NOBODY: u32 = 65_534;

#[test]
fn this_machine_is_written_into_a_file_that_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kiki.json");
    let run = tate(&["collect", "--out", file.to_str().unwrap()]).ok();
    assert_eq!(run.out, "");
    assert!(run.err.contains("どこにも送信していません"), "{}", run.err);
    let inventory = read(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(inventory.problems, []);
    let host = &inventory.hosts[0];
    for key in ["host", "os", "os_build", "admins", "collected"] {
        assert!(!host.text(key).is_empty(), "{key}");
    }
    assert!(host.accounts.iter().any(|user| user["login"] == "root"));
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "only its owner may read it");
}

#[test]
fn without_out_it_is_one_json_document() {
    let file = tate(&["collect"]).ok().json();
    assert_eq!(file["tate_collector"], 1);
    assert!(file["programs"].as_array().is_some_and(|programs| !programs.is_empty()));
}

#[test]
fn an_ordinary_user_gets_the_same_file_with_reasons() {
    if std::fs::metadata("/proc/self").unwrap().uid() != 0 {
        return; // Then every other test here runs as one.
    }
    let run = Command::new(binary()).arg("collect").uid(NOBODY).gid(NOBODY).current_dir("/").output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let text = String::from_utf8(run.stdout).unwrap();
    assert!(text.contains("\"rights\": \"user\""));
    let inventory = read(text.as_bytes()).unwrap();
    assert!(inventory.hosts[0].text("unread").contains("/etc/shadow"), "{}", inventory.hosts[0].text("unread"));
}

#[test]
fn the_script_for_windows_is_printed_as_it_is() {
    let run = tate(&["collect", "--windows"]).ok();
    assert_eq!((run.out.trim_end(), run.err.as_str()), (WINDOWS_SCRIPT.trim_end(), ""));
    assert!(run.out.starts_with("<#"));
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    tate(&["collect", "--out", "/proc/nowhere/x.json"]).refused(1, &["/proc/nowhere/x.json", "--out"]);
}
