//! 3-② バックアップの取得と復旧手順の確認.

use super::tally::{Tally, names};
use super::{Finding, RuleInput, reviews};
use crate::date::slashed;
use crate::facts::Row;
use crate::ledger::Ledger;

pub(super) const NAME: &str = "backup";

/// Item 3-②. Source: the R7 manual and Q&A, 3-② (catalogs/SOURCES.md). The row asks for backups and for a known way back;
/// the manual gives three generations as its example and calls a copy apart desirable. So few generations and no copy apart
/// keep the rule from はい and are no counter-evidence.
///
/// * はい: for every system in scope three generations, one backup offline, every job recent, the restore tested in a
///   year (by the backup's own day or by a review), the procedure written. A job that stopped gives none of these.
/// * いいえ: no backup at all; a job that stopped; no procedure; a restore that failed and was not repeated.
/// * 判断できない: too few generations, nothing offline, any of these not entered, a system without a backup, no restore test.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let scope: Vec<&Row> = input.facts.systems_in_scope().collect();
    let backups = input.facts.all(Ledger::Backups);
    if scope.is_empty() {
        tally.missing(
            "患者情報を扱うシステムが登録されていません。システムを登録すると、バックアップの漏れを調べられます。",
            &[],
        );
    } else if backups.is_empty() {
        tally.against(
            format!("患者情報を扱うシステムが{}件ありますが、バックアップが1件も登録されていません。", scope.len()),
            &scope,
        );
    }
    for row in backups {
        recency(input, row, &mut tally);
    }
    let (mut bare, mut bare_cloud) = (vec![], vec![]);
    for system in scope.iter().copied() {
        let rows = of_system(input, system);
        if rows.is_empty() {
            bare.push(system);
            continue;
        }
        if system.is("deployment", "cloud")
            && !rows.iter().any(|row| row.is("method", "vendor") || row.is("method", "cloud"))
        {
            bare_cloud.push(system);
        }
        one_system(input, system, &rows, &mut tally);
    }
    if !backups.is_empty() {
        tally.gap(
            "システムのバックアップ",
            "件",
            scope.len(),
            &bare,
            "バックアップを登録し、対象のシステムを選んでください。",
        );
        tally.gap(
            "クラウドのバックアップ",
            "件",
            scope.len(),
            &bare_cloud,
            "事業者がバックアップを取っているかを聞き、「事業者に委託」か「クラウド」で登録してください。",
        );
        tally.note(format!("バックアップは{}件、対象のシステムは{}件です。", backups.len(), scope.len()), &[]);
    }
    tally.finish()
}

/// The backups of a system. With one system in scope a backup needs no name of it.
pub(super) fn of_system<'a>(input: &RuleInput<'a>, system: &Row) -> Vec<&'a Row> {
    let only = input.facts.systems_in_scope().count() == 1;
    let mine = |row: &&Row| row.text("system") == system.id || (only && row.filled("system").is_none());
    input.facts.all(Ledger::Backups).iter().filter(mine).collect()
}

/// Whether the last success of a job lies further back than its cycle allows.
pub(super) fn has_stopped(input: &RuleInput<'_>, row: &Row) -> bool {
    row.day("last_success").is_some_and(|day| input.age(day) > cycle(input, row).1)
}

/// The cycle in words, and the days a success may lie back.
fn cycle(input: &RuleInput<'_>, row: &Row) -> (Option<&'static str>, i64) {
    let params = input.params;
    match row.text("cycle") {
        "daily" | "continuous" => (Some("毎日"), params.daily_backup_grace_days),
        "weekly" => (Some("毎週"), params.weekly_backup_grace_days),
        "monthly" => (Some("毎月"), params.monthly_backup_grace_days),
        _ => (None, params.monthly_backup_grace_days),
    }
}

/// Whether a job still runs: its last success against its cycle.
pub(super) fn recency(input: &RuleInput<'_>, row: &Row, tally: &mut Tally) {
    let (cycle, grace) = cycle(input, row);
    match row.day("last_success").map(|day| (day, input.age(day))) {
        None => tally.missing(
            format!("バックアップ{}の最終成功日が空欄です。記録を見て入力してください。", names(&[row])),
            &[row],
        ),
        Some((day, age)) if age < 0 => {
            tally.missing(
                format!(
                    "バックアップ{}の最終成功日（{}）が先の日付です。確かめてください。",
                    names(&[row]),
                    slashed(day)
                ),
                &[row],
            );
        }
        Some((day, age)) if age > grace => {
            let plan = cycle.map_or_else(String::new, |cycle| format!("{cycle}の予定なので、"));
            tally.against(
                format!(
                    "バックアップ{}の最後の成功は{}（{age}日前）です。{plan}止まっているおそれがあります。",
                    names(&[row]),
                    slashed(day)
                ),
                &[row],
            );
        }
        Some(_) if cycle.is_none() => {
            tally.missing(format!("バックアップ{}の周期が空欄です。周期を選んでください。", names(&[row])), &[row]);
        }
        Some(_) => {}
    }
}

