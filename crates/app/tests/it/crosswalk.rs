//! One answer for several sheets: what is offered, what is taken over, what is held back, and the table
//! of all sheets.

use crate::support::{Bench, bench, facility};
use jiff::civil::date;
use std::collections::BTreeMap;
use tate_app::checklist::TypedAnswer;
use tate_app::crosswalk::Offer;
use tate_app::crosswalk::take_over::{Chosen, Taken};
use tate_app::facilities::Founding;
use tate_app::survey::TypedSurvey;
use tate_app::{App, AppError, command_line};
use tate_domain::answer::{Answer, AnswerValue};
use tate_domain::id::FacilityId;
use tate_domain::role::{Actor, Role};

/// A hospital without ledgers, whose R7 sheet is begun.
struct Hospital {
    app: App,
    place: FacilityId,
    actor: Actor,
    _bench: Bench,
}

async fn hospital() -> Hospital {
    let bench = bench(date(2026, 11, 20)).await;
    let founding = Founding {
        kind: "hospital".into(),
        name: "みなと病院".into(),
        login: "owner".into(),
        admin_name: "院長".into(),
        password: "mizu-kaze-tuki-yama".into(),
        ..Founding::default()
    };
    let (organization, place, _) = bench.app.found(&founding, "test").await.unwrap();
    let here = Hospital { app: bench.app.clone(), place, actor: command_line(organization), _bench: bench };
    for item in ["r7-medical:2-7", "r7-medical:2-9"] {
        here.confirm(item, TypedAnswer { reason: "設定を確かめた".into(), ..yes() }).await;
    }
    let planned = TypedAnswer { substate: "planned".into(), reason: "更新の計画がある".into(), ..yes() };
    here.confirm("r7-medical:2-10", planned).await;
    here
}

fn yes() -> TypedAnswer {
    TypedAnswer { value: "yes".into(), ..TypedAnswer::default() }
}

fn no(day: &str) -> TypedAnswer {
    TypedAnswer { value: "no".into(), target_date: day.into(), ..TypedAnswer::default() }
}

impl Hospital {
    async fn answer(&self, item: &str) -> Option<Answer> {
        self.app.item(&self.actor, &self.place, item).await.unwrap().row().answer.clone()
    }

    async fn confirm(&self, item: &str, typed: TypedAnswer) {
        let seen = self.answer(item).await.map_or(0, |answer| answer.version);
        self.app.confirm(&self.actor, &self.place, item, seen, &typed).await.unwrap();
    }

    async fn offer(&self, item: &str) -> Offer {
        self.app.offer(&self.actor, &self.place, item).await.unwrap()
    }

    /// Takes the answer of a row over, as the page of this moment would.
    async fn take_over(&self, item: &str, to: &[&str], target_date: &str) -> Result<Vec<Taken>, AppError> {
        let of = self.answer(item).await.map_or(0, |answer| answer.version);
        let mut chosen = Vec::new();
        for to in to {
            let seen = self.answer(to).await.map_or(0, |answer| answer.version);
            chosen.push(Chosen { item: (*to).to_owned(), seen });
        }
        self.app.take_over(&self.actor, &self.place, item, of, &chosen, target_date).await
    }
}

/// Ids of the rows that the answer can be taken over to.
fn free(offer: &Offer) -> Vec<&str> {
    let all = offer.started.iter().chain(&offer.others);
    all.filter(|candidate| candidate.is_free()).map(|candidate| candidate.item.id.as_str()).collect()
}

/// Ids and the beginning of what is said.
fn refused(taken: &[Taken]) -> Vec<(&str, &str)> {
    taken.iter().filter_map(|row| Some((row.item.id.as_str(), row.why_not.first()?.as_str()))).collect()
}

