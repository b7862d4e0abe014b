//! Surveys and forms: branches, types, what is prefilled, saving at once, the printed sheet.

use crate::support::{Bench, bench, facility};
use jiff::civil::date;
use std::collections::BTreeMap;
use std::sync::Arc;
use tate_app::checklist::TypedAnswer;
use tate_app::clock::FixedClock;
use tate_app::documents::DocumentKind;
use tate_app::facilities::Founding;
use tate_app::ledgers::Exported;
use tate_app::survey::{Prefill, Source, Survey, TypedSurvey};
use tate_app::{App, AppError, command_line};
use tate_domain::date::FiscalYear;
use tate_domain::edition::AnswerKind;
use tate_domain::id::FacilityId;
use tate_domain::ledger::Ledger;
use tate_domain::proposal::Verdict;
use tate_domain::role::{Actor, Role};
use tate_report::{AnswerRow, AnswerSheet, Given};

const GMIS: &str = "gmis-r6";

/// A facility without any facts.
async fn blank(bench: &Bench, kind: &str) -> (Actor, FacilityId) {
    let founding = Founding {
        kind: kind.into(),
        name: "試しの施設".into(),
        founder: "試しの法人".into(),
        login: "owner".into(),
        admin_name: "試山 ためす".into(),
        password: "mizu-kaze-tuki-yama".into(),
        ..Founding::default()
    };
    let (organization, facility, _) = bench.app.found(&founding, "test").await.unwrap();
    (command_line(organization), facility)
}

/// What a page with these questions would send; a key begins behind the edition.
fn typed(survey: &Survey, answers: &[(&str, &[&str])]) -> TypedSurvey {
    let id = |key: &str| format!("{}:{key}", survey.list.edition.id);
    let version = |id: &String| {
        let row = survey.list.rows.iter().find(|row| row.item.id == *id).unwrap();
        row.answer.as_ref().map_or(0, |answer| answer.version)
    };
    let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
    TypedSurvey {
        answers: answers.iter().map(|(key, given)| (id(key), codes(given))).collect(),
        seen: answers.iter().map(|(key, _)| (id(key), version(&id(key)))).collect(),
    }
}

async fn save(app: &App, actor: &Actor, at: &FacilityId, edition: &str, answers: &[(&str, &[&str])]) -> usize {
    let survey = app.survey(actor, at, edition).await.unwrap();
    app.save_survey(actor, at, edition, &typed(&survey, answers)).await.unwrap()
}

fn prefill<'a>(survey: &'a Survey, key: &str) -> Option<&'a Prefill> {
    let id = format!("{}:{key}", survey.list.edition.id);
    survey.rows().find(|(row, _)| row.item.id == id).unwrap().1.prefill.as_ref()
}

fn printed<'a>(sheet: &'a AnswerSheet, number: &str) -> &'a AnswerRow {
    sheet.sections.iter().flat_map(|section| &section.rows).find(|row| row.number == number).unwrap()
}

fn words(text: &str) -> Given {
    Given::Words(text.into())
}

