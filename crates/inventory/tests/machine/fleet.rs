use super::{fields, more, named, read};

#[test]
fn hosts_of_the_api_become_hosts() {
    let inventory = read(include_bytes!("files/fleet.json"));
    assert_eq!(inventory.hosts.len(), 2);
    let host = &inventory.hosts[0];
    let expected = fields(&[
        ("host", "PC-1"),
        ("uuid", "0A0B0C0D-0001-0002-0003-000000000004"),
        ("os", "Microsoft Windows 11 Enterprise"),
        ("os_release", "23H2"),
        ("os_build", "22631.4000"),
        ("maker", "架空電機"),
        ("model", "KD-300"),
        ("serial", "KD0003001"),
        ("ip", "192.0.2.61"),
        ("mac", "02:00:00:00:05:01"),
        ("encrypted", "yes"),
        ("admins", "Administrator"),
        ("collected", "2026-11-19"),
    ]);
    assert_eq!(host.device, expected, "a moment in UTC is a day in Japan");
    assert_eq!(host.software[0]["publisher"], "見本ソフト");
    assert_eq!(host.accounts.len(), 2);
    assert_eq!(*named(&host.accounts, "login", "mihon"), fields(&[("login", "mihon")]), "no privilege is guessed");
    assert!(more(host, "Fleetのポリシー").contains("画面ロック：不適合"));
    assert_eq!(inventory.hosts[1].text("os"), "Ubuntu 24.04.1 LTS");
    assert!(!inventory.hosts[1].device.contains_key("encrypted"), "null is not no");
    assert_eq!(inventory.taken_at, "2026-11-18T20:00:00Z");
}

#[test]
fn a_single_host_is_read_too() {
    let inventory = read(br#"{"host":{"hostname":"pc-9","os_version":"Windows Server 2022 Standard 10.0.20348.1"}}"#);
    let host = &inventory.hosts[0];
    assert_eq!((host.text("kind"), host.text("os_build")), ("server", "20348.1"));
    assert_eq!(host.text("os"), "Windows Server 2022 Standard");
}

#[test]
fn of_a_list_that_breaks_off_the_whole_hosts_are_kept_and_said_not_to_be_all() {
    let text = include_str!("files/fleet.json");
    let cut = &text[..text.find("\"id\": 2").unwrap() + 5];
    let inventory = read(cut.as_bytes());
    assert_eq!(inventory.hosts.len(), 1);
    assert!(inventory.problems[0].message.contains("途中で切れている"), "{:?}", inventory.problems);
}
