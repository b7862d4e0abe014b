//! Network diagnoses: kept as they were made, and how many may be made.

use crate::tenant::{on_pool, on_tx, run_tx};
use crate::{Change, Event, Result, StoreError, Tenant};
use sha2::{Digest, Sha256};
use tate_domain::id::FacilityId;
use tate_domain::netcheck::Check;

/// A diagnosis as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetCheck {
    /// Identifier.
    pub id: String,
    /// What it says.
    pub check: Check,
    /// SHA-256 that was kept with the text.
    pub sha256: String,
    /// Whether the text still has that SHA-256.
    pub intact: bool,
}

#[derive(sqlx::FromRow)]
struct NetCheckRow {
    id: String,
    content: String,
    sha256: String,
}

impl TryFrom<NetCheckRow> for NetCheck {
    type Error = StoreError;
    fn try_from(row: NetCheckRow) -> Result<Self> {
        let check = serde_json::from_str(&row.content).map_err(StoreError::corrupt("net_check.content"))?;
        Ok(Self { id: row.id, check, intact: fingerprint(&row.content) == row.sha256, sha256: row.sha256 })
    }
}

fn fingerprint(content: &str) -> String {
    hex::encode(Sha256::digest(content.as_bytes()))
}

/// Of which runs [`Change::net_runs`] tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NetRuns {
    /// Runs begun in that time.
    pub begun: i64,
    /// Whether the newest of them has neither ended nor failed.
    pub open: bool,
}

impl Tenant {
    /// The latest diagnoses of a facility, newest first.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn net_checks(&self, facility: &FacilityId, most: i64) -> Result<Vec<NetCheck>> {
        on_pool!(
            self.store,
            query_as::<_, NetCheckRow>(
                "SELECT id, content, sha256 FROM net_check WHERE organization_id = $1 AND facility_id = $2 ORDER BY id DESC LIMIT $3"
            ),
            fetch_all,
            self.org(),
            facility.as_str(),
            most
        )?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    /// One diagnosis of a facility.
    ///
    /// # Errors
    /// When the database cannot be reached or the row is corrupt.
    pub async fn net_check(&self, facility: &FacilityId, id: &str) -> Result<Option<NetCheck>> {
        on_pool!(
            self.store,
            query_as::<_, NetCheckRow>(
                "SELECT id, content, sha256 FROM net_check WHERE organization_id = $1 AND facility_id = $2 AND id = $3"
            ),
            fetch_optional,
            self.org(),
            facility.as_str(),
            id
        )?
        .map(TryInto::try_into)
        .transpose()
    }
}

impl Change {
    /// What the organization has begun since a moment. Every beginning and every end is an event of
    /// its log, so all processes on one database count together; the change holds the log's lock.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn net_runs(&mut self, since: &str) -> Result<NetRuns> {
        let begun: i64 = on_tx!(
            self.tx,
            query_scalar(
                "SELECT count(*) FROM audit_event WHERE organization_id = $1 AND action = 'netcheck.begin' AND at >= $2"
            ),
            fetch_one,
            self.organization.as_str(),
            since
        )?;
        let newest: Option<String> = on_tx!(
            self.tx,
            query_scalar(
                "SELECT action FROM audit_event WHERE organization_id = $1 AND action IN ('netcheck.begin', 'netcheck.end', 'netcheck.fail') AND at >= $2 ORDER BY seq DESC LIMIT 1"
            ),
            fetch_optional,
            self.organization.as_str(),
            since
        )?;
        Ok(NetRuns { begun, open: newest.as_deref() == Some("netcheck.begin") })
    }

    /// Notes, before anything is sent, which addresses somebody is about to diagnose.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the facility is not the organization's.
    pub async fn begin_net_check(&mut self, facility: &FacilityId, id: &str, addresses: &[String]) -> Result<()> {
        self.require_facility(facility).await?;
        self.net_event("netcheck.begin", facility, id, serde_json::json!({ "addresses": addresses.join("、") })).await
    }

    /// Notes that a diagnosis came to nothing, and why.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the facility is not the organization's.
    pub async fn fail_net_check(&mut self, facility: &FacilityId, id: &str, why: &str) -> Result<()> {
        self.require_facility(facility).await?;
        self.net_event("netcheck.fail", facility, id, serde_json::json!({ "why": why })).await
    }

    /// Keeps a diagnosis; gives the SHA-256 of what was kept.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the facility is not the organization's, [`StoreError::Taken`] when
    /// the identifier exists.
    pub async fn add_net_check(&mut self, facility: &FacilityId, id: &str, check: &Check) -> Result<String> {
        let content = crate::facilities::to_json("net_check.content", check)?;
        let sha256 = fingerprint(&content);
        run_tx!(
            self.tx,
            "INSERT INTO net_check (organization_id, facility_id, id, at, by_name, source_address, source_host, source_os, content, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            self.organization.as_str(),
            facility.as_str(),
            id,
            &check.at,
            &check.by,
            &check.source,
            &check.source_host,
            &check.os,
            &content,
            &sha256
        )
        .map_err(StoreError::unique)?;
        let after = serde_json::json!({ "sha256": sha256, "targets": check.targets.len(), "result": check.summary() });
        self.net_event("netcheck.end", facility, id, after).await?;
        Ok(sha256)
    }

    async fn require_facility(&mut self, facility: &FacilityId) -> Result<()> {
        let there: Option<String> = on_tx!(
            self.tx,
            query_scalar("SELECT id FROM facility WHERE organization_id = $1 AND id = $2"),
            fetch_optional,
            self.organization.as_str(),
            facility.as_str()
        )?;
        there.map(|_| ()).ok_or(StoreError::NotFound)
    }

    async fn net_event(
        &mut self,
        action: &str,
        facility: &FacilityId,
        id: &str,
        after: serde_json::Value,
    ) -> Result<()> {
        self.record(Event {
            action,
            subject: format!("netcheck:{id}"),
            facility: Some(facility),
            after: after.to_string(),
            ..Event::default()
        })
        .await
    }
}
