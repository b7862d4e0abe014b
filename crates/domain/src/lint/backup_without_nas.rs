//! Backups that go to a NAS, and no NAS in the ledger.

use super::{LintFinding, LintInput, Severity, say};
use crate::facts::Row;
use crate::ledger::Ledger;
use crate::rules::mentions;

pub(super) const NAME: &str = "backup_without_nas";

/// Source: practice.md §0-7 (no NAS row although backups go to a NAS).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let to_nas = |row: &&Row| {
        (row.is("method", "nas") || mentions(row.text("place"), "NAS")) && input.facts.target(row, "device").is_none()
    };
    let rows: Vec<&Row> = input.facts.all(Ledger::Backups).iter().filter(to_nas).collect();
    if rows.is_empty() || input.devices("nas").next().is_some() {
        return Vec::new();
    }
    let text = format!("{}の保存先はNASですが、機器台帳にNASがありません。NASを登録してください。", say::rows(&rows));
    vec![LintFinding::new(NAME, Severity::MustFix, text, say::links(&rows))]
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Devices;
    use crate::lint::testing::World;

    #[test]
    fn a_nas_that_is_written_to_is_a_device() {
        assert!(World::clean().silent(NAME));
        let nas = World::clean().set("b1", "method", "nas");
        assert!(nas.one(NAME).concerns("b1"));
        assert!(World::clean().set("b1", "place", "事務室のNAS").run(NAME).len() == 1);
        assert!(nas.clone().with(Devices, "d9", &[("host", "NAS-1")]).silent(NAME));
        assert!(nas.set("b1", "device", "d1").silent(NAME), "the server it goes to is named");
    }
}
