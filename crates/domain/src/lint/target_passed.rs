//! The day by which an いいえ was to become はい has passed.

use super::{LintFinding, LintInput, Severity};
use crate::answer::AnswerValue;
use crate::date::slashed;

pub(super) const NAME: &str = "target_passed";

/// Source: practice.md §4.3 (目標日 past); Q&A 9-14.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let late = input.checklist().filter_map(|row| {
        let day = row.says(AnswerValue::No)?.decision.target_date.filter(|day| *day < input.today)?;
        let text = format!(
            "「{}」の「いいえ」の目標日（{}）を過ぎています。対応できたら「はい」に改め、まだのときは新しい目標日を決めてください。",
            row.name(),
            slashed(day)
        );
        Some(LintFinding::new(NAME, Severity::MustFix, text, vec![row.link()]))
    });
    late.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::answer::AnswerValue;
    use crate::lint::testing::{TODAY, World};

    #[test]
    fn a_target_is_late_from_the_day_after() {
        let no = |day| {
            World::clean()
                .answer("r7-pharmacy:3-3", AnswerValue::No)
                .decided("r7-pharmacy:3-3", move |decision| decision.target_date = Some(day))
        };
        assert!(no(TODAY.yesterday().unwrap()).one(NAME).text.contains("2026/11/19"));
        assert!(no(TODAY).silent(NAME));
        let yes = no(TODAY.yesterday().unwrap()).decided("r7-pharmacy:3-3", |d| d.value = AnswerValue::Yes);
        assert!(yes.silent(NAME) && World::clean().silent(NAME));
    }
}
