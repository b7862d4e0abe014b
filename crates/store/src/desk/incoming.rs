//! Sheets that came in.

use super::{changed, corrupt, day_or_none, text_of};
use crate::facilities::to_json;
use crate::tenant::{on_pool, on_tx, run_tx};
use crate::{Change, Result, StoreError, Tenant};
use tate_domain::desk::{FileKind, Incoming, IncomingState, customer_key};
use tate_domain::id::{FacilityId, IncomingId};
use tate_domain::text::search_key;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct IncomingLine {
    /// Identifier.
    pub id: String,
    /// Name of the file.
    pub name: String,
    /// The customer.
    pub customer: String,
    /// The system.
    pub system: String,
    /// The contract.
    pub contract: String,
    /// The edition.
    pub edition: String,
    /// The product's id; empty while it is not known.
    pub product_id: String,
    /// The deadline, ISO, or empty.
    pub deadline: String,
    /// Rows that wait for a person.
    pub deltas: i64,
    /// open, done.
    pub state: String,
    /// When it came in.
    pub received_at: String,
}

/// How many sheets there are of a state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IncomingCount {
    /// Waiting for a person.
    pub open: i64,
    /// Finished.
    pub done: i64,
    /// Waiting, with a deadline before a day.
    pub late: i64,
}

#[derive(sqlx::FromRow)]
struct IncomingRow {
    id: String,
    once: String,
    name: String,
    kind: String,
    sha256: String,
    file_id: String,
    request: String,
    customer: String,
    code: String,
    system: String,
    contract: String,
    edition: String,
    deadline: String,
    fiscal_year: i64,
    product_id: String,
    answers: String,
    state: String,
    answered_by: String,
    contact: String,
    answer_id: String,
    valid_until: String,
    received_at: String,
    finished_at: String,
    finished_name: String,
    version: i64,
}

impl TryFrom<IncomingRow> for Incoming {
    type Error = StoreError;
    fn try_from(row: IncomingRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            key: row.once,
            name: row.name,
            kind: FileKind::from_code(&row.kind).ok_or_else(|| corrupt("desk_incoming.kind", &row.kind))?,
            sha256: row.sha256,
            file: row.file_id,
            request: row.request,
            customer: row.customer,
            code: row.code,
            system: row.system,
            contract: row.contract,
            edition: row.edition,
            deadline: day_or_none("desk_incoming.deadline", &row.deadline)?,
            fiscal_year: row.fiscal_year,
            product: Some(row.product_id).filter(|id| !id.is_empty()).map(Into::into),
            rows: serde_json::from_str(&row.answers).map_err(StoreError::corrupt("desk_incoming.answers"))?,
            state: IncomingState::from_code(&row.state).ok_or_else(|| corrupt("desk_incoming.state", &row.state))?,
            answered_by: row.answered_by,
            contact: row.contact,
            answer_id: row.answer_id,
            valid_until: day_or_none("desk_incoming.valid_until", &row.valid_until)?,
            received_at: row.received_at,
            finished_at: row.finished_at,
            finished_name: row.finished_name,
            version: row.version,
        })
    }
}

