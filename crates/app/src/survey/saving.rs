//! Saving a whole sheet: what was changed and nothing else, all of it or nothing.

use super::{Codes, Survey, codes, confirmed, in_order};
use crate::checklist::{ChecklistRow, frozen_rows};
use crate::error::{AppError, Problem, Result};
use crate::{App, new_id};
use jiff::civil::Date;
use serde_json::json;
use std::collections::BTreeMap;
use tate_domain::answer::{Answer, AnswerValue, Decision};
use tate_domain::edition::{AnswerKind, Item};
use tate_domain::id::{AnswerId, FacilityId, ProofId, RoundId};
use tate_domain::role::{Actor, Permission};
use tate_domain::survey::integer;
use tate_domain::text;
use tate_store::StoreError;

/// The most characters of a text answer.
const MOST_CHARS: usize = 400;

/// The form as typed: of the questions that were asked and of no others.
#[derive(Debug, Clone, Default)]
pub struct TypedSurvey {
    /// What was chosen or typed, by question.
    pub answers: BTreeMap<String, Codes>,
    /// The version of the answer on the page (0: none), by question.
    pub seen: BTreeMap<String, i64>,
}

impl TypedSurvey {
    /// The answers as they would be: what its author changed, else what is confirmed by now.
    fn over(&self, survey: &Survey, given: &[Answer]) -> BTreeMap<String, Codes> {
        let mut answers = survey.confirmed();
        for row in &survey.list.rows {
            let id = &row.item.id;
            let Some(&seen) = self.seen.get(id) else { continue };
            let mut typed = self.answers.get(id).cloned().unwrap_or_default();
            typed.retain(|code| !code.trim().is_empty());
            if typed != on_the_page(row, seen, given) {
                answers.insert(id.clone(), typed);
            }
        }
        answers
    }
}

/// What the author of a form saw as the answer: that of the version on the page.
fn on_the_page(row: &ChecklistRow, seen: i64, given: &[Answer]) -> Codes {
    let seen = given.iter().find(|answer| answer.item == row.item.id && answer.version == seen);
    seen.map(|answer| codes(row.item.answer, &answer.decision)).unwrap_or_default()
}

/// One answer to be added.
struct Changed<'a> {
    row: &'a ChecklistRow,
    seen: i64,
    decision: Decision,
}

impl App {
    /// Confirms every changed answer of a sheet with the actor's name, in one change; gives how many.
    /// A question whose branch the typed answers close is left as it is.
    ///
    /// # Errors
    /// The actor may not; every problem with what was typed, by question; somebody else changed one of
    /// the same answers meanwhile.
    pub async fn save_survey(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        typed: &TypedSurvey,
    ) -> Result<usize> {
        match self.try_save(actor, facility, edition_id, typed).await {
            // Somebody else began the sheet or saved it just now, or a button was pressed twice: with what
            // stands there by now, nothing may be left to do.
            Err(AppError::Store(StoreError::Taken) | AppError::Conflict) => {
                self.try_save(actor, facility, edition_id, typed).await
            }
            other => other,
        }
    }

    async fn try_save(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        typed: &TypedSurvey,
    ) -> Result<usize> {
        actor.may_at(Permission::ConfirmAnswers, facility)?;
        let (survey, given) = self.survey_and_history(actor, facility, edition_id).await?;
        let changed = changed(&survey, typed, &given)?;
        if changed.is_empty() {
            return Ok(0);
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        let round = match &survey.list.round {
            Some(round) => round.clone(),
            None => {
                let id: RoundId = new_id();
                change.open_round(facility, &id, survey.list.year.0, edition_id).await?;
                id
            }
        };
        // What was saved at once rests on the same facts: one proof for all.
        let proof: ProofId = new_id();
        change.freeze_proof(facility, &proof, &proof_text(&survey, &changed, &self.now())).await?;
        let user = actor.user.as_ref().map(ToString::to_string).unwrap_or_default();
        for Changed { row, seen, decision } in &changed {
            let (id, by): (AnswerId, _) = (new_id(), (user.as_str(), actor.name.as_str()));
            change.append_answer(facility, &round, &id, &row.item.id, *seen, decision, Some(&proof), by).await?;
        }
        change.commit().await?;
        Ok(changed.len())
    }

    /// A sheet with what was typed over it, to be shown again: what others saved meanwhile stands where
    /// its author changed nothing.
    ///
    /// # Errors
    /// As [`App::survey`].
    pub async fn survey_typed(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        typed: &TypedSurvey,
    ) -> Result<(Survey, BTreeMap<String, Codes>)> {
        let (survey, given) = self.survey_and_history(actor, facility, edition_id).await?;
        let answers = typed.over(&survey, &given);
        Ok((survey, answers))
    }

    async fn survey_and_history(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
    ) -> Result<(Survey, Vec<Answer>)> {
        let survey = self.survey(actor, facility, edition_id).await?;
        let given = match &survey.list.round {
            Some(round) => self.tenant(actor).all_answers(round).await?,
            None => Vec::new(),
        };
        Ok((survey, given))
    }
}

/// What differs from the answers that its author saw, checked.
fn changed<'a>(survey: &'a Survey, typed: &TypedSurvey, given: &[Answer]) -> Result<Vec<Changed<'a>>> {
    let answers = typed.over(survey, given);
    let (mut found, mut problems, mut conflict) = (Vec::new(), Vec::new(), false);
    for row in &survey.list.rows {
        let Some(&seen) = typed.seen.get(&row.item.id) else { continue };
        if !survey.is_open(&row.item, &answers) {
            continue;
        }
        let wanted = match check(&row.item, &answers[&row.item.id]) {
            Ok(wanted) => wanted,
            Err(message) => {
                problems.push(Problem::new(&row.item.id, message));
                continue;
            }
        };
        if wanted == on_the_page(row, seen, given) || wanted == confirmed(row) {
            continue;
        }
        conflict |= row.answer.as_ref().map_or(0, |answer| answer.version) != seen;
        found.push(Changed { row, seen, decision: decision(row.item.answer, wanted, survey.list.today) });
    }
    match (problems.is_empty(), conflict) {
        // First what somebody else decided: shown again, the form carries the newer versions.
        (_, true) => Err(AppError::Conflict),
        (false, false) => Err(AppError::Invalid(problems)),
        (true, false) => Ok(found),
    }
}

