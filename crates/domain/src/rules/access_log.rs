//! 2-⑪ アクセスログの記録と定期的な確認.

use super::tally::{Tally, names, pick};
use super::{Finding, RuleInput, backup, people, reviews, systems};
use crate::facts::{Facts, Row};
use crate::ledger::Ledger;
use std::collections::BTreeSet;

pub(super) const NAME: &str = "access_log";

/// A system with its logs.
type Logged<'a> = (&'a Row, Vec<&'a Row>);

/// What a log must hold: key, words for いいえ, words for what is open.
const CONTENTS: [(&str, &str); 4] = [
    ("login_time", "ログインした時刻"),
    ("access_time", "操作した時刻"),
    ("operation", "操作の内容"),
    ("protected", "閲覧の制限・改ざん防止"),
];

/// Item 2-⑪ and its siblings. Source: the R7 manual and Q&A, 2-⑪ (catalogs/SOURCES.md; sign-in time, time of use and
/// operation are the least, kept from changes, looked at from time to time).
///
/// * はい: every system in scope has a log with all of it, its retention and clock known, reviewed within a quarter by
///   somebody who works here and is not its only administrator.
/// * いいえ: a log that lacks one of the contents or can be changed; a retention of 0 days.
/// * 判断できない: no log, not entered, no review of late, a finding without action, a product that cannot log (an
///   exception with its reason is needed, Q&A 1-6).
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let scope = systems::in_scope(input, &mut tally);
    let all: Vec<Logged<'_>> = scope.iter().map(|system| (*system, of_system(input, &scope, system))).collect();
    let bare: Vec<&Row> = all.iter().filter(|(_, logs)| logs.is_empty()).map(|(system, _)| *system).collect();
    tally.gap(
        "アクセスログ",
        "件",
        scope.len(),
        &bare,
        "ログの名前、場所、内容、保存期間を「ログ」に登録してください。分からないときは事業者に聞きます。",
    );
    let (excused, logged): (Vec<_>, Vec<_>) =
        all.into_iter().filter(|(_, logs)| !logs.is_empty()).partition(|(_, logs)| is_excused(logs));
    impossible(&excused, &mut tally);
    contents(&logged, &mut tally);
    keeping(&logged, &mut tally);
    reviewed(input, scope.len(), &logged, &mut tally);
    tally.finish()
}

/// The logs of a system. With one system in scope a log needs no name of it.
fn of_system<'a>(input: &RuleInput<'a>, scope: &[&Row], system: &Row) -> Vec<&'a Row> {
    let mine = |log: &&Row| log.text("system") == system.id || (scope.len() == 1 && log.filled("system").is_none());
    input.facts.all(Ledger::Logs).iter().filter(mine).collect()
}

/// Whether a system cannot log, and no other log of it makes up for that.
fn is_excused(logs: &[&Row]) -> bool {
    let complete = |log: &&Row| CONTENTS.iter().all(|(key, _)| log.yes(key) == Some(true));
    logs.iter().any(|log| log.filled("impossible").is_some()) && !logs.iter().any(complete)
}

