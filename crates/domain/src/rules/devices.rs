//! Devices as the rules see them.

use super::words::mentions;
use crate::facts::Row;

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
}
