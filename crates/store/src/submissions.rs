//! What vendors write: the sheet as it grows, and the sheets that were handed in.

use crate::facilities::to_json;
use crate::tenant::{on_pool, on_tx, run_tx};
use crate::{Change, Result, StoreError, Tenant};
use sha2::{Digest as _, Sha256};
use tate_domain::id::{FacilityId, RequestId, SubmissionId};
use tate_domain::vendor::{Route, Sheet, Typed};

/// One row of a sheet as it is being written, and what the facility asks about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct WrittenRow {
    /// The item.
    pub item: String,
    /// yes, no, not_applicable, or as typed; empty: not answered.
    pub value: String,
    /// 根拠 or reason.
    pub ground: String,
    /// 目標日 as typed.
    pub target_date: String,
    /// 備考.
    pub remark: String,
    /// What the facility asks about the row; empty: nothing.
    pub question: String,
    /// When it was last written.
    pub updated_at: String,
}

/// A sheet as it was handed in; frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Identifier.
    pub id: SubmissionId,
    /// Its request.
    pub request: RequestId,
    /// Counts up per request, from 1.
    pub number: i64,
    /// When it came in, RFC 3339 in UTC.
    pub at: String,
    /// Who handed it in.
    pub by: String,
    /// How.
    pub route: Route,
    /// What it says.
    pub sheet: Sheet,
    /// SHA-256 of the stored text.
    pub sha256: String,
}

/// A sheet about the same contract in an earlier year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierSheet {
    /// The first year of its fiscal year.
    pub fiscal_year: i64,
    /// Its edition.
    pub edition: String,
    /// What it says.
    pub sheet: Sheet,
}

#[derive(sqlx::FromRow)]
struct SubmissionRow {
    id: String,
    request_id: String,
    number: i64,
    at: String,
    by_name: String,
    way: String,
    content: String,
    sha256: String,
}

fn route(code: &str) -> Result<Route> {
    Route::from_code(code).ok_or_else(|| StoreError::Corrupt { what: "vendor_submission.way", why: code.to_owned() })
}

fn sheet(content: &str) -> Result<Sheet> {
    serde_json::from_str(content).map_err(StoreError::corrupt("vendor_submission.content"))
}

impl TryFrom<SubmissionRow> for Submission {
    type Error = StoreError;
    fn try_from(row: SubmissionRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            request: row.request_id.into(),
            number: row.number,
            at: row.at,
            by: row.by_name,
            route: route(&row.way)?,
            sheet: sheet(&row.content)?,
            sha256: row.sha256,
        })
    }
}

impl Tenant {
    /// The rows of a request's sheet as they are being written.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn written_rows(&self, facility: &FacilityId, request: &RequestId) -> Result<Vec<WrittenRow>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, WrittenRow>(
                "SELECT item, value, ground, target_date, remark, question, updated_at FROM vendor_answer WHERE organization_id = $1 AND facility_id = $2 AND request_id = $3 ORDER BY item"
            ),
            fetch_all,
            self.org(),
            facility.as_str(),
            request.as_str()
        )?)
    }

    /// Keeps rows as they are typed. No audit event: a draft states nothing (docs/adr/0011).
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the request is not the facility's, [`StoreError::Conflict`] when its sheet
    /// cannot be written any more.
    pub async fn keep_written(
        &self,
        facility: &FacilityId,
        request: &RequestId,
        rows: &[Typed],
        at: &str,
    ) -> Result<()> {
        let mut tx = self.store.transaction().await?;
        let state: Option<String> = on_tx!(
            tx,
            query_scalar(
                "UPDATE vendor_request SET state = state WHERE organization_id = $1 AND facility_id = $2 AND id = $3 RETURNING state"
            ),
            fetch_optional,
            self.org(),
            facility.as_str(),
            request.as_str()
        )?;
        match state.as_deref() {
            None => return Err(StoreError::NotFound),
            Some("asked" | "returned") => {}
            Some(_) => return Err(StoreError::Conflict),
        }
        for row in rows {
            run_tx!(
                tx,
                "INSERT INTO vendor_answer (organization_id, facility_id, request_id, item, value, ground, target_date, remark, question, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9)
                 ON CONFLICT (organization_id, request_id, item) DO UPDATE SET value = excluded.value, ground = excluded.ground, target_date = excluded.target_date, remark = excluded.remark, updated_at = excluded.updated_at",
                self.org(), facility.as_str(), request.as_str(), &row.item, &row.value, &row.ground, &row.target_date, &row.remark, at
            )?;
        }
        tx.commit().await
    }

    /// The sheets handed in for a request, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn submissions(&self, facility: &FacilityId, request: &RequestId) -> Result<Vec<Submission>> {
        on_pool!(
            self.store,
            query_as::<_, SubmissionRow>(
                "SELECT id, request_id, number, at, by_name, way, content, sha256 FROM vendor_submission WHERE organization_id = $1 AND facility_id = $2 AND request_id = $3 ORDER BY number DESC"
            ),
            fetch_all,
            self.org(),
            facility.as_str(),
            request.as_str()
        )?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    /// The newest sheet about a contract from a year before this one.
    ///
    /// # Errors
    /// When the database cannot be reached or the row is corrupt.
    pub async fn earlier_sheet(
        &self,
        facility: &FacilityId,
        contract: &str,
        before: i64,
    ) -> Result<Option<EarlierSheet>> {
        on_pool!(
            self.store,
            query_as::<_, (i64, String, String)>(
                "SELECT r.fiscal_year, r.edition, s.content
                 FROM vendor_submission s JOIN vendor_request r ON r.organization_id = s.organization_id AND r.id = s.request_id
                 WHERE s.organization_id = $1 AND s.facility_id = $2 AND r.contract_id = $3 AND r.fiscal_year < $4 AND r.state <> 'withdrawn'
                 ORDER BY r.fiscal_year DESC, s.at DESC, s.number DESC LIMIT 1"
            ),
            fetch_optional,
            self.org(),
            facility.as_str(),
            contract,
            before
        )?
        .map(|(fiscal_year, edition, content)| Ok(EarlierSheet { fiscal_year, edition, sheet: sheet(&content)? }))
        .transpose()
    }
}

