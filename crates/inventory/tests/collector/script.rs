//! The script for Windows: that it parses, does nothing but read, and writes the shape that is read here.
//!
//! There is no Windows where these tests run. The grammar is tree-sitter's; what its commands do on Windows is not
//! tried here.

use crate::{ALL, SCHEMA};
use serde_json::Value;
use std::collections::BTreeSet;
use tate_inventory::machine::collector::WINDOWS_SCRIPT;
use tree_sitter::{Node, Parser, Tree};

/// Commands of Windows that the script may use: they read, select or write to the screen.
const COMMANDS: &[&str] = &[
    "ForEach-Object",
    "Get-ChildItem",
    "Get-CimInstance",
    "Get-Command",
    "Get-Content",
    "Get-Date",
    "Get-Item",
    "Get-LocalUser",
    "Get-Location",
    "Get-MpComputerStatus",
    "Get-NetFirewallProfile",
    "Get-NetTCPConnection",
    "Get-NetUDPEndpoint",
    "Get-Process",
    "Get-Service",
    "Join-Path",
    "New-Object",
    "Out-Null",
    "Sort-Object",
    "Split-Path",
    "Test-Path",
    "Where-Object",
    "Write-Host",
    "Write-Warning",
    // Its own temporary file, and the block of a section.
    "Remove-Item",
    "$Body",
];
/// Programs of Windows: `net accounts`, `netstat -ano` and `secedit /export` change nothing.
const PROGRAMS: &[&str] = &["net.exe", "netstat.exe", "secedit.exe"];

fn parse(script: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
    parser.parse(script, None).unwrap()
}

fn walk<'t>(node: Node<'t>, visit: &mut dyn FnMut(Node<'t>)) {
    visit(node);
    for at in 0..node.child_count() {
        if let Some(child) = node.child(at) {
            walk(child, visit);
        }
    }
}

/// Lines with a mistake in the grammar.
fn mistakes(script: &str) -> Vec<usize> {
    let tree = parse(script);
    let mut lines = Vec::new();
    walk(tree.root_node(), &mut |node| {
        if node.is_error() || node.is_missing() {
            lines.push(node.start_position().row + 1);
        }
    });
    lines
}

/// The texts of all nodes of a kind.
fn texts(script: &str, kind: &str) -> BTreeSet<String> {
    let tree = parse(script);
    let mut found = BTreeSet::new();
    walk(tree.root_node(), &mut |node| {
        if node.kind() == kind {
            found.insert(script[node.byte_range()].to_owned());
        }
    });
    found
}

/// Commands that are neither allowed nor functions of the script itself.
fn strangers(script: &str) -> Vec<String> {
    let functions = texts(script, "function_name");
    let known = |name: &String| {
        functions.contains(name)
            || COMMANDS.contains(&name.as_str())
            || PROGRAMS.iter().any(|program| name.contains(&format!("\\System32\\{program}")))
    };
    let names = [texts(script, "command_name"), texts(script, "command_name_expr")].concat_all();
    names.into_iter().filter(|name| !known(name)).collect()
}

trait ConcatAll {
    fn concat_all(self) -> BTreeSet<String>;
}

impl ConcatAll for [BTreeSet<String>; 2] {
    fn concat_all(self) -> BTreeSet<String> {
        self.into_iter().flatten().collect()
    }
}

/// The script without comments and without texts.
fn code_only(script: &str) -> String {
    let tree = parse(script);
    let mut bytes = script.as_bytes().to_vec();
    walk(tree.root_node(), &mut |node| {
        if node.kind() == "comment" || node.kind().contains("string_literal") {
            bytes[node.byte_range()].fill(b' ');
        }
    });
    String::from_utf8(bytes).unwrap()
}

#[test]
fn it_is_ascii_so_that_no_code_page_can_break_it() {
    assert!(WINDOWS_SCRIPT.is_ascii());
    assert!(!WINDOWS_SCRIPT.contains(['\r', '\t', '\0']));
}

#[test]
fn it_parses_without_a_mistake() {
    assert_eq!(mistakes(WINDOWS_SCRIPT), [] as [usize; 0]);
}

#[test]
fn a_mistake_would_be_found() {
    for (right, wrong) in [
        ("function Read-Users {", "function Read-Users "),
        ("foreach ($user in $users) {", "foreach ($user in ) {"),
        ("$report['host'] = Read-Machine", "$report['host' = Read-Machine"),
        ("return $record\n}", "return $record\n"),
        ("if ($denied) {", "if $denied {"),
    ] {
        assert!(WINDOWS_SCRIPT.contains(right), "{right}");
        assert!(!mistakes(&WINDOWS_SCRIPT.replacen(right, wrong, 1)).is_empty(), "{wrong}");
    }
}

