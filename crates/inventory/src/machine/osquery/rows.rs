//! A row of a table, brought into the host.

use super::super::content::knowledge_base;
use super::super::draft::{self, Draft};
use super::super::value::Record;
use super::super::windows;
use super::Table;
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

fn words(row: &Record, names: &[&str]) -> String {
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

fn patch(draft: &mut Draft<'_>, row: &Record) {
    let day = draft.day("installed_on", row.first(&["installed_on", "install_date"]));
    draft.update(row.text("hotfix_id"), day, row.first(&["description", "caption"]));
}

fn history(draft: &mut Draft<'_>, row: &Record) {
    let done = matches!(row.text("result_code"), "" | "Succeeded" | "SucceededWithErrors" | "2" | "3");
    if !done || row.text("operation") == "Uninstallation" {
        return;
    }
    let title = row.text("title");
    let day = draft.day("date", row.text("date"));
    // The definitions of Windows' own scanner come this way; the day they came is the day they are of.
    if title.contains("KB2267602") && day.as_str() > draft.host.text("antivirus_date") {
        draft.host.put("antivirus_date", day.clone());
    }
    let name = knowledge_base(title).unwrap_or_else(|| title.to_owned());
    draft.update(&name, day, title);
}

fn center(draft: &mut Draft<'_>, row: &Record) {
    for (key, column) in [("antivirus_on", "antivirus"), ("firewall", "firewall")] {
        draft.host.put(
            key,
            match row.text(column) {
                "Good" => "yes",
                "Poor" => "no",
                _ => "",
            },
        );
    }
    for (label, column) in [
        ("ウイルス対策", "antivirus"),
        ("ファイアウォール", "firewall"),
        ("自動更新", "autoupdate"),
        ("管理者への昇格の確認（UAC）", "user_account_control"),
    ] {
        let state = row.text(column);
        draft.more("セキュリティセンター", if state.is_empty() { String::new() } else { format!("{label}：{state}") });
    }
}

/// Virus scanners and the rest that reports to the security center.
fn products(draft: &mut Draft<'_>, rows: &[Record]) {
    let mut scanners = Vec::new();
    for row in rows {
        let fresh = match row.flag("signatures_up_to_date") {
            Some(true) => " 定義は最新",
            Some(false) => " 定義が古い",
            None => "",
        };
        draft.more("セキュリティ製品", format!("{}{fresh}", words(row, &["type", "name", "state"])));
        if row.text("type").eq_ignore_ascii_case("antivirus") {
            scanners.push((row.text("state").eq_ignore_ascii_case("on"), row.text("name").to_owned()));
        }
    }
    if scanners.is_empty() {
        return;
    }
    // What runs stands first.
    scanners.sort_by_key(|(on, _)| !on);
    // The center calls a scanner with old definitions poor; whether one runs is said here.
    draft.host.put("antivirus_on", if scanners.iter().any(|(on, _)| *on) { "yes" } else { "no" });
    draft.join("antivirus", scanners.into_iter().map(|(_, name)| name));
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

fn drive(draft: &mut Draft<'_>, row: &Record) {
    let (on, known) = match row.text("protection_status") {
        "1" => ("yes", true),
        "0" => ("no", true),
        _ => ("", false),
    };
    let method = row.text("encryption_method");
    let label = if on == "yes" { "BitLocker有効" } else { "BitLocker無効または不明" };
    draft.more("ドライブ", format!("{} {label} {method}", row.text("drive_letter")));
    // One open drive is enough for no.
    if known && draft.host.text("encrypted") != "no" {
        draft.host.put("encrypted", on);
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

/// Single keys of the registry, by their path; a query that selects only `data` has its own name there.
fn registry(draft: &mut Draft<'_>, row: &Record) {
    let path = format!("{}\\{}", row.text("path"), row.text("name")).to_lowercase();
    let data = row.text("data");
    if path.contains("fdenytsconnections") || path.trim_end_matches('\\').ends_with("rdp") {
        draft.host.put(
            "remote_desktop",
            match data {
                "0" => "yes",
                "1" => "no",
                _ => "",
            },
        );
    } else if path.contains("displayversion") {
        draft.host.put("os_release", windows::release(data));
    } else {
        draft.more("レジストリ", format!("{} = {data}", row.first(&["path", "name"])));
    }
}

/// What the registry says of USB media: the driver that is off, or the policies on removable storage.
fn usb_policy(draft: &mut Draft<'_>, rows: &[Record]) {
    let (mut start, mut all, mut read, mut write) = ("", false, false, false);
    for row in rows {
        let path = format!("{}\\{}", row.text("path"), row.text("name")).to_lowercase();
        let set = row.text("data") == "1";
        if path.contains("\\usbstor\\start") {
            start = row.text("data");
        } else if path.contains("removablestoragedevices") {
            all |= set && path.contains("deny_all");
            read |= set && path.contains("deny_read");
            write |= set && path.contains("deny_write");
        }
    }
    draft.host.put(
        "usb_control",
        match (start, all || (read && write), write) {
            ("4", ..) | (_, true, _) => "blocked",
            (_, false, true) => "readonly",
            ("3", false, false) => "open",
            _ => "",
        },
    );
}
