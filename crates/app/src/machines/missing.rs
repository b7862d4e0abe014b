//! 見当たらない機器: devices in use that a product once saw and that its last three censuses do not hold.

use super::bench::in_use_row;
use crate::error::{AppError, Result};
use crate::{App, clock};
use std::collections::BTreeMap;
use tate_domain::facts::{Facts, Row};
use tate_domain::id::{FacilityId, RowId};
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Permission};
use tate_store::{Census, HostReport};

/// After how many censuses without it a device counts as missing (practice.md §3.3).
pub const CENSUSES: usize = 3;

/// A device that is no longer seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingDevice {
    /// Its row.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it stands, as the ledger says.
    pub place: String,
    /// The product that saw it last.
    pub source: String,
    /// When, RFC 3339 in UTC.
    pub seen_at: String,
    /// How many censuses of that product it has not been in since.
    pub censuses: usize,
    /// The version of the row.
    pub version: i64,
}

/// The devices that are missing: per product, seen once, and not in the last censuses. One that any product saw, or
/// that a person found on the spot since, is not.
pub(super) fn missing(facts: &Facts, reports: &[HostReport], censuses: &[Census]) -> Vec<MissingDevice> {
    let mut by_device: BTreeMap<&str, Vec<&HostReport>> = BTreeMap::new();
    for report in reports {
        by_device.entry(&report.device_id).or_default().push(report);
    }
    let of_device = |row: &Row| {
        let reports = by_device.get(row.id.as_str())?;
        let last = reports.iter().max_by(|a, b| a.seen_at.cmp(&b.seen_at))?;
        let absent = |report: &&&HostReport| since(row, last, report, censuses) >= CENSUSES;
        let report = reports.iter().filter(absent).max_by(|a, b| a.seen_at.cmp(&b.seen_at))?;
        Some(MissingDevice {
            id: row.id.clone(),
            name: row.name(),
            place: row.text("place").to_owned(),
            source: report.source.clone(),
            seen_at: last.seen_at.clone(),
            censuses: since(row, last, report, censuses),
            version: row.version,
        })
    };
    facts.all(Ledger::Devices).iter().filter(|row| in_use_row(row)).filter_map(of_device).collect()
}

/// The censuses of a product since a device was last seen by any, or found by a person.
fn since(row: &Row, last: &HostReport, report: &HostReport, censuses: &[Census]) -> usize {
    let found = row.day("checked");
    let later = |census: &&Census| {
        let day = census.taken_at.parse().ok().map(clock::day_in_japan);
        census.source == report.source
            && census.taken_at > last.seen_at
            && found.is_none_or(|found| day.is_some_and(|day| day > found))
    };
    censuses.iter().filter(later).count()
}

impl App {
    /// The devices of a facility that are no longer seen.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn missing_devices(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<MissingDevice>> {
        let snapshot = self.facts(actor, facility).await?;
        let tenant = self.tenant(actor);
        let (reports, censuses) = (tenant.reports(facility).await?, tenant.censuses(facility).await?);
        Ok(missing(&snapshot.facts, &reports, &censuses))
    }

    /// Settles a missing device: `stopped` or `disposed` becomes its state, `checked` notes the day on which
    /// somebody found it.
    ///
    /// # Errors
    /// The actor may not; the day cannot be read; somebody else changed the row meanwhile.
    pub async fn settle_missing(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        row: &RowId,
        seen: i64,
        decision: &str,
        day: &str,
    ) -> Result<()> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let (found, _) = self.ledger_row(actor, facility, Ledger::Devices, row).await?;
        let mut fields = found.fields.clone();
        match decision {
            "stopped" | "disposed" => fields.insert("state".into(), decision.to_owned()),
            "checked" => fields.insert("checked".into(), self.found_on(day)?),
            _ => return Err(AppError::invalid("decision", "どうするかが選ばれていません。1つ選んでください。")),
        };
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.change_row(facility, row, Ledger::Devices, seen, &fields).await?;
        Ok(change.commit().await?)
    }

    /// The day on which somebody found a device: today unless told otherwise, and never later.
    fn found_on(&self, day: &str) -> Result<String> {
        if day.trim().is_empty() {
            return Ok(self.today().to_string());
        }
        let day = tate_domain::date::parse_day(day)
            .map_err(|error| AppError::invalid("day", format!("確かめた日{}", error.0)))?;
        if day > self.today() {
            return Err(AppError::invalid(
                "day",
                "確かめた日が、今日より後の日付です。現物を見た日を入力してください。",
            ));
        }
        Ok(day.to_string())
    }
}
