use super::{fields, fits, more, named, read};
use tate_inventory::machine::{Inventory, Update};

fn computer() -> Inventory {
    read(include_bytes!("files/glpi_computer.json"))
}

#[test]
fn a_computer_says_what_the_ledger_asks() {
    let inventory = computer();
    let host = &inventory.hosts[0];
    let expected = fields(&[
        ("host", "PC-YAKU"),
        ("uuid", "0A0B0C0D-0001-0002-0003-000000000001"),
        ("kind", "pc"),
        ("maker", "架空電機"),
        ("model", "KD-200"),
        ("serial", "KD0002001"),
        ("os", "Microsoft Windows 11 Pro"),
        ("os_release", "24H2"),
        ("os_build", "26100.4652"),
        ("ip", "192.0.2.31, 192.0.2.200"),
        ("mac", "02:00:00:00:00:0B"),
        ("last_patch", "2026-11-12"),
        ("antivirus", "見本アンチウイルス 12.3、旧スキャナ"),
        ("antivirus_on", "yes"),
        ("antivirus_date", "2026-11-18"),
        ("firewall", "no"),
        ("encrypted", "no"),
        ("remote_tools", "anydesk、rustdesk"),
        ("usb_seen", "見本USBメモリ USB123"),
        ("admins", "PC-YAKU\\Administrator、MIHON\\Domain Admins"),
        ("collected", "2026-11-19"),
    ]);
    assert_eq!(host.device, expected);
    assert_eq!(host.macs, ["02:00:00:00:00:0A", "02:00:00:00:00:0B"], "neither loopback nor virtual");
    assert_eq!(inventory.taken_at, "2026-11-19");
    assert_eq!(inventory.run["versionclient"], "GLPI-Agent_v1.99");
    assert!(more(host, "データベース").contains("rece 最終バックアップ：2026-11-18"), "{:?}", host.more);
}

#[test]
fn updates_are_told_from_programs() {
    let inventory = computer();
    let host = &inventory.hosts[0];
    let names: Vec<&str> = host.software.iter().map(|row| row["name"].as_str()).collect();
    assert_eq!(names, ["見本レセコン", "日付の無いソフト", "KBookmark 2"]);
    let rece = named(&host.software, "name", "見本レセコン");
    let expected =
        [("name", "見本レセコン"), ("version", "8.1.0"), ("publisher", "見本ソフト"), ("installed", "2026-04-01")];
    assert_eq!(*rece, fields(&expected));
    let update = |name: &str, day: &str, title: &str| Update {
        name: name.to_owned(),
        day: day.to_owned(),
        title: title.to_owned(),
    };
    assert_eq!(
        host.updates,
        [
            update("KB5060001", "2026-11-12", "Security Update"),
            update("KB5059000", "2026-10-10", "Update for Windows (KB5059000)")
        ]
    );
}

#[test]
fn a_day_that_is_none_is_left_out_and_said() {
    let problems = computer().problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!((problems[0].host, problems[0].field.as_str()), (1, "softwares.install_date"));
    assert!(problems[0].message.contains("1970-01-01"), "{}", problems[0].message);
}

#[test]
fn members_of_the_administrators_are_recognised_by_their_identifier() {
    let inventory = computer();
    let accounts = &inventory.hosts[0].accounts;
    assert_eq!(named(accounts, "login", "Administrator")["privilege"], "admin");
    assert_eq!(named(accounts, "login", "yakuzaishi")["privilege"], "user");
}

#[test]
fn without_a_group_of_administrators_nobody_is_called_an_ordinary_user() {
    let text = r#"{"content":{"local_users":[{"name":"mihon"}]},"deviceid":"x"}"#;
    assert_eq!(read(text.as_bytes()).hosts[0].accounts, [fields(&[("login", "mihon")])]);
}

#[test]
fn keys_and_passwords_in_the_file_are_not_kept() {
    let kept = serde_json::to_string(&computer()).unwrap();
    for secret in ["SECRET-KEY-12345", "himitsu", "AAAAA-BBBBB", "999888777"] {
        assert!(include_str!("files/glpi_computer.json").contains(secret), "the file has it");
        assert!(!kept.contains(secret), "{secret}");
    }
}

#[test]
fn a_switch_gives_firmware_and_addresses() {
    let inventory = read(include_bytes!("files/glpi_switch.json"));
    fits(&inventory);
    let host = &inventory.hosts[0];
    let expected = fields(&[
        ("kind", "network"),
        ("host", "sw-9"),
        ("maker", "見本電機"),
        ("model", "MD-24"),
        ("serial", "M0002"),
        ("firmware", "5.5.2-1.3"),
        ("mac", "02:00:00:00:01:00"),
        ("ip", "192.0.2.2"),
        ("place", "2F 電算室"),
        ("number", "NW-902"),
    ]);
    assert_eq!(host.device, expected);
    assert_eq!(host.macs.len(), 3);
    assert_eq!(more(host, "つながっている機器"), "port1 AP-1 192.0.2.9", "only where a port is up");
}

#[test]
fn a_part_of_an_inventory_is_said_to_be_one() {
    let text = r#"{"partial":true,"content":{"hardware":{"name":"PC-1"},"softwares":[]},"deviceid":"x"}"#;
    let inventory = read(text.as_bytes());
    assert_eq!(inventory.hosts[0].text("host"), "PC-1");
    assert!(inventory.problems.iter().any(|problem| problem.field == "partial"));
}
