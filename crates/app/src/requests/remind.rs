//! Reminders: 14, 7 and 1 days before the deadline, then every week; by the server itself, or when somebody says so.

use super::letters::{Mark, by_desk, desk_of, has_letter};
use crate::App;
use crate::clock::day_of;
use crate::error::{AppError, Result};
use crate::letters;
use std::collections::HashMap;
use tate_domain::date::FiscalYear;
use tate_domain::id::{FacilityId, RequestId};
use tate_domain::role::{Actor, Permission};
use tate_domain::vendor::{Request, Way, due};
use tate_store::LetterRecord;

/// What was reminded of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reminded {
    /// Requests.
    pub requests: usize,
    /// Letters that go by mail.
    pub mails: usize,
    /// Letters to be printed.
    pub paper: usize,
}

/// Marks of the letters there are, by request.
fn marks(letters: &[LetterRecord]) -> HashMap<&str, Vec<String>> {
    let mut found: HashMap<&str, Vec<String>> = HashMap::new();
    for letter in letters {
        found.entry(&letter.request_id).or_default().push(letter.mark.clone());
    }
    found
}

impl App {
    /// Writes every reminder that is due today, one letter per desk.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn remind_due(&self, actor: &Actor, facility: &FacilityId) -> Result<Reminded> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let (snapshot, today) = (self.facts(actor, facility).await?, self.today());
        let letters = self.tenant(actor).letters(facility, i64::from(FiscalYear::of(today).0)).await?;
        let written = marks(&letters);
        // Requests with the same occasion go into one letter.
        let mut occasions: Vec<(String, Vec<&Request>)> = Vec::new();
        for one in snapshot.facts.asked() {
            let known = written.get(one.request.id.as_str()).map_or(&[][..], Vec::as_slice);
            let asked_on = day_of(&one.request.asked_at).unwrap_or(today);
            let Some(due) = due(&one.request, asked_on, known, today) else { continue };
            match occasions.iter_mut().find(|(mark, _)| *mark == due.mark) {
                Some((_, requests)) => requests.push(&one.request),
                None => occasions.push((due.mark, vec![&one.request])),
            }
        }
        let all = occasions.into_iter().map(|(mark, requests)| (Mark { kind: "remind", mark }, requests));
        self.write_reminders(actor, facility, all.collect()).await
    }

    /// Reminds of chosen requests today, whatever is due: at most once a day each.
    ///
    /// # Errors
    /// The actor may not; a request that waits for nothing any more.
    pub async fn remind_now(&self, actor: &Actor, facility: &FacilityId, chosen: &[RequestId]) -> Result<Reminded> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let (snapshot, today) = (self.facts(actor, facility).await?, self.today());
        let letters = self.tenant(actor).letters(facility, i64::from(FiscalYear::of(today).0)).await?;
        let mark = Mark { kind: "remind", mark: format!("remind:{today}") };
        let mut requests = Vec::new();
        for id in chosen {
            let one = snapshot.facts.asked().iter().find(|one| one.request.id == *id).ok_or(AppError::NotFound)?;
            if !one.request.state.is_open() {
                return Err(AppError::invalid(
                    "requests",
                    format!(
                        "「{}」は回答を待っていないため、督促しませんでした。画面を開き直して、選び直してください。",
                        one.request.contract
                    ),
                ));
            }
            if !has_letter(&letters, &one.request, &mark.mark) {
                requests.push(&one.request);
            }
        }
        self.write_reminders(actor, facility, vec![(mark, requests)]).await
    }

    async fn write_reminders(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        occasions: Vec<(Mark<'_>, Vec<&Request>)>,
    ) -> Result<Reminded> {
        let snapshot = self.facts(actor, facility).await?;
        let mut done = Reminded::default();
        if occasions.iter().all(|(_, requests)| requests.is_empty()) {
            return Ok(done);
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        for (mark, requests) in occasions {
            for group in by_desk(requests) {
                let desk = desk_of(&snapshot, group[0]);
                let about = (group.as_slice(), &mark, letters::remind);
                let way = self.write_to_desk(&mut change, (&snapshot, actor), &desk, about).await?;
                done.requests += group.len();
                match way {
                    Way::Mail => done.mails += 1,
                    Way::Post | Way::Fax => done.paper += 1,
                }
            }
        }
        change.commit().await?;
        self.wake_mail();
        Ok(done)
    }

    /// Writes what is due at every facility of every organization: the server's own round, once an hour.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn remind_everywhere(&self) -> Result<Reminded> {
        let (mut done, year) = (Reminded::default(), i64::from(FiscalYear::of(self.today()).0));
        for organization in self.store.organizations().await? {
            let actor =
                Actor {
                    name: "自動督促".to_owned(), from: "server".to_owned(), ..crate::command_line(organization)
                };
            for facility in self.tenant(&actor).facilities_waiting(year).await? {
                let one = match self.remind_due(&actor, &facility).await {
                    // Another server process was faster; it has written them.
                    Err(AppError::Conflict) => continue,
                    other => other?,
                };
                done.requests += one.requests;
                done.mails += one.mails;
                done.paper += one.paper;
            }
        }
        Ok(done)
    }
}