/// What the backups of one system must give together: the best of them counts.
fn one_system(input: &RuleInput<'_>, system: &Row, rows: &[&Row], tally: &mut Tally) {
    let name = system.name();
    let all = rows;
    // What stopped is no copy of today; where everything stopped, the counter-evidence says so already.
    let running: Vec<&Row> = rows.iter().copied().filter(|row| !has_stopped(input, row)).collect();
    let rows = if running.is_empty() { rows } else { &running };
    let least = input.params.backup_min_generations;
    let most = rows.iter().filter_map(|row| row.number("generations")).max().unwrap_or(0);
    if most < least {
        if rows.iter().any(|row| row.number("generations").is_none()) {
            tally.missing(
                format!(
                    "「{name}」のバックアップの世代数が分かりません。{least}世代以上あるかを確かめて入力してください。"
                ),
                rows,
            );
        } else {
            tally.missing(
                format!("「{name}」のバックアップは最大{most}世代です。手引きの例は{least}世代です。{least}世代以上を残すか、足りる理由を人が確かめてください。"),
                rows,
            );
        }
    }
    match any(rows, "offline") {
        Some(true) => {}
        Some(false) => tally.missing(format!("「{name}」には、ネットワークから切り離したバックアップがありません。攻撃で一緒に暗号化されるおそれがあるので、1つを切り離すことが望まれています。"), rows),
        None => tally.missing(format!("「{name}」に、切り離した（オフラインの）バックアップがあるか分かりません。"), rows),
    }
    match any(all, "procedure") {
        Some(true) => {}
        Some(false) => tally.against(format!("「{name}」の復旧手順書がありません。作成してください。"), all),
        None => tally.missing(format!("「{name}」の復旧手順書があるか分かりません。有無を入力してください。"), all),
    }
    restored(input, system, all, tally);
}

/// The restore test: by the backups' own days, or by the newest review of it.
fn restored(input: &RuleInput<'_>, system: &Row, rows: &[&Row], tally: &mut Tally) {
    let name = system.name();
    let about = |review: &Row| match review.filled("backup") {
        Some(backup) => rows.iter().any(|row| row.id == backup),
        None => review.text("system") == system.id,
    };
    let done = reviews::newest(&reviews::carried_out(input, "restore"), about).and_then(|review| review.day("day"));
    let failed: Vec<&Row> = input
        .facts
        .all(Ledger::Reviews)
        .iter()
        .filter(|review| review.is("kind", "restore") && review.is("result", "failed") && about(review))
        .filter(|review| review.day("day").is_some_and(|day| day <= input.today))
        .collect();
    let own = rows.iter().filter_map(|row| row.day("restore_test")).filter(|day| *day <= input.today).max();
    let last = own.max(done);
    if let Some(review) = reviews::newest(&failed, |review| last.is_none_or(|last| review.day("day") > Some(last))) {
        tally.against(
            format!("「{name}」の復元テストは失敗しました。原因を直し、戻せることを確かめてください。"),
            &[review],
        );
    }
    let days = input.params.restore_test_max_age_days;
    if !input.fresh(last, days) {
        tally.missing(format!("「{name}」の復元テストの記録が{days}日以内にありません。戻せることを確かめ、復元テスト日を入力してください。"), rows);
    }
}

