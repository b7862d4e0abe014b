use super::{fields, fits, named, read, refused};
use tate_inventory::ReadError;
use tate_inventory::machine::Format;

#[test]
fn a_computer_says_what_the_ledger_asks() {
    let inventory = read(include_bytes!("files/fusion.xml"));
    let host = &inventory.hosts[0];
    let expected = fields(&[
        ("host", "PC-JIMU"),
        ("uuid", "0A0B0C0D-0001-0002-0003-000000000002"),
        ("kind", "pc"),
        ("serial", "J0001"),
        ("os", "Microsoft Windows 10 Pro"),
        ("os_build", "19045"),
        ("ip", "192.0.2.41"),
        ("mac", "02:00:00:00:02:01"),
        ("last_patch", "2026-10-15"),
        ("antivirus", "Windows Defender"),
        ("antivirus_on", "yes"),
        ("firewall", "yes"),
        ("remote_tools", "teamviewer"),
        ("usb_seen", "外付けディスク EXT1"),
        ("admins", "root、jimu"),
        ("collected", "2026-11-18"),
    ]);
    assert_eq!(host.device, expected, "no release is guessed, no placeholder is taken for a maker");
    assert_eq!(named(&host.software, "version", "3.2")["name"], "給与計算 <見本>");
    assert_eq!(named(&host.software, "version", "3.2")["installed"], "2025-11-09", "day first");
    assert_eq!(host.software[1]["name"], "生の<文字>");
    assert_eq!(host.accounts.len(), 2, "{:?}", host.accounts);
    assert_eq!(named(&host.accounts, "login", "jimu")["holder"], "事務 花子");
    assert_eq!(named(&host.accounts, "login", "jimu")["privilege"], "admin");
    assert_eq!(inventory.problems, []);
}

#[test]
fn devices_asked_over_snmp_are_hosts_of_their_own() {
    let inventory = read(include_bytes!("files/fusion_snmp.xml"));
    fits(&inventory);
    let kinds: Vec<&str> = inventory.hosts.iter().map(|host| host.text("kind")).collect();
    assert_eq!(kinds, ["network", "printer"], "one that did not answer is none");
    assert_eq!(inventory.hosts[0].text("ip"), "192.0.2.1, 198.51.100.1");
    assert_eq!(inventory.hosts[0].text("firmware"), "1.2.3");
    assert_eq!(inventory.hosts[0].macs.len(), 2);
}

#[test]
fn a_document_type_is_refused_even_without_entities() {
    let body = "<REQUEST><CONTENT><HARDWARE><NAME>x</NAME></HARDWARE></CONTENT></REQUEST>";
    assert_eq!(read(body.as_bytes()).hosts[0].text("host"), "x", "the same file without one");
    for doctype in
        ["<!DOCTYPE REQUEST>", "<!DOCTYPE REQUEST SYSTEM \"x.dtd\">", "<!DOCTYPE REQUEST [<!ENTITY a \"b\">]>"]
    {
        assert_eq!(refused(&format!("{doctype}{body}"), Some(Format::Fusion)), ReadError::Doctype, "{doctype}");
    }
}

#[test]
fn a_declared_encoding_is_believed() {
    let head = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><REQUEST><CONTENT><HARDWARE><NAME>caf";
    let bytes = [head.as_bytes(), &[0xe9], b"</NAME></HARDWARE></CONTENT></REQUEST>"].concat();
    assert_eq!(read(&bytes).hosts[0].text("host"), "caf\u{e9}");
}
