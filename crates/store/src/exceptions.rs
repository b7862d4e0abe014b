//! The register of exceptions: asked for, approved or declined, ended.

use crate::facilities::to_json;
use crate::tenant::{on_pool, on_tx, run_tx};
use crate::{Change, Event, Result, StoreError, Tenant, changed};
use tate_domain::date::parse_day;
use tate_domain::exception::{Registered, Signed};
use tate_domain::id::{ExceptionId, FacilityId};

#[derive(sqlx::FromRow)]
struct ExceptionRow {
    id: String,
    item: String,
    rows: String,
    reason: String,
    measure: String,
    no_statement: String,
    until: String,
    follows: String,
    written_user: String,
    written_name: String,
    written_at: String,
    approved_user: String,
    approved_name: String,
    approved_at: String,
    declined_user: String,
    declined_name: String,
    declined_at: String,
    declined_reason: String,
    ended_user: String,
    ended_name: String,
    ended_at: String,
    ended_reason: String,
    version: i64,
}

/// Nobody signed where there is no time.
fn signed(user: String, name: String, at: String) -> Option<Signed> {
    (!at.is_empty()).then_some(Signed { user, name, at })
}

impl TryFrom<ExceptionRow> for Registered {
    type Error = StoreError;
    fn try_from(row: ExceptionRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            item: row.item,
            rows: serde_json::from_str(&row.rows).map_err(StoreError::corrupt("exception.rows"))?,
            reason: row.reason,
            measure: row.measure,
            no_statement: row.no_statement,
            until: parse_day(&row.until).map_err(|why| StoreError::Corrupt { what: "exception.until", why: why.0 })?,
            follows: Some(row.follows).filter(|id| !id.is_empty()).map(Into::into),
            written: Signed { user: row.written_user, name: row.written_name, at: row.written_at },
            approved: signed(row.approved_user, row.approved_name, row.approved_at),
            declined: signed(row.declined_user, row.declined_name, row.declined_at),
            declined_reason: row.declined_reason,
            ended: signed(row.ended_user, row.ended_name, row.ended_at),
            ended_reason: row.ended_reason,
            version: row.version,
        })
    }
}

