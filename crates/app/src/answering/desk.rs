//! The facility's side of a request: looking at what came in, asking back, accepting, typing over.

use super::submit::reason;
use super::{LinkView, SheetView, desk_subject, receipt};
use crate::App;
use crate::clock::day_of;
use crate::error::{AppError, Problem, Result};
use crate::letters::Question;
use crate::requests::SheetState;
use bytes::Bytes;
use tate_domain::id::{FacilityId, RequestId};
use tate_domain::role::{Actor, Permission};
use tate_domain::text;
use tate_domain::vendor::{Route, State, Typed};
use tate_store::{FileRecord, LetterRecord, Submission};

/// Events shown of one request.
const MOST_EVENTS: i64 = 50;
/// The most characters of a question.
const MOST_QUESTION: usize = 500;

/// One line of what happened to a request.
#[derive(Debug, Clone)]
pub struct EventLine {
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who.
    pub who: String,
    /// Where from.
    pub origin: String,
    /// What, in words.
    pub what: String,
    /// Why, where a reason was kept.
    pub why: String,
}

/// A request with everything kept about it.
#[derive(Debug, Clone)]
pub struct RequestView {
    /// The request and its sheet.
    pub sheet: SheetView,
    /// Its link; `None` without one, or where the actor may not see it.
    pub link: Option<LinkView>,
    /// Letters about it, the oldest first.
    pub letters: Vec<LetterRecord>,
    /// Files that the facility keeps about it.
    pub files: Vec<FileRecord>,
    /// What happened, the newest first.
    pub events: Vec<EventLine>,
    /// Whether the server knows under which address vendors reach it.
    pub has_base: bool,
}

impl RequestView {
    /// The newest sheet.
    #[must_use]
    pub fn newest(&self) -> Option<&Submission> {
        self.sheet.submissions.first()
    }

    /// What the newest sheet says about an item, in words; empty where there is none.
    #[must_use]
    pub fn said(&self, item: &str) -> String {
        self.newest().map(|sent| receipt::said(sent, item)).unwrap_or_default()
    }

    /// Whether an answer differs from the year before.
    #[must_use]
    pub fn differs(&self, item: &str) -> bool {
        let last = self.sheet.row(item).and_then(|row| row.last.as_ref());
        let now = self.newest().and_then(|sent| sent.sheet.row(item));
        matches!((last, now), (Some(last), Some(now)) if last.typed.value != now.value.code())
    }
}

impl App {
    /// A request with everything kept about it. The link is shown to those who prepare answers only.
    ///
    /// # Errors
    /// Out of reach, or not there.
    pub async fn request_view(&self, actor: &Actor, facility: &FacilityId, id: &RequestId) -> Result<RequestView> {
        actor.may_at(Permission::View, facility)?;
        let tenant = self.tenant(actor);
        let sheet = self.sheet_view(&tenant, &actor.organization, facility, id).await?;
        let may_work = actor.may_at(Permission::PrepareAnswers, facility).is_ok();
        let link = if may_work { self.link(actor, facility, id).await? } else { None };
        let mut letters = tenant.letters(facility, sheet.request.fiscal_year).await?;
        letters.retain(|letter| letter.request_id == id.as_str());
        let own = desk_subject(id);
        let mut files = tenant.files(facility, &own).await?;
        files.retain(|file| file.subject == own);
        let events = tenant.events_about(&format!("request:{id}"), MOST_EVENTS).await?;
        let events = events.iter().map(event_line).collect();
        Ok(RequestView { sheet, link, letters, files, events, has_base: !self.base.is_empty() })
    }

    async fn submitted(&self, actor: &Actor, facility: &FacilityId, id: &RequestId) -> Result<()> {
        let request = self.tenant(actor).request(facility, id).await?.ok_or(AppError::NotFound)?;
        if request.state == State::Submitted { Ok(()) } else { Err(AppError::Conflict) }
    }

