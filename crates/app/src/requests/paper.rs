//! Letters on paper: the requests and reminders that go by post and fax, PINs, the letter that presses, the record of
//! refusals and silence.

use super::letters::{Mark, by_desk, desk_of, has_letter, ids, sender};
use crate::App;
use crate::clock::day_of;
use crate::error::{AppError, Result};
use crate::ledgers::Exported;
use crate::letters::{self, Letter, Paper, Refusal};
use jiff::civil::Date;
use tate_domain::date::{FiscalYear, slashed};
use tate_domain::id::{FacilityId, RequestId};
use tate_domain::role::{Actor, Permission};
use tate_domain::vendor::{Request, Standing, State, Way};
use tate_store::LetterRecord;

/// One desk with the requests that are open at it, and the letters about them.
#[derive(Debug, Clone)]
pub struct DeskLetters {
    /// Its name.
    pub desk: String,
    /// How it is reached.
    pub way: Way,
    /// The requests.
    pub requests: Vec<Request>,
    /// How many reminders went out, the newest day.
    pub reminded: Option<(usize, Date)>,
    /// Whether one of the requests is past its deadline.
    pub overdue: bool,
}

impl DeskLetters {
    /// The requests' ids as one text for an address: `id,id`.
    #[must_use]
    pub fn ids(&self) -> String {
        self.requests.iter().map(|request| request.id.as_str()).collect::<Vec<_>>().join(",")
    }
}

/// A letter that can be printed about requests of one desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    /// 依頼
    Request,
    /// 再送
    Remind,
    /// 根拠を示した督促
    Escalate,
    /// 暗証番号のお知らせ
    Pins,
}

impl PaperKind {
    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "request" => Self::Request,
            "remind" => Self::Remind,
            "escalate" => Self::Escalate,
            "pins" => Self::Pins,
            _ => return None,
        })
    }
}