#[tokio::test]
async fn a_closed_branch_is_empty_everywhere_and_its_old_answer_comes_back_with_it() {
    let bench = bench(date(2026, 11, 20)).await;
    let (actor, at) = blank(&bench, "hospital").await;
    let app = &bench.app;
    let before = app.survey(&actor, &at, GMIS).await.unwrap().progress();
    save(app, &actor, &at, GMIS, &[("q7-1", &["yes"]), ("q7-2", &["yes"])]).await;
    let open = app.survey(&actor, &at, GMIS).await.unwrap();
    assert_eq!(open.progress(), (2, before.1 + 1));
    let sheet = app.answer_sheet(&actor, &at, GMIS, None).await.unwrap();
    assert_eq!(printed(&sheet, "Q7-2").given, words("はい"));

    save(app, &actor, &at, GMIS, &[("q7-1", &["no"])]).await;
    let closed = app.survey(&actor, &at, GMIS).await.unwrap();
    assert_eq!(closed.progress(), (1, before.1));
    assert!(closed.findings.is_empty(), "{:?}", closed.findings);
    let sheet = app.answer_sheet(&actor, &at, GMIS, None).await.unwrap();
    assert_eq!(printed(&sheet, "Q7-2").given, Given::Closed);
    let file: Exported = app.answers_csv(&actor, &at, GMIS, None).await.unwrap();
    let text = String::from_utf8(file.bytes).unwrap();
    assert!(text.starts_with("\u{feff}番号,区分,質問,回答,根拠,確認日\r\n"), "{text}");
    assert!(text.lines().any(|line| line.starts_with("Q7-2,") && line.contains("—（対象外の分岐）")), "{text}");

    save(app, &actor, &at, GMIS, &[("q7-1", &["yes"])]).await;
    let sheet = app.answer_sheet(&actor, &at, GMIS, None).await.unwrap();
    assert_eq!(printed(&sheet, "Q7-2").given, words("はい"));
}

#[tokio::test]
async fn what_is_sent_for_a_question_that_the_same_form_closes_is_not_saved() {
    let bench = bench(date(2026, 11, 20)).await;
    let (actor, at) = blank(&bench, "hospital").await;
    let saved = save(&bench.app, &actor, &at, GMIS, &[("q7-1", &["no"]), ("q7-2", &["yes"])]).await;
    assert_eq!(saved, 1);
    let survey = bench.app.survey(&actor, &at, GMIS).await.unwrap();
    assert!(survey.confirmed()["gmis-r6:q7-2"].is_empty());
}

#[tokio::test]
async fn a_full_width_number_is_narrowed_and_one_bad_field_keeps_everything_from_being_saved() {
    let bench = bench(date(2026, 11, 20)).await;
    let (actor, at) = blank(&bench, "hospital").await;
    let app = &bench.app;
    save(app, &actor, &at, GMIS, &[("q13", &[" １３ "])]).await;
    let survey = app.survey(&actor, &at, GMIS).await.unwrap();
    assert_eq!(survey.confirmed()["gmis-r6:q13"], ["13"]);

    let events = || async { app.store.tenant(&actor.organization).checkpoint().await.unwrap().count };
    let before = events().await;
    let bad: &[(&str, &[&str])] = &[("q13", &["８文字以上"]), ("q3", &["many"]), ("q8", &["yes"])];
    let refused = app.save_survey(&actor, &at, GMIS, &typed(&survey, bad)).await;
    let Err(AppError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["gmis-r6:q3", "gmis-r6:q13"]);
    assert!(problems[1].message.contains("「８文字以上」"), "{}", problems[1].message);
    assert_eq!(events().await, before);
    let (_, again) = app.survey_typed(&actor, &at, GMIS, &typed(&survey, bad)).await.unwrap();
    assert_eq!(again["gmis-r6:q13"], ["８文字以上"], "what was typed is kept");
}

#[tokio::test]
async fn only_what_changed_is_saved_with_one_proof_and_saving_again_changes_nothing() {
    let bench = bench(date(2026, 11, 20)).await;
    let (actor, at) = blank(&bench, "hospital").await;
    let app = &bench.app;
    let answers: &[(&str, &[&str])] = &[
        ("q1-1", &["試山 ためす"]),
        ("q2-1", &["yes"]),
        ("q2-2", &["yes"]),
        ("q2-3", &["other", "fe"]),
        ("q5", &[""]),
    ];
    assert_eq!(save(app, &actor, &at, GMIS, answers).await, 4);
    let survey = app.survey(&actor, &at, GMIS).await.unwrap();
    assert_eq!(survey.confirmed()["gmis-r6:q2-3"], ["fe", "other"]);
    let proofs: std::collections::BTreeSet<String> =
        survey.list.rows.iter().filter_map(|row| Some(row.answer.as_ref()?.proof.as_ref()?.to_string())).collect();
    assert_eq!(proofs.len(), 1);
    assert_eq!(save(app, &actor, &at, GMIS, answers).await, 0);
    // Taking an answer back is an answer as well.
    assert_eq!(save(app, &actor, &at, GMIS, &[("q1-1", &[""])]).await, 1);
    assert!(app.survey(&actor, &at, GMIS).await.unwrap().confirmed()["gmis-r6:q1-1"].is_empty());
}

