//! 3-③ サイバー攻撃を想定したBCP, and its drill (G-MIS Q7-2).

use super::tally::{Tally, names, pick};
use super::{Finding, RuleInput, papers};
use crate::facts::Row;
use jiff::ToSpan as _;

pub(super) const NAME: &str = "cyber_bcp";
pub(super) const DRILL: &str = "bcp_drill";

/// Item 3-③. Source: the R7 manual, 3-③, and the survey's guide, Q7-1 (catalogs/SOURCES.md; a plan for disasters alone
/// is not enough).
///
/// * はい: a BCP for cyber attacks, approved by a named person, changed or approved within two years. The drill is
///   noted; the row does not ask for it.
/// * いいえ: a plan for disasters and none for attacks.
/// * 判断できない: no plan entered, not approved, too old.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let plans = plans(input, &mut tally);
    papers::ask_approval(input, &plans, "サイバー攻撃のBCP", &mut tally);
    let days = input.params.paper_max_age_days;
    if let Ok(since) = input.today.checked_sub(days.days()) {
        let why = format!("{days}日より古い計画は、今のシステムや連絡先に合わないおそれがあります。");
        papers::ask_change_since(input, &plans, since, &why, &mut tally);
    }
    if !plans.is_empty() {
        tally.note(format!("サイバー攻撃を想定したBCPは{}件です（{}）。", plans.len(), names(&plans)), &plans);
        let rested = pick(&plans, |plan| !drilled(input, plan));
        if rested.len() == plans.len() {
            tally.note(
                format!(
                    "{}日以内の訓練の記録がありません。訓練をすると、計画どおりに動けるかを確かめられます。",
                    input.params.drill_max_age_days
                ),
                &rested,
            );
        }
    }
    tally.finish()
}

/// G-MIS Q7-2: whether the steps of the BCP were tried in a drill.
///
/// * はい: the BCP is approved and was drilled within a year. いいえ: only a plan for disasters.
/// * 判断できない: no day of a drill, or an old or future one; no BCP entered.
pub(super) fn drill(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(DRILL);
    let plans = plans(input, &mut tally);
    papers::ask_approval(input, &plans, "サイバー攻撃のBCP", &mut tally);
    let done = pick(&plans, |plan| drilled(input, plan));
    if done.is_empty() && !plans.is_empty() {
        tally.missing(
            format!(
                "サイバー攻撃のBCPの訓練が、{}日以内に記録されていません。訓練をして「訓練した日」を入力してください。",
                input.params.drill_max_age_days
            ),
            &plans,
        );
    }
    if !done.is_empty() {
        tally.note(format!("{}の手順を訓練で確かめています。", names(&done)), &done);
    }
    tally.finish()
}

fn drilled(input: &RuleInput<'_>, plan: &Row) -> bool {
    input.fresh(plan.day("drilled"), input.params.drill_max_age_days)
}

/// The plans for cyber attacks; without one, what that means.
fn plans<'a>(input: &RuleInput<'a>, tally: &mut Tally) -> Vec<&'a Row> {
    let plans = papers::of_kind(input, "bcp");
    let disasters = papers::of_kind(input, "disaster_bcp");
    if plans.is_empty() && !disasters.is_empty() {
        tally.against(
            format!(
                "災害のBCP（{}）はありますが、サイバー攻撃を想定したBCPがありません。攻撃のときの判断と手順を加えてください。",
                names(&disasters)
            ),
            &disasters,
        );
    } else if plans.is_empty() {
        tally.missing(
            "サイバー攻撃を想定したBCPが登録されていません。作成して承認を受け、「文書」に登録してください。",
            &[],
        );
    }
    plans
}

#[cfg(test)]
mod tests {
    use super::{DRILL, NAME};
    use crate::ledger::Ledger::Papers;
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn an_approved_plan_of_late_is_enough_and_the_drill_is_its_own_question() {
        World::clean().expect(NAME, Yes, "想定したBCPは1件", &["e2"]);
        World::clean().expect(DRILL, Yes, "訓練で確かめています", &["e2"]);
    }

    #[test]
    fn a_plan_for_disasters_alone_is_counter_evidence_for_both_questions() {
        for rule in [NAME, DRILL] {
            World::clean().set("e2", "kind", "disaster_bcp").expect(rule, No, "災害のBCP", &["e2"]);
        }
        let both = World::clean().with(Papers, "e9", &[("title", "水害の計画"), ("kind", "disaster_bcp")]);
        assert_eq!(both.run(NAME).verdict, Yes);
    }

    #[test]
    fn no_plan_or_an_unapproved_one_does_not_decide() {
        World::clean().without(&["e2"]).expect(NAME, Undetermined, "登録されていません", &[]);
        for (key, value) in [("approved", ""), ("approver", ""), ("approved", "2026-11-21")] {
            World::clean().set("e2", key, value).expect(NAME, Undetermined, "承認：1件中0件", &["e2"]);
        }
    }

    #[test]
    fn a_plan_last_changed_more_than_two_years_ago_is_stale() {
        let old = World::clean().set("e2", "approved", "2020-04-01").set("e2", "revised", "2024-11-19");
        old.expect(NAME, Undetermined, "2024/11/20より前", &["e2"]);
        assert_eq!(old.set("e2", "revised", "2024-11-20").run(NAME).verdict, Yes);
        let future = World::clean().set("e2", "approved", "2020-04-01").set("e2", "revised", "2027-04-01");
        assert_eq!(future.run(NAME).verdict, Undetermined);
    }

    #[test]
    fn one_of_two_plans_that_is_not_approved_leaves_the_row_open() {
        let world = World::clean().with(Papers, "e9", &[("title", "分院のBCP"), ("kind", "bcp")]);
        world.expect(NAME, Undetermined, "承認：2件中1件", &["e9"]);
    }

    #[test]
    fn an_old_drill_is_noted_on_the_sheet_and_asked_for_in_the_survey() {
        for day in ["", "2025-11-19", "2026-11-21"] {
            let world = World::clean().set("e2", "drilled", day);
            world.expect(DRILL, Undetermined, "365日以内に記録", &["e2"]);
            world.expect(NAME, Yes, "訓練の記録がありません", &["e2"]);
        }
        assert_eq!(World::clean().set("e2", "drilled", "2025-11-20").run(DRILL).verdict, Yes);
    }
}
