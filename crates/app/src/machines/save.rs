//! Writing a plan: rows, records and the batch in one change.

use super::Reading;
use super::bench::{Bench, Records, Work};
use super::outcome::{HostError, Outcome};
use super::plan::{Plan, plan};
use crate::error::{AppError, Problem, Result};
use crate::{App, new_id};
use std::collections::BTreeMap;
use tate_domain::id::{BatchId, FacilityId, RowId};
use tate_domain::role::{Actor, Permission};
use tate_domain::text::shorten;
use tate_store::{BatchChange, BatchEffect, Change, Record};

/// A record that an import writes or takes away, and what stood in its place.
pub(super) struct Effect {
    before: Option<Record>,
    after: Option<Record>,
}

impl Plan {
    /// What changes besides the rows.
    pub(super) fn effects(&self) -> Vec<Effect> {
        let before = places(&self.records);
        let after = places(&of_bench(&self.bench));
        let changed = after.iter().filter(|(place, record)| before.get(*place) != Some(record));
        let mut effects: Vec<Effect> = changed
            .map(|(place, record)| Effect { before: before.get(place).cloned(), after: Some(record.clone()) })
            .collect();
        let gone = before.into_iter().filter(|(place, _)| !after.contains_key(place));
        effects.extend(gone.map(|(_, record)| Effect { before: Some(record), after: None }));
        effects
    }
}

fn of_bench(bench: &Bench) -> Records {
    Records {
        origins: BTreeMap::new(),
        reports: bench.reports.values().cloned().collect(),
        disagreements: bench.disagreements.values().cloned().collect(),
        sightings: bench.sightings.clone(),
        censuses: bench.censuses.clone(),
    }
}

fn places(records: &Records) -> BTreeMap<String, Record> {
    let mut all: Vec<Record> = records.reports.iter().cloned().map(Record::Report).collect();
    all.extend(records.disagreements.iter().cloned().map(Record::Disagreement));
    all.extend(records.sightings.iter().cloned().map(Record::Sighting));
    all.extend(records.censuses.iter().cloned().map(Record::Census));
    all.into_iter().map(|record| (record.place(), record)).collect()
}

/// The record as written by this import.
fn of_batch(record: Record, batch: &BatchId) -> Record {
    let batch_id = batch.to_string();
    match record {
        Record::Report(r) => Record::Report(tate_store::HostReport { batch_id, ..r }),
        Record::Disagreement(r) => Record::Disagreement(tate_store::Disagreement { batch_id, ..r }),
        Record::Sighting(r) => Record::Sighting(tate_store::Sighting { batch_id, ..r }),
        Record::Census(r) => Record::Census(tate_store::Census { batch_id, ..r }),
    }
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| AppError::Internal(error.to_string()))
}

impl App {
    /// The records that stand beside a facility's rows.
    async fn machine_records(&self, actor: &Actor, facility: &FacilityId) -> Result<Records> {
        let tenant = self.tenant(actor);
        Ok(Records {
            origins: tenant.origins(facility).await?,
            reports: tenant.reports(facility).await?,
            disagreements: tenant.disagreements(facility).await?,
            sightings: tenant.sightings(facility).await?,
            censuses: tenant.censuses(facility).await?,
        })
    }

    /// Compares readings with the ledgers; files that could not be read are told among the errors.
    pub(super) async fn plan_machines(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        readings: &[Reading],
        unread: Vec<(String, Problem)>,
    ) -> Result<Plan> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let records = self.machine_records(actor, facility).await?;
        let mut plan = plan(&snapshot.facts, records, readings, &self.builtin, self.clock.now());
        let error = |(file, problem): (String, Problem)| HostError {
            file,
            row: 0,
            column: "ファイル".into(),
            message: problem.message,
        };
        plan.outcome.errors.extend(unread.into_iter().map(error));
        Ok(plan)
    }

    /// Writes a plan. One that changes nothing writes nothing but the batch.
    pub(super) async fn save_machines(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        plan: Plan,
    ) -> Result<(BatchId, Outcome)> {
        let id: BatchId = new_id();
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        let mut changes = Vec::new();
        for work in plan.bench.rows.iter().filter(|work| work.changed()) {
            changes.push(write(&mut change, facility, work).await?);
        }
        let mut effects = Vec::new();
        for Effect { before, after } in plan.effects() {
            let record = after.as_ref().or(before.as_ref()).map(Record::place).unwrap_or_default();
            let stood = match &before {
                // Only the dates of reports were loaded; what is replaced is kept whole.
                Some(Record::Report(report)) => self.whole_report(actor, facility, report).await?,
                other => other.clone(),
            };
            let before_text = stood.as_ref().map(json).transpose()?.unwrap_or_default();
            effects.push(BatchEffect { place: record, before: before_text });
            match (after, before) {
                (Some(after), _) => change.put_record(facility, &of_batch(after, &id)).await?,
                (None, Some(before)) => change.drop_record(facility, &before).await?,
                (None, None) => {}
            }
        }
        let names: Vec<&str> = plan.outcome.files.iter().map(|file| file.name.as_str()).collect();
        let source = match &names[..] {
            [] => "自動調査".to_owned(),
            [only] => (*only).to_owned(),
            [first, rest @ ..] => format!("{} ほか{}個", shorten(first, 80), rest.len()),
        };
        change.add_machine_batch(facility, &id, &source, &plan.outcome.summary(), &changes, &effects).await?;
        change.commit().await?;
        Ok((id, plan.outcome))
    }

    async fn whole_report(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        report: &tate_store::HostReport,
    ) -> Result<Option<Record>> {
        let all = self.tenant(actor).reports_of(facility, &report.device_id).await?;
        Ok(all.into_iter().find(|whole| whole.source == report.source).map(Record::Report))
    }
}

/// Writes one row; gives what the batch has to know to undo it.
async fn write(change: &mut Change, facility: &FacilityId, work: &Work) -> Result<BatchChange> {
    let row = RowId::from(work.id.as_str());
    let ledger = work.ledger.code().to_owned();
    let Some((fields, origins)) = &work.before else {
        change.add_row_from(facility, &row, work.ledger, &work.fields, &work.origins).await?;
        return Ok(BatchChange { row_id: row.0, after_version: 1, ledger, ..BatchChange::default() });
    };
    let (before, origins) = (json(fields)?, json(origins)?);
    let after_version = if work.removed {
        change.remove_row(facility, &row, work.ledger, work.version).await?;
        work.version + 1
    } else {
        change.change_row_from(facility, &row, work.ledger, work.version, &work.fields, &work.origins).await?
    };
    Ok(BatchChange { row_id: row.0, before, after_version, ledger, origins, removed: i64::from(work.removed) })
}
