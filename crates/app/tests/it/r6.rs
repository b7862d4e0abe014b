//! The R6 sheet in use: the gate, 1回目 and 2回目, ※, other years, the printed form.

use crate::support::{Bench, bench, facility};
use jiff::civil::{Date, date};
use std::sync::Arc;
use tate_app::checklist::TypedAnswer;
use tate_app::clock::FixedClock;
use tate_app::{App, AppError};
use tate_domain::answer::AnswerValue;
use tate_domain::date::FiscalYear;
use tate_domain::edition::Flag;
use tate_domain::id::FacilityId;
use tate_domain::role::Actor;
use tate_report::{FormRow, Mark};

const TODAY: Date = date(2026, 11, 20);
const R6: &str = "r6-medical";

/// The demo hospital.
struct Hospital {
    bench: Bench,
    id: FacilityId,
    actor: Actor,
}

async fn hospital(today: Date) -> Hospital {
    let bench = bench(today).await;
    bench.app.demo().await.unwrap();
    let (place, actor) = facility(&bench.app, "demo-hospital").await;
    Hospital { bench, id: place.id, actor }
}

impl Hospital {
    fn app(&self) -> &App {
        &self.bench.app
    }

    /// Confirms an answer over the one that is there; gives the next open item or the problems.
    async fn say(&self, key: &str, typed: TypedAnswer) -> Result<Option<String>, Vec<String>> {
        let id = format!("{R6}:{key}");
        let list = self.app().checklist(&self.actor, &self.id, R6).await.unwrap();
        let row = list.rows.into_iter().find(|row| row.item.id == id).unwrap();
        let seen = row.answer.map_or(0, |answer| answer.version);
        match self.app().confirm(&self.actor, &self.id, &id, seen, &typed).await {
            Ok(next) => Ok(next),
            Err(AppError::Invalid(problems)) => Err(problems.into_iter().map(|problem| problem.message).collect()),
            Err(other) => panic!("{other}"),
        }
    }

    async fn printed(&self, number: &str) -> FormRow {
        let form = self.app().form(&self.actor, &self.id, R6, None).await.unwrap();
        form.sections.into_iter().flat_map(|section| section.rows).find(|row| row.number == number).unwrap()
    }
}

fn yes(nth: &str, day: &str) -> TypedAnswer {
    TypedAnswer {
        value: "yes".into(),
        nth: nth.into(),
        checked_on: day.into(),
        reason: "現物を確かめました。".into(),
        ..TypedAnswer::default()
    }
}

fn no(nth: &str, day: &str, target: &str) -> TypedAnswer {
    TypedAnswer { value: "no".into(), target_date: target.into(), ..yes(nth, day) }
}

#[tokio::test]
async fn the_gate_comes_first_and_its_no_leaves_nothing_else_to_answer() {
    let hospital = hospital(TODAY).await;
    let sheet = || hospital.app().checklist(&hospital.actor, &hospital.id, R6);
    let list = sheet().await.unwrap();
    assert_eq!((list.total(), list.rows[0].item.id.as_str()), (19, "r6-medical:gate"));
    assert_eq!(list.next_open(None).unwrap().item.id, "r6-medical:gate");
    hospital.say("1-1", yes("", "")).await.unwrap();
    // No day by which a system would be there.
    let gate = TypedAnswer { value: "no".into(), target_date: "2027-01-31".into(), ..TypedAnswer::default() };
    assert_eq!(hospital.say("gate", gate).await, Ok(None), "nothing is left");
    let list = sheet().await.unwrap();
    assert_eq!((list.total(), list.answered(), list.count(AnswerValue::No)), (1, 1, 1));
    assert_eq!(list.rows[0].answer.as_ref().unwrap().decision.target_date, None);
    assert!(list.rows[1..].iter().all(|row| !row.asked && row.answer.is_none()));
    let refused = hospital.say("2-1", yes("", "")).await.unwrap_err();
    assert!(refused[0].contains("「医療情報システムの導入・運用の有無」が「いいえ」なので"), "{refused:?}");
    let form = hospital.app().form(&hospital.actor, &hospital.id, R6, None).await.unwrap();
    let gate = form.gate.unwrap();
    assert_eq!((gate.mark, gate.date.as_str()), (Mark::No, "11/20"));
    assert!(gate.remarks.contains("以下の項目は確認不要です"));
    assert!(form.sections.iter().flat_map(|section| &section.rows).all(|row| row.mark == Mark::Blank));
    // With はい the answers that were there come back.
    assert_eq!(hospital.say("gate", yes("", "")).await.unwrap().as_deref(), Some("r6-medical:2-1"));
    assert_eq!(sheet().await.unwrap().answered(), 2);
}

