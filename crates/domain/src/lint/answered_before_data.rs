//! The rows behind an answer were changed after it was confirmed.

use super::{LintFinding, LintInput, Severity, say};
use crate::answer::AnswerValue;
use crate::facts::Row;
use crate::proposal::Verdict;

pub(super) const NAME: &str = "answered_before_data";

/// Source: practice.md §4.3 (answered before the data). Where the facts still support the answer it is a note; where
/// they show the opposite of はい, `yes_against_ledgers` speaks.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let mut found = Vec::new();
    for row in input.checklist() {
        let (Some(answer), Some(proposal)) = (row.answer, row.proposal) else { continue };
        let mut later: Vec<&Row> = row
            .rests_on
            .iter()
            .flat_map(|ledger| input.facts.all(*ledger))
            .filter(|fact| !fact.updated_at.is_empty() && fact.updated_at > answer.at)
            .collect();
        if later.is_empty() {
            continue;
        }
        later.sort_by(|a, b| b.updated_at.cmp(&a.updated_at).then(a.id.cmp(&b.id)));
        let severity = match (answer.decision.value, proposal.verdict) {
            (AnswerValue::Yes, Verdict::No) => continue,
            (AnswerValue::Yes, Verdict::Undetermined) if !proposal.waits_for_a_person() => Severity::Warning,
            (AnswerValue::NotApplicable, Verdict::No | Verdict::Yes) => Severity::Warning,
            _ => Severity::Note,
        };
        let text = format!(
            "「{}」に「{}」と回答したあとで、もとになる台帳が{}件変わりました（{}）。もう一度確かめて、回答し直してください。",
            row.name(),
            answer.decision.value.label(),
            later.len(),
            say::rows(&later)
        );
        later.truncate(5);
        found.push(LintFinding::new(NAME, severity, text, vec![row.link()]).see(say::links(&later)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger;
    use crate::lint::Severity::{Note, Warning};
    use crate::lint::testing::{ANSWERED, World};
    use crate::proposal::Verdict;

    fn answered_on_devices() -> World {
        World::clean().given("r7-pharmacy:2-6", |given| {
            given.rests_on = vec![Ledger::Devices];
            given.answer.at = ANSWERED.into();
        })
    }

    #[test]
    fn a_row_that_changed_after_the_answer_asks_for_another_look() {
        let later = answered_on_devices().changed("d2", "2026-11-01T00:00:00.000Z");
        let found = later.one(NAME);
        assert_eq!(found.severity, Note);
        assert!(found.concerns("d2") && !found.concerns("d3"));
        let open = later.given("r7-pharmacy:2-6", |given| given.verdict = Verdict::Undetermined);
        assert_eq!(open.one(NAME).severity, Warning);
    }

    #[test]
    fn rows_of_the_same_moment_or_of_other_ledgers_do_not_matter() {
        assert!(World::clean().silent(NAME));
        assert!(answered_on_devices().changed("d2", ANSWERED).silent(NAME));
        assert!(answered_on_devices().changed("s1", "2026-11-01T00:00:00.000Z").silent(NAME));
        let against = answered_on_devices().changed("d2", "2026-11-01T00:00:00.000Z");
        let against = against.given("r7-pharmacy:2-6", |given| given.verdict = Verdict::No);
        assert!(against.silent(NAME), "another rule says more");
    }
}
