//! Machine inventories as a user sees them: what importing them would do, doing it, undoing it, and what a person
//! then decides: hosts outside the ledger, devices that are no longer seen, values on which an import and a person
//! disagree (practice.md §3.3, docs/adr/0013).

mod bench;
mod children;
mod decide;
mod device;
mod files;
mod identity;
mod inbox;
mod merge;
mod missing;
mod outcome;
mod plan;
mod report;
mod save;
mod services;
mod undo;

#[cfg(test)]
mod tests;

pub use decide::{Choice, OpenDisagreement};
pub use files::Files;
pub use inbox::{Known, OpenSighting};
pub use missing::{CENSUSES, MissingDevice};
pub use outcome::{Counts, FileRead, HostError, Line, Outcome, Vanished, What};
pub use report::ReadHost;

use jiff::Timestamp;
use tate_inventory::machine::{Format, Host, Inventory};
use tate_store::Batch;

/// The latest imports that a page shows.
const MOST_BATCHES: i64 = 10;

/// One file, read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The file's name.
    pub file: String,
    /// What it says.
    pub inventory: Inventory,
}

/// A dry run.
#[derive(Debug, Clone)]
pub struct MachinePreview {
    /// Under what the files are kept, for the import itself; empty for a dry run that keeps nothing.
    pub kept: String,
    /// What would happen.
    pub outcome: Outcome,
}

/// What the page of machine imports begins with.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The latest imports, the newest first.
    pub batches: Vec<Batch>,
    /// Hosts outside the ledger that wait for a decision.
    pub sightings: usize,
    /// Devices that are no longer seen.
    pub missing: usize,
    /// Values on which an import and a person disagree.
    pub disagreements: usize,
}

/// Who looked at a host, and when.
#[derive(Debug, Clone)]
struct Stamp {
    format: Format,
    /// The ISO day in Japan on which the product looked.
    day: String,
    /// The moment at which it looked at this host, as stored.
    taken_at: String,
    /// The moment of the file, as stored.
    seen_at: String,
}

impl Stamp {
    fn new(inventory: &Inventory, host: &Host, now: Timestamp) -> Self {
        let seen = moment(&inventory.taken_at);
        let taken = moment(host.text("collected")).or(seen).unwrap_or(now);
        // A day is coarser than a moment: where both name one day, the moment of the file stands.
        let taken = seen.filter(|seen| day(*seen) == day(taken)).unwrap_or(taken);
        Self {
            format: inventory.format,
            day: day(taken),
            taken_at: crate::clock::stamp(taken),
            seen_at: crate::clock::stamp(seen.unwrap_or(taken)),
        }
    }

    fn source(&self) -> &'static str {
        self.format.code()
    }

    /// 「GLPIエージェント 2026/11/20」, the device's 根拠.
    fn words(&self) -> String {
        let day = self.day.parse().map_or_else(|_| self.day.clone(), tate_domain::date::slashed);
        format!("{} {day}", self.format.label())
    }
}

fn day(at: Timestamp) -> String {
    crate::clock::day_in_japan(at).to_string()
}

/// A moment from RFC 3339, or the beginning of a day in Japan.
fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let civil: jiff::civil::DateTime = text
        .replacen('T', " ", 1)
        .parse()
        .or_else(|_| text.parse::<jiff::civil::Date>().map(|day| day.at(0, 0, 0, 0)))
        .ok()?;
    crate::clock::japan().to_timestamp(civil).ok()
}

/// The name of a product from its code, for people.
#[must_use]
pub fn product(source: &str) -> &str {
    match Format::from_code(source) {
        Some(format) => format.label(),
        None => source,
    }
}
