//! 機械が読み取った内容: the newest that each product read of a device, whole.

use super::bench::Bench;
use super::{Stamp, identity};
use crate::App;
use crate::error::Result;
use tate_domain::id::FacilityId;
use tate_domain::role::{Actor, Permission};
use tate_inventory::machine::Host;
use tate_store::HostReport;

/// The most bytes that are kept of one host.
const MOST_BYTES: usize = 1 << 20;

/// What one product read of a device.
#[derive(Debug, Clone)]
pub struct ReadHost {
    /// The product's code.
    pub source: String,
    /// When it looked, RFC 3339 in UTC.
    pub taken_at: String,
    /// What it read.
    pub host: Host,
}

/// A host as it is kept: the longest lists give way until it is small enough.
pub(super) fn bounded(host: &Host) -> String {
    let mut host = host.clone();
    let mut text = serde_json::to_string(&host).unwrap_or_default();
    while text.len() > MOST_BYTES {
        let longest = host.more.values_mut().max_by_key(|lines| lines.iter().map(String::len).sum::<usize>());
        match longest.filter(|lines| lines.len() > 20) {
            Some(lines) => lines.truncate(lines.len() / 2),
            None => {
                host.updates.truncate(host.updates.len() / 2);
                host.services.truncate(host.services.len() / 2);
                host.software.truncate(host.software.len() / 2);
                host.more.clear();
            }
        }
        let shorter = serde_json::to_string(&host).unwrap_or_default();
        if shorter.len() >= text.len() {
            return serde_json::to_string(&Host { device: host.device, ..Host::default() }).unwrap_or_default();
        }
        text = shorter;
    }
    text
}

/// Keeps what was read of a device unless something newer of the same product is there.
pub(super) fn keep(bench: &mut Bench, device: &str, host: &Host, stamp: &Stamp) {
    let key = (device.to_owned(), stamp.source().to_owned());
    let content = bounded(host);
    if let Some(known) = bench.reports.get(&key) {
        let length = content.chars().count().to_string();
        let same = known.taken_at == stamp.taken_at && known.seen_at == stamp.seen_at;
        let same = same && (known.content == length || known.content == content);
        if known.taken_at > stamp.taken_at || same {
            return;
        }
    }
    bench.reports.insert(
        key,
        HostReport {
            device_id: device.to_owned(),
            source: stamp.source().to_owned(),
            taken_at: stamp.taken_at.clone(),
            seen_at: stamp.seen_at.clone(),
            macs: identity::macs(host).join(" "),
            content,
            batch_id: String::new(),
        },
    );
}

impl App {
    /// What machines read of a device, the newest first.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn read_hosts(&self, actor: &Actor, facility: &FacilityId, device: &str) -> Result<Vec<ReadHost>> {
        actor.may_at(Permission::View, facility)?;
        let reports = self.tenant(actor).reports_of(facility, device).await?;
        let read = |report: HostReport| ReadHost {
            host: serde_json::from_str(&report.content).unwrap_or_default(),
            source: report.source,
            taken_at: report.taken_at,
        };
        Ok(reports.into_iter().map(read).collect())
    }
}
