//! Carrying out a sheet: the list, one item, confirming, notes, files, drafts.

mod check;
mod passes;
mod proof;
mod sheets;

pub use passes::{MOST_PASSES, Passes};
pub use sheets::Sheets;

pub(crate) use proof::{frozen_rows, ledgers_of};

use crate::crosswalk::{Offer, Siblings};
use crate::error::{AppError, Result};
use crate::exceptions::{covers, settle};
use crate::facts::{Snapshot, roll_of};
use crate::netcheck::Diagnosis;
use crate::qa::Asked;
use crate::switching::CarriedSheet;
use crate::{App, new_id, uploads};
use bytes::Bytes;
use check::check;
use jiff::civil::Date;
use proof::snapshot_text;
use std::collections::BTreeMap;
use std::sync::Arc;
use tate_domain::answer::{Answer, AnswerValue, Decision};
use tate_domain::date::FiscalYear;
use tate_domain::edition::{Edition, EditionKind, Item};
use tate_domain::exception::{Registered, State};
use tate_domain::id::{AnswerId, FacilityId, FileId, ProofId, RoundId};
use tate_domain::proposal::{Proposal, Verdict};
use tate_domain::role::{Actor, Permission};
use tate_domain::text;
use tate_domain::vendor::Roll;
use tate_store::{FileRecord, Note, Proof, StoreError};

/// One row of the list.
#[derive(Debug, Clone)]
pub struct ChecklistRow {
    /// The item.
    pub item: Item,
    /// What the facts say today.
    pub proposal: Proposal,
    /// What was confirmed last.
    pub answer: Option<Answer>,
    /// 1回目, 2回目 …
    pub passes: Passes,
    /// Whether the row is asked: none but the gate is, where the gate says いいえ.
    pub asked: bool,
    /// Files kept with the item.
    pub files: usize,
    /// What was confirmed in the round before.
    pub last_year: Option<AnswerValue>,
    /// Whether the exception behind its はい is over: the row is to be decided again.
    pub reopened: bool,
}

impl ChecklistRow {
    /// Whether it has no answer yet.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.asked && self.answer.is_none()
    }

    /// Whether a person has something to decide: no answer yet, or one whose exception is over.
    #[must_use]
    pub fn wants_an_answer(&self) -> bool {
        self.is_open() || (self.asked && self.reopened)
    }

    /// Number and label: `2-① 機器台帳`. The gate has no number.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.item.number, self.item.label).trim_start().to_owned()
    }
}

/// A sheet as it stands.
#[derive(Debug, Clone)]
pub struct Checklist {
    /// The facility and its facts.
    pub snapshot: Arc<Snapshot>,
    /// The edition.
    pub edition: Arc<Edition>,
    /// The round, once an answer opened it.
    pub round: Option<RoundId>,
    /// The fiscal year of the round.
    pub year: FiscalYear,
    /// Whether that year is over: its answers are read and printed, and nothing is added.
    pub over: bool,
    /// Today; of a year that is over, its last day.
    pub today: Date,
    /// The rows in official order.
    pub rows: Vec<ChecklistRow>,
    /// The facility's exceptions, the newest first; none of a year that is over.
    pub exceptions: Vec<Registered>,
}

impl Checklist {
    /// How many rows hold this answer.
    #[must_use]
    pub fn count(&self, value: AnswerValue) -> usize {
        self.rows.iter().filter(|row| row.answer.as_ref().is_some_and(|a| a.decision.value == value)).count()
    }

    /// How many rows are asked.
    #[must_use]
    pub fn total(&self) -> usize {
        self.rows.iter().filter(|row| row.asked).count()
    }

