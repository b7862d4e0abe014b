//! `tate lifecycle check`.

use crate::site::tate;
use serde_json::Value;
use std::collections::BTreeSet;

fn check(os: &str) -> Value {
    tate(&["lifecycle", "check", os, "--today", "2026-11-20", "--json"]).ok().json()
}

#[test]
fn every_answer_has_every_key() {
    for os in ["Windows 11 Pro 25H2", "Windows 7", "架空OS 3", ""] {
        let answer = check(os);
        let found: BTreeSet<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            found,
            BTreeSet::from([
                "input",
                "product",
                "release",
                "edition",
                "verdict",
                "end_of_support",
                "extended_until",
                "reason"
            ]),
            "{os}"
        );
        assert_eq!(answer["input"], os);
    }
}

#[test]
fn the_verdict_is_of_the_day_that_is_asked_for() {
    for (os, verdict) in [
        ("Windows 11 Pro 25H2", "supported"),
        ("Windows 11 Pro 24H2", "expired"),
        ("Windows 7 Professional", "expired"),
        ("架空OS 3", "unknown"),
    ] {
        assert_eq!(check(os)["verdict"], verdict, "{os}");
    }
    let before = tate(&["lifecycle", "check", "Windows 11 Pro 24H2", "--today", "2025-01-15", "--json"]).ok().json();
    assert_eq!(before["verdict"], "supported");
    assert_eq!(before["end_of_support"], "2026-10-13");
}

#[test]
fn without_json_it_is_one_sentence() {
    let run = tate(&["lifecycle", "check", "Windows 11 Pro 24H2", "--today", "2026-11-20"]).ok();
    assert_eq!(run.out.lines().count(), 1);
    assert!(run.out.contains("2026年10月13日"), "{}", run.out);
}
