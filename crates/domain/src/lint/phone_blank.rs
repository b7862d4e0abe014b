//! People, vendors and offices of the contact chart without a number to call.

use super::{LintFinding, LintInput, Severity, say};
use crate::facts::{Facts, Row};
use crate::ledger::Ledger;

pub(super) const NAME: &str = "phone_blank";

/// Source: practice.md §0-7 (blank phone numbers in the contact chart) and §4.2, 3-①.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let facts = input.facts;
    let valid = facts
        .all(Ledger::Appointments)
        .iter()
        .filter(|row| !row.is("role", "csirt") && row.day("until").is_none_or(|until| until >= input.today));
    let mut people: Vec<&Row> = valid
        .filter_map(|row| facts.target(row, "person"))
        .filter(|person| Facts::works_here(person, input.today) && !has_phone(person))
        .collect();
    let mut vendors: Vec<&Row> = facts
        .systems_in_scope()
        .filter_map(|system| facts.target(system, "vendor"))
        .filter(|vendor| !has_phone(vendor) && !facts.target(vendor, "prime").is_some_and(has_phone))
        .collect();
    let offices: Vec<&Row> =
        facts.all(Ledger::Offices).iter().filter(|row| !has_phone(row) && row.filled("mail").is_none()).collect();
    for rows in [&mut people, &mut vendors] {
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        rows.dedup_by(|a, b| a.id == b.id);
    }
    let all: Vec<&Row> = people.into_iter().chain(vendors).chain(offices).collect();
    if all.is_empty() {
        return Vec::new();
    }
    let text = format!(
        "連絡体制図に載る{}件の電話番号が空欄です（{}）。いざというときに連絡できません。入力してください。",
        all.len(),
        say::rows(&all)
    );
    vec![LintFinding::new(NAME, Severity::MustFix, text, say::links(&all))]
}

fn has_phone(row: &Row) -> bool {
    row.filled("phone").is_some() || row.filled("night_phone").is_some()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::lint::testing::World;

    #[test]
    fn everyone_in_the_chart_needs_a_number_and_others_do_not() {
        assert!(World::clean().silent(NAME), "p2 holds no role");
        let blank = World::clean().set("p1", "phone", "").set("v1", "phone", "").set("o1", "phone", "");
        let found = blank.one(NAME);
        assert!(["p1", "v1", "o1"].iter().all(|id| found.concerns(id)) && found.text.contains("3件"));
        assert!(World::clean().set("p1", "phone", "").set("p1", "night_phone", "090-0000-0001").silent(NAME));
        assert!(World::clean().set("v1", "phone", "").set("s1", "patient_data", "no").silent(NAME));
        assert!(World::clean().set("o1", "phone", "").set("o1", "mail", "x@example.jp").silent(NAME));
    }
}
