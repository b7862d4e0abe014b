//! What the script writes is read back whole.

use crate::{ALL, SCHEMA, SERVER_2022, WINDOWS_10, WINDOWS_11};
use serde_json::Value;
use tate_domain::ledger::{Fields, Ledger};
use tate_inventory::machine::collector::{is_ours, read};
use tate_inventory::machine::{Format, Host, Inventory};

fn one(text: &str) -> (Inventory, Host) {
    let inventory = read(text.as_bytes()).unwrap();
    assert_eq!((inventory.format, inventory.hosts.len()), (Format::Collector, 1));
    let host = inventory.hosts[0].clone();
    (inventory, host)
}

fn device(host: &Host, expected: &[(&str, &str)]) {
    for (key, value) in expected {
        assert_eq!(host.text(key), *value, "{key}");
    }
}

fn named<'a>(rows: &'a [Fields], key: &str, name: &str) -> &'a Fields {
    rows.iter().find(|row| row.get(key).is_some_and(|value| value == name)).unwrap()
}

#[test]
fn a_pc_fills_its_device_row() {
    let (inventory, host) = one(WINDOWS_11);
    assert_eq!(inventory.taken_at, "2026-11-20T09:12:44+09:00");
    assert_eq!(inventory.run["rights"], "user");
    assert_eq!(inventory.problems, []);
    device(
        &host,
        &[
            ("host", "UKETSUKE-01"),
            ("os", "Windows 11 Pro"),
            ("os_release", "25H2"),
            ("os_build", "26200.7171"),
            ("maker", "Example Computers"),
            ("model", "EX-500"),
            ("serial", "EX5000123"),
            ("uuid", "4C4C4544-0051-3010-8052-B4C04F4E5A32"),
            ("kind", "pc"),
            ("collected", "2026-11-20"),
            ("last_patch", "2026-11-12"),
            ("mac", "00:11:22:AA:BB:CC"),
            ("ip", "172.20.0.1、192.168.1.21"),
            ("antivirus", "Microsoft Defender"),
            ("antivirus_on", "yes"),
            ("antivirus_date", "2026-11-19"),
            ("firewall", "no"),
            ("encrypted", ""),
            ("usb_control", "blocked"),
            ("usb_seen", "Example Flash Disk USB Device"),
            ("password_min", "0"),
            ("password_mixed", ""),
            ("password_change_days", "42"),
            ("lockout", "10"),
            ("remote_desktop", "no"),
            ("remote_tools", "AnyDesk"),
            ("time_sync", "yes"),
            ("admins", "Administrator、kanri"),
        ],
    );
    assert_eq!(host.macs, ["00:15:5D:00:00:01", "00:11:22:AA:BB:CC"]);
    assert_eq!(host.text("unread").lines().count(), 2);
    assert!(host.text("unread").starts_with("ディスクの暗号化：D:"));
}

#[test]
fn programs_users_and_services_become_rows() {
    let (_, host) = one(WINDOWS_11);
    assert_eq!(host.software.len(), 3);
    assert_eq!(named(&host.software, "name", "架空レセプト")["installed"], "2025-12-10");
    assert_eq!(named(&host.accounts, "login", "kanri")["privilege"], "admin");
    assert_eq!(named(&host.accounts, "login", "uketsuke")["privilege"], "user");
    assert_eq!(named(&host.accounts, "login", "Guest")["state"], "disabled");
    assert_eq!(named(&host.accounts, "login", "uketsuke")["last_login"], "2026-11-20");
    // Two addresses are one port; what only this machine reaches, and ports for single questions, are no services.
    assert_eq!(named(&host.services, "name", "TCP 135")["detail"], "svchost、0.0.0.0、::");
    let ports: Vec<_> = host.services.iter().filter(|row| row["kind"] == "port").map(|row| &row["name"]).collect();
    assert_eq!(ports, ["TCP 135", "TCP 445", "UDP 5353"]);
    assert_eq!(named(&host.services, "name", "印刷スプーラー")["state"], "stopped");
    assert_eq!(named(&host.services, "name", "SecurityHealth")["kind"], "autostart");
    assert!(host.services.iter().all(|row| row["name"] != "Remote Registry"));
    assert_eq!(host.more["止まっているサービス"], ["Remote Registry"]);
}

#[test]
fn other_products_and_placeholders_are_understood() {
    let (_, host) = one(WINDOWS_10);
    for key in ["maker", "model", "serial", "uuid"] {
        assert_eq!(host.text(key), "", "{key} is a placeholder");
    }
    device(
        &host,
        &[
            ("os", "Windows 10 Enterprise LTSC"),
            ("antivirus", "架空アンチウイルス"),
            ("antivirus_on", "yes"),
            ("antivirus_date", ""),
            ("firewall", "yes"),
            ("encrypted", "no"),
            ("usb_control", ""),
            ("password_mixed", "yes"),
            ("password_change_days", "0"),
            ("remote_desktop", "yes"),
        ],
    );
    assert!(host.text("admins").contains("CLINIC\\Domain Admins"));
    assert!(host.text("unread").contains("SKYSEA"));
}

#[test]
fn what_was_not_read_stays_empty_and_is_said() {
    let (_, host) = one(SERVER_2022);
    device(&host, &[("kind", "server"), ("last_patch", ""), ("antivirus_on", ""), ("firewall", ""), ("lockout", "")]);
    assert!(host.text("unread").contains("更新プログラム：この利用者の権限では"));
}

#[test]
fn several_machines_may_stand_in_one_file_one_per_line() {
    let lines: Vec<String> = ALL.iter().map(|text| serde_json::from_str::<Value>(text).unwrap().to_string()).collect();
    let inventory = read(lines.join("\n").as_bytes()).unwrap();
    let names: Vec<_> = inventory.hosts.iter().map(Host::name).collect();
    assert_eq!(names, ["UKETSUKE-01", "SHINRYO-03", "KARTE-SV"]);
    assert_eq!(inventory.problems, []);
}

#[test]
fn every_value_is_one_that_the_ledgers_take() {
    for text in ALL {
        let (_, host) = one(text);
        let rows = [(Ledger::Devices, vec![host.device.clone()]), (Ledger::Software, host.software.clone())];
        let more = [(Ledger::Accounts, host.accounts.clone()), (Ledger::Services, host.services.clone())];
        for (ledger, rows) in rows.into_iter().chain(more) {
            for (key, value) in rows.iter().flatten() {
                let column = ledger.column(key).unwrap_or_else(|| panic!("no column {key}"));
                assert!(column.parse(value).is_ok(), "{key} = {value}");
            }
        }
    }
}

#[test]
fn the_files_are_valid_against_the_schema() {
    let schema = jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap();
    for text in ALL {
        let value: Value = serde_json::from_str(text).unwrap();
        let errors: Vec<String> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        // Negative control: the schema refuses another version and an unknown key.
        for (key, wrong) in [("tate_collector", Value::from(2)), ("passwords", Value::from("secret"))] {
            let mut broken = value.clone();
            broken[key] = wrong;
            assert!(!schema.is_valid(&broken), "{key}");
        }
    }
}

#[test]
fn our_files_are_told_from_others_in_every_encoding() {
    for text in ALL {
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let sorted = serde_json::from_str::<Value>(text).unwrap().to_string();
        assert!(is_ours(text.as_bytes()) && is_ours(&utf16) && is_ours(sorted.as_bytes()));
    }
    for other in ["", "{}", "{\"deviceid\": \"x\"}", "tate_collector"] {
        assert!(!is_ours(other.as_bytes()), "{other}");
    }
}
