//! A review whose next day has passed.

use super::{LintFinding, LintInput, Severity};
use crate::date::slashed;
use crate::facts::Row;
use crate::ledger::Ledger;

pub(super) const NAME: &str = "review_overdue";

/// Source: practice.md §1 (monthly and quarterly reviews) and §4.2 (access logs, accounts). A later review of the same
/// kind and subject settles it.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let all = input.facts.all(Ledger::Reviews);
    let same = |a: &Row, b: &Row| ["kind", "system", "backup", "log"].iter().all(|key| a.text(key) == b.text(key));
    let late = all.iter().filter_map(|row| {
        let next = row.day("next").filter(|next| *next < input.today)?;
        let later = all.iter().any(|other| other.id != row.id && same(row, other) && other.day("day") > row.day("day"));
        (!later).then(|| {
            let text = format!(
                "「{}」の次回の予定日（{}）が過ぎています。点検して、記録してください。",
                row.name(),
                slashed(next)
            );
            LintFinding::new(NAME, Severity::Warning, text, vec![row.into()])
        })
    });
    late.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Reviews;
    use crate::lint::testing::World;

    #[test]
    fn a_review_is_late_from_the_day_after_until_the_next_one() {
        assert!(World::clean().silent(NAME));
        assert!(World::clean().set("q1", "next", "2026-11-20").silent(NAME));
        let late = World::clean().set("q1", "next", "2026-11-19");
        assert!(late.one(NAME).concerns("q1"));
        let other =
            |kind| late.clone().with(Reviews, "q2", &[("kind", kind), ("day", "2026-11-18"), ("result", "clean")]);
        assert!(other("logs").silent(NAME));
        assert!(!other("accounts").silent(NAME), "a review of something else");
    }
}
