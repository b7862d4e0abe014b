//! A contract that has ended and is still the only one for its system.

use super::{LintFinding, LintInput, Severity};
use crate::date::slashed;
use crate::ledger::Ledger;

pub(super) const NAME: &str = "contract_over";

/// Source: practice.md §4.2, 2-②/2-③ (the vendor's answer belongs to a contract); Q&A 12-23 (vendor = one with a
/// maintenance contract).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let all = input.facts.all(Ledger::Contracts);
    let ended = all.iter().filter(|row| !row.is("kind", "none")).filter_map(|row| {
        let until = row.day("until").filter(|until| *until < input.today)?;
        let system = input.facts.target(row, "system");
        let out_of_scope = system.is_some_and(|system| system.yes("patient_data") == Some(false));
        let followed = all.iter().any(|other| {
            other.id != row.id
                && !row.text("system").is_empty()
                && other.text("system") == row.text("system")
                && other.day("until").is_none_or(|until| until >= input.today)
        });
        (!followed && !out_of_scope).then(|| {
            let text = format!(
                "「{}」の契約終了日（{}）が過ぎています。更新した契約の終了日を入力するか、やめた契約なら種類を直してください。",
                row.name(),
                slashed(until)
            );
            LintFinding::new(NAME, Severity::MustFix, text, vec![row.into()]).see(system.map(Into::into))
        })
    });
    ended.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Contracts;
    use crate::lint::testing::World;

    #[test]
    fn a_contract_holds_on_its_last_day_and_a_new_one_takes_over() {
        assert!(World::clean().silent(NAME));
        assert!(World::clean().set("c1", "until", "2026-11-20").silent(NAME));
        let over = World::clean().set("c1", "until", "2026-11-19");
        assert!(over.one(NAME).concerns("c1") && over.one(NAME).concerns("s1"));
        let next = over.with(
            Contracts,
            "c2",
            &[("title", "新しい保守"), ("system", "s1"), ("kind", "maintenance"), ("until", "2028-03-31")],
        );
        assert!(next.silent(NAME));
        assert!(!next.set("c2", "until", "2026-10-31").silent(NAME));
    }
}