    /// How many rows are confirmed.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.rows.iter().filter(|row| row.answer.is_some()).count()
    }

    /// The first row that wants an answer, after one if given.
    #[must_use]
    pub fn next_open(&self, after: Option<&str>) -> Option<&ChecklistRow> {
        let start = after.and_then(|id| self.rows.iter().position(|row| row.item.id == id)).map_or(0, |at| at + 1);
        self.rows[start..].iter().chain(&self.rows[..start]).find(|row| row.wants_an_answer())
    }

    /// The question before all others, where the sheet has one.
    #[must_use]
    pub fn gate(&self) -> Option<&ChecklistRow> {
        self.rows.iter().find(|row| self.is_gate(&row.item))
    }

    /// Whether this is the question before all others.
    #[must_use]
    pub fn is_gate(&self, item: &Item) -> bool {
        self.edition.gate.as_ref().is_some_and(|gate| gate.id == item.id)
    }

    /// The answers that a row takes.
    #[must_use]
    pub fn choices(&self, item: &Item) -> &'static [AnswerValue] {
        const ALL: [AnswerValue; 3] = [AnswerValue::Yes, AnswerValue::No, AnswerValue::NotApplicable];
        let official = self.edition.kind == EditionKind::Checklist && !self.is_gate(item);
        if official { &ALL } else { &ALL[..2] }
    }

    /// Whether いいえ to a row comes with a 目標日.
    #[must_use]
    pub fn needs_target_date(&self, item: &Item) -> bool {
        self.edition.kind == EditionKind::Checklist && !self.is_gate(item)
    }

    /// The checks that an answer to a row may belong to: one, unless the sheet has 1回目 and 2回目.
    #[must_use]
    pub fn checks(&self, row: &ChecklistRow) -> Vec<u8> {
        if self.edition.rounds < 2 || self.is_gate(&row.item) { vec![1] } else { row.passes.choices() }
    }
}

/// One item with everything kept about it.
#[derive(Debug, Clone)]
pub struct ItemView {
    /// The sheet around it.
    pub list: Checklist,
    /// Position in the sheet.
    pub at: usize,
    /// Every answer ever given, newest first.
    pub history: Vec<Answer>,
    /// The latest answer's proof.
    pub proof: Option<Proof>,
    /// Notes, oldest first.
    pub notes: Vec<Note>,
    /// Files.
    pub files: Vec<FileRecord>,
    /// What this person typed and did not confirm.
    pub draft: BTreeMap<String, String>,
    /// Rows of other editions about the same control.
    pub siblings: Siblings,
    /// Where this answer could be used as well.
    pub offer: Offer,
    /// What the ministry was asked about the item.
    pub questions: Vec<Asked>,
    /// What was carried over from an earlier round, while the item is open.
    pub carried: Option<CarriedSheet>,
    /// The newest network diagnosis, where it is a ground of the item.
    pub diagnosis: Option<Diagnosis>,
    /// What the vendors answered about it this year.
    pub vendors: Roll,
    /// The exceptions that speak of the item, the newest first.
    pub exceptions: Vec<Registered>,
    /// Who may approve the one that waits, by name.
    pub approvers: Vec<String>,
}

impl ItemView {
    /// The exception that waits for its approval, and the one in force.
    #[must_use]
    pub fn exception(&self, state: State) -> Option<&Registered> {
        self.exceptions.iter().find(|entry| entry.state(self.list.today) == state)
    }

    /// The row itself.
    #[must_use]
    pub fn row(&self) -> &ChecklistRow {
        &self.list.rows[self.at]
    }
}

/// What the answer form holds, as typed.
#[derive(Debug, Clone, Default)]
pub struct TypedAnswer {
    /// `yes`, `no`, `not_applicable`.
    pub value: String,
    /// Sub-state of はい.
    pub substate: String,
    /// 確認日.
    pub checked_on: String,
    /// 目標日.
    pub target_date: String,
    /// 理由.
    pub reason: String,
    /// 備考.
    pub remark: String,
    /// The exception on which はい rests: its id, or empty.
    pub exception: String,
    /// Which check of the year, from 1; empty: the last one again.
    pub nth: String,
}

impl TypedAnswer {
    /// What stands for the exception of an answer that is given again: its id. One from before there was
    /// a register has none, and must be asked for first: no exception's id is a word.
    #[must_use]
    pub fn exception_of(decision: &Decision) -> String {
        let id = decision.exception.as_ref().map(|kept| kept.id.as_str());
        id.map(|id| if id.is_empty() { "unregistered" } else { id }).unwrap_or_default().to_owned()
    }
}

