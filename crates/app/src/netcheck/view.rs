//! What the pages, items and documents show of diagnoses.

use super::candidates::has_devices;
use super::progress::Progress;
use super::{LONGEST_RUN, review};
use crate::error::{AppError, Result};
use crate::facts::Snapshot;
use crate::{App, clock};
use std::sync::Arc;
use std::time::Duration;
use tate_domain::edition::Item;
use tate_domain::facts::Facts;
use tate_domain::id::FacilityId;
use tate_domain::ledger::{Ledger, show};
use tate_domain::netcheck::{self, Check, Remark, Target, addresses_of};
use tate_domain::proposal::RowRef;
use tate_domain::role::{Actor, Permission};
use tate_store::{FileRecord, NetCheck};

/// Diagnoses that the page lists.
const HISTORY: i64 = 20;

/// A device that can be chosen.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its row.
    pub row: RowRef,
    /// 種別 in words; may be empty.
    pub kind: String,
    /// Its addresses.
    pub addresses: String,
    /// What the newest diagnosis that tried it found: its id, when, in words.
    pub last: Option<(String, String, String)>,
}

/// The page of diagnoses.
#[derive(Debug, Clone)]
pub struct NetcheckPage {
    /// Devices in use with an address.
    pub devices: Vec<Choice>,
    /// How many devices in use have no fixed address.
    pub without: usize,
    /// Whether there is any device at all.
    pub any: bool,
    /// The latest diagnoses, newest first.
    pub history: Vec<NetCheck>,
}

/// A diagnosis with what the ledgers say of it.
#[derive(Debug, Clone)]
pub struct Diagnosis {
    /// What is kept.
    pub kept: NetCheck,
    /// The field list: age, source, coverage, open ports.
    pub remarks: Vec<Remark>,
    /// Its files.
    pub files: Vec<FileRecord>,
    /// The row of the ledger of reviews, once there is one.
    pub review: Option<RowRef>,
    /// Who can be named as the reviewer.
    pub people: Vec<RowRef>,
}

/// How a run stands.
#[derive(Debug, Clone)]
pub enum NetcheckState {
    /// Kept.
    Done(Box<Diagnosis>),
    /// This process is at it.
    Running(Arc<Progress>),
    /// Begun by another process, which may still be at it.
    Elsewhere,
    /// Ended without a result, or too long ago to be still under way.
    Failed,
}

impl App {
    /// The devices to choose from, and the latest diagnoses.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn netcheck_page(&self, actor: &Actor, facility: &FacilityId) -> Result<NetcheckPage> {
        let snapshot = self.facts(actor, facility).await?;
        let facts = &snapshot.facts;
        let history = self.tenant(actor).net_checks(facility, HISTORY).await?;
        let devices: Vec<Choice> = facts
            .devices_in_use()
            .filter(|row| !addresses_of(row).is_empty())
            .map(|row| {
                let addresses: Vec<String> = addresses_of(row).iter().map(ToString::to_string).collect();
                Choice {
                    row: row.pointer(),
                    kind: row.ledger.column("kind").map(|column| show(column, row.text("kind"))).unwrap_or_default(),
                    addresses: addresses.join("、"),
                    last: last(&history, &row.id),
                }
            })
            .collect();
        let without = facts.devices_in_use().count() - devices.len();
        Ok(NetcheckPage { devices, without, any: has_devices(facts), history })
    }

    /// How a run stands; waits a little for one that is nearly over.
    ///
    /// # Errors
    /// Out of reach, or no such run.
    pub async fn netcheck_state(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &str,
        wait: Duration,
    ) -> Result<NetcheckState> {
        actor.may_at(Permission::View, facility)?;
        if let Some(progress) = Progress::of(id, facility) {
            progress.wait(wait).await;
        }
        if let Some(kept) = self.tenant(actor).net_check(facility, id).await? {
            let snapshot = self.facts(actor, facility).await?;
            return Ok(NetcheckState::Done(Box::new(self.diagnosis(actor, &snapshot, kept).await?)));
        }
        if let Some(progress) = Progress::of(id, facility) {
            return Ok(NetcheckState::Running(progress));
        }
        let events = self.tenant(actor).events_about(&format!("netcheck:{id}"), 1).await?;
        let newest = events.first().filter(|event| event.facility == facility.as_str()).ok_or(AppError::NotFound)?;
        let longest = i64::try_from(LONGEST_RUN).unwrap_or(i64::MAX);
        let young = newest.at >= clock::stamp_after(self.clock.now(), -longest);
        Ok(if newest.action == "netcheck.begin" && young { NetcheckState::Elsewhere } else { NetcheckState::Failed })
    }

    /// The newest diagnosis of a facility, where it is a ground of the item.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub(crate) async fn diagnosis_for(
        &self,
        actor: &Actor,
        snapshot: &Snapshot,
        item: &Item,
    ) -> Result<Option<Diagnosis>> {
        if netcheck::concerns(item) { self.latest_diagnosis(actor, snapshot).await } else { Ok(None) }
    }

    /// The newest diagnosis of a facility.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub(crate) async fn latest_diagnosis(&self, actor: &Actor, snapshot: &Snapshot) -> Result<Option<Diagnosis>> {
        match self.tenant(actor).net_checks(&snapshot.facility.id, 1).await?.pop() {
            Some(kept) => Ok(Some(self.diagnosis(actor, snapshot, kept).await?)),
            None => Ok(None),
        }
    }

    async fn diagnosis(&self, actor: &Actor, snapshot: &Snapshot, kept: NetCheck) -> Result<Diagnosis> {
        let facts = &snapshot.facts;
        let people = facts.all(Ledger::People).iter().filter(|person| Facts::works_here(person, kept.check.day));
        Ok(Diagnosis {
            remarks: netcheck::standing(&kept.check, facts).remarks(),
            files: self.netcheck_files(actor, &snapshot.facility.id, &kept.id).await?,
            review: review::recorded(facts, &kept.sha256).map(tate_domain::facts::Row::pointer),
            people: people.map(tate_domain::facts::Row::pointer).collect(),
            kept,
        })
    }
}

/// The result of some targets in a few words.
fn summary_of(targets: Vec<Target>, day: jiff::civil::Date) -> String {
    let empty = String::new;
    Check { source: empty(), source_host: empty(), os: empty(), at: empty(), by: empty(), day, targets }.summary()
}

/// What the newest diagnosis that tried a device found.
fn last(history: &[NetCheck], device: &str) -> Option<(String, String, String)> {
    history.iter().find_map(|kept| {
        let own = |target: &&Target| target.device.as_deref() == Some(device);
        let targets: Vec<Target> = kept.check.targets.iter().filter(own).cloned().collect();
        let (id, at) = (kept.id.clone(), clock::local_text(&kept.check.at));
        (!targets.is_empty()).then(|| (id, at, summary_of(targets, kept.check.day)))
    })
}
