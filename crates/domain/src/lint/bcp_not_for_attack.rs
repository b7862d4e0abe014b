//! はい for the plan against an attack where the only plan is for natural disasters, or was never tried.

use super::{LintFinding, LintInput, Severity, say};
use crate::facts::Row;
use crate::ledger::Ledger;

pub(super) const NAME: &str = "bcp_not_for_attack";

/// Source: practice.md §4.2, 3-③ (natural-disaster BCP only; never drilled); facts C, Q7-1 (BCP for cyber attack).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let of = |kind: &str| -> Vec<&Row> {
        input.facts.all(Ledger::Papers).iter().filter(|row| row.is("kind", kind)).collect()
    };
    let (bcp, disaster) = (of("bcp"), of("disaster_bcp"));
    let mut found = Vec::new();
    for (row, _) in input.yes().filter(|(row, _)| row.is_about("bcp")) {
        if bcp.is_empty() && !disaster.is_empty() {
            let text = format!(
                "「{}」は「はい」ですが、登録された計画は災害のためのもの（{}）だけです。サイバー攻撃を想定した計画を作り、「文書」に登録してください。",
                row.name(),
                say::rows(&disaster)
            );
            found.push(LintFinding::new(NAME, Severity::MustFix, text, vec![row.link()]).see(say::links(&disaster)));
        } else if !bcp.is_empty() && bcp.iter().all(|paper| paper.day("drilled").is_none()) {
            let text =
                format!("{}は、まだ訓練していません。年に1度は訓練し、訓練した日を登録してください。", say::rows(&bcp));
            found.push(LintFinding::new(NAME, Severity::Note, text, vec![row.link()]).see(say::links(&bcp)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::lint::Severity::{MustFix, Note};
    use crate::lint::testing::World;

    #[test]
    fn a_plan_for_disasters_alone_is_not_the_plan_asked_for() {
        assert!(World::clean().silent(NAME));
        assert_eq!(World::clean().set("t1", "kind", "disaster_bcp").one(NAME).severity, MustFix);
        assert_eq!(World::clean().set("t1", "drilled", "").one(NAME).severity, Note);
        assert!(World::clean().without(&["t1"]).silent(NAME), "no paper at all is for the proposals to say");
    }
}
