//! A line to the outside, and no router or UTM in the ledger.

use super::{LintFinding, LintInput, Severity, say};
use crate::facts::Row;
use crate::ledger::Ledger;

pub(super) const NAME: &str = "ledger_without_router";

/// Source: practice.md §0-7 and §4.2, 2-① (each site ≥1 router); Q&A 9-3 (network devices are in scope).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let facts = input.facts;
    let any_device = facts.devices_in_use().next().is_some();
    if !any_device || facts.profile.has_network == Some(false) || input.devices("network").next().is_some() {
        return Vec::new();
    }
    let lines: Vec<&Row> = facts.all(Ledger::Connections).iter().collect();
    let outside: Vec<&Row> = facts.devices_in_use().filter(|row| row.yes("external") == Some(true)).collect();
    if lines.is_empty() && outside.is_empty() && facts.profile.has_network.is_none() {
        return Vec::new();
    }
    let text = "外とつながる回線があるのに、機器台帳にルータやUTMなどのネットワーク機器がありません。回線の入口にある機器を登録してください。";
    let mut found = LintFinding::new(NAME, Severity::MustFix, text, Vec::new());
    found = found.see(say::links(&lines)).see(say::links(&outside));
    found.rows.truncate(6);
    vec![found]
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::lint::testing::World;

    #[test]
    fn a_line_without_a_router_is_found() {
        assert!(World::clean().silent(NAME));
        assert!(World::clean().without(&["d4"]).one(NAME).concerns("n1"));
        assert!(!World::clean().set("d4", "state", "disposed").silent(NAME));
        let named = World::clean().without(&["d4"]).set("d3", "kind", "").set("d3", "host", "受付ルーター");
        assert!(named.silent(NAME), "recognised by its name");
    }

    #[test]
    fn without_a_line_or_a_ledger_there_is_no_router_to_miss() {
        let mut closed = World::clean().without(&["d4"]);
        closed.profile.has_network = Some(false);
        assert!(closed.silent(NAME) && World::empty().silent(NAME));
        let mut unknown = World::clean().without(&["d4", "n1"]);
        unknown.profile.has_network = None;
        assert!(unknown.silent(NAME));
        assert_eq!(unknown.set("d2", "external", "yes").run(NAME).len(), 1);
    }
}
