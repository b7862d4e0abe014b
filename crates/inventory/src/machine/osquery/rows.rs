//! A row of a table, brought into the host.

use super::super::draft::{self, Draft};
use super::super::value::Record;
use super::super::windows;
use super::Table;
use super::protection::{center, drive, history, patch, products, registry, usb_policy};
use std::collections::BTreeSet;

/// Brings the rows of one table in. The tables of people are joined in `host`.
pub(super) fn rows(draft: &mut Draft<'_>, table: Table, rows: &[Record]) {
    match table {
        Table::SecurityProducts => products(draft, rows),
        Table::Ports => ports(draft, rows),
        Table::Registry => {
            rows.iter().for_each(|row| registry(draft, row));
            usb_policy(draft, rows);
        }
        _ => rows.iter().for_each(|each| row(draft, table, each)),
    }
}

fn row(draft: &mut Draft<'_>, table: Table, row: &Record) {
    match table {
        Table::System => system(draft, row),
        Table::Os => os(draft, row),
        Table::Programs | Table::Packages => program(draft, row),
        Table::Patches => patch(draft, row),
        Table::UpdateHistory => history(draft, row),
        Table::SecurityCenter => center(draft, row),
        Table::Services => service(draft, row),
        Table::Startup => startup(draft, row),
        Table::Bitlocker => drive(draft, row),
        Table::Interfaces => interface(draft, row),
        Table::Shares => draft.more("共有フォルダ", words(row, &["name", "path", "type_name"])),
        Table::SecurityProducts | Table::Ports | Table::Registry => {}
        Table::Users | Table::Groups | Table::UserGroups | Table::Members => {}
    }
}

/// The texts of these columns, with spaces between.
pub(super) fn words(row: &Record, names: &[&str]) -> String {
    let parts: Vec<&str> = names.iter().map(|name| row.text(name)).filter(|text| !text.is_empty()).collect();
    parts.join(" ")
}

fn system(draft: &mut Draft<'_>, row: &Record) {
    draft.host.put("host", row.first(&["computer_name", "hostname"]));
    for (key, column) in
        [("uuid", "uuid"), ("maker", "hardware_vendor"), ("model", "hardware_model"), ("serial", "hardware_serial")]
    {
        draft.put_real(key, row.text(column));
    }
}

fn os(draft: &mut Draft<'_>, row: &Record) {
    let name = row.text("name");
    draft.host.put("os", name);
    if windows::is(name) {
        let build = windows::build(row.first(&["build", "version"]));
        let revision = row.text("revision");
        let whole = !build.contains('.') && !revision.is_empty() && revision.bytes().all(|b| b.is_ascii_digit());
        draft.host.put("os_build", if whole { format!("{build}.{revision}") } else { build.to_owned() });
        if windows::is_server(name) {
            draft.host.put("kind", "server");
        }
    } else {
        draft.host.put("os_release", row.text("version"));
    }
}

fn program(draft: &mut Draft<'_>, row: &Record) {
    let installed = draft.day("install_date", row.text("install_date"));
    draft.software(&[
        ("name", row.text("name")),
        ("version", row.text("version")),
        ("publisher", row.first(&["publisher", "vendor", "maintainer"])),
        ("installed", &installed),
    ]);
}

fn service(draft: &mut Draft<'_>, row: &Record) {
    if row.text("service_type").contains("DRIVER") {
        return;
    }
    let state = match row.text("status") {
        "" => "",
        "STOPPED" => "stopped",
        _ => "running",
    };
    let detail = words(row, &["display_name", "start_type", "user_account", "path"]);
    draft.service(&[("name", row.text("name")), ("kind", "service"), ("detail", &detail), ("state", state)]);
}

fn startup(draft: &mut Draft<'_>, row: &Record) {
    let state = if row.text("status") == "disabled" { "stopped" } else { "running" };
    let detail = words(row, &["path", "username"]);
    draft.service(&[("name", row.text("name")), ("kind", "autostart"), ("detail", &detail), ("state", state)]);
}

/// Ports that others can reach, each once.
fn ports(draft: &mut Draft<'_>, rows: &[Record]) {
    let mut seen = BTreeSet::new();
    for row in rows {
        let protocol = match row.text("protocol") {
            "6" => "tcp",
            "17" => "udp",
            other => other,
        };
        let (port, address) = (row.text("port"), row.text("address"));
        let inner = port == "0" || address.starts_with("127.") || address == "::1";
        let name = format!("{port}/{protocol}");
        if !inner && seen.insert(name.clone()) {
            let program = row.first(&["name", "path"]);
            draft.service(&[("name", &name), ("kind", "port"), ("detail", program), ("state", "running")]);
        }
    }
}

fn interface(draft: &mut Draft<'_>, row: &Record) {
    draft.ip(row.text("address"));
    let address = row.text("address");
    let physical = row.flag("physical_adapter") != Some(false);
    if physical {
        draft.mac(row.text("mac"));
    }
    let connected = !address.is_empty() && !address.starts_with("127.") && !address.starts_with("fe80");
    if physical && connected && draft.host.text("mac").is_empty() {
        let mac = draft::mac(row.text("mac")).unwrap_or_default();
        draft.host.put("mac", mac);
    }
    if draft::mac(row.text("mac")).is_some() {
        let dhcp = if row.flag("dhcp_enabled") == Some(true) { "（動的）" } else { "" };
        let line = format!("{} {address}{dhcp} {}", row.text("description"), row.text("mac"));
        draft.more("ネットワーク", line.trim().to_owned());
    }
}
