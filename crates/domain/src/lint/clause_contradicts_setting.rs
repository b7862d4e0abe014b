//! The rule book asks for longer passwords than a system accepts.

use super::{LintFinding, LintInput, Severity, say};
use crate::facts::Row;
use crate::ledger::Ledger;

pub(super) const NAME: &str = "clause_contradicts_setting";

/// Source: practice.md §4.2, 4-① (rule says 13文字, policy 8). A second factor or a periodic change is the other way
/// that rule books allow, so a system with one of them is left alone.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let facts = input.facts;
    let mut found = Vec::new();
    for clause in facts.all(Ledger::Clauses) {
        let Some(least) = clause.number("password_min").filter(|least| *least > 0) else { continue };
        let shorter = |row: &&Row| {
            let other_way =
                row.is("two_factor", "implemented") || row.number("password_change_days").is_some_and(|days| days > 0);
            row.number("password_min").is_some_and(|set| set < least) && !other_way
        };
        let systems = facts.systems_in_scope().filter(shorter);
        let rows: Vec<&Row> = systems.chain(facts.devices_in_use().filter(shorter)).collect();
        if rows.is_empty() {
            continue;
        }
        let set: Vec<String> =
            rows.iter().take(3).map(|row| format!("「{}」は{}文字", row.name(), row.text("password_min"))).collect();
        let text = format!(
            "規程（{}）はパスワードを{least}文字以上と定めていますが、設定はそれより短いものがあります（{}、計{}件）。設定か規程を直してください。",
            clause.text("clause"),
            set.join("、"),
            rows.len()
        );
        found.push(LintFinding::new(NAME, Severity::MustFix, text, vec![clause.into()]).see(say::links(&rows)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Clauses;
    use crate::lint::testing::World;

    #[test]
    fn a_rule_of_thirteen_and_a_setting_of_eight_do_not_fit() {
        let rule =
            World::clean().with(Clauses, "k1", &[("topic", "2-7"), ("clause", "第12条"), ("password_min", "13")]);
        assert!(rule.silent(NAME) && World::clean().silent(NAME));
        let short = rule.set("s1", "password_min", "8");
        assert!(short.one(NAME).concerns("s1") && short.one(NAME).concerns("k1"));
        assert!(short.clone().set("s1", "two_factor", "implemented").silent(NAME));
        assert!(short.clone().set("s1", "password_change_days", "60").silent(NAME));
        assert!(!short.set("s1", "password_change_days", "0").silent(NAME));
    }

    #[test]
    fn a_machine_with_a_shorter_setting_is_found_as_well() {
        let rule =
            World::clean().with(Clauses, "k1", &[("topic", "2-7"), ("clause", "第12条"), ("password_min", "13")]);
        assert!(rule.set("d2", "password_min", "12").one(NAME).concerns("d2"));
    }
}
