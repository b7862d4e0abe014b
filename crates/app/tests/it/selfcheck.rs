//! Self-checks: what is saved and what is not, several checks, sheets for a service.

use crate::support::{Bench, bench};
use jiff::civil::date;
use std::collections::BTreeMap;
use std::sync::Arc;
use tate_app::clock::FixedClock;
use tate_app::documents::{DocumentKind, WhichCheck};
use tate_app::facilities::Founding;
use tate_app::selfcheck::{CheckKey, SelfCheck, State, TypedRow, TypedSheet};
use tate_app::{App, AppError, command_line};
use tate_domain::date::FiscalYear;
use tate_domain::edition::Viewpoint;
use tate_domain::id::FacilityId;
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Role};
use tate_report::Mark;

const STAFF: &str = "gl52-staff";

struct Place {
    app: App,
    actor: Actor,
    at: FacilityId,
    _bench: Bench,
}

/// A pharmacy without a single row.
async fn place() -> Place {
    let bench = bench(date(2026, 11, 20)).await;
    let founding = Founding {
        kind: "pharmacy".into(),
        name: "みなと薬局".into(),
        login: "owner".into(),
        admin_name: "湊 花子".into(),
        password: "mizu-kaze-tuki-yama".into(),
        ..Founding::default()
    };
    let (organization, at, _) = bench.app.found(&founding, "test").await.unwrap();
    Place { app: bench.app.clone(), actor: command_line(organization), at, _bench: bench }
}

impl Place {
    async fn view(&self, edition: &str) -> SelfCheck {
        self.app.selfcheck(&self.actor, &self.at, edition, None).await.unwrap()
    }

    /// The form as the page shows it now, with these rows typed: key, value, 備考.
    async fn typed(&self, edition: &str, rows: &[(&str, &str, &str)]) -> TypedSheet {
        let view = self.view(edition).await;
        typed(&view, rows)
    }

    async fn save(&self, edition: &str, typed: &TypedSheet) -> Result<usize, AppError> {
        self.app.save_selfcheck(&self.actor, &self.at, edition, typed).await
    }

    async fn events(&self) -> i64 {
        self.app.store.tenant(&self.actor.organization).checkpoint().await.unwrap().count
    }

    async fn add_system(&self, kind: &str) {
        let fields = BTreeMap::from([("name".to_owned(), "端末".to_owned()), ("kind".to_owned(), kind.to_owned())]);
        self.app.save_row(&self.actor, &self.at, Ledger::Systems, None, &fields).await.unwrap();
    }
}

fn typed(view: &SelfCheck, rows: &[(&str, &str, &str)]) -> TypedSheet {
    let row = |value: &str, remark: &str| TypedRow { value: value.to_owned(), remark: remark.to_owned() };
    let mut typed = TypedSheet {
        nth: view.key.nth.to_string(),
        checked_on: "2026-11-20".into(),
        seen: view.seen(),
        rows: view
            .rows()
            .zip(view.stored())
            .map(|(shown, entry)| (shown.key().to_owned(), row(&entry.value, &entry.remark)))
            .collect(),
    };
    for (key, value, remark) in rows {
        typed.rows.insert((*key).to_owned(), row(value, remark));
    }
    typed
}

