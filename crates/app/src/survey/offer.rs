//! What is offered as an answer before a person gives one, and why. A gap is never offered as はい.

use super::Codes;
use crate::checklist::ChecklistRow;
use std::collections::BTreeMap;
use tate_catalog::Catalog;
use tate_domain::answer::{Answer, AnswerValue, Decision};
use tate_domain::date::slashed;
use tate_domain::edition::{AnswerKind, Edition, Item};
use tate_domain::proposal::Verdict;
use tate_domain::survey::integer;

/// The most answers of other sheets that are shown with a question.
const MOST_SIBLINGS: usize = 4;

/// An answer that only waits for a person to confirm it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What would be chosen or entered.
    pub codes: Codes,
    /// Where it comes from.
    pub source: Source,
}

/// Where an offer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The ledgers.
    Ledgers,
    /// A checklist on which the same was confirmed.
    Checklist,
}

/// A confirmed answer of another sheet to what is asked here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sibling {
    /// The row's id.
    pub item: String,
    /// はい, いいえ or 対象外.
    pub value: AnswerValue,
    /// A sentence: which sheet, which row, which day, which answer.
    pub text: String,
}

/// What the ledgers say, else what a checklist says about the same control.
pub(super) fn offer(catalog: &Catalog, row: &ChecklistRow, answered: &BTreeMap<String, Answer>) -> Option<Offer> {
    if let Some(codes) = proposed(row) {
        return Some(Offer { codes, source: Source::Ledgers });
    }
    let value = agreed(catalog, &row.item, answered)?;
    Some(Offer { codes: vec![value.code().to_owned()], source: Source::Checklist })
}

/// The proposal as an answer to this kind of question; none where the ledgers do not decide.
fn proposed(row: &ChecklistRow) -> Option<Codes> {
    let (item, proposal) = (&row.item, &row.proposal);
    let entry = || Some(proposal.entry.clone()).filter(|_| proposal.verdict == Verdict::Yes);
    let known = |key: &String| item.options.iter().any(|option| option.id == *key);
    match item.answer {
        AnswerKind::YesNo | AnswerKind::Check => match proposal.verdict {
            Verdict::Yes => Some(vec![AnswerValue::Yes.code().to_owned()]),
            Verdict::No if item.answer == AnswerKind::YesNo => Some(vec![AnswerValue::No.code().to_owned()]),
            Verdict::No | Verdict::Undetermined | Verdict::NotApplicable => None,
        },
        AnswerKind::One => entry().filter(|entry| entry.len() == 1 && entry.iter().all(known)),
        AnswerKind::Many => entry().filter(|entry| !entry.is_empty() && entry.iter().all(known)),
        AnswerKind::Integer => entry().filter(|entry| entry.len() == 1 && integer(&entry[0]).is_ok()),
        AnswerKind::Text => entry().filter(|entry| entry.len() == 1),
    }
}

/// What a checklist says about the control that the question is mainly about: いいえ as soon as one of
/// its rows says so, はい only when all of them are confirmed as done.
fn agreed(catalog: &Catalog, item: &Item, answered: &BTreeMap<String, Answer>) -> Option<AnswerValue> {
    let main = item.concepts.first().filter(|_| item.answer == AnswerKind::YesNo)?;
    let rows = |edition: &'_ Edition| -> Vec<Option<AnswerValue>> {
        let same = edition.rows().filter(|other| other.superseded.is_none() && other.concepts.first() == Some(main));
        same.map(|other| answered.get(&other.id).map(|answer| counts_as(other, &answer.decision)))
            .collect()
    };
    let edition = catalog.editions().map(rows).find(|rows| rows.iter().any(Option::is_some))?;
    if edition.contains(&Some(AnswerValue::No)) {
        return Some(AnswerValue::No);
    }
    edition.iter().all(|value| *value == Some(AnswerValue::Yes)).then_some(AnswerValue::Yes)
}

/// What an answer says about today: a plan or an exception is neither はい nor いいえ.
fn counts_as(item: &Item, decision: &Decision) -> AnswerValue {
    let done = item.substates.is_empty() || decision.substate.as_deref() == Some("implemented");
    match decision.value {
        AnswerValue::Yes if !done || decision.exception.is_some() => AnswerValue::NotApplicable,
        value => value,
    }
}

/// The confirmed answers of checklists to what is asked here, the closest row first.
pub(super) fn siblings(catalog: &Catalog, item: &Item, answered: &BTreeMap<String, Answer>) -> Vec<Sibling> {
    catalog
        .siblings(&item.id)
        .into_iter()
        .filter(|other| other.superseded.is_none())
        .filter_map(|other| Some(sibling(catalog.edition(other.edition_id())?, other, answered.get(&other.id)?)))
        .take(MOST_SIBLINGS)
        .collect()
}

fn sibling(edition: &Edition, item: &Item, answer: &Answer) -> Sibling {
    let decision = &answer.decision;
    let state = decision.substate.as_ref().and_then(|id| item.substates.iter().find(|state| state.id == *id));
    let more = match (state, &decision.exception) {
        (_, Some(_)) => "（例外）".to_owned(),
        (Some(state), None) => format!("（{}）", state.label),
        (None, None) => String::new(),
    };
    let text = format!(
        "{} {}「{}」は {} に「{}{more}」です。",
        edition.short_title,
        item.number,
        item.label,
        slashed(decision.checked_on),
        decision.value.label()
    );
    Sibling { item: item.id.clone(), value: decision.value, text }
}