/// The subject under which an item's files and drafts are kept.
pub(crate) fn subject(facility: &FacilityId, year: FiscalYear, item: &str) -> String {
    format!("item:{facility}:{}:{item}", year.0)
}

impl App {
    /// The sheet of a facility as it stands today.
    ///
    /// # Errors
    /// Out of reach, or no such edition.
    pub async fn checklist(&self, actor: &Actor, facility: &FacilityId, edition_id: &str) -> Result<Checklist> {
        self.checklist_of(actor, facility, edition_id, FiscalYear::of(self.today())).await
    }

    /// The sheet of a facility in a fiscal year: as it stands today, or as it was left.
    ///
    /// # Errors
    /// Out of reach, no such edition, or no round of it in that year.
    pub async fn checklist_of(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        year: FiscalYear,
    ) -> Result<Checklist> {
        let snapshot = self.facts(actor, facility).await?;
        let edition = self.edition(actor, edition_id).await?;
        let today = self.today();
        let over = year != FiscalYear::of(today);
        let tenant = self.tenant(actor);
        let exceptions = if over { Vec::new() } else { tenant.exceptions(facility).await? };
        let round: Option<RoundId> = tenant.round(facility, year.0, edition_id).await?.map(|round| round.id.into());
        let mut passes = match &round {
            Some(round) => Passes::by_item(tenant.all_answers(round).await?),
            None if over => return Err(AppError::NotFound),
            None => BTreeMap::new(),
        };
        let mut last: BTreeMap<String, AnswerValue> = BTreeMap::new();
        if let Some(before) = tenant.round(facility, year.0 - 1, edition_id).await? {
            last.extend(
                tenant.latest_answers(&before.id.into()).await?.into_iter().map(|a| (a.item, a.decision.value)),
            );
        }
        let mut files: BTreeMap<String, usize> = BTreeMap::new();
        let prefix = subject(facility, year, "");
        for file in tenant.files(facility, &prefix).await? {
            *files.entry(file.subject[prefix.len()..].to_owned()).or_default() += 1;
        }
        // Today's facts say nothing about a year that is over.
        let proposals = if over {
            Arc::new(edition.rows().map(silent).collect())
        } else {
            self.propose(&snapshot, &edition, today)
        };
        let gate = edition.gate.as_ref();
        let closed = gate
            .and_then(|gate| passes.get(&gate.id)?.latest())
            .is_some_and(|answer| answer.decision.value == AnswerValue::No);
        let rows = edition
            .rows()
            .zip(proposals.iter())
            .map(|(item, proposal)| {
                let asked = !closed || gate.is_some_and(|gate| gate.id == item.id);
                // What was answered before the gate said いいえ is kept and comes back with はい.
                let mut passes = passes.remove(&item.id).filter(|_| asked).unwrap_or_default();
                settle(&mut passes, &exceptions);
                ChecklistRow {
                    reopened: !over && passes.latest().is_some_and(|answer| ended(answer, today)),
                    item: item.clone(),
                    proposal: proposal.clone(),
                    answer: passes.latest().cloned(),
                    passes,
                    asked,
                    files: files.get(&item.id).copied().unwrap_or(0),
                    last_year: last.get(&item.id).copied(),
                }
            })
            .collect();
        let today = if over { year.last() } else { today };
        Ok(Checklist { snapshot, edition, round, year, over, today, rows, exceptions })
    }

    /// One item with everything kept about it.
    ///
    /// # Errors
    /// Out of reach, or no such item.
    pub async fn item(&self, actor: &Actor, facility: &FacilityId, item_id: &str) -> Result<ItemView> {
        self.item_of(actor, facility, item_id, FiscalYear::of(self.today())).await
    }

