//! What stands in a question before a person has answered it, and why. A gap never becomes はい.

use super::{Codes, in_order};
use crate::checklist::ChecklistRow;
use crate::crosswalk::{Ground, Stance, row_name};
use tate_domain::answer::{Answer, AnswerValue};
use tate_domain::date::slashed;
use tate_domain::edition::{AnswerKind, Edition, EditionKind, Flag, Item};
use tate_domain::proposal::Verdict;
use tate_domain::survey::integer;

/// The most answers of checklists that are shown with a question.
const MOST_SHOWN: usize = 4;

/// An answer that only waits for a person to confirm it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefill {
    /// What would be chosen or entered.
    pub codes: Codes,
    /// Where it comes from.
    pub source: Source,
}

/// Where a prefilled answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The ledgers.
    Ledgers,
    /// A checklist on which the same was confirmed.
    Checklist,
}

/// A confirmed answer of one of this year's checklists to what is asked here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnChecklist {
    /// The row's id.
    pub item: String,
    /// What it says about today; none for a plan, an exception and 対象外.
    pub value: Option<AnswerValue>,
    /// A sentence: which sheet, which row, which day, which answer.
    pub text: String,
}

/// What the ledgers say, else what a checklist says about the same control.
pub(super) fn prefill(ground: &Ground, row: &ChecklistRow) -> Option<Prefill> {
    if let Some(codes) = proposed(row) {
        return Some(Prefill { codes, source: Source::Ledgers });
    }
    // Where the ledgers are asked and do not say はい, a checklist must not say it for them.
    let own = row.item.rules.is_empty() && !row.item.has(Flag::PersonSaysYes);
    let value = agreed(ground, &row.item).filter(|value| own || *value == AnswerValue::No)?;
    Some(Prefill { codes: vec![value.code().to_owned()], source: Source::Checklist })
}

/// The proposal as an answer to this kind of question; none where the ledgers do not decide.
fn proposed(row: &ChecklistRow) -> Option<Codes> {
    let (item, proposal) = (&row.item, &row.proposal);
    let entry = || Some(proposal.entry.clone()).filter(|_| proposal.verdict == Verdict::Yes);
    let known = |key: &String| item.options.iter().any(|option| option.id == *key);
    let code = |value: AnswerValue| Some(vec![value.code().to_owned()]);
    match (item.answer, proposal.verdict) {
        (AnswerKind::YesNo | AnswerKind::Check, Verdict::Yes) => code(AnswerValue::Yes),
        (AnswerKind::YesNo, Verdict::No) => code(AnswerValue::No),
        (AnswerKind::YesNo | AnswerKind::Check, _) => None,
        (AnswerKind::One, _) => entry().filter(|entry| entry.len() == 1 && entry.iter().all(known)),
        (AnswerKind::Many, _) => entry()
            .filter(|entry| !entry.is_empty() && entry.iter().all(known))
            .map(|entry| in_order(item, |id| entry.iter().any(|key| key == id))),
        (AnswerKind::Integer, _) => entry().filter(|entry| entry.len() == 1 && integer(&entry[0]).is_ok()),
        (AnswerKind::Text, _) => entry().filter(|entry| entry.len() == 1),
    }
}

/// What the newest checklist with an answer says about the control that the question is first of all
/// about: いいえ as soon as one of its rows says so, はい only when all of them are confirmed as done.
fn agreed(ground: &Ground, item: &Item) -> Option<AnswerValue> {
    let about = item.concepts.first().filter(|_| item.answer == AnswerKind::YesNo)?;
    let said = |edition: &Edition| -> Vec<Option<AnswerValue>> {
        let same = edition.rows().filter(|row| row.superseded.is_none() && row.concepts.first() == Some(about));
        same.map(|row| says(ground.now(&row.id)?)).collect()
    };
    let answered = |edition: &&Edition| {
        edition.rows().any(|row| row.concepts.first() == Some(about) && ground.now(&row.id).is_some())
    };
    let said = ground.checklists().find(answered).map(said)?;
    if said.contains(&Some(AnswerValue::No)) {
        return Some(AnswerValue::No);
    }
    let all = !said.is_empty() && said.iter().all(|value| *value == Some(AnswerValue::Yes));
    all.then_some(AnswerValue::Yes)
}

/// What an answer says about today: neither a plan nor an exception is はい.
fn says(answer: &Answer) -> Option<AnswerValue> {
    match Stance::of(&answer.decision)? {
        Stance::Done if answer.decision.exception.is_none() => Some(AnswerValue::Yes),
        Stance::NotDone => Some(AnswerValue::No),
        Stance::Done | Stance::Planned | Stance::NotApplicable => None,
    }
}

/// The confirmed answers of this year's checklists to what is asked here, the closest row first.
pub(super) fn on_checklists(ground: &Ground, item: &Item) -> Vec<OnChecklist> {
    let sheets = ground.siblings(&item.id).sheets;
    sheets
        .iter()
        .filter(|sheet| sheet.edition.kind == EditionKind::Checklist)
        .flat_map(|sheet| sheet.rows.iter().map(|row| (&*sheet.edition, &row.item)))
        .filter(|(_, row)| row.superseded.is_none())
        .filter_map(|(edition, row)| Some(on_checklist(edition, row, ground.now(&row.id)?)))
        .take(MOST_SHOWN)
        .collect()
}

fn on_checklist(edition: &Edition, item: &Item, answer: &Answer) -> OnChecklist {
    let decision = &answer.decision;
    let state = decision.substate.as_ref().and_then(|id| item.substates.iter().find(|state| state.id == *id));
    let more = match (&decision.exception, state) {
        (Some(_), _) => "（例外）".to_owned(),
        (None, Some(state)) => format!("（{}）", state.label),
        (None, None) => String::new(),
    };
    let text = format!(
        "{}「{}」は {} に「{}{more}」です。",
        row_name(edition, item),
        item.label,
        slashed(decision.checked_on),
        decision.value.label()
    );
    OnChecklist { item: item.id.clone(), value: says(answer), text }
}
