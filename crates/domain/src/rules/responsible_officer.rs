//! 1-① 医療情報システム安全管理責任者の設置.

use super::tally::{Tally, names};
use super::{Finding, RuleInput};
use crate::facility::FacilityKind;
use crate::facts::{Facts, Row};
use crate::ledger::Ledger;

pub(super) const NAME: &str = "responsible_officer";

/// Item 1-①. Source: the R7 manual and Q&A, 1-① (catalogs/SOURCES.md; a small pharmacy may appoint its 管理薬剤師).
///
/// * はい: an appointment valid today, of a person who works here, with its day and its document.
/// * いいえ: the appointed person has left, or every appointment has ended.
/// * 判断できない: nobody entered; day, document or person missing.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let facts = input.facts;
    let hint = match facts.profile.kind {
        FacilityKind::Pharmacy => "小規模な薬局では管理薬剤師を任命できます。",
        _ => "小規模な施設では管理者（院長）が兼ねることもできます。",
    };
    let all: Vec<&Row> = facts.all(Ledger::Appointments).iter().filter(|row| row.is("role", "officer")).collect();
    let valid: Vec<&Row> = all
        .iter()
        .copied()
        .filter(|row| row.day("appointed").is_none_or(|from| from <= input.today))
        .filter(|row| row.day("until").is_none_or(|until| until >= input.today))
        .collect();
    let ended = |row: &&Row| row.day("until").is_some_and(|until| until < input.today);
    if valid.is_empty() && !all.is_empty() && all.iter().all(ended) {
        tally.against(
            format!(
                "安全管理責任者の任命はすべて終わっていて、今日の時点で責任者がいません。後任を任命してください。{hint}"
            ),
            &all,
        );
    } else if valid.is_empty() {
        tally.missing(
            format!(
                "安全管理責任者の任命が登録されていません。任命して、任命日と任命書の有無を登録してください。{hint}"
            ),
            &all,
        );
    }
    let (mut no_day, mut no_document) = (vec![], vec![]);
    for row in valid.iter().copied() {
        match facts.target(row, "person") {
            None => tally
                .missing("任命された職員が「人」の台帳に見つかりません。職員を登録して選び直してください。", &[row]),
            Some(person) if !Facts::works_here(person, input.today) => tally.against(
                format!(
                    "安全管理責任者の{}は退職または異動しています。後任を任命してください。{hint}",
                    names(&[person])
                ),
                &[row, person],
            ),
            Some(person) => {
                tally.note(format!("{}を安全管理責任者に任命しています。", names(&[person])), &[row, person])
            }
        }
        if row.day("appointed").is_none() {
            no_day.push(row);
        }
        if row.yes("document") != Some(true) {
            no_document.push(row);
        }
    }
    tally.gap("任命日", "件", valid.len(), &no_day, "任命した日を登録してください。");
    tally.gap("任命書", "件", valid.len(), &no_document, "任命書を作り、「有」と登録してください。");
    if !valid.is_empty() && facts.appointed("deputy", input.today).is_none() {
        tally.note("責任者が不在のときの代理は登録されていません。決めておくと、緊急のときに迷いません。", &[]);
    }
    tally.finish()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger;
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn an_appointed_person_who_works_here_is_enough_even_without_a_deputy() {
        World::clean().expect(NAME, Yes, "「緑川 一郎」", &["r1", "p1"]);
        World::clean().without(&["r3"]).expect(NAME, Yes, "代理は登録されていません", &[]);
    }

    #[test]
    fn an_officer_who_left_is_found_by_state_and_by_day() {
        World::clean().set("p1", "state", "moved").expect(NAME, No, "異動しています", &["r1", "p1"]);
        World::clean().set("p1", "left", "2026-10-31").expect(NAME, No, "退職", &["r1", "p1"]);
        assert_eq!(World::clean().set("p1", "left", "2026-12-31").run(NAME).verdict, Yes);
    }

    #[test]
    fn an_appointment_that_ended_leaves_nobody() {
        World::clean().set("r1", "until", "2026-03-31").expect(NAME, No, "すべて終わって", &["r1"]);
        World::clean().set("r1", "appointed", "2026-12-01").expect(NAME, Undetermined, "登録されていません", &["r1"]);
    }

    #[test]
    fn nobody_appointed_hints_at_the_manager() {
        World::clean().without_ledger(Ledger::Appointments).expect(NAME, Undetermined, "管理薬剤師を任命できます", &[]);
    }

    #[test]
    fn day_document_and_person_are_asked_for() {
        World::clean().set("r1", "appointed", "").expect(NAME, Undetermined, "任命日：1件中0件", &["r1"]);
        World::clean().set("r1", "document", "no").expect(NAME, Undetermined, "任命書", &["r1"]);
        World::clean().set("r1", "person", "gone").expect(NAME, Undetermined, "見つかりません", &["r1"]);
    }
}
