//! `tate lifecycle check` and `tate lifecycle import`.

use crate::site::{Site, tate};
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
fn without_json_it_is_one_sentence_and_the_day_of_the_data() {
    let run = tate(&["lifecycle", "check", "Windows 11 Pro 24H2", "--today", "2026-11-20"]).ok();
    assert_eq!(run.out.lines().count(), 2);
    assert!(run.out.contains("2026/08/22時点") && !run.out.contains("180日"), "{}", run.out);
    let later = tate(&["lifecycle", "check", "Windows 11 Pro 24H2", "--today", "2027-11-20"]).ok();
    assert!(later.out.contains("180日より古く"), "{}", later.out);
    assert!(run.out.contains("2026年10月13日"), "{}", run.out);
}

const NEWER: &str =
    r#"{"windows": {"releases": [{"releaseCycle": "11-27h2-w", "eol": "2029-10-09", "latest": "10.0.29900"}]}}"#;

#[test]
fn newer_data_from_a_file_decides_from_then_on() {
    let site = Site::init();
    let (data, file) = (site.data(), site.write("eol.json", NEWER));
    let verdict = || {
        let args = ["lifecycle", "check", "Windows 11 Pro 27H2", "--today", "2026-11-20", "--data", &data, "--json"];
        tate(&args).ok().json()["verdict"].clone()
    };
    assert_eq!(verdict(), "unknown");
    let import = |more: &[&str]| tate(&[&["lifecycle", "import", &file, "--data", &data, "--json"], more].concat());
    let dry = import(&["--as-of", "2026-10-15", "--dry-run"]).ok().json();
    assert_eq!((&dry["taken"], &dry["as_of"]), (&Value::from(false), &Value::from("2026-10-15")));
    assert_eq!(dry["changes"][0]["release"], "27H2（Home・Pro）");
    assert_eq!(verdict(), "unknown");
    assert_eq!(import(&["--as-of", "2026-10-15"]).ok().json()["taken"], true);
    assert_eq!(verdict(), "supported");
    let again = import(&["--as-of", "2026-10-15"]).ok().json();
    assert_eq!((&again["taken"], &again["changes"]), (&Value::from(false), &Value::Array(vec![])));
    tate(&["audit", "verify", "--data", &data]).ok();
}

#[test]
fn a_file_that_cannot_be_used_is_refused_with_the_reason() {
    let site = Site::init();
    let data = site.data();
    let import = |name: &str, text: &str, more: &[&str]| {
        let file = site.write(name, text);
        tate(&[&["lifecycle", "import", &file, "--data", &data], more].concat())
    };
    import("a.json", NEWER, &[]).refused(1, &["いつの時点"]);
    import("b.json", "<html>", &[]).refused(1, &["読み取れません"]);
    import("c.json", &" ".repeat((4 << 20) + 1), &[]).refused(1, &["4MB"]);
    import("d.json", "{}", &["--as-of", "2026-10-15"]).refused(1, &["1つも見つかりません"]);
    tate(&["lifecycle", "import", &site.path("none.json"), "--data", &data]).refused(1, &["読み取れません"]);
}