#[tokio::test]
async fn a_planned_two_factor_never_becomes_a_yes_of_the_survey_or_the_self_check() {
    let here = hospital().await;
    let planned = here.answer("r7-medical:2-10").await.unwrap();
    assert_eq!(planned.decision.substate.as_deref(), Some("planned"));
    let stricter = ["gmis-r6:q14", "gl52-sysadmin:s26", "gl52-sysadmin:s11"];
    let offer = here.offer("r7-medical:2-10").await;
    assert_eq!(free(&offer), Vec::<&str>::new());
    assert!(!offer.can_be_used() && offer.holds_back());
    // Not even when somebody sends the form all the same.
    let taken = here.take_over("r7-medical:2-10", &stricter, "").await.unwrap();
    assert_eq!(refused(&taken).len(), 3);
    assert!(refused(&taken).iter().all(|(_, why)| why.contains("予定")), "{taken:?}");
    for item in stricter {
        assert!(here.answer(item).await.is_none(), "{item}");
    }
    // いいえ in the survey is what the plan means there: nothing is offered or held back for it.
    here.confirm("gmis-r6:q14", no("")).await;
    let told: Vec<_> = here.offer("r7-medical:2-10").await.started.into_iter().map(|row| row.item.id).collect();
    assert!(told.is_empty(), "{told:?}");
}

#[tokio::test]
async fn what_is_implemented_goes_to_the_stricter_sheets_and_not_back_without_a_person() {
    let here = hospital().await;
    let implemented = TypedAnswer { substate: "implemented".into(), reason: "全台で確認済み".into(), ..yes() };
    here.confirm("r7-medical:2-10", implemented).await;
    assert!(free(&here.offer("r7-medical:2-10").await).contains(&"gmis-r6:q14"));
    let taken = here.take_over("r7-medical:2-10", &["gmis-r6:q14"], "").await.unwrap();
    assert_eq!(refused(&taken), []);
    here.confirm("r7-medical:2-10", no("2027-03-31")).await;
    let taken = here.take_over("gmis-r6:q14", &["r7-medical:2-10"], "").await.unwrap();
    assert!(refused(&taken)[0].1.contains("実装済みか予定か"), "{taken:?}");
    assert_eq!(here.answer("r7-medical:2-10").await.unwrap().decision.value, AnswerValue::No);
}

#[tokio::test]
async fn a_confirmed_answer_is_offered_and_taken_over_with_its_day_its_origin_and_a_proof() {
    let here = hospital().await;
    let offer = here.offer("r7-medical:2-9").await;
    assert!(offer.started.is_empty(), "the hospital has begun one sheet only");
    assert!(free(&offer).contains(&"gmis-r6:q15"), "{:?}", free(&offer));
    let before = here.app.store.tenant(&here.actor.organization).checkpoint().await.unwrap().count;
    let taken = here.take_over("r7-medical:2-9", &["gmis-r6:q15"], "").await.unwrap();
    assert_eq!(refused(&taken), []);
    let view = here.app.item(&here.actor, &here.place, "gmis-r6:q15").await.unwrap();
    let answer = view.row().answer.clone().unwrap();
    assert_eq!(answer.by, here.actor.name);
    assert_eq!((answer.decision.value, answer.decision.checked_on), (AnswerValue::Yes, date(2026, 11, 20)));
    assert!(answer.decision.reason.ends_with("R7 医療機関確認用 2-⑨ の回答から"), "{}", answer.decision.reason);
    assert!(view.proof.is_some());
    let after = here.app.store.tenant(&here.actor.organization).checkpoint().await.unwrap().count;
    assert_eq!(after - before, 3, "the round, the proof, the answer");
    // Answered the same: no more to offer there; the sheet counts as begun now.
    let offer = here.offer("r7-medical:2-9").await;
    assert!(!free(&offer).contains(&"gmis-r6:q15"), "{:?}", free(&offer));
    assert!(here.app.audit_verify(&here.actor).await.unwrap().is_ok());
}