/// What was typed as an answer to this kind of question; a Japanese sentence where it cannot be.
fn check(item: &Item, typed: &[String]) -> Result<Codes, String> {
    let typed: Vec<&str> = typed.iter().map(|code| code.trim()).collect();
    let known = |code: &&str| item.options.iter().any(|option| option.id == **code);
    let lost = || "選んだ内容を読み取れませんでした。もう一度選び直してください。".to_owned();
    let first = typed.first().copied().unwrap_or_default();
    let one = || typed.iter().take(1).map(|code| (*code).to_owned()).collect();
    match item.answer {
        _ if typed.is_empty() => Ok(Vec::new()),
        AnswerKind::YesNo if matches!(first, "yes" | "no") => Ok(one()),
        AnswerKind::Check if first == "yes" => Ok(one()),
        AnswerKind::One if known(&first) => Ok(one()),
        AnswerKind::YesNo | AnswerKind::Check | AnswerKind::One => Err(lost()),
        AnswerKind::Many if typed.iter().all(known) => Ok(in_order(item, |id| typed.contains(&id))),
        AnswerKind::Many => Err(lost()),
        AnswerKind::Integer => integer(first).map(|number| vec![number.to_string()]).map_err(|error| error.0),
        AnswerKind::Text if first.chars().count() > MOST_CHARS => {
            Err(format!("長すぎます。{MOST_CHARS}文字までで入力してください。"))
        }
        AnswerKind::Text => Ok(vec![text::printable(first, false)]),
    }
}

/// The decision behind an answer. Taking one back is an entry without anything in it.
fn decision(kind: AnswerKind, codes: Codes, today: Date) -> Decision {
    let value = match (kind, codes.first().map(String::as_str)) {
        (AnswerKind::YesNo | AnswerKind::Check, Some("yes")) => AnswerValue::Yes,
        (AnswerKind::YesNo, Some(_)) | (AnswerKind::Check, _) => AnswerValue::No,
        _ => AnswerValue::Stated,
    };
    let entry = if kind.is_entry() { codes } else { Vec::new() };
    Decision { entry, ..Decision::new(value, today) }
}

/// The frozen proof of everything that was saved at once.
fn proof_text(survey: &Survey, changed: &[Changed<'_>], at: &str) -> String {
    let list = &survey.list;
    let rows = frozen_rows(&list.snapshot.facts, changed.iter().flat_map(|one| &one.row.item.rules));
    let counts: BTreeMap<&str, usize> = rows.iter().map(|(ledger, rows)| (*ledger, rows.len())).collect();
    let on_checklists = |id: &str| {
        let of = survey.rows().find(|(row, _)| row.item.id == id);
        of.map(|(_, question)| question.on_checklists.iter().map(|one| one.text.clone()).collect::<Vec<_>>())
    };
    let answers: Vec<_> = changed
        .iter()
        .map(|one| {
            let item = &one.row.item;
            json!({ "item": item.id, "number": item.number, "query": item.rules, "proposal": one.row.proposal, "checklists": on_checklists(&item.id) })
        })
        .collect();
    json!({
        "edition": list.edition.id,
        "taken_at": at,
        "today": list.today.to_string(),
        "source": format!("台帳（第{}版）", list.snapshot.facility.facts_version),
        "answers": answers,
        "counts": counts,
        "rows": rows,
    })
    .to_string()
}
