//! A device ledger that nobody has touched for a year.

use super::{LintFinding, LintInput, Severity};
use crate::date::slashed;
use crate::facts::Row;
use crate::ledger::Ledger;
use jiff::civil::Date;

pub(super) const NAME: &str = "device_unchanged";

/// Source: practice.md §4.2, 2-① (unchanged 12 months). A 現物確認日 within the year is a look at the devices, even
/// when nothing was different.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let devices = input.facts.all(Ledger::Devices);
    let last = devices.iter().filter_map(touched).max();
    match last {
        Some(day) if devices.iter().all(|row| touched(row).is_some()) && input.age(day) > 365 => {
            let text = format!(
                "機器台帳は{}から変わっていません。1年のあいだに増えた機器や使わなくなった機器がないかを、現物と照らし合わせてください。",
                slashed(day)
            );
            let mut found = LintFinding::new(NAME, Severity::Warning, text, Vec::new());
            found = found.see(devices.iter().take(3).map(Into::into));
            vec![found]
        }
        _ => Vec::new(),
    }
}

/// The last day on which somebody changed the row or looked at the device.
fn touched(row: &Row) -> Option<Date> {
    let changed: Option<Date> = row.updated_at.get(..10).and_then(|day| day.parse().ok());
    changed.max(row.day("checked")).max(row.day("collected"))
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::lint::testing::World;

    fn all(changed: &str, checked: &str) -> World {
        let mut world = World::clean();
        for id in ["d1", "d2", "d3", "d4"] {
            world = world.changed(id, changed).set(id, "checked", checked);
        }
        world
    }

    #[test]
    fn a_year_and_a_day_without_a_touch_is_too_long() {
        assert!(all("2025-11-19T00:00:00Z", "").one(NAME).text.contains("2025/11/19"));
        assert!(all("2025-11-20T00:00:00Z", "").silent(NAME));
        assert!(all("2025-01-01T00:00:00Z", "2026-10-01").silent(NAME));
        assert!(all("2025-01-01T00:00:00Z", "").changed("d2", "2026-10-01T00:00:00Z").silent(NAME));
        assert!(all("", "").silent(NAME) && World::empty().silent(NAME));
    }
}
