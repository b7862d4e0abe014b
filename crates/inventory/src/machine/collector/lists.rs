//! Programs, users, services and updates.

use super::super::{Host, Update};
use super::part::Part;
use super::words;
use std::collections::{BTreeMap, BTreeSet};
use tate_domain::ledger::Fields;

/// From here on the system hands UDP ports out for single questions; they say nothing about services.
const EPHEMERAL: u64 = 49_152;

/// A row from the values that there are.
fn row<const N: usize>(values: [(&str, Option<String>); N]) -> Fields {
    values.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

/// Updates, newest first; the newest day is the last patch.
pub(super) fn updates(part: &Part<'_>, host: &mut Host) {
    host.updates = part
        .list("updates")
        .iter()
        .filter_map(|update| {
            let title = update.text("title").unwrap_or_default();
            Some(Update { name: update.text("name")?, day: update.day("day").unwrap_or_default(), title })
        })
        .collect();
    host.updates.sort_by(|a, b| b.day.cmp(&a.day));
    let newest = host.updates.first().map(|update| update.day.clone()).unwrap_or_default();
    host.put("last_patch", newest);
}

/// Programs, each version once.
pub(super) fn software(part: &Part<'_>, host: &mut Host) {
    let mut seen = BTreeSet::new();
    for program in part.list("programs") {
        let Some(name) = program.text("name") else { continue };
        let version = program.text("version");
        if seen.insert((name.clone(), version.clone())) {
            host.software.push(row([
                ("name", Some(name)),
                ("version", version),
                ("publisher", program.text("publisher")),
                ("installed", program.day("installed")),
            ]));
        }
    }
}

/// Local users. Who is among the administrators has their privilege.
pub(super) fn accounts(part: &Part<'_>, host: &mut Host) {
    let admins: Vec<String> = part.list("admins").iter().filter_map(|admin| admin.text("name")).collect();
    for user in part.list("users") {
        let Some(login) = user.text("name") else { continue };
        let admin = admins.iter().any(|admin| admin.eq_ignore_ascii_case(&login));
        let privilege = (!admins.is_empty()).then(|| if admin { "admin" } else { "user" }.to_owned());
        let state = user.flag("enabled").map(|on| if on { "active" } else { "disabled" }.to_owned());
        host.accounts.push(row([
            ("login", Some(login)),
            ("holder", user.text("full_name")),
            ("privilege", privilege),
            ("state", state),
            ("last_login", user.day("last_logon")),
            ("password_set", user.day("password_set")),
        ]));
    }
    host.put("admins", words::joined(&admins));
}

/// Services that run or start by themselves, listening ports that others can reach, and autostart.
pub(super) fn services(part: &Part<'_>, host: &mut Host) {
    for service in part.list("services") {
        let Some(name) = service.text("name") else { continue };
        let label = service.text("label").unwrap_or_else(|| name.clone());
        let (state, start) = (service.text("state"), service.text("start").unwrap_or_default());
        if state.as_deref() != Some("running") && !matches!(start.as_str(), "auto" | "boot" | "system") {
            host.more.entry("止まっているサービス".to_owned()).or_default().push(label);
            continue;
        }
        let detail = [name, words::start(&start).to_owned(), service.text("account").unwrap_or_default()];
        let state = state.filter(|state| matches!(state.as_str(), "running" | "stopped"));
        host.services.push(row([
            ("name", Some(label)),
            ("kind", Some("service".to_owned())),
            ("detail", Some(filled(&detail))),
            ("state", state),
        ]));
    }
    ports(part, host);
    for start in part.list("autostart") {
        let detail = start.text("command").or_else(|| start.text("place"));
        host.services.push(row([
            ("name", start.text("name").or_else(|| detail.clone())),
            ("kind", Some("autostart".to_owned())),
            ("detail", detail),
        ]));
    }
    host.services.retain(|row| row.contains_key("name"));
}

fn filled(texts: &[String]) -> String {
    texts.iter().filter(|text| !text.is_empty()).map(String::as_str).collect::<Vec<_>>().join("、")
}

/// One row per protocol and number, with its processes and addresses.
fn ports(part: &Part<'_>, host: &mut Host) {
    let mut open: BTreeMap<(String, u64), (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    for port in part.list("ports") {
        let (Some(protocol), Some(number)) = (port.text("protocol"), port.number("port")) else { continue };
        let (processes, addresses) = open.entry((protocol.to_uppercase(), number)).or_default();
        processes.extend(port.text("process"));
        addresses.extend(port.text("address"));
    }
    for ((protocol, number), (processes, addresses)) in open {
        let name = format!("{protocol} {number}");
        let detail = filled(&[join(&processes), join(&addresses)]);
        let inside = !addresses.is_empty() && addresses.iter().all(|address| is_loopback(address));
        if inside || (protocol == "UDP" && number >= EPHEMERAL) {
            let group = if inside { "機器の中だけのポート" } else { "一時的なポート" };
            host.more.entry(group.to_owned()).or_default().push(format!("{name} {detail}"));
            continue;
        }
        host.services.push(row([
            ("name", Some(name)),
            ("kind", Some("port".to_owned())),
            ("detail", Some(detail).filter(|detail| !detail.is_empty())),
            ("state", Some("running".to_owned())),
        ]));
    }
}

fn join(texts: &BTreeSet<String>) -> String {
    words::joined(&texts.iter().cloned().collect::<Vec<_>>())
}

fn is_loopback(address: &str) -> bool {
    address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
