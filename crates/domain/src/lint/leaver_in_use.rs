//! Somebody who has left still has a usable account, used one afterwards, or still holds a role.

use super::{LintFinding, LintInput, Severity, say};
use crate::date::slashed;
use crate::facts::{Facts, Row};
use crate::ledger::Ledger;
use crate::rules::of_account;
use jiff::civil::Date;
use std::collections::BTreeMap;

pub(super) const NAME: &str = "leaver_in_use";

/// Source: practice.md §4.2, 2-⑤ (leaver's ID in the log after the leaving day) and 3-① (left staff in the chart).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let mut found = accounts(input);
    found.extend(appointments(input));
    found
}

fn accounts(input: &LintInput<'_>) -> Vec<LintFinding> {
    let facts = input.facts;
    let gone = |person: &&Row| !Facts::works_here(person, input.today);
    if !facts.all(Ledger::People).iter().any(|person| gone(&person)) {
        return Vec::new();
    }
    let mut by_person: BTreeMap<&str, Left<'_>> = BTreeMap::new();
    for account in facts.all(Ledger::Accounts) {
        let holders = of_account(facts, account, input.today);
        let Some(person) = holders.iter().copied().find(gone) else { continue };
        let usable = !account.is("state", "disabled") && !account.is("state", "deleted");
        let used = account.day("last_login").filter(|used| person.day("left").is_some_and(|left| *used > left));
        if usable || used.is_some() {
            let entry = by_person.entry(&person.id).or_insert(Left { person, accounts: vec![], used: None });
            entry.accounts.push(account);
            entry.used = entry.used.max(used);
        }
    }
    by_person.into_values().map(|left| left.told()).collect()
}

/// Somebody who has left, with the accounts that should be closed.
struct Left<'a> {
    person: &'a Row,
    accounts: Vec<&'a Row>,
    /// The last day on which one was used afterwards.
    used: Option<Date>,
}

impl Left<'_> {
    fn told(&self) -> LintFinding {
        let (person, accounts) = (say::rows(&[self.person]), say::rows(&self.accounts));
        let text = match self.used.zip(self.person.day("left")) {
            Some((used, left)) => format!(
                "{person}のID（{accounts}）が、退職・異動日（{}）より後に使われています（最後は{}）。誰が使ったかを調べ、IDを無効にしてください。",
                slashed(left),
                slashed(used)
            ),
            None => format!(
                "退職または異動した{person}のID（{accounts}）が、使用できるままです。無効にするか削除してください。"
            ),
        };
        let links = std::iter::once(self.person).chain(self.accounts.iter().copied()).map(Into::into).collect();
        LintFinding::new(NAME, Severity::MustFix, text, links)
    }
}

/// Roles other than the officer's, of whom `officer_disagrees` speaks.
fn appointments(input: &LintInput<'_>) -> Vec<LintFinding> {
    let facts = input.facts;
    let valid = facts
        .all(Ledger::Appointments)
        .iter()
        .filter(|row| !row.is("role", "officer") && row.day("until").is_none_or(|until| until >= input.today));
    let held = valid.filter_map(|row| Some((row, facts.target(row, "person")?)));
    held.filter(|(_, person)| !Facts::works_here(person, input.today))
        .map(|(row, person)| {
            let text = format!(
                "退職または異動した{}が、まだ「{}」に任命されたままです。後任を決め、解任日を入力してください。",
                say::rows(&[person]),
                row.name()
            );
            LintFinding::new(NAME, Severity::MustFix, text, say::links(&[row, person]))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Appointments;
    use crate::lint::testing::World;

    #[test]
    fn an_account_used_after_the_leaving_day_is_found_even_when_it_is_disabled_by_now() {
        assert!(World::clean().silent(NAME), "used on the last day");
        let used = World::clean().set("a9", "last_login", "2026-04-01").one(NAME);
        assert!(used.text.contains("2026/04/01") && used.concerns("a9") && used.concerns("p9"));
    }

    #[test]
    fn a_usable_account_and_a_role_of_a_leaver_are_found() {
        assert!(World::clean().set("a9", "state", "active").one(NAME).text.contains("使用できるまま"));
        let role = World::clean().with(Appointments, "r8", &[("role", "contact"), ("person", "p9")]);
        assert!(role.one(NAME).concerns("r8"));
        assert!(role.set("r8", "until", "2026-03-31").silent(NAME));
        assert!(World::clean().set("p2", "state", "leave").silent(NAME), "on leave is not gone");
    }
}
