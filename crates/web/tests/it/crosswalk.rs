//! One answer on several sheets: the offer on an item's page, what is taken over, the table of all sheets.
use crate::support::{answer, assert_explains, item, kept};
use crate::{on_both, on_one};
use tate_domain::answer::AnswerValue;
use tate_domain::role::Role;
use tate_testkit::{Answer, Browser, Engine, TestApp, html};

const OFFER: &str = "同じ内容の項目にもこの回答を使えます";

/// Answers a row of the staff's self-check through its own page.
async fn begin_self_check(browser: &Browser, value: &str) {
    let form = [("value", value), ("checked_on", "2026-11-20"), ("seen", "0")];
    let saved = browser.post("/checklist/gl52-staff/t08", &form).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
}

/// The boxes that a page offers, and whether one is ticked already.
fn boxes(page: &Answer) -> Vec<(String, bool)> {
    let tags = html::tags(&page.body).into_iter().filter(|tag| tag.get("name") == Some("take"));
    tags.map(|tag| (tag.get("value").unwrap().to_owned(), tag.get("checked").is_some())).collect()
}

async fn now(test: &TestApp, id: &str) -> Option<AnswerValue> {
    let view = test.app.item(&test.actor(), &test.facility, id).await.unwrap();
    view.row().answer.as_ref().map(|answer| answer.decision.value)
}

on_both!(a_confirmed_answer_is_offered_for_a_sheet_in_use_and_only_what_is_ticked_is_confirmed, |test| {
    let browser = test.signed_in("owner").await;
    let alone = answer(&browser, "2-9", &[("value", "yes"), ("reason", "設定を確認")]).await;
    assert!(!alone.location().contains("2-9"), "one sheet alone: on to the next row, {}", alone.location());
    begin_self_check(&browser, "no").await;
    let again = answer(&browser, "2-9", &[("value", "yes"), ("reason", "設定を再確認"), ("seen", "1")]).await;
    assert_eq!(again.location(), "/checklist/r7-pharmacy/2-9?done=confirmed#same");
    let page = browser.get(&item("2-9")).await;
    assert!(page.text().contains(OFFER) && page.text().contains("選んだ項目にも確定する"));
    let offered = boxes(&page);
    assert_eq!(offered[0], ("gl52-staff:t08@1".to_owned(), false), "{offered:?}");
    assert!(offered.iter().all(|(_, ticked)| !ticked), "nothing is ticked by itself");
    let path = format!("{}/siblings", item("2-9"));
    let before = test.events().await;
    let none = browser.submit(&page, &path, &[]).await;
    assert_explains(&none, 422, "項目が選ばれていません");
    assert_eq!(test.events().await, before);
    let taken = browser.submit(&page, &path, &[("take", "gl52-staff:t08@1")]).await;
    assert_eq!((taken.status, taken.location()), (303, "/checklist/r7-pharmacy/2-9?done=confirmed#siblings"));
    assert_eq!(now(&test, "gl52-staff:t08").await, Some(AnswerValue::Yes));
    assert_eq!(now(&test, "gl52-sysadmin:s17").await, None, "offered, not ticked");
    let page = browser.get(&item("2-9")).await;
    assert!(!boxes(&page).iter().any(|(value, _)| value.starts_with("gl52-staff")));
    assert!(page.text().contains("ほかの版の同じ項目") && page.text().contains("○（2026/11/20、ownerさん）"));
    assert!(test.app.audit_verify(&test.actor()).await.unwrap().is_ok());
});

on_both!(what_cannot_be_taken_over_is_listed_with_its_reason_beside_what_was_confirmed, |test| {
    let browser = test.signed_in("owner").await;
    begin_self_check(&browser, "no").await;
    let path = "/checklist/gl52-staff/t08/siblings";
    let both = [("of", "1"), ("take", "r7-pharmacy:2-9@0"), ("take", "gl52-sysadmin:s17@0"), ("target_date", "")];
    let partly = browser.post(path, &both).await;
    assert_explains(&partly, 422, "確定できなかった項目（1件）");
    assert!(partly.text().contains("目標日がありません") && partly.text().contains("確定した項目（1件）"));
    assert_eq!(now(&test, "r7-pharmacy:2-9").await, None);
    assert_eq!(now(&test, "gl52-sysadmin:s17").await, Some(AnswerValue::No));
    let page = browser.get("/checklist/gl52-staff/t08").await;
    assert!(page.text().contains("目標日（チェックリストの項目を選ぶとき）"));
    let rest = [("of", "1"), ("take", "r7-pharmacy:2-9@0"), ("target_date", "令和9年2月1日")];
    assert_eq!(browser.post(path, &rest).await.status, 303);
    let decision = kept(&test, "2-9").await.history[0].decision.clone();
    assert_eq!(decision.target_date.unwrap().to_string(), "2027-02-01");
    assert!(decision.reason.contains("5.2版 職員 8 の回答から"), "{}", decision.reason);
});