#[tokio::test]
async fn a_no_needs_its_day_on_a_checklist_and_the_others_are_confirmed_all_the_same() {
    let here = hospital().await;
    here.confirm("gl52-sysadmin:s46", no("")).await;
    let offer = here.offer("gl52-sysadmin:s46").await;
    assert!(free(&offer).contains(&"gmis-r6:q7-1"), "{:?}", free(&offer));
    assert!(offer.needs_target_date());
    let to = ["r6-medical:3-3", "gmis-r6:q7-1"];
    let taken = here.take_over("gl52-sysadmin:s46", &to, "").await.unwrap();
    assert_eq!(refused(&taken).iter().map(|(item, _)| *item).collect::<Vec<_>>(), ["r6-medical:3-3"]);
    assert!(refused(&taken)[0].1.contains("目標日がありません"));
    assert_eq!(here.answer("gmis-r6:q7-1").await.unwrap().decision.value, AnswerValue::No);
    let taken = here.take_over("gl52-sysadmin:s46", &["r6-medical:3-3"], "2027-02-01").await.unwrap();
    assert_eq!(refused(&taken), []);
    assert_eq!(here.answer("r6-medical:3-3").await.unwrap().decision.target_date, Some(date(2027, 2, 1)));
}

#[tokio::test]
async fn a_yes_against_the_facts_of_the_other_sheet_still_needs_a_persons_reason() {
    let here = hospital().await;
    here.confirm("r6-medical:2-4-pc", yes()).await;
    let taken = here.take_over("r6-medical:2-4-pc", &["r7-medical:2-4"], "").await.unwrap();
    assert!(refused(&taken)[0].1.contains("「はい」を確定できません"), "{taken:?}");
    assert!(here.answer("r7-medical:2-4").await.is_none());
    // With a reason of their own it is their word.
    here.confirm("r6-medical:2-4-pc", TypedAnswer { reason: "権限表と画面を見比べた".into(), ..yes() }).await;
    assert_eq!(refused(&here.take_over("r6-medical:2-4-pc", &["r7-medical:2-4"], "").await.unwrap()), []);
    let reason = here.answer("r7-medical:2-4").await.unwrap().decision.reason;
    assert!(reason.starts_with("権限表と画面を見比べた／R6"), "{reason}");
}

#[tokio::test]
async fn closed_branches_old_advice_entries_and_the_gate_are_not_offered() {
    let here = hospital().await;
    here.confirm("r7-medical:3-3", TypedAnswer { reason: "改訂を終えた".into(), ..yes() }).await;
    here.confirm("gmis-r6:q10", yes()).await;
    let offer = here.offer("r7-medical:3-3").await;
    let survey = |offer: &Offer| -> Vec<String> {
        free(offer).into_iter().filter(|id| id.starts_with("gmis")).map(str::to_owned).collect()
    };
    assert_eq!(survey(&offer), ["gmis-r6:q7-1"], "Q7-2 is asked after Q7-1");
    let taken = here.take_over("r7-medical:3-3", &["gmis-r6:q7-2"], "").await.unwrap();
    assert!(refused(&taken)[0].1.contains("問われていません"));
    here.take_over("r7-medical:3-3", &["gmis-r6:q7-1"], "").await.unwrap();
    assert_eq!(survey(&here.offer("r7-medical:3-3").await), ["gmis-r6:q7-2"]);
    // 2-⑦: an integer in the survey, advice of 2022 in the self-check.
    here.confirm("gl52-sysadmin:s10", yes()).await;
    let offer = here.offer("r7-medical:2-7").await;
    for never in ["gmis-r6:q13", "gl52-sysadmin:s29"] {
        assert!(!free(&offer).contains(&never), "{never}");
    }
    here.confirm("gmis-r6:q17-1", TypedAnswer { reason: "電子カルテを使う".into(), ..yes() }).await;
    assert!(!free(&here.offer("gmis-r6:q17-1").await).contains(&"r6-medical:gate"));
    here.confirm("r6-medical:gate", yes()).await;
    assert!(here.offer("r6-medical:gate").await.answer.is_none(), "nor does the gate speak for another sheet");
}

