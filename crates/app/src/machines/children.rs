//! The rows that hang on a device: programs, local users, services. Matched by name within the device; what the
//! same product saw before and does not see any more is gone.

use super::bench::Bench;
use super::merge::{Faults, lay_over, write};
use super::outcome::Vanished;
use super::{Stamp, services};
use std::collections::BTreeMap;
use tate_catalog::Catalog;
use tate_domain::ledger::{Fields, Ledger};
use tate_domain::text::search_key;
use tate_inventory::machine::Host;

/// More programs than a person reads: packages of a Linux server stay in the device's report.
pub(super) const MOST_PROGRAMS: usize = 500;

/// By what a row is recognised within its device.
fn key(ledger: Ledger, values: &Fields) -> String {
    let part = |key: &str| search_key(values.get(key).map_or("", String::as_str));
    match ledger {
        Ledger::Accounts => part("login"),
        Ledger::Services => format!("{}\u{1f}{}", part("kind"), part("name")),
        _ => part("name"),
    }
}

/// Pairs what a host has with the rows of its device: by name and version first, then by name, in order.
/// Gives the row of each entry, and the rows that none was left for.
fn pair(bench: &Bench, ledger: Ledger, rows: &[usize], incoming: &[Fields]) -> (Vec<Option<usize>>, Vec<usize>) {
    let mut open: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in rows {
        open.entry(key(ledger, &bench.rows[*at].fields)).or_default().push(*at);
    }
    let mut paired: Vec<Option<usize>> = vec![None; incoming.len()];
    for exact in [true, false] {
        for (values, place) in incoming.iter().zip(&mut paired) {
            let Some(candidates) = open.get_mut(&key(ledger, values)).filter(|_| place.is_none()) else { continue };
            let version = values.get("version").map_or("", |version| version.trim());
            let fits = |at: &usize| !exact || bench.rows[*at].text("version") == version;
            if let Some(found) = candidates.iter().position(fits) {
                *place = Some(candidates.remove(found));
            }
        }
    }
    (paired, open.into_values().flatten().collect())
}

/// One entry of each: a product that lists a program twice means it once.
fn distinct(ledger: Ledger, incoming: &[Fields]) -> Vec<Fields> {
    let mut seen = std::collections::BTreeSet::new();
    let blank = |values: &&Fields| !key(ledger, values).trim_matches('\u{1f}').is_empty();
    let version = |values: &Fields| values.get("version").cloned().unwrap_or_default();
    incoming.iter().filter(blank).filter(|v| seen.insert((key(ledger, v), version(v)))).cloned().collect()
}

/// Lays what a host has over the rows of its device; gives the rows that it does not have.
fn lay(
    bench: &mut Bench,
    ledger: Ledger,
    device: &str,
    incoming: &[Fields],
    stamp: &Stamp,
    faults: &mut Faults<'_>,
) -> Vec<usize> {
    let rows = bench.children(ledger, device);
    let (paired, left) = pair(bench, ledger, &rows, incoming);
    for (values, row) in incoming.iter().zip(paired) {
        let at = row.unwrap_or_else(|| bench.add(ledger, Some(device), stamp));
        lay_over(bench, at, values, stamp, faults);
        let required =
            |column: &&tate_domain::ledger::Column| column.required && bench.rows[at].text(column.key).is_empty();
        if let Some(column) = ledger.columns().iter().find(required) {
            faults.tell(
                column.label,
                format!("{}の{}が空のため、この行は取り込みません。", ledger.label(), column.label),
            );
            bench.rows[at].removed = bench.rows[at].before.is_none();
        }
    }
    left
}

/// Whether a row stands there because this product saw it.
fn is_of(bench: &Bench, at: usize, name_key: &str, stamp: &Stamp) -> bool {
    bench.rows[at].origins.get(name_key).is_some_and(|origin| origin.source == stamp.source())
}

/// Programs. A program that is gone is taken out of the ledger, unless a person wrote something into its row.
pub(super) fn software(
    bench: &mut Bench,
    device: &str,
    host: &Host,
    stamp: &Stamp,
    faults: &mut Faults<'_>,
) -> Vec<Vanished> {
    let incoming = distinct(Ledger::Software, &host.software);
    if incoming.is_empty() || incoming.len() > MOST_PROGRAMS {
        return Vec::new();
    }
    let left = lay(bench, Ledger::Software, device, &incoming, stamp, faults);
    let mut gone = Vec::new();
    for at in left.into_iter().filter(|at| is_of(bench, *at, "name", stamp)).collect::<Vec<_>>() {
        let removed = bench.rows[at].is_all_read();
        bench.rows[at].removed = removed;
        gone.push(Vanished { device: host.name(), name: bench.rows[at].name(), removed });
    }
    gone
}

/// Local users. One that is gone is marked 削除済み where an import wrote its state.
pub(super) fn accounts(bench: &mut Bench, device: &str, host: &Host, stamp: &Stamp, faults: &mut Faults<'_>) {
    let incoming = distinct(Ledger::Accounts, &host.accounts);
    if incoming.is_empty() {
        return;
    }
    for at in lay(bench, Ledger::Accounts, device, &incoming, stamp, faults) {
        if is_of(bench, at, "login", stamp) {
            mark(bench, at, "deleted", stamp);
        }
    }
}

/// Services, ports and autostart worth a decision, and those that the ledger has already. One that is gone is
/// marked 削除済み, of each kind that the product lists.
pub(super) fn notable(
    bench: &mut Bench,
    catalog: &Catalog,
    device: &str,
    host: &Host,
    stamp: &Stamp,
    faults: &mut Faults<'_>,
) {
    let all = distinct(Ledger::Services, &host.services);
    let rows = bench.children(Ledger::Services, device);
    let known: Vec<String> = rows.iter().map(|at| key(Ledger::Services, &bench.rows[*at].fields)).collect();
    let os = host.text("os");
    let wanted = |values: &&Fields| {
        services::is_notable(catalog, stamp.format, os, values) || known.contains(&key(Ledger::Services, values))
    };
    let mut incoming: Vec<Fields> = all.iter().filter(wanted).cloned().collect();
    for values in &mut incoming {
        if !known.contains(&key(Ledger::Services, values)) {
            values.insert("found".into(), stamp.day.clone());
        }
    }
    let left = lay(bench, Ledger::Services, device, &incoming, stamp, faults);
    if stamp.format.sees_from_outside() {
        return;
    }
    let listed = |kind: &str| all.iter().any(|values| values.get("kind").map(String::as_str) == Some(kind));
    for at in left {
        if is_of(bench, at, "name", stamp) && listed(bench.rows[at].text("kind")) {
            mark(bench, at, "removed", stamp);
        }
    }
}

/// Sets the state of a row whose state no person wrote.
fn mark(bench: &mut Bench, at: usize, state: &str, stamp: &Stamp) {
    let row = &mut bench.rows[at];
    let ours = row.text("state").is_empty() || row.origins.contains_key("state");
    if ours && row.text("state") != state {
        row.touched = true;
        write(row, "state", state.to_owned(), stamp);
    }
}
