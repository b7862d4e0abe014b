//! Surveys and forms: branches without JavaScript, what is prefilled, what is refused, the files.
use crate::support::{add_row, assert_explains};
use crate::{on_both, on_one};
use tate_app::facilities::{TypedProfile, check_profile};
use tate_domain::role::Role;
use tate_testkit::{Browser, TestApp};

const GMIS: &str = "/surveys/gmis-r6";

/// The first facility as one of another kind, with its owner signed in.
async fn of_kind(test: &TestApp, kind: &str) -> Browser {
    let typed =
        TypedProfile { kind, name: "みなと病院", founder: "医療法人みなと会", ..TypedProfile::default() };
    test.app.change_facility(&test.actor(), &test.facility, &check_profile(typed).unwrap()).await.unwrap();
    test.signed_in("owner").await
}

async fn hospital(test: &TestApp) -> Browser {
    of_kind(test, "hospital").await
}

on_both!(a_question_appears_once_the_answer_that_opens_it_is_saved, |test| {
    let browser = hospital(&test).await;
    let page = browser.get(GMIS).await;
    let closed = "CISOの資格の有無：Q2-1が「はい」のときだけ答えます。";
    assert!(page.text().contains(closed));
    assert!(!page.fields(GMIS).iter().any(|(name, _)| name == "seen.q2-2"), "a closed question is not sent");
    assert_eq!(tate_testkit::html::faults(&page.body), Vec::<String>::new());

    let saved = browser.submit(&page, GMIS, &[("q2-1", "yes"), ("q13", "１３")]).await;
    assert_eq!((saved.status, saved.location()), (303, "/surveys/gmis-r6?done=saved"));
    let page = browser.get(GMIS).await;
    assert!(page.fields(GMIS).iter().any(|(name, value)| name == "seen.q2-2" && value == "0"));
    assert_eq!(page.input("q13").as_deref(), Some("13"), "full width is narrowed");

    let saved = browser.submit(&page, GMIS, &[("q2-1", "no")]).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let page = browser.get(GMIS).await;
    assert!(!page.fields(GMIS).iter().any(|(name, _)| name == "seen.q2-2"));
    let file = browser.get("/documents/answers.csv?edition=gmis-r6").await;
    assert!(file.header("content-disposition").contains(".csv"));
    assert!(
        file.body.lines().any(|line| line.starts_with("Q2-2,") && line.contains("—（対象外の分岐）")),
        "{}",
        file.body
    );
    assert!(file.body.lines().any(|line| line.starts_with("Q13,") && line.contains(",13,")), "{}", file.body);
});

on_both!(what_cannot_be_is_said_beside_its_field_and_nothing_is_saved, |test| {
    let browser = hospital(&test).await;
    let page = browser.get(GMIS).await;
    let before = test.events().await;
    let refused = browser.submit(&page, GMIS, &[("q13", "八文字"), ("q8", "yes"), ("q2-1", "yes")]).await;
    assert_explains(&refused, 422, "保存していません。");
    assert!(refused.text().contains("「八文字」を整数として読み取れません"));
    assert_eq!(test.events().await, before);
    let sent = refused.fields(GMIS);
    let holds = |name: &str, value: &str| sent.iter().any(|(n, v)| n == name && v == value);
    assert!(holds("q13", "八文字") && holds("q8", "yes"), "what was typed is still there");
    assert!(holds("seen.q2-2", "0"), "and the branch it opens is shown");
});

on_both!(a_proposal_is_marked_until_somebody_saves_it, |test| {
    let browser = hospital(&test).await;
    let page = browser.get(GMIS).await;
    // The names of the facility are the one thing it knows about itself.
    assert_eq!(page.input("q1-2").as_deref(), Some("医療法人みなと会　みなと病院"));
    assert!(page.text().contains("提案（未確定）が1問"));
    assert!(page.text().contains("台帳からの提案：まだ決まりません"));
    assert_eq!(page.input("q14").as_deref(), Some(""), "a gap is no はい");
    assert_eq!(browser.submit(&page, GMIS, &[]).await.status, 303);
    let page = browser.get(GMIS).await;
    assert!(!page.text().contains("提案（未確定）"));
    assert!(page.body.contains("id=\"q1-2-copy\" readonly"));
});

