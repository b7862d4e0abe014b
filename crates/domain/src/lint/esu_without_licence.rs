//! Extended support that is claimed and that nothing proves.

use super::{LintFinding, LintInput, Severity, say};
use crate::facts::Row;
use crate::ledger::Ledger;
use crate::rules::mentions;

pub(super) const NAME: &str = "esu_without_licence";

/// Source: practice.md §3.2 (ESU = separate evidenced field) and §4.2, 2-⑥ (ESU claimed without licence proof). Proof is
/// a contract, paper, software row or the device's own note that names it.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let facts = input.facts;
    let claimed: Vec<&Row> = facts.devices_in_use().filter(|row| row.day("esu_until").is_some()).collect();
    let proves =
        |text: &str| mentions(text, "ESU") || text.contains("延長サポート") || text.contains("延長セキュリティ");
    let somewhere = || {
        [(Ledger::Contracts, "title"), (Ledger::Papers, "title"), (Ledger::Software, "name")]
            .into_iter()
            .any(|(ledger, key)| facts.all(ledger).iter().any(|row| proves(row.text(key)) || proves(row.text("note"))))
    };
    let bare: Vec<&Row> = claimed.into_iter().filter(|row| !proves(row.text("note"))).collect();
    if bare.is_empty() || somewhere() {
        return Vec::new();
    }
    let text = format!(
        "{}に延長サポート（ESU）の期限がありますが、契約を示す記録がありません。契約を「契約」か「文書」に登録するか、説明にライセンスの番号を書いてください。",
        say::rows(&bare)
    );
    vec![LintFinding::new(NAME, Severity::Warning, text, say::links(&bare))]
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::{Contracts, Papers};
    use crate::lint::testing::World;

    #[test]
    fn a_claimed_extension_needs_something_that_names_it() {
        assert!(World::clean().silent(NAME));
        let claimed = World::clean().set("d2", "esu_until", "2028-10-10");
        assert!(claimed.one(NAME).concerns("d2"));
        assert!(claimed.clone().set("d2", "note", "ESU 2年分を契約（注文書 000-1）").silent(NAME));
        assert!(
            claimed.clone().with(Papers, "t5", &[("title", "ESUのライセンス証書"), ("kind", "other")]).silent(NAME)
        );
        assert!(claimed.with(Contracts, "c5", &[("title", "Windows 延長サポート")]).silent(NAME));
    }
}