fn problems(result: Result<usize, AppError>) -> Vec<(String, String)> {
    match result {
        Err(AppError::Invalid(problems)) => problems.into_iter().map(|p| (p.field, p.message)).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn rows_that_changed_are_saved_together_and_the_others_are_not_written_again() {
    let place = place().await;
    let before = place.events().await;
    let first = place.typed(STAFF, &[("t01", "yes", ""), ("t02", "no", "朝礼で話す")]).await;
    assert_eq!(place.save(STAFF, &first).await.unwrap(), 2);
    // The round and one event per answer.
    assert_eq!(place.events().await, before + 3);
    let second = place.typed(STAFF, &[("t02", "no", "研修で話す"), ("t03", "yes", "")]).await;
    assert_eq!(place.save(STAFF, &second).await.unwrap(), 2);
    let view = place.view(STAFF).await;
    let versions: Vec<i64> = view.rows().take(4).map(|row| row.version).collect();
    assert_eq!(versions, [1, 2, 1, 0]);
    let answer = view.rows().nth(1).unwrap().answer.unwrap();
    assert_eq!((answer.decision.remark.as_str(), answer.decision.target_date), ("研修で話す", None));
    assert_eq!(view.sheet.score(view.key).whole().percent(), Some(20));
    let nothing = place.typed(STAFF, &[]).await;
    assert_eq!(problems(place.save(STAFF, &nothing).await)[0].0, "rows");
}

#[tokio::test]
async fn a_sheet_with_something_wrong_is_not_saved_at_all() {
    let place = place().await;
    let before = place.events().await;
    let long = "長".repeat(201);
    let mut wrong = place.typed(STAFF, &[("t01", "yes", ""), ("t02", "", "備考だけ"), ("t03", "no", &long)]).await;
    wrong.checked_on = "2026-11-21".into();
    let fields: Vec<String> = problems(place.save(STAFF, &wrong).await).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["checked_on", "t02", "t03"]);
    wrong.seen = "0.0".into();
    assert_eq!(problems(place.save(STAFF, &wrong).await)[0].0, "seen");
    assert_eq!(place.events().await, before);
}

#[tokio::test]
async fn a_row_that_somebody_else_answered_stops_all_of_it_and_keeps_what_was_typed() {
    let place = place().await;
    let mine = place.typed(STAFF, &[("t01", "no", "まだ"), ("t02", "yes", "")]).await;
    let theirs = place.typed(STAFF, &[("t01", "yes", ""), ("t03", "yes", "")]).await;
    place.save(STAFF, &theirs).await.unwrap();
    let before = place.events().await;
    assert!(matches!(place.save(STAFF, &mine).await, Err(AppError::Conflict)));
    assert_eq!(place.events().await, before);
    let view = place.view(STAFF).await;
    let entries = view.compare(&mine).unwrap();
    let shown: Vec<_> = entries.iter().take(4).map(|e| (e.value.as_str(), e.remark.as_str(), e.state)).collect();
    let expected = [
        ("no", "まだ", State::Conflict),
        ("yes", "", State::Typed),
        ("yes", "", State::Untouched),
        ("", "", State::Untouched),
    ];
    assert_eq!(shown, expected);
    // Sent once more with what is there now, it is meant.
    let again = TypedSheet { seen: view.seen(), ..mine.clone() };
    let again = TypedSheet { rows: rows_of(&view, &entries), ..again };
    assert_eq!(place.save(STAFF, &again).await.unwrap(), 2);
    assert_eq!(place.view(STAFF).await.sheet.score(view.key).whole().yes, 2);
}

fn rows_of(view: &SelfCheck, entries: &[tate_app::selfcheck::Entry]) -> BTreeMap<String, TypedRow> {
    let typed = view.rows().zip(entries).map(|(row, entry)| {
        (row.key().to_owned(), TypedRow { value: entry.value.clone(), remark: entry.remark.clone() })
    });
    typed.collect()
}

#[tokio::test]
async fn the_same_form_sent_twice_is_saved_once() {
    let place = place().await;
    let form = place.typed(STAFF, &[("t01", "yes", ""), ("t02", "no", "")]).await;
    let (first, second) = tokio::join!(place.save(STAFF, &form), place.save(STAFF, &form));
    let mut saved = [first.unwrap(), second.unwrap()];
    saved.sort_unstable();
    assert_eq!(saved, [0, 2]);
    assert_eq!(place.view(STAFF).await.rows().map(|row| row.version).sum::<i64>(), 2);
}

#[tokio::test]
async fn a_new_check_asks_every_row_again_and_the_one_before_can_only_be_read() {
    let place = place().await;
    let old = place.typed(STAFF, &[("t01", "yes", ""), ("t02", "no", "")]).await;
    place.save(STAFF, &old).await.unwrap();
    let next = place.view(STAFF).await.sheet.next();
    let new = place.app.selfcheck(&place.actor, &place.at, STAFF, next).await.unwrap();
    assert!(new.is_open() && new.rows().all(|row| row.answer.is_none()));
    // The same answer counts in the new check, though the row's newest answer says it already.
    place.save(STAFF, &typed(&new, &[("t01", "yes", "")])).await.unwrap();
    let view = place.view(STAFF).await;
    assert_eq!((view.key.nth, view.sheet.score(view.key).whole().answered), (2, 1));
    let before = view.sheet.before(view.key).unwrap().key;
    assert_eq!((before.nth, view.sheet.score(before).whole().answered), (1, 2));
    let refused = problems(place.save(STAFF, &TypedSheet { seen: view.seen(), ..old }).await);
    assert_eq!(refused[0].0, "nth");
    let past = place.app.selfcheck(&place.actor, &place.at, STAFF, Some(before)).await.unwrap();
    assert!(!past.is_open());
    let far = CheckKey { nth: 4, ..view.key };
    assert!(matches!(place.app.selfcheck(&place.actor, &place.at, STAFF, Some(far)).await, Err(AppError::NotFound)));
}

#[tokio::test]
async fn the_next_year_is_compared_with_the_last_check_before() {
    let place = place().await;
    let form = place.typed(STAFF, &[("t01", "yes", "")]).await;
    place.save(STAFF, &form).await.unwrap();
    let app = App { clock: Arc::new(FixedClock::on(date(2028, 5, 1))), ..place.app.clone() };
    let view = app.selfcheck(&place.actor, &place.at, STAFF, None).await.unwrap();
    assert_eq!((view.key.year, view.key.nth), (FiscalYear(2028), 1));
    assert_eq!(view.rows().next().unwrap().version, 0);
    assert_eq!(view.sheet.axes(view.key)[0].before.unwrap().yes, 1);
    let mut form = typed(&view, &[("t01", "no", "")]);
    form.checked_on = "2028-04-30".into();
    app.save_selfcheck(&place.actor, &place.at, STAFF, &form).await.unwrap();
    let overview = app.selfchecks(&place.actor, &place.at).await.unwrap();
    let axes = overview.axes();
    let staff = axes.iter().find(|axis| axis.sheet.edition.id == STAFF).unwrap();
    assert_eq!((staff.name().as_str(), staff.gain()), ("職員", Some(-10)));
    let last = |year| app.selfcheck_sheet(&place.actor, &place.at, STAFF, WhichCheck::LastOf(FiscalYear(year)));
    let sheet = last(2026).await.unwrap();
    assert_eq!((sheet.check.as_str(), sheet.meta.fiscal_year_label.as_str()), ("令和8年度 1回目", "令和8年度"));
    assert!(matches!(last(2027).await, Err(AppError::NotFound)));
}

#[tokio::test]
async fn the_sheet_of_a_service_appears_when_the_service_is_in_the_ledger() {
    let place = place().await;
    let roles = |overview: &tate_app::selfcheck::Overview| -> Vec<String> {
        overview.sheets.iter().map(|sheet| sheet.role().to_owned()).collect()
    };
    let without = place.app.selfchecks(&place.actor, &place.at).await.unwrap();
    assert_eq!(roles(&without), ["経営層", "システム管理者", "職員"]);
    assert_eq!(without.hidden[0].id, "gl52-online");
    let asked = place.app.selfcheck(&place.actor, &place.at, "gl52-online", None).await;
    assert!(matches!(asked, Err(AppError::NotFound)));
    place.add_system("receipt").await;
    assert_eq!(place.app.selfchecks(&place.actor, &place.at).await.unwrap().sheets.len(), 3);
    place.add_system("eligibility").await;
    let with = place.app.selfchecks(&place.actor, &place.at).await.unwrap();
    assert_eq!(roles(&with), ["経営層", "システム管理者", "オンライン資格確認", "職員"]);
    assert!(with.hidden.is_empty());
    let counts: Vec<usize> = with.sheets.iter().map(|sheet| sheet.score(sheet.current()).whole().total).collect();
    assert_eq!(counts, [19, 97, 2, 10]);
    let names: Vec<String> = with.axes().iter().map(tate_app::selfcheck::Axis::name).collect();
    assert_eq!(names.len(), 8);
    assert!(!names.contains(&"経営層 発見".to_owned()));
}

#[tokio::test]
async fn one_frozen_proof_holds_what_was_proposed_for_every_row_of_a_save() {
    let place = place().await;
    let form = place.typed("gl52-sysadmin", &[("s01", "yes", ""), ("s02", "no", ""), ("s04", "no", "")]).await;
    place.save("gl52-sysadmin", &form).await.unwrap();
    let view = place.view("gl52-sysadmin").await;
    let proofs: Vec<_> =
        view.rows().filter_map(|row| row.answer.map(|answer| (row.key().to_owned(), answer.proof.clone()))).collect();
    assert!(proofs[0].1.is_none(), "s01 is a human statement");
    assert!(proofs[1].1.is_some() && proofs[1].1 == proofs[2].1);
    let proof =
        place.app.store.tenant(&place.actor.organization).proof(proofs[1].1.as_ref().unwrap()).await.unwrap().unwrap();
    let content: serde_json::Value = serde_json::from_str(&proof.content).unwrap();
    assert_eq!(content["proposals"].as_array().unwrap().len(), 2);
    // Advice of another time proposes nothing.
    assert!(view.rows().all(|row| row.item.superseded.is_none() || row.proposal.is_none()));
}

#[tokio::test]
async fn the_printed_sheet_says_who_when_and_how_and_a_blank_one_nothing() {
    let place = place().await;
    let form = place.typed("gl52-executive", &[("e01", "yes", ""), ("e17", "no", "来月"), ("e18", "yes", "")]).await;
    place.save("gl52-executive", &form).await.unwrap();
    let print = |edition: &'static str, which| place.app.selfcheck_sheet(&place.actor, &place.at, edition, which);
    let sheet = print("gl52-executive", WhichCheck::Current).await.unwrap();
    assert_eq!((sheet.check.as_str(), sheet.date.as_str()), ("令和8年度 1回目", "2026/11/20"));
    assert_eq!(sheet.filled_by.as_deref(), Some("コマンド"));
    let counts: Vec<&str> = sheet.scores.iter().map(|line| line.count.as_str()).collect();
    assert_eq!(counts, ["1／16", "項目なし", "1／3"]);
    assert!(sheet.weakest.starts_with("予防：○は1／16（6%）です。未回答が15項目"), "{}", sheet.weakest);
    assert_eq!(sheet.chart.unwrap().axes, ["予防", "是正"]);
    assert_eq!(
        (sheet.rows[0].mark, sheet.rows[16].mark, sheet.rows[16].remark.as_str()),
        (Mark::Yes, Mark::No, "来月")
    );
    assert!(sheet.notes[0].starts_with("No.19："), "{:?}", sheet.notes);
    let blank = print("gl52-executive", WhichCheck::Blank).await.unwrap();
    assert!(blank.chart.is_none() && blank.rows.iter().all(|row| row.mark == Mark::Blank && row.remark.is_empty()));
    assert_eq!(blank.filled_by.as_deref(), Some(""));
    place.add_system("eligibility").await;
    assert_eq!(print("gl52-online", WhichCheck::Current).await.unwrap().filled_by, None);
    let kind = DocumentKind::SelfCheck(WhichCheck::Current);
    let file = place.app.document_pdf(&place.actor, &place.at, STAFF, kind).await.unwrap();
    assert!(file.name.contains("自己点検表"), "{}", file.name);
}

#[tokio::test]
async fn who_may_not_confirm_reads_and_who_may_not_print_does_not() {
    let place = place().await;
    let form = place.typed(STAFF, &[("t01", "yes", "")]).await;
    for (role, prints) in [(Role::Operator, true), (Role::Staff, false), (Role::Inspector, true)] {
        let actor = Actor { role, ..place.actor.clone() };
        let saved = place.app.save_selfcheck(&actor, &place.at, STAFF, &form).await;
        assert!(matches!(saved, Err(AppError::Forbidden(_))), "{role:?}");
        assert!(place.app.selfcheck(&actor, &place.at, STAFF, None).await.is_ok());
        assert_eq!(place.app.selfcheck_sheet(&actor, &place.at, STAFF, WhichCheck::Blank).await.is_ok(), prints);
    }
}

#[tokio::test]
async fn the_weakest_viewpoint_of_all_sheets_is_named_with_its_rows() {
    let place = place().await;
    let executive = place.typed("gl52-executive", &[("e01", "yes", ""), ("e17", "no", ""), ("e18", "no", "")]).await;
    place.save("gl52-executive", &executive).await.unwrap();
    let overview = place.app.selfchecks(&place.actor, &place.at).await.unwrap();
    let axes = overview.axes();
    let weak = tate_app::selfcheck::weakest(&axes).unwrap();
    assert_eq!((weak.name().as_str(), weak.share.viewpoint), ("経営層 是正", Some(Viewpoint::Correct)));
    let numbers: Vec<&str> = weak.crossed().iter().map(|item| item.number.as_str()).collect();
    assert_eq!(numbers, ["17", "18"]);
}
