//! G-MIS Q17-2 to Q17-6: the backups of the electronic health record.
//!
//! With several such systems the one that is worst off decides: a number that holds for one of them only would claim
//! too much for the others. A backup that stopped long ago is no copy of today and is not counted.

use super::tally::{Tally, names};
use super::{Finding, RuleInput, backup, ehr_use, systems};
use crate::facts::Row;
use crate::ledger::Ledger;
use crate::proposal::Verdict;
use crate::text::search_key;
use std::collections::BTreeSet;

pub(super) const BACKUP: &str = "ehr_backup";
pub(super) const COUNT: &str = "backup_count";
pub(super) const KINDS: &str = "backup_kinds";
pub(super) const GENERATIONS: &str = "backup_generations";
pub(super) const OFFLINE: &str = "backup_offline";

/// Q17-2: whether backups are made. Source: the survey's guide, Q17 (catalogs/SOURCES.md).
///
/// * はい: every record system has one, and each of them succeeded within its cycle.
/// * いいえ: the ledger of backups is empty although systems are entered (as for item 3-②); a backup that stopped.
/// * 判断できない: a record system without one; last success or cycle empty. 対象外 for all five: no such system.
pub(super) fn made(input: &RuleInput<'_>) -> Finding {
    answer(BACKUP, input, |tally, all| {
        for row in all.iter().flat_map(|(_, rows)| rows) {
            backup::recency(input, row, tally);
        }
        let count: usize = all.iter().map(|(_, rows)| rows.len()).sum();
        let systems: Vec<&Row> = all.iter().map(|(system, _)| *system).collect();
        tally.note(format!("電子カルテのシステム{}に、バックアップが{count}件あります。", names(&systems)), &systems);
    })
}

/// Q17-3: how many places a copy lies in. Two backups into one place are one copy.
///
/// * Proposed (はい): 保管場所 is known wherever it decides. 判断できない: it is empty.
pub(super) fn count(input: &RuleInput<'_>) -> Finding {
    smallest(
        COUNT,
        input,
        ("バックアップの個数", "個"),
        "保管場所を入力してください。",
        |rows| {
            let known = rows.len() == 1 || rows.iter().all(|row| row.filled("place").is_some());
            let places: BTreeSet<(&str, String)> =
                rows.iter().map(|row| (row.text("method"), search_key(row.text("place")))).collect();
            known.then_some(places.len())
        },
    )
}

/// Q17-4: how many kinds of medium or method. NAS and cloud are two.
///
/// * Proposed (はい): 方法 is known of every backup. 判断できない: it is empty.
pub(super) fn kinds(input: &RuleInput<'_>) -> Finding {
    smallest(KINDS, input, ("バックアップの方法", "種類"), "方法を選んでください。", |rows| {
        let kinds: BTreeSet<&str> = rows.iter().map(|row| row.text("method")).collect();
        (!kinds.contains("")).then_some(kinds.len())
    })
}

/// Q17-5: how many generations. The backup that keeps most counts; those of different backups are not added up.
///
/// * Proposed (はい): 世代数 is known wherever it decides. 判断できない: it is empty or 0.
pub(super) fn generations(input: &RuleInput<'_>) -> Finding {
    smallest(
        GENERATIONS,
        input,
        ("バックアップの世代数", "世代"),
        "世代数を入力してください。",
        |rows| {
            let most = rows.iter().filter_map(|row| row.number("generations")).max().filter(|most| *most > 0)?;
            // From three on a higher number changes nothing.
            let known = most >= 3 || rows.iter().all(|row| row.number("generations").is_some());
            known.then_some(usize::try_from(most).unwrap_or(usize::MAX))
        },
    )
}

/// Q17-6: whether one backup of each record system lies offline.
///
/// * はい: each has one. いいえ: a system whose backups are all connected. 判断できない: not entered.
pub(super) fn offline(input: &RuleInput<'_>) -> Finding {
    answer(OFFLINE, input, |tally, all| {
        for (system, rows) in all {
            let name = system.name();
            match backup::any(rows, "offline") {
                Some(true) => {
                    let apart: Vec<&Row> = rows.iter().copied().filter(|row| row.yes("offline") == Some(true)).collect();
                    tally.note(format!("「{name}」には、切り離したバックアップ{}があります。", names(&apart)), &apart);
                }
                Some(false) => tally.against(
                    format!("「{name}」のバックアップはすべてつながったままです。1つを切り離して保管してください。"),
                    rows,
                ),
                None => tally.missing(
                    format!("「{name}」に切り離したバックアップがあるか分かりません。「切り離し（オフライン）」を入力してください。"),
                    rows,
                ),
            }
        }
    })
}