#[tokio::test]
async fn on_a_sheet_with_two_checks_the_next_one_is_begun() {
    let here = hospital().await;
    here.confirm("r6-medical:2-8", no("2027-01-31")).await;
    here.confirm("r7-medical:2-13", TypedAnswer { reason: "設定を確かめた".into(), ..yes() }).await;
    assert_eq!(here.offer("r7-medical:2-13").await.started.len(), 1, "answered otherwise");
    let chosen = [Chosen { item: "r6-medical:2-8".into(), seen: 1 }];
    for _ in 0..2 {
        // The button pressed twice confirms once.
        let taken = here.app.take_over(&here.actor, &here.place, "r7-medical:2-13", 1, &chosen, "").await.unwrap();
        assert_eq!(refused(&taken), []);
    }
    let view = here.app.item(&here.actor, &here.place, "r6-medical:2-8").await.unwrap();
    let told: Vec<_> = view.history.iter().map(|answer| (answer.decision.nth, answer.decision.value)).collect();
    assert_eq!(told, [(2, AnswerValue::Yes), (1, AnswerValue::No)]);
}

#[tokio::test]
async fn what_changed_meanwhile_is_not_overwritten() {
    let here = hospital().await;
    here.confirm("gmis-r6:q15", no("")).await;
    let unseen = [Chosen { item: "gmis-r6:q15".into(), seen: 0 }];
    let of = here.answer("r7-medical:2-9").await.unwrap().version;
    let taken = here.app.take_over(&here.actor, &here.place, "r7-medical:2-9", of, &unseen, "").await.unwrap();
    assert!(refused(&taken)[0].1.contains("ほかの人が先に"), "{taken:?}");
    let stale = here.app.take_over(&here.actor, &here.place, "r7-medical:2-9", of - 1, &unseen, "").await;
    assert!(matches!(stale, Err(AppError::Conflict)), "{stale:?}");
    assert_eq!(here.answer("gmis-r6:q15").await.unwrap().decision.value, AnswerValue::No);
}

#[tokio::test]
async fn only_siblings_on_the_facilitys_own_sheets_and_only_by_those_who_may() {
    let here = hospital().await;
    for to in [["r7-medical:2-8"], ["gmis-r6:q10"], ["r7-vendor:2-9"], ["no-such:row"]] {
        let chosen = [Chosen { item: to[0].into(), seen: 0 }];
        let sent = here.app.take_over(&here.actor, &here.place, "r7-medical:2-9", 1, &chosen, "").await;
        assert!(matches!(sent, Err(AppError::NotFound)), "{to:?}: {sent:?}");
    }
    assert!(matches!(here.take_over("r7-medical:2-9", &[], "").await, Err(AppError::Invalid(_))));
    for role in [Role::Operator, Role::Staff, Role::Inspector] {
        let actor = Actor { role, ..here.actor.clone() };
        let chosen = [Chosen { item: "gmis-r6:q15".into(), seen: 0 }];
        let sent = here.app.take_over(&actor, &here.place, "r7-medical:2-9", 1, &chosen, "").await;
        assert!(matches!(sent, Err(AppError::Forbidden(_))), "{role:?}: {sent:?}");
    }
}

#[tokio::test]
async fn siblings_show_their_last_answer_and_the_vendors_stand_apart() {
    let here = hospital().await;
    here.confirm("gmis-r6:q15", no("")).await;
    let view = here.app.item(&here.actor, &here.place, "r7-medical:2-9").await.unwrap();
    let sheets: Vec<&str> = view.siblings.sheets.iter().map(|sheet| sheet.edition.id.as_str()).collect();
    assert!(sheets.contains(&"gmis-r6") && sheets.contains(&"gl52-sysadmin"), "{sheets:?}");
    assert!(!sheets.contains(&"r7-pharmacy"), "no sheet of a hospital");
    let survey = view.siblings.sheets.iter().find(|sheet| sheet.edition.id == "gmis-r6").unwrap();
    let latest = survey.rows[0].latest.as_ref().unwrap();
    assert_eq!((latest.year.0, latest.answer.decision.value), (2026, AnswerValue::No));
    let vendors: Vec<&str> = view.siblings.vendors.iter().map(|sheet| sheet.edition.id.as_str()).collect();
    assert_eq!(vendors, ["r7-vendor"]);
}

