//! 2-⑦ パスワードの条件.

use super::tally::{Tally, names, pick};
use super::{Finding, RuleInput, devices, systems};
use crate::edition::PasswordVariant;
use crate::facts::Row;
use std::collections::BTreeMap;

pub(super) const NAME: &str = "password";

/// Item 2-⑦. Source: the R7 manual, 2-⑦ (catalogs/SOURCES.md); which combinations are enough is the edition's.
///
/// * はい: every system in scope meets one of the edition's variants, and so does every PC and server of which the
///   settings are entered.
/// * いいえ: what is entered for a system or a device rules every variant out.
/// * 判断できない: length, mixture or two-factor not entered where it decides; some devices entered and others not; an
///   edition without variants.
///
/// A device has no column for a second factor: where that would decide, it is asked about. An old password is noted.
/// An empty 定期変更の間隔 means none, as the column says. That a password is hard to guess stays a person's statement.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let scope = systems::in_scope(input, &mut tally);
    let variants = &input.params.password_variants;
    if variants.is_empty() {
        tally.missing("この版には、パスワードの条件が決められていません。人が確かめて答えてください。", &[]);
        return tally.finish();
    }
    let (mut met, mut open) = (BTreeMap::<usize, Vec<&Row>>::new(), vec![]);
    let mut short = BTreeMap::<String, Vec<&Row>>::new();
    for system in scope.iter().copied() {
        let verdicts: Vec<Option<bool>> = variants.iter().map(|variant| meets(system, variant)).collect();
        if let Some(at) = verdicts.iter().position(|verdict| *verdict == Some(true)) {
            met.entry(at).or_default().push(system);
        } else if verdicts.contains(&None) {
            open.push(system);
        } else {
            short.entry(settings(system)).or_default().push(system);
        }
    }
    for (settings, rows) in short {
        tally.against(
            format!(
                "パスワードの条件を満たさないシステムが{}件あります（{}）。今の設定は、{settings}です。",
                rows.len(),
                names(&rows)
            ),
            &rows,
        );
    }
    tally.gap(
        "パスワードの設定",
        "件",
        scope.len(),
        &open,
        "最低桁数、英数字・記号の混在、二要素認証の空欄を埋めてください。",
    );
    for (at, rows) in met {
        tally.note(format!("「{}」を満たすシステムは{}件です。", variants[at].label, rows.len()), &rows);
    }
    terminals(input, &mut tally);
    old_passwords(input, &mut tally);
    if !scope.is_empty() {
        let labels: Vec<String> = variants.iter().map(|variant| format!("「{}」", variant.label)).collect();
        tally.note(format!("この版では、{}のどれかを満たす必要があります。", labels.join("")), &[]);
    }
    tally.finish()
}

/// The settings of PCs and servers themselves, as far as they are entered.
fn terminals(input: &RuleInput<'_>, tally: &mut Tally) {
    let variants = &input.params.password_variants;
    let pcs: Vec<&Row> =
        input.facts.devices_in_use().filter(|row| matches!(devices::kind(row), "pc" | "server" | "virtual")).collect();
    let entered = pick(&pcs, |row| row.filled("password_min").is_some() || row.filled("password_mixed").is_some());
    if entered.is_empty() {
        return;
    }
    let (mut short, mut open) = (BTreeMap::<String, Vec<&Row>>::new(), vec![]);
    for pc in pcs.iter().copied() {
        let verdicts: Vec<Option<bool>> = variants.iter().map(|variant| meets(pc, variant)).collect();
        if verdicts.contains(&Some(true)) {
            continue;
        }
        if verdicts.contains(&None) { open.push(pc) } else { short.entry(settings(pc)).or_default().push(pc) }
    }
    for (settings, rows) in short {
        tally.against(
            format!(
                "パスワードの条件を満たさない端末やサーバが{}台あります（{}）。今の設定は、{settings}です。",
                rows.len(),
                names(&rows)
            ),
            &rows,
        );
    }
    tally.gap(
        "端末のパスワードの設定",
        "台",
        pcs.len(),
        &open,
        "端末の最低桁数と混在を入力してください。8桁以上でも定期変更がないときは、二要素認証かどうかを人が確かめます。",
    );
    let unlocked = pick(&pcs, |row| row.number("lockout") == Some(0));
    if !unlocked.is_empty() {
        tally.note(
            format!(
                "失敗が続いてもロックしない端末が{}台あります（{}）。ガイドライン第7.0版は、ロックの設定を求めると伝えられています。",
                unlocked.len(),
                names(&unlocked)
            ),
            &unlocked,
        );
    }
}