    /// Sends a sheet back to the vendor with questions, by item; a letter says so.
    ///
    /// # Errors
    /// The actor may not, no question, a row of another sheet; [`AppError::Conflict`] when nothing waits to be looked
    /// at or it changed meanwhile.
    pub async fn return_sheet(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &RequestId,
        seen: i64,
        questions: &[(String, String)],
    ) -> Result<usize> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        self.submitted(actor, facility, id).await?;
        let view = self.sheet_view(&self.tenant(actor), &actor.organization, facility, id).await?;
        let (mut asked, mut rows, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for (item, question) in questions {
            let row = view.row(item).ok_or(AppError::NotFound)?;
            let question = text::printable(question.trim(), true);
            if question.chars().count() > MOST_QUESTION {
                problems
                    .push(Problem::new(format!("question.{item}"), "質問が長すぎます。500文字までで書いてください。"));
            }
            if !question.is_empty() {
                let (number, label) = (row.item.number.clone(), row.item.text().to_owned());
                rows.push(Question { item: number, label, question: question.clone() });
                asked.push((item.clone(), question));
            }
        }
        if asked.is_empty() {
            problems.push(Problem::new(
                "questions",
                "差し戻せません。質問が1つも書かれていません。確かめたい行の「施設からの質問」に書いてください。",
            ));
        }
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems));
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.ask_back(facility, id, &asked).await?;
        let why = format!("質問{}件", asked.len());
        change.decide_request(facility, id, seen, State::Returned, (&actor.name, &why)).await?;
        self.send_return_letter(&mut change, actor, &view.request, rows).await?;
        change.commit().await?;
        self.wake_mail();
        Ok(asked.len())
    }

    /// Accepts the newest sheet in the actor's name; its link ends. A sheet with problems never came in.
    ///
    /// # Errors
    /// The actor may not; [`AppError::Conflict`] when nothing waits to be looked at or it changed meanwhile.
    pub async fn accept_sheet(&self, actor: &Actor, facility: &FacilityId, id: &RequestId, seen: i64) -> Result<()> {
        actor.may_at(Permission::ConfirmAnswers, facility)?;
        self.submitted(actor, facility, id).await?;
        let tenant = self.tenant(actor);
        let request = tenant.request(facility, id).await?.ok_or(AppError::NotFound)?;
        let mut change = tenant.change(self.who(actor)).await?;
        change.decide_request(facility, id, seen, State::Accepted, (&actor.name, "")).await?;
        let day = day_of(&request.submitted_at).unwrap_or_else(|| self.today());
        self.note_sheet(&mut change, &tenant, (facility, &request.contract_id), SheetState::Received(day)).await?;
        Ok(change.commit().await?)
    }

    /// Records that the vendor said no on some other way.
    ///
    /// # Errors
    /// The actor may not, no reason; [`AppError::Conflict`] when it is over or changed meanwhile.
    pub async fn record_refusal(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &RequestId,
        seen: i64,
        why: &str,
    ) -> Result<()> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let request = self.tenant(actor).request(facility, id).await?.ok_or(AppError::NotFound)?;
        match request.state {
            State::Asked | State::Returned | State::Submitted => {}
            State::Accepted | State::Refused | State::Withdrawn => return Err(AppError::Conflict),
        }
        let why = reason(why, "断られた")?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.decide_request(facility, id, seen, State::Refused, (&actor.name, &why)).await?;
        let contract = (facility, request.contract_id.as_str());
        self.note_sheet(&mut change, &self.tenant(actor), contract, SheetState::Refused).await?;
        Ok(change.commit().await?)
    }

    /// Takes in what somebody at the facility typed over from a form of the vendor's own, and keeps that form.
    ///
    /// # Errors
    /// The actor may not, the request is over, or what is wrong by field; nothing is saved then.
    pub async fn type_over(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &RequestId,
        typed: (&[Typed], &str, &str),
        file: Option<(String, Bytes)>,
    ) -> Result<Submission> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        if let Some((name, bytes)) = &file {
            crate::uploads::check(name, bytes)?;
        }
        let done = self.submit_typed(actor, facility, id, typed, Route::Typed).await?;
        if let Some((name, bytes)) = file {
            self.attach_request_file(actor, facility, id, &name, bytes).await?;
        }
        Ok(done)
    }
}

fn event_line(event: &tate_domain::audit::AuditEvent) -> EventLine {
    let after: serde_json::Value = serde_json::from_str(&event.after).unwrap_or_default();
    let word = |key: &str| after.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let why = [word("why"), word("reason")].into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    let what = match State::from_code(&word("state")).filter(|_| event.action == "request.decide") {
        Some(state) => crate::audit::decided(state).to_owned(),
        None => crate::audit::action(&event.action),
    };
    EventLine {
        at: event.at.clone(),
        who: event.actor.split_once(" <").map_or(event.actor.as_str(), |(name, _)| name).to_owned(),
        origin: event.origin.clone(),
        what,
        why,
    }
}
