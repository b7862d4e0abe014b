//! Writing the records of machine imports, each with its audit event.

use crate::ledgers::MACHINES;
use crate::tenant::run_tx;
use crate::{
    BatchChange, BatchEffect, Census, Change, Disagreement, Event, HostReport, Record, Result, Sighting, StoreError,
};
use serde_json::json;
use tate_domain::id::{BatchId, FacilityId};

impl Change {
    /// Notes an import of machine inventories: what it did to rows, and to the records beside them.
    ///
    /// # Errors
    /// When the facility is not the organization's.
    pub async fn add_machine_batch(
        &mut self,
        facility: &FacilityId,
        id: &BatchId,
        source: &str,
        summary: &str,
        changes: &[BatchChange],
        effects: &[BatchEffect],
    ) -> Result<()> {
        self.insert_batch(facility, id, MACHINES, source, summary, changes).await?;
        for effect in effects {
            run_tx!(
                self.tx,
                "INSERT INTO batch_effect (organization_id, batch_id, place, before) VALUES ($1, $2, $3, $4)",
                self.organization.as_str(),
                id.as_str(),
                &effect.place,
                &effect.before
            )?;
        }
        Ok(())
    }

    /// Keeps a record; one of the same key gives way.
    ///
    /// # Errors
    /// When the facility is not the organization's.
    pub async fn put_record(&mut self, facility: &FacilityId, record: &Record) -> Result<()> {
        let (action, after) = match record {
            Record::Report(report) => {
                self.put_report(facility, report).await?;
                // The content itself stays out of the log: it is large, and replaced with every look.
                ("report.put", json!({ "source": report.source, "taken_at": report.taken_at }))
            }
            Record::Disagreement(found) => {
                self.put_disagreement(facility, found).await?;
                (
                    "disagreement.put",
                    json!({ "column": found.column_key, "source": found.source, "value": found.value, "state": found.state }),
                )
            }
            Record::Sighting(sighting) => {
                self.put_sighting(facility, sighting).await?;
                (
                    "sighting.put",
                    json!({ "identity": sighting.identity, "source": sighting.source, "state": sighting.state, "reason": sighting.reason }),
                )
            }
            Record::Census(census) => {
                self.put_census(facility, census).await?;
                ("census.put", json!({ "source": census.source, "taken_at": census.taken_at, "hosts": census.hosts }))
            }
        };
        self.record(Event {
            action,
            subject: record.place(),
            facility: Some(facility),
            after: after.to_string(),
            ..Event::default()
        })
        .await
    }

    /// Takes a record away; none of that key is nothing to do.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn drop_record(&mut self, facility: &FacilityId, record: &Record) -> Result<()> {
        let (org, at) = (self.organization.as_str(), facility.as_str());
        let (action, dropped) = match record {
            Record::Report(report) => (
                "report.drop",
                run_tx!(
                    self.tx,
                    "DELETE FROM host_report WHERE organization_id = $1 AND facility_id = $2 AND device_id = $3 AND source = $4",
                    org,
                    at,
                    &report.device_id,
                    &report.source
                )?,
            ),
            Record::Disagreement(found) => (
                "disagreement.drop",
                run_tx!(
                    self.tx,
                    "DELETE FROM disagreement WHERE organization_id = $1 AND facility_id = $2 AND row_id = $3 AND column_key = $4 AND source = $5",
                    org,
                    at,
                    &found.row_id,
                    &found.column_key,
                    &found.source
                )?,
            ),
            Record::Sighting(sighting) => (
                "sighting.drop",
                run_tx!(
                    self.tx,
                    "DELETE FROM sighting WHERE organization_id = $1 AND facility_id = $2 AND id = $3",
                    org,
                    at,
                    &sighting.id
                )?,
            ),
            Record::Census(census) => (
                "census.drop",
                run_tx!(
                    self.tx,
                    "DELETE FROM census WHERE organization_id = $1 AND facility_id = $2 AND source = $3 AND taken_at = $4",
                    org,
                    at,
                    &census.source,
                    &census.taken_at
                )?,
            ),
        };
        if dropped == 0 {
            return Ok(());
        }
        self.record(Event { action, subject: record.place(), facility: Some(facility), ..Event::default() }).await
    }

    async fn put_report(&mut self, facility: &FacilityId, report: &HostReport) -> Result<()> {
        run_tx!(
            self.tx,
            "INSERT INTO host_report (organization_id, facility_id, device_id, source, taken_at, seen_at, macs, content, batch_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (organization_id, facility_id, device_id, source) DO UPDATE SET taken_at = excluded.taken_at, seen_at = excluded.seen_at, macs = excluded.macs, content = excluded.content, batch_id = excluded.batch_id",
            self.organization.as_str(),
            facility.as_str(),
            &report.device_id,
            &report.source,
            &report.taken_at,
            &report.seen_at,
            &report.macs,
            &report.content,
            &report.batch_id
        )?;
        Ok(())
    }

    async fn put_disagreement(&mut self, facility: &FacilityId, found: &Disagreement) -> Result<()> {
        run_tx!(
            self.tx,
            "INSERT INTO disagreement (organization_id, facility_id, row_id, column_key, source, value, taken_at, state, decided_by, decided_at, batch_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (organization_id, facility_id, row_id, column_key, source) DO UPDATE SET value = excluded.value, taken_at = excluded.taken_at, state = excluded.state, decided_by = excluded.decided_by, decided_at = excluded.decided_at, batch_id = excluded.batch_id",
            self.organization.as_str(),
            facility.as_str(),
            &found.row_id,
            &found.column_key,
            &found.source,
            &found.value,
            &found.taken_at,
            &found.state,
            &found.decided_by,
            &found.decided_at,
            &found.batch_id
        )?;
        Ok(())
    }

    async fn put_sighting(&mut self, facility: &FacilityId, sighting: &Sighting) -> Result<()> {
        run_tx!(
            self.tx,
            "INSERT INTO sighting (organization_id, facility_id, id, source, identity, host, first_seen, last_seen, state, reason, device_id, decided_by, decided_at, batch_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             ON CONFLICT (organization_id, facility_id, id) DO UPDATE SET source = excluded.source, identity = excluded.identity, host = excluded.host, first_seen = excluded.first_seen, last_seen = excluded.last_seen, state = excluded.state, reason = excluded.reason, device_id = excluded.device_id, decided_by = excluded.decided_by, decided_at = excluded.decided_at, batch_id = excluded.batch_id",
            self.organization.as_str(),
            facility.as_str(),
            &sighting.id,
            &sighting.source,
            &sighting.identity,
            &sighting.host,
            &sighting.first_seen,
            &sighting.last_seen,
            &sighting.state,
            &sighting.reason,
            &sighting.device_id,
            &sighting.decided_by,
            &sighting.decided_at,
            &sighting.batch_id
        )
        // Two imports at once saw the same host first.
        .map_err(|error| match StoreError::unique(error) {
            StoreError::Taken => StoreError::Conflict,
            other => other,
        })?;
        Ok(())
    }

    async fn put_census(&mut self, facility: &FacilityId, census: &Census) -> Result<()> {
        run_tx!(
            self.tx,
            "INSERT INTO census (organization_id, facility_id, source, taken_at, hosts, batch_id) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (organization_id, facility_id, source, taken_at) DO UPDATE SET hosts = excluded.hosts, batch_id = excluded.batch_id",
            self.organization.as_str(),
            facility.as_str(),
            &census.source,
            &census.taken_at,
            census.hosts,
            &census.batch_id
        )?;
        Ok(())
    }
}
