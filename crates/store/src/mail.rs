//! The mail queue (送信記録): written with the change that a mail is about, read by pages.
//!
//! What a process does to a mail while it is being sent (claim, lease, the mark before the end of DATA) is in
//! [`mod@crate::mailing`]; only outcomes are events of the audit log.

use crate::facilities::to_json;
use crate::tenant::{on_pool, run_tx};
use crate::{Change, Event, Result, StoreError, Tenant, changed};
use tate_domain::id::{FacilityId, MailId};
use tate_domain::mail::{Mail, NewMail, State};

#[derive(sqlx::FromRow)]
struct MailRow {
    facility_id: String,
    id: String,
    key: String,
    recipient: String,
    recipient_name: String,
    reply_to: String,
    subject: String,
    body: String,
    attachments: String,
    message_id: String,
    state: String,
    attempts: i64,
    next_at: String,
    error: String,
    server: String,
    by_name: String,
    created_at: String,
    queued_at: String,
    sent_at: String,
    version: i64,
}

impl TryFrom<MailRow> for Mail {
    type Error = StoreError;
    fn try_from(row: MailRow) -> Result<Self> {
        let state = State::from_code(&row.state)
            .ok_or_else(|| StoreError::Corrupt { what: "mail.state", why: row.state.clone() })?;
        Ok(Self {
            what: NewMail {
                id: row.id.into(),
                key: row.key,
                to: row.recipient,
                to_name: row.recipient_name,
                reply_to: row.reply_to,
                subject: row.subject,
                body: row.body,
                attachments: serde_json::from_str(&row.attachments).map_err(StoreError::corrupt("mail.attachments"))?,
                message_id: row.message_id,
            },
            facility: row.facility_id.into(),
            state,
            attempts: row.attempts,
            next_at: row.next_at,
            error: row.error,
            server: row.server,
            by_name: row.by_name,
            created_at: row.created_at,
            queued_at: row.queued_at,
            sent_at: row.sent_at,
            version: row.version,
        })
    }
}

