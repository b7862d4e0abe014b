//! 2-⑤ 退職者や使用していないアカウントの削除・無効化.

use super::tally::{Tally, names};
use super::{Finding, RuleInput, people};
use crate::facts::{Facts, Row};
use crate::ledger::Ledger;

pub(super) const NAME: &str = "unneeded_accounts";

/// Item 2-⑤. Source: the R7 manual and Q&A, 2-⑤ (catalogs/SOURCES.md; 無効化 is as good as 削除).
///
/// * はい: the accounts of every system in scope were reviewed in a year and none belongs to a leaver.
/// * いいえ: a leaver's account is still usable; an account past its 使用期限 is still usable.
/// * 判断できない: no accounts or no people entered, accounts unused for months, review missing or old.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let facts = input.facts;
    let accounts: Vec<&Row> = facts.accounts_in_use().collect();
    let (mut left, mut leavers, mut expired, mut unused, mut strangers) = (vec![], vec![], vec![], vec![], vec![]);
    for account in accounts.iter().copied() {
        let holders = people::of_account(facts, account, input.today);
        let gone: Vec<&Row> =
            holders.iter().copied().filter(|person| !Facts::works_here(person, input.today)).collect();
        if !gone.is_empty() {
            left.push(account);
            leavers.extend(gone);
        }
        if holders.is_empty() {
            strangers.push(account);
        }
        if account.day("expires").is_some_and(|day| day < input.today) {
            expired.push(account);
        }
        if account.day("last_login").is_some_and(|day| input.age(day) > input.params.account_unused_days) {
            unused.push(account);
        }
    }
    if !left.is_empty() {
        let text = format!(
            "退職または異動した人のIDが{}件、使用できるままです（{}）。無効にするか削除してください。",
            left.len(),
            names(&left)
        );
        leavers.sort_by(|a, b| a.id.cmp(&b.id));
        leavers.dedup_by(|a, b| a.id == b.id);
        tally.against(text, &[left, leavers].concat());
    }
    if !expired.is_empty() {
        tally.against(
            format!(
                "使用期限を過ぎたIDが{}件、使用できるままです（{}）。無効にするか、期限を見直してください。",
                expired.len(),
                names(&expired)
            ),
            &expired,
        );
    }
    if !unused.is_empty() {
        let days = input.params.account_unused_days;
        tally.missing(format!("{days}日より長く使われていないIDが{}件あります（{}）。必要かどうかを確かめ、不要なら無効にしてください。", unused.len(), names(&unused)), &unused);
    }
    reviews(input, &accounts, &mut tally);
    if facts.all(Ledger::Accounts).is_empty() {
        tally.missing("利用者IDが登録されていません。システムごとに利用者IDを登録してください。", &[]);
    }
    if facts.all(Ledger::People).is_empty() {
        tally.missing("職員が登録されていないため、退職者のIDが残っていないかを調べられません。退職した人も含めて登録してください。", &[]);
    } else if !strangers.is_empty() {
        tally.note(
            format!(
                "{}件のIDは、職員名簿の人と結び付いていません（{}）。事業者のIDなら、そのままで構いません。",
                strangers.len(),
                names(&strangers)
            ),
            &strangers,
        );
    }
    if !accounts.is_empty() {
        tally.note(format!("使用中の利用者ID{}件を職員名簿と照合しました。", accounts.len()), &[]);
    }
    tally.finish()
}

/// The yearly review: of the system as a whole, or of each of its accounts.
fn reviews(input: &RuleInput<'_>, accounts: &[&Row], tally: &mut Tally) {
    let days = input.params.review_max_age_days;
    let scope: Vec<&Row> = input.facts.systems_in_scope().collect();
    if scope.is_empty() {
        tally.missing("患者情報を扱うシステムが登録されていません。利用者IDを調べるシステムを登録してください。", &[]);
    }
    let reviewed = |system: &Row| {
        let mut own = accounts.iter().filter(|account| account.text("system") == system.id).peekable();
        input.fresh(system.day("accounts_reviewed"), days)
            || (own.peek().is_some() && own.all(|account| input.fresh(account.day("reviewed"), days)))
    };
    let open: Vec<&Row> = scope.iter().copied().filter(|system| !reviewed(system)).collect();
    tally.gap(
        "利用者IDの棚卸し",
        "件",
        scope.len(),
        &open,
        "使っていないIDがないかを調べ、棚卸日を登録してください。1年ごとに必要です。",
    );
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::{Accounts, People};
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn reviewed_accounts_of_people_who_work_here_are_enough() {
        World::clean().expect(NAME, Yes, "5件を職員名簿と照合", &[]);
    }

    #[test]
    fn a_leavers_account_is_found_by_reference_and_by_name() {
        World::clean().set("a9", "state", "active").expect(NAME, No, "退職または異動", &["a9", "p9"]);
        let by_name = World::clean().set("a9", "state", "").set("a9", "person", "").set("a9", "holder", "黒田　九郎");
        by_name.expect(NAME, No, "退職または異動", &["a9", "p9"]);
        let namesake = by_name.with(People, "p10", &[("name", "黒田九郎"), ("state", "active")]);
        assert_eq!(namesake.run(NAME).verdict, Yes);
        World::clean().set("p2", "left", "2026-11-19").expect(NAME, No, "2件", &["a2", "a5", "p2"]);
    }

    #[test]
    fn someone_on_leave_has_not_left() {
        assert_eq!(World::clean().set("p2", "state", "leave").run(NAME).verdict, Yes);
    }

    #[test]
    fn an_expired_account_that_still_works_is_counter_evidence() {
        World::clean().set("a2", "expires", "2026-11-19").expect(NAME, No, "使用期限", &["a2"]);
        let last_day = World::clean().set("a2", "expires", "2026-11-20").set("a9", "expires", "2026-03-31");
        assert_eq!(last_day.run(NAME).verdict, Yes);
    }

    #[test]
    fn an_unused_account_is_a_question_after_ninety_days() {
        World::clean().set("a2", "last_login", "2026-08-21").expect(NAME, Undetermined, "90日", &["a2"]);
        assert_eq!(World::clean().set("a2", "last_login", "2026-08-22").run(NAME).verdict, Yes);
    }

    #[test]
    fn the_review_must_cover_every_system_and_be_of_this_year() {
        let old = World::clean().set("s1", "accounts_reviewed", "2025-11-19");
        old.expect(NAME, Undetermined, "棚卸し：2件中1件", &["s1"]);
        let one_by_one = old.set("a1", "reviewed", "2026-10-01").set("a2", "reviewed", "2026-10-01");
        assert_eq!(one_by_one.set("a3", "reviewed", "2026-10-01").run(NAME).verdict, Yes);
        World::clean().set("s2", "accounts_reviewed", "").expect(NAME, Undetermined, "棚卸し", &["s2"]);
    }

    #[test]
    fn without_accounts_or_people_nothing_is_decided() {
        World::clean().without_ledger(Accounts).expect(NAME, Undetermined, "利用者IDが登録されていません", &[]);
        World::clean().without_ledger(People).expect(NAME, Undetermined, "職員が登録されていない", &[]);
        let vendor =
            World::clean().with(Accounts, "a7", &[("login", "hosyu"), ("system", "s1"), ("holder", "みどり情報")]);
        vendor.expect(NAME, Yes, "結び付いていません", &["a7"]);
    }
}
