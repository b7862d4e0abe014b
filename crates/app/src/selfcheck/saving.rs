//! From the form of a whole sheet to the answers of one change.

use super::{CheckKey, SelfCheck, SelfCheckRow};
use crate::error::{AppError, Problem, Result};
use crate::{App, new_id};
use jiff::civil::Date;
use serde_json::json;
use std::collections::BTreeMap;
use tate_domain::answer::{Answer, AnswerValue, Decision, ItemRules};
use tate_domain::date::{FiscalYear, parse_day};
use tate_domain::id::{AnswerId, FacilityId, ProofId, RoundId};
use tate_domain::role::{Actor, Permission};
use tate_domain::text;
use tate_store::StoreError;

/// Characters of a 備考: a sheet of 97 rows is one page.
const MOST_REMARK: usize = 200;

/// What the form of a sheet holds, as typed.
#[derive(Debug, Clone, Default)]
pub struct TypedSheet {
    /// Which check of the year.
    pub nth: String,
    /// 日付.
    pub checked_on: String,
    /// The version of each row's answer that was on the page, in the order of the rows: `0.1.0`.
    pub seen: String,
    /// By the row's key.
    pub rows: BTreeMap<String, TypedRow>,
}

/// One row as typed.
#[derive(Debug, Clone, Default)]
pub struct TypedRow {
    /// `yes`, `no`, or empty.
    pub value: String,
    /// 備考.
    pub remark: String,
}

/// What a row of the form shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// `yes`, `no`, or empty.
    pub value: String,
    /// 備考.
    pub remark: String,
    /// How it stands to what is stored.
    pub state: State,
}

/// How a row of the form stands to what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing was typed; what is stored is shown.
    Untouched,
    /// What was typed is new.
    Typed,
    /// What was typed is stored already.
    Stored,
    /// What was typed is not what somebody else stored meanwhile.
    Conflict,
}

fn entry(answer: Option<&Answer>, state: State) -> Entry {
    Entry {
        value: answer.map(|answer| answer.decision.value.code().to_owned()).unwrap_or_default(),
        remark: answer.map(|answer| answer.decision.remark.clone()).unwrap_or_default(),
        state,
    }
}

impl SelfCheck {
    /// What the form shows at first.
    #[must_use]
    pub fn stored(&self) -> Vec<Entry> {
        self.rows().map(|row| entry(row.answer, State::Untouched)).collect()
    }

    /// The versions of the answers on the page: `0.1.0`.
    #[must_use]
    pub fn seen(&self) -> String {
        self.rows().map(|row| row.version.to_string()).collect::<Vec<_>>().join(".")
    }

    /// What was typed, held against what its author saw and against what is stored by now.
    ///
    /// # Errors
    /// The form is not one of this sheet.
    pub fn compare(&self, typed: &TypedSheet) -> Result<Vec<Entry>> {
        let seen: Vec<i64> = typed.seen.split('.').filter_map(|version| version.parse().ok()).collect();
        if seen.len() != self.rows().count() {
            return Err(AppError::invalid(
                "seen",
                "保存できませんでした。画面が古いか、途中で切れた可能性があります。画面を開き直して、もう一度入力してください。",
            ));
        }
        Ok(self.rows().zip(seen).map(|(row, seen)| self.compared(&row, seen, typed.rows.get(row.key()))).collect())
    }

    fn compared(&self, row: &SelfCheckRow<'_>, seen: i64, typed: Option<&TypedRow>) -> Entry {
        let base = self
            .sheet
            .given
            .iter()
            .find(|(nth, answer)| *nth == self.key.nth && answer.version == seen && answer.item == row.item.id);
        let base = entry(base.map(|(_, answer)| answer), State::Untouched);
        let stored = entry(row.answer, State::Untouched);
        let Some(typed) = typed else { return stored };
        // No choice is sent for a row without one; a choice once made cannot be taken back.
        let value = if typed.value.is_empty() { &base.value } else { &typed.value };
        let typed =
            Entry { value: value.clone(), remark: text::printable(typed.remark.trim(), false), state: State::Typed };
        let same = |other: &Entry| (&typed.value, &typed.remark) == (&other.value, &other.remark);
        if same(&base) {
            stored
        } else if same(&stored) {
            Entry { state: State::Stored, ..stored }
        } else if row.version == seen {
            typed
        } else {
            Entry { state: State::Conflict, ..typed }
        }
    }

