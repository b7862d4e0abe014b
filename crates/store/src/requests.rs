//! Requests to vendors (依頼) and the letters about them.

use crate::tenant::{on_pool, on_tx, run_tx};
use crate::{Change, Event, Result, StoreError, Tenant, changed};
use tate_domain::date::parse_day;
use tate_domain::id::{FacilityId, RequestId};
use tate_domain::vendor::{Request, Sheet, State, Way};

#[derive(sqlx::FromRow)]
struct RequestRow {
    id: String,
    facility_id: String,
    fiscal_year: i64,
    edition: String,
    contract_id: String,
    contract: String,
    system: String,
    vendor_id: String,
    vendor: String,
    asked_id: String,
    asked: String,
    deadline: String,
    way: String,
    asked_at: String,
    asked_name: String,
    opened_at: String,
    submitted_at: String,
    state: String,
    decided_at: String,
    decided_name: String,
    reason: String,
    paused: i64,
    version: i64,
}

fn corrupt(what: &'static str, why: &str) -> StoreError {
    StoreError::Corrupt { what, why: why.to_owned() }
}

impl TryFrom<RequestRow> for Request {
    type Error = StoreError;
    fn try_from(row: RequestRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            facility: row.facility_id.into(),
            fiscal_year: row.fiscal_year,
            edition: row.edition,
            contract_id: row.contract_id,
            contract: row.contract,
            system: row.system,
            vendor_id: row.vendor_id,
            vendor: row.vendor,
            asked_id: row.asked_id,
            asked: row.asked,
            deadline: parse_day(&row.deadline).map_err(|why| corrupt("vendor_request.deadline", &why.0))?,
            way: Way::from_code(&row.way).ok_or_else(|| corrupt("vendor_request.way", &row.way))?,
            asked_at: row.asked_at,
            asked_name: row.asked_name,
            opened_at: row.opened_at,
            submitted_at: row.submitted_at,
            state: State::from_code(&row.state).ok_or_else(|| corrupt("vendor_request.state", &row.state))?,
            decided_at: row.decided_at,
            decided_name: row.decided_name,
            reason: row.reason,
            paused: row.paused != 0,
            version: row.version,
        })
    }
}

#[derive(sqlx::FromRow)]
struct AskedRow {
    #[sqlx(flatten)]
    request: RequestRow,
    content: String,
}

/// A letter that went out about a request.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LetterRecord {
    /// The request.
    pub request_id: String,
    /// The occasion, once per request: `request`, `remind:-14`, `escalate`.
    pub mark: String,
    /// request, remind, escalate, return.
    pub kind: String,
    /// mail, post, fax.
    pub way: String,
    /// The mail of the queue; empty for paper.
    pub mail_id: String,
    /// When it was written, RFC 3339 in UTC.
    pub at: String,
    /// By whom.
    pub by_name: String,
}

