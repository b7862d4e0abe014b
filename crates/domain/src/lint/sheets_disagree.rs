//! The checklist, the self-checks of the three roles, the survey and the forms say different things.

use super::{Link, LintFinding, LintInput, LintSheet, Severity, SheetRow, say};
use crate::answer::AnswerValue::{No, Yes};
use crate::edition::EditionKind;
use crate::proposal::Proposal;
use crate::survey::{self, Answers, Given, Place, Sibling, Survey};

pub(super) const NAME: &str = "sheets_disagree";

/// Source: practice.md §4.3 (form ↔ 3-role list ↔ G-MIS ↔ staff survey); facts C (cross-field checks: Q14 with 2-⑩,
/// Q13 with the password register, Q8/Q7-1/Q6 with 2-①/3-③/2-③, Q17-6 with Q17-4).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let mut found: Vec<LintFinding> = input
        .sheets
        .iter()
        .filter(|sheet| matches!(sheet.edition.kind, EditionKind::Survey | EditionKind::Filing))
        .flat_map(|sheet| of_survey(input, sheet))
        .collect();
    for own in input.sheets.iter().filter(|sheet| sheet.edition.kind == EditionKind::SelfCheck) {
        found.extend(of_self_check(input, own));
    }
    found
}

/// What the survey's own checks find, with links to both sides.
fn of_survey(input: &LintInput<'_>, sheet: &LintSheet<'_>) -> Vec<LintFinding> {
    let rows = || sheet.rows.iter().filter(|row| row.asked);
    let answers: Answers = rows()
        .filter_map(|row| Some((row.item.id.clone(), Given::from(&row.answer?.decision))))
        .filter(|(_, given)| given.value != crate::answer::AnswerValue::Stated || !given.entry.is_empty())
        .collect();
    let proposals: Vec<Proposal> = rows().filter_map(|row| row.proposal.cloned()).collect();
    let siblings: Vec<Sibling> =
        input.checklist().filter(|row| row.item.superseded.is_none()).flat_map(sibling).collect();
    let survey = Survey { edition: sheet.edition, answers: &answers, proposals: &proposals, checklist: &siblings };
    let found = survey::findings(&survey).into_iter().map(|finding| {
        let severity = match finding.severity {
            survey::Severity::Must => Severity::MustFix,
            survey::Severity::Warning => Severity::Warning,
        };
        let mut links: Vec<Link> = Vec::new();
        for place in &finding.places {
            if let Place::Item(id) = place {
                let named = input.sheets.iter().flat_map(|sheet| &sheet.rows).find(|row| row.item.id == *id);
                links.extend(named.map(SheetRow::link));
            }
        }
        let proposal = links.first().and_then(|first| proposals.iter().find(|p| p.item == first.id()));
        let ledgers = finding.places.iter().any(|place| matches!(place, Place::Ledger(_)));
        let rows = proposal.filter(|_| ledgers).into_iter().flat_map(|p| p.reasons.iter().flat_map(|r| r.rows.clone()));
        LintFinding::new(NAME, severity, finding.text, links).see(rows.map(Link::from))
    });
    found.collect()
}

fn sibling(row: &SheetRow<'_>) -> Vec<Sibling> {
    let Some(answer) = row.answer else { return Vec::new() };
    let one = |concept: &String| Sibling {
        concept: concept.clone(),
        item: row.item.id.clone(),
        number: row.item.number.clone(),
        value: answer.decision.value,
        substate: answer.decision.substate.clone(),
    };
    row.item.concepts.iter().map(one).collect()
}