/// A record system and its backups.
type Backed<'a> = (&'a Row, Vec<&'a Row>);

/// What the five questions share: without a record system they do not arise, without backups they cannot be answered.
fn answer(rule: &str, input: &RuleInput<'_>, ask: impl FnOnce(&mut Tally, &[Backed<'_>])) -> Finding {
    let mut tally = Tally::new(rule);
    let scope: Vec<&Row> = input.facts.systems_in_scope().collect();
    let record = systems::ehr(&scope);
    if record.is_empty() {
        if ehr_use::check(input).verdict == Verdict::No {
            return tally.not_applicable("電子カルテとオーダリングのシステムがないため、この質問は対象外です。");
        }
        tally.missing("電子カルテを使っているか分かりません。システムを種類とともに登録してください。", &[]);
        return tally.finish();
    }
    let all: Vec<Backed<'_>> = record.iter().map(|system| (*system, backup::of_system(input, system))).collect();
    let bare: Vec<&Row> = all.iter().filter(|(_, rows)| rows.is_empty()).map(|(system, _)| *system).collect();
    if rule == BACKUP && input.facts.all(Ledger::Backups).is_empty() {
        tally.against("バックアップが1件も登録されていません。電子カルテの控えを作り、登録してください。", &record);
        return tally.finish();
    }
    tally.gap(
        "電子カルテのバックアップ",
        "件",
        record.len(),
        &bare,
        "バックアップを登録し、対象のシステムを選んでください。",
    );
    let all = if rule == BACKUP { all } else { running(input, all, &mut tally) };
    if bare.is_empty() || rule == BACKUP {
        ask(&mut tally, &all);
    }
    tally.finish()
}

/// The backups that still run. A system of which all have stopped has none to count.
fn running<'a>(input: &RuleInput<'_>, all: Vec<Backed<'a>>, tally: &mut Tally) -> Vec<Backed<'a>> {
    let (mut left, mut stopped) = (vec![], vec![]);
    for (system, rows) in all {
        let (still, alive): (Vec<&Row>, Vec<&Row>) = rows.into_iter().partition(|row| backup::has_stopped(input, row));
        if alive.is_empty() && !still.is_empty() {
            let text = format!(
                "「{}」のバックアップはすべて止まっているおそれがあり、数えられません。動かして、最終成功日を入力してください。",
                system.name()
            );
            tally.missing(text, &still);
        } else {
            left.push((system, alive));
            stopped.extend(still);
        }
    }
    if !stopped.is_empty() {
        tally.note(format!("止まっているおそれがあるバックアップ{}は、数えていません。", names(&stopped)), &stopped);
    }
    left
}

/// A question for a number: the smallest over the record systems, or what must be entered to know it.
fn smallest(
    rule: &str,
    input: &RuleInput<'_>,
    (what, unit): (&str, &str),
    todo: &str,
    count: impl Fn(&[&Row]) -> Option<usize>,
) -> Finding {
    answer(rule, input, |tally, all| {
        let (mut known, mut open) = (vec![], vec![]);
        for (system, rows) in all {
            match count(rows) {
                Some(number) => known.push((number, system, rows)),
                None => open.extend(rows),
            }
        }
        // One system without a running backup: the smallest of the others would claim too much.
        if tally.is_open() {
            return;
        }
        if !open.is_empty() {
            tally.missing(format!("{what}が分かりません（{}）。{todo}", names(&open)), &open);
        } else if let Some((number, system, rows)) = known.into_iter().min_by_key(|(number, ..)| *number) {
            let several =
                if all.len() > 1 { "電子カルテのシステムのうち、いちばん少ない" } else { "" };
            tally.note(format!("{what}は、{several}「{}」で{number}{unit}です。", system.name()), rows);
            tally.enter([band(number).to_owned()]);
        }
    })
}

fn band(number: usize) -> &'static str {
    match number {
        0 | 1 => "1",
        2 => "2",
        _ => "3_plus",
    }
}

#[cfg(test)]
mod tests {
    use super::{BACKUP, COUNT, GENERATIONS, KINDS, OFFLINE};
    use crate::ledger::Ledger::{Backups, Systems};
    use crate::proposal::Verdict::{No, NotApplicable, Undetermined, Yes};
    use crate::rules::testing::World;