impl Tenant {
    /// Every request of a facility in a fiscal year, in the order they went out.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn requests(&self, facility: &FacilityId, fiscal_year: i64) -> Result<Vec<Request>> {
        on_pool!(
            self.store,
            query_as::<_, RequestRow>(
                "SELECT id, facility_id, fiscal_year, edition, contract_id, contract, system, vendor_id, vendor, asked_id, asked, deadline, way, asked_at, asked_name, opened_at, submitted_at, state, decided_at, decided_name, reason, paused, version
                 FROM vendor_request WHERE organization_id = $1 AND facility_id = $2 AND fiscal_year = $3 ORDER BY id"
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

    /// One request.
    ///
    /// # Errors
    /// When the database cannot be reached or the row is corrupt.
    pub async fn request(&self, facility: &FacilityId, id: &RequestId) -> Result<Option<Request>> {
        on_pool!(
            self.store,
            query_as::<_, RequestRow>(
                "SELECT id, facility_id, fiscal_year, edition, contract_id, contract, system, vendor_id, vendor, asked_id, asked, deadline, way, asked_at, asked_name, opened_at, submitted_at, state, decided_at, decided_name, reason, paused, version
                 FROM vendor_request WHERE organization_id = $1 AND facility_id = $2 AND id = $3"
            ),
            fetch_optional,
            self.org(),
            facility.as_str(),
            id.as_str()
        )?
        .map(TryInto::try_into)
        .transpose()
    }

    /// Every request of a fiscal year with the newest sheet that came back, of all facilities from the first to the
    /// last id; the withdrawn ones are left out.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn asked_between(
        &self,
        first: &FacilityId,
        last: &FacilityId,
        fiscal_year: i64,
    ) -> Result<Vec<(Request, Option<Sheet>)>> {
        on_pool!(
            self.store,
            query_as::<_, AskedRow>(
                "SELECT r.id, r.facility_id, r.fiscal_year, r.edition, r.contract_id, r.contract, r.system, r.vendor_id, r.vendor, r.asked_id, r.asked, r.deadline, r.way, r.asked_at, r.asked_name, r.opened_at, r.submitted_at, r.state, r.decided_at, r.decided_name, r.reason, r.paused, r.version,
                        COALESCE((SELECT s.content FROM vendor_submission s WHERE s.organization_id = r.organization_id AND s.request_id = r.id ORDER BY s.number DESC LIMIT 1), '') AS content
                 FROM vendor_request r WHERE r.organization_id = $1 AND r.facility_id >= $2 AND r.facility_id <= $3 AND r.fiscal_year = $4 AND r.state <> 'withdrawn' ORDER BY r.facility_id, r.id"
            ),
            fetch_all,
            self.org(),
            first.as_str(),
            last.as_str(),
            fiscal_year
        )?
        .into_iter()
        .map(|row| {
            let content = Some(row.content).filter(|content| !content.is_empty());
            let sheet = content
                .map(|text| serde_json::from_str(&text).map_err(StoreError::corrupt("vendor_submission.content")))
                .transpose()?;
            Ok((row.request.try_into()?, sheet))
        })
        .collect()
    }

    /// The facilities with a request of this year that waits for its vendor and may be reminded of.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn facilities_waiting(&self, fiscal_year: i64) -> Result<Vec<FacilityId>> {
        let found: Vec<String> = on_pool!(
            self.store,
            query_scalar(
                "SELECT DISTINCT facility_id FROM vendor_request WHERE organization_id = $1 AND fiscal_year = $2 AND state IN ('asked', 'returned') AND paused = 0 ORDER BY facility_id"
            ),
            fetch_all,
            self.org(),
            fiscal_year
        )?;
        Ok(found.into_iter().map(Into::into).collect())
    }

    /// The letters about the requests of a facility in a fiscal year, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn letters(&self, facility: &FacilityId, fiscal_year: i64) -> Result<Vec<LetterRecord>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, LetterRecord>(
                "SELECT l.request_id, l.mark, l.kind, l.way, l.mail_id, l.at, l.by_name
                 FROM vendor_letter l JOIN vendor_request r ON r.organization_id = l.organization_id AND r.id = l.request_id
                 WHERE l.organization_id = $1 AND l.facility_id = $2 AND r.fiscal_year = $3 ORDER BY l.at, l.request_id, l.mark"
            ),
            fetch_all,
            self.org(),
            facility.as_str(),
            fiscal_year
        )?)
    }
}

impl Change {
    /// Writes a request that goes out now.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the contract has one of this year, [`StoreError::NotFound`] when the facility is
    /// not the organization's.
    pub async fn ask_vendor(&mut self, one: &Request, user: &str) -> Result<()> {
        let (deadline, at) = (one.deadline.to_string(), self.who.at.clone());
        run_tx!(
            self.tx,
            "INSERT INTO vendor_request (organization_id, facility_id, id, fiscal_year, edition, contract_id, contract, system, vendor_id, vendor, asked_id, asked, deadline, way, asked_at, asked_user, asked_name, opened_at, submitted_at, state, decided_at, decided_name, reason, paused, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '', '', 'asked', '', '', '', 0, 1)",
            self.organization.as_str(),
            one.facility.as_str(),
            one.id.as_str(),
            one.fiscal_year,
            &one.edition,
            &one.contract_id,
            &one.contract,
            &one.system,
            &one.vendor_id,
            &one.vendor,
            &one.asked_id,
            &one.asked,
            &deadline,
            one.way.code(),
            &at,
            user,
            &one.asked_name
        )
        .map_err(StoreError::unique)?;
        self.touch_facts(&one.facility).await?;
        let after = serde_json::json!({
            "edition": one.edition, "contract": one.contract, "vendor": one.vendor, "asked": one.asked,
            "deadline": deadline, "way": one.way.code(),
        });
        self.request_event("request.ask", &one.facility, &one.id, after.to_string()).await
    }