/// Passwords that nobody has set anew for years.
fn old_passwords(input: &RuleInput<'_>, tally: &mut Tally) {
    let days = input.params.password_note_age_days;
    let accounts: Vec<&Row> = input.facts.accounts_in_use().collect();
    let old = pick(&accounts, |row| row.day("password_set").is_some_and(|day| input.age(day) > days));
    if !old.is_empty() {
        tally.note(
            format!(
                "パスワードを{days}日より長く変えていないIDが{}件あります（{}）。今の条件で決めたものかを確かめてください。",
                old.len(),
                names(&old)
            ),
            &old,
        );
    }
}

/// Whether a system or device meets a variant; `None` where nothing speaks against it and something is not entered.
fn meets(system: &Row, variant: &PasswordVariant) -> Option<bool> {
    let asked = [
        system.number("password_min").map(|least| least >= variant.min_length),
        if variant.mixed_characters { system.yes("password_mixed") } else { Some(true) },
        if variant.second_factor { systems::two_factor(system) } else { Some(true) },
        Some(!variant.periodic_change || changes(system, variant.change_within_days)),
    ];
    match (asked.contains(&Some(false)), asked.contains(&None)) {
        (true, _) => Some(false),
        (false, true) => None,
        (false, false) => Some(true),
    }
}

/// Whether the password must be changed from time to time, within so many days where there is a limit.
pub(super) fn changes(system: &Row, within: Option<u32>) -> bool {
    system.number("password_change_days").is_some_and(|days| days > 0 && within.is_none_or(|most| days <= most))
}

/// What is entered about the passwords of a system, in words.
fn settings(system: &Row) -> String {
    let mut said = vec![];
    if let Some(least) = system.number("password_min") {
        said.push(format!("{least}桁以上"));
    }
    if let Some(mixed) = system.yes("password_mixed") {
        said.push(if mixed { "英数字・記号の混在あり" } else { "英数字・記号の混在なし" }.to_owned());
    }
    if let Some(second) = systems::two_factor(system) {
        said.push(if second { "二要素認証あり" } else { "二要素認証なし" }.to_owned());
    }
    said.push(match system.number("password_change_days") {
        Some(days) if days > 0 => format!("{days}日ごとに変更"),
        _ => "定期変更なし".to_owned(),
    });
    said.join("、")
}

#[cfg(test)]
mod tests {
    use super::{NAME, meets};
    use crate::edition::RuleParams;
    use crate::ledger::Ledger::Systems;
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::{World, row};

    /// s2 without a second factor.
    fn alone() -> World {
        World::clean().set("s2", "two_factor", "none")
    }

    #[test]
    fn each_variant_is_enough_by_itself() {
        World::clean().expect(NAME, Yes, "13文字以上（定期的な変更は不要）」を満たすシステムは1件", &["s1"]);
        World::clean().expect(NAME, Yes, "二要素認証を使い、英数字と記号を混ぜて8文字以上", &["s2"]);
        alone().set("s2", "password_change_days", "90").expect(NAME, Yes, "定期的に変更」を満たす", &["s2"]);
    }