    /// One item with everything kept about it in a fiscal year.
    ///
    /// # Errors
    /// Out of reach, no such item, or no round of its sheet in that year.
    pub async fn item_of(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        item_id: &str,
        year: FiscalYear,
    ) -> Result<ItemView> {
        let mut view = self.ground(actor, facility, item_id, year).await?;
        let tenant = self.tenant(actor);
        if let Some(round) = &view.list.round {
            view.history = tenant.answer_history(round, item_id).await?;
            view.notes = tenant.notes(round, item_id).await?;
            if let Some(id) = view.history.first().and_then(|answer| answer.proof.as_ref()) {
                view.proof = tenant.proof(id).await?;
            }
        }
        if let Some(user) = &actor.user {
            let place = format!("item:{item_id}");
            view.draft = tenant.drafts(facility, &place, user.as_str()).await?.into_iter().collect();
        }
        if !view.list.over {
            (view.siblings, view.offer) = self.crosswalk_of(actor, facility, item_id).await?;
            view.carried = self.carried_over(actor, &view.list).await?.and_then(|sheet| sheet.only(item_id));
            if let Some(waiting) = view.exception(State::Waiting).cloned() {
                view.approvers = self.approvers(actor, facility, &waiting).await?;
            }
        }
        view.questions = self.questions_about(actor, facility, &view.row().item).await?;
        Ok(view)
    }

    /// What an answer to an item rests on: the sheet, the row and its files, without what only the
    /// page shows.
    async fn ground(&self, actor: &Actor, facility: &FacilityId, item_id: &str, year: FiscalYear) -> Result<ItemView> {
        let edition = item_id.split_once(':').map_or("", |(edition, _)| edition);
        let list = self.checklist_of(actor, facility, edition, year).await?;
        let at = list.rows.iter().position(|row| row.item.id == item_id).ok_or(AppError::NotFound)?;
        let own = subject(facility, list.year, item_id);
        let mut files = self.tenant(actor).files(facility, &own).await?;
        files.retain(|file| file.subject == own);
        let vendors = if list.over { Roll::default() } else { roll_of(&list.snapshot.facts, &list.rows[at].item) };
        // Today's diagnosis says nothing about a year that is over.
        let diagnosis = match list.over {
            true => None,
            false => self.diagnosis_for(actor, &list.snapshot, &list.rows[at].item).await?,
        };
        let exceptions = if list.exceptions.is_empty() {
            Vec::new()
        } else {
            let catalog = self.catalog(actor).await?;
            list.exceptions.iter().filter(|entry| covers(&catalog, entry, item_id)).cloned().collect()
        };
        Ok(ItemView {
            exceptions,
            approvers: Vec::new(),
            list,
            at,
            history: Vec::new(),
            proof: None,
            notes: Vec::new(),
            files,
            draft: BTreeMap::new(),
            siblings: Siblings::default(),
            offer: Offer::default(),
            questions: Vec::new(),
            carried: None,
            diagnosis,
            vendors,
        })
    }

    /// Confirms an answer with the actor's name and freezes what it rests on; gives the next item
    /// that is still open. `seen` is the version of the answer on the page (0: none).
    ///
    /// # Errors
    /// The actor may not; every problem with the input; somebody else answered meanwhile.
    pub async fn confirm(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        item_id: &str,
        seen: i64,
        typed: &TypedAnswer,
    ) -> Result<Option<String>> {
        match self.try_confirm(actor, facility, item_id, seen, typed).await {
            // The year's first answer was given to another item just now: its round is there by now.
            Err(AppError::Store(StoreError::Taken)) => self.try_confirm(actor, facility, item_id, seen, typed).await,
            other => other,
        }
    }

