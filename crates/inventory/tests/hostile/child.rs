//! How much memory and time the child takes: for the worst of each format, and for honest files of a usual size.

use super::{json, table, workbook, xml};
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tate_inventory::ReadError;
use tate_inventory::machine::{Format, Inventory};

/// What the child may take beyond what it has when it starts.
const MOST_KILOBYTES: u64 = 512 * 1024;

/// The child: answers one request, then says on stderr how much memory it ever held.
pub(crate) fn measured(work: &str) {
    let (stdin, stdout) = (std::io::stdin().lock(), std::io::stdout().lock());
    match work {
        "machine" => tate_inventory::child::serve_machine(stdin, stdout).unwrap(),
        _ => tate_inventory::child::serve(stdin, stdout).unwrap(),
    }
    eprint!("{}", peak());
}

fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

/// What one file took; `None` where the limits ended the child.
struct Taken {
    kilobytes: Option<u64>,
    time: Duration,
    answer: Vec<u8>,
}

fn take(work: &str, name: &str, format: &str, content: &[u8]) -> Taken {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg(format!("__measure-{work}")).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let began = Instant::now();
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut request = Vec::new();
    for part in [name.as_bytes(), format.as_bytes(), content] {
        request.extend((part.len() as u64).to_be_bytes());
    }
    for part in [name.as_bytes(), format.as_bytes(), content] {
        request.extend(part);
    }
    let writer = std::thread::spawn(move || drop(stdin.write_all(&request)));
    let mut answer = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut answer).unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    writer.join().unwrap();
    let fine = child.wait().unwrap().success();
    Taken { kilobytes: said.parse().ok().filter(|_| fine), time: began.elapsed(), answer }
}

/// Repeats a text to so many bytes.
fn filled(most: usize, head: &str, each: &str, between: &str, tail: &str) -> Vec<u8> {
    let count = most / (each.len() + between.len());
    format!("{head}{}{tail}", vec![each; count].join(between)).into_bytes()
}

/// A computer of Fleet with two hundred programs.
fn fleet_host() -> String {
    let program = r#"{"name":"見本ソフトウェア","version":"1.2.3","vendor":"見本ソフト"}"#;
    format!(r#"{{"hostname":"pc","software":[{}]}}"#, vec![program; 200].join(","))
}

/// A file of each format, as full as it gets.
fn full(most: usize) -> Vec<(Format, Vec<u8>)> {
    let program = r#"{"name":"a","version":"1"}"#;
    let line = format!(
        r#"{{"name":"programs","hostIdentifier":"h","unixTime":1795046400,"snapshot":[{}]}}"#,
        vec![program; 5_000].join(",")
    );
    let section = "<SOFTWARES><NAME>a</NAME></SOFTWARES>";
    let host = "<host><status state=\"up\"/><ports><port portid=\"1\" protocol=\"tcp\"><state state=\"open\"/></port></ports></host>";
    vec![
        (Format::Glpi, filled(most, r#"{"deviceid":"x","content":{"softwares":["#, program, ",", "]}}")),
        (Format::Fusion, filled(most, "<REQUEST><CONTENT>", section, "", "</CONTENT></REQUEST>")),
        (Format::Osquery, filled(most, "", &line, "\n", "")),
        (Format::Fleet, filled(most, r#"{"hosts":["#, &fleet_host(), ",", "]}")),
        (Format::Nmap, filled(most, "<nmaprun start=\"1795046400\">", host, "", "</nmaprun>")),
    ]
}

pub(crate) fn full_files_stay_within_the_child() {
    for (format, content) in full(2_000_000) {
        report(format.code(), "2 MB", &take("machine", "x", format.code(), &content));
    }
}

/// Minutes of work in an unoptimised build: run with `--run-ignored all`.
pub(crate) fn the_worst_of_each_format_stays_within_the_child() {
    for (format, content) in full(58_000_000) {
        report(format.code(), "58 MB", &take("machine", "x", format.code(), &content));
    }
    let sets = [
        (Format::Glpi, json::glpi()),
        (Format::Osquery, json::osquery()),
        (Format::Fleet, json::fleet()),
        (Format::Fusion, xml::fusion()),
        (Format::Nmap, xml::nmap()),
    ];
    for (format, files) in sets {
        worst(format.code(), files, |name, content| take("machine", name, format.code(), content));
    }
    worst("csv", table::files(), |name, content| take("table", name, "", content));
    worst("xlsx", workbook::files(), |name, content| take("table", name, "", content));
}

/// Of a set, the large files; the one that took most is reported.
fn worst(what: &str, files: Vec<super::File>, take: impl Fn(&str, &[u8]) -> Taken) {
    let heavy = files.into_iter().filter(|(name, content, _)| content.len() > 100_000 || name.starts_with("bomb"));
    let taken = heavy.map(|(name, content, _)| (name, take(name, &content)));
    let (name, taken) = taken.max_by_key(|(_, taken)| taken.kilobytes.unwrap_or(u64::MAX)).unwrap();
    report(what, name, &taken);
}

fn report(what: &str, name: &str, taken: &Taken) {
    let kilobytes = taken.kilobytes.unwrap_or_else(|| panic!("{what} {name}: the limits ended the child"));
    println!("{what}: {name}: peak {} MB, {:?}", kilobytes / 1024, taken.time);
    assert!(kilobytes < MOST_KILOBYTES, "{what} {name}: {kilobytes} kB");
    // What the parent accepts as an answer.
    assert!((1..128_000_000).contains(&taken.answer.len()), "{what} {name}: {} bytes", taken.answer.len());
}

/// A computer as an agent describes it: 400 programs and much that nobody asks for, 1.2 megabytes.
fn glpi_computer() -> Vec<u8> {
    let program = |n: usize| {
        format!(
            r#"{{"arch":"x86_64","from":"registry","guid":"{{00000000-0000-0000-0000-{n:012}}}","name":"見本ソフト {n}","publisher":"見本ソフト","version":"1.{n}","install_date":"2026-04-01","uninstall_string":"C:\\Program Files\\mihon\\{n}\\uninstall.exe"}}"#
        )
    };
    let process = |n: usize| {
        format!(
            r#"{{"cmd":"C:\\mihon\\process{n}.exe --with some --arguments","pid":{n},"user":"SYSTEM","virtualmemory":123456}}"#
        )
    };
    let programs: Vec<String> = (0..400).map(program).collect();
    let processes: Vec<String> = (0..10_000).map(process).collect();
    format!(
        r#"{{"deviceid":"x","itemtype":"Computer","content":{{"hardware":{{"name":"PC-1"}},"processes":[{}],"softwares":[{}]}}}}"#,
        processes.join(","),
        programs.join(",")
    )
    .into_bytes()
}

pub(crate) fn honest_files_take_little() {
    let content = glpi_computer();
    assert!((1_150_000..1_300_000).contains(&content.len()), "{}", content.len());
    let taken = take("machine", "x.json", "glpi", &content);
    let inventory: Result<Inventory, ReadError> = serde_json::from_slice(&taken.answer).unwrap();
    assert_eq!(inventory.unwrap().hosts[0].software.len(), 400);
    report("glpi", "1.2 MB of one computer", &taken);
    let taken = take("table", "x.xlsx", "", &workbook::honest(3_000));
    let table: Result<tate_inventory::Table, ReadError> = serde_json::from_slice(&taken.answer).unwrap();
    assert_eq!(table.unwrap().rows.len(), 3_001);
    report("xlsx", "3,000 rows", &taken);
}
