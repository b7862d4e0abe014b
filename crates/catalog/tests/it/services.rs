//! The ordinary services of operating systems.

use tate_catalog::{Catalog, check};

fn problems(file: &str) -> Vec<String> {
    let catalog = Catalog::from_files([("services/standard.toml", file)]);
    check(&catalog).iter().filter(|p| matches!(p.check, "services" | "readable")).map(ToString::to_string).collect()
}

const GOOD: &str = "[[family]]\nid = \"w\"\nname = \"W\"\nos = [\"windows\"]\nservices = [\"spooler\", \"getty@\"]\n";

#[test]
fn the_shipped_list_knows_ordinary_services_by_any_of_their_spellings() {
    let catalog = Catalog::builtin().unwrap();
    for (os, name) in [
        ("Microsoft Windows 11 Pro", "Spooler"),
        ("Microsoft Windows 10 Pro", "CDPUserSvc_4f2a1"),
        ("Microsoft Windows Server 2022 Standard", "NTDS"),
        ("Ubuntu 24.04.3 LTS", "getty@tty1.service"),
        ("Debian GNU/Linux 12 (bookworm)", "systemd-journald.service"),
        ("Red Hat Enterprise Linux 9.4", "firewalld"),
    ] {
        assert!(catalog.is_standard_service(os, name), "{os} {name}");
    }
    assert!(catalog.service_families().iter().map(|family| family.services.len()).sum::<usize>() > 400);
}

#[test]
fn what_lets_others_in_is_never_ordinary() {
    let catalog = Catalog::builtin().unwrap();
    for (os, name) in [
        ("Microsoft Windows 11 Pro", "TermService"),
        ("Microsoft Windows 11 Pro", "WinRM"),
        ("Microsoft Windows 11 Pro", "RemoteRegistry"),
        ("Microsoft Windows 11 Pro", "sshd"),
        ("Microsoft Windows 11 Pro", "TlntSvr"),
        ("Microsoft Windows 11 Pro", "TeamViewer"),
        ("Microsoft Windows 11 Pro", "uvnc_service"),
        ("Ubuntu 24.04", "ssh.service"),
        ("Ubuntu 24.04", "xrdp"),
        ("Ubuntu 24.04", "smbd"),
    ] {
        assert!(!catalog.is_standard_service(os, name), "{os} {name}");
    }
    // The same name on another system is not that system's, and an unknown system has none.
    assert!(!catalog.is_standard_service("Ubuntu 24.04", "spooler"));
    assert!(!catalog.is_standard_service("", "spooler"));
    assert!(!catalog.is_standard_service("Microsoft Windows 11 Pro", "NTDS"), "no role of a server");
}

#[test]
fn the_check_finds_each_way_of_writing_a_name_wrongly() {
    assert_eq!(problems(GOOD), Vec::<String>::new(), "negative control");
    for (from, to, words) in [
        ("\"spooler\"", "\"Spooler\"", "小文字"),
        ("\"spooler\"", "\"spooler \"", "小文字"),
        ("\"spooler\"", "\"cron.service\"", ".service"),
        ("\"getty@\"", "\"getty@tty1\"", "「@」まで"),
        ("\"getty@\"", "\"spooler\"", "2回"),
        ("[\"windows\"]", "[]", "OSの言葉"),
        ("name =", "nmae =", "nmae"),
    ] {
        let found = problems(&GOOD.replace(from, to));
        assert!(found.iter().any(|text| text.contains(words)), "{from} → {to}: {found:?}");
    }
    assert!(problems(&format!("{GOOD}{GOOD}")).iter().any(|text| text.contains("同じ記号")));
}
