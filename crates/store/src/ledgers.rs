//! Ledger rows, imports and their undoing.

use crate::facilities::to_json;
use crate::tenant::{on_pool, on_tx, run_tx};
use crate::{Change, Event, Result, StoreError, Tenant};
use tate_domain::facts::Row;
use tate_domain::id::{BatchId, FacilityId, RowId};
use tate_domain::ledger::{Fields, Ledger};
use tate_domain::origin::{Origins, forget_changed};

/// The code under which imports of machine inventories are kept: they reach over several ledgers.
pub(crate) const MACHINES: &str = "machines";

/// One paste or import.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Batch {
    /// Identifier.
    pub id: String,
    /// The ledger's code.
    pub ledger: String,
    /// What was read: a file name or 貼り付け.
    pub source: String,
    /// 追加 12／更新 3 …
    pub summary: String,
    /// When.
    pub created_at: String,
    /// Who.
    pub created_by: String,
    /// When it was undone; empty if it was not.
    pub undone_at: String,
}

/// What a batch did to one row.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub struct BatchChange {
    /// The row.
    pub row_id: String,
    /// Its values before as JSON; empty when the batch added it.
    pub before: String,
    /// Its version after.
    pub after_version: i64,
    /// The row's ledger; empty in batches of one ledger, which have it themselves.
    pub ledger: String,
    /// Its origins before as JSON; empty when the batch added it, or is older than origins.
    pub origins: String,
    /// 1 when the batch took the row out of its ledger.
    pub removed: i64,
}

#[derive(sqlx::FromRow)]
pub(crate) struct LedgerRow {
    id: String,
    ledger: String,
    fields: String,
    version: i64,
    updated_at: String,
}

impl TryFrom<LedgerRow> for Row {
    type Error = StoreError;
    fn try_from(row: LedgerRow) -> Result<Self> {
        let ledger =
            Ledger::from_code(&row.ledger).ok_or(StoreError::Corrupt { what: "ledger_row.ledger", why: row.ledger })?;
        let fields = serde_json::from_str(&row.fields).map_err(StoreError::corrupt("ledger_row.fields"))?;
        Ok(Self { id: row.id, ledger, version: row.version, fields, updated_at: row.updated_at })
    }
}

