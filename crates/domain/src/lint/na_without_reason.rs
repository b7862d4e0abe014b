//! 対象外 that nobody explained.

use super::{LintFinding, LintInput, Severity};
use crate::answer::AnswerValue;

pub(super) const NAME: &str = "na_without_reason";

/// Source: practice.md §4.3 (N/A without reason), §5 (対象外 requires a reason; it is printed).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let bare = input
        .checklist()
        .filter(|row| row.says(AnswerValue::NotApplicable).is_some_and(|a| a.decision.reason.trim().is_empty()));
    let found = bare.map(|row| {
        let text =
            format!("「{}」を「対象外」にした理由がありません。対象にならない理由を書いてください。", row.name());
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
    fn not_applicable_needs_words_and_spaces_are_none() {
        let out = World::clean().answer("r7-pharmacy:2-2", AnswerValue::NotApplicable);
        assert!(out.silent(NAME) && World::clean().silent(NAME));
        assert_eq!(out.decided("r7-pharmacy:2-2", |d| d.reason = " \u{3000}".into()).run(NAME).len(), 1);
    }
}
