//! いいえ on a checklist without a day by which it becomes はい.

use super::{LintFinding, LintInput, Severity};
use crate::answer::AnswerValue;

pub(super) const NAME: &str = "no_without_target";

/// Source: Q&A 9-14 and 12-3 (every いいえ needs a 目標日 within the fiscal year, facts D-2 rule 13).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let open = input.checklist().filter(|row| {
        row.says(AnswerValue::No).is_some_and(|answer| answer.decision.target_date.is_none()) && !input.is_gate(row)
    });
    let found = open.map(|row| {
        let text = format!("「{}」の「いいえ」に目標日がありません。年度の中の日付で決めてください。", row.name());
        LintFinding::new(NAME, Severity::MustFix, text, vec![row.link()])
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::answer::AnswerValue;
    use crate::lint::testing::World;

    #[test]
    fn a_no_on_the_checklist_needs_its_day_and_one_on_a_self_check_does_not() {
        let no = World::clean().answer("r7-pharmacy:3-3", AnswerValue::No);
        assert!(no.silent(NAME) && World::clean().silent(NAME));
        assert!(no.decided("r7-pharmacy:3-3", |d| d.target_date = None).one(NAME).concerns("r7-pharmacy:3-3"));
        let staff = World::clean().answer("gl52-staff:t01", AnswerValue::No);
        assert!(staff.decided("gl52-staff:t01", |d| d.target_date = None).silent(NAME));
    }
}
