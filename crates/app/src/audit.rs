//! The audit log for people: one line per event in plain words, and the check of the whole chain.

mod words;

pub(crate) use words::{action, decided};

use crate::App;
use crate::error::Result;
use std::collections::BTreeMap;
use std::sync::Arc;
use tate_catalog::Catalog;
use tate_domain::audit::{AuditEvent, Break, Checkpoint};
use tate_domain::id::FacilityId;
use tate_domain::role::{Actor, Permission};

/// Events on one page.
pub const PAGE: usize = 50;
/// Events read at a time; one more than a page tells whether there is an older one.
const STRIDE: i64 = 51;
/// Strides read for one page at most: whoever reaches one shop of six hundred sees few of the events.
const MOST_STRIDES: usize = 200;

/// What an action is called.
pub(crate) fn action_words(code: &str) -> String {
    words::action(code)
}

/// One event in plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// Position in the chain, from 1.
    pub seq: i64,
    /// When, RFC 3339 in UTC as stored.
    pub at: String,
    /// Who.
    pub who: String,
    /// Where from: an address of the network, or コマンド.
    pub origin: String,
    /// What was done, e.g. `回答を確定`.
    pub action: String,
    /// On what, e.g. `機器「受付1」`.
    pub subject: String,
    /// Name of the facility; empty when it concerns none.
    pub place: String,
    /// What changed, at most a handful of short lines; values that are nobody's to read are left out.
    pub changes: Vec<String>,
    /// The event's hash, 64 hexadecimal digits.
    pub hash: String,
}

/// A page of the log, newest first.
#[derive(Debug, Clone)]
pub struct AuditPage {
    /// The events.
    pub lines: Vec<AuditLine>,
    /// Hand this to [`App::audit_page`] for older ones; none at the end.
    pub older: Option<i64>,
    /// Events in the whole chain, and the hash of the last.
    pub head: Checkpoint,
    /// Whether events of facilities out of the actor's reach were left out.
    pub partial: bool,
}

/// What the ids in events are called.
struct Names {
    users: BTreeMap<String, String>,
    facilities: BTreeMap<String, String>,
    catalog: Arc<Catalog>,
}

impl App {
    /// The newest events before a position (0: from the end). Events of facilities out of the
    /// actor's reach are not shown.
    ///
    /// # Errors
    /// The actor may not, or the database cannot be reached.
    pub async fn audit_page(&self, actor: &Actor, before_seq: i64) -> Result<AuditPage> {
        actor.may(Permission::ReadAudit)?;
        let tenant = self.tenant(actor);
        let names = Names {
            users: tenant.users().await?.into_iter().map(|user| (user.id.0, user.name)).collect(),
            facilities: tenant
                .facilities()
                .await?
                .into_iter()
                .map(|facility| (facility.id.0, facility.profile.name))
                .collect(),
            catalog: self.catalog(actor).await?,
        };
        let visible = |event: &AuditEvent| {
            event.facility.is_empty() || actor.reach.holds(&FacilityId::from(event.facility.as_str()))
        };
        let (mut lines, mut at, mut older) = (Vec::new(), before_seq.max(0), None);
        'read: for turn in 1..=MOST_STRIDES {
            let events = tenant.latest_events(at, STRIDE).await?;
            let more = events.len() as i64 == STRIDE;
            for event in events {
                if lines.len() == PAGE {
                    older = Some(at);
                    break 'read;
                }
                at = event.seq;
                if visible(&event) {
                    lines.push(self.line(&event, &names));
                }
            }
            // 0 would begin again at the end.
            if !more || at <= 0 {
                break;
            }
            older = (turn == MOST_STRIDES).then_some(at);
        }
        Ok(AuditPage {
            lines,
            older,
            head: tenant.checkpoint().await?,
            partial: actor.reach != tate_domain::role::Reach::All,
        })
    }

    /// Walks the organization's whole chain: untouched up to its head, or where it breaks.
    ///
    /// # Errors
    /// The actor may not, or the database cannot be reached.
    pub async fn audit_verify(&self, actor: &Actor) -> Result<std::result::Result<Checkpoint, Break>> {
        actor.may(Permission::ReadAudit)?;
        Ok(self.tenant(actor).verify_log(&[]).await?)
    }

    fn line(&self, event: &AuditEvent, names: &Names) -> AuditLine {
        AuditLine {
            seq: event.seq,
            at: event.at.clone(),
            who: event.actor.split_once(" <").map_or(event.actor.as_str(), |(name, _)| name).to_owned(),
            origin: if event.origin == "cli" { "コマンド".to_owned() } else { event.origin.clone() },
            action: words::action(&event.action),
            subject: words::subject(event, &names.users, &names.facilities, &names.catalog),
            place: names.facilities.get(&event.facility).cloned().unwrap_or_default(),
            changes: words::changes(event),
            hash: event.hash.clone(),
        }
    }
}
