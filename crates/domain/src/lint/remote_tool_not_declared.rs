//! Remote control that was found, where the ledger or the contract says that there is none.

use super::{LintFinding, LintInput, Severity, say};
use crate::facts::Row;
use crate::ledger::Ledger;
use crate::rules::remote_tool;

pub(super) const NAME: &str = "remote_tool_not_declared";

/// Source: practice.md §4.2, 2-② (ledger 無 but AnyDesk found; vendor はい vs ledger 無).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let mut found = tools(input);
    found.extend(contracts(input));
    found
}

fn tools(input: &LintInput<'_>) -> Vec<LintFinding> {
    let mut found = Vec::new();
    for device in input.facts.devices_in_use().filter(|device| !device.is("remote", "yes")) {
        let software: Vec<&Row> = input
            .facts
            .all(Ledger::Software)
            .iter()
            .filter(|row| row.text("device") == device.id && remote_tool(row.text("name")).is_some())
            .collect();
        let named = device.filled("remote_tools").map(str::to_owned).or_else(|| software.first().map(|row| row.name()));
        let desktop = || (device.yes("remote_desktop") == Some(true)).then(|| "リモートデスクトップ".to_owned());
        let Some(tool) = named.or_else(desktop) else { continue };
        let (severity, said) = if device.is("remote", "no") {
            (Severity::MustFix, "リモート保守は「なし」です")
        } else {
            (Severity::Warning, "リモート保守の有無が入力されていません")
        };
        let text = format!(
            "{}に「{tool}」が見つかりましたが、台帳では{said}。使う目的を事業者に確かめ、不要なら取り除き、必要なら「あり」に直してください。",
            say::rows(&[device])
        );
        found.push(LintFinding::new(NAME, severity, text, say::links(&[device])).see(say::links(&software)));
    }
    found
}

/// A device that is maintained from afar under a contract whose vendor says that nothing is.
fn contracts(input: &LintInput<'_>) -> Vec<LintFinding> {
    let facts = input.facts;
    let mut found = Vec::new();
    for contract in
        facts.all(Ledger::Contracts).iter().filter(|row| row.is("remote", "no") && !row.text("system").is_empty())
    {
        let system = contract.text("system");
        let devices: Vec<&Row> =
            facts.devices_in_use().filter(|row| row.is("remote", "yes") && row.text("system") == system).collect();
        // Another vendor of the same system may be the one who maintains it.
        let declared =
            facts.all(Ledger::Contracts).iter().any(|row| row.text("system") == system && row.is("remote", "yes"));
        if devices.is_empty() || declared {
            continue;
        }
        let text = format!(
            "{}はリモート保守「あり」ですが、{}では事業者が「なし」と答えています。事業者に確かめて、どちらかを直してください。",
            say::rows(&devices),
            say::rows(&[contract])
        );
        let rows: Vec<&Row> = std::iter::once(contract).chain(devices).collect();
        found.push(LintFinding::new(NAME, Severity::MustFix, text, say::links(&rows)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Software;
    use crate::lint::Severity::{MustFix, Warning};
    use crate::lint::testing::World;

    #[test]
    fn a_tool_on_a_device_that_says_no_is_found_by_the_machine_and_by_the_software_ledger() {
        assert!(World::clean().silent(NAME));
        assert_eq!(World::clean().set("d2", "remote_tools", "AnyDesk").one(NAME).severity, MustFix);
        let listed = World::clean().with(Software, "w1", &[("name", "TeamViewer Host"), ("device", "d2")]);
        assert!(listed.one(NAME).concerns("w1") && listed.one(NAME).concerns("d2"));
        assert_eq!(listed.clone().set("d2", "remote", "").one(NAME).severity, Warning);
        assert_eq!(World::clean().set("d2", "remote_desktop", "yes").run(NAME).len(), 1);
    }

    #[test]
    fn a_vendor_who_says_no_is_held_against_the_device_that_says_yes() {
        let world = World::clean().set("d1", "remote", "yes");
        assert!(world.one(NAME).concerns("c1") && world.one(NAME).concerns("d1"));
        assert!(world.set("c1", "remote", "yes").silent(NAME));
    }
}
