//! Devices as the rules see them.

use super::words::mentions;
use crate::facts::Row;
use crate::text::{nfkc, search_key};

/// The kind of a device; where the column is empty, what its names clearly say (network or nas), else empty.
///
/// People's own tables have no 種別 column. Guessing keeps the rules from claiming that there is no router while one is
/// listed; the empty column is asked for all the same.
pub(crate) fn kind(device: &Row) -> &str {
    const NETWORK: [&str; 10] = [
        "ルータ",
        "router",
        "UTM",
        "FortiGate",
        "スイッチングハブ",
        "アクセスポイント",
        "ファイアウォール",
        "firewall",
        "親機",
        "RTX",
    ];
    let given = device.text("kind");
    if !given.is_empty() {
        return given;
    }
    let named = |word: &str| ["host", "model", "os", "software"].iter().any(|key| mentions(device.text(key), word));
    if NETWORK.iter().any(|word| named(word)) {
        "network"
    } else if named("NAS") {
        "nas"
    } else {
        ""
    }
}

/// The administrators of a device itself (端末の管理者): without Windows' own groups and without names of a domain, which
/// are the same on every device by design.
pub(super) fn local_admins(device: &Row) -> Vec<String> {
    const GROUPS: [&str; 3] = ["domainadmins", "administrators", "enterpriseadmins"];
    let host = search_key(device.text("host"));
    let own = |name: &str| match name.split_once('\\') {
        Some((domain, login)) if search_key(domain) == host || domain == "." => Some(login.trim().to_owned()),
        Some(_) => None,
        None => Some(name.to_owned()),
    };
    nfkc(device.text("admins"))
        .split(['、', ',', ';', '\n'])
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .filter_map(own)
        .filter(|name| !name.is_empty() && !GROUPS.contains(&search_key(name).as_str()))
        .collect()
}

/// Whether a device has an operating system that its owner must know.
pub(super) fn runs_os(device: &Row) -> bool {
    matches!(kind(device), "pc" | "server" | "tablet" | "nas" | "medical" | "virtual" | "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Ledger;
    use crate::rules::testing::row;

    #[test]
    fn an_empty_kind_is_guessed_only_from_clear_names() {
        let kind_of = |fields: &[(&str, &str)]| kind(&row(Ledger::Devices, "d", fields)).to_owned();
        assert_eq!(kind_of(&[("host", "受付ルーター")]), "network");
        assert_eq!(kind_of(&[("model", "NAS 4TB")]), "nas");
        assert_eq!(kind_of(&[("host", "PC-01"), ("maker", "Panasonic"), ("model", "Panasonic CF")]), "");
        assert_eq!(kind_of(&[("host", "ルータ"), ("kind", "other")]), "other");
    }
    #[test]
    fn the_administrators_of_a_device_are_its_own_and_not_those_of_the_domain() {
        let admins = |cell: &str| local_admins(&row(Ledger::Devices, "d", &[("host", "PC-01"), ("admins", cell)]));
        assert_eq!(admins("PC-01\\owner、.\\setup, Administrator"), ["owner", "setup", "Administrator"]);
        assert!(admins("MIDORI\\Domain Admins；Administrators\n").is_empty() && admins("").is_empty());
    }
}