    /// Notes that a request's vendor has opened its sheet; the first time counts.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn request_opened(&mut self, facility: &FacilityId, id: &RequestId) -> Result<()> {
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE vendor_request SET opened_at = $4, version = version + 1 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND opened_at = ''",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            &at
        )?;
        if touched > 0 {
            self.request_event("request.open", facility, id, String::new()).await?;
        }
        Ok(())
    }

    /// Moves a request on: `to` with a reason (empty where none is asked for). Where it ends, its links end with it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it changed meanwhile.
    pub async fn decide_request(
        &mut self,
        facility: &FacilityId,
        id: &RequestId,
        seen: i64,
        to: State,
        (name, reason): (&str, &str),
    ) -> Result<()> {
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE vendor_request SET state = $5, decided_at = $6, decided_name = $7, reason = $8, version = version + 1 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $4",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            seen,
            to.code(),
            &at,
            name,
            reason
        )?;
        changed(touched)?;
        self.touch_facts(facility).await?;
        let after = serde_json::json!({ "state": to.code(), "reason": reason }).to_string();
        self.request_event("request.decide", facility, id, after).await?;
        match to {
            State::Accepted | State::Refused | State::Withdrawn => {
                self.revoke_links(facility, id, "依頼が終わった").await?;
            }
            State::Asked | State::Submitted | State::Returned => {}
        }
        Ok(())
    }

    /// Marks a request as answered now, with the sheet that came in. The sheet's own event tells the rest.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it changed meanwhile.
    pub async fn request_submitted(&mut self, facility: &FacilityId, id: &RequestId, seen: i64) -> Result<()> {
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE vendor_request SET state = 'submitted', submitted_at = $5, decided_at = '', decided_name = '', reason = '', version = version + 1 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $4",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            seen,
            &at
        )?;
        changed(touched)?;
        self.touch_facts(facility).await
    }

    /// Moves the deadline (ISO), or stops and resumes reminders.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it changed meanwhile.
    pub async fn change_request(
        &mut self,
        facility: &FacilityId,
        id: &RequestId,
        seen: i64,
        deadline: &str,
        paused: bool,
    ) -> Result<()> {
        let touched = run_tx!(
            self.tx,
            "UPDATE vendor_request SET deadline = $5, paused = $6, version = version + 1 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $4",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            seen,
            deadline,
            i64::from(paused)
        )?;
        changed(touched)?;
        self.touch_facts(facility).await?;
        let after = serde_json::json!({ "deadline": deadline, "paused": paused }).to_string();
        self.request_event("request.change", facility, id, after).await
    }

    /// Writes a letter about a request; gives false when this occasion already has one.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the request is not the facility's.
    pub async fn write_letter(&mut self, facility: &FacilityId, letter: &LetterRecord) -> Result<bool> {
        let id = RequestId::from(letter.request_id.as_str());
        let known: Option<String> = on_tx!(
            self.tx,
            query_scalar("SELECT id FROM vendor_request WHERE organization_id = $1 AND facility_id = $2 AND id = $3"),
            fetch_optional,
            self.organization.as_str(),
            facility.as_str(),
            id.as_str()
        )?;
        if known.is_none() {
            return Err(StoreError::NotFound);
        }
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "INSERT INTO vendor_letter (organization_id, facility_id, request_id, mark, kind, way, mail_id, at, by_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            &letter.mark,
            &letter.kind,
            &letter.way,
            &letter.mail_id,
            &at,
            &letter.by_name
        )?;
        if touched > 0 {
            let after = serde_json::json!({ "mark": letter.mark, "way": letter.way }).to_string();
            self.request_event("request.letter", facility, &id, after).await?;
        }
        Ok(touched > 0)
    }

    pub(crate) async fn request_event(
        &mut self,
        action: &str,
        facility: &FacilityId,
        id: &RequestId,
        after: String,
    ) -> Result<()> {
        let subject = format!("request:{id}");
        self.record(Event { action, subject, facility: Some(facility), before: String::new(), after }).await
    }
}