on_both!(an_answer_that_changed_meanwhile_is_not_taken_over, |test| {
    let browser = test.signed_in("owner").await;
    begin_self_check(&browser, "no").await;
    assert_eq!(answer(&browser, "2-9", &[("value", "yes"), ("reason", "確認")]).await.status, 303);
    let page = browser.get(&item("2-9")).await;
    let path = format!("{}/siblings", item("2-9"));
    let newer = [("value", "no"), ("target_date", "2027-03-31"), ("seen", "1")];
    assert_eq!(answer(&browser, "2-9", &newer).await.status, 303);
    let stale = browser.submit(&page, &path, &[("take", "gl52-staff:t08@1")]).await;
    assert_explains(&stale, 409, "画面を開いた後に変わりました");
    assert_eq!(now(&test, "gl52-staff:t08").await, Some(AnswerValue::No));
});

on_one!(a_plan_is_shown_as_held_back_with_the_reason, |test| {
    let browser = test.signed_in("owner").await;
    let planned = [("value", "yes"), ("substate", "planned"), ("reason", "来年の更新で導入")];
    assert_eq!(answer(&browser, "2-10", &planned).await.status, 303);
    let page = browser.get(&item("2-10")).await;
    assert!(!page.text().contains(OFFER) && boxes(&page).is_empty());
    assert!(page.text().contains("実際に済むまで「はい」と答えられません"), "{}", page.text());
});

on_one!(a_form_that_no_page_of_ours_sends_is_refused, |test| {
    let browser = test.signed_in("owner").await;
    assert_eq!(answer(&browser, "2-9", &[("value", "yes"), ("reason", "確認")]).await.status, 303);
    let path = format!("{}/siblings", item("2-9"));
    for (form, status) in [
        ([("of", "1"), ("take", "gl52-staff:t08")], 400),
        ([("of", "x"), ("take", "gl52-staff:t08@0")], 400),
        ([("of", "1"), ("take", "r7-pharmacy:2-8@0")], 404),
        ([("of", "1"), ("take", "gmis-r6:q15@0")], 404),
    ] {
        let sent = browser.post(&path, &form).await;
        assert_eq!(sent.status, status, "{form:?}: {}", sent.text());
    }
    assert_eq!(now(&test, "r7-pharmacy:2-8").await, None);
});

on_one!(who_may_not_confirm_sees_the_siblings_and_no_offer, |test| {
    let owner = test.signed_in("owner").await;
    begin_self_check(&owner, "no").await;
    assert_eq!(answer(&owner, "2-9", &[("value", "yes"), ("reason", "確認")]).await.status, 303);
    test.add_person("operator", Role::Operator).await;
    let page = test.signed_in("operator").await.get(&item("2-9")).await;
    assert!(page.text().contains("ほかの版の同じ項目") && !page.text().contains(OFFER));
});

on_both!(the_table_shows_contradictions_first_and_what_one_sheet_asks_alone, |test| {
    let browser = test.signed_in("owner").await;
    let empty = browser.get("/crosswalk?differing=1").await;
    assert!(empty.text().contains("版の間で食い違う回答はありません"), "{}", empty.text());
    begin_self_check(&browser, "no").await;
    assert_eq!(answer(&browser, "2-9", &[("value", "yes"), ("reason", "確認")]).await.status, 303);
    let page = browser.get("/crosswalk?differing=1").await;
    let text = page.text();
    assert!(text.contains("回答が分かれている対策（1件）") && text.contains("外部媒体の制限"), "{text}");
    assert!(text.contains("R7 薬局確認用にあって届出・様式にない：") && text.contains("パスワードの使い回し禁止"));
    let whole = browser.get("/crosswalk?base=gl52-executive").await;
    assert!(whole.text().find("外部媒体の制限") < whole.text().find("責任者の設置"), "what differs comes first");
    let other = browser.get("/crosswalk?differing=1&base=gl52-executive").await;
    assert!(other.text().contains("5.2版 自己点検にあってR7 薬局確認用にない："), "{}", other.text());
    for page in [page, whole, other] {
        assert_eq!(html::faults(&page.body), Vec::<String>::new());
    }
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_table_of_a_hospital_is_small_enough() {
    let (test, demo) = TestApp::start_demo(Engine::Sqlite).await;
    let person = demo.logins.iter().find(|person| person.login == "demo-hospital").unwrap();
    let browser = test.signed_in_with("demo-hospital", &person.password).await;
    let home = browser.get("/facilities").await;
    if let Some(choice) = html::tags(&home.body).into_iter().find(|tag| tag.get("name") == Some("facility")) {
        browser.post("/facilities", &[("facility", choice.get("value").unwrap())]).await;
    }
    for path in ["/crosswalk", "/crosswalk?differing=1"] {
        let page = browser.get(path).await;
        println!("{path}: {} bytes", page.body.len());
        assert_eq!((page.status, html::faults(&page.body)), (200, Vec::new()), "{path}");
        assert!(page.text().contains("R6 G-MIS調査"));
    }
}
