//! A plan that names people who have left, or is older than the officer.

use super::{LintFinding, LintInput, Severity, say};
use crate::date::slashed;
use crate::facts::{Facts, Row};
use crate::ledger::Ledger;
use crate::text::search_key;

pub(super) const NAME: &str = "bcp_names_gone";

/// Source: practice.md §4.2, 3-③ (names in the BCP ≠ current).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let facts = input.facts;
    let mut found = Vec::new();
    for paper in facts.all(Ledger::Papers).iter().filter(|row| matches!(row.text("kind"), "bcp" | "restore" | "rules"))
    {
        let words = search_key(&format!("{}\n{}", paper.text("title"), paper.text("note")));
        let gone: Vec<&Row> = facts
            .all(Ledger::People)
            .iter()
            .filter(|person| !Facts::works_here(person, input.today))
            .filter(|person| {
                let name = search_key(person.text("name"));
                name.chars().count() >= 3 && words.contains(&name)
            })
            .collect();
        if !gone.is_empty() {
            let text = format!(
                "{}に、退職または異動した{}の名前があります。今の担当者に直してください。",
                say::rows(&[paper]),
                say::rows(&gone)
            );
            let links = std::iter::once(paper).chain(gone).map(Into::into).collect();
            found.push(LintFinding::new(NAME, Severity::MustFix, text, links));
        }
        found.extend(older_than_officer(input, paper));
    }
    found
}

/// A BCP that was last approved before the officer of today came cannot name that person.
fn older_than_officer(input: &LintInput<'_>, paper: &Row) -> Option<LintFinding> {
    let day = paper.day("revised").max(paper.day("approved")).filter(|_| paper.is("kind", "bcp"))?;
    let officer = input.facts.appointed("officer", input.today)?;
    let since = officer.day("appointed").filter(|since| *since > day)?;
    let text = format!(
        "{}（{}）は、今の安全管理責任者の任命（{}）より前のものです。書いてある名前と連絡先が今と合っているかを確かめてください。",
        say::rows(&[paper]),
        slashed(day),
        slashed(since)
    );
    Some(LintFinding::new(NAME, Severity::Warning, text, say::links(&[paper, officer])).marked("officer"))
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::lint::Severity::{MustFix, Warning};
    use crate::lint::testing::World;

    #[test]
    fn a_plan_that_names_a_leaver_or_is_older_than_the_officer_is_out_of_date() {
        assert!(World::clean().silent(NAME));
        let named = World::clean().set("t1", "note", "復旧の判断：黒田九郎（携帯 090-0000-0009）").one(NAME);
        assert!(named.severity == MustFix && named.concerns("p9"));
        assert!(World::clean().set("t1", "note", "復旧の判断：緑川一郎").silent(NAME));
        assert_eq!(World::clean().set("t1", "approved", "2026-03-31").one(NAME).severity, Warning);
        assert!(World::clean().set("t1", "approved", "2026-04-01").silent(NAME));
    }
}
