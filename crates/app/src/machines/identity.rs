//! Which device of the ledger a host is: serial number and maker, then UUID, then any hardware address, then host
//! name. Never an IP address: those are handed on (practice.md §3.3).

use super::bench::{Bench, same_key};
use tate_domain::text::search_key;
use tate_inventory::machine::Host;

/// What makers write where a serial number or UUID should be.
const NO_NUMBER: [&str; 14] = [
    "0",
    "none",
    "n/a",
    "notspecified",
    "notapplicable",
    "defaultstring",
    "systemserialnumber",
    "tobefilledbyo.e.m.",
    "tobefilledbyo.e.m",
    "o.e.m.",
    "oem",
    "invalid",
    "unknown",
    "123456789",
];
/// A UUID that a maker gave to all its boards.
const SHARED_UUID: &str = "03000200040005000006000700080009";

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// The row at this place of the bench.
    Row(usize),
    /// No device of the ledger, and enough to add one.
    New,
    /// Several devices of the ledger by this key.
    Ambiguous { by: &'static str, names: Vec<String> },
    /// No device of the ledger, and not enough to add one.
    TooLittle,
}

/// A number that tells one machine from another; nothing for what is none.
pub(super) fn number(text: &str) -> Option<String> {
    let key = search_key(text);
    let blank = key.chars().all(|c| matches!(c, '0' | 'f' | 'x' | '-' | '.' | '*'));
    (!key.is_empty() && !blank && !NO_NUMBER.contains(&key.as_str())).then_some(key)
}

fn uuid(text: &str) -> Option<String> {
    let hex: String = text.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_lowercase();
    number(text)?;
    (hex.len() == 32 && hex != SHARED_UUID).then_some(hex)
}

/// Whether two makers' names can be one maker's: 「Dell」 and 「Dell Inc.」.
fn same_maker(a: &str, b: &str) -> bool {
    let (a, b) = (search_key(a), search_key(b));
    a.is_empty() || b.is_empty() || a.starts_with(&b) || b.starts_with(&a)
}

/// Whether two host names can be one host's: `PC-1` and `pc-1.example.jp`.
fn same_host(a: &str, b: &str) -> bool {
    let (a, b) = (search_key(a), search_key(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let first = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
    a == b || (a.contains('.') != b.contains('.') && first(&a) == first(&b))
}

/// The device that a host is.
pub(super) fn find(bench: &Bench, host: &Host) -> Found {
    if let Some(at) = decided(bench, host) {
        return Found::Row(at);
    }
    let serial = number(host.text("serial"));
    let own_uuid = uuid(host.text("uuid"));
    let differs = |mine: &Option<String>, theirs: Option<String>| matches!((mine, &theirs), (Some(mine), Some(theirs)) if mine != theirs);
    let other_serial = |at: usize| differs(&serial, number(bench.rows[at].text("serial")));
    let other_uuid = |at: usize| differs(&own_uuid, uuid(bench.rows[at].text("uuid")));
    let by_serial = |at: usize| {
        serial.is_some()
            && number(bench.rows[at].text("serial")) == serial
            && same_maker(bench.rows[at].text("maker"), host.text("maker"))
    };
    let by_uuid = |at: usize| own_uuid.is_some() && uuid(bench.rows[at].text("uuid")) == own_uuid && !other_serial(at);
    let by_mac =
        |at: usize| !other_serial(at) && !other_uuid(at) && bench.macs(at).iter().any(|mac| macs(host).contains(mac));
    let by_host =
        |at: usize| !other_serial(at) && !other_uuid(at) && same_host(bench.rows[at].text("host"), host.text("host"));
    let steps: [(&'static str, &dyn Fn(usize) -> bool); 4] =
        [("シリアル番号", &by_serial), ("UUID", &by_uuid), ("MACアドレス", &by_mac), ("コンピュータ名", &by_host)];
    for (by, is) in steps {
        let found: Vec<usize> = bench.devices().filter(|at| is(*at)).collect();
        let in_use: Vec<usize> = found.iter().copied().filter(|at| in_use(bench, *at)).collect();
        match (&found[..], &in_use[..]) {
            ([], _) => {}
            ([only], _) | (_, [only]) => return Found::Row(*only),
            _ => {
                let names = found.iter().map(|at| bench.rows[*at].name()).collect();
                return Found::Ambiguous { by, names };
            }
        }
    }
    let enough = serial.is_some() || own_uuid.is_some() || !host.text("host").trim().is_empty();
    if enough && !host_is_address(host) { Found::New } else { Found::TooLittle }
}

/// A name that is only the address again names nothing.
fn host_is_address(host: &Host) -> bool {
    let bare = number(host.text("serial")).is_none() && uuid(host.text("uuid")).is_none();
    bare && host.text("host").trim().parse::<std::net::IpAddr>().is_ok()
}

pub(super) fn in_use(bench: &Bench, at: usize) -> bool {
    !matches!(bench.rows[at].text("state"), "stopped" | "disposed")
}

/// What a person said earlier of a host that was seen outside the ledger. An address alone says nothing later.
fn decided(bench: &Bench, host: &Host) -> Option<usize> {
    let known = identities(host);
    let same = |state: &str| matches!(state, "same" | "registered");
    let sighting = bench.sightings.iter().find(|s| same(&s.state) && known.contains(&s.identity))?;
    (!sighting.identity.starts_with("ip:")).then(|| bench.find(&sighting.device_id))?
}

/// Every hardware address of a host, as stored.
pub(super) fn macs(host: &Host) -> Vec<String> {
    let mut macs = host.macs.clone();
    macs.extend(Some(host.text("mac").to_owned()).filter(|mac| !mac.is_empty()));
    macs.sort();
    macs.dedup();
    macs
}

/// By what a host outside the ledger is recognised, the strongest first.
pub(super) fn identities(host: &Host) -> Vec<String> {
    let mut all: Vec<String> = macs(host).iter().map(|mac| format!("mac:{mac}")).collect();
    let name = host.text("host").trim();
    if !name.is_empty() && name.parse::<std::net::IpAddr>().is_err() {
        all.push(format!("host:{}", search_key(name)));
    }
    let addresses = host.text("ip").split([',', '、', ' ', '\n']).filter(|ip| !ip.is_empty());
    all.extend(addresses.map(|ip| format!("ip:{ip}")));
    all
}

/// Whether a device's row names one of the addresses of a host.
pub(super) fn shares_address(row_ip: &str, identity: &str) -> bool {
    let addresses = row_ip.split([',', '、', ' ', '\n']).map(|ip| ip.split('/').next().unwrap_or(ip));
    identity.strip_prefix("ip:").is_some_and(|ip| addresses.into_iter().any(|mine| same_key(mine, ip)))
}
