//! The way in for a vendor without an account: links (one sheet each) and the visits that began through them.

use crate::tenant::{on_pool, on_tx, run_tx};
use crate::{Change, Result, StoreError, Tenant};
use tate_domain::id::{FacilityId, LinkId, RequestId};

/// A link as stored. The token itself is nowhere: it is computed from the id and the server's key.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LinkRecord {
    /// Whose it is.
    pub organization_id: String,
    /// The facility that asks.
    pub facility_id: String,
    /// Identifier.
    pub id: String,
    /// The one sheet that it opens.
    pub request_id: String,
    /// When it was made, RFC 3339 in UTC.
    pub created_at: String,
    /// From when it opens nothing any more.
    pub expires_at: String,
    /// When it was revoked; empty: it was not.
    pub revoked_at: String,
    /// Wrong PINs since it was last opened.
    pub failures: i64,
    /// Until when every PIN is refused; empty: it is not locked.
    pub locked_until: String,
}

/// A browser that came in through a link and gave the PIN.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct VisitRecord {
    /// Whose sheet it is.
    pub organization_id: String,
    /// The facility that asks.
    pub facility_id: String,
    /// The link.
    pub link_id: String,
    /// The one sheet that it opens.
    pub request_id: String,
    /// Where from.
    pub origin: String,
    /// When it began, RFC 3339 in UTC.
    pub created_at: String,
    /// When it ends unless it is used.
    pub expires_at: String,
}

impl LinkRecord {
    /// Whether it opens its sheet at a moment, leaving the PIN aside.
    #[must_use]
    pub fn opens(&self, now: &str) -> bool {
        self.revoked_at.is_empty() && self.expires_at.as_str() > now && self.locked_until.as_str() <= now
    }
}

impl Tenant {
    /// The links of a request, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn links(&self, facility: &FacilityId, request: &RequestId) -> Result<Vec<LinkRecord>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, LinkRecord>(
                "SELECT organization_id, facility_id, id, request_id, created_at, expires_at, revoked_at, failures, locked_until
                 FROM vendor_link WHERE organization_id = $1 AND facility_id = $2 AND request_id = $3 ORDER BY id DESC"
            ),
            fetch_all,
            self.org(),
            facility.as_str(),
            request.as_str()
        )?)
    }
}

