//! Hostile JSON. A shape says how a format puts a value into its place; the attacks are the same for all.

use super::Expect::{Read, Refused, Told};
use super::{Expect, File, cut, many, utf16};

/// Where a format keeps things.
struct Shape {
    /// A file with this JSON as its list of programs
    programs: fn(&str) -> String,
    /// A file with this JSON as the name of its computer
    name: fn(&str) -> String,
    /// A file with this JSON where nobody looks
    ignored: fn(&str) -> String,
    /// What a file that breaks behind its first host leads to
    cut: Expect,
    /// What programs that are no records lead to
    odd: Expect,
}

pub(crate) fn glpi() -> Vec<File> {
    let shape = Shape {
        programs: |list| format!(r#"{{"deviceid":"x","content":{{"hardware":{{"name":"PC-1"}},"softwares":{list}}}}}"#),
        name: |name| format!(r#"{{"deviceid":"x","content":{{"hardware":{{"name":{name}}},"softwares":[]}}}}"#),
        ignored: |value| format!(r#"{{"deviceid":"x","content":{{"envs":{value},"hardware":{{"name":"PC-1"}}}}}}"#),
        cut: Refused,
        odd: Read,
    };
    let mut files = attacks(&shape);
    files.push(("sections of wrong types", br#"{"content":{"hardware":[1,2],"softwares":{"a":1},"bios":"x","local_groups":[[[]]],"drives":7},"deviceid":[]}"#.to_vec(), Read));
    files.push(("no section that is known", br#"{"content":{"x":[]},"deviceid":"x"}"#.to_vec(), Refused));
    files.push(("content is a number", br#"{"content":5,"deviceid":"x"}"#.to_vec(), Refused));
    files
}

pub(crate) fn fleet() -> Vec<File> {
    let shape = Shape {
        programs: |list| format!(r#"{{"hosts":[{{"hostname":"PC-1","software":{list}}}]}}"#),
        name: |name| format!(r#"{{"hosts":[{{"hostname":{name},"uuid":"u"}}]}}"#),
        ignored: |value| format!(r#"{{"meta":{value},"hosts":[{{"hostname":"PC-1"}}]}}"#),
        cut: Told,
        odd: Read,
    };
    let mut files = attacks(&shape);
    let many = format!(r#"{{"hosts":[{}]}}"#, vec![r#"{"hostname":"a"}"#; 20_000].join(","));
    files.push(("twenty thousand hosts", many.into_bytes(), Told));
    files.push(("hosts are numbers", br#"{"hosts":[1,2,3]}"#.to_vec(), Read));
    files.push(("no hosts at all", br#"{"meta":{}}"#.to_vec(), Refused));
    let two = br#"{"hosts":[{"hostname":"a"},{"hostname":"b"#.to_vec();
    files.push(("cut in the second host", two, Told));
    files
}

pub(crate) fn osquery() -> Vec<File> {
    let shape = Shape {
        programs: |list| {
            format!(r#"{{"name":"programs","hostIdentifier":"h","unixTime":1795046400,"snapshot":{list}}}"#)
        },
        name: |name| {
            format!(
                r#"{{"name":"system","hostIdentifier":"h","unixTime":1795046400,"snapshot":[{{"computer_name":{name},"hardware_serial":"1"}}]}}"#
            )
        },
        ignored: |value| {
            format!(
                r#"{{"name":"s","hostIdentifier":"h","unixTime":1795046400,"decorations":{value},"snapshot":[{{"computer_name":"a","hardware_serial":"1"}}]}}"#
            )
        },
        cut: Refused,
        odd: Told,
    };
    let mut files = attacks(&shape);
    let line = |host: usize| {
        format!(
            r#"{{"name":"s","hostIdentifier":"h{host}","unixTime":1795046400,"snapshot":[{{"computer_name":"a","hardware_serial":"1"}}]}}"#
        )
    };
    let many = (0..10_000).map(line).collect::<Vec<_>>().join("\n");
    files.push(("ten thousand hosts", many.into_bytes(), Told));
    files.push(("a million broken lines", format!("{}\n{}", line(1), "{\n".repeat(1_000_000)).into_bytes(), Refused));
    files.push(("one broken line", format!("{}\n{{\"x\":\n{}", line(1), line(2)).into_bytes(), Told));
    let times = r#"{"name":"s","hostIdentifier":"h","unixTime":99999999999999999999,"snapshot":[{"computer_name":"a","hardware_serial":"1"}]}"#;
    files.push(("a time beyond all years", times.into(), Read));
    files
}

/// A list of so many programs.
fn list(count: usize) -> String {
    format!("[{}]", vec![r#"{"name":"a","version":"1"}"#; count].join(","))
}

fn attacks(shape: &Shape) -> Vec<File> {
    let (programs, name, ignored) = (shape.programs, shape.name, shape.ignored);
    let honest = programs(r#"[{"name":"見本レセコン","version":"8.1.0","publisher":"見本ソフト"}]"#);
    let bytes = honest.clone().into_bytes();
    let nested = |count: usize| format!("{}{}", "[".repeat(count), "]".repeat(count));
    let maps = |count: usize| format!("{}1{}", r#"{"a":"#.repeat(count), "}".repeat(count));
    let broken_text = [&bytes[..bytes.len() - 8], &[0xff, 0xfe, 0x80, 0xfd], &bytes[bytes.len() - 8..]].concat();
    vec![
        ("honest", bytes.clone(), Read),
        ("honest in UTF-16", utf16(&honest), Read),
        ("honest behind a mark of UTF-8", [b"\xef\xbb\xbf", bytes.as_slice()].concat(), Read),
        ("nothing", Vec::new(), Refused),
        ("only spaces", b" \n \n".to_vec(), Refused),
        ("cut early", cut(&bytes, 20), Refused),
        ("cut in the middle", cut(&bytes, 60), Refused),
        ("cut at the end", bytes[..bytes.len() - 1].to_vec(), shape.cut),
        ("cut within a character", bytes[..honest.find('本').unwrap() + 1].to_vec(), Refused),
        ("a name of five megabytes", name(&format!("\"{}\"", "あ".repeat(1_700_000))).into_bytes(), Told),
        ("a key of five megabytes", programs(&format!("[{{\"{}\":1}}]", "k".repeat(5_000_000))).into_bytes(), Told),
        ("a hundred levels of lists", name(&nested(100)).into_bytes(), Refused),
        ("a hundred thousand levels of lists", name(&nested(100_000)).into_bytes(), Refused),
        ("a hundred thousand levels of records", programs(&maps(100_000)).into_bytes(), Refused),
        ("levels that are never closed", name(&"[".repeat(1_000_000)).into_bytes(), Refused),
        ("thirty levels, where nobody looks", ignored(&nested(30)).into_bytes(), Read),
        ("bytes of no encoding", broken_text, Refused),
        ("NUL bytes", honest.replace("レセ", "\0\0").into_bytes(), Refused),
        ("a NUL that is written out", name(r#""PC\u0000-1""#).into_bytes(), Read),
        ("half a surrogate", name(r#""\ud800""#).into_bytes(), Refused),
        ("very many programs", programs(&list(many())).into_bytes(), Told),
        ("a name that is a number", name("12345").into_bytes(), Read),
        ("a name that is a record", name(r#"{"a":{"b":[1,null,true]}}"#).into_bytes(), Read),
        ("programs that are a text", programs("\"many\"").into_bytes(), Read),
        ("programs that are numbers and nothing", programs("[1,null,\"x\",[],{}]").into_bytes(), shape.odd),
        ("a number beyond all numbers", name("1e999").into_bytes(), Refused),
        ("a number with too many digits", name("99999999999999999999999").into_bytes(), Read),
        ("the same name twice", programs(r#"[{"name":"a","name":"b","version":"1","version":"2"}]"#).into_bytes(), Read),
        (
            "days that are none",
            programs(r#"[{"name":"a","version":"1","publisher":"p","install_date":"99/99/9999","installed_at":"99/99/9999"}]"#)
                .into_bytes(),
            Told,
        ),
        ("more behind the end", format!("{honest}}}}} x").into_bytes(), shape.cut),
        ("comments", honest.replacen('{', "{/* x */", 1).into_bytes(), Refused),
        ("a program", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec(), Refused),
        ("a web page", b"<!DOCTYPE html><html><body>{}</body></html>".to_vec(), Refused),
    ]
}