impl Tenant {
    /// All rows of all ledgers of a facility, oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn all_rows(&self, facility: &FacilityId) -> Result<Vec<Row>> {
        on_pool!(
            self.store,
            query_as::<_, LedgerRow>("SELECT id, ledger, fields, version, updated_at FROM ledger_row WHERE organization_id = $1 AND facility_id = $2 AND removed_at = '' ORDER BY id"),
            fetch_all, self.org(), facility.as_str()
        )?
        .into_iter().map(TryInto::try_into).collect()
    }

    /// A page of one ledger: rows whose search text holds `wanted` (already folded; empty: all).
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn rows(
        &self,
        facility: &FacilityId,
        ledger: Ledger,
        wanted: &str,
        from: i64,
        most: i64,
    ) -> Result<Vec<Row>> {
        let pattern = format!("%{}%", wanted.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        on_pool!(
            self.store,
            query_as::<_, LedgerRow>(r"SELECT id, ledger, fields, version, updated_at FROM ledger_row WHERE organization_id = $1 AND facility_id = $2 AND ledger = $3 AND removed_at = '' AND search LIKE $4 ESCAPE '\' ORDER BY id LIMIT $5 OFFSET $6"),
            fetch_all, self.org(), facility.as_str(), ledger.code(), &pattern, most, from
        )?
        .into_iter().map(TryInto::try_into).collect()
    }

    /// How many rows [`Tenant::rows`] would find.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn count_rows(&self, facility: &FacilityId, ledger: Ledger, wanted: &str) -> Result<i64> {
        let pattern = format!("%{}%", wanted.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        Ok(on_pool!(
            self.store,
            query_scalar(
                r"SELECT count(*) FROM ledger_row WHERE organization_id = $1 AND facility_id = $2 AND ledger = $3 AND removed_at = '' AND search LIKE $4 ESCAPE '\'"
            ),
            fetch_one,
            self.org(),
            facility.as_str(),
            ledger.code(),
            &pattern
        )?)
    }

    /// One row of a facility.
    ///
    /// # Errors
    /// When the database cannot be reached or the row is corrupt.
    pub async fn row(&self, facility: &FacilityId, id: &str) -> Result<Option<Row>> {
        on_pool!(
            self.store,
            query_as::<_, LedgerRow>("SELECT id, ledger, fields, version, updated_at FROM ledger_row WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND removed_at = ''"),
            fetch_optional, self.org(), facility.as_str(), id
        )?
        .map(TryInto::try_into).transpose()
    }

    /// The latest imports of a facility.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn batches(&self, facility: &FacilityId, ledger: Ledger, most: i64) -> Result<Vec<Batch>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, Batch>(
                "SELECT id, ledger, source, summary, created_at, created_by, undone_at FROM batch WHERE organization_id = $1 AND facility_id = $2 AND ledger = $3 ORDER BY id DESC LIMIT $4"
            ),
            fetch_all,
            self.org(),
            facility.as_str(),
            ledger.code(),
            most
        )?)
    }

    /// One import of a facility.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn batch(&self, facility: &FacilityId, id: &BatchId) -> Result<Option<Batch>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, Batch>(
                "SELECT id, ledger, source, summary, created_at, created_by, undone_at FROM batch WHERE organization_id = $1 AND facility_id = $2 AND id = $3"
            ),
            fetch_optional,
            self.org(),
            facility.as_str(),
            id.as_str()
        )?)
    }

    /// What an import did.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn batch_changes(&self, id: &BatchId) -> Result<Vec<BatchChange>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, BatchChange>(
                "SELECT row_id, before, after_version, ledger, origins, removed FROM batch_change WHERE organization_id = $1 AND batch_id = $2 ORDER BY row_id"
            ),
            fetch_all,
            self.org(),
            id.as_str()
        )?)
    }

    /// The column by which the rows of tables with this heading are recognised; empty for the ledger's
    /// own order, nothing where no such table was imported yet.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn remembered_match_key(&self, ledger: Ledger, signature: &str) -> Result<Option<String>> {
        Ok(on_pool!(
            self.store,
            query_scalar(
                "SELECT match_key FROM column_mapping WHERE organization_id = $1 AND ledger = $2 AND signature = $3"
            ),
            fetch_optional,
            self.org(),
            ledger.code(),
            signature
        )?)
    }

    /// The mapping remembered for tables with this heading.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn remembered_mapping(&self, ledger: Ledger, signature: &str) -> Result<Option<String>> {
        Ok(on_pool!(
            self.store,
            query_scalar(
                "SELECT mapping FROM column_mapping WHERE organization_id = $1 AND ledger = $2 AND signature = $3"
            ),
            fetch_optional,
            self.org(),
            ledger.code(),
            signature
        )?)
    }
}

impl Change {
    /// Adds a row that a person typed.
    ///
    /// # Errors
    /// When the facility is not the organization's.
    pub async fn add_row(&mut self, facility: &FacilityId, id: &RowId, ledger: Ledger, fields: &Fields) -> Result<()> {
        self.add_row_from(facility, id, ledger, fields, &Origins::new()).await
    }

    /// Adds a row with the origins of the values that a machine import wrote.
    ///
    /// # Errors
    /// When the facility is not the organization's.
    pub async fn add_row_from(
        &mut self,
        facility: &FacilityId,
        id: &RowId,
        ledger: Ledger,
        fields: &Fields,
        origins: &Origins,
    ) -> Result<()> {
        let text = to_json("ledger_row.fields", fields)?;
        let origins = to_json("ledger_row.origins", origins)?;
        let search = ledger.search_text(fields);
        let at = self.who.at.clone();
        self.touch_facts(facility).await?;
        run_tx!(
            self.tx,
            "INSERT INTO ledger_row (organization_id, facility_id, id, ledger, fields, search, version, created_at, updated_at, removed_at, origins) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7, '', $8)",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            ledger.code(),
            &text,
            &search,
            &at,
            &origins
        )?;
        self.record(Event {
            action: "ledger.add",
            subject: format!("{}:{id}", ledger.code()),
            facility: Some(facility),
            after: text,
            ..Event::default()
        })
        .await
    }

    /// Changes a row that still has the version its editor saw; gives the new version. What is changed
    /// is a person's from then on: its origin is forgotten.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody changed or removed it meanwhile,
    /// [`StoreError::NotFound`] when the facility never had it.
    pub async fn change_row(
        &mut self,
        facility: &FacilityId,
        id: &RowId,
        ledger: Ledger,
        seen: i64,
        fields: &Fields,
    ) -> Result<i64> {
        self.rewrite_row(facility, id, ledger, seen, fields, None).await
    }

