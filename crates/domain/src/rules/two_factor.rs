//! 2-⑩ 二要素認証, and the stricter question of the survey (G-MIS Q14).

use super::tally::{Tally, names, pick};
use super::{Finding, RuleInput, systems};
use crate::date::{FiscalYear, slashed};
use crate::facts::Row;
use crate::proposal::Verdict;

pub(super) const NAME: &str = "two_factor";
pub(super) const IMPLEMENTED: &str = "two_factor_implemented";

/// What the ledger of systems does not show and a person must add.
const BESIDES: &str = "端末・サーバ・ネットワーク機器へのサインインは台帳では分かりません。二要素認証かどうかを合わせて確かめてください。";

/// Item 2-⑩. Source: the R7 manual and Q&A, 2-⑩ (catalogs/SOURCES.md; a plan inside the edition's limit counts).
///
/// * はい: every system in scope has it, or a plan dated from today to the end of the limit's fiscal year. The entry is
///   the sub-state: `implemented`, or `planned` as soon as one system is only planned.
/// * いいえ: a system without it and without a plan; a plan after the limit.
/// * 判断できない: not entered; a plan without a day, or one whose day has passed.
///
/// Guideline 7.0 is said to name another day and scope (terminals and servers). That reading is a sentence of its own and
/// changes nothing here.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let scope = systems::in_scope(input, &mut tally);
    let planned = common(&scope, &mut tally);
    let limit = FiscalYear(input.params.two_factor_fiscal_year_limit);
    let late = pick(&planned, |row| row.day("two_factor_planned").is_some_and(|day| day > limit.last()));
    if !late.is_empty() {
        tally.against(
            format!(
                "二要素認証の予定日が{}末（{}）より後のシステムが{}件あります（{}）。予定を早めてください。",
                limit.name(),
                slashed(limit.last()),
                late.len(),
                names(&late)
            ),
            &late,
        );
    }
    let undated = pick(&planned, |row| row.day("two_factor_planned").is_none());
    tally.gap("二要素認証の予定日", "件", planned.len(), &undated, "実装する予定の日を入力してください。");
    let passed = pick(&planned, |row| row.day("two_factor_planned").is_some_and(|day| day < input.today));
    if !passed.is_empty() {
        tally.missing(
            format!(
                "二要素認証の予定日を過ぎたシステムが{}件あります（{}）。「実装済み」にするか、新しい予定日を入力してください。",
                passed.len(),
                names(&passed)
            ),
            &passed,
        );
    }
    if !planned.is_empty() {
        tally.note(
            format!(
                "対象のシステム{}件のうち{}件は実装済みではなく、{}末までの予定です。",
                scope.len(),
                planned.len(),
                limit.name()
            ),
            &planned,
        );
    }
    other_reading(input, &scope, &mut tally);
    let mut found = tally.finish();
    if found.verdict == Verdict::Yes {
        found.entry = vec![if planned.is_empty() { "implemented" } else { "planned" }.to_owned()];
    }
    found
}

/// The same systems on the day of guideline 7.0, beside the edition's own reading.
fn other_reading(input: &RuleInput<'_>, scope: &[&Row], tally: &mut Tally) {
    let day = input.params.two_factor_reference_day;
    let done = pick(scope, |row| systems::two_factor(row) == Some(true)).len();
    let planned = pick(scope, |row| row.is("two_factor", "planned"));
    let in_time = pick(&planned, |row| row.day("two_factor_planned").is_some_and(|plan| plan <= day)).len();
    let late = scope.len() - done - in_time;
    if late > 0 {
        tally.note(
            format!(
                "別の読み方として、ガイドライン第7.0版は端末とサーバについて{}を基準日にすると伝えられています。その日までに実装済みか予定のシステムは{}件、そうでないシステムは{late}件です。この項目の判定には使っていません。",
                slashed(day),
                done + in_time
            ),
            &[],
        );
    }
}