    #[test]
    fn settings_that_rule_every_variant_out_are_counter_evidence() {
        World::clean().set("s2", "password_min", "7").expect(NAME, No, "7桁以上、英数字・記号の混在あり", &["s2"]);
        World::clean().set("s1", "password_mixed", "no").expect(NAME, No, "混在なし", &["s1"]);
        alone().expect(NAME, No, "8桁以上、英数字・記号の混在あり、二要素認証なし、定期変更なし", &["s2"]);
        alone().set("s2", "password_change_days", "0").expect(NAME, No, "定期変更なし", &["s2"]);
        // Too short is too short, whatever is not entered besides.
        World::clean().set("s2", "password_min", "4").set("s2", "password_mixed", "").expect(NAME, No, "4桁", &["s2"]);
    }

    #[test]
    fn an_empty_cell_that_decides_is_asked_for_and_one_that_does_not_is_left_alone() {
        for key in ["password_min", "password_mixed", "two_factor"] {
            World::clean().set("s2", key, "").expect(NAME, Undetermined, "パスワードの設定：2件中1件", &["s2"]);
        }
        assert_eq!(World::clean().set("s1", "two_factor", "").run(NAME).verdict, Yes);
    }

    #[test]
    fn the_settings_of_terminals_count_as_those_of_systems_do() {
        let device = |least: &str, mixed: &str, days: &str| {
            World::clean()
                .set("d1", "password_min", "14")
                .set("d1", "password_mixed", "yes")
                .set("d2", "password_min", least)
                .set("d2", "password_mixed", mixed)
                .set("d2", "password_change_days", days)
        };
        assert_eq!(device("13", "yes", "").run(NAME).verdict, Yes);
        assert_eq!(device("8", "yes", "60").run(NAME).verdict, Yes);
        device("6", "yes", "60").expect(NAME, No, "端末やサーバが1台", &["d2"]);
        device("13", "no", "").expect(NAME, No, "混在なし", &["d2"]);
        device("8", "yes", "0").expect(NAME, Undetermined, "端末のパスワードの設定：2台中1台", &["d2"]);
        device("", "", "").expect(NAME, Undetermined, "2台中1台", &["d2"]);
    }

    #[test]
    fn old_passwords_and_no_lockout_are_noted_and_decide_nothing() {
        let old = World::clean().set("a1", "password_set", "2024-11-19");
        old.expect(NAME, Yes, "730日より長く", &["a1"]);
        let fresh = old.set("a1", "password_set", "2024-11-20").run(NAME);
        assert!(fresh.reasons.iter().all(|reason| !reason.text.contains("730日")));
        let open = World::clean().set("d1", "password_min", "13").set("d1", "password_mixed", "yes");
        open.set("d2", "password_min", "13").set("d2", "password_mixed", "yes").set("d2", "lockout", "0").expect(
            NAME,
            Yes,
            "ロックしない端末",
            &["d2"],
        );
    }

    #[test]
    fn the_variants_are_the_editions_own() {
        let variants = RuleParams::sample().password_variants;
        let system = |fields: &[(&str, &str)]| row(Systems, "s", fields);
        let strong = [("password_min", "8"), ("password_mixed", "yes")];
        let met = |fields: &[(&str, &str)]| variants.iter().map(|v| meets(&system(fields), v)).collect::<Vec<_>>();
        assert_eq!(met(&strong), [Some(false), None, Some(false)]);
        assert_eq!(met(&[&strong[..], &[("password_change_days", "60")]].concat()), [Some(false), None, Some(true)]);
        assert_eq!(
            met(&[&strong[..], &[("two_factor", "implemented")]].concat()),
            [Some(false), Some(true), Some(false)]
        );
    }

    #[test]
    fn an_interval_longer_than_the_edition_allows_is_no_periodic_change() {
        let mut variant = RuleParams::sample().password_variants.remove(2);
        let system =
            row(Systems, "s", &[("password_min", "8"), ("password_mixed", "yes"), ("password_change_days", "61")]);
        assert_eq!(meets(&system, &variant), Some(true));
        variant.change_within_days = Some(60);
        assert_eq!(meets(&system, &variant), Some(false));
    }
}