/// 有 where one row says so, 無 where all do, not known otherwise.
pub(super) fn any(rows: &[&Row], key: &str) -> Option<bool> {
    if rows.iter().any(|row| row.yes(key) == Some(true)) {
        return Some(true);
    }
    rows.iter().all(|row| row.yes(key) == Some(false)).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::{Backups, Reviews, Systems};
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn generations_offline_recent_tested_and_written_is_enough() {
        World::clean().expect(NAME, Yes, "バックアップは3件、対象のシステムは2件", &[]);
    }

    #[test]
    fn no_backup_at_all_is_counter_evidence_and_one_system_without_is_open() {
        World::clean().without_ledger(Backups).expect(NAME, No, "1件も登録されていません", &["s1", "s2"]);
        World::clean().without(&["b3"]).expect(NAME, Undetermined, "システムのバックアップ：2件中1件", &["s2"]);
        World::clean().without_ledger(Systems).expect(NAME, Undetermined, "システムが登録されていません", &[]);
    }

    #[test]
    fn a_backup_without_system_covers_the_only_system() {
        let world = World::clean().without(&["s2", "b3"]).set("b1", "system", "").set("b2", "system", "");
        assert_eq!(world.run(NAME).verdict, Yes);
    }

    #[test]
    fn a_cloud_system_needs_the_vendors_backup() {
        World::clean().set("b3", "method", "external").expect(NAME, Undetermined, "クラウドのバックアップ", &["s2"]);
    }

    #[test]
    fn two_generations_are_too_few_for_yes_and_no_counter_evidence() {
        World::clean().set("b3", "generations", "2").expect(NAME, Undetermined, "最大2世代", &["b3"]);
        World::clean().set("b3", "generations", "").expect(NAME, Undetermined, "世代数が分かりません", &["b3"]);
        assert_eq!(World::clean().set("b2", "generations", "1").run(NAME).verdict, Yes);
    }

    #[test]
    fn nothing_offline_keeps_the_rule_from_yes() {
        let words = "切り離したバックアップがありません";
        World::clean().set("b2", "offline", "no").expect(NAME, Undetermined, words, &["b1", "b2"]);
        World::clean().set("b2", "offline", "").expect(NAME, Undetermined, "オフライン", &["b1", "b2"]);
    }

    #[test]
    fn a_job_that_stopped_is_counter_evidence_after_its_grace() {
        World::clean().set("b1", "last_success", "2026-11-16").expect(NAME, No, "（4日前）", &["b1"]);
        World::clean().set("b2", "last_success", "2026-11-09").expect(NAME, No, "毎週の予定", &["b2"]);
        assert_eq!(World::clean().set("b1", "last_success", "2026-11-17").run(NAME).verdict, Yes);
        World::clean().set("b1", "last_success", "").expect(NAME, Undetermined, "最終成功日が空欄", &["b1"]);
        World::clean().set("b1", "last_success", "2026-12-01").expect(NAME, Undetermined, "先の日付", &["b1"]);
        World::clean().set("b1", "cycle", "").expect(NAME, Undetermined, "周期が空欄", &["b1"]);
    }

    #[test]
    fn a_backup_that_stopped_gives_neither_generations_nor_a_copy_apart() {
        let stopped = World::clean().set("b2", "last_success", "2026-01-01");
        stopped.expect(NAME, No, "止まっているおそれ", &["b2"]);
        stopped.expect(NAME, No, "毎週の予定", &["b2"]);
        assert!(
            stopped.run(NAME).missing.iter().any(|reason| reason.text.contains("切り離したバックアップがありません"))
        );
    }

    #[test]
    fn a_review_of_the_restore_counts_and_a_failed_one_speaks_against() {
        let bare = World::clean().set("b1", "restore_test", "");
        let review = |result: &str, more: (&str, &str)| {
            bare.clone().with(Reviews, "z8", &[("kind", "restore"), ("day", "2026-06-01"), ("result", result), more])
        };
        assert_eq!(review("clean", ("backup", "b1")).run(NAME).verdict, Yes);
        assert_eq!(review("fixed", ("system", "s1")).run(NAME).verdict, Yes);
        review("clean", ("system", "s2")).expect(NAME, Undetermined, "復元テスト", &["b1", "b2"]);
        review("failed", ("backup", "b1")).expect(NAME, No, "復元テストは失敗", &["z8"]);
        let again = review("failed", ("backup", "b1")).set("b1", "restore_test", "2026-06-02");
        assert_eq!(again.run(NAME).verdict, Yes);
    }

    #[test]
    fn restore_test_and_procedure_are_required() {
        World::clean().set("b1", "restore_test", "2025-11-19").expect(NAME, Undetermined, "復元テスト", &["b1", "b2"]);
        World::clean().set("b3", "procedure", "no").expect(NAME, No, "復旧手順書がありません", &["b3"]);
        World::clean().set("b3", "procedure", "").expect(NAME, Undetermined, "復旧手順書があるか", &["b3"]);
    }
}
