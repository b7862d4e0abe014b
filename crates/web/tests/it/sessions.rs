//! Sessions: how long they last, seeing and ending them, what is typed when one ends.
use crate::support::{answer, assert_explains, item};
use crate::{on_both, on_one};
use tate_testkit::{Answer, Engine, PASSWORD, TestApp};
use tate_web::WebConfig;

/// The addresses under which the account page ends other sessions.
fn endings(page: &Answer) -> Vec<String> {
    let forms = tate_testkit::html::tags(&page.body)
        .into_iter()
        .filter(|tag| tag.name == "form")
        .filter_map(|tag| tag.get("action").map(str::to_owned));
    forms
        .filter(|action| action.starts_with("/settings/account/sessions/") && action.matches('/').count() == 5)
        .collect()
}

on_both!(a_session_ended_in_one_browser_ends_in_the_other, |test| {
    let (office, counter) = (test.signed_in("owner").await, test.signed_in("owner").await);
    let page = office.get("/settings/account").await;
    let endings = endings(&page);
    assert_eq!(endings.len(), 1, "one's own is not ended here: {}", page.body);
    assert_eq!(counter.get("/checklist").await.status, 200);
    assert_eq!(office.post(&endings[0], &[]).await.status, 303);
    assert!(counter.get("/checklist").await.location().starts_with("/sign-in"));
    assert_eq!(office.get("/checklist").await.status, 200);
});

on_one!(all_other_sessions_end_with_one_button, |test| {
    let mine = test.signed_in("owner").await;
    let others = [test.signed_in("owner").await, test.signed_in("owner").await];
    assert_eq!(mine.post("/settings/account/sessions/end", &[]).await.status, 303);
    for other in others {
        assert_eq!(other.get("/").await.location(), "/sign-in");
    }
    assert_eq!(mine.get("/").await.status, 200);
});

on_both!(a_new_password_ends_every_other_session_and_the_old_one_is_not_taken_again, |test| {
    let (mine, other) = (test.signed_in("owner").await, test.signed_in("owner").await);
    let change = |present: &'static str, new: &'static str| {
        let mine = mine.clone();
        async move {
            mine.post("/settings/account/password", &[("present", present), ("new", new), ("password_again", new)])
                .await
        }
    };
    assert_explains(&change("wrong-password-1", "sora-umi-hana-tori").await, 422, "現在のパスワードが違います");
    assert_explains(&change(PASSWORD, "sora-umi").await, 422, "短すぎます");
    assert_explains(&change(PASSWORD, PASSWORD).await, 422, "以前に使った");
    assert_eq!(change(PASSWORD, "sora-umi-hana-tori").await.status, 303);
    assert_eq!((mine.get("/").await.status, other.get("/").await.location()), (200, "/sign-in"));
    assert_explains(&change("sora-umi-hana-tori", PASSWORD).await, 422, "以前に使った");
    test.signed_in_with("owner", "sora-umi-hana-tori").await;
});

on_one!(signing_out_ends_the_session_on_the_server_too, |test| {
    let browser = test.browser();
    let signed = browser.post("/sign-in", &[("login", "owner"), ("password", PASSWORD)]).await;
    let stolen = signed.header("set-cookie").split(';').next().unwrap().to_owned();
    let out = browser.post("/sign-out", &[]).await;
    assert_eq!((out.status, out.location()), (303, "/sign-in?done=signed-out"));
    assert!(out.header("set-cookie").starts_with("tate=;") && out.header("set-cookie").contains("Max-Age=0"));
    assert_explains(&browser.get(out.location()).await, 200, "ログアウトしました");
    let plain = test.browser();
    assert_eq!(plain.send(plain.client.get(plain.url("/checklist")).header("cookie", stolen)).await.status, 303);
});

on_both!(a_session_lasts_while_it_is_used_and_twelve_hours_at_most, |test| {
    let idle = test.signed_in("owner").await;
    let busy = test.signed_in("owner").await;
    for half_hours in 1..24 {
        test.clock.pass(30 * 60);
        let status = busy.get("/checklist").await.status;
        assert_eq!(status, 200, "after {half_hours} half hours");
    }
    assert_eq!(idle.get("/checklist").await.status, 303);
    test.clock.pass(30 * 60);
    assert_eq!(busy.get("/checklist").await.status, 303);
});

