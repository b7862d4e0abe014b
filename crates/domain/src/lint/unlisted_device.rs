//! Machines that notes, proofs and answers speak of and that no ledger lists.

use super::{Link, LintFinding, LintInput, Severity};
use crate::facts::Row;
use crate::ledger::Ledger;
use crate::rules::mentions;

pub(super) const NAME: &str = "unlisted_device";

/// What is looked for: the words that betray it, the words that a device of the ledger has, the name for people.
/// "Mac" alone is left out: it is the beginning of MACアドレス.
const FAMILIES: [(&[&str], &[&str], &str); 5] = [
    (&["macOS", "MacBook", "iMac", "Mac mini", "OS X"], &["mac", "macOS", "MacBook", "iMac", "OS X"], "Mac"),
    (&["iPad", "iPadOS"], &["iPad", "iPadOS"], "iPad"),
    (&["iPhone"], &["iPhone", "iOS"], "iPhone"),
    (&["Android"], &["Android"], "Androidの端末"),
    (&["Chromebook", "ChromeOS"], &["Chromebook", "ChromeOS", "Chrome OS"], "Chromebook"),
];
/// Ledgers whose words are searched.
const SEARCHED: [(Ledger, &[&str]); 6] = [
    (Ledger::Connections, &["name", "purpose", "restriction", "note"]),
    (Ledger::Reviews, &["findings", "action", "note"]),
    (Ledger::Logs, &["name", "place", "note"]),
    (Ledger::Backups, &["place", "note"]),
    (Ledger::Software, &["name", "note"]),
    (Ledger::Accounts, &["note"]),
];

/// Source: practice.md §0-7 (a port scan made on macOS while no Mac is in the ledger) and §4.2, 2-①; Q&A 3-1 (every
/// device on the LAN is in the ledger).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    FAMILIES.iter().filter_map(|family| of_family(input, family)).collect()
}

fn of_family(input: &LintInput<'_>, (words, known, name): &(&[&str], &[&str], &str)) -> Option<LintFinding> {
    let says = |text: &str, words: &[&str]| !text.is_empty() && words.iter().any(|word| mentions(text, word));
    let mut sides: Vec<Link> = Vec::new();
    for (ledger, keys) in SEARCHED {
        let rows = input.facts.all(ledger).iter().filter(|row| keys.iter().any(|key| says(row.text(key), words)));
        sides.extend(rows.map(Link::from));
    }
    for row in input.sheets.iter().flat_map(|sheet| &sheet.rows) {
        let Some(answer) = row.answer else { continue };
        if says(&answer.decision.reason, words) || says(&answer.decision.remark, words) {
            sides.push(row.link());
        }
    }
    // The ledger is asked last: where nothing is said, it need not be read.
    let listed = |device: &Row| {
        ["os", "model", "maker", "host", "note", "software"].iter().any(|key| says(device.text(key), known))
    };
    if sides.is_empty() || input.facts.all(Ledger::Devices).iter().any(listed) {
        return None;
    }
    let text = format!(
        "記録の中に{name}が出てきますが、機器台帳に{name}がありません。院内のネットワークにつなぐ機器なら、台帳に登録してください。"
    );
    Some(LintFinding::new(NAME, Severity::MustFix, text, sides).marked(name))
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Devices;
    use crate::lint::testing::World;

    #[test]
    fn a_mac_that_made_the_proof_is_missed_until_it_is_listed() {
        let scan = World::clean().set("n1", "note", "ポートの診断はmacOSの端末から行った");
        assert!(scan.one(NAME).concerns("n1"));
        assert!(scan.with(Devices, "d9", &[("os", "macOS 26")]).silent(NAME));
        let said = World::clean().decided("r7-pharmacy:2-13", |d| d.reason = "iPadで確かめた".into());
        assert!(said.one(NAME).concerns("r7-pharmacy:2-13"));
    }

    #[test]
    fn a_mac_address_is_no_mac() {
        let world = World::clean().set("n1", "note", "MACアドレスで制限。macアドレス一覧は別紙");
        assert!(world.silent(NAME) && World::clean().silent(NAME));
    }
}
