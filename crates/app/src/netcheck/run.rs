//! One run: may I, admit, note the beginning, try, keep, end.

use super::candidates::{Wanted, by_system, targets};
use super::place::Place;
use super::progress::Progress;
use super::review;
use super::scan::{TIMEOUT, scan};
use crate::error::{AppError, Result};
use crate::{App, clock, new_id};
use std::sync::Arc;
use std::time::Duration;
use tate_domain::facts::Facts;
use tate_domain::id::{FacilityId, RowId};
use tate_domain::ledger::Ledger;
use tate_domain::netcheck::{Admitted, Check, SIX, ServiceChange, judged, service_changes};
use tate_domain::role::{Actor, Permission};
use tate_store::{Change, NetCheck, StoreError};

/// The most runs of an organization in an hour.
pub const MOST_AN_HOUR: i64 = 20;
/// The longest one run may take, in seconds; after that it counts as stopped.
pub const LONGEST_RUN: u64 = 300;

/// A run that has begun.
#[derive(Debug, Clone)]
pub(super) struct Begun {
    id: String,
    at: jiff::Timestamp,
    targets: Vec<Admitted>,
}

impl App {
    /// Begins a diagnosis in the background; gives its identifier.
    ///
    /// # Errors
    /// The actor may not; a target is not allowed; another run is under way, or too many were made.
    pub async fn begin_netcheck(&self, actor: &Actor, facility: &FacilityId, wanted: &Wanted) -> Result<String> {
        let begun = self.admit_netcheck(actor, facility, wanted).await?;
        let (id, progress) = (begun.id.clone(), begun.progress(facility));
        let (app, actor, facility) = (self.clone(), actor.clone(), facility.clone());
        tokio::spawn(async move {
            if let Err(error) = app.carry_out(&actor, &facility, begun, &progress).await {
                tracing::error!(%error, "a network diagnosis was not kept");
            }
        });
        Ok(id)
    }

    /// Makes a diagnosis and waits for it.
    ///
    /// # Errors
    /// As [`App::begin_netcheck`], or it cannot be kept.
    pub async fn netcheck(&self, actor: &Actor, facility: &FacilityId, wanted: &Wanted) -> Result<NetCheck> {
        let begun = self.admit_netcheck(actor, facility, wanted).await?;
        let progress = begun.progress(facility);
        self.carry_out(actor, facility, begun, &progress).await
    }

    async fn admit_netcheck(&self, actor: &Actor, facility: &FacilityId, wanted: &Wanted) -> Result<Begun> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let targets = targets(&snapshot.facts, wanted, by_system).await?;
        let begun = Begun { id: new_id(), at: self.clock.now(), targets };
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        self.limit(&mut change, begun.at).await?;
        let addresses: Vec<String> = begun.targets.iter().map(|target| target.address.to_string()).collect();
        change.begin_net_check(facility, &begun.id, &addresses).await?;
        change.commit().await?;
        Ok(begun)
    }

    /// One at a time, and so many an hour. The open change holds the lock, so two cannot both pass.
    async fn limit(&self, change: &mut Change, at: jiff::Timestamp) -> Result<()> {
        let longest = i64::try_from(LONGEST_RUN).unwrap_or(i64::MAX);
        if change.net_runs(&clock::stamp_after(at, -longest)).await?.open {
            return Err(AppError::invalid(
                "devices",
                "ほかの診断の途中です。法人全体で、一度に1つだけ診断します。終わってから、もう一度押してください。",
            ));
        }
        if change.net_runs(&clock::stamp_after(at, -3600)).await?.begun >= MOST_AN_HOUR {
            return Err(AppError::invalid(
                "devices",
                format!(
                    "1時間に診断できる回数（{MOST_AN_HOUR}回）に達しました。ネットワークに負担をかけないためです。1時間ほど待ってから診断してください。"
                ),
            ));
        }
        Ok(())
    }

    /// Tries, keeps the result, and says so in the log whatever happens.
    async fn carry_out(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        begun: Begun,
        progress: &Arc<Progress>,
    ) -> Result<NetCheck> {
        let _ending = Ending { progress, id: &begun.id };
        let result = self.try_and_keep(actor, facility, &begun, progress).await;
        if let Err(error) = &result {
            let noted = self.note_failure(actor, facility, &begun.id, &error.to_string()).await;
            if let Err(error) = noted {
                tracing::error!(%error, "the failure of a network diagnosis was not noted");
            }
        }
        result
    }

    async fn try_and_keep(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        begun: &Begun,
        progress: &Arc<Progress>,
    ) -> Result<NetCheck> {
        let place = Place::towards(&begun.targets);
        let addresses: Vec<_> = begun.targets.iter().map(|target| target.address).collect();
        let ports: Vec<u16> = SIX.iter().map(|port| port.number).collect();
        // Time to keep the result before the run counts as stopped.
        let deadline = tokio::time::Instant::now() + Duration::from_secs(LONGEST_RUN - 60);
        let seen = scan(&addresses, &ports, TIMEOUT, deadline, progress).await;
        let check = |facts: &Facts| Check {
            source: place.source.clone(),
            source_host: place.host.clone(),
            os: place.os.clone(),
            at: clock::stamp(begun.at),
            day: clock::day_in_japan(begun.at),
            by: actor.name.clone(),
            targets: begun.targets.iter().zip(&seen).map(|(target, seen)| judged(facts, target, seen)).collect(),
        };
        // Somebody may be at work in the ledger: read it again, and decide on what it says then.
        let mut tries = 3;
        loop {
            let snapshot = self.facts(actor, facility).await?;
            match self.keep(actor, facility, &begun.id, check(&snapshot.facts), &snapshot.facts).await {
                Err(AppError::Conflict) if tries > 0 => tries -= 1,
                other => return other,
            }
        }
    }

    /// The result, the ports in the ledger of services, and the review, in one change.
    async fn keep(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &str,
        check: Check,
        facts: &Facts,
    ) -> Result<NetCheck> {
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        let sha256 = change.add_net_check(facility, id, &check).await?;
        for done in service_changes(&check, facts) {
            match done {
                ServiceChange::Add(fields) => {
                    change.add_row(facility, &new_id::<RowId>(), Ledger::Services, &fields).await?;
                }
                ServiceChange::Change(row, seen, fields) => {
                    let row = RowId::from(row);
                    match change.change_row(facility, &row, Ledger::Services, seen, &fields).await {
                        Ok(_) => {}
                        Err(StoreError::NotFound) => return Err(AppError::Conflict),
                        Err(other) => return Err(other.into()),
                    }
                }
            }
        }
        if let Some(person) = review::reviewer(facts, &check.by, check.day) {
            let fields = review::fields(&check, &sha256, &person.id);
            change.add_row(facility, &new_id::<RowId>(), Ledger::Reviews, &fields).await?;
        }
        change.commit().await?;
        Ok(NetCheck { id: id.to_owned(), check, sha256, intact: true })
    }

    async fn note_failure(&self, actor: &Actor, facility: &FacilityId, id: &str, why: &str) -> Result<()> {
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.fail_net_check(facility, id, why).await?;
        Ok(change.commit().await?)
    }
}

/// Ends the progress of a run however the run ends.
struct Ending<'a> {
    progress: &'a Progress,
    id: &'a str,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.progress.end(self.id);
    }
}

impl Begun {
    fn progress(&self, facility: &FacilityId) -> Arc<Progress> {
        Progress::begin(&self.id, facility, self.targets.len() * SIX.len())
    }
}