/// G-MIS Q14: every system has it today; a plan is not enough.
///
/// * はい: every system in scope is 実装済み.
/// * いいえ: a system that is planned or without a plan.
/// * 判断できない: not entered.
pub(super) fn implemented(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(IMPLEMENTED);
    let scope = systems::in_scope(input, &mut tally);
    let planned = common(&scope, &mut tally);
    if !planned.is_empty() {
        tally.against(
            format!(
                "二要素認証が予定だけのシステムが{}件あります（{}）。この質問では、実装済みだけを「はい」に数えます。",
                planned.len(),
                names(&planned)
            ),
            &planned,
        );
    }
    tally.finish()
}

/// What both questions say about the systems; returns those that are planned.
fn common<'a>(scope: &[&'a Row], tally: &mut Tally) -> Vec<&'a Row> {
    let without = pick(scope, |row| row.is("two_factor", "none"));
    if !without.is_empty() {
        tally.against(
            format!(
                "二要素認証がなく、予定もないシステムが{}件あります（{}）。事業者に対応の予定を聞いてください。",
                without.len(),
                names(&without)
            ),
            &without,
        );
    }
    let open = pick(scope, |row| systems::two_factor(row).is_none());
    tally.gap("二要素認証", "件", scope.len(), &open, "実装済みか、予定があるかを入力してください。");
    let done = pick(scope, |row| systems::two_factor(row) == Some(true));
    if !done.is_empty() {
        tally.note(format!("対象のシステム{}件のうち{}件で実装済みです。{BESIDES}", scope.len(), done.len()), &done);
    }
    pick(scope, |row| row.is("two_factor", "planned"))
}

#[cfg(test)]
mod tests {
    use super::{IMPLEMENTED, NAME};
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    fn planned(day: &str) -> World {
        World::clean().set("s1", "two_factor", "planned").set("s1", "two_factor_planned", day)
    }

    #[test]
    fn implemented_everywhere_is_yes_for_both_questions() {
        World::clean().expect(NAME, Yes, "2件で実装済み", &["s1", "s2"]);
        assert_eq!(World::clean().run(NAME).entry, ["implemented"]);
        assert_eq!(World::clean().run(IMPLEMENTED).verdict, Yes);
    }

    #[test]
    fn a_plan_until_the_last_day_of_the_limit_counts_for_the_checklist_and_not_for_the_survey() {
        let world = planned("2028-03-31");
        world.expect(NAME, Yes, "1件は実装済みではなく、令和9年度末までの予定", &["s1"]);
        assert_eq!(world.run(NAME).entry, ["planned"]);
        world.expect(IMPLEMENTED, No, "予定だけのシステムが1件", &["s1"]);
        planned("2028-04-01").expect(NAME, No, "令和9年度末（2028/03/31）より後", &["s1"]);
    }

    #[test]
    fn a_plan_without_a_day_or_with_a_day_that_passed_does_not_decide() {
        planned("").expect(NAME, Undetermined, "予定日：1件中0件", &["s1"]);
        planned("2026-11-19").expect(NAME, Undetermined, "予定日を過ぎた", &["s1"]);
        assert!(planned("").run(NAME).entry.is_empty());
        assert_eq!(planned("2026-11-20").run(NAME).verdict, Yes);
    }

    #[test]
    fn the_reading_of_the_next_guideline_is_a_sentence_of_its_own() {
        let said = |world: World| {
            let found = world.run(NAME);
            let note = found.reasons.iter().find(|reason| reason.text.contains("第7.0版")).map(|r| r.text.clone());
            (found.verdict, note)
        };
        let (verdict, note) = said(planned("2027-04-02"));
        assert_eq!(verdict, Yes, "the plan is in time for this edition");
        assert!(note.unwrap().contains("予定のシステムは1件、そうでないシステムは1件"));
        assert_eq!(said(planned("2027-04-01")), (Yes, None));
        assert_eq!(said(World::clean()), (Yes, None));
    }

    #[test]
    fn no_plan_is_counter_evidence_and_an_empty_cell_is_not() {
        for rule in [NAME, IMPLEMENTED] {
            World::clean().set("s2", "two_factor", "none").expect(rule, No, "予定もない", &["s2"]);
            World::clean().set("s2", "two_factor", "").expect(rule, Undetermined, "二要素認証：2件中1件", &["s2"]);
        }
        let outside = World::clean().set("s2", "two_factor", "none").set("s2", "patient_data", "no");
        assert_eq!(outside.run(NAME).verdict, Yes);
    }
}
