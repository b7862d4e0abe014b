//! G-MIS Q5: a team for incidents (CSIRT).

use super::tally::{Tally, names, pick};
use super::{Finding, RuleInput};
use crate::facts::{Facts, Row};
use crate::ledger::Ledger;

pub(super) const NAME: &str = "csirt";

/// Whether an incident team exists. Source: the survey's guide, Q5 (catalogs/SOURCES.md).
///
/// * はい: at least one appointment as its member holds today, of a person who works here.
/// * いいえ: members were appointed, and every appointment has ended or its person has left.
/// * 判断できない: nobody entered (which is not いいえ), begun later, or a person who is not in the ledger.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let facts = input.facts;
    let all: Vec<&Row> = facts.all(Ledger::Appointments).iter().filter(|row| row.is("role", "csirt")).collect();
    let over = |row: &Row| {
        row.day("until").is_some_and(|until| until < input.today)
            || facts.target(row, "person").is_some_and(|person| !Facts::works_here(person, input.today))
    };
    let current = pick(&all, |row| !over(row));
    let members: Vec<&Row> = current
        .iter()
        .filter(|row| row.day("appointed").is_none_or(|from| from <= input.today))
        .filter_map(|row| facts.target(row, "person"))
        .collect();
    if !members.is_empty() {
        tally.note(format!("CSIRTの構成員は{}人です（{}）。", members.len(), names(&members)), &members);
        if members.len() == 1 {
            tally.note("構成員が1人だけです。不在のときに代わる人も決めておくと、緊急のときに迷いません。", &members);
        }
    } else if all.is_empty() {
        tally.missing(
            "CSIRT（事故対応チーム）の構成員が登録されていません。チームがあれば、「役割（任命）」に登録してください。",
            &[],
        );
    } else if current.is_empty() {
        tally.against(
            "CSIRTの構成員の任命はすべて終わったか、職員が退職または異動しています。構成員を任命し直してください。",
            &all,
        );
    } else {
        tally.missing(
            "CSIRTの構成員の任命日が先の日付か、職員が「人」の台帳に見つかりません。確かめて直してください。",
            &current,
        );
    }
    tally.finish()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Appointments;
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn one_member_who_works_here_is_enough_and_a_second_is_recommended() {
        World::clean().expect(NAME, Yes, "構成員は1人です（「青木 二葉」）", &["p2"]);
        World::clean().expect(NAME, Yes, "代わる人", &["p2"]);
        let two = World::clean().with(Appointments, "r8", &[("role", "csirt"), ("person", "p1")]);
        assert_eq!(two.run(NAME).reasons.len(), 1);
    }

    #[test]
    fn a_team_whose_members_are_gone_is_counter_evidence() {
        World::clean().set("r4", "until", "2026-11-19").expect(NAME, No, "すべて終わったか", &["r4"]);
        World::clean().set("p2", "state", "left").expect(NAME, No, "すべて終わったか", &["r4"]);
    }

    #[test]
    fn nobody_entered_is_not_a_no() {
        World::clean().without(&["r4"]).expect(NAME, Undetermined, "登録されていません", &[]);
        World::clean().set("r4", "appointed", "2026-12-01").expect(NAME, Undetermined, "先の日付", &["r4"]);
        World::clean().set("r4", "person", "gone").expect(NAME, Undetermined, "見つかりません", &["r4"]);
    }
}
