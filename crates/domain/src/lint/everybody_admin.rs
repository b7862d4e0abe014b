//! Every account is an administrator's.

use super::{LintFinding, LintInput, Severity, say};
use crate::facts::Row;
use std::collections::BTreeMap;

pub(super) const NAME: &str = "everybody_admin";

/// Source: practice.md §0-7; facts F-14 (everyone admin). One finding for the facility where it holds for all accounts,
/// else one per system. From [`Params::many_admins`](crate::rules::Params::many_admins) accounts on.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let most = input.params.many_admins;
    let all_admins = |rows: &[&Row]| rows.len() >= most && rows.iter().all(|row| row.is("privilege", "admin"));
    let all: Vec<&Row> = input.facts.accounts_in_use().collect();
    if all_admins(&all) {
        let text = format!(
            "使用中のID{}件が、すべて管理者です。仕事に必要な人だけを管理者にし、ほかは一般の権限にしてください。",
            all.len()
        );
        return vec![LintFinding::new(NAME, Severity::MustFix, text, say::links(&all))];
    }
    let mut systems: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for account in all {
        if let Some(system) = account.filled("system") {
            systems.entry(system).or_default().push(account);
        }
    }
    let of_system = systems.into_values().filter(|rows| all_admins(rows)).map(|rows| {
        let system = input.facts.target(rows[0], "system");
        let name = system.map_or_else(|| "システム".to_owned(), Row::name);
        let text = format!("「{name}」のID{}件が、すべて管理者です。必要な人だけを管理者にしてください。", rows.len());
        LintFinding::new(NAME, Severity::Warning, text, say::links(&rows)).see(system.map(Into::into))
    });
    of_system.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Accounts;
    use crate::lint::Severity::{MustFix, Warning};
    use crate::lint::testing::World;

    fn admin(world: World, id: &str, system: &str, privilege: &str) -> World {
        world.with(Accounts, id, &[("login", id), ("system", system), ("holder", id), ("privilege", privilege)])
    }

    #[test]
    fn three_administrators_and_nobody_else_are_found_and_two_are_not() {
        let two = World::clean().set("a2", "privilege", "admin");
        assert!(two.silent(NAME));
        let three = admin(two, "a5", "s1", "admin");
        assert_eq!(three.one(NAME).severity, MustFix);
        let other = admin(three, "a6", "s2", "user");
        assert_eq!(other.one(NAME).severity, Warning, "in one system only");
        assert!(admin(other, "a7", "s1", "user").silent(NAME));
        assert!(World::clean().silent(NAME));
    }
}
