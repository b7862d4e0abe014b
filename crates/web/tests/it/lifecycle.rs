//! Newer end-of-support data from a file.
use crate::support::{add_row, assert_explains};
use crate::{on_both, on_one};
use tate_domain::role::{Reach, Role};
use tate_testkit::{Answer, Browser, html};

const NEWER: &str = r#"{"windows": {"releases": [
    {"releaseCycle": "11-27h2-w", "eol": "2029-10-09", "latest": "10.0.29900"},
    {"releaseCycle": "11-25h2-w", "eol": "2026-11-10", "latest": "10.0.26200"}]}}"#;

async fn send(browser: &Browser, text: &str, as_of: &str) -> Answer {
    let file = ("data.json", text.as_bytes().to_vec());
    browser.upload("/editions/lifecycle", &[("as_of", as_of)], Some(file)).await
}

#[track_caller]
fn shows(page: &Answer, words: &[&str]) {
    assert_eq!((page.status, html::faults(&page.body)), (200, Vec::new()));
    for word in words {
        assert!(page.text().contains(word), "「{word}」 is not in {}", page.text());
    }
}

on_both!(newer_data_is_shown_first_then_used_and_can_be_taken_off_again, |test| {
    test.found("other", "よその薬局").await;
    let browser = test.signed_in("owner").await;
    add_row(&browser, "devices", &[("host", "PC-1"), ("kind", "pc"), ("os", "Windows 11 Pro 25H2")]).await;
    assert!(!browser.get("/ledgers/devices").await.text().contains("サポート終了"));
    let events = test.events().await;
    let plan = send(&browser, NEWER, "2026/11/15").await;
    shows(&plan, &["次の2件が変わります", "2027年10月12日まで", "2026年11月10日まで", "27H2（Home・Pro）"]);
    assert_eq!(test.events().await, events, "looking changes nothing");
    let used = browser.submit(&plan, "/editions/lifecycle/use", &[]).await;
    assert_eq!((used.status, used.location()), (303, "/editions/lifecycle?done=saved"));
    assert_eq!(test.events().await, events + 1);
    // The ledger, the page and the proposal judge by it; another organization does not.
    shows(&browser.get("/ledgers/devices").await, &["サポート終了"]);
    shows(&browser.get("/assets").await, &["2026/11/15時点", "OSのサポートが終了（2026/11/10）"]);
    shows(&browser.get("/checklist/r7-pharmacy/2-6").await, &["2026年11月10日に終わりました"]);
    let state = browser.get("/editions/lifecycle").await;
    shows(&state, &["2026/11/15", "endoflife.date の公開データ", "ownerさん"]);
    let other = test.signed_in("other").await;
    assert!(!other.get("/editions/lifecycle").await.text().contains("2026/11/15"));
    // The same once more brings nothing.
    assert_explains(&send(&browser, NEWER, "2026/11/15").await, 422, "新しい内容がありません");
    let removed = browser.submit(&state, "/editions/lifecycle/remove", &[]).await;
    assert_eq!(removed.location(), "/editions/lifecycle?done=removed");
    assert!(!browser.get("/ledgers/devices").await.text().contains("サポート終了"));
});

on_one!(a_file_that_cannot_be_used_is_explained_and_changes_nothing, |test| {
    let browser = test.signed_in("owner").await;
    let events = test.events().await;
    assert_explains(&send(&browser, NEWER, "").await, 422, "いつの時点");
    assert_explains(&send(&browser, NEWER, "2027/01/01").await, 422, "今日より後");
    assert_explains(&send(&browser, NEWER, "2020/01/01").await, 422, "新しい内容がありません");
    assert_explains(&send(&browser, "<html>", "").await, 422, "読み取れません");
    assert_explains(&send(&browser, "{}", "2026/11/01").await, 422, "1つも見つかりません");
    assert_explains(&send(&browser, &"[".repeat(200_000), "2026/11/01").await, 422, "読み取れません");
    assert_explains(&send(&browser, &" ".repeat((4 << 20) + 1), "2026/11/01").await, 422, "大きすぎます");
    assert_explains(&browser.upload("/editions/lifecycle", &[("as_of", "")], None).await, 422, "選ばれていません");
    let kept = send(&browser, NEWER, "2026/99/99").await;
    assert_eq!(kept.input("as_of").as_deref(), Some("2026/99/99"));
    // What is sent instead of what was shown goes through the same checks.
    let forged =
        [("slot", "pack"), ("text", "as_of = \"2026-11-01\"\nsource = \"\u{202E}\"\nlicence = \"l\"\nproduct = []\n")];
    assert_eq!(browser.post("/editions/lifecycle/use", &forged).await.status, 422);
    assert_eq!(browser.post("/editions/lifecycle/use", &[("slot", "x"), ("text", "")]).await.status, 404);
    assert_eq!(test.events().await, events);
});

on_one!(whoever_reaches_one_shop_changes_no_data_for_all, |test| {
    test.add_person_at("branch-officer", Role::Officer, Reach::Only(vec![test.facility.clone()])).await;
    let browser = test.signed_in("branch-officer").await;
    let page = browser.get("/editions/lifecycle").await;
    shows(&page, &["すべての施設を受け持つ責任者"]);
    assert!(!page.text().contains("変わる内容を見る"));
    assert_explains(&send(&browser, NEWER, "2026/11/15").await, 403, "この操作はできません");
});