impl Change {
    /// Hands a sheet in: frozen with its hash, and the request is answered. The rows being written become the sheet's.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the request is not the facility's, [`StoreError::Conflict`] when it changed
    /// meanwhile.
    pub async fn submit_sheet(
        &mut self,
        facility: &FacilityId,
        request: &RequestId,
        sheet: &Sheet,
        (id, route, by): (&SubmissionId, Route, &str),
        seen: i64,
    ) -> Result<Submission> {
        self.own_request(facility, request).await?;
        let newest: Option<i64> = on_tx!(
            self.tx,
            query_scalar(
                "SELECT max(number) FROM vendor_submission WHERE organization_id = $1 AND facility_id = $2 AND request_id = $3"
            ),
            fetch_one,
            self.organization.as_str(),
            facility.as_str(),
            request.as_str()
        )?;
        let content = to_json("vendor_submission.content", sheet)?;
        let done = Submission {
            id: id.clone(),
            request: request.clone(),
            number: newest.unwrap_or(0) + 1,
            at: self.who.at.clone(),
            by: by.to_owned(),
            route,
            sheet: sheet.clone(),
            sha256: hex::encode(Sha256::digest(content.as_bytes())),
        };
        run_tx!(
            self.tx,
            "INSERT INTO vendor_submission (organization_id, facility_id, id, request_id, number, at, by_name, way, content, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            self.organization.as_str(),
            facility.as_str(),
            done.id.as_str(),
            request.as_str(),
            done.number,
            &done.at,
            by,
            route.code(),
            &content,
            &done.sha256
        )
        .map_err(|error| match StoreError::unique(error) {
            StoreError::Taken => StoreError::Conflict,
            other => other,
        })?;
        for row in &sheet.rows {
            let day = row.target_date.map(|day| day.to_string()).unwrap_or_default();
            self.write_row(facility, request, (&row.item, row.value.code(), &row.ground, &day, &row.remark)).await?;
        }
        self.request_submitted(facility, request, seen).await?;
        let after = serde_json::json!({
            "number": done.number, "way": route.code(), "sha256": done.sha256, "by_name": by,
            "answered_by": sheet.answered_by,
        });
        self.request_event("sheet.submit", facility, request, after.to_string()).await?;
        Ok(done)
    }

    async fn write_row(
        &mut self,
        facility: &FacilityId,
        request: &RequestId,
        (item, value, ground, day, remark): (&str, &str, &str, &str, &str),
    ) -> Result<()> {
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO vendor_answer (organization_id, facility_id, request_id, item, value, ground, target_date, remark, question, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9)
             ON CONFLICT (organization_id, request_id, item) DO UPDATE SET value = excluded.value, ground = excluded.ground, target_date = excluded.target_date, remark = excluded.remark, updated_at = excluded.updated_at",
            self.organization.as_str(),
            facility.as_str(),
            request.as_str(),
            item,
            value,
            ground,
            day,
            remark,
            &at
        )?;
        Ok(())
    }

    /// Sets what the facility asks about the rows; a row without a question is asked nothing any more.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the request is not the facility's.
    pub async fn ask_back(
        &mut self,
        facility: &FacilityId,
        request: &RequestId,
        questions: &[(String, String)],
    ) -> Result<()> {
        self.own_request(facility, request).await?;
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "UPDATE vendor_answer SET question = '' WHERE organization_id = $1 AND facility_id = $2 AND request_id = $3",
            self.organization.as_str(),
            facility.as_str(),
            request.as_str()
        )?;
        for (item, question) in questions {
            run_tx!(
                self.tx,
                "INSERT INTO vendor_answer (organization_id, facility_id, request_id, item, value, ground, target_date, remark, question, updated_at) VALUES ($1, $2, $3, $4, '', '', '', '', $5, $6)
                 ON CONFLICT (organization_id, request_id, item) DO UPDATE SET question = excluded.question",
                self.organization.as_str(),
                facility.as_str(),
                request.as_str(),
                item,
                question,
                &at
            )?;
        }
        let asked: Vec<_> =
            questions.iter().map(|(item, text)| serde_json::json!({ "item": item, "text": text })).collect();
        let after = serde_json::json!({ "questions": asked }).to_string();
        self.request_event("sheet.ask_back", facility, request, after).await
    }
}
