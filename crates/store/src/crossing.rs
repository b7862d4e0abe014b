//! The few questions that are asked before the organization is known. Nothing else may look
//! across tenants.

use crate::facilities::{FacilityRecord, FacilityRow};
use crate::links::{LinkRecord, VisitRecord};
use crate::mailing::DueMail;
use crate::tenant::{on_pool, run_tx};
use crate::users::{SessionRecord, UserRecord, UserRow};
use crate::{Result, Store};
use tate_domain::id::OrganizationId;

#[derive(sqlx::FromRow)]
struct DueRow {
    organization_id: String,
    facility_id: String,
    id: String,
    handing: i64,
}

impl From<DueRow> for DueMail {
    fn from(row: DueRow) -> Self {
        Self {
            organization: row.organization_id.into(),
            facility: row.facility_id.into(),
            id: row.id.into(),
            handing: row.handing != 0,
        }
    }
}

impl Store {
    /// The person with this login (sign-in).
    ///
    /// # Errors
    /// When the database cannot be reached or the row is corrupt.
    pub async fn user_by_login(&self, login: &str) -> Result<Option<UserRecord>> {
        on_pool!(
            self,
            query_as::<_, UserRow>("SELECT organization_id, id, login, name, role, reach, password_hash, password_set_at, totp_secret, totp_step, failures, locked_until, disabled_at FROM login_user WHERE login = $1"),
            fetch_optional, login
        )?
        .map(TryInto::try_into).transpose()
    }

    /// The session with this token's hash, and its person, if neither has ended (every request).
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn session_by_token(&self, token_hash: &str, now: &str) -> Result<Option<(SessionRecord, UserRecord)>> {
        let session = on_pool!(
            self,
            query_as::<_, SessionRecord>(
                "SELECT organization_id, id, user_id, created_at, seen_at, expires_at, origin, agent, facility_id FROM login_session WHERE token_hash = $1 AND expires_at > $2"
            ),
            fetch_optional,
            token_hash,
            now
        )?;
        let Some(session) = session else { return Ok(None) };
        let user = self
            .tenant(&OrganizationId::from(session.organization_id.as_str()))
            .user(&session.user_id.as_str().into())
            .await?;
        Ok(user.filter(|user| user.disabled_at.is_empty()).map(|user| (session, user)))
    }

    /// Notes that a session is in use. No audit event: it changes nothing but its own end.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn touch_session(&self, token_hash: &str, seen_at: &str, expires_at: &str, facility: &str) -> Result<()> {
        let mut tx = self.transaction().await?;
        run_tx!(
            tx,
            "UPDATE login_session SET seen_at = $2, expires_at = $3, facility_id = $4 WHERE token_hash = $1",
            token_hash,
            seen_at,
            expires_at,
            facility
        )?;
        tx.commit().await
    }

    /// The link with this token's hash, whatever its state (a vendor at the door: no organization is known yet).
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn vendor_link_by_token(&self, token_hash: &str) -> Result<Option<LinkRecord>> {
        Ok(on_pool!(
            self,
            query_as::<_, LinkRecord>(
                "SELECT organization_id, facility_id, id, request_id, created_at, expires_at, revoked_at, failures, locked_until FROM vendor_link WHERE token_hash = $1"
            ),
            fetch_optional,
            token_hash
        )?)
    }

    /// The visit behind a cookie, if it and its link still open (every request of a vendor).
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn vendor_visit_by_token(&self, token_hash: &str, now: &str) -> Result<Option<VisitRecord>> {
        Ok(on_pool!(
            self,
            query_as::<_, VisitRecord>(
                "SELECT v.organization_id, v.facility_id, v.link_id, v.request_id, v.origin, v.created_at, v.expires_at
                 FROM vendor_visit v JOIN vendor_link l ON l.organization_id = v.organization_id AND l.id = v.link_id
                 WHERE v.token_hash = $1 AND v.expires_at > $2 AND l.revoked_at = '' AND l.expires_at > $2"
            ),
            fetch_optional,
            token_hash,
            now
        )?)
    }

    /// Notes that a visit is in use. No audit event: it changes nothing but its own end.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn touch_vendor_visit(
        &self,
        organization: &OrganizationId,
        token_hash: &str,
        expires_at: &str,
    ) -> Result<()> {
        let mut tx = self.transaction().await?;
        run_tx!(
            tx,
            "UPDATE vendor_visit SET expires_at = $3 WHERE organization_id = $1 AND token_hash = $2",
            organization.as_str(),
            token_hash,
            expires_at
        )?;
        tx.commit().await
    }

    /// The facility with this code or id (command line).
    ///
    /// # Errors
    /// When the database cannot be reached or the row is corrupt.
    pub async fn facility_by_code(&self, code: &str) -> Result<Option<FacilityRecord>> {
        on_pool!(
            self,
            query_as::<_, FacilityRow>("SELECT organization_id, id, code, profile, wizard, facts_version FROM facility WHERE code = $1 OR id = $1"),
            fetch_optional, code
        )?
        .map(TryInto::try_into).transpose()
    }

    /// Every organization, oldest first (command line: audit, backup).
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn organizations(&self) -> Result<Vec<OrganizationId>> {
        let ids: Vec<String> = on_pool!(self, query_scalar("SELECT id FROM organization ORDER BY id"), fetch_all)?;
        Ok(ids.into_iter().map(Into::into).collect())
    }

    /// Whether nobody has been added yet: the first-start page is shown.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn is_empty(&self) -> Result<bool> {
        let users: i64 = on_pool!(self, query_scalar("SELECT count(*) FROM login_user"), fetch_one)?;
        Ok(users == 0)
    }

    /// The mail that has been due the longest, of whichever organization.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn due_mail(&self, now: &str) -> Result<Option<DueMail>> {
        Ok(on_pool!(
            self,
            query_as::<_, DueRow>(
                "SELECT organization_id, facility_id, id, handing FROM mail WHERE state = 'queued' AND next_at <= $1 ORDER BY next_at, id LIMIT 1"
            ),
            fetch_optional,
            now
        )?
        .map(Into::into))
    }

    /// Mails whose process has not been heard of for longer than it said.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn stale_mail(&self, now: &str) -> Result<Vec<DueMail>> {
        let rows = on_pool!(
            self,
            query_as::<_, DueRow>(
                "SELECT organization_id, facility_id, id, handing FROM mail WHERE state = 'sending' AND claimed_until < $1 ORDER BY id LIMIT 500"
            ),
            fetch_all,
            now
        )?;
        Ok(rows.into_iter().map(Into::into).collect())
    }
}
