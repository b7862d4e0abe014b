//! What is kept on the server while somebody types.
use crate::support::{answer, item};
use crate::{on_both, on_one};
use tate_domain::role::Role;
use tate_testkit::{Answer, Browser};

async fn keep(browser: &Browser, place: &str, field: &str, value: &str) -> Answer {
    browser
        .post_with("/drafts", &[("x-tate-draft", "1")], &[("place", place), ("field", field), ("value", value)])
        .await
}

on_both!(what_was_typed_and_not_confirmed_is_there_again, |test| {
    let browser = test.signed_in("owner").await;
    let place = "item:r7-pharmacy:2-7";
    for (field, value) in [
        ("value", "no"),
        ("reason", "途中まで\n書いた 𠮷"),
        ("target_date", "2027-01-31"),
        ("reason", "途中まで\n書き直した 𠮷"),
    ] {
        let kept = keep(&browser, place, field, value).await;
        assert_eq!((kept.status, kept.body.as_str()), (204, ""));
    }
    browser.post("/sign-out", &[]).await;
    let later = test.signed_in("owner").await;
    let page = later.get(&item("2-7")).await;
    let fields = page.fields(&item("2-7"));
    let typed = |name: &str| fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    assert_eq!(
        (typed("value"), typed("reason"), typed("target_date")),
        ("no", "途中まで\n書き直した 𠮷", "2027-01-31")
    );
    // Others do not see it, and it is gone once confirmed.
    test.add_person("officer", Role::Officer).await;
    assert!(!test.signed_in("officer").await.get(&item("2-7")).await.text().contains("書き直した"));
    assert_eq!(later.submit(&page, &item("2-7"), &[("reason", "確定した理由")]).await.status, 303);
    assert!(!later.get(&item("2-7")).await.text().contains("書き直した"));
});

on_both!(a_row_typed_halfway_is_there_again, |test| {
    let browser = test.signed_in("owner").await;
    assert_eq!(keep(&browser, "row:devices:new", "host", "PC-HALF").await.status, 204);
    let page = browser.get("/ledgers/devices/new").await;
    assert_eq!(page.input("host").as_deref(), Some("PC-HALF"));
    assert_eq!(browser.submit(&page, "/ledgers/devices/new", &[]).await.status, 303);
    assert_eq!(browser.get("/ledgers/devices/new").await.input("host").as_deref(), Some(""));
});

on_one!(a_password_and_an_unknown_place_are_never_kept, |test| {
    let browser = test.signed_in("owner").await;
    for field in ["password", "password_again", "new_password", "", "a b", "加"] {
        assert_eq!(keep(&browser, "item:r7-pharmacy:2-7", field, "himitsu").await.status, 422, "{field}");
    }
    for place in ["settings:account", "", "item", "../item:x", "sign-in:x"] {
        assert_eq!(keep(&browser, place, "reason", "himitsu").await.status, 404, "{place}");
    }
    assert_eq!(keep(&browser, "item:r7-pharmacy:2-7", "reason", &"長".repeat(4_001)).await.status, 422);
    assert_eq!(keep(&browser, &format!("item:{}", "x".repeat(200)), "reason", "x").await.status, 422);
    assert!(!browser.get(&item("2-7")).await.text().contains("himitsu"));
});

on_one!(a_draft_that_is_no_answer_does_not_become_one, |test| {
    let browser = test.signed_in("owner").await;
    keep(&browser, "item:r7-pharmacy:2-7", "value", "<script>").await;
    keep(&browser, "item:r7-pharmacy:2-7", "checked_on", "平成38年1月1日").await;
    let page = browser.get(&item("2-7")).await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("<script>") && page.text().contains("平成38年1月1日"));
    assert_eq!(answer(&browser, "2-7", &[("value", "yes"), ("checked_on", "平成38年1月1日")]).await.status, 422);
});
