//! 3-① インシデント発生時の組織内と外部の連絡体制図.

use super::tally::{Tally, names};
use super::{Finding, RuleInput, reviews};
use crate::facts::{Facts, Row};
use crate::ledger::Ledger;

pub(super) const NAME: &str = "contact_chart";

/// The office that moved in the ministry, by its number and its name.
const SUPERSEDED_PHONE: &str = "0335952430";
const SUPERSEDED_NAME: &str = "研究開発振興課";

/// Item 3-①. Source: the R7 manual and Q&A, 3-① (catalogs/SOURCES.md).
///
/// * はい: officer and decider, every person in the chart, every vendor of a system in scope, and the four outside
///   offices can be reached. Each office was checked within a year: by its own day, or by a review of the chain of calls.
/// * いいえ: someone in the chart has left; the ministry's superseded office is listed.
/// * 判断できない: numbers, people, vendors or offices missing; offices nobody checked for a year.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    insiders(input, &mut tally);
    vendors(input, &mut tally);
    offices(input, &mut tally);
    tally.finish()
}

fn insiders(input: &RuleInput<'_>, tally: &mut Tally) {
    let facts = input.facts;
    let roles: Vec<&Row> = facts
        .all(Ledger::Appointments)
        .iter()
        // The chart draws who is called and who decides, not the whole incident team.
        .filter(|row| !row.is("role", "csirt"))
        .filter(|row| row.day("appointed").is_none_or(|from| from <= input.today))
        .filter(|row| row.day("until").is_none_or(|until| until >= input.today))
        .collect();
    for (role, what) in [("officer", "安全管理責任者"), ("decider", "システム停止の判断者")] {
        if !roles.iter().any(|row| row.is("role", role)) {
            tally.missing(
                format!(
                    "連絡体制図に{what}がいません。任命を登録してください。兼ねる人がいるときも、役割ごとに登録します。"
                ),
                &[],
            );
        }
    }
    let mut people: Vec<&Row> = vec![];
    for role in roles {
        match facts.target(role, "person") {
            None => tally.missing(
                format!("「{}」の職員が「人」の台帳に見つかりません。選び直してください。", role.name()),
                &[role],
            ),
            Some(person) if !Facts::works_here(person, input.today) => {
                tally.against(
                    format!(
                        "{}は退職または異動していますが、「{}」として連絡体制図に載ります。後任に替えてください。",
                        names(&[person]),
                        role.name()
                    ),
                    &[role, person],
                );
            }
            Some(person) if people.iter().any(|known| known.id == person.id) => {}
            Some(person) => people.push(person),
        }
    }
    let open: Vec<&Row> = people.iter().copied().filter(|person| !has_phone(person)).collect();
    tally.gap("職員の電話番号", "人", people.len(), &open, "休日や夜間にもつながる電話番号を入力してください。");
    if !people.is_empty() {
        tally.note(format!("連絡体制図の職員は{}人です。", people.len()), &people);
    }
}

fn vendors(input: &RuleInput<'_>, tally: &mut Tally) {
    let facts = input.facts;
    let scope: Vec<&Row> = facts.systems_in_scope().collect();
    if scope.is_empty() {
        tally.missing(
            "患者情報を扱うシステムが登録されていないため、連絡する事業者が分かりません。システムを登録してください。",
            &[],
        );
    }
    let (mut without, mut silent): (Vec<&Row>, Vec<&Row>) = (vec![], vec![]);
    for system in scope.iter().copied() {
        let own = facts.target(system, "vendor");
        let Some(vendor) = own.or_else(|| facts.contracts_of(system).find_map(|row| facts.target(row, "vendor")))
        else {
            without.push(system);
            continue;
        };
        let prime = facts.target(vendor, "prime").is_some_and(has_phone);
        if !has_phone(vendor) && !prime && silent.iter().all(|known| known.id != vendor.id) {
            silent.push(vendor);
        }
    }
    tally.gap("システムの事業者", "件", scope.len(), &without, "故障や攻撃のときに連絡する事業者を選んでください。");
    if !silent.is_empty() {
        tally.missing(
            format!(
                "電話番号が空欄の事業者が{}社あります（{}）。電話番号を入力してください。",
                silent.len(),
                names(&silent)
            ),
            &silent,
        );
    }
}

