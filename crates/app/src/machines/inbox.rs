//! 未登録の機器: hosts that were seen and are no row of the device ledger, until a person decides.

use super::bench::Bench;
use super::merge::{Faults, parse};
use super::{Stamp, device, identity, report};
use crate::error::{AppError, Problem, Result};
use crate::{App, new_id};
use std::collections::BTreeMap;
use tate_domain::id::{FacilityId, RowId};
use tate_domain::ledger::{Fields, Ledger};
use tate_domain::origin::{Origin, Origins};
use tate_domain::role::{Actor, Permission};
use tate_domain::text::shorten;
use tate_inventory::machine::{Format, Host};
use tate_store::{Change, Record, Sighting};

/// A host that waits for a decision.
#[derive(Debug, Clone)]
pub struct OpenSighting {
    /// As it is kept.
    pub sighting: Sighting,
    /// What was read of it.
    pub host: Host,
    /// Values for the form of a new device, by column.
    pub prefilled: BTreeMap<String, String>,
}

/// Which device of the ledger it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The row.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Notes a host that is no row of the ledger; gives its name when it is new in the inbox.
pub(super) fn note(bench: &mut Bench, host: &Host, stamp: &Stamp, faults: &mut Faults<'_>) -> Option<String> {
    let known = identity::identities(host);
    let Some(identity) = known.first().cloned() else {
        faults.tell("機器", "この機器には、見分けるための値（シリアル番号、名前、MACアドレス、IPアドレス）がありません。取り込みません。");
        return None;
    };
    let content = report::bounded(host);
    let stored = bench.sightings.iter().position(|sighting| known.contains(&sighting.identity));
    let Some(at) = stored else {
        bench.sightings.push(Sighting {
            id: new_id::<String>(),
            source: stamp.source().to_owned(),
            identity,
            host: content,
            first_seen: stamp.seen_at.clone(),
            last_seen: stamp.seen_at.clone(),
            state: "open".into(),
            reason: String::new(),
            device_id: String::new(),
            decided_by: String::new(),
            decided_at: String::new(),
            batch_id: String::new(),
        });
        return Some(host.name());
    };
    let reopened = needs_a_decision_again(bench, at);
    let sighting = &mut bench.sightings[at];
    if reopened {
        sighting.state = "open".into();
        sighting.device_id.clear();
    }
    if sighting.last_seen < stamp.seen_at {
        sighting.last_seen.clone_from(&stamp.seen_at);
        sighting.host = content;
        stamp.source().clone_into(&mut sighting.source);
    }
    reopened.then(|| host.name())
}

/// Whether what was decided of a sighting says nothing any more: its device is gone, or the address under which it
/// was known is not that device's (addresses are handed on).
fn needs_a_decision_again(bench: &Bench, at: usize) -> bool {
    let sighting = &bench.sightings[at];
    if !matches!(sighting.state.as_str(), "same" | "registered") {
        return false;
    }
    match bench.find(&sighting.device_id) {
        None => true,
        Some(row) if sighting.identity.starts_with("ip:") => {
            !identity::shares_address(bench.rows[row].text("ip"), &sighting.identity)
        }
        Some(_) => false,
    }
}

/// A host that is a row of the ledger now waits for nothing any more.
pub(super) fn settle(bench: &mut Bench, device: &str, host: &Host) {
    let known = identity::identities(host);
    for sighting in &mut bench.sightings {
        let it =
            sighting.state == "open" && known.contains(&sighting.identity) && !sighting.identity.starts_with("ip:");
        if it {
            sighting.state = "registered".into();
            device.clone_into(&mut sighting.device_id);
        }
    }
}

fn open_sighting(sighting: Sighting) -> OpenSighting {
    let host: Host = serde_json::from_str(&sighting.host).unwrap_or_default();
    let (values, _) = read_values(&sighting, &host);
    OpenSighting { prefilled: values.into_iter().collect(), host, sighting }
}

/// What a sighting says, as a device row would store it, with the origins.
fn read_values(sighting: &Sighting, host: &Host) -> (Fields, Origins) {
    let day = sighting.last_seen.parse().map(super::day).unwrap_or_default();
    let format = Format::from_code(&sighting.source).unwrap_or(Format::Nmap);
    let stamp =
        Stamp { format, day: day.clone(), taken_at: sighting.last_seen.clone(), seen_at: sighting.last_seen.clone() };
    let mut values = Fields::new();
    for (key, raw) in device::values(host, &stamp) {
        let Some(column) = Ledger::Devices.column(&key) else { continue };
        // What is wrong in a file is no reason not to register the device.
        if let Some(value) = parse(column, &raw).ok().filter(|value| !value.is_empty()) {
            values.insert(key, value);
        }
    }
    values.entry("state".to_owned()).or_insert_with(|| "active".to_owned());
    let origin = Origin { source: sighting.source.clone(), at: day };
    let origins = values.keys().map(|key| (key.clone(), origin.clone())).collect();
    (values, origins)
}

