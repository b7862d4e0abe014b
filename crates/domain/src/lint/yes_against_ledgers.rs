//! はい was confirmed, and the ledgers now show the opposite.

use super::{Link, LintFinding, LintInput, Severity};
use crate::proposal::Verdict;

pub(super) const NAME: &str = "yes_against_ledgers";

/// Source: practice.md §4.1-2 and §4.3; design §1-2 (a gap never becomes はい). An exception in force explains it.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let against = input.yes().filter_map(|(row, answer)| {
        let proposal = row.proposal.filter(|proposal| proposal.verdict == Verdict::No)?;
        if answer.decision.exception.as_ref().is_some_and(|exception| exception.until >= input.today) {
            return None;
        }
        let first = proposal.reasons.first();
        let why = first.map_or("台帳に反対の事実があります。", |reason| reason.text.as_str());
        let said = &answer.decision.reason;
        let said = if said.is_empty() { String::new() } else { format!("（確認した人の説明：{said}）") };
        let text = format!("「{}」は「はい」と回答していますが、台帳と食い違います。{why}{said}", row.name());
        let rows = proposal.reasons.iter().flat_map(|reason| reason.rows.iter().cloned().map(Link::from));
        Some(LintFinding::new(NAME, Severity::MustFix, text, vec![row.link()]).see(rows))
    });
    against.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::answer::{AnswerValue, Exception};
    use crate::lint::testing::{TODAY, World};
    use crate::proposal::Verdict;

    #[test]
    fn a_yes_against_counter_evidence_is_found_until_an_exception_in_force_explains_it() {
        let world = World::clean().given("r7-pharmacy:2-6", |given| given.verdict = Verdict::No);
        let found = world.one(NAME);
        assert!(found.concerns("r7-pharmacy:2-6") && found.text.contains("サポートの切れた機器"));
        let until = |day| {
            let exception = Exception::new("r", "m", day);
            world.clone().decided("r7-pharmacy:2-6", |decision| decision.exception = Some(exception))
        };
        assert!(until(TODAY).silent(NAME));
        assert!(!until(TODAY.yesterday().unwrap()).silent(NAME));
    }

    #[test]
    fn a_no_or_an_undecided_proposal_is_no_contradiction() {
        assert!(World::clean().silent(NAME));
        let open = World::clean().given("r7-pharmacy:2-6", |given| given.verdict = Verdict::Undetermined);
        assert!(open.silent(NAME));
        let no = World::clean().answer("r7-pharmacy:2-6", AnswerValue::No);
        assert!(no.given("r7-pharmacy:2-6", |given| given.verdict = Verdict::No).silent(NAME));
    }
}
