//! What machine imports know besides ledger rows: reports of hosts, disagreements with people, hosts outside
//! the ledgers, censuses. Every record names the import that wrote it last; a person's decision empties that.

use crate::ledgers::{MACHINES, read_origins};
use crate::tenant::on_pool;
use crate::{Batch, Result, Tenant};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tate_domain::id::{BatchId, FacilityId};
use tate_domain::origin::Origins;

/// The newest that one product read of one device.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow, Serialize, Deserialize)]
pub struct HostReport {
    /// The row of the device ledger.
    pub device_id: String,
    /// The product's code.
    pub source: String,
    /// When the product looked at the host, RFC 3339 in UTC.
    pub taken_at: String,
    /// When a file last held the host, RFC 3339 in UTC.
    pub seen_at: String,
    /// Its hardware addresses, separated by blanks.
    pub macs: String,
    /// The host as JSON, or how many characters that has ([`Tenant::reports`]).
    pub content: String,
    /// The import that wrote it.
    pub batch_id: String,
}

/// A value of an import that is not what a person typed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow, Serialize, Deserialize)]
pub struct Disagreement {
    /// The row.
    pub row_id: String,
    /// The column.
    pub column_key: String,
    /// The product's code.
    pub source: String,
    /// What the import says, as it would be stored.
    pub value: String,
    /// The ISO day on which the product looked.
    pub taken_at: String,
    /// `open`, or `kept` when a person stays with the ledger's value.
    pub state: String,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided_at: String,
    /// The import that wrote it; empty after a decision.
    pub batch_id: String,
}

/// A host that was seen and is no row of the device ledger.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow, Serialize, Deserialize)]
pub struct Sighting {
    /// Identifier.
    pub id: String,
    /// The product's code.
    pub source: String,
    /// By what it is recognised: `mac:…`, `host:…`, `ip:…`.
    pub identity: String,
    /// The host as JSON.
    pub host: String,
    /// When it was first seen, RFC 3339 in UTC.
    pub first_seen: String,
    /// When it was last seen, RFC 3339 in UTC.
    pub last_seen: String,
    /// `open`, `registered`, `same` or `ignored`.
    pub state: String,
    /// Why it is no device of the facility.
    pub reason: String,
    /// The row that it became, or is.
    pub device_id: String,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided_at: String,
    /// The import that wrote it; empty after a decision.
    pub batch_id: String,
}

/// One look of a product at the whole facility.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow, Serialize, Deserialize)]
pub struct Census {
    /// The product's code.
    pub source: String,
    /// When it looked, RFC 3339 in UTC.
    pub taken_at: String,
    /// How many hosts it saw.
    pub hosts: i64,
    /// The import.
    pub batch_id: String,
}

/// One of these records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Record {
    /// What was read of a host.
    Report(HostReport),
    /// An import against a person.
    Disagreement(Disagreement),
    /// A host outside the ledger.
    Sighting(Sighting),
    /// A look at the whole facility.
    Census(Census),
}

impl Record {
    /// Its kind and key in one text; what an import replaced is kept under it.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Report(report) => format!("report:{}:{}", report.device_id, report.source),
            Self::Disagreement(found) => {
                format!("disagreement:{}:{}:{}", found.row_id, found.column_key, found.source)
            }
            Self::Sighting(sighting) => format!("sighting:{}", sighting.id),
            Self::Census(census) => format!("census:{}:{}", census.source, census.taken_at),
        }
    }

    /// The import that wrote it last; empty after a person's decision.
    #[must_use]
    pub fn batch(&self) -> &str {
        match self {
            Self::Report(report) => &report.batch_id,
            Self::Disagreement(found) => &found.batch_id,
            Self::Sighting(sighting) => &sighting.batch_id,
            Self::Census(census) => &census.batch_id,
        }
    }
}

/// What an import did to one record.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct BatchEffect {
    /// [`Record::place`].
    pub place: String,
    /// The record before as JSON; empty where there was none.
    pub before: String,
}

#[derive(sqlx::FromRow)]
struct RowOrigins {
    id: String,
    origins: String,
}

impl Tenant {
    /// The origins of all rows of a facility that have any: row → column → origin.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn origins(&self, facility: &FacilityId) -> Result<BTreeMap<String, Origins>> {
        let found: Vec<RowOrigins> = on_pool!(
            self.store,
            query_as::<_, RowOrigins>(
                "SELECT id, origins FROM ledger_row WHERE organization_id = $1 AND facility_id = $2 AND removed_at = '' AND origins NOT IN ('', '{}')"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?;
        found.into_iter().map(|row| Ok((row.id, read_origins(&row.origins)?))).collect()
    }

    /// The reports of all devices of a facility; in place of their content how many characters it has.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn reports(&self, facility: &FacilityId) -> Result<Vec<HostReport>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, HostReport>(
                "SELECT device_id, source, taken_at, seen_at, macs, CAST(length(content) AS TEXT) AS content, batch_id FROM host_report WHERE organization_id = $1 AND facility_id = $2 ORDER BY device_id, source"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?)
    }

    /// The reports of one device, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn reports_of(&self, facility: &FacilityId, device: &str) -> Result<Vec<HostReport>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, HostReport>(
                "SELECT device_id, source, taken_at, seen_at, macs, content, batch_id FROM host_report WHERE organization_id = $1 AND facility_id = $2 AND device_id = $3 ORDER BY taken_at DESC, source"
            ),
            fetch_all,
            self.org(),
            facility.as_str(),
            device
        )?)
    }

    /// Where imports disagree with people, decided or not.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn disagreements(&self, facility: &FacilityId) -> Result<Vec<Disagreement>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, Disagreement>(
                "SELECT row_id, column_key, source, value, taken_at, state, decided_by, decided_at, batch_id FROM disagreement WHERE organization_id = $1 AND facility_id = $2 ORDER BY row_id, column_key, source"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?)
    }

    /// Hosts outside the ledger, decided or not, in the order of their first sighting.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn sightings(&self, facility: &FacilityId) -> Result<Vec<Sighting>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, Sighting>(
                "SELECT id, source, identity, host, first_seen, last_seen, state, reason, device_id, decided_by, decided_at, batch_id FROM sighting WHERE organization_id = $1 AND facility_id = $2 ORDER BY id"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?)
    }

    /// The censuses of a facility, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn censuses(&self, facility: &FacilityId) -> Result<Vec<Census>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, Census>(
                "SELECT source, taken_at, hosts, batch_id FROM census WHERE organization_id = $1 AND facility_id = $2 ORDER BY taken_at DESC, source"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?)
    }

    /// The latest imports of machine inventories.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn machine_batches(&self, facility: &FacilityId, most: i64) -> Result<Vec<Batch>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, Batch>(
                "SELECT id, ledger, source, summary, created_at, created_by, undone_at FROM batch WHERE organization_id = $1 AND facility_id = $2 AND ledger = $3 ORDER BY id DESC LIMIT $4"
            ),
            fetch_all,
            self.org(),
            facility.as_str(),
            MACHINES,
            most
        )?)
    }

    /// What an import did besides ledger rows.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn batch_effects(&self, id: &BatchId) -> Result<Vec<BatchEffect>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, BatchEffect>(
                "SELECT place, before FROM batch_effect WHERE organization_id = $1 AND batch_id = $2 ORDER BY place"
            ),
            fetch_all,
            self.org(),
            id.as_str()
        )?)
    }
}
