//! Files that were cut, edited, or made to hurt: a clear sentence or a bounded reading, never a panic.

use crate::WINDOWS_11;
use serde_json::{Value, json};
use tate_inventory::ReadError;
use tate_inventory::machine::collector::{CollectorError, read};

fn minimal() -> Value {
    json!({ "tate_collector": 1, "tool": { "name": "test", "rights": "user" },
            "taken_at": "2026-11-20T09:00:00+09:00", "host": { "name": "PC-1" }, "unread": [] })
}

fn with(key: &str, value: Value) -> Vec<u8> {
    let mut machine = minimal();
    machine[key] = value;
    machine.to_string().into_bytes()
}

fn refused(bytes: &[u8]) -> CollectorError {
    match read(bytes) {
        Err(ReadError::Collector(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn utf16(text: &str, bom: bool) -> Vec<u8> {
    let bytes = text.encode_utf16().flat_map(u16::to_le_bytes);
    if bom { [0xff, 0xfe].into_iter().chain(bytes).collect() } else { bytes.collect() }
}

/// Reads with problems, and gives the only host's problems.
fn partly(bytes: &[u8]) -> Vec<String> {
    let inventory = read(bytes).unwrap();
    assert_eq!(inventory.hosts.len(), 1);
    assert_eq!(inventory.hosts[0].text("host"), "PC-1", "the rest is read");
    inventory.problems.into_iter().map(|problem| problem.message).collect()
}

#[test]
fn the_control_is_read_without_a_problem() {
    assert_eq!(partly(minimal().to_string().as_bytes()), [] as [&str; 0]);
}

#[test]
fn nothing_is_no_inventory() {
    for nothing in [&b""[..], b"  \r\n\t ", b"\xef\xbb\xbf"] {
        assert_eq!(read(nothing), Err(ReadError::Empty));
    }
}

#[test]
fn a_file_that_breaks_off_is_refused_wherever_it_breaks() {
    let bytes = WINDOWS_11.trim().as_bytes();
    for end in [1, 2, 20, 500, 1_000, bytes.len() / 2, bytes.len() - 1] {
        assert!(
            matches!(refused(&bytes[..end]), CollectorError::Broken { .. } | CollectorError::Encoding),
            "cut after {end}"
        );
    }
}

#[test]
fn machines_before_a_broken_line_are_kept() {
    let text = format!("{}\n{{\"tate_collector\": 1, \"host\"", minimal());
    let problems = partly(text.as_bytes());
    assert!(problems[0].contains("この機器から後は") && problems[0].contains("2行目"), "{problems:?}");
}

#[test]
fn every_encoding_of_a_saved_file_is_read() {
    let text = WINDOWS_11;
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(text);
    let with_bom = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    for bytes in [with_bom, utf16(text, true), utf16(text, false), big, cp932.into_owned()] {
        assert_eq!(read(&bytes), read(text.as_bytes()));
    }
}

#[test]
fn bytes_that_are_no_text_are_named() {
    assert_eq!(refused(b"{\"tate_collector\": \x00 1}"), CollectorError::Binary);
    assert_eq!(refused(b"\x89PNG\r\n\x1a\n\x00\x00"), CollectorError::Binary);
    assert_eq!(refused(b"{\"a\": \"\xff\xff\"}"), CollectorError::Encoding);
    let mut half = utf16(WINDOWS_11, true);
    half.pop();
    assert_eq!(refused(&half), CollectorError::Encoding);
}

#[test]
fn other_json_is_not_ours() {
    for other in [
        "[]",
        "1",
        "\"x\"",
        "null",
        "{}",
        "{\"deviceid\": \"x\"}",
        "{\"tate_collector\": \"1\"}",
        "{\"tate_collector\": 0}",
        "{\"tate_collector\": -1}",
    ] {
        assert_eq!(refused(other.as_bytes()), CollectorError::NotCollector, "{other}");
    }
    assert!(matches!(refused(b"<xml/>"), CollectorError::Broken { line: 1 }));
}

#[test]
fn a_later_version_is_refused_with_its_number() {
    let error = refused(&with("tate_collector", json!(7)));
    assert_eq!(error, CollectorError::Future { version: 7 });
    assert!(error.to_string().contains("更新"));
}

#[test]
fn deep_nesting_is_refused_before_it_costs_anything() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{{\"tate_collector\":1,\"x\":{}1{}}}", open.repeat(200_000), close.repeat(200_000));
        assert!(matches!(refused(deep.as_bytes()), CollectorError::TooDeep { .. }));
    }
}

#[test]
fn a_file_too_large_is_refused_unread() {
    let large = vec![b' '; 32_000_001];
    assert_eq!(read(&large), Err(ReadError::TooBig { megabytes: 33, most: 32 }));
}

#[test]
fn a_million_programs_are_read_as_far_as_a_machine_can_have_them() {
    let mut text = String::from("{\"tate_collector\":1,\"host\":{\"name\":\"PC-1\"},\"programs\":[{\"name\":\"p\"}");
    for number in 0..1_000_000 {
        text.push_str(&format!(",{{\"name\":\"p{number}\"}}"));
    }
    text.push_str("]}");
    let inventory = read(text.as_bytes()).unwrap();
    assert_eq!(inventory.hosts[0].software.len(), 10_000);
    assert!(inventory.problems[0].message.contains("1000001件のうち"), "{:?}", inventory.problems);
}

#[test]
fn many_small_values_stop_at_their_number() {
    let list = format!("[{}0]", "0,".repeat(9_998));
    let lists = vec![list; 60].join(",");
    let text = format!("{{\"tate_collector\":1,\"host\":{{\"name\":\"PC-1\"}},\"programs\":[{lists}]}}");
    assert!(partly(text.as_bytes()).iter().any(|problem| problem.contains("値が多すぎる")));
}

#[test]
fn a_huge_field_is_cut() {
    let mut machine = minimal();
    machine["programs"] = json!([{ "name": "あ".repeat(3_000_000) }]);
    let inventory = read(machine.to_string().as_bytes()).unwrap();
    assert_eq!(inventory.hosts[0].software[0]["name"].chars().count(), 500);
    assert!(inventory.problems[0].message.contains("「programs.[].name」の文字が長すぎる"));
}

#[test]
fn a_key_that_comes_twice_keeps_its_first_value() {
    let text = "{\"tate_collector\":1,\"host\":{\"name\":\"PC-1\",\"name\":\"PC-2\"}}";
    assert!(partly(text.as_bytes())[0].contains("「host.name」が同じ所に2回"));
}

#[test]
fn too_many_keys_are_left_out() {
    let mut machine = minimal();
    machine["host"] =
        (0..500).map(|n| (format!("k{n}"), json!(n))).chain([("name".to_owned(), json!("PC-1"))]).collect();
    let inventory = read(machine.to_string().as_bytes()).unwrap();
    assert!(inventory.problems[0].message.contains("「host」の項目が100個"));
}

#[test]
fn wrong_types_are_left_out_and_said() {
    for (key, value, field, expected) in [
        ("programs", json!("many"), "programs", "一覧"),
        ("programs", json!([1, "x", { "name": "ok" }]), "programs", "項目の集まり"),
        ("programs", json!([{ "name": ["x"] }]), "programs.name", "文字"),
        ("users", json!([{ "name": "a", "enabled": "yes" }]), "users.enabled", "true"),
        ("users", json!([{ "name": "a", "last_logon": "きのう" }]), "users.last_logon", "日付"),
        ("password", json!({ "min_length": -1 }), "password.min_length", "0以上の数"),
        ("password", json!([8]), "password", "項目の集まり"),
        ("ports", json!([{ "protocol": "tcp", "port": "80" }]), "ports.port", "0以上の数"),
        ("remote_tools", json!([1]), "remote_tools", "文字"),
        ("os", json!(11), "os", "項目の集まり"),
    ] {
        let problems = partly(&with(key, value));
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains(&format!("「{field}」")) && problems[0].contains(expected), "{problems:?}");
    }
}

#[test]
fn control_characters_do_not_reach_the_ledgers() {
    let inventory = read(&with("host", json!({ "name": "PC\u{0}\u{1b}[31m\u{202e}1\nX" }))).unwrap();
    assert!(inventory.hosts[0].text("host").chars().all(|c| !c.is_control() && c != '\u{202e}'));
}

#[test]
fn half_a_character_in_an_escape_is_a_broken_file() {
    assert!(matches!(refused(br#"{"tate_collector":1,"host":{"name":"\ud83d"}}"#), CollectorError::Broken { .. }));
}

#[test]
fn a_thousand_machines_are_the_most() {
    let line = minimal().to_string();
    let inventory = read(vec![line; 1_003].join("\n").as_bytes()).unwrap();
    assert_eq!(inventory.hosts.len(), 1_000);
    assert!(inventory.problems.iter().any(|problem| problem.message.contains("1000台より後")));
}

#[test]
fn every_single_byte_may_be_wrong_without_a_panic() {
    let bytes = WINDOWS_11.as_bytes();
    for at in (0..bytes.len()).step_by(7) {
        let mut wrong = bytes.to_vec();
        wrong[at] ^= 0x15;
        let _ = read(&wrong);
    }
}
