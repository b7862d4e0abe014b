//! One value of an import against one cell of a ledger. An empty cell is filled; what an import wrote is brought up
//! to date; what a person typed stays, and the import's value is kept beside it.

use super::Stamp;
use super::bench::{Bench, Work};
use super::outcome::HostError;
use tate_domain::ledger::{Column, Fields, Kind};
use tate_domain::origin::Origin;
use tate_domain::text::{printable, search_key, shorten};
use tate_store::Disagreement;

/// The most characters of a value; a longer one is cut.
const MOST_CHARS: usize = 480;
/// The most characters of a value of several lines.
const MOST_LINES_CHARS: usize = 3_900;
/// Columns that say something of the looking itself: no person's statement stands against them.
const OF_THE_LOOK: [&str; 3] = ["source", "collected", "unread"];

/// Where errors of a host go.
pub(super) struct Faults<'a> {
    pub(super) file: &'a str,
    pub(super) row: u32,
    pub(super) errors: &'a mut Vec<HostError>,
}

impl Faults<'_> {
    pub(super) fn tell(&mut self, column: &str, message: impl Into<String>) {
        self.errors.push(HostError {
            file: self.file.to_owned(),
            row: self.row,
            column: column.to_owned(),
            message: message.into(),
        });
    }
}

/// Writes a value with its origin.
pub(super) fn write(work: &mut Work, key: &str, value: String, stamp: &Stamp) {
    work.origins.insert(key.to_owned(), Origin { source: stamp.source().to_owned(), at: stamp.day.clone() });
    work.fields.insert(key.to_owned(), value);
}

/// Lays the values of a host over a row. References are not read from files.
pub(super) fn lay_over(bench: &mut Bench, at: usize, values: &Fields, stamp: &Stamp, faults: &mut Faults<'_>) {
    bench.rows[at].touched = true;
    let ledger = bench.rows[at].ledger;
    for (key, raw) in values {
        let Some(column) = ledger.column(key).filter(|column| !matches!(column.kind, Kind::Ref(_))) else { continue };
        match parse(column, raw) {
            Ok(value) if value.is_empty() => {}
            Ok(value) => lay(bench, at, column, value, stamp),
            Err(message) => faults.tell(column.label, message),
        }
    }
}

/// A raw value as stored.
pub(super) fn parse(column: &Column, raw: &str) -> Result<String, String> {
    let raw = match column.kind {
        Kind::Lines => shorten(&printable(raw, true), MOST_LINES_CHARS),
        Kind::Day => day_only(raw.trim()).to_owned(),
        _ => shorten(raw.trim(), MOST_CHARS),
    };
    column.parse(&raw).map_err(|error| error.0)
}

/// The day of 「2026-11-19T18:02:11Z」 and of 「2026/11/19 18:02」.
fn day_only(raw: &str) -> &str {
    match raw.split_once(['T', ' ']) {
        Some((day, time)) if time.contains(':') => day,
        _ => raw,
    }
}

fn lay(bench: &mut Bench, at: usize, column: &Column, value: String, stamp: &Stamp) {
    let work = &mut bench.rows[at];
    let key = (work.id.clone(), column.key.to_owned(), stamp.source().to_owned());
    if work.text(column.key) == value {
        bench.disagreements.remove(&key);
        return;
    }
    if work.text(column.key).is_empty() {
        write(work, column.key, value, stamp);
        return;
    }
    match work.origins.get(column.key) {
        Some(origin) => {
            if newer(origin, stamp) {
                write(work, column.key, value, stamp);
            }
        }
        // Another way of writing the same: the person's stays, and there is nothing to decide.
        None if search_key(work.text(column.key)) == search_key(&value) => {
            bench.disagreements.remove(&key);
        }
        None if column.key == "collected" => write(work, column.key, value, stamp),
        None if OF_THE_LOOK.contains(&column.key) => {}
        None => disagree(bench, key, value, stamp),
    }
}

/// Whether what a product says now counts more than what an import wrote: the same product unless the file is
/// older, another one only when it looked later.
fn newer(origin: &Origin, stamp: &Stamp) -> bool {
    if origin.source == stamp.source() { origin.at <= stamp.day } else { origin.at < stamp.day }
}

fn disagree(bench: &mut Bench, key: (String, String, String), value: String, stamp: &Stamp) {
    if let Some(known) = bench.disagreements.get(&key) {
        let stale = known.taken_at > stamp.day;
        // Said already, and perhaps decided: nothing new.
        if stale || known.value == value {
            return;
        }
    }
    let (row_id, column_key, source) = key.clone();
    bench.disagreements.insert(
        key,
        Disagreement {
            row_id,
            column_key,
            source,
            value,
            taken_at: stamp.day.clone(),
            state: "open".into(),
            decided_by: String::new(),
            decided_at: String::new(),
            batch_id: String::new(),
        },
    );
}
