//! The diagnosis and the ledger of services: what is declared as needed, and what a result changes.

use super::check::Check;
use super::port::{PortState, port};
use crate::facts::{Facts, Row};
use crate::ledger::{Fields, Ledger};

/// What a diagnosis changes in the ledger of services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServiceChange {
    /// A row that was not there.
    Add(Fields),
    /// A row that is there: its id, the version that was seen, its new values.
    Change(String, i64, Fields),
}

/// The row by which somebody said, with a reason, that a port must be open on a device. A row without
/// a device speaks for every device, or for every one of its kind.
#[must_use]
pub fn declared<'a>(facts: &'a Facts, device: &Row, number: u16) -> Option<&'a Row> {
    let speaks_for = |row: &Row| match (row.filled("device"), row.filled("device_kind")) {
        (Some(id), _) => id == device.id,
        (None, Some(kind)) => device.is("kind", kind),
        (None, None) => true,
    };
    let says_why = |row: &&Row| row.is("needed", "needed") && !row.text("reason").trim().is_empty();
    ports(facts, number).filter(|row| speaks_for(row)).find(says_why)
}

/// Rows of the services ledger about a TCP port.
fn ports(facts: &Facts, number: u16) -> impl Iterator<Item = &Row> {
    facts.all(Ledger::Services).iter().filter(move |row| row.is("kind", "port") && is_about(row, number))
}

/// Whether a row's name or detail begins with the port: `3389`, `3389/tcp RDP`, `TCP 3389`.
fn is_about(row: &Row, number: u16) -> bool {
    ["name", "detail"].iter().any(|key| {
        let text = row.text(key).to_ascii_lowercase();
        let bare = text.trim().trim_start_matches("tcp").trim_start_matches([' ', ':', '/']);
        let end = bare.find(|c: char| !c.is_ascii_digit()).unwrap_or(bare.len());
        bare[..end].parse() == Ok(number) && !bare[end..].trim_start_matches([' ', '/']).starts_with("udp")
    })
}

/// What a diagnosis says about the ledger: an open port of a device is a running row (added where
/// there is none; 必要か and its reason stay a person's), and a row of the diagnosis's own whose port is
/// closed now is stopped. No answer says nothing about what runs.
#[must_use]
pub fn service_changes(check: &Check, facts: &Facts) -> Vec<ServiceChange> {
    let mut changes = Vec::new();
    let mut done: Vec<(&str, u16)> = Vec::new();
    for target in &check.targets {
        let Some(device) = target.device.as_deref().filter(|id| facts.find(Ledger::Devices, id).is_some()) else {
            continue;
        };
        for result in &target.ports {
            // A device with two addresses: what the first found open is not closed by the second.
            if done.contains(&(device, result.port)) {
                continue;
            }
            let other_open =
                check.targets.iter().filter(|other| other.device.as_deref() == Some(device)).any(|other| {
                    other.ports.iter().any(|port| port.port == result.port && port.state == PortState::Open)
                });
            let state = if other_open { PortState::Open } else { result.state };
            done.push((device, result.port));
            changes.extend(change(facts, device, result.port, state, check));
        }
    }
    changes
}

fn change(facts: &Facts, device: &str, number: u16, state: PortState, check: &Check) -> Option<ServiceChange> {
    let own = |row: &&Row| row.is("device", device);
    let set = |row: &Row, to: &str| {
        let mut fields = row.fields.clone();
        fields.insert("state".into(), to.into());
        ServiceChange::Change(row.id.clone(), row.version, fields)
    };
    match state {
        PortState::Open => match ports(facts, number).find(own) {
            None => Some(ServiceChange::Add(found(device, number, check))),
            Some(row) => (!row.is("state", "running")).then(|| set(row, "running")),
        },
        PortState::Closed => {
            let name = port(number)?.service_name();
            let row = ports(facts, number).filter(|row| row.text("name") == name).find(own)?;
            row.is("state", "running").then(|| set(row, "stopped"))
        }
        PortState::Filtered | PortState::Error => None,
    }
}

fn found(device: &str, number: u16, check: &Check) -> Fields {
    let name = port(number).map_or_else(|| format!("{number}/tcp"), super::Port::service_name);
    [
        ("name", name),
        ("kind", "port".to_owned()),
        ("device", device.to_owned()),
        ("detail", format!("{number}/tcp")),
        ("state", "running".to_owned()),
        ("found", check.day.to_string()),
        ("note", format!("ネットワーク診断で見つかりました（接続元 {}）。", check.source)),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}