fn offices(input: &RuleInput<'_>, tally: &mut Tally) {
    let all = input.facts.all(Ledger::Offices);
    let old: Vec<&Row> = all.iter().filter(|row| is_superseded(row)).collect();
    if !old.is_empty() {
        tally.against("厚生労働省の連絡先が古い窓口のままです。今の窓口は、医政局 特定医薬品開発支援・医療情報担当参事官室（03-6812-7837）です。", &old);
    }
    let wanted =
        [("mhlw", "厚生労働省"), ("police", "警察"), ("health_center", "保健所"), ("ppc", "個人情報保護委員会")];
    let absent: Vec<&str> = wanted
        .iter()
        .filter(|(kind, _)| !all.iter().any(|row| row.is("kind", kind)))
        .map(|(_, label)| *label)
        .collect();
    if !absent.is_empty() {
        tally.missing(format!("外部の連絡先に{}がありません。登録してください。", absent.join("、")), &[]);
    }
    // Reports to the commission go through a form: an address is as good as a number.
    let unreachable = |row: &&Row| !has_phone(row) && row.filled("mail").is_none();
    let open: Vec<&Row> = all.iter().filter(unreachable).collect();
    tally.gap("外部の連絡先", "件", all.len(), &open, "電話番号か報告先を入力してください。");
    let days = input.params.review_max_age_days;
    let done = reviews::carried_out(input, "contacts");
    let called = reviews::newest(&done, |_| true).and_then(|review| review.day("day"));
    let stale: Vec<&Row> =
        all.iter().filter(|row| ![row.day("checked"), called].into_iter().any(|day| input.fresh(day, days))).collect();
    let todo = format!(
        "{days}日以内に確かめた記録がありません。番号を確かめ、確認日か「連絡体制の確認」の点検を登録してください。"
    );
    tally.gap("外部の連絡先の確認", "件", all.len(), &stale, &todo);
    if !all.is_empty() {
        tally.note(format!("外部の連絡先は{}件です。", all.len()), &[]);
        if !input.fresh(called, days) {
            tally.note(format!("{days}日以内に連絡を試した記録がありません。実際にかけて確かめると確実です。"), &[]);
        }
    }
}

/// Whether an office is the ministry's superseded one, by its number or its name.
pub(crate) fn is_superseded(row: &Row) -> bool {
    let digits = |key: &str| crate::text::nfkc(row.text(key)).chars().filter(char::is_ascii_digit).collect::<String>();
    ["phone", "night_phone"].iter().any(|key| digits(key) == SUPERSEDED_PHONE)
        || ["name", "department"].iter().any(|key| row.text(key).contains(SUPERSEDED_NAME))
}

fn has_phone(row: &Row) -> bool {
    row.filled("phone").is_some() || row.filled("night_phone").is_some()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::{Appointments, Offices, Systems};
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn a_chart_in_which_everyone_can_be_reached_is_enough() {
        World::clean().expect(NAME, Yes, "職員は2人", &["p1", "p2"]);
    }

    #[test]
    fn the_superseded_office_is_found_by_number_and_by_name() {
        World::clean().set("o1", "phone", "０３－３５９５－２４３０").expect(NAME, No, "古い窓口", &["o1"]);
        World::clean().set("o1", "department", "医政局研究開発振興課医療情報技術推進室").expect(
            NAME,
            No,
            "古い窓口",
            &["o1"],
        );
    }

    #[test]
    fn a_leaver_in_the_chart_is_counter_evidence_until_the_role_ended() {
        let leaver = World::clean().with(Appointments, "r8", &[("role", "operator"), ("person", "p9")]);
        leaver.expect(NAME, No, "「黒田 九郎」", &["r8", "p9"]);
        assert_eq!(leaver.set("r8", "until", "2026-03-31").run(NAME).verdict, Yes);
    }

    #[test]
    fn a_blank_number_of_one_person_is_counted() {
        World::clean().set("p2", "phone", "").expect(NAME, Undetermined, "2人中1人", &["p2"]);
        assert_eq!(
            World::clean().set("p2", "phone", "").set("p2", "night_phone", "03-0000-0199").run(NAME).verdict,
            Yes
        );
    }

    #[test]
    fn officer_and_decider_must_be_in_the_chart() {
        World::clean().without(&["r2"]).expect(NAME, Undetermined, "システム停止の判断者がいません", &[]);
        World::clean().set("r1", "until", "2026-11-19").expect(NAME, Undetermined, "安全管理責任者がいません", &[]);
    }

    #[test]
    fn every_system_needs_a_vendor_that_can_be_called() {
        World::clean().set("v1", "phone", "").expect(NAME, Undetermined, "1社", &["v1"]);
        assert_eq!(World::clean().set("v1", "phone", "").set("v1", "prime", "v2").run(NAME).verdict, Yes);
        World::clean().with(Systems, "s3", &[("name", "分包機")]).expect(
            NAME,
            Undetermined,
            "システムの事業者：3件中2件",
            &["s3"],
        );
        assert_eq!(World::clean().set("s1", "vendor", "").run(NAME).verdict, Yes);
    }

    #[test]
    fn offices_nobody_checked_for_a_year_are_counted_unless_the_calls_were_tried() {
        let old = World::clean().set("z3", "day", "2025-11-19").set("o1", "checked", "2026-10-01");
        old.expect(NAME, Undetermined, "連絡先の確認：4件中1件", &["o2", "o3", "o4"]);
        assert_eq!(old.clone().set("z3", "day", "2025-11-20").run(NAME).verdict, Yes);
        let checked = ["o2", "o3", "o4"].iter().fold(old, |world, id| world.set(id, "checked", "2026-05-01"));
        checked.expect(NAME, Yes, "連絡を試した記録がありません", &[]);
    }

    #[test]
    fn the_four_outside_offices_are_asked_for_with_a_way_to_reach_them() {
        World::clean().without(&["o2", "o3"]).expect(NAME, Undetermined, "警察、保健所がありません", &[]);
        World::clean().set("o3", "phone", "").expect(NAME, Undetermined, "外部の連絡先：4件中3件", &["o3"]);
        World::clean().without_ledger(Offices).expect(NAME, Undetermined, "厚生労働省、警察", &[]);
    }
}
