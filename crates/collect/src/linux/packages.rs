//! Installed packages, and the days on which they were updated.

use super::rpm;
use crate::Gaps;
use crate::machine::Machine;
use crate::report::{Program, Update};
use std::collections::BTreeMap;

const DPKG: &str = "/var/lib/dpkg/status";
const APK: [&str; 2] = ["/lib/apk/db/installed", "/usr/lib/apk/db/installed"];
/// The most updates that are written; what is older says nothing about today.
const MOST_UPDATES: usize = 300;

/// The packages of dpkg, apk or rpm.
pub(crate) fn programs(machine: &Machine, gaps: &mut Gaps) -> Vec<Program> {
    if let Ok(status) = machine.text(DPKG) {
        return status.split("\n\n").filter_map(|paragraph| dpkg(machine, paragraph)).collect();
    }
    if let Some(installed) = machine.first_text(&APK) {
        return installed.split("\n\n").filter_map(apk).collect();
    }
    rpm::programs(machine, gaps)
}

/// The value of a field of a paragraph.
fn field<'a>(paragraph: &'a str, name: &str) -> Option<&'a str> {
    paragraph.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
}

fn dpkg(machine: &Machine, paragraph: &str) -> Option<Program> {
    let name = field(paragraph, "Package")?;
    if !field(paragraph, "Status")?.ends_with(" installed") {
        return None;
    }
    // dpkg keeps no day; it writes the list of a package's files anew with each version.
    let arch = field(paragraph, "Architecture").unwrap_or_default();
    let lists = [format!("/var/lib/dpkg/info/{name}.list"), format!("/var/lib/dpkg/info/{name}:{arch}.list")];
    Some(Program {
        name: name.to_owned(),
        version: field(paragraph, "Version").map(str::to_owned),
        publisher: field(paragraph, "Maintainer").map(without_address),
        installed: lists.iter().find_map(|list| machine.written(list)),
    })
}

fn apk(paragraph: &str) -> Option<Program> {
    Some(Program {
        name: field(paragraph, "P")?.to_owned(),
        version: field(paragraph, "V").map(str::to_owned),
        publisher: field(paragraph, "m").map(without_address),
        installed: None,
    })
}

/// `Debian Example Team` of `Debian Example Team <team@example.jp>`.
fn without_address(maintainer: &str) -> String {
    maintainer.split('<').next().unwrap_or_default().trim().to_owned()
}

/// Updates, newest first, each package once: from the records of dpkg and dnf.
pub(crate) fn updates(machine: &Machine, gaps: &mut Gaps) -> Vec<Update> {
    let mut newest: BTreeMap<String, Update> = BTreeMap::new();
    let mut recorded = false;
    for log in ["/var/log/dpkg.log.1", "/var/log/dpkg.log", "/var/log/dnf.rpm.log"] {
        let Ok(text) = machine.text(log) else { continue };
        recorded = true;
        for update in text.lines().filter_map(update) {
            let package = update.name.clone();
            if newest.get(&package).is_none_or(|known| known.day <= update.day) {
                newest.insert(package, update);
            }
        }
    }
    if newest.is_empty() {
        gaps.note(
            "updates",
            if recorded {
                "パッケージの記録に、更新した日がありません。まだ更新していないか、記録が消されています。"
            } else {
                "パッケージの更新の記録（dpkg.log、dnf.rpm.log）を読み取れません。最後に更新した日を台帳に入力してください。"
            },
        );
    }
    let mut updates: Vec<Update> = newest.into_values().collect();
    updates.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| a.name.cmp(&b.name)));
    updates.truncate(MOST_UPDATES);
    updates
}

/// `2026-11-10 12:00:01 upgrade libc6:amd64 2.36-9 2.36-10`, or
/// `2026-11-10T12:00:01+0900 SUBDEBUG Upgrade: glibc-2.34-100.el9.x86_64`.
fn update(line: &str) -> Option<Update> {
    let mut words = line.split_whitespace();
    let first = words.next()?;
    let day = first.get(..10).filter(|day| is_day(day))?.to_owned();
    let rest: Vec<&str> = words.collect();
    match rest.as_slice() {
        [_, "upgrade", package, old, new, ..] => {
            let name = package.split(':').next().unwrap_or(package);
            Some(Update { name: name.to_owned(), title: Some(format!("{old} → {new}")), day: Some(day) })
        }
        [_, "Upgrade:" | "Upgraded:", package, ..] => {
            Some(Update { name: (*package).to_owned(), title: None, day: Some(day) })
        }
        _ => None,
    }
}

fn is_day(text: &str) -> bool {
    text.parse::<jiff::civil::Date>().is_ok_and(|day| day.year() >= 1990)
}
