//! Which services, ports and autostart entries of a host are worth a decision (2-⑫).

use tate_catalog::Catalog;
use tate_domain::ledger::Fields;
use tate_inventory::machine::Format;

/// Whether an entry becomes a row of the ledger: every port that others can reach, every autostart entry, and every
/// service that does not belong to an ordinary system.
pub(super) fn is_notable(catalog: &Catalog, format: Format, os: &str, values: &Fields) -> bool {
    let text = |key: &str| values.get(key).map_or("", String::as_str);
    match text("kind") {
        "port" => !only_loopback(&format!("{} {}", text("name"), text("detail"))),
        // The collector shows the name that people see and puts the service's own name before its details.
        "service" if format == Format::Collector => {
            let own = text("detail").split('、').next().unwrap_or_default();
            !catalog.is_standard_service(os, own)
        }
        "service" => !catalog.is_standard_service(os, text("name")),
        _ => true,
    }
}

/// Whether every address that a text names can only be reached on the machine itself; a text without addresses names
/// none of them.
fn only_loopback(text: &str) -> bool {
    let separators = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '(' | ')' | '、' | '（' | '）' | '@');
    let (mut some, mut all) = (false, true);
    for token in text.split(separators).filter(|token| !token.is_empty()) {
        if let Some(loopback) = is_loopback(token) {
            some = true;
            all &= loopback;
        }
    }
    some && all
}

/// Whether a token is an address of the machine itself; nothing for what is no address.
fn is_loopback(token: &str) -> Option<bool> {
    let token = token.trim_matches(|c: char| matches!(c, '"' | '\''));
    if token == "*" || token.starts_with("*:") {
        return Some(false);
    }
    let host = match token.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inside, _)) => inside,
        None if token.matches(':').count() == 1 => token.split(':').next().unwrap_or(token),
        None => token,
    };
    let host = host.split('%').next().unwrap_or(host);
    if host.eq_ignore_ascii_case("localhost") {
        return Some(true);
    }
    let address: std::net::IpAddr = host.parse().ok()?;
    let mapped = match address {
        std::net::IpAddr::V6(six) => six.to_ipv4_mapped().is_some_and(|four| four.is_loopback()),
        std::net::IpAddr::V4(_) => false,
    };
    Some(address.is_loopback() || mapped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: &str, name: &str, detail: &str) -> Fields {
        [("kind", kind), ("name", name), ("detail", detail)]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into()
    }

    #[test]
    fn a_port_that_only_the_machine_itself_reaches_is_not_worth_a_decision() {
        for text in ["127.0.0.1:5432", "[::1]:631 cupsd", "tcp 127.0.0.53%lo:53", "localhost:3306", "127.0.0.1, ::1"] {
            assert!(only_loopback(text), "{text}");
        }
        for text in ["0.0.0.0:445", "[::]:80", "*:22", "TCP 3389", "127.0.0.1 192.0.2.7", "svchost.exe", "", "::"] {
            assert!(!only_loopback(text), "{text}");
        }
    }

    #[test]
    fn ordinary_services_are_left_out_and_the_others_are_not() {
        let catalog = Catalog::builtin().unwrap();
        let windows = "Windows 11 Pro";
        let is_notable =
            |catalog: &Catalog, os: &str, values: &Fields| is_notable(catalog, Format::Osquery, os, values);
        assert!(!is_notable(&catalog, windows, &entry("service", "Spooler", "")));
        assert!(!is_notable(&catalog, windows, &entry("service", "CDPUserSvc_4f2a1", "")));
        assert!(!is_notable(&catalog, "Ubuntu 24.04 LTS", &entry("service", "systemd-journald.service", "")));
        assert!(is_notable(&catalog, windows, &entry("service", "TermService2", "")));
        assert!(is_notable(&catalog, windows, &entry("service", "TlntSvr", "")), "telnet");
        assert!(is_notable(&catalog, windows, &entry("service", "Evil", "Spooler、自動")), "a display name is no name");
        assert!(is_notable(&catalog, windows, &entry("autostart", "Spooler", "")));
        assert!(is_notable(&catalog, windows, &entry("port", "TCP 445", "0.0.0.0:445")));
        assert!(!is_notable(&catalog, windows, &entry("port", "TCP 5432", "127.0.0.1:5432")));
    }

    #[test]
    fn of_the_collector_the_services_own_name_counts_and_not_the_shown_one() {
        let catalog = Catalog::builtin().unwrap();
        let notable = |name: &str, detail: &str| {
            is_notable(&catalog, Format::Collector, "Windows 11 Pro", &entry("service", name, detail))
        };
        assert!(!notable("Print Spooler", "Spooler、自動、LocalSystem"));
        assert!(notable("Spooler", "uvnc_service、自動"));
        assert!(notable("Spooler", ""));
    }
}
