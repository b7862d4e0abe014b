//! Carrying out a sheet: the list, one item, confirming, notes, files, drafts.

use crate::error::{AppError, Problem, Result};
use crate::facts::Snapshot;
use crate::{App, new_id, uploads};
use bytes::Bytes;
use jiff::civil::Date;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use tate_domain::answer::{Answer, AnswerValue, Decision, Exception, ItemRules};
use tate_domain::date::{FiscalYear, parse_day};
use tate_domain::edition::{Edition, Item};
use tate_domain::id::{AnswerId, FacilityId, FileId, ProofId, RoundId};
use tate_domain::ledger::Ledger;
use tate_domain::proposal::{Proposal, Verdict};
use tate_domain::role::{Actor, Permission};
use tate_domain::text;
use tate_store::{FileRecord, Note, Proof, StoreError};

/// One row of the list.
#[derive(Debug, Clone)]
pub struct ChecklistRow {
    /// The item.
    pub item: Item,
    /// What the facts say today.
    pub proposal: Proposal,
    /// What was confirmed.
    pub answer: Option<Answer>,
    /// Files kept with the item.
    pub files: usize,
    /// What was confirmed in the round before.
    pub last_year: Option<AnswerValue>,
}

/// A sheet as it stands.
#[derive(Debug, Clone)]
pub struct Checklist {
    /// The facility and its facts.
    pub snapshot: Arc<Snapshot>,
    /// The edition's id.
    pub edition: String,
    /// The edition's title.
    pub title: String,
    /// What was inferred about the edition.
    pub notes: Vec<String>,
    /// The round, once an answer opened it.
    pub round: Option<RoundId>,
    /// The fiscal year of the round.
    pub year: FiscalYear,
    /// Today.
    pub today: Date,
    /// The rows in official order.
    pub rows: Vec<ChecklistRow>,
}

impl Checklist {
    /// How many rows hold this answer.
    #[must_use]
    pub fn count(&self, value: AnswerValue) -> usize {
        self.rows.iter().filter(|row| row.answer.as_ref().is_some_and(|a| a.decision.value == value)).count()
    }

    /// How many rows are confirmed.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.rows.iter().filter(|row| row.answer.is_some()).count()
    }

    /// The first row not confirmed yet, after one if given.
    #[must_use]
    pub fn next_open(&self, after: Option<&str>) -> Option<&ChecklistRow> {
        let start = after.and_then(|id| self.rows.iter().position(|row| row.item.id == id)).map_or(0, |at| at + 1);
        self.rows[start..].iter().chain(&self.rows[..start]).find(|row| row.answer.is_none())
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
}

impl ItemView {
    /// The row itself.
    #[must_use]
    pub fn row(&self) -> &ChecklistRow {
        &self.list.rows[self.at]
    }

    /// The next item, after this one, that is not confirmed yet.
    fn open_besides(&self) -> Option<String> {
        let own = &self.row().item.id;
        let after = self.list.rows[self.at + 1..].iter().chain(&self.list.rows[..self.at]);
        after.filter(|row| row.item.id != *own).find(|row| row.answer.is_none()).map(|row| row.item.id.clone())
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
    /// 例外：理由.
    pub exception_reason: String,
    /// 例外：代わりの対策.
    pub exception_measure: String,
    /// 例外：期限.
    pub exception_until: String,
}

/// The subject under which an item's files and drafts are kept.
pub(crate) fn subject(facility: &FacilityId, year: FiscalYear, item: &str) -> String {
    format!("item:{facility}:{}:{item}", year.0)
}

impl App {
    fn edition(&self, id: &str) -> Result<&Edition> {
        self.catalog.edition(id).ok_or(AppError::NotFound)
    }

    /// The sheet of a facility as it stands today.
    ///
    /// # Errors
    /// Out of reach, or no such edition.
    pub async fn checklist(&self, actor: &Actor, facility: &FacilityId, edition_id: &str) -> Result<Checklist> {
        let snapshot = self.facts(actor, facility).await?;
        let edition = self.edition(edition_id)?;
        let today = self.today();
        let year = FiscalYear::of(today);
        let tenant = self.tenant(actor);
        let round: Option<RoundId> = tenant.round(facility, year.0, edition_id).await?.map(|round| round.id.into());
        let mut answers: BTreeMap<String, Answer> = BTreeMap::new();
        if let Some(round) = &round {
            answers.extend(tenant.latest_answers(round).await?.into_iter().map(|a| (a.item.clone(), a)));
        }
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
        let proposals = self.propose(&snapshot, edition, today);
        let rows = edition
            .items
            .iter()
            .zip(proposals.iter())
            .map(|(item, proposal)| ChecklistRow {
                item: item.clone(),
                proposal: proposal.clone(),
                answer: answers.remove(&item.id),
                files: files.get(&item.id).copied().unwrap_or(0),
                last_year: last.get(&item.id).copied(),
            })
            .collect();
        Ok(Checklist {
            snapshot,
            edition: edition.id.clone(),
            title: edition.title.clone(),
            notes: edition.inferred_notes.clone(),
            round,
            year,
            today,
            rows,
        })
    }