    /// The same with origins as they are handed in: by a machine import, or by its undoing.
    ///
    /// # Errors
    /// As [`Change::change_row`].
    pub async fn change_row_from(
        &mut self,
        facility: &FacilityId,
        id: &RowId,
        ledger: Ledger,
        seen: i64,
        fields: &Fields,
        origins: &Origins,
    ) -> Result<i64> {
        self.rewrite_row(facility, id, ledger, seen, fields, Some(origins)).await
    }

    async fn rewrite_row(
        &mut self,
        facility: &FacilityId,
        id: &RowId,
        ledger: Ledger,
        seen: i64,
        fields: &Fields,
        origins: Option<&Origins>,
    ) -> Result<i64> {
        let before: Option<(String, String)> = on_tx!(
            self.tx,
            query_as(
                "SELECT fields, origins FROM ledger_row WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND ledger = $4"
            ),
            fetch_optional,
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            ledger.code()
        )?;
        let (before, had) = before.ok_or(StoreError::NotFound)?;
        let after = to_json("ledger_row.fields", fields)?;
        let origins = match origins {
            Some(origins) => to_json("ledger_row.origins", origins)?,
            None => kept_origins(&had, &before, fields)?,
        };
        let search = ledger.search_text(fields);
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE ledger_row SET fields = $4, search = $5, version = version + 1, updated_at = $6, origins = $8 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $7 AND removed_at = ''",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            &after,
            &search,
            &at,
            seen,
            &origins
        )?;
        if touched == 0 {
            return Err(StoreError::Conflict);
        }
        self.touch_facts(facility).await?;
        self.record(Event {
            action: "ledger.change",
            subject: format!("{}:{id}", ledger.code()),
            facility: Some(facility),
            before,
            after,
        })
        .await?;
        Ok(seen + 1)
    }

    /// Puts a row back into its ledger that an import took out; gives the new version.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is there, or not as the import left it;
    /// [`StoreError::NotFound`] when the facility never had it.
    pub async fn restore_row(&mut self, facility: &FacilityId, id: &RowId, ledger: Ledger, seen: i64) -> Result<i64> {
        let fields: Option<String> = on_tx!(
            self.tx,
            query_scalar(
                "SELECT fields FROM ledger_row WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND ledger = $4"
            ),
            fetch_optional,
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            ledger.code()
        )?;
        let after = fields.ok_or(StoreError::NotFound)?;
        let touched = run_tx!(
            self.tx,
            "UPDATE ledger_row SET removed_at = '', version = version + 1 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $4 AND removed_at <> ''",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            seen
        )?;
        if touched == 0 {
            return Err(StoreError::Conflict);
        }
        self.touch_facts(facility).await?;
        self.record(Event {
            action: "ledger.add",
            subject: format!("{}:{id}", ledger.code()),
            facility: Some(facility),
            after,
            ..Event::default()
        })
        .await?;
        Ok(seen + 1)
    }

    /// Takes a row out of its ledger; the audit log keeps what it held.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody changed or removed it meanwhile,
    /// [`StoreError::NotFound`] when the facility never had it.
    pub async fn remove_row(&mut self, facility: &FacilityId, id: &RowId, ledger: Ledger, seen: i64) -> Result<()> {
        let before: Option<String> = on_tx!(
            self.tx,
            query_scalar(
                "SELECT fields FROM ledger_row WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND ledger = $4"
            ),
            fetch_optional,
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            ledger.code()
        )?;
        let before = before.ok_or(StoreError::NotFound)?;
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE ledger_row SET removed_at = $4, version = version + 1 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $5 AND removed_at = ''",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            &at,
            seen
        )?;
        if touched == 0 {
            return Err(StoreError::Conflict);
        }
        self.touch_facts(facility).await?;
        self.record(Event {
            action: "ledger.remove",
            subject: format!("{}:{id}", ledger.code()),
            facility: Some(facility),
            before,
            ..Event::default()
        })
        .await
    }

    /// Notes a paste or import and what it did to each row: (row, values before or empty, version after).
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_batch(
        &mut self,
        facility: &FacilityId,
        id: &BatchId,
        ledger: Ledger,
        source: &str,
        summary: &str,
        changes: &[BatchChange],
    ) -> Result<()> {
        self.insert_batch(facility, id, ledger.code(), source, summary, changes).await
    }

    pub(crate) async fn insert_batch(
        &mut self,
        facility: &FacilityId,
        id: &BatchId,
        ledger: &str,
        source: &str,
        summary: &str,
        changes: &[BatchChange],
    ) -> Result<()> {
        let (at, by) = (self.who.at.clone(), self.who.actor.clone());
        run_tx!(
            self.tx,
            "INSERT INTO batch (organization_id, facility_id, id, ledger, source, summary, created_at, created_by, undone_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            ledger,
            source,
            summary,
            &at,
            &by
        )?;
        for change in changes {
            run_tx!(
                self.tx,
                "INSERT INTO batch_change (organization_id, batch_id, row_id, before, after_version, ledger, origins, removed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                self.organization.as_str(),
                id.as_str(),
                &change.row_id,
                &change.before,
                change.after_version,
                &change.ledger,
                &change.origins,
                change.removed
            )?;
        }
        let after = serde_json::json!({ "source": source, "summary": summary }).to_string();
        self.record(Event {
            action: "batch.add",
            subject: format!("batch:{id}"),
            facility: Some(facility),
            after,
            ..Event::default()
        })
        .await
    }

    /// Marks an import as undone; the caller has put its rows back.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was undone already, [`StoreError::NotFound`] when the
    /// facility never had it.
    pub async fn mark_undone(&mut self, facility: &FacilityId, id: &BatchId) -> Result<()> {
        let at = self.who.at.clone();
        let undone: Option<String> = on_tx!(
            self.tx,
            query_scalar("SELECT undone_at FROM batch WHERE organization_id = $1 AND facility_id = $2 AND id = $3"),
            fetch_optional,
            self.organization.as_str(),
            facility.as_str(),
            id.as_str()
        )?;
        if !undone.ok_or(StoreError::NotFound)?.is_empty() {
            return Err(StoreError::Conflict);
        }
        run_tx!(
            self.tx,
            "UPDATE batch SET undone_at = $3 WHERE organization_id = $1 AND id = $2",
            self.organization.as_str(),
            id.as_str(),
            &at
        )?;
        // What this import had changed is again as the import before it left it: that one can be undone as well.
        run_tx!(
            self.tx,
            "UPDATE batch_change SET after_version = (SELECT version FROM ledger_row WHERE ledger_row.organization_id = batch_change.organization_id AND ledger_row.id = batch_change.row_id)
             WHERE organization_id = $1 AND batch_id <> $2 AND EXISTS (
               SELECT 1 FROM batch_change later WHERE later.organization_id = batch_change.organization_id AND later.batch_id = $2
               AND later.row_id = batch_change.row_id AND later.before <> '' AND later.after_version = batch_change.after_version + 1)",
            self.organization.as_str(),
            id.as_str()
        )?;
        self.record(Event {
            action: "batch.undo",
            subject: format!("batch:{id}"),
            facility: Some(facility),
            ..Event::default()
        })
        .await
    }

    /// Remembers how a table's columns were mapped, and by which column its rows are recognised
    /// (empty: the ledger's own order).
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn remember_mapping(
        &mut self,
        ledger: Ledger,
        signature: &str,
        mapping: &str,
        match_key: &str,
    ) -> Result<()> {
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO column_mapping (organization_id, ledger, signature, mapping, at, match_key) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (organization_id, ledger, signature) DO UPDATE SET mapping = excluded.mapping, at = excluded.at, match_key = excluded.match_key",
            self.organization.as_str(), ledger.code(), signature, mapping, &at, match_key
        )?;
        self.record(Event {
            action: "mapping.remember",
            subject: format!("mapping:{}", ledger.code()),
            after: mapping.to_owned(),
            ..Event::default()
        })
        .await
    }
}

/// Origins as stored; empty text is what a restored backup of an older version leaves.
pub(crate) fn read_origins(text: &str) -> Result<Origins> {
    if text.is_empty() {
        return Ok(Origins::new());
    }
    serde_json::from_str(text).map_err(StoreError::corrupt("ledger_row.origins"))
}

/// The origins that stay when a person changes a row.
fn kept_origins(had: &str, before: &str, after: &Fields) -> Result<String> {
    let mut origins = read_origins(had)?;
    let before: Fields = serde_json::from_str(before).map_err(StoreError::corrupt("ledger_row.fields"))?;
    forget_changed(&mut origins, &before, after);
    to_json("ledger_row.origins", &origins)
}
