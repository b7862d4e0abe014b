//! Every backup of a system hangs on the network that an attack would reach.

use super::{LintFinding, LintInput, Severity, say};
use crate::facts::Row;
use crate::ledger::Ledger;

pub(super) const NAME: &str = "backup_same_lan";

/// Source: practice.md §4.2, 3-② (same NAS on the same LAN only); facts F-3 (a copy that is apart).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let mut found = Vec::new();
    for system in input.facts.systems_in_scope() {
        let rows: Vec<&Row> =
            input.facts.all(Ledger::Backups).iter().filter(|row| row.text("system") == system.id).collect();
        let reachable = |row: &Row| {
            row.yes("offline") != Some(true) && matches!(row.text("method"), "nas" | "server" | "external" | "")
        };
        if rows.is_empty() || !rows.iter().all(|row| reachable(row)) {
            continue;
        }
        // 無 is said of each, or only nothing is said.
        let severity = if rows.iter().all(|row| row.yes("offline") == Some(false)) {
            Severity::MustFix
        } else {
            Severity::Warning
        };
        let text = format!(
            "「{}」の控え（{}）は、どれもネットワークにつながったままです。攻撃を受けると一緒に失われます。切り離した控えを1つ作ってください。",
            system.name(),
            say::rows(&rows)
        );
        let links = std::iter::once(system).chain(rows).map(Into::into).collect();
        found.push(LintFinding::new(NAME, severity, text, links));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Backups;
    use crate::lint::Severity::{MustFix, Warning};
    use crate::lint::testing::World;

    #[test]
    fn a_system_needs_one_copy_that_is_apart() {
        assert!(World::clean().silent(NAME));
        let nas = World::clean().set("b1", "method", "nas").set("b1", "offline", "no");
        assert!(nas.one(NAME).severity == MustFix && nas.one(NAME).concerns("s1"));
        assert_eq!(nas.clone().set("b1", "offline", "").one(NAME).severity, Warning);
        assert!(nas.clone().with(Backups, "b2", &[("name", "週"), ("system", "s1"), ("method", "cloud")]).silent(NAME));
        assert!(nas.set("s1", "patient_data", "no").silent(NAME));
        assert!(World::clean().without(&["b1"]).silent(NAME), "no backup at all is for the proposals to say");
    }
}
