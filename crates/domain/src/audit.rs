//! The audit log's chain: each event's hash covers the one before (per organization).

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One event of the log. Every field is covered by the hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// Position in the organization's chain, from 1, without gaps.
    pub seq: i64,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who (name and user id).
    pub actor: String,
    /// Where from.
    pub origin: String,
    /// What was done: `answer.confirm`, `ledger.change`, …
    pub action: String,
    /// On what: `device:018f…`.
    pub subject: String,
    /// The facility, or empty.
    pub facility: String,
    /// Before, as JSON, or empty.
    pub before: String,
    /// After, as JSON, or empty.
    pub after: String,
    /// Hash of the event before, 64 hexadecimal digits (zeros for the first).
    pub prev: String,
    /// Hash of this event.
    pub hash: String,
}

/// The hash before the first event.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

impl AuditEvent {
    /// The hash this event must carry: SHA-256 over the organization and every field, each with
    /// its length, so that no text can be moved from one field into the next.
    #[must_use]
    pub fn expected_hash(&self, organization: &str) -> String {
        let mut hasher = Sha256::new();
        let seq = self.seq.to_string();
        for field in [
            organization,
            &seq,
            &self.at,
            &self.actor,
            &self.origin,
            &self.action,
            &self.subject,
            &self.facility,
            &self.before,
            &self.after,
            &self.prev,
        ] {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field.as_bytes());
        }
        hex::encode(hasher.finalize())
    }
}

/// The head of a chain at a moment: printed on documents, exported off the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The organization.
    pub organization: String,
    /// Number of events.
    pub count: i64,
    /// Hash of the last event.
    pub head: String,
}

/// Where a chain is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    /// The organization.
    pub organization: String,
    /// The position at which it was noticed.
    pub seq: i64,
    /// A Japanese sentence.
    pub text: String,
}

/// Walks one organization's chain, event by event, in order of `seq`.
#[derive(Debug)]
pub struct ChainWalk {
    organization: String,
    next: i64,
    prev: String,
    anchors: Vec<Checkpoint>,
}

impl ChainWalk {
    /// Starts before the first event; `anchors` are checkpoints kept elsewhere.
    #[must_use]
    pub fn new(organization: &str, anchors: &[Checkpoint]) -> Self {
        let anchors = anchors.iter().filter(|a| a.organization == organization).cloned().collect();
        Self { organization: organization.to_owned(), next: 1, prev: GENESIS.to_owned(), anchors }
    }

    /// Takes the next event.
    ///
    /// # Errors
    /// Where the chain breaks at this event: changed, deleted, swapped or inserted.
    pub fn take(&mut self, event: &AuditEvent) -> Result<(), Break> {
        let broken = |text: String| Break { organization: self.organization.clone(), seq: event.seq, text };
        if event.seq != self.next {
            return Err(Break {
                seq: self.next,
                ..broken(format!(
                    "監査記録の{}番がありません（次の記録は{}番です）。削除された疑いがあります。",
                    self.next, event.seq
                ))
            });
        }
        if event.hash != event.expected_hash(&self.organization) {
            return Err(broken(format!(
                "監査記録の{}番の内容が、記録時の値と一致しません。書き換えられた疑いがあります。",
                event.seq
            )));
        }
        if event.prev != self.prev {
            return Err(broken(format!(
                "監査記録の{}番が、{}番とつながりません。並べ替えか差し込みの疑いがあります。",
                event.seq,
                event.seq - 1
            )));
        }
        if let Some(anchor) = self.anchors.iter().find(|a| a.count == event.seq)
            && anchor.head != event.hash
        {
            return Err(broken(format!(
                "監査記録の{}番が、保管していた照合値と一致しません。全体が作り直された疑いがあります。",
                event.seq
            )));
        }
        self.next += 1;
        self.prev.clone_from(&event.hash);
        Ok(())
    }

    /// Ends the walk; `head` is the database's own note of the last event.
    ///
    /// # Errors
    /// When the tail was cut off.
    pub fn finish(self, head: Option<&Checkpoint>) -> Result<Checkpoint, Break> {
        let count = self.next - 1;
        let longest = head.into_iter().chain(&self.anchors).max_by_key(|c| c.count);
        if let Some(known) =
            longest.filter(|known| known.count > count || (known.count == count && known.head != self.prev))
        {
            return Err(Break {
                organization: self.organization,
                seq: count + 1,
                text: format!(
                    "監査記録は{}件あるはずですが、{count}件で終わっています。末尾が切り取られた疑いがあります。",
                    known.count
                ),
            });
        }
        if head.is_some_and(|head| head.count < count) {
            return Err(Break {
                organization: self.organization,
                seq: count,
                text: "監査記録の末尾に、控えにない記録があります。差し込まれた疑いがあります。".into(),
            });
        }
        Ok(Checkpoint { organization: self.organization, count, head: self.prev })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(n: i64) -> Vec<AuditEvent> {
        let mut prev = GENESIS.to_owned();
        (1..=n)
            .map(|seq| {
                let mut event = AuditEvent {
                    seq,
                    at: "t".into(),
                    actor: "a".into(),
                    origin: "cli".into(),
                    action: "x".into(),
                    subject: seq.to_string(),
                    facility: String::new(),
                    before: String::new(),
                    after: "{}".into(),
                    prev: prev.clone(),
                    hash: String::new(),
                };
                event.hash = event.expected_hash("o");
                prev.clone_from(&event.hash);
                event
            })
            .collect()
    }

    fn walk(events: &[AuditEvent], anchors: &[Checkpoint]) -> Result<Checkpoint, Break> {
        let mut walk = ChainWalk::new("o", anchors);
        for event in events {
            walk.take(event)?;
        }
        walk.finish(None)
    }

    #[test]
    fn an_untouched_chain_passes() {
        assert_eq!(walk(&chain(9), &[]).unwrap().count, 9);
    }

    #[test]
    fn an_edit_a_deletion_and_a_swap_are_found_where_they_are() {
        let mut edited = chain(9);
        edited[4].after = "{1}".into();
        assert_eq!(walk(&edited, &[]).unwrap_err().seq, 5);
        let mut deleted = chain(9);
        deleted.remove(4);
        assert_eq!(walk(&deleted, &[]).unwrap_err().seq, 5);
        let mut swapped = chain(9);
        swapped.swap(4, 5);
        assert_eq!(walk(&swapped, &[]).unwrap_err().seq, 5);
    }

    #[test]
    fn a_cut_tail_and_a_rebuilt_chain_need_an_anchor_and_are_found_with_one() {
        let full = chain(9);
        let anchor = Checkpoint { organization: "o".into(), count: 8, head: full[7].hash.clone() };
        assert!(walk(&full[..6], &[]).is_ok(), "negative control: nothing to compare with");
        assert_eq!(walk(&full[..6], std::slice::from_ref(&anchor)).unwrap_err().seq, 7);
        let mut rebuilt = full;
        let mut prev = GENESIS.to_owned();
        for event in &mut rebuilt {
            event.actor = "b".into();
            event.prev.clone_from(&prev);
            event.hash = event.expected_hash("o");
            prev.clone_from(&event.hash);
        }
        assert!(walk(&rebuilt, &[]).is_ok());
        assert_eq!(walk(&rebuilt, &[anchor]).unwrap_err().seq, 8);
    }
}