impl Tenant {
    /// Mails of a facility, the newest first; `before` is the last one of the page before, or empty.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn mails(&self, facility: &FacilityId, before: &str, limit: i64) -> Result<Vec<Mail>> {
        on_pool!(
            self.store,
            query_as::<_, MailRow>(
                "SELECT facility_id, id, key, recipient, recipient_name, reply_to, subject, body, attachments, message_id, state, attempts, next_at, error, server, by_name, created_at, queued_at, sent_at, version
                 FROM mail WHERE organization_id = $1 AND facility_id = $2 AND ($3 = '' OR id < $3) ORDER BY id DESC LIMIT $4"
            ),
            fetch_all,
            self.org(),
            facility.as_str(),
            before,
            limit
        )?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    /// Mails of a facility that wait for a person: refused, or nobody knows.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn troubled_mails(&self, facility: &FacilityId, limit: i64) -> Result<Vec<Mail>> {
        on_pool!(
            self.store,
            query_as::<_, MailRow>(
                "SELECT facility_id, id, key, recipient, recipient_name, reply_to, subject, body, attachments, message_id, state, attempts, next_at, error, server, by_name, created_at, queued_at, sent_at, version
                 FROM mail WHERE organization_id = $1 AND facility_id = $2 AND state IN ('failed', 'uncertain') ORDER BY id DESC LIMIT $3"
            ),
            fetch_all,
            self.org(),
            facility.as_str(),
            limit
        )?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    /// One mail.
    ///
    /// # Errors
    /// When the database cannot be reached or the row is corrupt.
    pub async fn mail(&self, facility: &FacilityId, id: &MailId) -> Result<Option<Mail>> {
        on_pool!(
            self.store,
            query_as::<_, MailRow>(
                "SELECT facility_id, id, key, recipient, recipient_name, reply_to, subject, body, attachments, message_id, state, attempts, next_at, error, server, by_name, created_at, queued_at, sent_at, version
                 FROM mail WHERE organization_id = $1 AND facility_id = $2 AND id = $3"
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
    /// Queues a mail within this change; gives false when its occasion already has one.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the facility is not the organization's.
    pub async fn queue_mail(&mut self, facility: &FacilityId, mail: &NewMail, by_name: &str) -> Result<bool> {
        let (at, attachments) = (self.who.at.clone(), to_json("mail.attachments", &mail.attachments)?);
        let touched = run_tx!(
            self.tx,
            "INSERT INTO mail (organization_id, facility_id, id, key, recipient, recipient_name, reply_to, subject, body, attachments, message_id, state, attempts, next_at, claim, claimed_until, handing, error, server, by_name, created_at, queued_at, sent_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'queued', 0, $12, '', '', 0, '', '', $13, $12, $12, '', 1)
             ON CONFLICT (organization_id, key) DO NOTHING",
            self.organization.as_str(),
            facility.as_str(),
            mail.id.as_str(),
            &mail.key,
            &mail.to,
            &mail.to_name,
            &mail.reply_to,
            &mail.subject,
            &mail.body,
            &attachments,
            &mail.message_id,
            &at,
            by_name
        )
        .map_err(StoreError::unique)?;
        if touched > 0 {
            let files: Vec<&str> = mail.attachments.iter().map(|file| file.name.as_str()).collect();
            let after = serde_json::json!({
                "key": mail.key, "to": mail.to, "to_name": mail.to_name, "subject": mail.subject,
                "message_id": mail.message_id, "files": files,
            });
            self.mail_event("mail.queue", facility, &mail.id, after.to_string()).await?;
        }
        Ok(touched > 0)
    }

    /// Has a mail sent again, at once and from the first try on; it keeps its Message-ID.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it changed meanwhile or is in no state for it.
    pub async fn resend_mail(&mut self, facility: &FacilityId, id: &MailId, seen: i64) -> Result<()> {
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE mail SET state = 'queued', attempts = 0, next_at = $5, queued_at = $5, claim = '', claimed_until = '', handing = 0, error = '', server = '', version = version + 1
             WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $4 AND state IN ('queued', 'failed', 'bounced', 'uncertain')",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            seen,
            &at
        )?;
        changed(touched)?;
        self.mail_event("mail.resend", facility, id, String::new()).await
    }

    /// Takes back a mail that has not gone out.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it changed meanwhile or is being sent.
    pub async fn cancel_mail(&mut self, facility: &FacilityId, id: &MailId, seen: i64) -> Result<()> {
        let touched = run_tx!(
            self.tx,
            "UPDATE mail SET state = 'cancelled', next_at = '', version = version + 1
             WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $4 AND state = 'queued'",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            seen
        )?;
        changed(touched)?;
        self.mail_event("mail.cancel", facility, id, String::new()).await
    }

    /// Notes that a mail came back, with what the notice said.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it changed meanwhile or never went out.
    pub async fn bounce_mail(&mut self, facility: &FacilityId, id: &MailId, seen: i64, reason: &str) -> Result<()> {
        let touched = run_tx!(
            self.tx,
            "UPDATE mail SET state = 'bounced', error = $5, next_at = '', claim = '', version = version + 1
             WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $4 AND state IN ('sent', 'uncertain')",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            seen,
            reason
        )?;
        changed(touched)?;
        let after = serde_json::json!({ "reason": reason }).to_string();
        self.mail_event("mail.bounce", facility, id, after).await
    }

    /// Notes that a mail of which nobody knew did arrive.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it changed meanwhile or is not uncertain.
    pub async fn arrived_mail(&mut self, facility: &FacilityId, id: &MailId, seen: i64) -> Result<()> {
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE mail SET state = 'sent', sent_at = $5, error = '', claim = '', version = version + 1
             WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $4 AND state = 'uncertain'",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            seen,
            &at
        )?;
        changed(touched)?;
        self.mail_event("mail.arrived", facility, id, String::new()).await
    }

    pub(crate) async fn mail_event(
        &mut self,
        action: &str,
        facility: &FacilityId,
        id: &MailId,
        after: String,
    ) -> Result<()> {
        let subject = format!("mail:{id}");
        self.record(Event { action, subject, facility: Some(facility), before: String::new(), after }).await
    }
}
