//! A line that is restricted by nothing but MAC addresses.

use super::{LintFinding, LintInput, Severity, say};
use crate::facts::Row;
use crate::ledger::Ledger;
use crate::text::search_key;

pub(super) const NAME: &str = "only_mac_filter";

/// Words of a restriction that counts by itself.
const OTHERS: [&str; 14] = [
    "ip",
    "vpn",
    "wpa",
    "802.1x",
    "証明書",
    "ファイアウォール",
    "firewall",
    "utm",
    "国",
    "地域",
    "暗号",
    "パスワード",
    "ポート",
    "閉域",
];

/// Source: practice.md §4.2, 2-⑬ (only MAC filter: limited effect); facts F-10 (left out on purpose: spoofing).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let only_mac = |row: &Row| {
        let text = search_key(row.text("restriction"));
        text.contains("mac") && !OTHERS.iter().any(|word| text.contains(&search_key(word)))
    };
    let rows =
        input.facts.all(Ledger::Connections).iter().filter(|row| row.yes("restricted") == Some(true) && only_mac(row));
    let found = rows.map(|row| {
        let text = format!(
            "{}の接続元の制限は、MACアドレスだけです。MACアドレスはまねできるので、効果が限られます。IPアドレスやVPNなどの制限を加えてください。",
            say::rows(&[row])
        );
        LintFinding::new(NAME, Severity::Warning, text, say::links(&[row]))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::lint::testing::World;

    #[test]
    fn mac_alone_is_weak_and_with_something_else_is_not() {
        let by = |how| World::clean().set("n1", "restriction", how);
        assert!(by("ＭＡＣアドレスで制限").one(NAME).concerns("n1"));
        assert!(by("MACアドレスとWPA3").silent(NAME) && by("IPアドレスで制限").silent(NAME) && by("").silent(NAME));
        assert!(by("MACアドレス").set("n1", "restricted", "no").silent(NAME), "nothing is claimed");
    }
}