on_both!(a_session_that_ends_while_typing_loses_nothing, |test| {
    let browser = test.signed_in("owner").await;
    test.clock.pass(3 * 60 * 60);
    let refused = answer(
        &browser,
        "2-7",
        &[("value", "no"), ("target_date", "2027-03-31"), ("reason", "端末2台を更新します\n50% & <加>")],
    )
    .await;
    assert_explains(&refused, 401, "入力した内容は残っています");
    let mistyped = browser.submit(&refused, "/sign-in", &[("login", "owner"), ("password", "wrong-password-1")]).await;
    assert_explains(&mistyped, 401, "ログインできませんでした");
    let again = browser.submit(&mistyped, "/sign-in", &[("login", "owner"), ("password", PASSWORD)]).await;
    assert_explains(&again, 200, "端末2台を更新します");
    let saved = browser.submit(&again, &item("2-7"), &[]).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let kept = crate::support::kept(&test, "2-7").await;
    assert_eq!(kept.history[0].decision.reason.replace("\r\n", "\n"), "端末2台を更新します\n50% & <加>");
});

on_one!(a_password_is_never_carried_over_a_sign_in, |test| {
    let browser = test.signed_in("owner").await;
    test.clock.pass(3 * 60 * 60);
    let fields = [
        ("present", "himitu-no-present"),
        ("new", "himitu-no-new"),
        ("password_again", "himitu-no-again"),
        ("password", "himitu-no-password"),
        ("secret", "HIMITUSECRET"),
        ("name", "潮風 凪"),
    ];
    for path in ["/settings/account/password", "/settings/users/new", "/settings/second-factor"] {
        let refused = browser.post(path, &fields).await;
        assert_eq!(refused.status, 401);
        assert!(!refused.body.to_lowercase().contains("himitu"), "{path}: {}", refused.body);
        let again = test.browser().submit(&refused, "/sign-in", &[("login", "owner"), ("password", PASSWORD)]).await;
        assert_explains(&again, 200, "潮風 凪");
        assert!(!again.body.to_lowercase().contains("himitu"), "{path}: {}", again.body);
    }
});

on_one!(a_file_sent_after_the_session_ended_must_be_sent_again_and_the_page_says_so, |test| {
    let browser = test.signed_in("owner").await;
    test.clock.pass(3 * 60 * 60);
    let refused = browser.upload(&format!("{}/files", item("2-7")), &[], Some(("a.pdf", b"%PDF-1.7".to_vec()))).await;
    assert_explains(&refused, 401, "もう一度送ってください");
    assert!(!refused.text().contains("入力した内容は残っています"));
    let signed = browser.submit(&refused, "/sign-in", &[("login", "owner"), ("password", PASSWORD)]).await;
    assert_eq!((signed.status, signed.location()), (303, "/"));
    assert!(crate::support::kept(&test, "2-7").await.files.is_empty());
});

on_one!(more_than_can_be_carried_must_be_sent_again, |test| {
    let browser = test.browser();
    let long = "あ".repeat(400_000);
    let refused = answer(&browser, "2-7", &[("value", "yes"), ("reason", &long)]).await;
    assert_explains(&refused, 401, "もう一度送ってください");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_a_request_comes_from_is_taken_from_a_proxy_only_where_one_is_trusted() {
    for (trust_proxy, expected) in [(false, "127.0.0.1"), (true, "192.0.2.7")] {
        let test = TestApp::start_with(Engine::Sqlite, WebConfig { trust_proxy, ..WebConfig::default() }).await;
        let browser = test.browser();
        let signed = browser
            .post_with(
                "/sign-in",
                &[("x-forwarded-for", "198.51.100.1, 192.0.2.7")],
                &[("login", "owner"), ("password", PASSWORD)],
            )
            .await;
        assert_eq!(signed.status, 303);
        let account = browser.get("/settings/account").await.text();
        assert!(account.contains(expected) && !account.contains("198.51.100.1"), "{account}");
    }
}