fn impossible(excused: &[Logged<'_>], tally: &mut Tally) {
    let rows: Vec<&Row> = excused.iter().flat_map(|(_, logs)| logs.iter().copied()).collect();
    if !rows.is_empty() {
        tally.missing(
            format!(
                "製品の都合で記録できないログが{}件あります（{}）。理由、代わりの対策、事業者の予定を「例外」に残し、人が判断してください。",
                rows.len(),
                names(&rows)
            ),
            &rows,
        );
    }
}

/// Every content must be in one log of each system.
fn contents(logged: &[Logged<'_>], tally: &mut Tally) {
    for (key, what) in CONTENTS {
        let of = |wanted: Option<bool>| -> Vec<&Row> {
            logged
                .iter()
                .filter(|(_, logs)| backup::any(logs, key) == wanted)
                .flat_map(|(_, logs)| logs)
                .copied()
                .collect()
        };
        let lacking = of(Some(false));
        if !lacking.is_empty() {
            tally.against(
                format!(
                    "「{what}」がないログが{}件あります（{}）。事業者に、記録できる設定があるかを聞いてください。",
                    lacking.len(),
                    names(&lacking)
                ),
                &lacking,
            );
        }
        tally.gap(what, "件", count(logged), &of(None), "ログの画面か事業者の回答で確かめて入力してください。");
    }
}

/// Retention and clock.
fn keeping(logged: &[Logged<'_>], tally: &mut Tally) {
    let logs: Vec<&Row> = logged.iter().flat_map(|(_, logs)| logs).copied().collect();
    let lost = pick(&logs, |log| log.number("retention_days") == Some(0));
    if !lost.is_empty() {
        tally.against(
            format!("保存期間が0日のログが{}件あります（{}）。後から調べられません。", lost.len(), names(&lost)),
            &lost,
        );
    }
    let open = pick(&logs, |log| log.number("retention_days").is_none());
    tally.gap("ログの保存期間", "件", logs.len(), &open, "事業者に聞いて、保存日数を入力してください。");
    let open = pick(&logs, |log| log.yes("time_sync") != Some(true));
    tally.gap(
        "ログの時刻の同期",
        "件",
        logs.len(),
        &open,
        "時計がずれていると、いつの操作か分かりません。時刻を合わせ、「時刻の同期」を「有」にしてください。",
    );
}

/// The looks at the logs: each system within the time, by the right person, with an end to what was found.
fn reviewed(input: &RuleInput<'_>, total: usize, logged: &[Logged<'_>], tally: &mut Tally) {
    let days = input.params.log_review_max_age_days;
    let done = reviews::carried_out(input, "logs");
    let (mut stale, mut alone, mut open, mut fresh, mut gone) = (vec![], vec![], vec![], 0_usize, vec![]);
    for (system, logs) in logged {
        let about = |review: &Row| match review.filled("log") {
            Some(log) => logs.iter().any(|row| row.id == log),
            None => reviews::covers_system(review, &system.id),
        };
        gone.extend(logs.iter().copied().filter(|log| left(input, log)));
        let Some(review) = reviews::newest(&done, about).filter(|review| input.fresh(review.day("day"), days)) else {
            stale.push(*system);
            continue;
        };
        fresh += 1;
        if is_only_admin(input, system, review) {
            alone.push(*system);
        }
        if reviews::is_open(review) && open.iter().all(|known: &&Row| known.id != review.id) {
            open.push(review);
        }
    }
    let todo = format!(
        "{days}日以内の点検の記録がないログです。夜間の操作や失敗の繰り返しがないかを見て、「点検」に登録してください。"
    );
    tally.gap("ログの点検", "件", logged.len(), &stale, &todo);
    tally.gap(
        "ログを点検する人",
        "件",
        logged.len(),
        &alone,
        "点検した人が、そのシステムのただ1人の管理者です。自分の操作を自分だけで見ることになるので、別の人も点検してください。",
    );
    if !gone.is_empty() {
        tally.missing(
            format!("点検する人が退職または異動しているログがあります（{}）。選び直してください。", names(&gone)),
            &gone,
        );
    }
    if !open.is_empty() {
        tally.missing(
            format!(
                "指摘があり、行ったことが書かれていないログの点検があります（{}）。対応を入力してください。",
                names(&open)
            ),
            &open,
        );
    }
    if fresh > 0 {
        tally.note(format!("対象のシステム{total}件のうち{fresh}件で、{days}日以内にログを点検しています。"), &[]);
    }
}

fn left(input: &RuleInput<'_>, log: &Row) -> bool {
    input.facts.target(log, "reviewer").is_some_and(|person| !Facts::works_here(person, input.today))
}

/// Whether the reviewer is the one administrator of the system.
fn is_only_admin(input: &RuleInput<'_>, system: &Row, review: &Row) -> bool {
    let Some(reviewer) = input.facts.target(review, "reviewer") else { return false };
    let admins: BTreeSet<&str> = input
        .facts
        .accounts_in_use()
        .filter(|account| account.text("system") == system.id && account.is("privilege", "admin"))
        .flat_map(|account| people::of_account(input.facts, account, input.today))
        .map(|person| person.id.as_str())
        .collect();
    admins.len() == 1 && admins.contains(reviewer.id.as_str())
}

fn count(logged: &[Logged<'_>]) -> usize {
    logged.iter().map(|(_, logs)| logs.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::{Logs, Reviews};
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn a_full_log_of_every_system_reviewed_this_quarter_is_enough() {
        World::clean().expect(NAME, Yes, "2件のうち2件で、92日以内", &[]);
    }

    #[test]
    fn a_log_that_lacks_a_content_or_can_be_changed_is_counter_evidence() {
        World::clean().set("g1", "operation", "no").expect(NAME, No, "「操作の内容」がない", &["g1"]);
        World::clean().set("g2", "protected", "no").expect(NAME, No, "改ざん防止」がない", &["g2"]);
        World::clean().set("g1", "retention_days", "0").expect(NAME, No, "保存期間が0日", &["g1"]);
        let second = World::clean().set("g1", "operation", "no").with(
            Logs,
            "g3",
            &[
                ("name", "監査ログ"),
                ("system", "s1"),
                ("operation", "yes"),
                ("retention_days", "90"),
                ("time_sync", "yes"),
            ],
        );
        assert_eq!(second.run(NAME).verdict, Yes, "another log of the same system holds it");
    }

    #[test]
    fn no_log_or_an_empty_cell_does_not_decide() {
        World::clean().without_ledger(Logs).expect(NAME, Undetermined, "アクセスログ：2件中0件", &["s1", "s2"]);
        for (key, words) in
            [("login_time", "ログインした時刻"), ("retention_days", "保存期間"), ("time_sync", "時刻の同期")]
        {
            World::clean().set("g1", key, "").expect(NAME, Undetermined, words, &["g1"]);
        }
    }

    #[test]
    fn a_review_older_than_a_quarter_or_failed_is_stale() {
        World::clean().set("z1", "day", "2026-08-19").expect(NAME, Undetermined, "92日以内の点検", &["s1", "s2"]);
        assert_eq!(World::clean().set("z1", "day", "2026-08-20").run(NAME).verdict, Yes);
        World::clean().set("z1", "result", "failed").expect(NAME, Undetermined, "ログの点検：2件中0件", &["s1", "s2"]);
    }

    #[test]
    fn one_system_without_a_log_or_review_is_counted_among_all() {
        World::clean().without(&["g2"]).expect(NAME, Undetermined, "アクセスログ：2件中1件", &["s2"]);
        World::clean().set("z1", "system", "s1").expect(NAME, Undetermined, "ログの点検：2件中1件", &["s2"]);
        World::clean().set("z1", "log", "g2").expect(NAME, Undetermined, "ログの点検：2件中1件", &["s1"]);
    }

    #[test]
    fn the_only_administrator_must_not_be_the_only_reviewer() {
        let world = World::clean().set("z1", "reviewer", "p1");
        world.expect(NAME, Undetermined, "ログを点検する人：2件中0件", &["s1", "s2"]);
        World::clean().set("g1", "reviewer", "p9").expect(NAME, Undetermined, "退職または異動", &["g1"]);
    }

    #[test]
    fn a_finding_needs_its_action_and_a_later_review_of_another_kind_is_none() {
        let found = World::clean().set("z1", "result", "found");
        found.expect(NAME, Undetermined, "行ったことが書かれていない", &["z1"]);
        assert_eq!(found.set("z1", "action", "本人に聞き、誤操作と分かった").run(NAME).verdict, Yes);
        let other = World::clean().without(&["z1"]).with(
            Reviews,
            "z9",
            &[("kind", "network"), ("day", "2026-11-01"), ("result", "clean")],
        );
        other.expect(NAME, Undetermined, "ログの点検", &["s1", "s2"]);
    }

    #[test]
    fn a_product_that_cannot_log_is_an_exception_for_a_person() {
        let world = World::clean().set("g1", "operation", "no").set("g1", "impossible", "装置に機能がない");
        world.expect(NAME, Undetermined, "「例外」に残し", &["g1"]);
    }
}