/// A × of a self-check about a control that the checklist calls done, and the other way round: one finding per row of
/// the checklist and sheet.
fn of_self_check(input: &LintInput<'_>, sheet: &LintSheet<'_>) -> Vec<LintFinding> {
    let mut found = Vec::new();
    for (row, answer) in input.yes() {
        // A plan or an exception on the checklist fits a × elsewhere.
        let plain = answer.decision.exception.is_none() && answer.decision.substate.as_deref() != Some("planned");
        let Some(concept) = row.item.concepts.first().filter(|_| plain) else { continue };
        let same: Vec<&SheetRow<'_>> =
            sheet.rows.iter().filter(|other| other.is_about(concept) && other.item.superseded.is_none()).collect();
        let crossed: Vec<&SheetRow<'_>> = same.iter().copied().filter(|other| other.says(No).is_some()).collect();
        if crossed.is_empty() {
            continue;
        }
        // Every row about it is ×: both cannot be true. One of several may be about a part of it.
        let none_done = same.iter().all(|other| other.says(Yes).is_none());
        let severity = if none_done { Severity::Warning } else { Severity::Note };
        let text = format!(
            "チェックリストの「{}」は「はい」ですが、{}の{}は「×」です。実際を確かめて、どちらかを直してください。",
            row.name(),
            sheet.edition.short_title,
            say::items(&crossed)
        );
        let links = std::iter::once(row.link()).chain(say::item_links(&crossed)).collect();
        found.push(LintFinding::new(NAME, severity, text, links));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::answer::AnswerValue::{No, Yes};
    use crate::lint::Severity::{MustFix, Note, Warning};
    use crate::lint::testing::World;

    #[test]
    fn two_factor_everywhere_in_the_survey_cannot_stand_beside_no() {
        let world = World::clean().answer("r7-pharmacy:2-10", No).answer("gmis-r6:q14", Yes);
        let found = world.one(NAME);
        assert!(found.severity == MustFix && found.concerns("gmis-r6:q14") && found.concerns("r7-pharmacy:2-10"));
        assert!(World::clean().answer("gmis-r6:q14", Yes).silent(NAME));
    }

    #[test]
    fn ledger_plan_and_statements_of_the_survey_agree_with_the_checklist() {
        for (question, item) in
            [("gmis-r6:q8", "r7-pharmacy:2-1"), ("gmis-r6:q7-1", "r7-pharmacy:3-3"), ("gmis-r6:q6", "r7-pharmacy:2-3")]
        {
            let world = World::clean().answer(question, Yes);
            assert!(world.silent(NAME), "{question}");
            let found = world.answer(item, No).run(NAME);
            assert!(found.iter().any(|finding| finding.concerns(question) && finding.concerns(item)), "{question}");
        }
    }

    #[test]
    fn one_medium_cannot_be_connected_and_apart() {
        let world =
            World::clean().answer("gmis-r6:q17-1", Yes).answer("gmis-r6:q17-2", Yes).answer("gmis-r6:q17-6", Yes);
        assert_eq!(world.clone().state("gmis-r6:q17-4", "1").one(NAME).severity, Warning);
        assert!(world.state("gmis-r6:q17-4", "2").silent(NAME));
    }

    #[test]
    fn a_cross_of_the_system_manager_speaks_against_the_yes_of_the_checklist() {
        let one = World::clean().answer("gl52-sysadmin:s23", Yes);
        assert!(one.silent(NAME));
        let about = |item: &str| World::clean().answer(item, No).run(NAME);
        let sheet: Vec<String> = (1..=97).map(|n| format!("gl52-sysadmin:s{n:02}")).collect();
        let found: Vec<_> = sheet.iter().flat_map(|item| about(item)).collect();
        assert!(!found.is_empty() && found.iter().all(|finding| finding.severity == Warning));
        // The same ×, beside another row of the sheet that says ○ about the same control.
        let crossed = found[0].rows[1].id().to_owned();
        let mut world = World::clean().answer(&crossed, No);
        for item in sheet.iter().filter(|item| **item != crossed) {
            world = world.answer(item, Yes);
        }
        assert!(world.run(NAME).iter().all(|finding| finding.severity == Note || finding.concerns(&crossed)));
    }
}
