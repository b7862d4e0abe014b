//! Signing in: what an outsider learns, lock-out, where one goes afterwards, the cookie.
use crate::support::assert_explains;
use crate::{on_both, on_one};
use tate_testkit::{Answer, Browser, Engine, PASSWORD, TestApp};

const WRONG: &str = "wrong-password-1";

async fn attempt(browser: &Browser, login: &str, password: &str) -> Answer {
    browser.post("/sign-in", &[("login", login), ("password", password)]).await
}

on_both!(a_wrong_password_and_an_unknown_login_get_the_same_page, |test| {
    let browser = test.browser();
    let wrong = attempt(&browser, "owner", WRONG).await;
    let unknown = attempt(&browser, "nobody", WRONG).await;
    assert_explains(&wrong, 401, "ログインできませんでした");
    assert_eq!(wrong.status, unknown.status);
    assert_eq!(wrong.body.replace("owner", ""), unknown.body.replace("nobody", ""));
    let names = |answer: &Answer| {
        answer.headers.keys().map(ToString::to_string).filter(|name| name != "date").collect::<Vec<_>>()
    };
    assert_eq!(names(&wrong), names(&unknown));
    assert!(!wrong.body.contains(WRONG) && wrong.header("set-cookie").is_empty());
});

on_both!(somebody_who_was_disabled_gets_the_same_page_and_loses_the_session, |test| {
    let id = test.add_person("leaver", tate_domain::role::Role::Operator).await;
    let browser = test.signed_in("leaver").await;
    test.app.set_user_disabled(&test.actor(), &id, true).await.unwrap();
    assert_eq!(browser.get("/").await.location(), "/sign-in");
    let (disabled, unknown) =
        (attempt(&browser, "leaver", PASSWORD).await, attempt(&browser, "nobody", PASSWORD).await);
    assert_eq!((disabled.status, disabled.body.replace("leaver", "")), (401, unknown.body.replace("nobody", "")));
});

on_one!(a_login_is_found_however_its_letters_were_typed, |test| {
    for login in ["OWNER", " owner ", "ｏｗｎｅｒ"] {
        assert_eq!(attempt(&test.browser(), login, PASSWORD).await.status, 303, "{login}");
    }
});

on_both!(five_failures_lock_the_account_for_a_while_even_for_the_right_password, |test| {
    let browser = test.browser();
    for _ in 0..5 {
        assert_eq!(attempt(&browser, "owner", WRONG).await.status, 401);
    }
    let locked = attempt(&browser, "owner", PASSWORD).await;
    assert_eq!(locked.status, 401);
    assert_eq!(
        locked.body.replace("owner", ""),
        attempt(&browser, "nobody", PASSWORD).await.body.replace("nobody", "")
    );
    test.clock.pass(29);
    assert_eq!(attempt(&browser, "owner", PASSWORD).await.status, 401);
    test.clock.pass(1);
    assert_eq!(attempt(&browser, "owner", PASSWORD).await.status, 303);
    // The count begins anew after a success.
    for _ in 0..4 {
        attempt(&browser, "owner", WRONG).await;
    }
    assert_eq!(attempt(&browser, "owner", PASSWORD).await.status, 303);
});

on_one!(each_further_failure_doubles_the_wait_up_to_a_quarter_of_an_hour, |test| {
    let browser = test.browser();
    for _ in 0..5 {
        attempt(&browser, "owner", WRONG).await;
    }
    for wait in [30, 60, 120, 240, 480, 900, 900] {
        test.clock.pass(wait - 1);
        assert_eq!(attempt(&browser, "owner", PASSWORD).await.status, 401, "locked for {wait} s");
        test.clock.pass(1);
        assert_eq!(attempt(&browser, "owner", WRONG).await.status, 401);
    }
    test.clock.pass(900);
    assert_eq!(attempt(&browser, "owner", PASSWORD).await.status, 303);
});

