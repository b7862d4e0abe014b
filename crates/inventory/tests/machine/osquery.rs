use super::{fields, more, named, read, refused};
use tate_inventory::ReadError;
use tate_inventory::machine::{Format, Inventory};

fn log() -> Inventory {
    read(include_bytes!("files/osquery.jsonl"))
}

#[test]
fn the_snapshots_of_a_host_become_one_host() {
    let inventory = log();
    assert_eq!(inventory.hosts.len(), 2);
    let host = &inventory.hosts[0];
    let expected = fields(&[
        ("host", "PC-UKETSUKE"),
        ("uuid", "0A0B0C0D-0001-0002-0003-000000000003"),
        ("maker", "架空電機"),
        ("model", "KD-100"),
        ("serial", "KD0001001"),
        ("os", "Microsoft Windows 11 Pro"),
        ("os_release", "24H2"),
        ("os_build", "26100.4652"),
        ("usb_control", "readonly"),
        ("remote_desktop", "yes"),
        ("last_patch", "2026-11-12"),
        ("antivirus", "Windows Defender、旧スキャナ"),
        ("antivirus_on", "yes"),
        ("antivirus_date", "2026-11-18"),
        ("firewall", "yes"),
        ("encrypted", "yes"),
        ("ip", "192.0.2.51"),
        ("mac", "02:00:00:00:04:01"),
        ("admins", "Administrator"),
        ("collected", "2026-11-19"),
    ]);
    assert_eq!(host.device, expected, "the newer snapshot of a table counts");
    assert_eq!(inventory.taken_at, "2026-11-19T00:00:00Z");
    assert_eq!(more(host, "共有フォルダ"), "共有 C:\\kyoyu Disk Drive");
}

#[test]
fn definitions_and_failed_updates_are_no_patch_of_the_system() {
    let inventory = log();
    let names: Vec<&str> = inventory.hosts[0].updates.iter().map(|update| update.name.as_str()).collect();
    assert_eq!(names, ["KB2267602", "KB5060001", "KB5059000"]);
    assert_eq!(inventory.hosts[0].text("last_patch"), "2026-11-12", "not the day of the definitions");
}

#[test]
fn services_ports_and_autostart_are_told_apart() {
    let inventory = log();
    let services = &inventory.hosts[0].services;
    assert_eq!(services.len(), 3, "{services:?}");
    assert_eq!(named(services, "kind", "service")["name"], "Spooler");
    assert_eq!(named(services, "kind", "autostart")["name"], "見本起動");
    let expected = [("name", "3389/tcp"), ("kind", "port"), ("detail", "svchost.exe"), ("state", "running")];
    assert_eq!(*named(services, "kind", "port"), fields(&expected));
}

#[test]
fn a_linux_host_has_packages_and_administrators_by_group() {
    let inventory = log();
    let host = &inventory.hosts[1];
    assert_eq!((host.text("os"), host.text("os_release")), ("Ubuntu", "24.04.1 LTS (Noble Numbat)"));
    assert_eq!(host.software[0]["name"], "openssl");
    assert_eq!(host.accounts.len(), 2, "{:?}", host.accounts);
    assert_eq!(named(&host.accounts, "login", "kanri")["privilege"], "admin");
    assert_eq!(host.text("admins"), "kanri");
}

#[test]
fn what_is_not_read_is_said() {
    let inventory = log();
    let said = |part: &str| inventory.problems.iter().any(|problem| problem.message.contains(part));
    assert!(
        said("pack_daicho_certificates") && said("差分の記録が1行") && said("20261399"),
        "{:?}",
        inventory.problems
    );
}

#[test]
fn a_broken_line_costs_only_itself() {
    let good = r#"{"name":"s","hostIdentifier":"h","unixTime":1795046400,"snapshot":[{"computer_name":"PC-1","hardware_serial":"1"}]}"#;
    let inventory = read(format!("{good}\n{{\"name\":\"cut\n").as_bytes());
    assert_eq!(inventory.hosts[0].text("host"), "PC-1");
    assert!(inventory.problems[0].message.starts_with("2行目など1行"), "{:?}", inventory.problems);
    let only = "{\"hostIdentifier\":\"h\",\"snapshot\":[";
    assert_eq!(refused(only, Some(Format::Osquery)), ReadError::Broken { product: "osquery".into(), line: 1 });
}

#[test]
fn the_results_in_one_array_are_read_too() {
    let text = include_str!("files/osquery.jsonl").trim().replace('\n', ",");
    let inventory = read(format!("[{text}]").as_bytes());
    assert_eq!(inventory.hosts, log().hosts);
}
