//! The second factor, set up through its page.
use crate::support::assert_explains;
use crate::{on_both, on_one};
use tate_testkit::{Answer, Browser, PASSWORD, TestApp};
use totp_rs::{Builder, Secret};

fn code(test: &TestApp, secret: &str) -> String {
    let totp = Builder::new()
        .with_secret(Secret::try_from_base32(secret).unwrap())
        .with_account_name("owner")
        .with_issuer(Some("Tate"))
        .build()
        .unwrap();
    totp.generate(test.clock.unix()).to_string()
}

async fn sign_in(browser: &Browser, code: &str) -> Answer {
    browser.post("/sign-in", &[("login", "owner"), ("password", PASSWORD), ("code", code)]).await
}

/// Sets it up; gives the secret and the recovery codes.
async fn set_up(test: &TestApp) -> (String, Vec<String>) {
    let browser = test.signed_in("owner").await;
    let offer = browser.get("/settings/second-factor").await;
    assert_explains(&offer, 200, "二要素認証の設定");
    let secret = offer.input("secret").unwrap();
    let wrong = browser.submit(&offer, "/settings/second-factor", &[("code", "000000")]).await;
    assert_explains(&wrong, 422, "確認コードが合いません");
    assert_eq!(wrong.input("secret").unwrap(), secret, "the same secret is offered again");
    let done = browser.submit(&wrong, "/settings/second-factor", &[("code", &code(test, &secret))]).await;
    assert_explains(&done, 200, "復旧コード");
    let codes: Vec<String> = tate_testkit::html::tags(&done.body)
        .into_iter()
        .filter(|tag| tag.get("class") == Some("hash"))
        .map(|tag| tag.text)
        .collect();
    assert_eq!(codes.len(), 8);
    (secret, codes)
}

on_both!(a_code_of_the_second_factor_counts_once, |test| {
    let (secret, _) = set_up(&test).await;
    let browser = test.browser();
    assert_eq!(sign_in(&browser, "").await.status, 401, "without a code");
    assert_eq!(sign_in(&browser, &code(&test, &secret)).await.status, 401, "the code of setting up, again");
    test.clock.pass(30);
    let fresh = code(&test, &secret);
    assert_eq!(sign_in(&browser, &fresh).await.status, 303);
    assert_eq!(sign_in(&test.browser(), &fresh).await.status, 401, "replayed");
    test.clock.pass(30);
    let (one, two) = (test.browser(), test.browser());
    let fresh = code(&test, &secret);
    let (first, second) = tokio::join!(sign_in(&one, &fresh), sign_in(&two, &fresh));
    let mut both = [first.status, second.status];
    both.sort_unstable();
    assert_eq!(both, [303, 401], "sent by two at once");
});

on_both!(a_recovery_code_counts_once, |test| {
    let (_, codes) = set_up(&test).await;
    assert_eq!(sign_in(&test.browser(), &codes[0]).await.status, 303);
    assert_eq!(sign_in(&test.browser(), &codes[0]).await.status, 401);
    assert_eq!(sign_in(&test.browser(), &codes[1].to_uppercase().replace(' ', "")).await.status, 303);
});

on_one!(a_missing_code_and_a_wrong_password_get_the_same_page, |test| {
    set_up(&test).await;
    let missing = sign_in(&test.browser(), "").await;
    let wrong = test.browser().post("/sign-in", &[("login", "owner"), ("password", "wrong-password-1")]).await;
    assert_eq!((missing.status, missing.body), (wrong.status, wrong.body));
});

on_one!(wrong_codes_lock_like_wrong_passwords, |test| {
    let (secret, _) = set_up(&test).await;
    test.clock.pass(30);
    for _ in 0..5 {
        assert_eq!(sign_in(&test.browser(), "000000").await.status, 401);
    }
    assert_eq!(sign_in(&test.browser(), &code(&test, &secret)).await.status, 401);
    test.clock.pass(30);
    assert_eq!(sign_in(&test.browser(), &code(&test, &secret)).await.status, 303);
});

on_one!(a_second_factor_is_taken_away_with_the_password_only, |test| {
    let (secret, _) = set_up(&test).await;
    test.clock.pass(30);
    let browser = test.browser();
    assert_eq!(sign_in(&browser, &code(&test, &secret)).await.status, 303);
    assert_eq!(browser.get("/settings/second-factor").await.location(), "/settings/account");
    let wrong = browser.post("/settings/second-factor/remove", &[("present", "wrong-password-1")]).await;
    assert_explains(&wrong, 422, "現在のパスワードが違います");
    assert_eq!(browser.post("/settings/second-factor/remove", &[("present", PASSWORD)]).await.status, 303);
    assert_eq!(sign_in(&test.browser(), "").await.status, 303);
});
