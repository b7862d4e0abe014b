//! G-MIS Q3: how many people look after the information systems.

use super::tally::{Tally, names, pick};
use super::{Finding, RuleInput};
use crate::facts::{Facts, Row};
use crate::ledger::Ledger;

pub(super) const NAME: &str = "it_staff";

/// Share of the working time, in percent, from which a person counts.
const HALF: u32 = 50;

/// The band of the number of people of the job 情報システム担当 who work here and spend half of their time on it.
/// Source: the survey's guide, Q3 (catalogs/SOURCES.md; full-time staff only, so others are entered with 0).
///
/// * Proposed (はい): job and share are known of everybody concerned; nobody is an answer, too.
/// * 判断できない: no people entered; a job or a share is empty or impossible.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let people: Vec<&Row> =
        input.facts.all(Ledger::People).iter().filter(|person| Facts::works_here(person, input.today)).collect();
    if people.is_empty() {
        tally.missing("職員が登録されていません。「人」の台帳に職員と職種を登録してください。", &[]);
        return tally.finish();
    }
    let jobless = pick(&people, |person| person.filled("job").is_none());
    tally.gap("職種", "人", people.len(), &jobless, "職種を選んでください。");
    let staff = pick(&people, |person| person.is("job", "it"));
    let open = pick(&staff, |person| person.number("it_share").is_none_or(|share| share > 100));
    tally.gap(
        "情報システム業務の割合",
        "人",
        staff.len(),
        &open,
        "働く時間のうち情報システムの仕事に使う割合を、0から100で入力してください。",
    );
    let counted = pick(&staff, |person| person.number("it_share").is_some_and(|share| (HALF..=100).contains(&share)));
    tally.note(
        format!(
            "情報システム担当として在籍している{}人のうち、割合が{HALF}％以上の職員は{}人です{}。",
            staff.len(),
            counted.len(),
            if counted.is_empty() { String::new() } else { format!("（{}）", names(&counted)) }
        ),
        &counted,
    );
    if jobless.is_empty() && open.is_empty() {
        tally.enter([band(counted.len()).to_owned()]);
    }
    tally.finish()
}

fn band(count: usize) -> &'static str {
    match count {
        0 => "0",
        1 => "1",
        2..=4 => "2_4",
        5..=9 => "5_9",
        _ => "10_plus",
    }
}

#[cfg(test)]
mod tests {
    use super::{NAME, band};
    use crate::ledger::Ledger::People;
    use crate::proposal::Verdict::{Undetermined, Yes};
    use crate::rules::testing::World;

    fn with_staff(share: &str) -> World {
        World::clean().with(People, "p7", &[("name", "空野 七海"), ("job", "it"), ("it_share", share)])
    }

    #[test]
    fn people_with_half_of_their_time_are_counted() {
        World::clean().expect(NAME, Yes, "職員は0人", &[]);
        assert_eq!(World::clean().run(NAME).entry, ["0"]);
        with_staff("50").expect(NAME, Yes, "職員は1人です（「空野 七海」）", &["p7"]);
        assert_eq!(
            (with_staff("50").run(NAME).entry, with_staff("49").run(NAME).entry),
            (vec!["1".into()], vec!["0".into()])
        );
        assert_eq!(with_staff("80").set("p7", "state", "left").run(NAME).entry, ["0"]);
    }

    #[test]
    fn an_unknown_share_or_job_leaves_the_number_open() {
        for share in ["", "500"] {
            with_staff(share).expect(NAME, Undetermined, "割合：1人中0人", &["p7"]);
            assert!(with_staff(share).run(NAME).entry.is_empty());
        }
        World::clean().set("p3", "job", "").expect(NAME, Undetermined, "職種：3人中2人", &["p3"]);
        World::clean().without_ledger(People).expect(NAME, Undetermined, "職員が登録されていません", &[]);
    }

    #[test]
    fn the_bands_begin_where_the_survey_says() {
        let bands: Vec<&str> = [0, 1, 2, 4, 5, 9, 10, 300].into_iter().map(band).collect();
        assert_eq!(bands, ["0", "1", "2_4", "2_4", "5_9", "5_9", "10_plus", "10_plus"]);
    }
}