on_both!(whoever_saves_second_sees_both_answers_and_decides, |test| {
    let browser = hospital(&test).await;
    let page = browser.get(GMIS).await;
    assert_eq!(browser.submit(&page, GMIS, &[("q8", "yes"), ("q9", "yes")]).await.status, 303);
    let late = browser.submit(&page, GMIS, &[("q8", "no")]).await;
    assert_explains(&late, 409, "ほかの人が先に答えました");
    assert!(late.text().contains("いまの回答：<strong>はい</strong>（ownerさん"), "{}", late.text());
    assert_eq!(late.input("q8").as_deref(), Some("no"));
    assert_eq!(late.input("q9").as_deref(), Some("yes"), "what was left alone shows the newer answer");
    assert_eq!(browser.submit(&late, GMIS, &[]).await.status, 303);
    assert_eq!(browser.get(GMIS).await.input("q8").as_deref(), Some("no"));
});

on_one!(a_pharmacy_fills_in_its_forms_and_prints_them, |test| {
    let browser = test.signed_in("owner").await;
    add_row(&browser, "systems", &[("name", "試し薬歴"), ("kind", "record")]).await;
    let list = browser.get("/surveys").await;
    assert!(list.body.contains("/surveys/form-8\"") && list.body.contains("/surveys/form-87-3-6\""));
    assert!(!list.body.contains(GMIS));
    for (edition, field, value) in [("form-8", "1", "done"), ("form-87-3-6", "8", "yes")] {
        let path = format!("/surveys/{edition}");
        let page = browser.get(&path).await;
        assert_eq!(tate_testkit::html::faults(&page.body), Vec::<String>::new(), "{edition}");
        assert_eq!(browser.submit(&page, &path, &[(field, value)]).await.status, 303, "{edition}");
        assert_eq!(browser.get(&path).await.input(field).as_deref(), Some(value), "{edition}");
        let printed = browser.get(&format!("/documents/answers.pdf?edition={edition}")).await;
        assert_eq!(printed.status, 200, "{}", printed.text());
        assert!(printed.body.contains("AnswerSheet"), "{}", printed.body);
    }
    let printed = browser.get("/documents/answers.pdf?edition=form-8").await.body;
    assert!(printed.contains("試し薬歴"), "the header comes from the ledger");
    for path in [GMIS, "/surveys/nothing", "/documents/answers.pdf", "/documents/answers.csv?edition=gmis-r6"] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
    let log = browser.get("/settings/audit").await.text();
    assert!(log.contains("調査・様式の回答"), "{log}");
});

on_one!(whoever_may_not_confirm_reads_the_answers_and_gets_no_form, |test| {
    let owner = hospital(&test).await;
    let page = owner.get(GMIS).await;
    assert_eq!(owner.submit(&page, GMIS, &[("q8", "yes")]).await.status, 303);
    test.add_person("operator", Role::Operator).await;
    let operator = test.signed_in("operator").await;
    let page = operator.get(GMIS).await;
    assert!(page.text().contains("回答を保存できるのは"));
    assert!(!page.body.contains("data-survey"));
    assert_eq!(tate_testkit::html::faults(&page.body), Vec::<String>::new());
    assert_eq!(operator.post(GMIS, &[("seen.q8", "1"), ("q8", "no")]).await.status, 403);
    // The row's own address leads to the question.
    let moved = owner.get("/checklist/gmis-r6/q13").await;
    assert_eq!((moved.status, moved.location()), (303, "/surveys/gmis-r6#q13"));
});

on_one!(a_clinic_is_told_that_there_is_none, |test| {
    let browser = of_kind(&test, "clinic").await;
    let page = browser.get("/surveys").await;
    assert!(page.text().contains("診療所が答える調査や様式は、まだ収めていません"));
    assert!(page.body.contains("href=\"/checklist\""));
});