#[tokio::test]
async fn the_gate_is_answered_yes_or_no_and_once() {
    let hospital = hospital(TODAY).await;
    for (value, words) in [("not_applicable", "「対象外」にできません"), ("stated", "「はい」「いいえ」のどれか")]
    {
        let typed = TypedAnswer { value: value.into(), reason: "理由".into(), ..TypedAnswer::default() };
        let refused = hospital.say("gate", typed).await.unwrap_err();
        assert!(refused[0].contains(words), "{refused:?}");
    }
    hospital.say("gate", yes("1", "")).await.unwrap();
    let refused = hospital.say("gate", yes("2", "")).await.unwrap_err();
    assert!(refused[0].contains("何回目の確認かが正しくありません"), "{refused:?}");
}

#[tokio::test]
async fn checks_follow_one_another_in_number_and_time_and_each_can_be_put_right() {
    let hospital = hospital(TODAY).await;
    hospital.say("2-1", no("1", "2026-06-01", "2026-12-25")).await.unwrap();
    for wrong in ["3", "0", "x", "256"] {
        let refused = hospital.say("2-1", yes(wrong, "2026-10-05")).await.unwrap_err();
        assert!(refused[0].contains("何回目の確認か"), "{wrong}: {refused:?}");
    }
    let refused = hospital.say("2-1", yes("2", "2026-05-31")).await.unwrap_err();
    assert!(refused[0].contains("1回目の確認日（2026/06/01）より前"), "{refused:?}");
    hospital.say("2-1", no("2", "2026-10-05", "2027-01-31")).await.unwrap();
    // 2回目 once more, then the third.
    hospital.say("2-1", no("2", "2026-10-06", "2027-01-31")).await.unwrap();
    assert!(hospital.say("2-1", yes("1", "2026-10-06")).await.is_err(), "1回目 is closed by 2回目");
    hospital.say("2-1", yes("3", "2026-11-20")).await.unwrap();
    let view = hospital.app().item(&hospital.actor, &hospital.id, "r6-medical:2-1").await.unwrap();
    let passes = &view.row().passes;
    let days: Vec<String> = passes.iter().map(|answer| answer.decision.checked_on.to_string()).collect();
    assert_eq!(days, ["2026-06-01", "2026-10-06", "2026-11-20"]);
    assert_eq!((passes.later().unwrap().decision.nth, view.history.len()), (3, 4));
    assert_eq!(view.row().answer.as_ref().unwrap().decision.value, AnswerValue::Yes);
    let row = hospital.printed("2-(1)").await;
    assert_eq!((row.mark, row.date.as_str(), row.target_date.as_str()), (Mark::No, "6/1", "12/25"));
    assert_eq!((row.second.mark, row.second.date.as_str()), (Mark::No, "10/6"));
    assert_eq!(row.remarks, "2回目の目標日 1/31／3回目 はい 11/20");
}

#[tokio::test]
async fn a_sheet_with_one_column_knows_one_check() {
    let hospital = hospital(TODAY).await;
    let list = hospital.app().checklist(&hospital.actor, &hospital.id, "r7-medical").await.unwrap();
    assert!(list.rows.iter().all(|row| list.checks(row) == [1]));
    let id = "r7-medical:2-7";
    let seen = list.rows.iter().find(|row| row.item.id == id).unwrap().answer.as_ref().map_or(0, |a| a.version);
    let refused = hospital.app().confirm(&hospital.actor, &hospital.id, id, seen, &yes("2", "")).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))));
}