    async fn try_confirm(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        item_id: &str,
        seen: i64,
        typed: &TypedAnswer,
    ) -> Result<Option<String>> {
        actor.may_at(Permission::ConfirmAnswers, facility)?;
        let view = self.ground(actor, facility, item_id, FiscalYear::of(self.today())).await?;
        // The year ended while the page was looked at: a sheet that is over takes no answer.
        if view.list.over {
            return Err(AppError::NotFound);
        }
        let exception = match typed.exception.trim() {
            id if !id.is_empty() && typed.value == AnswerValue::Yes.code() => {
                Some(self.exception_for_answer(actor, facility, item_id, id).await?)
            }
            _ => None,
        };
        let decision = check(typed, &view.list, view.row(), seen, exception)?;
        let proof_text = snapshot_text(&view, &self.now());
        let tenant = self.tenant(actor);
        let mut change = tenant.change(self.who(actor)).await?;
        let round = match &view.list.round {
            Some(round) => round.clone(),
            None => {
                let id: RoundId = new_id();
                change.open_round(facility, &id, view.list.year.0, &view.list.edition.id).await?;
                id
            }
        };
        let proof: ProofId = new_id();
        change.freeze_proof(facility, &proof, &proof_text).await?;
        let user = actor.user.as_ref().map(ToString::to_string).unwrap_or_default();
        let id: AnswerId = new_id();
        match change
            .append_answer(facility, &round, &id, item_id, seen, &decision, Some(&proof), (&user, &actor.name))
            .await
        {
            Ok(_) => {}
            Err(StoreError::Conflict) => {
                drop(change);
                return self.confirmed_already(actor, facility, item_id, seen, &decision).await;
            }
            Err(other) => return Err(other.into()),
        }
        change.clear_drafts(facility, &format!("item:{item_id}"), &user).await?;
        change.commit().await?;
        self.open_after(actor, facility, view).await
    }

    /// The next item that is still open once this one is confirmed.
    async fn open_after(&self, actor: &Actor, facility: &FacilityId, view: ItemView) -> Result<Option<String>> {
        let own = view.row().item.id.clone();
        // Which rows are asked may just have changed.
        let list = if view.list.is_gate(&view.row().item) {
            self.checklist(actor, facility, &view.list.edition.id).await?
        } else {
            view.list
        };
        let mut open = list.rows.iter().skip_while(|row| row.item.id != own).chain(&list.rows);
        Ok(open.find(|row| row.wants_an_answer() && row.item.id != own).map(|row| row.item.id.clone()))
    }

    /// A button pressed twice sends the same answer twice: the second is no conflict.
    async fn confirmed_already(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        item_id: &str,
        seen: i64,
        decision: &Decision,
    ) -> Result<Option<String>> {
        let view = self.ground(actor, facility, item_id, FiscalYear::of(self.today())).await?;
        let same =
            |answer: &Answer| answer.version == seen + 1 && answer.by == actor.name && answer.decision == *decision;
        if view.row().answer.as_ref().is_some_and(same) {
            self.open_after(actor, facility, view).await
        } else {
            Err(AppError::Conflict)
        }
    }

    /// Adds a note to an item.
    ///
    /// # Errors
    /// The actor may not, or the note is empty or too long.
    pub async fn add_note(&self, actor: &Actor, facility: &FacilityId, item_id: &str, note: &str) -> Result<()> {
        match self.try_note(actor, facility, item_id, note).await {
            // As for an answer: somebody opened the round just now.
            Err(AppError::Store(StoreError::Taken)) => self.try_note(actor, facility, item_id, note).await,
            other => other,
        }
    }

    async fn try_note(&self, actor: &Actor, facility: &FacilityId, item_id: &str, note: &str) -> Result<()> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let note = text::printable(note.trim(), true);
        if note.is_empty() || note.chars().count() > 2_000 {
            return Err(AppError::invalid(
                "note",
                "メモを保存できません。1文字以上、2,000文字までで入力してください。",
            ));
        }
        let list = self.checklist(actor, facility, item_id.split_once(':').map_or("", |(e, _)| e)).await?;
        if !list.rows.iter().any(|row| row.item.id == item_id) {
            return Err(AppError::NotFound);
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        let round = match &list.round {
            Some(round) => round.clone(),
            None => {
                let id: RoundId = new_id();
                change.open_round(facility, &id, list.year.0, &list.edition.id).await?;
                id
            }
        };
        change.add_note(facility, &round, item_id, &new_id::<String>(), &note, &actor.name).await?;
        Ok(change.commit().await?)
    }

