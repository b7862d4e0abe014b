//! Which systems have a contract, and which contracts must answer.
//!
//! A purchase without maintenance or operation is "no contract": items 2-② and 2-③ are then not asked.

use super::RuleInput;
use crate::facts::Row;
use crate::ledger::Ledger;

pub(super) const WHY_NOT_APPLICABLE: &str =
    "対象のシステムはすべて「購入のみ（契約なし）」と登録されているため、この項目は記入の対象外です。";

/// Contracts that have not ended and concern a system in scope, or no named system.
fn current<'a>(input: &RuleInput<'a>) -> Vec<&'a Row> {
    let facts = input.facts;
    let out_of_scope = |contract: &Row| {
        facts.target(contract, "system").is_some_and(|system| system.yes("patient_data") == Some(false))
    };
    facts
        .all(Ledger::Contracts)
        .iter()
        .filter(|contract| contract.day("until").is_none_or(|until| until >= input.today) && !out_of_scope(contract))
        .collect()
}

/// Whether a contract is about a system: named in it, or the same vendor's contract that names none.
fn covers(contract: &Row, system: &Row) -> bool {
    match contract.filled("system") {
        Some(id) => id == system.id,
        None => contract.filled("vendor").is_some_and(|vendor| vendor == system.text("vendor")),
    }
}

/// Contracts whose vendor must answer: everything but 購入のみ.
pub(super) fn asked<'a>(input: &RuleInput<'a>) -> Vec<&'a Row> {
    current(input).into_iter().filter(|contract| !contract.is("kind", "none")).collect()
}

/// Systems in scope of which it is not known whether a contract exists.
pub(super) fn systems_without_row<'a>(input: &RuleInput<'a>) -> Vec<&'a Row> {
    let contracts = current(input);
    let facts = input.facts;
    facts.systems_in_scope().filter(|system| !contracts.iter().any(|contract| covers(contract, system))).collect()
}

/// Whether it is recorded for every system in scope that no contract exists.
pub(super) fn none_at_all(input: &RuleInput<'_>) -> bool {
    let contracts = current(input);
    !contracts.is_empty()
        && contracts.iter().all(|contract| contract.is("kind", "none"))
        && systems_without_row(input).is_empty()
}

/// Contracts that concern a device: of its system, or of its vendor where one side names no system.
pub(super) fn of_device<'a>(contracts: &[&'a Row], device: &Row) -> Vec<&'a Row> {
    let same = |contract: &Row| match (contract.filled("system"), device.filled("system")) {
        (Some(of_contract), Some(of_device)) => of_contract == of_device,
        _ => contract.filled("vendor").is_some_and(|vendor| vendor == device.text("vendor")),
    };
    contracts.iter().copied().filter(|contract| same(contract)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Ledger;
    use crate::rules::testing::World;

    #[test]
    fn a_contract_that_names_only_the_vendor_covers_that_vendors_systems() {
        let world = World::clean().set("c1", "system", "");
        assert!(world.with_input(|input| systems_without_row(input).is_empty()));
    }

    #[test]
    fn an_ended_contract_does_not_count() {
        let world = World::clean().set("c1", "until", "2026-03-31");
        assert_eq!(world.with_input(|input| systems_without_row(input).len()), 1);
    }

    #[test]
    fn no_contract_at_all_must_be_recorded_for_every_system_in_scope() {
        let world = World::clean().set("c1", "kind", "none").set("c2", "kind", "none");
        assert!(world.with_input(none_at_all));
        let more = world.clone().with(Ledger::Systems, "s9", &[("name", "会計")]);
        assert!(!more.with_input(none_at_all));
        assert!(more.set("s9", "patient_data", "no").with_input(none_at_all));
        assert!(!World::empty().with_input(none_at_all));
    }
}
