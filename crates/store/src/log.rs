//! Reading and checking the audit log.

use crate::tenant::on_pool;
use crate::{Result, Tenant};
use tate_domain::audit::{AuditEvent, Break, ChainWalk, Checkpoint};

#[derive(sqlx::FromRow)]
struct EventRow {
    seq: i64,
    at: String,
    actor: String,
    origin: String,
    action: String,
    subject: String,
    facility_id: String,
    before: String,
    after: String,
    prev: String,
    hash: String,
}

impl From<EventRow> for AuditEvent {
    fn from(row: EventRow) -> Self {
        Self {
            seq: row.seq,
            at: row.at,
            actor: row.actor,
            origin: row.origin,
            action: row.action,
            subject: row.subject,
            facility: row.facility_id,
            before: row.before,
            after: row.after,
            prev: row.prev,
            hash: row.hash,
        }
    }
}

/// Events read at a time while walking the chain.
const STRIDE: i64 = 2_000;

impl Tenant {
    /// Events after a position, oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn events_after(&self, seq: i64, most: i64) -> Result<Vec<AuditEvent>> {
        let rows = on_pool!(
            self.store,
            query_as::<_, EventRow>(
                "SELECT seq, at, actor, origin, action, subject, facility_id, before, after, prev, hash FROM audit_event WHERE organization_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"
            ),
            fetch_all,
            self.org(),
            seq,
            most
        )?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// The newest events, newest first, before a position (0: from the end).
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn latest_events(&self, before: i64, most: i64) -> Result<Vec<AuditEvent>> {
        let before = if before == 0 { i64::MAX } else { before };
        let rows = on_pool!(
            self.store,
            query_as::<_, EventRow>(
                "SELECT seq, at, actor, origin, action, subject, facility_id, before, after, prev, hash FROM audit_event WHERE organization_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3"
            ),
            fetch_all,
            self.org(),
            before,
            most
        )?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Events about one thing, newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn events_about(&self, subject: &str, most: i64) -> Result<Vec<AuditEvent>> {
        let rows = on_pool!(
            self.store,
            query_as::<_, EventRow>(
                "SELECT seq, at, actor, origin, action, subject, facility_id, before, after, prev, hash FROM audit_event WHERE organization_id = $1 AND subject = $2 ORDER BY seq DESC LIMIT $3"
            ),
            fetch_all,
            self.org(),
            subject,
            most
        )?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// The head of the chain as the database notes it.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn checkpoint(&self) -> Result<Checkpoint> {
        let head: Option<(i64, String)> = on_pool!(
            self.store,
            query_as("SELECT count, head FROM audit_head WHERE organization_id = $1"),
            fetch_optional,
            self.org()
        )?;
        let (count, head) = head.ok_or(crate::StoreError::NotFound)?;
        Ok(Checkpoint { organization: self.org().to_owned(), count, head })
    }

    /// Walks the whole chain.
    ///
    /// # Errors
    /// Outer: the database cannot be reached, or the organization does not exist. Inner: where the
    /// chain is broken.
    pub async fn verify_log(&self, anchors: &[Checkpoint]) -> Result<std::result::Result<Checkpoint, Break>> {
        let mut walk = ChainWalk::new(self.org(), anchors);
        // Not from 0: an event slipped in before the first one must be met as well.
        let mut last = i64::MIN;
        loop {
            let events = self.events_after(last, STRIDE).await?;
            let Some(end) = events.last().map(|e| e.seq) else { break };
            for event in &events {
                if let Err(found) = walk.take(event) {
                    return Ok(Err(found));
                }
            }
            last = end;
        }
        let head = match self.checkpoint().await {
            Ok(head) => head,
            Err(crate::StoreError::NotFound) => {
                self.organization_name().await?; // An organization that never was has no chain.
                let text =
                    "監査記録の末尾の控えがありません。控えが削除され、末尾が切り取られた疑いがあります。".to_owned();
                return Ok(Err(Break { organization: self.org().to_owned(), seq: last.max(0) + 1, text }));
            }
            Err(other) => return Err(other),
        };
        Ok(walk.finish(Some(&head)))
    }
}
