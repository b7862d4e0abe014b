//! Switching, and confirming what was carried over.

use super::Switch;
use crate::checklist::{TypedAnswer, subject};
use crate::crosswalk::take_over::refusal;
use crate::error::{AppError, Result};
use crate::{App, new_id};
use std::collections::BTreeSet;
use tate_domain::answer::Decision;
use tate_domain::edition::Item;
use tate_domain::id::{FacilityId, FileId, RoundId};
use tate_domain::role::{Actor, Permission};
use tate_store::{FileRecord, StoreError};

/// An item whose carried answer was not confirmed.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The item.
    pub item: Item,
    /// Why, as sentences.
    pub why: Vec<String>,
}

impl App {
    /// Opens the round of an edition and carries the answers and files of an earlier round over.
    /// What was answered in the new round already stays as it is.
    ///
    /// # Errors
    /// The actor may not, no such round, or an edition that the facility does not carry out.
    pub async fn switch(&self, actor: &Actor, facility: &FacilityId, to: &str, from: &RoundId) -> Result<()> {
        match self.try_switch(actor, facility, to, from).await {
            // Somebody opened the round just now: it is there by now.
            Err(AppError::Store(StoreError::Taken)) => self.try_switch(actor, facility, to, from).await,
            other => other,
        }
    }

    async fn try_switch(&self, actor: &Actor, facility: &FacilityId, to: &str, from: &RoundId) -> Result<()> {
        let switch = self.switch_preview(actor, facility, to, Some(from)).await?.ok_or(AppError::NotFound)?;
        let files = self.files_to_carry(actor, facility, &switch).await?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        let round = match &switch.list.round {
            Some(round) => round.clone(),
            None => {
                let id: RoundId = new_id();
                change.open_round(facility, &id, switch.list.year.0, to).await?;
                id
            }
        };
        change.carry(facility, &round, &switch.carried).await?;
        for file in &files {
            change.add_file(facility, file).await?;
        }
        Ok(change.commit().await?)
    }

    /// New records of the files that were kept with the old items; the bytes are the same. A record
    /// keeps who added the file and when, because it is that file.
    async fn files_to_carry(&self, actor: &Actor, facility: &FacilityId, switch: &Switch) -> Result<Vec<FileRecord>> {
        let tenant = self.tenant(actor);
        let (old, new) = (subject(facility, switch.source.year, ""), subject(facility, switch.list.year, ""));
        let kept = tenant.files(facility, &old).await?;
        let there = tenant.files(facility, &new).await?;
        let mut known: BTreeSet<(String, String)> = there.into_iter().map(|file| (file.subject, file.sha256)).collect();
        let mut files = Vec::new();
        for row in switch.sheet.rows.iter().filter(|row| row.open) {
            let subject = format!("{new}{}", row.item.id);
            for file in row.parts.iter().flat_map(|part| {
                let own = format!("{old}{}", part.item.id);
                kept.iter().filter(move |file| file.subject == own)
            }) {
                if known.insert((subject.clone(), file.sha256.clone())) {
                    files.push(FileRecord { id: new_id::<FileId>().0, subject: subject.clone(), ..file.clone() });
                }
            }
        }
        Ok(files)
    }

    /// Confirms carried answers with the actor's name and today's day, each with its own proof, as if
    /// it had been typed. `chosen` is what the page showed; of it, only what is still ready is tried.
    ///
    /// # Errors
    /// The actor may not, or nothing was carried over.
    pub async fn confirm_carried(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition: &str,
        chosen: &[String],
    ) -> Result<Vec<Refused>> {
        actor.may_at(Permission::ConfirmAnswers, facility)?;
        let list = self.checklist(actor, facility, edition).await?;
        let sheet = self.carried_over(actor, &list).await?.ok_or(AppError::NotFound)?;
        let mut refused = Vec::new();
        for row in sheet.rows.iter().filter(|row| chosen.contains(&row.item.id)) {
            let why = match (&row.decision, &row.ask) {
                _ if !row.open => vec!["すでに回答されています。".to_owned()],
                (Some(decision), None) => {
                    let typed = typed(decision, &list.today.to_string());
                    refusal(self.confirm(actor, facility, &row.item.id, 0, &typed).await)?
                }
                (_, ask) => vec![ask.as_ref().map_or_else(String::new, |ask| ask.text.clone())],
            };
            if !why.is_empty() {
                refused.push(Refused { item: row.item.clone(), why });
            }
        }
        Ok(refused)
    }
}

/// A carried decision as it would be typed today.
fn typed(decision: &Decision, today: &str) -> TypedAnswer {
    TypedAnswer {
        value: decision.value.code().to_owned(),
        substate: decision.substate.clone().unwrap_or_default(),
        checked_on: today.to_owned(),
        target_date: decision.target_date.map(|day| day.to_string()).unwrap_or_default(),
        reason: decision.reason.clone(),
        remark: decision.remark.clone(),
        exception: TypedAnswer::exception_of(decision),
        ..TypedAnswer::default()
    }
}
