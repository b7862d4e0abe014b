//! はい for the access logs without a look at them in three months.

use super::{LintFinding, LintInput, Severity};
use crate::ledger::Ledger;
use jiff::ToSpan as _;

pub(super) const NAME: &str = "log_gap";

/// Source: practice.md §4.2, 2-⑪ (はい without a review this quarter). Three months back, so that the first day of a
/// quarter is no fault.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let since = input.today.checked_sub(3.months()).unwrap_or(input.year.first());
    let reviews = || input.facts.all(Ledger::Reviews).iter().filter(|row| row.is("kind", "logs"));
    if reviews().filter_map(|row| row.day("day")).any(|day| (since..=input.today).contains(&day)) {
        return Vec::new();
    }
    let last = reviews().max_by_key(|row| row.day("day"));
    let found = input.yes().filter(|(row, _)| row.is_about("access_log")).map(|(row, _)| {
        let text = format!(
            "「{}」は「はい」ですが、この3か月にログを点検した記録がありません。ログを点検し、「点検」に記録してください。",
            row.name()
        );
        LintFinding::new(NAME, Severity::Warning, text, vec![row.link()]).see(last.map(Into::into))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::answer::AnswerValue;
    use crate::lint::testing::World;

    #[test]
    fn a_review_of_the_last_three_months_is_enough() {
        assert!(World::clean().silent(NAME));
        assert!(World::clean().set("q1", "day", "2026-08-20").silent(NAME));
        let old = World::clean().set("q1", "day", "2026-08-19");
        assert!(old.one(NAME).concerns("q1"));
        assert!(World::clean().set("q1", "kind", "accounts").one(NAME).concerns("r7-pharmacy:2-11"));
        assert!(World::clean().set("q1", "day", "2026-11-21").run(NAME).len() == 1, "a day to come is no review");
        assert!(old.answer("r7-pharmacy:2-11", AnswerValue::No).silent(NAME));
    }
}
