//! 最新 where a version belongs.

use super::{LintFinding, LintInput, Severity, say};
use crate::facts::Row;
use crate::ledger::Ledger;
use crate::rules::is_not_a_version;

pub(super) const NAME: &str = "newest_is_no_version";

/// Source: practice.md §0-7 and §4.2, 2-①; Q&A 3-2 (the version is a column of the ledger).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let facts = input.facts;
    let devices = facts.devices_in_use().filter(|row| any(row, &["software_version", "os_release", "os", "firmware"]));
    let others = [(Ledger::Software, "version"), (Ledger::Systems, "version"), (Ledger::Firmware, "latest")]
        .into_iter()
        .flat_map(|(ledger, key)| facts.all(ledger).iter().filter(move |row| any(row, &[key])));
    let rows: Vec<&Row> = devices.chain(others).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let text = format!(
        "{}の版が「最新」などの言葉になっています。何が最新かは日ごとに変わります。画面で確かめた版の番号を入力してください。",
        say::rows(&rows)
    );
    vec![LintFinding::new(NAME, Severity::MustFix, text, say::links(&rows))]
}

fn any(row: &Row, keys: &[&str]) -> bool {
    keys.iter().any(|key| is_not_a_version(row.text(key)))
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Software;
    use crate::lint::testing::World;

    #[test]
    fn a_word_is_no_version_in_any_ledger() {
        assert!(World::clean().silent(NAME));
        let both = World::clean().set("d2", "software_version", "最新").with(
            Software,
            "w1",
            &[("name", "薬歴"), ("version", "latest")],
        );
        let found = both.one(NAME);
        assert!(found.concerns("d2") && found.concerns("w1"));
        assert!(World::clean().set("d2", "software_version", "5.2（最新）").silent(NAME));
        assert!(World::clean().set("d2", "software_version", "最新").set("d2", "state", "disposed").silent(NAME));
    }
}
