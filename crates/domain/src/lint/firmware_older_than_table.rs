//! A device with firmware older than the facility's own table of the newest.

use super::{Link, LintFinding, LintInput, Severity, say};
use crate::facts::Row;
use crate::ledger::Ledger;
use crate::text::search_key;
use std::cmp::Ordering;

pub(super) const NAME: &str = "firmware_older_than_table";

/// Source: practice.md §3.2 (local table 型番→最新版) and §4.2, 2-⑥ (firmware vs table). Only versions made of numbers
/// are compared.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let table = input.facts.all(Ledger::Firmware);
    if table.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for device in input.facts.devices_in_use() {
        let Some(own) = device.filled("firmware") else { continue };
        let Some(line) = table.iter().find(|line| same_model(device, line)) else { continue };
        if compare(own, line.text("latest")) == Some(Ordering::Less) {
            let text = format!(
                "{}のファームウェアは{own}で、一覧の最新版（{}）より古いままです。更新するか、更新できない理由を例外に残してください。",
                say::rows(&[device]),
                line.text("latest")
            );
            found.push(LintFinding::new(NAME, Severity::MustFix, text, say::links(&[device])).see([Link::from(line)]));
        }
    }
    found
}

fn same_model(device: &Row, line: &Row) -> bool {
    let same = |key: &str| search_key(device.text(key)) == search_key(line.text(key));
    device.filled("model").is_some() && same("model") && (line.filled("maker").is_none() || same("maker"))
}

/// How two versions stand to each other; none where one of them is not made of numbers.
fn compare(own: &str, latest: &str) -> Option<Ordering> {
    let numbers = |text: &str| -> Option<Vec<u64>> {
        let text = crate::text::nfkc(text);
        let trimmed = text.trim().trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '.' || c == ' ');
        let parts: Option<Vec<u64>> = trimmed.split(['.', '-', '_']).map(|part| part.parse().ok()).collect();
        parts.filter(|parts| !parts.is_empty())
    };
    let (mut own, mut latest) = (numbers(own)?, numbers(latest)?);
    let most = own.len().max(latest.len());
    own.resize(most, 0);
    latest.resize(most, 0);
    Some(own.cmp(&latest))
}

#[cfg(test)]
mod tests {
    use super::{NAME, compare};
    use crate::ledger::Ledger::Firmware;
    use crate::lint::testing::World;
    use std::cmp::Ordering::{Equal, Greater, Less};

    #[test]
    fn versions_are_compared_number_by_number() {
        for (own, latest, order) in [
            ("15.02.9", "15.02.30", Some(Less)),
            ("Ver.3.10", "3.9", Some(Greater)),
            ("1.2", "1.2.0", Some(Equal)),
            ("２．１", "2.1", Some(Equal)),
            ("不明", "1.0", None),
            ("1.0b", "1.0", None),
        ] {
            assert_eq!(compare(own, latest), order, "{own} {latest}");
        }
    }

    #[test]
    fn a_router_behind_its_table_is_found_and_another_model_is_not() {
        let router = |own| {
            World::clean().set("d4", "model", "KT-R1300").set("d4", "firmware", own).with(
                Firmware,
                "f1",
                &[("model", "KT-R1300"), ("latest", "15.02.30"), ("checked", "2026-11-01")],
            )
        };
        assert!(router("15.02.9").one(NAME).concerns("f1"));
        assert!(router("15.02.30").silent(NAME) && router("15.3").silent(NAME) && World::clean().silent(NAME));
        assert!(router("15.02.9").set("d4", "model", "KT-R1200").silent(NAME));
    }
}