    /// The decisions of the rows that were typed.
    fn decisions(&self, typed: &TypedSheet, entries: &[Entry]) -> Result<Vec<(SelfCheckRow<'_>, Decision)>> {
        let mut problems = Vec::new();
        let day = day(typed, self.key.year, self.today).map_err(|found| problems.extend(found)).unwrap_or(self.today);
        let mut decisions = Vec::new();
        for (row, entry) in self.rows().zip(entries).filter(|(_, entry)| entry.state == State::Typed) {
            let value = AnswerValue::from_code(&entry.value).filter(|value| *value != AnswerValue::Stated);
            match value {
                None => problems.push(Problem::new(
                    row.key(),
                    format!(
                        "{}番の○か×が選ばれていません。備考だけでは保存できません。○か×を選んでください。",
                        row.item.number
                    ),
                )),
                Some(_) if entry.remark.chars().count() > MOST_REMARK => problems.push(Problem::new(
                    row.key(),
                    format!("{}番の備考が長すぎます。{MOST_REMARK}文字までで入力してください。", row.item.number),
                )),
                Some(value) => decisions.push((
                    row,
                    Decision { remark: entry.remark.clone(), nth: self.key.nth, ..Decision::new(value, day) },
                )),
            }
        }
        if problems.is_empty() && decisions.is_empty() && entries.iter().all(|entry| entry.state == State::Untouched) {
            problems.push(Problem::new(
                "rows",
                "変わった行がないため、保存していません。○か×を選んでから保存してください。",
            ));
        }
        if problems.is_empty() { Ok(decisions) } else { Err(AppError::Invalid(problems)) }
    }
}

/// 日付 of the sheet: today when left empty.
fn day(typed: &TypedSheet, year: FiscalYear, today: Date) -> Result<Date, Vec<Problem>> {
    let day = match typed.checked_on.trim() {
        "" => today,
        text => parse_day(text).map_err(|error| vec![Problem::new("checked_on", error.0)])?,
    };
    let rules = ItemRules { substates: &[], may_be_not_applicable: true, needs_target_date: false };
    let found = Decision::new(AnswerValue::Yes, day).problems(rules, year, today);
    if found.is_empty() { Ok(day) } else { Err(found.into_iter().map(|p| Problem::new(p.field, p.message)).collect()) }
}

impl App {
    /// Saves every row of a sheet that was changed, in one change, as the actor's answers; gives
    /// how many. Rows that somebody else changed meanwhile stop all of it.
    ///
    /// # Errors
    /// The actor may not; every problem with the input; [`AppError::Conflict`] when a row was
    /// answered differently meanwhile ([`SelfCheck::compare`] says which).
    pub async fn save_selfcheck(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        typed: &TypedSheet,
    ) -> Result<usize> {
        match self.try_save_selfcheck(actor, facility, edition_id, typed).await {
            // Somebody was quicker by a moment, perhaps the same button pressed twice: look again.
            Err(AppError::Store(StoreError::Taken) | AppError::Conflict) => {
                self.try_save_selfcheck(actor, facility, edition_id, typed).await
            }
            other => other,
        }
    }

    async fn try_save_selfcheck(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        typed: &TypedSheet,
    ) -> Result<usize> {
        actor.may_at(Permission::ConfirmAnswers, facility)?;
        let key = CheckKey { year: FiscalYear::of(self.today()), nth: typed.nth.parse().unwrap_or(1) };
        let view = self.selfcheck(actor, facility, edition_id, Some(key)).await?;
        if !view.is_open() {
            return Err(AppError::invalid(
                "nth",
                format!(
                    "{}には保存できません。ほかの人が、次の回を始めました。「自己点検」から新しい回を開いて、入力し直してください。",
                    key.name()
                ),
            ));
        }
        let entries = view.compare(typed)?;
        if entries.iter().any(|entry| entry.state == State::Conflict) {
            return Err(AppError::Conflict);
        }
        let decisions = view.decisions(typed, &entries)?;
        if decisions.is_empty() {
            return Ok(0);
        }
        let tenant = self.tenant(actor);
        let mut change = tenant.change(self.who(actor)).await?;
        let round = match &view.sheet.round {
            Some(round) => round.clone(),
            None => {
                let id: RoundId = new_id();
                change.open_round(facility, &id, key.year.0, &view.sheet.edition.id).await?;
                id
            }
        };
        let proof = match proof_text(&view, &decisions, &self.now()) {
            Some(text) => {
                let id: ProofId = new_id();
                change.freeze_proof(facility, &id, &text).await?;
                Some(id)
            }
            None => None,
        };
        let user = actor.user.as_ref().map(ToString::to_string).unwrap_or_default();
        for (row, decision) in &decisions {
            let (id, proof): (AnswerId, _) = (new_id(), proof.as_ref().filter(|_| row.proposal.is_some()));
            let (item, by) = (&row.item.id, (user.as_str(), actor.name.as_str()));
            change.append_answer(facility, &round, &id, item, row.version, decision, proof, by).await?;
        }
        change.commit().await?;
        Ok(decisions.len())
    }
}

/// What the facts proposed when the answers were given: one proof for all rows of a save. None
/// where no rule has a say.
fn proof_text(view: &SelfCheck, decisions: &[(SelfCheckRow<'_>, Decision)], at: &str) -> Option<String> {
    let proposals: Vec<_> = decisions.iter().filter_map(|(row, _)| row.proposal).collect();
    (!proposals.is_empty()).then(|| {
        json!({
            "edition": view.sheet.edition.id,
            "taken_at": at,
            "today": view.today.to_string(),
            "source": format!("台帳（第{}版）", view.facts_version),
            "proposals": proposals,
        })
        .to_string()
    })
}