impl Tenant {
    /// The sheets of a state, the nearest deadline first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn incoming_lines(
        &self,
        facility: &FacilityId,
        state: IncomingState,
        (offset, limit): (i64, i64),
    ) -> Result<Vec<IncomingLine>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, IncomingLine>(
                "SELECT id, name, customer, system, contract, edition, product_id, deadline, deltas, state, received_at
                 FROM desk_incoming WHERE organization_id = $1 AND facility_id = $2 AND state = $3
                 ORDER BY CASE WHEN deadline = '' THEN 1 ELSE 0 END, deadline, id LIMIT $4 OFFSET $5"
            ),
            fetch_all,
            self.org(),
            facility.as_str(),
            state.code(),
            limit,
            offset
        )?)
    }

    /// How many sheets there are; `today` (ISO) tells which are late.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn incoming_count(&self, facility: &FacilityId, today: &str) -> Result<IncomingCount> {
        let (open, done, late): (i64, i64, i64) = on_pool!(
            self.store,
            query_as(
                "SELECT CAST(COALESCE(sum(CASE WHEN state = 'open' THEN 1 ELSE 0 END), 0) AS BIGINT),
                 CAST(COALESCE(sum(CASE WHEN state = 'done' THEN 1 ELSE 0 END), 0) AS BIGINT),
                 CAST(COALESCE(sum(CASE WHEN state = 'open' AND deadline <> '' AND deadline < $3 THEN 1 ELSE 0 END), 0) AS BIGINT)
                 FROM desk_incoming WHERE organization_id = $1 AND facility_id = $2"
            ),
            fetch_one,
            self.org(),
            facility.as_str(),
            today
        )?;
        Ok(IncomingCount { open, done, late })
    }

    /// One sheet with its rows.
    ///
    /// # Errors
    /// When the database cannot be reached or the row is corrupt.
    pub async fn incoming(&self, facility: &FacilityId, id: &IncomingId) -> Result<Option<Incoming>> {
        on_pool!(
            self.store,
            query_as::<_, IncomingRow>(
                "SELECT id, once, name, kind, sha256, file_id, request, customer, code, system, contract, edition, deadline, fiscal_year, product_id, answers, state, answered_by, contact, answer_id, valid_until, received_at, finished_at, finished_name, version
                 FROM desk_incoming WHERE organization_id = $1 AND facility_id = $2 AND id = $3"
            ),
            fetch_optional,
            self.org(),
            facility.as_str(),
            id.as_str()
        )?
        .map(TryInto::try_into)
        .transpose()
    }

    /// Every sheet that came in during a fiscal year or later, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn incomings_since(&self, facility: &FacilityId, fiscal_year: i64) -> Result<Vec<Incoming>> {
        on_pool!(
            self.store,
            query_as::<_, IncomingRow>(
                "SELECT id, once, name, kind, sha256, file_id, request, customer, code, system, contract, edition, deadline, fiscal_year, product_id, answers, state, answered_by, contact, answer_id, valid_until, received_at, finished_at, finished_name, version
                 FROM desk_incoming WHERE organization_id = $1 AND facility_id = $2 AND fiscal_year >= $3 ORDER BY id"
            ),
            fetch_all,
            self.org(),
            facility.as_str(),
            fiscal_year
        )?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    /// The customers of the sheets that were ever taken in: name, code and product id, by name.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn incoming_customers(&self, facility: &FacilityId) -> Result<Vec<(String, String, String)>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, (String, String, String)>(
                "SELECT DISTINCT customer, code, product_id FROM desk_incoming WHERE organization_id = $1 AND facility_id = $2 AND customer <> '' ORDER BY customer, code, product_id"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?)
    }
}

impl Change {
    /// Takes sheets in, or takes them in again with what is known now, in one event. A sheet whose stored version is
    /// not `version` stays as it is: somebody worked on it meanwhile. Gives how many were written.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the facility is not the organization's.
    pub async fn take_in(&mut self, facility: &FacilityId, all: &[Incoming], source: &str) -> Result<usize> {
        let mut written = Vec::new();
        for one in all {
            let touched = if one.version == 0 {
                self.insert_incoming(facility, one).await?
            } else {
                self.rewrite(facility, one).await?
            };
            if touched > 0 {
                written.push(one.id.as_str());
            }
        }
        if !written.is_empty() {
            let after = serde_json::json!({ "count": written.len(), "source": source, "ids": written });
            self.desk_event("desk.receive", facility, "incoming:".to_owned(), after.to_string()).await?;
        }
        Ok(written.len())
    }