    const ALL: [&str; 5] = [BACKUP, COUNT, KINDS, GENERATIONS, OFFLINE];

    fn entries(world: &World) -> [Vec<String>; 3] {
        [COUNT, KINDS, GENERATIONS].map(|rule| world.run(rule).entry)
    }

    #[test]
    fn the_backups_of_the_record_system_are_counted() {
        let world = World::clean();
        assert_eq!(entries(&world), [["2"], ["2"], ["3_plus"]]);
        world.expect(BACKUP, Yes, "バックアップが2件", &["s1"]);
        world.expect(OFFLINE, Yes, "「電子薬歴毎週」", &["b2"]);
        // Two methods into one place are two copies; the same method into the same place is one.
        let same = world.set("b2", "method", "nas").set("b2", "place", "事務室の NAS");
        assert_eq!(entries(&same), [["1"], ["1"], ["3_plus"]]);
    }

    #[test]
    fn the_system_that_is_worst_off_decides() {
        let world = World::clean().set("s2", "kind", "order");
        assert_eq!(entries(&world), [["1"], ["1"], ["3_plus"]]);
        world.expect(COUNT, Yes, "いちばん少ない「電子お薬手帳」で1個", &["b3"]);
        world.set("b3", "offline", "no").expect(OFFLINE, No, "「電子お薬手帳」のバックアップはすべて", &["b3"]);
    }

    #[test]
    fn generations_of_different_backups_are_not_added_up() {
        let world = World::clean().set("b1", "generations", "2").set("b2", "generations", "1");
        assert_eq!(world.run(GENERATIONS).entry, ["2"]);
        world.set("b2", "generations", "").expect(GENERATIONS, Undetermined, "世代数が分かりません", &["b1", "b2"]);
        assert_eq!(World::clean().set("b2", "generations", "").run(GENERATIONS).entry, ["3_plus"]);
    }

    #[test]
    fn what_is_not_entered_is_asked_for() {
        World::clean().set("b2", "place", "").expect(COUNT, Undetermined, "個数が分かりません", &["b1", "b2"]);
        World::clean().set("b2", "method", "").expect(KINDS, Undetermined, "方法が分かりません", &["b1", "b2"]);
        World::clean().set("b2", "offline", "").expect(OFFLINE, Undetermined, "あるか分かりません", &["b1", "b2"]);
        World::clean().set("b2", "last_success", "").expect(BACKUP, Undetermined, "最終成功日", &["b2"]);
        let bare = World::clean().without(&["b1", "b2"]);
        for rule in ALL {
            bare.expect(rule, Undetermined, "電子カルテのバックアップ：1件中0件", &["s1"]);
            assert!(bare.run(rule).entry.is_empty());
        }
    }

    #[test]
    fn no_backup_at_all_and_a_backup_that_stopped_are_counter_evidence() {
        World::clean().without_ledger(Backups).expect(BACKUP, No, "1件も登録されていません", &["s1"]);
        World::clean().set("b1", "last_success", "2026-11-01").expect(BACKUP, No, "（19日前）", &["b1"]);
    }

    #[test]
    fn a_backup_that_stopped_long_ago_is_not_counted() {
        let world = World::clean().set("b2", "last_success", "2026-01-01");
        assert_eq!(entries(&world), [["1"], ["1"], ["3_plus"]]);
        world.expect(COUNT, Yes, "数えていません", &["b2"]);
        world.expect(OFFLINE, No, "すべてつながったまま", &["b1"]);
        let none = world.set("b1", "last_success", "2026-01-01");
        for rule in [COUNT, KINDS, GENERATIONS, OFFLINE] {
            none.expect(rule, Undetermined, "すべて止まっている", &["b1", "b2"]);
            assert!(none.run(rule).entry.is_empty());
        }
        // Within its cycle a week back is no stop.
        assert_eq!(entries(&World::clean().set("b2", "last_success", "2026-11-10")), [["2"], ["2"], ["3_plus"]]);
    }

    #[test]
    fn without_a_record_system_the_questions_do_not_arise() {
        for rule in ALL {
            assert_eq!(World::clean().set("s1", "kind", "receipt").run(rule).verdict, NotApplicable, "{rule}");
            World::clean().without_ledger(Systems).expect(rule, Undetermined, "使っているか分かりません", &[]);
        }
    }
}
