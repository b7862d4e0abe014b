//! One ID for several people, and IDs that belong to nobody in particular.

use super::{LintFinding, LintInput, Severity, say};
use crate::facts::Row;
use crate::rules::{is_generic_login, is_joint};
use crate::text::search_key;
use std::collections::BTreeMap;

pub(super) const NAME: &str = "shared_login";

/// Source: practice.md §0-7 and §4.2, 2-④ (one ID, two people; `admin` as the ID in five systems). A reason for sharing
/// that says how the person is found out (Q&A 2-1②) explains it. One finding per login.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let mut joint: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    let mut generic: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for account in input.facts.accounts_in_use().filter(|account| account.filled("shared_reason").is_none()) {
        let login = account.text("login");
        if is_joint(account.text("holder")) {
            joint.entry(search_key(login)).or_default().push(account);
        } else if is_generic_login(login) {
            generic.entry(search_key(login)).or_default().push(account);
        }
    }
    let of_joint = joint.into_values().map(|rows| {
        let text = format!(
            "ID「{}」を何人かで使っています（{}、{}件）。1人ずつのIDに分けるか、誰が使ったかを確かめる方法を「共用の理由」に入力してください。",
            rows[0].text("login"),
            rows[0].text("holder"),
            rows.len()
        );
        LintFinding::new(NAME, Severity::MustFix, text, say::links(&rows)).marked("joint")
    });
    let of_generic = generic.into_values().map(|rows| {
        let text = format!(
            "ID「{}」は、誰のものか分からない名前です（{}件）。使う人の名前が分かるIDに変えてください。",
            rows[0].text("login"),
            rows.len()
        );
        LintFinding::new(NAME, Severity::Warning, text, say::links(&rows)).marked("generic")
    });
    of_joint.chain(of_generic).collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Accounts;
    use crate::lint::Severity::{MustFix, Warning};
    use crate::lint::testing::World;

    #[test]
    fn one_id_of_two_people_is_one_finding_however_many_systems() {
        let both = |id, system| {
            World::clean().with(Accounts, id, &[("login", "front"), ("system", system), ("holder", "院長・事務")])
        };
        assert_eq!(both("a5", "s1").one(NAME).severity, MustFix);
        let two = both("a5", "s1").with(Accounts, "a6", &[("login", "Front"), ("holder", "院長・事務")]);
        assert!(two.one(NAME).concerns("a5") && two.one(NAME).concerns("a6"));
        assert!(both("a5", "s1").set("a5", "shared_reason", "当番表で分かる").silent(NAME));
        assert!(both("a5", "s1").set("a5", "state", "deleted").silent(NAME));
    }

    #[test]
    fn admin_is_nobodys_name() {
        let admin = World::clean().with(Accounts, "a5", &[("login", "admin"), ("holder", "緑川 一郎")]);
        assert_eq!(admin.one(NAME).severity, Warning);
        assert!(World::clean().silent(NAME));
    }
}
