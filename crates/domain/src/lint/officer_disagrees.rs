//! The officer of the appointment, of the chart and of the people ledger are not the same.

use super::{LintFinding, LintInput, Severity, say};
use crate::date::slashed;
use crate::facts::{Facts, Row};
use crate::ledger::Ledger;

pub(super) const NAME: &str = "officer_disagrees";

/// Source: practice.md §4.2, 1-① (person left; different in chart; appointment and paper of different times); the
/// binder of source 000 names its officer in two ways.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let facts = input.facts;
    let valid: Vec<&Row> = facts
        .all(Ledger::Appointments)
        .iter()
        .filter(|row| row.is("role", "officer"))
        .filter(|row| row.day("appointed").is_none_or(|from| from <= input.today))
        .filter(|row| row.day("until").is_none_or(|until| until >= input.today))
        .collect();
    let mut found = Vec::new();
    for row in &valid {
        let Some(person) = facts.target(row, "person") else { continue };
        if !Facts::works_here(person, input.today) {
            let text = format!(
                "安全管理責任者に任命されている{}は、退職または異動しています。後任を任命してください。",
                say::rows(&[person])
            );
            found.push(LintFinding::new(NAME, Severity::MustFix, text, say::links(&[row, person])).marked("left"));
        }
    }
    let mut people: Vec<&Row> = valid.iter().filter_map(|row| facts.target(row, "person")).collect();
    people.sort_by(|a, b| a.id.cmp(&b.id));
    people.dedup_by(|a, b| a.id == b.id);
    if people.len() > 1 {
        let text = format!(
            "安全管理責任者として{}が同時に任命されています。連絡体制図には1人だけが載ります。前の人の解任日を入力してください。",
            say::rows(&people)
        );
        found.push(LintFinding::new(NAME, Severity::MustFix, text, say::links(&valid)).marked("two"));
    }
    found.extend(older_papers(input, &valid));
    found
}

/// A chart or letter of appointment on paper that is older than the appointment itself.
fn older_papers(input: &LintInput<'_>, valid: &[&Row]) -> Vec<LintFinding> {
    let Some(officer) = valid.iter().max_by_key(|row| row.day("appointed")) else { return Vec::new() };
    let Some(since) = officer.day("appointed") else { return Vec::new() };
    let papers = input.facts.all(Ledger::Papers).iter();
    let of_kind = papers.filter(|paper| paper.is("kind", "chart"));
    let old = of_kind.filter_map(|paper| Some((paper, paper.day("revised").max(paper.day("approved"))?)));
    old.filter(|(_, day)| *day < since)
        .map(|(paper, day)| {
            let text = format!(
                "{}（{}）は、今の安全管理責任者の任命（{}）より前のものです。名前が今と合っているかを確かめ、作り直してください。",
                say::rows(&[paper]),
                slashed(day),
                slashed(since)
            );
            LintFinding::new(NAME, Severity::Warning, text, say::links(&[paper, officer])).marked("paper")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::{Appointments, Papers};
    use crate::lint::Severity::{MustFix, Warning};
    use crate::lint::testing::World;

    #[test]
    fn an_officer_who_left_is_found_and_one_who_is_about_to_is_not() {
        assert!(World::clean().silent(NAME));
        let left = World::clean().set("p1", "left", "2026-11-19").one(NAME);
        assert!(left.severity == MustFix && left.concerns("r1") && left.concerns("p1"));
        assert!(World::clean().set("p1", "left", "2026-11-20").silent(NAME));
    }

    #[test]
    fn two_officers_at_once_are_one_too_many() {
        let two = World::clean().with(
            Appointments,
            "r2",
            &[("role", "officer"), ("person", "p2"), ("appointed", "2026-10-01")],
        );
        assert!(two.one(NAME).text.contains("同時に"));
        assert!(two.set("r1", "until", "2026-09-30").silent(NAME));
    }

    #[test]
    fn a_chart_older_than_the_appointment_may_name_somebody_else() {
        let chart =
            |day| World::clean().with(Papers, "t2", &[("title", "体制図"), ("kind", "chart"), ("approved", day)]);
        assert_eq!(chart("2026-03-31").one(NAME).severity, Warning);
        assert!(chart("2026-04-01").silent(NAME));
        assert!(chart("2026-03-31").set("t2", "revised", "2026-04-10").silent(NAME));
    }
}
