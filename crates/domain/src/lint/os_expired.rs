//! Devices in use whose operating system gets no updates any more, or of which nobody knows.

use super::{LintFinding, LintInput, Severity, SheetRow, say};
use crate::answer::{Answer, AnswerValue};
use crate::facts::Row;
use crate::lifecycle::Verdict;
use crate::rules::mentions;

pub(super) const NAME: &str = "os_expired";

/// Source: practice.md §0-5 and §0-7; facts F-4; Q&A 12-47. "Windows 11" without its release is no answer to 2-⑥.
/// Where the sheet says so openly (いいえ, or an exception in force) it weighs less.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let declared =
        input.checklist().filter(|row| row.is_about("patch_server_terminal")).any(|row| is_declared(input, row));
    let severity = if declared { Severity::Warning } else { Severity::MustFix };
    let mut found = Vec::new();
    let mut unknown: Vec<&Row> = Vec::new();
    for device in input.facts.devices_in_use().filter(|row| row.filled("os").is_some()) {
        let verdict = (input.os)(device);
        match verdict.verdict {
            Verdict::Expired => {
                let text =
                    format!("{}（{}）を使い続けています。{}", say::rows(&[device]), device.text("os"), verdict.text);
                found.push(LintFinding::new(NAME, severity, text, say::links(&[device])));
            }
            Verdict::Unknown if mentions(device.text("os"), "Windows") => unknown.push(device),
            Verdict::Unknown | Verdict::Supported | Verdict::EndingSoon => {}
        }
    }
    if !unknown.is_empty() {
        let text = format!(
            "{}のWindowsの版が分かりません。「winver」の画面で、24H2のような版まで確かめて入力してください。",
            say::rows(&unknown)
        );
        found.push(LintFinding::new(NAME, Severity::Warning, text, say::links(&unknown)).marked("unknown"));
    }
    found
}

/// Whether the sheet says openly that updates are missing: いいえ, or はい under an exception in force.
fn is_declared(input: &LintInput<'_>, row: &SheetRow<'_>) -> bool {
    let excepted = |answer: &Answer| answer.decision.exception.as_ref().is_some_and(|one| one.until >= input.today);
    row.says(AnswerValue::No).is_some() || row.says(AnswerValue::Yes).is_some_and(excepted)
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::answer::AnswerValue;
    use crate::lint::Severity::{MustFix, Warning};
    use crate::lint::testing::World;

    #[test]
    fn an_expired_system_in_use_is_found_and_one_put_away_is_not() {
        assert!(World::clean().silent(NAME));
        let seven = World::clean().set("d2", "os", "Windows 7 Professional");
        assert!(seven.one(NAME).severity == MustFix && seven.one(NAME).concerns("d2"));
        assert_eq!(seven.clone().answer("r7-pharmacy:2-6", AnswerValue::No).one(NAME).severity, Warning, "said openly");
        assert!(seven.set("d2", "state", "stopped").silent(NAME));
        assert!(World::clean().set("d2", "os", "Windows 10 Enterprise LTSC 2019").silent(NAME));
    }

    #[test]
    fn a_windows_without_its_release_is_asked_for_and_the_firmware_of_a_printer_is_not() {
        assert_eq!(World::clean().set("d2", "os", "Windows 11 Home").one(NAME).severity, Warning);
        assert!(World::clean().set("d4", "os", "本体制御").silent(NAME));
    }
}