#[tokio::test]
async fn two_people_meet_only_at_the_question_that_both_changed() {
    let bench = bench(date(2026, 11, 20)).await;
    let (actor, at) = blank(&bench, "hospital").await;
    let app = &bench.app;
    save(app, &actor, &at, GMIS, &[("q8", &["no"]), ("q9", &["no"])]).await;
    let page = app.survey(&actor, &at, GMIS).await.unwrap();
    save(app, &actor, &at, GMIS, &[("q8", &["yes"])]).await;
    // The other page still shows いいえ at Q8 and changes Q9 only.
    let other = typed(&page, &[("q8", &["no"]), ("q9", &["yes"])]);
    assert_eq!(app.save_survey(&actor, &at, GMIS, &other).await.unwrap(), 1);
    assert_eq!(app.survey(&actor, &at, GMIS).await.unwrap().confirmed()["gmis-r6:q8"], ["yes"]);
    // Taken back at Q8 on the old page: both changed it.
    let both = typed(&page, &[("q8", &[""]), ("q9", &["no"])]);
    assert!(matches!(app.save_survey(&actor, &at, GMIS, &both).await, Err(AppError::Conflict)));
    let (_, again) = app.survey_typed(&actor, &at, GMIS, &both).await.unwrap();
    assert_eq!(again["gmis-r6:q9"], ["yes"], "what its author left alone shows what others saved");
}

#[tokio::test]
async fn the_ledgers_prefill_what_they_decide_and_nothing_else() {
    let bench = bench(date(2026, 11, 20)).await;
    let app = &bench.app;
    app.demo().await.unwrap();
    let (place, actor) = facility(app, "demo-hospital").await;
    let survey = app.survey(&actor, &place.id, GMIS).await.unwrap();
    let mut prefilled = 0;
    for (row, question) in survey.rows() {
        let from_ledgers = question.prefill.as_ref().is_some_and(|prefill| prefill.source == Source::Ledgers);
        let undecided = matches!(row.proposal.verdict, Verdict::Undetermined | Verdict::NotApplicable);
        assert!(!(from_ledgers && undecided), "{}", row.item.number);
        if row.item.answer == AnswerKind::YesNo && from_ledgers {
            assert_eq!(question.prefill.as_ref().unwrap().codes, [row.proposal.verdict.code()], "{}", row.item.number);
        }
        assert!(!from_ledgers || !row.proposal.reasons.is_empty(), "{}", row.item.number);
        prefilled += usize::from(from_ledgers);
    }
    assert!(prefilled >= 10, "{prefilled}");
    assert!(survey.rows().any(|(_, question)| !question.figures.is_empty()));
    assert_eq!(survey.progress().0, 0, "a proposal is no answer");
}