    /// Saves one sheet that a person works on; `one.version` is the version that was seen.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it changed meanwhile.
    pub async fn save_incoming(&mut self, facility: &FacilityId, one: &Incoming, action: &str) -> Result<()> {
        changed(self.rewrite(facility, one).await?)?;
        let after = serde_json::json!({
            "customer": one.customer, "system": one.system, "state": one.state.code(), "deltas": one.deltas(),
            "product": one.product.as_ref().map_or("", |id| id.as_str()), "answer": one.answer_id,
        });
        self.desk_event(action, facility, format!("incoming:{}", one.id), after.to_string()).await
    }

    async fn insert_incoming(&mut self, facility: &FacilityId, one: &Incoming) -> Result<u64> {
        let (rows, deadline) = (to_json("desk_incoming.answers", &one.rows)?, text_of(one.deadline));
        let until = text_of(one.valid_until);
        let (customer, system) = (customer_key(&one.code, &one.customer), search_key(&one.system));
        let deltas = i64::try_from(one.deltas()).unwrap_or(i64::MAX);
        Ok(run_tx!(
            self.tx,
            "INSERT INTO desk_incoming (organization_id, facility_id, id, once, name, kind, sha256, file_id, request, customer, code, customer_key, system, system_key, contract, edition, deadline, fiscal_year, product_id, answers, deltas, state, answered_by, contact, answer_id, valid_until, received_at, finished_at, finished_name, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, 1)
             ON CONFLICT (organization_id, facility_id, once) DO NOTHING",
            self.organization.as_str(),
            facility.as_str(),
            one.id.as_str(),
            &one.key,
            &one.name,
            one.kind.code(),
            &one.sha256,
            &one.file,
            &one.request,
            &one.customer,
            &one.code,
            &customer,
            &one.system,
            &system,
            &one.contract,
            &one.edition,
            &deadline,
            one.fiscal_year,
            one.product.as_ref().map_or("", |id| id.as_str()),
            &rows,
            deltas,
            one.state.code(),
            &one.answered_by,
            &one.contact,
            &one.answer_id,
            &until,
            &one.received_at,
            &one.finished_at,
            &one.finished_name
        )?)
    }

    async fn rewrite(&mut self, facility: &FacilityId, one: &Incoming) -> Result<u64> {
        let (rows, until) = (to_json("desk_incoming.answers", &one.rows)?, text_of(one.valid_until));
        let (customer, system) = (customer_key(&one.code, &one.customer), search_key(&one.system));
        let deltas = i64::try_from(one.deltas()).unwrap_or(i64::MAX);
        Ok(run_tx!(
            self.tx,
            "UPDATE desk_incoming SET customer = $5, code = $6, customer_key = $7, system = $8, system_key = $9, product_id = $10, answers = $11, deltas = $12, state = $13, answered_by = $14, contact = $15, answer_id = $16, finished_at = $17, finished_name = $18, file_id = $19, valid_until = $20, version = version + 1
             WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $4",
            self.organization.as_str(),
            facility.as_str(),
            one.id.as_str(),
            one.version,
            &one.customer,
            &one.code,
            &customer,
            &one.system,
            &system,
            one.product.as_ref().map_or("", |id| id.as_str()),
            &rows,
            deltas,
            one.state.code(),
            &one.answered_by,
            &one.contact,
            &one.answer_id,
            &one.finished_at,
            &one.finished_name,
            &one.file,
            &until
        )?)
    }

    /// Whether a sheet of a desk is there: what a person is about to hand out.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not the desk's.
    pub async fn hand_out(
        &mut self,
        facility: &FacilityId,
        id: &IncomingId,
        (name, sha256): (&str, &str),
    ) -> Result<()> {
        let known: Option<String> = on_tx!(
            self.tx,
            query_scalar("SELECT id FROM desk_incoming WHERE organization_id = $1 AND facility_id = $2 AND id = $3"),
            fetch_optional,
            self.organization.as_str(),
            facility.as_str(),
            id.as_str()
        )?;
        known.ok_or(StoreError::NotFound)?;
        let after = serde_json::json!({ "name": name, "sha256": sha256 });
        self.desk_event("desk.hand_out", facility, format!("incoming:{id}"), after.to_string()).await
    }
}
