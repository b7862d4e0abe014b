//! Files that no honest product wrote, twenty and more of each format, made by the tests themselves. Each must give a clear
//! sentence, or what can be read together with what was left out; never a panic, and never more memory or time than the
//! child process has. Beside each set stands an honest file that is read under the same limits.
//!
//! This test is its own program, so that it can be the child whose memory is measured.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod child;
mod json;
mod table;
mod workbook;
mod xml;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tate_inventory::machine::{self, Format};
use tate_inventory::{Limits, ReadError, table as tables};

/// What a file must lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expect {
    /// A sentence and nothing else
    Refused,
    /// What could be read, and a sentence about the rest
    Told,
    /// Strange, but nothing is lost
    Read,
    /// The library's arithmetic overflows: an error where that is checked, a strange place where not
    Either,
}

/// A file: its name for messages, its content, what it must lead to.
pub(crate) type File = (&'static str, Vec<u8>, Expect);

/// How many entries "very many" are: a tenth of what the same tests take with `--run-ignored all`, which is minutes of work
/// in an unoptimised build.
static MANY: AtomicUsize = AtomicUsize::new(100_000);

pub(crate) fn many() -> usize {
    MANY.load(Ordering::Relaxed)
}

fn a_million_entries_of_each_format() {
    MANY.store(1_000_000, Ordering::Relaxed);
    machines(Format::Glpi, json::glpi());
    machines(Format::Osquery, json::osquery());
    machines(Format::Fleet, json::fleet());
    machines(Format::Fusion, xml::fusion());
    machines(Format::Nmap, xml::nmap());
    table_files(table::files());
    table_files(workbook::files());
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let Some(work) = args.first().and_then(|arg| arg.strip_prefix("__measure-")) {
        return child::measured(work);
    }
    let tests: [(&str, fn(), bool); 11] = [
        ("hostile_glpi_files", || machines(Format::Glpi, json::glpi()), false),
        ("hostile_osquery_files", || machines(Format::Osquery, json::osquery()), false),
        ("hostile_fleet_files", || machines(Format::Fleet, json::fleet()), false),
        ("hostile_fusion_files", || machines(Format::Fusion, xml::fusion()), false),
        ("hostile_nmap_files", || machines(Format::Nmap, xml::nmap()), false),
        ("hostile_text_tables", || table_files(table::files()), false),
        ("hostile_workbooks", || table_files(workbook::files()), false),
        ("full_files_stay_within_the_child", child::full_files_stay_within_the_child, false),
        ("honest_files_take_little", child::honest_files_take_little, false),
        ("a_million_entries_of_each_format", a_million_entries_of_each_format, true),
        (
            "the_worst_of_each_format_stays_within_the_child",
            child::the_worst_of_each_format_stays_within_the_child,
            true,
        ),
    ];
    let ignored = args.iter().any(|arg| arg == "--ignored" || arg == "--include-ignored");
    if args.iter().any(|arg| arg == "--list") {
        let listed = tests.iter().filter(|(_, _, slow)| !ignored || *slow);
        listed.for_each(|(name, _, _)| println!("{name}: test"));
        return;
    }
    let wanted: Vec<&String> = args.iter().filter(|arg| !arg.starts_with('-')).collect();
    for (name, test, slow) in &tests {
        let named = wanted.iter().any(|wanted| *wanted == name);
        if (!named && !wanted.is_empty()) || (*slow && !ignored) {
            continue;
        }
        test();
        println!("test {name} ... ok");
    }
}

fn machines(format: Format, files: Vec<File>) {
    enough(&files);
    let mut wrong = Vec::new();
    for (name, content, expect) in files {
        for chosen in [Some(format), None] {
            if chosen.is_none() && content.len() > 500_000 {
                continue;
            }
            let began = Instant::now();
            let read = machine::read(name, &content, chosen, &Limits::default());
            slow(name, began);
            let found = match &read {
                Err(error) => refused(name, error),
                Ok(inventory) if inventory.problems.is_empty() => Expect::Read,
                Ok(inventory) => {
                    assert!(inventory.problems.iter().all(|p| japanese(&p.message)), "{name} {:?}", inventory.problems);
                    Expect::Told
                }
            };
            // Without a choice, a file may be too broken to tell the product.
            let undecided = chosen.is_none() && found == Expect::Refused;
            if found != expect && !undecided {
                wrong.push(format!("{format:?} {name}: {found:?}, not {expect:?}: {}", shown(&read)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn table_files(files: Vec<File>) {
    enough(&files);
    let mut wrong = Vec::new();
    for (name, content, expect) in files {
        let began = Instant::now();
        let read = tables::read(name, &content, &Limits::default());
        slow(name, began);
        let found = match &read {
            Err(error) => refused(name, error),
            Ok(table) if table.notes.is_empty() => Expect::Read,
            Ok(_) => Expect::Told,
        };
        if found != expect && expect != Expect::Either {
            let read = read.map(|table| (table.rows.len(), table.notes));
            wrong.push(format!("{name}: {found:?}, not {expect:?}: {read:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn enough(files: &[File]) {
    let bad = files.iter().filter(|(_, _, expect)| *expect != Expect::Read).count();
    assert!(files.len() >= 20 && bad >= 10, "{} files, {bad} of them bad", files.len());
    assert!(files.iter().any(|(name, _, expect)| name.starts_with("honest") && *expect == Expect::Read));
}

fn refused(name: &str, error: &ReadError) -> Expect {
    let text = error.to_string();
    assert!(japanese(&text) && text.matches('。').count() >= 2, "{name}: {text}");
    Expect::Refused
}

fn japanese(text: &str) -> bool {
    text.contains('。') && text.chars().count() < 500
}

/// Unoptimised and beside other work, a second here is a tenth of one in use.
fn slow(name: &str, began: Instant) {
    assert!(began.elapsed() < Duration::from_secs(120), "{name} took {:?}", began.elapsed());
}

fn shown(read: &Result<machine::Inventory, ReadError>) -> String {
    match read {
        Err(error) => error.to_string(),
        Ok(inventory) => {
            format!("{} hosts, {:?}", inventory.hosts.len(), inventory.problems.iter().take(3).collect::<Vec<_>>())
        }
    }
}

/// A file cut after so many of its hundredths, not always between characters.
pub(crate) fn cut(content: &[u8], hundredths: usize) -> Vec<u8> {
    content[..content.len() * hundredths / 100].to_vec()
}

/// UTF-16 with its mark, as a redirection in PowerShell writes it.
pub(crate) fn utf16(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}