    /// One item with everything kept about it.
    ///
    /// # Errors
    /// Out of reach, or no such item.
    pub async fn item(&self, actor: &Actor, facility: &FacilityId, item_id: &str) -> Result<ItemView> {
        let mut view = self.ground(actor, facility, item_id).await?;
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
        Ok(view)
    }

    /// What an answer to an item rests on: the sheet, the row and its files, without what only the
    /// page shows.
    async fn ground(&self, actor: &Actor, facility: &FacilityId, item_id: &str) -> Result<ItemView> {
        let edition = item_id.split_once(':').map_or("", |(edition, _)| edition);
        let list = self.checklist(actor, facility, edition).await?;
        let at = list.rows.iter().position(|row| row.item.id == item_id).ok_or(AppError::NotFound)?;
        let own = subject(facility, list.year, item_id);
        let mut files = self.tenant(actor).files(facility, &own).await?;
        files.retain(|file| file.subject == own);
        Ok(ItemView { list, at, history: Vec::new(), proof: None, notes: Vec::new(), files, draft: BTreeMap::new() })
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
        let view = self.ground(actor, facility, item_id).await?;
        let row = view.row();
        let decision = check(typed, row, view.list.year, view.list.today)?;
        let proof_text = snapshot_text(&view, &self.now());
        let tenant = self.tenant(actor);
        let mut change = tenant.change(self.who(actor)).await?;
        let round = match &view.list.round {
            Some(round) => round.clone(),
            None => {
                let id: RoundId = new_id();
                change.open_round(facility, &id, view.list.year.0, &view.list.edition).await?;
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
        Ok(view.open_besides())
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
        let view = self.ground(actor, facility, item_id).await?;
        let same =
            |answer: &Answer| answer.version == seen + 1 && answer.by == actor.name && answer.decision == *decision;
        if view.row().answer.as_ref().is_some_and(same) { Ok(view.open_besides()) } else { Err(AppError::Conflict) }
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
                change.open_round(facility, &id, list.year.0, &list.edition).await?;
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
        if self.catalog.item(item_id).is_none() {
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
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let sha256 = self.blobs.put(bytes).await?;
        let record = FileRecord {
            id: new_id::<FileId>().0,
            sha256,
            name: checked.name,
            media_type: checked.media_type.to_owned(),
            size,
            subject: subject.to_owned(),
            by_name: actor.name.clone(),
            at: self.now(),
        };
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
            Some("item") => Permission::PrepareAnswers,
            Some("row" | "wizard") => Permission::EditLedgers,
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

/// From what was typed to a decision.
fn check(typed: &TypedAnswer, row: &ChecklistRow, year: FiscalYear, today: Date) -> Result<Decision> {
    let mut problems = Vec::new();
    let mut day = |field: &str, typed: &str| -> Option<Date> {
        if typed.trim().is_empty() {
            return None;
        }
        parse_day(typed).map_err(|error| problems.push(Problem::new(field, error.0))).ok()
    };
    let checked_on = day("checked_on", &typed.checked_on);
    let target_date = day("target_date", &typed.target_date);
    let exception_until = day("exception_until", &typed.exception_until);
    let value = AnswerValue::from_code(&typed.value);
    if value.is_none() {
        problems.push(Problem::new(
            "value",
            "答えが選ばれていません。「はい」「いいえ」「対象外」のどれかを選んでください。",
        ));
    }
    let words = |value: &str, lines| text::printable(value.trim(), lines);
    for (field, value) in [
        ("reason", &typed.reason),
        ("remark", &typed.remark),
        ("exception_reason", &typed.exception_reason),
        ("exception_measure", &typed.exception_measure),
    ] {
        if value.chars().count() > 1_000 {
            problems.push(Problem::new(field, "長すぎます。1,000文字までで入力してください。"));
        }
    }
    let (exception_reason, exception_measure) =
        (words(&typed.exception_reason, true), words(&typed.exception_measure, true));
    let mut exception = None;
    if value == Some(AnswerValue::Yes)
        && (!exception_reason.is_empty() || !exception_measure.is_empty() || !typed.exception_until.trim().is_empty())
    {
        match exception_until {
            Some(until) => exception = Some(Exception { reason: exception_reason, measure: exception_measure, until }),
            None if typed.exception_until.trim().is_empty() => problems
                .push(Problem::new("exception_until", "例外の期限がありません。いつまでの例外かを入力してください。")),
            None => {}
        }
    }
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    let decision = Decision {
        value: value.unwrap_or(AnswerValue::No),
        substate: Some(typed.substate.clone()).filter(|s| !s.is_empty() && value == Some(AnswerValue::Yes)),
        checked_on: checked_on.unwrap_or(today),
        target_date: target_date.filter(|_| value == Some(AnswerValue::No)),
        reason: words(&typed.reason, true),
        remark: words(&typed.remark, false),
        exception,
    };
    let states: Vec<String> = row.item.substates.iter().map(|s| s.id.clone()).collect();
    let found = decision.problems(ItemRules { substates: &states, may_be_not_applicable: true }, year, today);
    problems.extend(found.into_iter().map(|p| Problem::new(p.field, p.message)));
    // A gap is never turned into はい in silence: against the proposal, a person says why.
    let ruled = !row.item.rules.is_empty();
    if decision.value == AnswerValue::Yes && ruled && decision.exception.is_none() && decision.reason.is_empty() {
        let first = row
            .proposal
            .reasons
            .iter()
            .chain(&row.proposal.missing)
            .map(|r| r.text.as_str())
            .next()
            .unwrap_or_default();
        match row.proposal.verdict {
            Verdict::No => problems.push(Problem::new("reason", format!("「はい」を確定できません。{first} 台帳を直すか、「例外」に理由と代わりの対策・期限を入力してください。記録が実際と違う場合は、その説明を「理由」に入力してください。"))),
            Verdict::Undetermined => problems.push(Problem::new("reason", format!("「はい」を確定できません。{first} 調べて台帳に入力するか、「はい」と言える根拠を「理由」に入力してください。"))),
            Verdict::Yes | Verdict::NotApplicable => {}
        }
    }
    if problems.is_empty() { Ok(decision) } else { Err(AppError::Invalid(problems)) }
}

/// The ledgers a rule looks at; their rows are frozen with the answer.
fn ledgers_of(rule: &str) -> &'static [Ledger] {
    match rule {
        "responsible_officer" => &[Ledger::Appointments, Ledger::People],
        "device_ledger" => &[Ledger::Devices, Ledger::Systems],
        "remote_maintenance" | "disclosure" => &[Ledger::Systems, Ledger::Contracts, Ledger::Vendors],
        "access_rights" | "unneeded_accounts" => &[Ledger::Accounts, Ledger::Systems, Ledger::People],
        "patching" => &[Ledger::Devices, Ledger::Software],
        "contact_chart" => &[Ledger::People, Ledger::Appointments, Ledger::Vendors, Ledger::Offices],
        "backup" => &[Ledger::Backups, Ledger::Systems],
        _ => &[],
    }
}

/// The frozen proof: what was asked, of how many rows, what they held, which files were there.
fn snapshot_text(view: &ItemView, at: &str) -> String {
    let row = view.row();
    let facts = &view.list.snapshot.facts;
    let mut ledgers: Vec<Ledger> = row.item.rules.iter().flat_map(|rule| ledgers_of(rule)).copied().collect();
    ledgers.sort();
    ledgers.dedup();
    let rows: BTreeMap<&str, Vec<_>> = ledgers
        .iter()
        .map(|l| {
            (
                l.code(),
                facts
                    .all(*l)
                    .iter()
                    .map(
                        |r| json!({ "id": r.id, "version": r.version, "updated_at": r.updated_at, "fields": r.fields }),
                    )
                    .collect(),
            )
        })
        .collect();
    let counts: BTreeMap<&str, usize> = rows.iter().map(|(ledger, rows)| (*ledger, rows.len())).collect();
    let files: Vec<_> =
        view.files.iter().map(|f| json!({ "name": f.name, "sha256": f.sha256, "size": f.size })).collect();
    json!({
        "item": row.item.id,
        "number": row.item.number,
        "edition": view.list.edition,
        "taken_at": at,
        "today": view.list.today.to_string(),
        "source": format!("台帳（第{}版）", view.list.snapshot.facility.facts_version),
        "query": row.item.rules,
        "counts": counts,
        "proposal": row.proposal,
        "rows": rows,
        "files": files,
    })
    .to_string()
}