#[tokio::test]
async fn a_checklist_answers_only_what_it_says_itself_and_a_plan_is_never_yes() {
    let bench = bench(date(2026, 11, 20)).await;
    let (actor, at) = blank(&bench, "hospital").await;
    let app = &bench.app;
    let confirm = async |item: &str, typed: TypedAnswer| {
        app.confirm(&actor, &at, item, 0, &TypedAnswer { reason: "現地で確かめた".into(), ..typed }).await.unwrap();
    };
    let no = TypedAnswer { value: "no".into(), target_date: "2027-03-01".into(), ..TypedAnswer::default() };
    let yes = TypedAnswer { value: "yes".into(), ..TypedAnswer::default() };
    confirm("r7-medical:3-3", no).await;
    confirm("r7-medical:2-9", yes.clone()).await;
    confirm("r7-medical:2-10", TypedAnswer { substate: "planned".into(), ..yes }).await;
    let survey = app.survey(&actor, &at, GMIS).await.unwrap();
    let from_checklist = |code: &str| Some(Prefill { codes: vec![code.into()], source: Source::Checklist });
    assert_eq!(prefill(&survey, "q7-1").cloned(), from_checklist("no"));
    // The ledgers are asked about media and are empty: the checklist does not say はい for them.
    assert_eq!(prefill(&survey, "q15"), None);
    assert_eq!(prefill(&survey, "q14"), None);
    let said = |key: &str| {
        let id = format!("gmis-r6:{key}");
        let (_, question) = survey.rows().find(|(row, _)| row.item.id == id).unwrap();
        question.on_checklists.iter().map(|one| one.text.clone()).collect::<String>()
    };
    assert!(said("q7-1").contains("3-③") && said("q7-1").contains("2026/11/20 に「いいえ」"), "{}", said("q7-1"));
    assert!(said("q14").contains("予定"), "{}", said("q14"));

    save(app, &actor, &at, GMIS, &[("q7-1", &["yes"])]).await;
    let survey = app.survey(&actor, &at, GMIS).await.unwrap();
    assert!(survey.findings.iter().any(|finding| finding.text.contains("3-③")), "{:?}", survey.findings);
}

#[tokio::test]
async fn a_form_prints_its_header_from_the_ledgers_and_its_choices_with_a_mark() {
    let bench = bench(date(2026, 11, 20)).await;
    let (actor, at) = blank(&bench, "pharmacy").await;
    let app = &bench.app;
    let row = |fields: &[(&str, &str)]| -> BTreeMap<String, String> {
        fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    };
    let vendor = row(&[("name", "架空システム"), ("contact", "窓口 はな")]);
    let vendor = app.save_row(&actor, &at, Ledger::Vendors, None, &vendor).await.unwrap().to_string();
    let system = row(&[("name", "試し薬歴"), ("kind", "record"), ("vendor", &vendor), ("version", "7")]);
    app.save_row(&actor, &at, Ledger::Systems, None, &system).await.unwrap();
    let blank = app.answer_sheet(&actor, &at, "form-8", None).await.unwrap();
    assert!(matches!(printed(&blank, "2-(1)-5-1").given, Given::Choices(_)), "to be filled in by hand");
    save(app, &actor, &at, "form-8", &[("1", &["done"]), ("2-1-5", &["none"])]).await;
    let sheet = app.answer_sheet(&actor, &at, "form-8", None).await.unwrap();
    let header: BTreeMap<&str, &str> =
        sheet.header.iter().map(|field| (field.label.as_str(), field.value.as_str())).collect();
    assert_eq!(
        (header["ベンダー名"], header["機種"], header["ベンダー担当者"], header["保険薬局コード"]),
        ("架空システム", "試し薬歴 7", "窓口 はな", "")
    );
    let Given::Choices(choices) = &printed(&sheet, "1").given else { panic!("no choices") };
    let marked: Vec<_> = choices.iter().map(|choice| (choice.label.as_str(), choice.chosen)).collect();
    assert_eq!(marked, [("していない", false), ("している", true)]);
    assert_eq!(printed(&sheet, "2-(1)-5-1").given, Given::Closed);

    save(app, &actor, &at, "form-87-3-6", &[("1", &["yes"]), ("8", &[])]).await;
    let boxes = app.answer_sheet(&actor, &at, "form-87-3-6", None).await.unwrap();
    assert_eq!((&printed(&boxes, "1").given, &printed(&boxes, "8").given), (&Given::Tick(true), &Given::Tick(false)));
    assert_eq!(app.survey(&actor, &at, "form-87-3-6").await.unwrap().progress(), (1, 8));
    assert!(boxes.notes.iter().any(|note| note.contains("2026年5月31日")), "{:?}", boxes.notes);
}

