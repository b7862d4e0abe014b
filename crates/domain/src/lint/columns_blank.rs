//! Columns of the device ledger that nobody filled in for any device.

use super::{LintFinding, LintInput, Severity, say};
use crate::facts::Row;

pub(super) const NAME: &str = "columns_blank";
/// Fewer devices than this are no ledger yet.
const FEWEST_DEVICES: usize = 3;
/// The official columns that a ledger of another shape lacks, and the serial number.
const COLUMNS: [(&str, &str); 4] =
    [("user", "利用者"), ("registered", "登録日"), ("state", "状態"), ("serial", "シリアル番号")];

/// Source: practice.md §0-7 (no 利用者, 登録日, 状態 or serial columns); the official sample ledger (facts F-14).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let devices: Vec<&Row> = input.facts.devices_in_use().collect();
    if devices.len() < FEWEST_DEVICES {
        return Vec::new();
    }
    let blank: Vec<(&str, &str)> =
        COLUMNS.into_iter().filter(|(key, _)| devices.iter().all(|row| row.filled(key).is_none())).collect();
    let official = blank.iter().any(|(key, _)| *key != "serial");
    if blank.is_empty() {
        return Vec::new();
    }
    let names: Vec<String> = blank.iter().map(|(_, label)| format!("「{label}」")).collect();
    let text = format!(
        "機器台帳の{}が、どの機器でも空欄です。公式の台帳の例にある欄です。主な機器から入力してください。",
        names.join("")
    );
    let severity = if official { Severity::Warning } else { Severity::Note };
    let mut links = say::links(&devices);
    links.truncate(5);
    let mark: Vec<&str> = blank.iter().map(|(key, _)| *key).collect();
    let mut found = LintFinding::new(NAME, severity, text, Vec::new()).see(links);
    found.key = format!("{NAME}:{}", mark.join(","));
    vec![found]
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::lint::Severity::{Note, Warning};
    use crate::lint::testing::World;

    #[test]
    fn a_column_is_blank_only_when_no_device_has_it() {
        assert!(World::clean().silent(NAME));
        let mut world = World::clean();
        for id in ["d1", "d2", "d3", "d4"] {
            world = world.set(id, "serial", "");
        }
        assert_eq!(world.one(NAME).severity, Note);
        for id in ["d1", "d2", "d3"] {
            world = world.set(id, "user", "");
        }
        assert_eq!(world.one(NAME).severity, Note, "one device names its user");
        let all = world.set("d4", "user", "");
        assert!(all.one(NAME).severity == Warning && all.one(NAME).text.contains("「利用者」「シリアル番号」"));
        assert!(all.without(&["d1", "d2"]).silent(NAME), "two devices are no ledger yet");
    }
}