    /// Keeps a file with an item.
    ///
    /// # Errors
    /// The actor may not, or the file is refused.
    pub async fn attach(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        item_id: &str,
        name: &str,
        bytes: Bytes,
    ) -> Result<()> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        if self.catalog(actor).await?.item(item_id).is_none() {
            return Err(AppError::NotFound);
        }
        let subject = subject(facility, FiscalYear::of(self.today()), item_id);
        self.keep_file(actor, facility, &subject, name, bytes).await.map(|_| ())
    }

    /// Stores a checked file under a subject; gives its record.
    pub(crate) async fn keep_file(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        subject: &str,
        name: &str,
        bytes: Bytes,
    ) -> Result<FileRecord> {
        let checked = uploads::check(name, &bytes)?;
        // The facility must be the organization's before anything reaches the disk.
        self.tenant(actor).facility(facility).await?.ok_or(AppError::NotFound)?;
        let record = self.stored(checked, bytes, (subject.to_owned(), actor.name.clone())).await?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.add_file(facility, &record).await?;
        change.commit().await?;
        Ok(record)
    }

    /// Takes a file off its item.
    ///
    /// # Errors
    /// The actor may not, or it is not there.
    pub async fn detach(&self, actor: &Actor, facility: &FacilityId, item_id: &str, file: &FileId) -> Result<()> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let own = subject(facility, FiscalYear::of(self.today()), item_id);
        self.tenant(actor)
            .file(facility, file)
            .await?
            .filter(|record| record.subject == own)
            .ok_or(AppError::NotFound)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.remove_file(facility, file).await?;
        Ok(change.commit().await?)
    }

    /// A kept file's record and bytes.
    ///
    /// # Errors
    /// Out of reach, not there, or damaged on the disk.
    pub async fn file(&self, actor: &Actor, facility: &FacilityId, id: &FileId) -> Result<(FileRecord, Bytes)> {
        actor.may_at(Permission::View, facility)?;
        let record = self.tenant(actor).file(facility, id).await?.ok_or(AppError::NotFound)?;
        let bytes = self.blobs.get(&record.sha256).await?;
        Ok((record, bytes))
    }

    /// Keeps one typed field on the server as it is left. A password is never such a field.
    ///
    /// # Errors
    /// The actor may not, or the place is none that keeps drafts.
    pub async fn keep_draft(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        place: &str,
        field: &str,
        value: &str,
    ) -> Result<()> {
        let permission = match place.split_once(':').map(|(kind, _)| kind) {
            Some("item" | "exception") => Permission::PrepareAnswers,
            Some("row" | "wizard" | "review") => Permission::EditLedgers,
            _ => return Err(AppError::NotFound),
        };
        actor.may_at(permission, facility)?;
        let user = actor.user.as_ref().ok_or(AppError::NotFound)?;
        let named = |text: &str, most: usize| {
            !text.is_empty()
                && text.len() <= most
                && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_' | '.'))
        };
        if !named(place, 160) || !named(field, 80) || field.contains("password") || value.chars().count() > 4_000 {
            return Err(AppError::invalid(
                "draft",
                "入力の途中の内容を保存できませんでした。長すぎるか、保存できない欄です。",
            ));
        }
        Ok(self
            .tenant(actor)
            .keep_draft(
                facility,
                place,
                field,
                &text::printable(value, true),
                (user.as_str(), &actor.name),
                &self.now(),
            )
            .await?)
    }

    /// What the actor typed at a place and has not confirmed.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn drafts(&self, actor: &Actor, facility: &FacilityId, place: &str) -> Result<BTreeMap<String, String>> {
        actor.may_at(Permission::View, facility)?;
        let Some(user) = &actor.user else { return Ok(BTreeMap::new()) };
        Ok(self.tenant(actor).drafts(facility, place, user.as_str()).await?.into_iter().collect())
    }
}

/// Whether an answer is a はい whose exception is over.
fn ended(answer: &Answer, today: Date) -> bool {
    let decision = &answer.decision;
    decision.value == AnswerValue::Yes && decision.exception.as_ref().is_some_and(|kept| !kept.holds(today))
}

/// The proposal of a row about which the facts are not asked.
fn silent(item: &Item) -> Proposal {
    Proposal {
        item: item.id.clone(),
        verdict: Verdict::Undetermined,
        reasons: Vec::new(),
        missing: Vec::new(),
        entry: Vec::new(),
    }
}
