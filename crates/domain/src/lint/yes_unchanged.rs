//! はい last year and this year, and nothing behind it moved in between.

use super::{LintFinding, LintInput, Severity};
use crate::answer::AnswerValue;

pub(super) const NAME: &str = "yes_unchanged";

/// Source: practice.md §4.3 (はい→はい with no change of proof since last year). Nothing behind it moved: no row of its
/// ledgers was changed since last year's answer, and no file was added this year.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let same = input.yes().filter(|(row, _)| {
        let Some(before) = row.last_year.as_ref().filter(|before| before.value == AnswerValue::Yes) else {
            return false;
        };
        let mut rows = row.rests_on.iter().flat_map(|ledger| input.facts.all(*ledger));
        row.files == 0 && !input.is_gate(row) && rows.all(|fact| fact.updated_at <= before.at)
    });
    let found = same.map(|(row, _)| {
        let text = format!(
            "「{}」は去年も今年も「はい」ですが、根拠が去年から何も変わっていません。本当に今年も確かめたかを見直し、確かめた記録を1つ残してください。",
            row.name()
        );
        LintFinding::new(NAME, Severity::Note, text, vec![row.link()])
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::answer::AnswerValue::{self, No, Yes};
    use crate::ledger::Ledger;
    use crate::lint::LastYear;
    use crate::lint::testing::{CHANGED, World};

    fn last(value: AnswerValue, at: &'static str, files: usize) -> World {
        World::clean().given("r7-pharmacy:2-1", move |given| {
            given.last_year = Some(LastYear { value, at: at.into() });
            given.rests_on = vec![Ledger::Devices];
            given.files = files;
        })
    }

    #[test]
    fn the_same_yes_on_the_same_rows_is_asked_about() {
        assert!(last(Yes, CHANGED, 0).one(NAME).concerns("r7-pharmacy:2-1"));
    }

    #[test]
    fn a_changed_row_a_new_file_or_another_answer_shows_that_somebody_looked() {
        assert!(World::clean().silent(NAME));
        assert!(last(Yes, "2026-09-30T00:00:00.000Z", 0).silent(NAME));
        assert!(last(Yes, CHANGED, 1).silent(NAME));
        assert!(last(No, CHANGED, 0).silent(NAME));
    }
}