impl Change {
    /// Makes the link of a request; an earlier one opens nothing any more.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the request is not the facility's.
    pub async fn make_link(
        &mut self,
        facility: &FacilityId,
        request: &RequestId,
        link: &LinkId,
        token_hash: &str,
        expires_at: &str,
    ) -> Result<()> {
        self.own_request(facility, request).await?;
        self.drop_links(facility, request).await?;
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO vendor_link (organization_id, facility_id, id, request_id, token_hash, created_at, expires_at, revoked_at, failures, locked_until) VALUES ($1, $2, $3, $4, $5, $6, $7, '', 0, '')",
            self.organization.as_str(),
            facility.as_str(),
            link.as_str(),
            request.as_str(),
            token_hash,
            &at,
            expires_at
        )
        .map_err(StoreError::unique)?;
        let after = serde_json::json!({ "link": link, "expires_at": expires_at }).to_string();
        self.request_event("link.make", facility, request, after).await
    }

    /// Revokes the links of a request and ends the visits that began through them; gives how many links there were.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn revoke_links(&mut self, facility: &FacilityId, request: &RequestId, why: &str) -> Result<u64> {
        let revoked = self.drop_links(facility, request).await?;
        if revoked > 0 {
            let after = serde_json::json!({ "why": why }).to_string();
            self.request_event("link.revoke", facility, request, after).await?;
        }
        Ok(revoked)
    }

    async fn drop_links(&mut self, facility: &FacilityId, request: &RequestId) -> Result<u64> {
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "DELETE FROM vendor_visit WHERE organization_id = $1 AND facility_id = $2 AND request_id = $3",
            self.organization.as_str(),
            facility.as_str(),
            request.as_str()
        )?;
        Ok(run_tx!(
            self.tx,
            "UPDATE vendor_link SET revoked_at = $4 WHERE organization_id = $1 AND facility_id = $2 AND request_id = $3 AND revoked_at = ''",
            self.organization.as_str(),
            facility.as_str(),
            request.as_str(),
            &at
        )?)
    }

    /// Notes a wrong PIN, and until when further ones are refused; gives how many there have been.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the link is not the facility's.
    pub async fn note_wrong_pin(
        &mut self,
        facility: &FacilityId,
        request: &RequestId,
        link: &LinkId,
        locked_until: &str,
    ) -> Result<i64> {
        let failures: Option<i64> = on_tx!(
            self.tx,
            query_scalar(
                "UPDATE vendor_link SET failures = failures + 1, locked_until = $4 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 RETURNING failures"
            ),
            fetch_optional,
            self.organization.as_str(),
            facility.as_str(),
            link.as_str(),
            locked_until
        )?;
        let failures = failures.ok_or(StoreError::NotFound)?;
        let after = serde_json::json!({ "why": "暗証番号が違う", "failures": failures, "locked_until": locked_until });
        self.request_event("link.refuse", facility, request, after.to_string()).await?;
        Ok(failures)
    }

    /// Notes that somebody was refused at a link or tried to reach beyond its sheet.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_refused(&mut self, facility: &FacilityId, request: &RequestId, why: &str) -> Result<()> {
        let after = serde_json::json!({ "why": why }).to_string();
        self.request_event("link.refuse", facility, request, after).await
    }

    /// Begins a visit through a link: its failures are forgiven, the request counts as opened.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the link is not the facility's.
    pub async fn begin_visit(&mut self, token_hash: &str, visit: &VisitRecord) -> Result<()> {
        let (facility, request) =
            (FacilityId::from(visit.facility_id.as_str()), RequestId::from(visit.request_id.as_str()));
        let touched = run_tx!(
            self.tx,
            "UPDATE vendor_link SET failures = 0, locked_until = '' WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND request_id = $4",
            self.organization.as_str(),
            facility.as_str(),
            &visit.link_id,
            request.as_str()
        )?;
        if touched == 0 {
            return Err(StoreError::NotFound);
        }
        // Visits that have ended are swept here: once a visit, not on every page.
        run_tx!(
            self.tx,
            "DELETE FROM vendor_visit WHERE organization_id = $1 AND expires_at <= $2",
            self.organization.as_str(),
            &visit.created_at
        )?;
        run_tx!(
            self.tx,
            "INSERT INTO vendor_visit (organization_id, facility_id, token_hash, link_id, request_id, origin, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            self.organization.as_str(),
            facility.as_str(),
            token_hash,
            &visit.link_id,
            request.as_str(),
            &visit.origin,
            &visit.created_at,
            &visit.expires_at
        )?;
        self.request_event("link.open", &facility, &request, String::new()).await?;
        self.request_opened(&facility, &request).await
    }

    /// Ends a visit.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn end_visit(&mut self, facility: &FacilityId, request: &RequestId, token_hash: &str) -> Result<()> {
        let ended = run_tx!(
            self.tx,
            "DELETE FROM vendor_visit WHERE organization_id = $1 AND facility_id = $2 AND request_id = $3 AND token_hash = $4",
            self.organization.as_str(),
            facility.as_str(),
            request.as_str(),
            token_hash
        )?;
        if ended > 0 {
            self.request_event("link.leave", facility, request, String::new()).await?;
        }
        Ok(())
    }

    /// Refuses a request that is not the facility's.
    pub(crate) async fn own_request(&mut self, facility: &FacilityId, request: &RequestId) -> Result<()> {
        let known: Option<String> = on_tx!(
            self.tx,
            query_scalar("SELECT id FROM vendor_request WHERE organization_id = $1 AND facility_id = $2 AND id = $3"),
            fetch_optional,
            self.organization.as_str(),
            facility.as_str(),
            request.as_str()
        )?;
        known.map(|_| ()).ok_or(StoreError::NotFound)
    }
}
