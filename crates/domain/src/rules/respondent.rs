//! G-MIS Q1-1: who answers the survey.

use super::tally::Tally;
use super::{Finding, RuleInput, people};

pub(super) const NAME: &str = "respondent";

/// The roles in the order in which one of their holders is proposed.
const ROLES: [&str; 3] = ["operator", "officer", "contact"];

/// The name of the person who most likely answers. Source: the survey's guide, Q1-1 (catalogs/SOURCES.md).
///
/// * Proposed (はい): one of the roles is held today by a person who works here.
/// * 判断できない: none is.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    match ROLES.iter().find_map(|role| people::holding(input, role)) {
        Some((appointment, person)) => {
            tally.note(
                format!("{}の{}を回答者として提案します。", appointment.name(), person.name()),
                &[appointment, person],
            );
            tally.enter([person.name()]);
        }
        None => tally.missing(
            "回答者として提案できる職員がいません。「役割（任命）」に、運用担当者、安全管理責任者、緊急連絡の窓口のどれかを登録してください。",
            &[],
        ),
    }
    tally.finish()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Appointments;
    use crate::proposal::Verdict::{Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn the_operator_comes_before_the_officer() {
        World::clean().expect(NAME, Yes, "医療情報システム安全管理責任者の緑川 一郎", &["r1", "p1"]);
        let world = World::clean().with(Appointments, "r8", &[("role", "operator"), ("person", "p2")]);
        assert_eq!(world.run(NAME).entry, ["青木 二葉"]);
        // Who has left does not answer; the next role does.
        assert_eq!(world.set("p2", "state", "left").run(NAME).entry, ["緑川 一郎"]);
    }

    #[test]
    fn nobody_appointed_is_missing() {
        World::clean().without_ledger(Appointments).expect(NAME, Undetermined, "職員がいません", &[]);
    }
}
