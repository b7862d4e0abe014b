//! 2-⑤ 退職者や使用していないアカウントの削除・無効化.

use super::tally::{Tally, names};
use super::{Finding, RuleInput, people, reviews};
use crate::date::parse_day;
use crate::facts::{Facts, Row};
use crate::ledger::Ledger;
use crate::text::nfkc;
use jiff::civil::Date;

pub(super) const NAME: &str = "unneeded_accounts";

/// Item 2-⑤. Source: the R7 manual and Q&A, 2-⑤ (catalogs/SOURCES.md; 無効化 is as good as 削除).
///
/// * はい: the accounts of every system in scope were reviewed in a year (by the ledger's days or by a review) and none
///   belongs to a leaver.
/// * いいえ: a leaver's account is still usable; so is one past its 使用期限, or past the month that its note names.
/// * 判断できない: no accounts or no people entered, accounts unused for months, review missing or old, 期限付き without a day.
///
/// A list of people that nobody has touched for two months is noted.
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
        let until = account.day("expires").or_else(|| until_in_note(account.text("note")));
        if until.is_some_and(|day| day < input.today) {
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
    let undated: Vec<&Row> =
        accounts.iter().copied().filter(|row| row.is("state", "limited") && row.day("expires").is_none()).collect();
    tally.gap("期限付きのIDの使用期限", "件", accounts.len(), &undated, "いつまで使うかを入力してください。");
    looks(input, &accounts, &mut tally);
    list_of_people(input, &mut tally);
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

/// The last day that a note such as 「使用可（23年3月まで）」 names; the end of the month where it names no day.
fn until_in_note(note: &str) -> Option<Date> {
    let text: String = nfkc(note).chars().filter(|c| !c.is_whitespace()).collect();
    let before = &text[..text.find("まで")?];
    let marks = |c: char| c.is_ascii_digit() || "令和元R年月日./-".contains(c);
    let written: String = {
        let tail: Vec<char> = before.chars().rev().take(16).take_while(|c| marks(*c)).collect();
        tail.into_iter().rev().collect()
    };
    let digits = written.bytes().take_while(u8::is_ascii_digit).count();
    // Two digits without an era are the end of a Western year here: people write 23年 for 2023年.
    let year = if digits == 2 { format!("20{written}") } else { written };
    if let Ok(day) = parse_day(&year) {
        return Some(day);
    }
    let month = year.trim_end_matches(['月', '.', '/', '-']);
    let separator = if month.contains('年') { "月" } else { "/" };
    Some(parse_day(&format!("{month}{separator}1")).ok()?.last_of_month())
}

/// The list of people must be of today, or a leaver is not seen.
fn list_of_people(input: &RuleInput<'_>, tally: &mut Tally) {
    let days = input.params.people_max_age_days;
    let changed = |row: &Row| row.updated_at.get(..10).and_then(|day| day.parse::<Date>().ok());
    let Some(last) = input.facts.all(Ledger::People).iter().filter_map(changed).max() else { return };
    if input.age(last) > days {
        tally.note(
            format!(
                "職員名簿は{}日前から変わっていません。退職、異動、入職がなかったかを確かめてください。",
                input.age(last)
            ),
            &[],
        );
    }
}

/// The yearly review: of the system as a whole, or of each of its accounts, or one in the list of reviews.
fn looks(input: &RuleInput<'_>, accounts: &[&Row], tally: &mut Tally) {
    let days = input.params.review_max_age_days;
    let scope: Vec<&Row> = input.facts.systems_in_scope().collect();
    if scope.is_empty() {
        tally.missing("患者情報を扱うシステムが登録されていません。利用者IDを調べるシステムを登録してください。", &[]);
    }
    let done = reviews::carried_out(input, "accounts");
    let reviewed = |system: &Row| {
        let mut own = accounts.iter().filter(|account| account.text("system") == system.id).peekable();
        input.fresh(system.day("accounts_reviewed"), days)
            || input.fresh(reviews::day_of_system(&done, &system.id), days)
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
    use super::{NAME, until_in_note};
    use crate::ledger::Ledger::{Accounts, People, Reviews};
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
    fn a_note_that_names_the_last_month_counts_as_the_day_itself() {
        let until = |note: &str| until_in_note(note).map(|day| day.to_string());
        assert_eq!(until("使用可（23年3月まで）").as_deref(), Some("2023-03-31"));
        assert_eq!(until("令和８年１０月まで 使用可").as_deref(), Some("2026-10-31"));
        assert_eq!(until("2026/10/15まで").as_deref(), Some("2026-10-15"));
        for note in ["", "まで", "13時まで勤務", "退職まで", "2026年まで", "99999999999年3月まで"] {
            assert_eq!(until(note), None, "{note}");
        }
        World::clean().set("a2", "note", "使用可（26年10月まで）").expect(NAME, No, "使用期限", &["a2"]);
        assert_eq!(World::clean().set("a2", "note", "使用可（26年11月まで）").run(NAME).verdict, Yes);
        let extended = World::clean().set("a2", "note", "26年10月まで").set("a2", "expires", "2027-03-31");
        assert_eq!(extended.run(NAME).verdict, Yes);
        World::clean().set("a2", "state", "limited").expect(NAME, Undetermined, "期限付きのID", &["a2"]);
    }

    #[test]
    fn a_review_of_the_accounts_counts_as_the_systems_own_day() {
        let old = World::clean().set("s1", "accounts_reviewed", "").set("s2", "accounts_reviewed", "2025-01-01");
        let review = |more: &[(&str, &str)]| {
            let fields = [&[("kind", "accounts"), ("day", "2026-06-01"), ("result", "fixed")][..], more].concat();
            old.clone().with(Reviews, "z8", &fields)
        };
        assert_eq!(review(&[]).run(NAME).verdict, Yes);
        review(&[("system", "s1")]).expect(NAME, Undetermined, "棚卸し：2件中1件", &["s2"]);
    }

    #[test]
    fn a_list_of_people_that_nobody_touched_is_noted() {
        let noted = |day: &str| {
            let found = World::clean().updated(People, day).run(NAME);
            (found.verdict, found.reasons.iter().any(|reason| reason.text.contains("職員名簿は61日前")))
        };
        assert_eq!(noted("2026-09-20T03:04:05Z"), (Yes, true));
        assert_eq!(noted("2026-09-21T03:04:05Z"), (Yes, false));
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
