//! Rows that say how the machine is protected: updates, scanners, encryption, settings of the registry.

use super::super::content::knowledge_base;
use super::super::draft::Draft;
use super::super::value::Record;
use super::super::windows;
use super::rows::words;

pub(super) fn patch(draft: &mut Draft<'_>, row: &Record) {
    let day = draft.day("installed_on", row.first(&["installed_on", "install_date"]));
    draft.update(row.text("hotfix_id"), day, row.first(&["description", "caption"]));
}

pub(super) fn history(draft: &mut Draft<'_>, row: &Record) {
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

pub(super) fn center(draft: &mut Draft<'_>, row: &Record) {
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
pub(super) fn products(draft: &mut Draft<'_>, rows: &[Record]) {
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

pub(super) fn drive(draft: &mut Draft<'_>, row: &Record) {
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

/// Single keys of the registry, by their path; a query that selects only `data` has its own name there.
pub(super) fn registry(draft: &mut Draft<'_>, row: &Record) {
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
pub(super) fn usb_policy(draft: &mut Draft<'_>, rows: &[Record]) {
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
