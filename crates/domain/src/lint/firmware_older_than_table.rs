//! A device with firmware older than the facility's own table of the newest.

use super::{Link, LintFinding, LintInput, Severity, say};
use crate::firmware::{self, FirmwareState};
use crate::ledger::Ledger;

pub(super) const NAME: &str = "firmware_older_than_table";

/// Source: practice.md §3.2 (local table 型番→最新版) and §4.2, 2-⑥ (firmware vs table).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let table = input.facts.all(Ledger::Firmware);
    if table.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for device in input.facts.devices_in_use() {
        let Some(own) = device.filled("firmware") else { continue };
        let Some(line) = firmware::entry_of(device, table) else { continue };
        if firmware::judge(device, table, input.today).state == FirmwareState::Older {
            let text = format!(
                "{}のファームウェアは{own}で、一覧の最新版（{}）より古いままです。更新するか、更新できない理由を例外に残してください。",
                say::rows(&[device]),
                line.text("latest")
            );
            found.push(LintFinding::new(NAME, Severity::MustFix, text, say::links(&[device])).see([Link::from(line)]));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Firmware;
    use crate::lint::testing::World;

    #[test]
    fn a_router_behind_its_table_is_found_and_another_model_is_not() {
        let router = |own| {
            World::clean().set("d4", "model", "KT-R1300").set("d4", "firmware", own).with(
                Firmware,
                "f1",
                &[("model", "KT-R1300"), ("latest", "15.02.30"), ("checked", "2026-11-01")],
            )
        };
        assert!(router("15.02.9").one(NAME).concerns("f1"));
        assert!(router("15.02.30").silent(NAME) && router("15.3").silent(NAME) && World::clean().silent(NAME));
        assert!(router("15.02.9").set("d4", "model", "KT-R1200").silent(NAME));
    }
}