#[tokio::test]
async fn ten_rows_carry_the_mark_and_every_target_its_own_row() {
    let hospital = hospital(TODAY).await;
    let list = hospital.app().checklist(&hospital.actor, &hospital.id, R6).await.unwrap();
    assert_eq!(list.rows.iter().filter(|row| row.item.has(Flag::R5Item)).count(), 10);
    let form = hospital.app().form(&hospital.actor, &hospital.id, R6, None).await.unwrap();
    let rows: Vec<&FormRow> = form.sections.iter().flat_map(|section| &section.rows).collect();
    assert_eq!((rows.len(), rows.iter().filter(|row| row.marked).count(), form.two_rounds), (18, 10, true));
    assert_eq!(form.meta.title, "医療機関確認用チェックリスト");
    hospital.say("2-4-sv", yes("", "")).await.unwrap();
    let form = hospital.app().form(&hospital.actor, &hospital.id, R6, None).await.unwrap();
    let rows = form.sections.iter().flat_map(|section| &section.rows).filter(|row| row.number == "2-(4)");
    let marks: Vec<_> = rows.map(|row| (row.target.as_str(), row.mark)).collect();
    assert_eq!(marks, [("サーバ", Mark::Yes), ("端末PC", Mark::Blank)]);
}

#[tokio::test]
async fn the_vendors_sheet_of_an_older_edition_is_printed_when_it_is_asked_for() {
    let hospital = hospital(TODAY).await;
    let form = |id| hospital.app().vendor_form(&hospital.actor, &hospital.id, id, None);
    let old = form("r6-vendor").await.unwrap();
    let rows: Vec<&FormRow> = old.sections.iter().flat_map(|section| &section.rows).collect();
    assert_eq!((rows.len(), rows.iter().filter(|row| row.marked).count(), old.two_rounds), (14, 8, true));
    assert!(!form("r7-medical").await.unwrap().two_rounds, "the newest stands for a facility's edition");
}

#[tokio::test]
async fn a_survey_is_not_printed_as_a_checklist() {
    let hospital = hospital(TODAY).await;
    let refused = hospital.app().form(&hospital.actor, &hospital.id, "gmis-r6", None).await;
    assert!(matches!(refused, Err(AppError::Document(_))));
}

#[tokio::test]
async fn the_round_of_an_earlier_year_is_read_and_printed_and_no_longer_answered() {
    let mut hospital = hospital(date(2026, 2, 10)).await;
    hospital.say("2-1", no("1", "2026-02-01", "2026-03-20")).await.unwrap();
    let before = FiscalYear(2025);
    let own = hospital.app().current_edition(&hospital.actor, &hospital.id).await.unwrap().id.clone();
    hospital.bench.app.clock = Arc::new(FixedClock::on(TODAY));
    let sheets = hospital.app().sheets(&hospital.actor, &hospital.id).await.unwrap();
    let open: Vec<&str> = sheets.open.iter().map(|edition| edition.id.as_str()).collect();
    assert_eq!((sheets.current.id.as_str(), open), (own.as_str(), vec!["r7-medical", R6]));
    assert!(sheets.earlier.iter().any(|(year, sheet)| *year == before && sheet.id == R6));
    assert!(sheets.find(Some(before), Some(R6)).is_some() && sheets.find(Some(before), None).is_some());
    assert!(sheets.find(Some(FiscalYear(2023)), None).is_none() && sheets.find(None, Some("r7-pharmacy")).is_none());
    let list = hospital.app().checklist_of(&hospital.actor, &hospital.id, R6, before).await.unwrap();
    assert_eq!((list.over, list.answered(), list.today), (true, 1, date(2026, 3, 31)));
    let form = hospital.app().form(&hospital.actor, &hospital.id, R6, Some(before)).await.unwrap();
    assert_eq!(form.meta.fiscal_year_label, "令和7年度");
    let printed = form.sections.iter().flat_map(|section| &section.rows).find(|row| row.number == "2-(1)").unwrap();
    assert_eq!((printed.date.as_str(), printed.target_date.as_str()), ("2/1", "3/20"));
    let view = hospital.app().item_of(&hospital.actor, &hospital.id, "r6-medical:2-1", before).await.unwrap();
    assert!(view.history.len() == 1 && view.proof.is_some());
    // An answer of today belongs to this year.
    hospital.say("2-1", yes("", "")).await.unwrap();
    let list = hospital.app().checklist_of(&hospital.actor, &hospital.id, R6, before).await.unwrap();
    assert_eq!(list.count(AnswerValue::No), 1);
    for year in [2023, 2027] {
        let none = hospital.app().checklist_of(&hospital.actor, &hospital.id, R6, FiscalYear(year)).await;
        assert!(matches!(none, Err(AppError::NotFound)), "{year}");
    }
}
