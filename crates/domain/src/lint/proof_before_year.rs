//! はい of this year that rests on a proof of an earlier one.

use super::{LintFinding, LintInput, Severity};
use crate::date::slashed;

pub(super) const NAME: &str = "proof_before_year";

/// Source: practice.md §4.3 (proof older than 年度).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let first = input.year.first();
    let old = input.yes().filter_map(|(row, answer)| {
        let day = row.proof_day.unwrap_or(answer.decision.checked_on);
        (day < first && !input.is_gate(row)).then(|| {
            let text = format!(
                "「{}」の「はい」の根拠は{}のもので、{}より前です。今年度の状態を確かめて、回答し直してください。",
                row.name(),
                slashed(day),
                input.year.name()
            );
            LintFinding::new(NAME, Severity::MustFix, text, vec![row.link()])
        })
    });
    old.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::lint::testing::World;
    use jiff::civil::date;

    #[test]
    fn the_last_day_of_the_year_before_is_too_old_and_the_first_of_this_one_is_not() {
        let on = |day| World::clean().given("r7-pharmacy:2-9", move |given| given.proof_day = Some(day));
        assert!(on(date(2026, 3, 31)).one(NAME).text.contains("2026/03/31"));
        assert!(on(date(2026, 4, 1)).silent(NAME));
        assert!(World::clean().silent(NAME));
    }
}