#[test]
fn it_uses_nothing_but_commands_that_read() {
    assert_eq!(strangers(WINDOWS_SCRIPT), [] as [&str; 0]);
    // Negative controls.
    for line in ["Set-ItemProperty -Path x -Name y -Value z", "Invoke-WebRequest https://example.jp/", "Read-Nothing"] {
        assert_eq!(strangers(&format!("{WINDOWS_SCRIPT}\n{line}\n")).len(), 1, "{line}");
    }
}

#[test]
fn it_calls_no_type_that_changes_or_sends() {
    let code = code_only(WINDOWS_SCRIPT);
    for word in [
        "Net.",
        "WebClient",
        "Sockets",
        "Add-Type",
        "Invoke-Expression",
        "iex",
        "SetValue",
        "DeleteValue",
        "CreateSubKey",
        ".Put(",
        "Start-Process",
    ] {
        assert!(!code.contains(word), "{word}");
    }
    assert!(!WINDOWS_SCRIPT.replace("Win32_Product is never asked", "").contains("Win32_Product'"));
    assert_eq!(code.matches("WriteAllText").count(), 1, "one file is written");
    assert_eq!(code.matches("Remove-Item").count(), 1, "one temporary file is removed");
}

#[test]
fn it_uses_no_grammar_that_came_after_5_1() {
    let code = code_only(WINDOWS_SCRIPT);
    for later in ["&&", "||", "??", "?.", "?[", " ? ", "-Parallel", "-AsHashtable", "clean {"] {
        assert!(!code.contains(later), "{later}");
    }
    // Negative control: such grammar in code is seen, in a text or a comment it is not.
    assert!(code_only("$a = $b ?? 1").contains("??"));
    assert!(!code_only("$a = 'b ?? 1' # ??").contains("??"));
}

#[test]
fn every_key_of_the_shape_is_written_by_it() {
    fn keys(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(key, value)| {
                found.insert(key.clone());
                keys(value, found);
            }),
            Value::Array(members) => members.iter().for_each(|member| keys(member, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut found = BTreeSet::new();
    ALL.iter().for_each(|text| keys(&serde_json::from_str(text).unwrap(), &mut found));
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    found.extend(schema["properties"].as_object().unwrap().keys().cloned());
    let written = |key: &String| {
        WINDOWS_SCRIPT.contains(&format!("{key} = ")) || WINDOWS_SCRIPT.contains(&format!("$report['{key}'] = "))
    };
    let missing: Vec<&String> = found.iter().filter(|key| !written(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(!written(&"passwords".to_owned()), "negative control");
}

/// The texts of the script by name, with their escapes resolved.
fn messages() -> Vec<(String, String)> {
    let table = WINDOWS_SCRIPT.split_once("$Texts = @{\n").unwrap().1.split_once("\n}\n").unwrap().0;
    table
        .lines()
        .map(|line| {
            let (name, text) = line.trim().split_once(" = ").unwrap();
            let text: String = serde_json::from_str(&format!("\"{}\"", text.trim_matches('\''))).unwrap();
            (name.to_owned(), text)
        })
        .collect()
}

#[test]
fn every_message_stands_in_the_documents_in_plain_japanese() {
    let page = include_str!("../../../../docs/collector.md");
    let messages = messages();
    assert!(messages.len() >= 15);
    for (name, text) in messages {
        assert!(page.contains(&format!("| `{name}` | {text} |")), "{name}: {text}");
        assert!(text.ends_with(['。', '）', '}']), "{text}");
    }
}

#[test]
fn every_message_that_is_asked_for_exists() {
    let names: BTreeSet<String> = messages().into_iter().map(|(name, _)| name).collect();
    let asked: BTreeSet<String> =
        WINDOWS_SCRIPT.split("Get-Text '").skip(1).map(|rest| rest.split('\'').next().unwrap().to_owned()).collect();
    assert_eq!(asked, names);
}

#[test]
fn every_section_has_a_name_for_people() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    for section in schema["properties"].as_object().unwrap().keys() {
        if ["tate_collector", "tool", "taken_at", "unread"].contains(&section.as_str()) {
            continue;
        }
        let file = format!(
            "{{\"tate_collector\":1,\"host\":{{\"name\":\"a\"}},\"unread\":[{{\"section\":\"{section}\",\"why\":\"w\"}}]}}"
        );
        let host = tate_inventory::machine::collector::read(file.as_bytes()).unwrap().hosts.remove(0);
        assert!(!host.text("unread").starts_with(section), "{section}");
    }
}
