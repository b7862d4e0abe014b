//! Writing: one transaction, with its audit events, by somebody.

use crate::db::Store;
use crate::tenant::{Tx, on_tx, run_tx};
use crate::{Result, StoreError};
use tate_domain::audit::{AuditEvent, GENESIS};
use tate_domain::id::{FacilityId, OrganizationId};

/// Who changes something, where from and when.
#[derive(Debug, Clone)]
pub struct Who {
    /// Name and, for a signed-in person, the user id.
    pub actor: String,
    /// An address of the network, or `cli`.
    pub origin: String,
    /// RFC 3339 in UTC.
    pub at: String,
}

/// What is written to the audit log about a change.
#[derive(Debug, Clone, Default)]
pub struct Event<'a> {
    /// `answer.confirm`, `ledger.add`, …
    pub action: &'a str,
    /// `device:018f…`.
    pub subject: String,
    /// The facility concerned, if one is.
    pub facility: Option<&'a FacilityId>,
    /// Before, as JSON text.
    pub before: String,
    /// After, as JSON text.
    pub after: String,
}

/// An open change of one organization.
///
/// Beginning one takes the lock on the organization's audit head, so that changes of one
/// organization follow each other on both engines. [`Change::commit`] refuses a change that
/// recorded no event; dropping it undoes everything.
pub struct Change {
    pub(crate) tx: Tx,
    pub(crate) organization: OrganizationId,
    pub(crate) who: Who,
    count: i64,
    head: String,
    recorded: bool,
    /// Facilities whose facts this change has marked as changed: once is enough.
    pub(crate) touched: Vec<FacilityId>,
}

impl Change {
    pub(crate) async fn begin(store: &Store, organization: &OrganizationId, who: Who) -> Result<Self> {
        let mut tx = store.transaction().await?;
        let head: Option<(i64, String)> = on_tx!(
            tx,
            query_as("UPDATE audit_head SET count = count WHERE organization_id = $1 RETURNING count, head"),
            fetch_optional,
            organization.as_str()
        )?;
        let (count, head) = head.ok_or(StoreError::NotFound)?;
        Ok(Self { tx, organization: organization.clone(), who, count, head, recorded: false, touched: Vec::new() })
    }

    /// Founds an organization and opens its first change.
    ///
    /// # Errors
    /// When the identifier exists.
    pub async fn found(store: &Store, organization: &OrganizationId, name: &str, who: Who) -> Result<Self> {
        let mut tx = store.transaction().await?;
        run_tx!(
            tx,
            "INSERT INTO organization (id, name, created_at) VALUES ($1, $2, $3)",
            organization.as_str(),
            name,
            &who.at
        )
        .map_err(StoreError::unique)?;
        run_tx!(
            tx,
            "INSERT INTO audit_head (organization_id, count, head) VALUES ($1, 0, $2)",
            organization.as_str(),
            GENESIS
        )?;
        let mut change = Self {
            tx,
            organization: organization.clone(),
            who,
            count: 0,
            head: GENESIS.to_owned(),
            recorded: false,
            touched: Vec::new(),
        };
        change
            .record(Event {
                action: "organization.found",
                subject: format!("organization:{organization}"),
                after: serde_json::json!({ "name": name }).to_string(),
                ..Event::default()
            })
            .await?;
        Ok(change)
    }

    /// The moment of the change.
    #[must_use]
    pub fn at(&self) -> &str {
        &self.who.at
    }

    /// Appends an event to the organization's chain.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn record(&mut self, event: Event<'_>) -> Result<()> {
        let mut entry = AuditEvent {
            seq: self.count + 1,
            at: self.who.at.clone(),
            actor: self.who.actor.clone(),
            origin: self.who.origin.clone(),
            action: event.action.to_owned(),
            subject: event.subject,
            facility: event.facility.map(ToString::to_string).unwrap_or_default(),
            before: event.before,
            after: event.after,
            prev: self.head.clone(),
            hash: String::new(),
        };
        entry.hash = entry.expected_hash(self.organization.as_str());
        run_tx!(
            self.tx,
            "INSERT INTO audit_event (organization_id, seq, at, actor, origin, action, subject, facility_id, before, after, prev, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            self.organization.as_str(), entry.seq, &entry.at, &entry.actor, &entry.origin, &entry.action, &entry.subject,
            &entry.facility, &entry.before, &entry.after, &entry.prev, &entry.hash
        )?;
        self.count = entry.seq;
        self.head = entry.hash;
        self.recorded = true;
        Ok(())
    }

    /// Makes the change and its events durable together.
    ///
    /// # Errors
    /// [`StoreError::Unaudited`] when no event was recorded: a bug, caught here.
    pub async fn commit(mut self) -> Result<()> {
        if !self.recorded {
            return Err(StoreError::Unaudited);
        }
        run_tx!(
            self.tx,
            "UPDATE audit_head SET count = $2, head = $3 WHERE organization_id = $1",
            self.organization.as_str(),
            self.count,
            &self.head
        )?;
        self.tx.commit().await
    }
}
