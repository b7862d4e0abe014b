//! Backups from which nobody has ever restored anything, or not for a long time.

use super::{LintFinding, LintInput, Severity, say};
use crate::date::slashed;
use crate::facts::Row;
use crate::ledger::Ledger;
use jiff::civil::Date;

pub(super) const NAME: &str = "restore_never_tested";

/// Source: practice.md §4.2, 3-② (no restore test). One tested backup of a system is enough; a review of the kind
/// 復元テスト counts as well.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let facts = input.facts;
    let mut found = Vec::new();
    for system in facts.systems_in_scope() {
        let rows: Vec<&Row> = facts.all(Ledger::Backups).iter().filter(|row| row.text("system") == system.id).collect();
        if rows.is_empty() {
            continue;
        }
        let reviews = facts.all(Ledger::Reviews).iter().filter(|review| {
            review.is("kind", "restore")
                && !review.is("result", "failed")
                && (review.text("system") == system.id || rows.iter().any(|row| row.id == review.text("backup")))
        });
        let days =
            rows.iter().filter_map(|row| row.day("restore_test")).chain(reviews.filter_map(|row| row.day("day")));
        let last: Option<Date> = days.filter(|day| *day <= input.today).max();
        let what = match last {
            Some(day) if input.age(day) <= input.params.restore_test_max_age_days => continue,
            Some(day) => format!("最後に復元を試したのは{}です", slashed(day)),
            None => "一度も復元を試していません".to_owned(),
        };
        let text = format!(
            "「{}」の控え（{}）は、{what}。戻せることを試し、その日を登録してください。",
            system.name(),
            say::rows(&rows)
        );
        let links = std::iter::once(system).chain(rows).map(Into::into).collect();
        found.push(LintFinding::new(NAME, Severity::Warning, text, links));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Reviews;
    use crate::lint::testing::World;

    #[test]
    fn a_restore_of_the_last_year_is_enough_wherever_it_is_written_down() {
        assert!(World::clean().silent(NAME));
        assert!(World::clean().set("b1", "restore_test", "2025-11-20").silent(NAME));
        assert!(World::clean().set("b1", "restore_test", "2025-11-19").one(NAME).text.contains("2025/11/19"));
        let never = World::clean().set("b1", "restore_test", "");
        assert!(never.one(NAME).concerns("b1"));
        let review = |result| {
            never.clone().with(
                Reviews,
                "q2",
                &[("kind", "restore"), ("day", "2026-09-01"), ("backup", "b1"), ("result", result)],
            )
        };
        assert!(review("clean").silent(NAME));
        assert!(!review("failed").silent(NAME), "negative control");
    }
}