#[tokio::test]
async fn each_kind_of_facility_has_its_own_sheets_and_staff_may_look_only() {
    let bench = bench(date(2026, 11, 20)).await;
    let (actor, at) = blank(&bench, "pharmacy").await;
    let app = &bench.app;
    let sheets = app.surveys(&actor, &at).await.unwrap();
    let ids: Vec<&str> = sheets.iter().map(|survey| survey.list.edition.id.as_str()).collect();
    assert_eq!(ids.len(), 2, "{ids:?}");
    assert!(ids.contains(&"form-8") && ids.contains(&"form-87-3-6"));
    for other in [GMIS, "r7-pharmacy", "nothing"] {
        assert!(matches!(app.survey(&actor, &at, other).await, Err(AppError::NotFound)), "{other}");
    }
    let survey = app.survey(&actor, &at, "form-8").await.unwrap();
    let staff = Actor { role: Role::Staff, ..actor.clone() };
    let refused = app.save_survey(&staff, &at, "form-8", &typed(&survey, &[("1", &["done"])])).await;
    assert!(matches!(refused, Err(AppError::Forbidden(_))));
    assert!(matches!(app.answers_csv(&staff, &at, "form-8", None).await, Err(AppError::Forbidden(_))));
    let one = TypedAnswer { value: "yes".into(), ..TypedAnswer::default() };
    let by_row = app.confirm(&actor, &at, "form-8:1", 0, &one).await;
    assert!(matches!(by_row, Err(AppError::NotFound)), "a choice is no yes or no");
    let file = app.document_pdf(&actor, &at, "form-8", DocumentKind::AnswerSheet(None)).await.unwrap();
    assert!(file.name.contains("様式8電子薬歴"), "{}", file.name);
    let events = app.store.tenant(&actor.organization).events_about("document:answers", 1).await.unwrap();
    assert_eq!(events[0].action, "document.print");
}

#[tokio::test]
async fn last_years_survey_stays_readable_and_is_no_longer_filled_in() {
    let mut bench = bench(date(2026, 2, 10)).await;
    let (actor, at) = blank(&bench, "hospital").await;
    save(&bench.app, &actor, &at, "gmis-r6", &[("q10", &["yes"]), ("q13", &["12"])]).await;
    let last = FiscalYear(2025);
    assert!(bench.app.earlier_surveys(&actor, &at).await.unwrap().is_empty());
    bench.app.clock = Arc::new(FixedClock::on(date(2026, 4, 1)));
    let app = &bench.app;
    let now = app.survey(&actor, &at, "gmis-r6").await.unwrap();
    assert!(now.list.rows.iter().all(|row| row.answer.is_none()), "a new year begins empty");
    let earlier = app.earlier_surveys(&actor, &at).await.unwrap();
    assert_eq!(earlier.iter().map(|(year, sheet)| (*year, sheet.id.as_str())).collect::<Vec<_>>(), [(last, "gmis-r6")]);
    let before = app.survey_of(&actor, &at, "gmis-r6", last).await.unwrap();
    assert!(before.list.over && before.rows().all(|(_, question)| question.prefill.is_none()));
    let sheet = app.answer_sheet(&actor, &at, "gmis-r6", Some(last)).await.unwrap();
    assert_eq!(
        (sheet.meta.fiscal_year_label.as_str(), printed(&sheet, "Q13").given.text().as_str()),
        ("令和7年度", "12")
    );
    let csv = app.answers_csv(&actor, &at, "gmis-r6", Some(last)).await.unwrap();
    assert!(String::from_utf8(csv.bytes).unwrap().contains(",12,"));
    let none = app.answer_sheet(&actor, &at, "gmis-r6", Some(FiscalYear(2024))).await;
    assert!(matches!(none, Err(AppError::NotFound)));
}
