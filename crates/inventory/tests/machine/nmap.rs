use super::{fields, more, named, read, refused};
use tate_inventory::ReadError;
use tate_inventory::machine::Format;

#[test]
fn hosts_that_answered_are_kept_with_their_open_ports() {
    let inventory = read(include_bytes!("files/nmap.xml"));
    assert_eq!(inventory.hosts.len(), 2, "a silent address is no host");
    let host = &inventory.hosts[0];
    let expected = fields(&[
        ("host", "ap-1.example.jp"),
        ("ip", "192.0.2.9"),
        ("mac", "02:00:00:00:06:01"),
        ("maker", "見本無線"),
        ("collected", "2026-11-19"),
    ]);
    assert_eq!(host.device, expected, "a guess never fills the field OS");
    assert_eq!(more(host, "OSの推定（nmap）"), "Linux 3.10（確度95％）");
    assert_eq!(more(host, "機器の推定（nmap）"), "WAP Linux Linux 3.X");
    assert_eq!(host.services.len(), 2, "{:?}", host.services);
    assert_eq!(named(&host.services, "name", "23/tcp")["detail"], "telnet");
    assert_eq!(named(&host.services, "name", "443/tcp")["detail"], "tls/http Mihon httpd 1.2 cpe:/a:mihon:httpd:1.2");
}

#[test]
fn who_asked_what_and_when_is_kept_for_the_proof() {
    let inventory = read(include_bytes!("files/nmap.xml"));
    assert_eq!(inventory.taken_at, "2026-11-19T00:00:00Z");
    for (key, value) in [
        ("args", "nmap -sV -O -oX scan.xml 192.0.2.0/24"),
        ("version", "7.95"),
        ("start", "Thu Nov 19 09:00:00 2026"),
        ("scan", "syn tcp"),
        ("silent", "1"),
        ("hosts_total", "3"),
        ("exit", "success"),
    ] {
        assert_eq!(inventory.run[key], value, "{key}");
    }
    assert_eq!(inventory.problems, []);
}

#[test]
fn its_own_document_type_is_harmless_and_every_other_is_refused() {
    let text = include_str!("files/nmap.xml");
    for doctype in [
        "<!DOCTYPE nmaprun SYSTEM \"file:///etc/passwd\">",
        "<!DOCTYPE nmaprun PUBLIC \"x\" \"http://example.jp/x.dtd\">",
        "<!DOCTYPE nmaprun [<!ENTITY a \"b\">]>",
        "<!DOCTYPE other>",
    ] {
        let text = text.replace("<!DOCTYPE nmaprun>", doctype);
        assert_eq!(refused(&text, None), ReadError::Doctype, "{doctype}");
    }
}

#[test]
fn of_a_scan_that_was_stopped_the_hosts_so_far_are_kept() {
    let text = include_str!("files/nmap.xml");
    let cut = &text[..text.find("<host><status state=\"up\" reason=\"echo-reply\"").unwrap() + 20];
    let inventory = read(cut.as_bytes());
    assert_eq!(inventory.hosts.len(), 1);
    assert!(inventory.problems[0].message.contains("途中で切れている"), "{:?}", inventory.problems);
    let none = &text[..text.find("<host ").unwrap()];
    assert!(matches!(refused(none, Some(Format::Nmap)), ReadError::Broken { .. }));
}