#[tokio::test]
async fn the_table_puts_contradictions_first_and_counts_what_one_sheet_asks_alone() {
    let here = hospital().await;
    here.confirm("gmis-r6:q14", no("")).await;
    let table = here.app.comparison(&here.actor, &here.place).await.unwrap();
    assert_eq!(table.differing().len(), 0, "a plan and いいえ fit together");
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(columns, ["R7 医療機関確認用", "R6 医療機関確認用", "5.2版 自己点検", "R6 G-MIS調査"]);
    here.confirm("gmis-r6:q15", no("")).await;
    let table = here.app.comparison(&here.actor, &here.place).await.unwrap();
    assert_eq!(table.lines[0].name, "外部媒体の制限");
    assert_eq!(table.differing().len(), 1);
    let said = |column: usize| table.lines[0].cells[column][0].answer.clone();
    assert_eq!((said(0), said(3)), ("はい".to_owned(), "いいえ".to_owned()));
    let names = |one, other| -> Vec<&str> { table.only_in(one, other).iter().map(|line| line.name.as_str()).collect() };
    let (r7, survey) = (table.column("r7-medical"), table.column("gmis-r6"));
    assert!(names(r7, survey).contains(&"パスワードの使い回し禁止"), "{:?}", names(r7, survey));
    assert!(names(survey, r7).contains(&"脅威情報の収集"), "{:?}", names(survey, r7));
    assert_eq!(table.column("no-such"), 0);
}

#[tokio::test]
async fn a_pharmacy_has_its_own_columns_without_the_service_it_does_not_use() {
    let bench = bench(date(2026, 11, 20)).await;
    bench.app.demo().await.unwrap();
    let (place, actor) = facility(&bench.app, "demo-pharmacy").await;
    let table = bench.app.comparison(&actor, &place.id).await.unwrap();
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(columns, ["R7 薬局確認用", "5.2版 自己点検", "届出・様式"]);
}

#[tokio::test]
async fn a_question_comes_with_its_rows_and_with_what_contradicts_it() {
    let here = hospital().await;
    let asked = here.app.question(&here.actor, &here.place, "6-4").await.unwrap();
    let others: Vec<&str> = asked.otherwise.iter().map(|other| other.question.number()).collect();
    assert_eq!(others, ["7-4", "9-13"]);
    assert!(asked.otherwise.iter().all(|other| other.date.contains("2023年")));
    let rows = here.app.question(&here.actor, &here.place, "9-14").await.unwrap().rows;
    assert!(rows.iter().any(|(_, item)| item.id == "r7-medical:2-6"), "{rows:?}");
    assert!(!rows.iter().any(|(_, item)| item.id.starts_with("r7-pharmacy")), "another kind of facility");
    assert!(matches!(here.app.question(&here.actor, &here.place, "13-1").await, Err(AppError::NotFound)));
    let view = here.app.item(&here.actor, &here.place, "r7-medical:2-6").await.unwrap();
    assert_eq!(view.questions.len(), view.row().item.qa.len());
}

#[tokio::test]
async fn an_answer_that_was_withdrawn_from_the_survey_is_none() {
    let here = hospital().await;
    here.confirm("gmis-r6:q15", no("")).await;
    let emptied = TypedSurvey { seen: BTreeMap::from([("gmis-r6:q15".to_owned(), 1)]), ..TypedSurvey::default() };
    assert_eq!(here.app.save_survey(&here.actor, &here.place, "gmis-r6", &emptied).await.unwrap(), 1);
    let view = here.app.item(&here.actor, &here.place, "r7-medical:2-9").await.unwrap();
    let survey = view.siblings.sheets.iter().find(|sheet| sheet.edition.id == "gmis-r6").unwrap();
    assert!(survey.rows[0].latest.is_none());
    let candidate = &view.offer.started[0];
    assert_eq!((candidate.item.id.as_str(), candidate.shown().is_none(), candidate.seen()), ("gmis-r6:q15", true, 2));
    assert_eq!(refused(&here.take_over("r7-medical:2-9", &["gmis-r6:q15"], "").await.unwrap()), []);
    assert_eq!(here.answer("gmis-r6:q15").await.unwrap().decision.value, AnswerValue::Yes);
}