on_both!(guesses_sent_side_by_side_are_locked_out_like_guesses_in_a_row, |test| {
    let guesses: Vec<_> = (0..24)
        .map(|at| {
            let browser = test.browser();
            tokio::spawn(async move { attempt(&browser, "owner", &format!("guess-number-{at}")).await.status })
        })
        .collect();
    for guess in guesses {
        assert_eq!(guess.await.unwrap(), 401);
    }
    let user = test.app.store.user_by_login("owner").await.unwrap().unwrap();
    assert_eq!(user.failures, 5, "later guesses were looked at");
    assert_eq!(attempt(&test.browser(), "owner", PASSWORD).await.status, 401);
});

on_both!(ten_people_sign_in_at_once, |test| {
    let all: Vec<_> = (0..10)
        .map(|_| {
            let browser = test.browser();
            tokio::spawn(async move { attempt(&browser, "owner", PASSWORD).await.status })
        })
        .collect();
    for one in all {
        assert_eq!(one.await.unwrap(), 303);
    }
});

on_one!(a_flood_is_turned_away_with_a_page_and_others_still_get_in, |test| {
    let inside = test.signed_in("owner").await;
    let flood: Vec<_> = (0..150)
        .map(|at| {
            let browser = test.browser();
            tokio::spawn(async move { attempt(&browser, &format!("nobody-{at}"), WRONG).await })
        })
        .collect();
    assert_eq!(inside.get("/checklist").await.status, 200);
    let mut turned_away = 0;
    for one in flood {
        let answer = one.await.unwrap();
        match answer.status {
            429 => {
                assert_explains(&answer, 429, "混み合っています");
                turned_away += 1;
            }
            status => assert_eq!(status, 401),
        }
    }
    assert!(turned_away > 0);
    assert_eq!(attempt(&test.browser(), "owner", PASSWORD).await.status, 303);
});

on_one!(after_signing_in_nobody_is_sent_to_another_host, |test| {
    let browser = test.browser();
    for next in [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/加",
    ] {
        let signed = browser.post("/sign-in", &[("login", "owner"), ("password", PASSWORD), ("next", next)]).await;
        assert_eq!((signed.status, signed.location()), (303, "/"), "{next:?}");
        let carried = browser
            .post(
                "/sign-in",
                &[("login", "owner"), ("password", PASSWORD), ("carry_path", next), ("carry_body", "a=1")],
            )
            .await;
        assert_eq!((carried.status, carried.location()), (303, "/"), "{next:?}");
    }
    for next in ["/checklist/r7-pharmacy/2-7", "/ledgers/devices?q=%E5%8A%A0&page=2"] {
        let asked = test.browser().get(next).await;
        assert!(asked.location().starts_with("/sign-in?next=/"), "{}", asked.location());
        let form = test.browser().get(asked.location()).await;
        let signed = browser.submit(&form, "/sign-in", &[("login", "owner"), ("password", PASSWORD)]).await;
        assert_eq!((signed.status, signed.location()), (303, next));
    }
});

on_one!(the_cookie_is_closed_to_scripts_and_other_sites, |test| {
    let signed = attempt(&test.browser(), "owner", PASSWORD).await;
    let cookie = signed.header("set-cookie");
    assert!(cookie.starts_with("tate=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
    assert!(signed.header("strict-transport-security").is_empty());
    let token = cookie.split(['=', ';']).nth(1).unwrap();
    assert!(token.len() >= 43, "256 bits: {token}");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_https_the_cookie_is_secure_and_bound_to_the_host() {
    let test = TestApp::start_https(Engine::Sqlite).await;
    let browser = test.browser();
    let signed = attempt(&browser, "owner", PASSWORD).await;
    let cookie = signed.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-tate=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"),
        "{cookie}"
    );
    assert_eq!(signed.header("strict-transport-security"), "max-age=31536000");
    let token = cookie.split(['=', ';']).nth(1).unwrap();
    // A plain client: the cookie jar would keep a secure cookie back from http.
    let plain = test.browser();
    for (name, status) in [("__Host-tate", 200), ("tate", 303)] {
        let answer =
            plain.send(plain.client.get(plain.url("/checklist")).header("cookie", format!("{name}={token}"))).await;
        assert_eq!(answer.status, status, "{name}");
    }
}
