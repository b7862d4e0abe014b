//! `--help` and bad use, for every command there is.

use crate::site::{Run, tate};

/// The commands that a help text lists.
fn listed(help: &Run) -> Vec<String> {
    let commands = help.out.split_once("Commands:\n").map_or("", |(_, rest)| rest.split("\n\n").next().unwrap_or(""));
    commands
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

fn walk(path: &[String], seen: &mut Vec<String>) {
    let args: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
    let help = tate(&args).ok();
    assert!(help.out.contains("Usage:") && help.err.is_empty(), "{help:?}");
    assert!(help.out.lines().next().is_some_and(|line| line.len() > 8), "no sentence about {path:?}");
    seen.push(path.join(" "));
    for command in listed(&help) {
        walk(&[path, &[command]].concat(), seen);
    }
}

#[test]
fn every_command_has_a_help_that_exits_0() {
    let mut seen = Vec::new();
    walk(&[], &mut seen);
    for command in [
        "serve",
        "init",
        "demo",
        "catalog show",
        "catalog diff",
        "catalog apply",
        "import",
        "propose",
        "lint",
        "lifecycle check",
        "mail send",
        "netcheck",
        "lifecycle import",
        "export",
        "backup restore",
        "audit verify",
        "user reset",
        "vendor fill",
        "vendor customers",
        "vendor sign",
        "vendor verify",
    ] {
        assert!(seen.iter().any(|path| path == command), "{command} is in no help: {seen:?}");
    }
    assert!(!seen.iter().any(|path| path.starts_with("__")), "an inner command shows: {seen:?}");
}

#[test]
fn bad_use_exits_2_with_the_reason_on_stderr() {
    tate(&[]).refused(2, &["Usage"]);
    tate(&["fly"]).refused(2, &["fly"]);
    tate(&["catalog"]).refused(2, &["Usage"]);
    tate(&["catalog", "show"]).refused(2, &["EDITION"]);
    tate(&["propose", "--facility"]).refused(2, &["--facility"]);
    tate(&["serve", "--listen", "here"]).refused(2, &["--listen"]);
    tate(&["audit", "verify", "--jsno"]).refused(2, &["--jsno"]);
    tate(&["lifecycle", "check", "x", "--today", "2026-13-01"]).refused(2, &["--today"]);
}

#[test]
fn the_version_is_the_package_s() {
    assert_eq!(tate(&["--version"]).ok().out.trim(), concat!("tate ", env!("CARGO_PKG_VERSION")));
}