impl App {
    /// The desks with open requests, for the page of letters.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn desk_letters(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<DeskLetters>> {
        actor.may_at(Permission::View, facility)?;
        let (snapshot, today) = (self.facts(actor, facility).await?, self.today());
        let letters = self.tenant(actor).letters(facility, i64::from(FiscalYear::of(today).0)).await?;
        let open = snapshot.facts.asked().iter().map(|one| &one.request).filter(|request| request.state.is_open());
        let desk = |group: Vec<&Request>| {
            let about = ids(&group);
            let reminded = reminders(&letters, &about);
            DeskLetters {
                desk: group[0].asked.clone(),
                way: group[0].way,
                reminded: reminded.last().map(|day| (reminded.len(), *day)),
                overdue: group.iter().any(|request| request.standing(today) == Standing::Overdue),
                requests: group.into_iter().cloned().collect(),
            }
        };
        Ok(by_desk(open).into_iter().map(desk).collect())
    }

    /// A letter about requests of one desk as PDF; that it was made is written down.
    ///
    /// # Errors
    /// The actor may not, a request that is not there, requests of several desks, or the document cannot be made.
    pub async fn print_request_letter(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (kind, paper): (PaperKind, Paper),
        chosen: &[RequestId],
    ) -> Result<Exported> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let letter = self.request_letter(actor, facility, kind, chosen).await?;
        self.print_letter(actor, facility, &letter, paper).await
    }

    /// The same as text that is copied into a mail program, links and PINs filled in.
    ///
    /// # Errors
    /// As [`App::print_request_letter`].
    pub async fn request_letter_text(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        kind: PaperKind,
        chosen: &[RequestId],
    ) -> Result<(String, String)> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let letter = self.request_letter(actor, facility, kind, chosen).await?;
        Ok((letter.mail_subject(), self.fill_links(&letter.mail_text())?))
    }

    async fn request_letter(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        kind: PaperKind,
        chosen: &[RequestId],
    ) -> Result<Letter> {
        let (snapshot, tenant, today) = (self.facts(actor, facility).await?, self.tenant(actor), self.today());
        let found = |id: &RequestId| snapshot.facts.asked().iter().map(|one| &one.request).find(|one| one.id == *id);
        let requests = chosen.iter().map(|id| found(id).ok_or(AppError::NotFound)).collect::<Result<Vec<_>>>()?;
        let (Some(first), 1) = (requests.first(), by_desk(requests.iter().copied()).len()) else {
            return Err(AppError::NotFound);
        };
        let mut about = Vec::new();
        for request in &requests {
            about.push((*request, self.live_link(actor, facility, &request.id).await?));
        }
        let occasion = self.occasion((&snapshot, actor), &desk_of(&snapshot, first), &about);
        let letters = tenant.letters(facility, i64::from(FiscalYear::of(today).0)).await?;
        Ok(match kind {
            PaperKind::Request => letters::request(&occasion),
            PaperKind::Remind => letters::remind(&occasion),
            PaperKind::Pins => letters::pins(&occasion),
            PaperKind::Escalate => {
                let asked_on = requests.iter().filter_map(|request| day_of(&request.asked_at)).min();
                letters::escalate(&occasion, asked_on.unwrap_or(today), &reminders(&letters, &ids(&requests)))
            }
        })
    }

    /// Sends the letter that presses, with its sources, to one desk; at most once a day.
    ///
    /// # Errors
    /// The actor may not, or a request that is not open.
    pub async fn escalate(&self, actor: &Actor, facility: &FacilityId, chosen: &[RequestId]) -> Result<usize> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let (snapshot, today) = (self.facts(actor, facility).await?, self.today());
        let letters = self.tenant(actor).letters(facility, i64::from(FiscalYear::of(today).0)).await?;
        let open = |id: &RequestId| {
            let asked = snapshot.facts.asked().iter().map(|one| &one.request);
            asked.filter(|one| one.state.is_open()).find(|one| one.id == *id).ok_or(AppError::NotFound)
        };
        let mark = Mark { kind: "escalate", mark: format!("escalate:{today}") };
        let mut requests = chosen.iter().map(open).collect::<Result<Vec<_>>>()?;
        requests.retain(|request| !has_letter(&letters, request, &mark.mark));
        let count = requests.len();
        if count == 0 {
            return Ok(0);
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        for group in by_desk(requests) {
            let asked_on = group.iter().filter_map(|request| day_of(&request.asked_at)).min().unwrap_or(today);
            let reminded = reminders(&letters, &ids(&group));
            let write = |occasion: &letters::Occasion| letters::escalate(occasion, asked_on, &reminded);
            let desk = desk_of(&snapshot, group[0]);
            self.write_to_desk(&mut change, (&snapshot, actor), &desk, (&group, &mark, write)).await?;
        }
        change.commit().await?;
        self.wake_mail();
        Ok(count)
    }

    /// 拒否・未回答の記録 of this year: what an inspector is shown about the vendors who did not answer.
    ///
    /// # Errors
    /// The actor may not, or the document cannot be made.
    pub async fn print_refusals(&self, actor: &Actor, facility: &FacilityId) -> Result<Exported> {
        actor.may_at(Permission::Print, facility)?;
        let letter = self.refusals(actor, facility).await?;
        self.print_letter(actor, facility, &letter, Paper::Post).await
    }

    /// The same before it is printed.
    pub(crate) async fn refusals(&self, actor: &Actor, facility: &FacilityId) -> Result<Letter> {
        let (snapshot, today) = (self.facts(actor, facility).await?, self.today());
        let year = FiscalYear::of(today);
        let letters = self.tenant(actor).letters(facility, i64::from(year.0)).await?;
        let lines: Vec<Refusal> = snapshot
            .facts
            .asked()
            .iter()
            .filter_map(|one| refusal(&one.request, &reminders(&letters, std::slice::from_ref(&one.request.id)), today))
            .collect();
        Ok(letters::refusals(&sender(&snapshot, actor, today), year, today, &lines))
    }
}

/// A line of the record: of a request that was refused, or not answered by its deadline.
fn refusal(request: &Request, reminded: &[Date], today: Date) -> Option<Refusal> {
    let outcome = match (request.state, request.standing(today)) {
        (State::Refused, _) => {
            format!("拒否（{}）", day_of(&request.decided_at).map(slashed).unwrap_or_default())
        }
        (_, Standing::Overdue) => format!("未回答（期限 {}）", slashed(request.deadline)),
        _ => return None,
    };
    Some(Refusal {
        vendor: request.asked.clone(),
        contract: request.contract.clone(),
        system: request.system.clone(),
        asked_on: day_of(&request.asked_at).unwrap_or(today),
        way: request.way,
        reminded_on: reminded.to_vec(),
        outcome,
        reason: request.reason.clone(),
    })
}

/// The days on which some requests were reminded of or pressed, the oldest first, each once.
fn reminders(letters: &[LetterRecord], requests: &[RequestId]) -> Vec<Date> {
    let again = letters.iter().filter(|letter| letter.kind != "request");
    let about = again.filter(|letter| requests.iter().any(|id| id.as_str() == letter.request_id));
    let mut days: Vec<Date> = about.filter_map(|letter| day_of(&letter.at)).collect();
    days.sort_unstable();
    days.dedup();
    days
}
