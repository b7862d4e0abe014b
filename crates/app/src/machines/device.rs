//! The device row of a host.

use super::bench::Bench;
use super::merge::{Faults, lay_over, write};
use super::{Stamp, identity};
use tate_domain::ledger::{Fields, Ledger};
use tate_inventory::machine::Host;

/// What a product that only sees from outside may fill in where nothing is written.
const FROM_OUTSIDE: [&str; 2] = ["mac", "ip"];

/// Adds a device for a host, in use unless the file says otherwise.
pub(super) fn add(bench: &mut Bench, host: &Host, stamp: &Stamp, faults: &mut Faults<'_>) -> usize {
    let at = bench.add(Ledger::Devices, None, stamp);
    lay_over(bench, at, &values(host, stamp), stamp, faults);
    if bench.rows[at].text("state").is_empty() {
        write(&mut bench.rows[at], "state", "active".into(), stamp);
    }
    at
}

/// Brings a device of the ledger up to date.
pub(super) fn update(bench: &mut Bench, at: usize, host: &Host, stamp: &Stamp, faults: &mut Faults<'_>) {
    if !stamp.format.sees_from_outside() {
        lay_over(bench, at, &values(host, stamp), stamp, faults);
        return;
    }
    bench.rows[at].touched = true;
    let blank = |key: &&&str| bench.rows[at].text(key).is_empty();
    let keys: Vec<&str> = FROM_OUTSIDE.iter().filter(blank).copied().collect();
    let seen = |key: &str| host.device.get(key).map(|value| (key.to_owned(), value.clone()));
    let values: Fields = keys.into_iter().filter_map(seen).collect();
    lay_over(bench, at, &values, stamp, faults);
}

/// The values of a device row, with 根拠 and the day.
pub(super) fn values(host: &Host, stamp: &Stamp) -> Fields {
    let mut values = host.device.clone();
    values.insert("source".into(), stamp.words());
    values.insert("collected".into(), stamp.day.clone());
    if values.get("mac").is_none_or(String::is_empty)
        && let Some(mac) = identity::macs(host).first()
    {
        values.insert("mac".into(), mac.clone());
    }
    for key in ["serial", "uuid"] {
        if values.get(key).is_some_and(|value| identity::number(value).is_none()) {
            values.remove(key);
        }
    }
    values
}