impl App {
    /// The hosts outside the ledger that wait for a decision.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn open_sightings(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<OpenSighting>> {
        Ok(self.all_sightings(actor, facility).await?.into_iter().filter(|s| s.sighting.state == "open").collect())
    }

    /// Every host outside the ledger, decided or not.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn all_sightings(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<OpenSighting>> {
        actor.may_at(Permission::View, facility)?;
        Ok(self.tenant(actor).sightings(facility).await?.into_iter().map(open_sighting).collect())
    }

    /// One host outside the ledger that waits for a decision.
    ///
    /// # Errors
    /// Out of reach, not there, or decided already.
    pub async fn sighting(&self, actor: &Actor, facility: &FacilityId, id: &str) -> Result<OpenSighting> {
        let all = self.open_sightings(actor, facility).await?;
        all.into_iter().find(|open| open.sighting.id == id).ok_or(AppError::NotFound)
    }

    /// The devices that a host outside the ledger may be.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn devices_to_choose(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<Known>> {
        let snapshot = self.facts(actor, facility).await?;
        let known = |row: &tate_domain::facts::Row| Known { id: row.id.clone(), name: row.name() };
        Ok(snapshot.facts.all(Ledger::Devices).iter().map(known).collect())
    }

    /// Makes a device of a host. What was left as it was read keeps its origin; what was typed is the person's.
    ///
    /// # Errors
    /// The actor may not; decided already; every problem with the input.
    pub async fn register_sighting(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &str,
        typed: &BTreeMap<String, String>,
    ) -> Result<RowId> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let open = self.sighting(actor, facility, id).await?;
        let (read, mut origins) = read_values(&open.sighting, &open.host);
        let mut all: BTreeMap<String, String> = read.clone().into_iter().collect();
        all.extend(
            typed.iter().filter(|(key, _)| Ledger::Devices.column(key).is_some()).map(|(k, v)| (k.clone(), v.clone())),
        );
        let snapshot = self.facts(actor, facility).await?;
        let fields = crate::ledgers::parse(&snapshot.facts, Ledger::Devices, &all, None)?;
        origins.retain(|key, _| read.get(key) == fields.get(key));
        let row: RowId = new_id();
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.add_row_from(facility, &row, Ledger::Devices, &fields, &origins).await?;
        self.decide(&mut change, actor, facility, open.sighting, ("registered", row.as_str(), "")).await?;
        change.commit().await?;
        Ok(row)
    }

    /// Says that a host is a device of the ledger. Later files recognise it, except by an address alone.
    ///
    /// # Errors
    /// The actor may not; decided already; no such device.
    pub async fn same_sighting(&self, actor: &Actor, facility: &FacilityId, id: &str, device: &RowId) -> Result<()> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let open = self.sighting(actor, facility, id).await?;
        let there = self.ledger_row(actor, facility, Ledger::Devices, device).await;
        match there {
            Err(AppError::NotFound) => {
                return Err(AppError::invalid("device", "台帳の機器が選ばれていません。同じ機器を1つ選んでください。"));
            }
            other => other?,
        };
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        self.decide(&mut change, actor, facility, open.sighting, ("same", device.as_str(), "")).await?;
        Ok(change.commit().await?)
    }

    /// Says why a host is no device of the facility.
    ///
    /// # Errors
    /// The actor may not; decided already; no reason.
    pub async fn ignore_sighting(&self, actor: &Actor, facility: &FacilityId, id: &str, reason: &str) -> Result<()> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let open = self.sighting(actor, facility, id).await?;
        let reason = tate_domain::text::printable(reason.trim(), false);
        if reason.is_empty() {
            return Err(AppError::Invalid(vec![Problem::new(
                "reason",
                "理由がありません。台帳に載せなくてよい理由を、後から読む人に分かるように入力してください。",
            )]));
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        self.decide(&mut change, actor, facility, open.sighting, ("ignored", "", &shorten(&reason, 300))).await?;
        Ok(change.commit().await?)
    }

    async fn decide(
        &self,
        change: &mut Change,
        actor: &Actor,
        facility: &FacilityId,
        sighting: Sighting,
        (state, device, reason): (&str, &str, &str),
    ) -> Result<()> {
        let decided = Sighting {
            state: state.to_owned(),
            device_id: device.to_owned(),
            reason: reason.to_owned(),
            decided_by: actor.name.clone(),
            decided_at: self.now(),
            batch_id: String::new(),
            ..sighting
        };
        Ok(change.put_record(facility, &Record::Sighting(decided)).await?)
    }
}
