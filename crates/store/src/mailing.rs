//! A mail on its way: claimed by one process for a while, marked just before it is handed over, ended with its outcome.
//!
//! Claim, lease and mark are bookkeeping of an attempt and no events (docs/adr/0017); every outcome is one. Which mails
//! are due is asked across organizations ([`crate::crossing`]), by the process that sends for all of them.

use crate::tenant::run_tx;
use crate::{Change, Result, Tenant};
use tate_domain::id::{FacilityId, MailId, OrganizationId};
use tate_domain::mail::State;

/// A mail that a process may work on, with whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueMail {
    /// The organization.
    pub organization: OrganizationId,
    /// The facility.
    pub facility: FacilityId,
    /// The mail.
    pub id: MailId,
    /// Whether the end of DATA was near when its process was last heard of.
    pub handing: bool,
}

/// What became of an attempt, or of a process that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Sent, failed, uncertain, or queued again.
    pub state: State,
    /// When it is tried next; empty where it is not.
    pub next_at: String,
    /// Why it did not go out, as a sentence.
    pub error: String,
    /// What the mail server said.
    pub server: String,
}

impl Tenant {
    /// Claims a due mail for one process until a time; false when another one was faster.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn claim_mail(
        &self,
        facility: &FacilityId,
        id: &MailId,
        claim: &str,
        now: &str,
        until: &str,
    ) -> Result<bool> {
        let mut tx = self.store.transaction().await?;
        let touched = run_tx!(
            tx,
            "UPDATE mail SET state = 'sending', claim = $4, claimed_until = $6, handing = 0, attempts = attempts + 1, version = version + 1
             WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND state = 'queued' AND next_at <= $5",
            self.org(),
            facility.as_str(),
            id.as_str(),
            claim,
            now,
            until
        )?;
        tx.commit().await?;
        Ok(touched > 0)
    }

    /// Says that the process is still at it; false when the claim is no longer its own.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn renew_mail(&self, facility: &FacilityId, id: &MailId, claim: &str, until: &str) -> Result<bool> {
        let mut tx = self.store.transaction().await?;
        let touched = run_tx!(
            tx,
            "UPDATE mail SET claimed_until = $5 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND state = 'sending' AND claim = $4",
            self.org(),
            facility.as_str(),
            id.as_str(),
            claim,
            until
        )?;
        tx.commit().await?;
        Ok(touched > 0)
    }

    /// The mark just before the end of DATA, durable when this returns; false when the claim is no longer the
    /// process's own: then the mail must not be ended.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn handing_mail(&self, facility: &FacilityId, id: &MailId, claim: &str, until: &str) -> Result<bool> {
        let mut tx = self.store.transaction().await?;
        let touched = run_tx!(
            tx,
            "UPDATE mail SET handing = 1, claimed_until = $5 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND state = 'sending' AND claim = $4 AND handing = 0",
            self.org(),
            facility.as_str(),
            id.as_str(),
            claim,
            until
        )?;
        tx.commit().await?;
        Ok(touched > 0)
    }
}

impl Change {
    /// Writes what became of an attempt; false when the mail is no longer this process's to write about.
    ///
    /// A process that was taken for gone may still bring the news that its mail was taken: an uncertain mail with its
    /// claim becomes sent.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn end_mail(
        &mut self,
        facility: &FacilityId,
        id: &MailId,
        claim: &str,
        outcome: &Outcome,
    ) -> Result<bool> {
        let sent_at = if outcome.state == State::Sent { self.who.at.clone() } else { String::new() };
        let touched = run_tx!(
            self.tx,
            "UPDATE mail SET state = $5, next_at = $6, error = $7, server = $8, sent_at = $9, handing = 0, claimed_until = '', version = version + 1
             WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND claim = $4 AND (state = 'sending' OR (state = 'uncertain' AND $5 = 'sent'))",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            claim,
            outcome.state.code(),
            &outcome.next_at,
            &outcome.error,
            &outcome.server,
            &sent_at
        )?;
        if touched > 0 {
            self.mail_outcome(facility, id, outcome).await?;
        }
        Ok(touched > 0)
    }

    /// Takes over a mail whose process is gone: back to the queue before the mark, uncertain after it. False when it
    /// was heard of again.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn recover_mail(
        &mut self,
        facility: &FacilityId,
        id: &MailId,
        handing: bool,
        outcome: &Outcome,
    ) -> Result<bool> {
        let now = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE mail SET state = $6, next_at = $7, error = $8, handing = 0, claimed_until = '', version = version + 1
             WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND state = 'sending' AND claimed_until < $4 AND handing = $5",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            &now,
            i64::from(handing),
            outcome.state.code(),
            &outcome.next_at,
            &outcome.error
        )?;
        if touched > 0 {
            self.mail_outcome(facility, id, outcome).await?;
        }
        Ok(touched > 0)
    }

    /// After a restore: whatever was waiting or on its way may have gone out since the backup was made, so none of it
    /// is sent by itself. Gives how many.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn hold_open_mail(&mut self, why: &str) -> Result<u64> {
        let touched = run_tx!(
            self.tx,
            "UPDATE mail SET state = 'uncertain', next_at = '', claim = '', claimed_until = '', handing = 0, error = $2, version = version + 1
             WHERE organization_id = $1 AND state IN ('queued', 'sending')",
            self.organization.as_str(),
            why
        )?;
        let after = serde_json::json!({ "count": touched }).to_string();
        self.record(crate::Event { action: "mail.hold", subject: "mail".into(), after, ..crate::Event::default() })
            .await?;
        Ok(touched)
    }

    async fn mail_outcome(&mut self, facility: &FacilityId, id: &MailId, outcome: &Outcome) -> Result<()> {
        let action = match outcome.state {
            State::Sent => "mail.sent",
            State::Failed => "mail.failed",
            State::Uncertain => "mail.uncertain",
            State::Queued | State::Sending | State::Bounced | State::Cancelled => "mail.later",
        };
        let after = serde_json::json!({ "next_at": outcome.next_at, "error": outcome.error, "server": outcome.server });
        self.mail_event(action, facility, id, after.to_string()).await
    }
}