impl Tenant {
    /// Every exception of a facility, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn exceptions(&self, facility: &FacilityId) -> Result<Vec<Registered>> {
        on_pool!(
            self.store,
            query_as::<_, ExceptionRow>(
                "SELECT id, item, rows, reason, measure, no_statement, until, follows, written_user, written_name, written_at, approved_user, approved_name, approved_at, declined_user, declined_name, declined_at, declined_reason, ended_user, ended_name, ended_at, ended_reason, version
                 FROM exception WHERE organization_id = $1 AND facility_id = $2 ORDER BY id DESC"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    /// One exception.
    ///
    /// # Errors
    /// When the database cannot be reached or the row is corrupt.
    pub async fn exception(&self, facility: &FacilityId, id: &ExceptionId) -> Result<Option<Registered>> {
        on_pool!(
            self.store,
            query_as::<_, ExceptionRow>(
                "SELECT id, item, rows, reason, measure, no_statement, until, follows, written_user, written_name, written_at, approved_user, approved_name, approved_at, declined_user, declined_name, declined_at, declined_reason, ended_user, ended_name, ended_at, ended_reason, version
                 FROM exception WHERE organization_id = $1 AND facility_id = $2 AND id = $3"
            ),
            fetch_optional,
            self.org(),
            facility.as_str(),
            id.as_str()
        )?
        .map(TryInto::try_into)
        .transpose()
    }
}

impl Change {
    /// Writes an exception that waits for its approval.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when another one of the item waits, [`StoreError::NotFound`] when the
    /// facility is not the organization's.
    pub async fn write_exception(&mut self, facility: &FacilityId, one: &Registered) -> Result<()> {
        let rows = to_json("exception.rows", &one.rows)?;
        let (edition, until) = (one.item.split_once(':').map_or("", |(edition, _)| edition), one.until.to_string());
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO exception (organization_id, facility_id, id, edition, item, rows, reason, measure, no_statement, until, follows, written_user, written_name, written_at, approved_user, approved_name, approved_at, declined_user, declined_name, declined_at, declined_reason, ended_user, ended_name, ended_at, ended_reason, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', '', '', '', '', '', '', '', '', '', '', 1)",
            self.organization.as_str(),
            facility.as_str(),
            one.id.as_str(),
            edition,
            &one.item,
            &rows,
            &one.reason,
            &one.measure,
            &one.no_statement,
            &until,
            one.follows.as_ref().map_or("", ExceptionId::as_str),
            &one.written.user,
            &one.written.name,
            &at
        )
        .map_err(StoreError::unique)?;
        let after = serde_json::json!({
            "item": one.item, "rows": one.rows, "reason": one.reason, "measure": one.measure,
            "no_statement": one.no_statement, "until": until, "follows": one.follows,
        });
        self.exception_event("exception.write", facility, &one.id, String::new(), after.to_string()).await
    }

    /// Says why there is no statement of the vendor, while the exception waits.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it changed meanwhile or no longer waits.
    pub async fn explain_exception(
        &mut self,
        facility: &FacilityId,
        id: &ExceptionId,
        seen: i64,
        no_statement: &str,
    ) -> Result<()> {
        let touched = run_tx!(
            self.tx,
            "UPDATE exception SET no_statement = $5, version = version + 1 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $4 AND approved_at = '' AND declined_at = '' AND ended_at = ''",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            seen,
            no_statement
        )?;
        changed(touched)?;
        let after = serde_json::json!({ "no_statement": no_statement }).to_string();
        self.exception_event("exception.explain", facility, id, String::new(), after).await
    }

    /// Marks a waiting exception as changed, when a statement is added to it or taken away: whoever
    /// looked at it before must look again. The file's own event tells the rest.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it no longer waits.
    pub async fn touch_exception(&mut self, facility: &FacilityId, id: &ExceptionId) -> Result<()> {
        let touched = run_tx!(
            self.tx,
            "UPDATE exception SET version = version + 1 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND approved_at = '' AND declined_at = '' AND ended_at = ''",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str()
        )?;
        changed(touched)
    }

    /// Approves a waiting exception; the one of the item that was approved before ends with it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it changed meanwhile or no longer waits.
    pub async fn approve_exception(
        &mut self,
        facility: &FacilityId,
        id: &ExceptionId,
        seen: i64,
        by: (&str, &str),
    ) -> Result<()> {
        let at = self.who.at.clone();
        let before: Option<String> = on_tx!(
            self.tx,
            query_scalar(
                "SELECT id FROM exception WHERE organization_id = $1 AND facility_id = $2 AND approved_at <> '' AND ended_at = ''
                 AND item = (SELECT item FROM exception WHERE organization_id = $1 AND facility_id = $2 AND id = $3)"
            ),
            fetch_optional,
            self.organization.as_str(),
            facility.as_str(),
            id.as_str()
        )?;
        if let Some(before) = before.map(ExceptionId::from).filter(|before| before != id) {
            self.close_exception(facility, &before, by, "更新").await?;
        }
        let touched = run_tx!(
            self.tx,
            "UPDATE exception SET approved_user = $5, approved_name = $6, approved_at = $7, version = version + 1 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $4 AND approved_at = '' AND declined_at = '' AND ended_at = ''",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            seen,
            by.0,
            by.1,
            &at
        )?;
        changed(touched)?;
        let after = serde_json::json!({ "approved_by": by.1, "user": by.0 }).to_string();
        self.exception_event("exception.approve", facility, id, String::new(), after).await
    }

    /// Declines a waiting exception.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it changed meanwhile or no longer waits.
    pub async fn decline_exception(
        &mut self,
        facility: &FacilityId,
        id: &ExceptionId,
        seen: i64,
        by: (&str, &str),
        reason: &str,
    ) -> Result<()> {
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE exception SET declined_user = $5, declined_name = $6, declined_at = $7, declined_reason = $8, version = version + 1 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $4 AND approved_at = '' AND declined_at = '' AND ended_at = ''",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            seen,
            by.0,
            by.1,
            &at,
            reason
        )?;
        changed(touched)?;
        let after = serde_json::json!({ "declined_by": by.1, "user": by.0, "reason": reason }).to_string();
        self.exception_event("exception.decline", facility, id, String::new(), after).await
    }

    /// Ends an exception before its last day; one that waits is withdrawn.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it changed meanwhile or has ended.
    pub async fn end_exception(
        &mut self,
        facility: &FacilityId,
        id: &ExceptionId,
        seen: i64,
        by: (&str, &str),
        reason: &str,
    ) -> Result<()> {
        let version: Option<i64> = on_tx!(
            self.tx,
            query_scalar(
                "SELECT version FROM exception WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND declined_at = ''"
            ),
            fetch_optional,
            self.organization.as_str(),
            facility.as_str(),
            id.as_str()
        )?;
        if version != Some(seen) {
            return Err(StoreError::Conflict);
        }
        self.close_exception(facility, id, by, reason).await
    }

    async fn close_exception(
        &mut self,
        facility: &FacilityId,
        id: &ExceptionId,
        by: (&str, &str),
        reason: &str,
    ) -> Result<()> {
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE exception SET ended_user = $4, ended_name = $5, ended_at = $6, ended_reason = $7, version = version + 1 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND ended_at = ''",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            by.0,
            by.1,
            &at,
            reason
        )?;
        changed(touched)?;
        let after = serde_json::json!({ "ended_by": by.1, "user": by.0, "reason": reason }).to_string();
        self.exception_event("exception.end", facility, id, String::new(), after).await
    }

    async fn exception_event(
        &mut self,
        action: &str,
        facility: &FacilityId,
        id: &ExceptionId,
        before: String,
        after: String,
    ) -> Result<()> {
        let subject = format!("exception:{id}");
        self.record(Event { action, subject, facility: Some(facility), before, after }).await
    }
}
