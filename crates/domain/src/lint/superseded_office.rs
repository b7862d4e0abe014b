//! The ministry's office that has moved.

use super::{LintFinding, LintInput, Severity, say};
use crate::facts::Row;
use crate::ledger::Ledger;
use crate::rules::is_superseded;

pub(super) const NAME: &str = "superseded_office";

/// Source: practice.md §0-6; Q&A 12-31; facts F-7.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let old: Vec<&Row> = input.facts.all(Ledger::Offices).iter().filter(|row| is_superseded(row)).collect();
    let found = old.into_iter().map(|row| {
        let text = format!(
            "{}は以前の窓口です。今の窓口は、医政局 特定医薬品開発支援・医療情報担当参事官室（03-6812-7837）です。直してください。",
            say::rows(&[row])
        );
        LintFinding::new(NAME, Severity::MustFix, text, say::links(&[row]))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::lint::testing::World;

    #[test]
    fn the_old_office_is_known_by_its_number_and_by_its_name() {
        assert!(World::clean().silent(NAME));
        assert!(World::clean().set("o1", "phone", "０３－３５９５－２４３０").one(NAME).concerns("o1"));
        assert_eq!(World::clean().set("o1", "name", "研究開発振興課").run(NAME).len(), 1);
    }
}
