//! Over HTTP, on a running application.

use tate_domain::role::Role;
use tate_testkit::{Browser, Engine, PASSWORD, TestApp};

const NEW: &str = "sakamichi-hotaru-kumo";

/// The code that an authenticator shows for a secret at the tests' time.
fn code(secret: &str, at: u64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    totp_rs::Builder::new()
        .with_secret(secret)
        .with_account_name("owner".to_owned())
        .with_issuer(Some("Tate"))
        .build()
        .unwrap()
        .generate(at)
        .to_string()
}

async fn status_of_sign_in(test: &TestApp, password: &str, code: &str) -> u16 {
    test.browser().post("/sign-in", &[("login", "owner"), ("password", password), ("code", code)]).await.status
}

async fn user_id(browser: &Browser, name: &str) -> String {
    let body = browser.get("/settings/users").await.body;
    // The last one: the head of the page names who is signed in as well.
    let before = body[..body.rfind(&format!(">{name}</a>")).unwrap()].to_owned();
    before.rsplit("/settings/users/").next().unwrap().trim_end_matches('"').to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_changes_only_with_the_present_one_and_is_never_sent_back() {
    let test = TestApp::start(Engine::Sqlite).await;
    let (browser, other) = (test.signed_in("owner").await, test.signed_in("owner").await);
    let change = |present: &'static str, new: &'static str, again: &'static str| {
        let browser = browser.clone();
        async move {
            browser
                .post("/settings/account/password", &[("present", present), ("new", new), ("password_again", again)])
                .await
        }
    };
    for (answer, text) in [
        (change("wrong-wrong-wrong", NEW, NEW).await, "現在のパスワードが違います"),
        (change(PASSWORD, NEW, "sakamichi-hotaru-kumu").await, "一致しません"),
        (change(PASSWORD, "short-one", "short-one").await, "短すぎます"),
        (change(PASSWORD, PASSWORD, PASSWORD).await, "以前に使った"),
    ] {
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains(text), "{text}");
        assert!(
            !answer.body.contains(NEW) && !answer.body.contains(PASSWORD) && !answer.body.contains("wrong-wrong-wrong")
        );
    }
    assert_eq!(change(PASSWORD, NEW, NEW).await.status, 303);
    assert_eq!(browser.get("/settings/account").await.status, 200, "this session stays");
    assert_eq!(other.get("/settings/account").await.status, 303, "the other has ended");
    assert_eq!((status_of_sign_in(&test, PASSWORD, "").await, status_of_sign_in(&test, NEW, "").await), (401, 303));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_factor_is_set_up_with_one_code_and_taken_away_with_the_password() {
    let test = TestApp::start(Engine::Sqlite).await;
    let browser = test.signed_in("owner").await;
    let at = u64::try_from(test.app.now().parse::<jiff::Timestamp>().unwrap().as_second()).unwrap();
    let secret = browser.get("/settings/second-factor").await.input("secret").unwrap();
    let wrong = browser.post("/settings/second-factor", &[("secret", &secret), ("code", "000000")]).await;
    assert_eq!((wrong.status, wrong.input("secret")), (422, Some(secret.clone())), "the same secret is shown again");
    let broken = browser.post("/settings/second-factor", &[("secret", "!!"), ("code", "000000")]).await;
    assert_eq!(broken.status, 422, "a secret that is none is replaced");
    let done = browser.post("/settings/second-factor", &[("secret", &secret), ("code", &code(&secret, at))]).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let codes: Vec<String> = done
        .body
        .split("<li><span class=\"hash\">")
        .skip(1)
        .map(|rest| rest[..rest.find('<').unwrap()].to_owned())
        .collect();
    assert_eq!(codes.len(), 8);
    assert_eq!(browser.get("/settings/second-factor").await.status, 303, "it cannot be replaced without the password");
    assert_eq!(
        (status_of_sign_in(&test, PASSWORD, "").await, status_of_sign_in(&test, PASSWORD, &codes[0]).await),
        (401, 303)
    );
    assert_eq!(status_of_sign_in(&test, PASSWORD, &codes[0]).await, 401, "a recovery code works once");
    let refused = browser.post("/settings/second-factor/remove", &[("present", "wrong-wrong-wrong")]).await;
    assert!(refused.status == 422 && refused.body.contains("現在のパスワードが違います"));
    assert_eq!(browser.post("/settings/second-factor/remove", &[("present", PASSWORD)]).await.status, 303);
    assert_eq!(status_of_sign_in(&test, PASSWORD, "").await, 303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_sessions_are_listed_and_ended_one_by_one_or_together() {
    let test = TestApp::start(Engine::Sqlite).await;
    let (browser, second, third) =
        (test.signed_in("owner").await, test.signed_in("owner").await, test.signed_in("owner").await);
    let page = browser.get("/settings/account").await.body;
    assert_eq!((page.matches("この端末").count(), page.matches("/end?at=").count()), (1, 3));
    let at = page.find("/settings/account/sessions/").unwrap();
    let address = page[at..].split('"').next().unwrap().to_owned();
    assert_eq!(browser.post(&address, &[]).await.status, 303);
    let ended = [second.get("/chart").await.status, third.get("/chart").await.status];
    assert_eq!(ended.iter().filter(|status| **status == 303).count(), 1);
    assert_eq!(browser.post("/settings/account/sessions/end", &[]).await.status, 303);
    assert_eq!(
        (second.get("/chart").await.status, third.get("/chart").await.status, browser.get("/chart").await.status),
        (303, 303, 200)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_is_added_changed_stopped_and_reset_and_what_was_typed_stays() {
    let test = TestApp::start(Engine::Sqlite).await;
    let browser = test.signed_in("owner").await;
    let facility = test.facility.to_string();
    let add = |login: &'static str, role: &'static str| {
        let (browser, facility) = (browser.clone(), facility.clone());
        async move {
            browser
                .post(
                    "/settings/users/new",
                    &[
                        ("login", login),
                        ("name", "灘 次郎"),
                        ("role", role),
                        ("reach", "some"),
                        ("facility", &facility),
                        ("password", NEW),
                        ("password_again", NEW),
                    ],
                )
                .await
        }
    };
    let refused = add("owner", "staff").await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("すでに使われています")
            && refused.body.contains("value=\"灘 次郎\"")
            && !refused.body.contains(NEW)
    );
    assert!(add("nada", "").await.body.contains("役割が選ばれていません"));
    assert_eq!(add("nada", "staff").await.status, 303);
    let address = format!("/settings/users/{}", user_id(&browser, "灘 次郎").await);
    let nobody = browser.post(&address, &[("name", ""), ("role", "operator"), ("reach", "all")]).await;
    assert!(nobody.status == 422 && nobody.body.contains("お名前がありません"));
    assert_eq!(
        browser.post(&address, &[("name", "灘 次郎"), ("role", "operator"), ("reach", "all")]).await.status,
        303
    );
    assert!(browser.get("/settings/users").await.body.contains("運用担当者"));
    let reset = browser.post(&format!("{address}/password"), &[("new", "short"), ("password_again", "short")]).await;
    assert!(reset.status == 422 && reset.body.contains("短すぎます"));
    assert_eq!(
        browser.post(&format!("{address}/password"), &[("new", PASSWORD), ("password_again", PASSWORD)]).await.status,
        303
    );
    let nada = test.signed_in("nada").await;
    assert_eq!(browser.post(&format!("{address}/disable"), &[]).await.status, 303);
    assert_eq!(nada.get("/").await.status, 303, "a stopped person is signed out at once");
    assert_eq!(browser.post(&format!("{address}/enable"), &[]).await.status, 303);
    let own = format!("/settings/users/{}", user_id(&browser, "ownerさん").await);
    let last = browser.post(&format!("{own}/disable"), &[]).await;
    assert!(last.status == 422 && last.body.contains("利用者を管理できる人がいなくなる"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_manages_one_shop_does_not_touch_the_head_offices_people() {
    let test = TestApp::start(Engine::Sqlite).await;
    test.add_person("shop", Role::Officer).await;
    let (owner, shop) = (test.signed_in("owner").await, test.signed_in("shop").await);
    let address = format!("/settings/users/{}", user_id(&owner, "ownerさん").await);
    assert_eq!((owner.get(&address).await.status, shop.get(&address).await.status), (200, 404));
    for (path, form) in [
        ("", vec![("name", "x"), ("role", "staff"), ("reach", "some")]),
        ("/disable", vec![]),
        ("/password", vec![("new", NEW), ("password_again", NEW)]),
    ] {
        assert_eq!(shop.post(&format!("{address}{path}"), &form).await.status, 404, "{path}");
    }
    assert_eq!(status_of_sign_in(&test, PASSWORD, "").await, 303);
    assert_eq!(shop.get("/settings/facility/new").await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_manage_gets_no_settings_but_their_own() {
    let test = TestApp::start(Engine::Sqlite).await;
    for (login, role) in [("operator", Role::Operator), ("inspector", Role::Inspector)] {
        test.add_person(login, role).await;
        let browser = test.signed_in(login).await;
        for path in [
            "/settings/users",
            "/settings/users/new",
            "/settings/facility",
            "/settings/facility/new",
            "/settings/audit",
        ] {
            assert_eq!(browser.get(path).await.status, 403, "{login} {path}");
        }
        assert_eq!(browser.post("/settings/facility", &[("name", "x")]).await.status, 403);
        assert_eq!(browser.post("/settings/audit/verify", &[]).await.status, 403);
        assert_eq!(browser.get("/settings/account").await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_facility_is_changed_and_another_added_and_wrong_input_stays() {
    let test = TestApp::start(Engine::Sqlite).await;
    let browser = test.signed_in("owner").await;
    let refused =
        browser.post("/settings/facility", &[("name", ""), ("insurance_code", "123"), ("address", "架空県1-1")]).await;
    assert_eq!(refused.status, 422);
    for text in ["施設の名称がありません", "10桁の数字", "value=\"架空県1-1\"", "value=\"123\""] {
        assert!(refused.body.contains(text), "{text}");
    }
    assert_eq!(
        browser
            .post("/settings/facility", &[("name", "みなと薬局"), ("phone", "０３-0000-1234"), ("has_network", "no")])
            .await
            .status,
        303
    );
    assert!(browser.get("/settings/facility").await.body.contains("value=\"03-0000-1234\""));
    let added =
        browser.post("/settings/facility/new", &[("kind", "clinic"), ("name", "架空医院"), ("code", "c-1")]).await;
    assert_eq!((added.status, added.location()), (303, "/facilities?done=saved"));
    // With two in reach, the one to work on must be chosen first.
    browser.post("/facilities", &[("facility", test.facility.as_str())]).await;
    let taken =
        browser.post("/settings/facility/new", &[("kind", "clinic"), ("name", "架空医院"), ("code", "c-1")]).await;
    assert!(taken.status == 422 && taken.body.contains("すでに使われています"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_is_shown_in_pages_and_verified() {
    let test = TestApp::start(Engine::Sqlite).await;
    let browser = test.signed_in("owner").await;
    for turn in 0..60 {
        let name = format!("みなと薬局{turn}");
        assert_eq!(browser.post("/settings/facility", &[("name", name.as_str())]).await.status, 303);
    }
    let first = browser.get("/settings/audit").await.body;
    assert!(first.contains("名前：みなと薬局58 → みなと薬局59"));
    assert_eq!(first.matches("<th scope=\"row\">").count(), 50);
    let at = first.find("/settings/audit?before=").unwrap();
    let older = browser.get(first[at..].split('"').next().unwrap()).await.body;
    assert!(older.contains("はじめの設定") && !older.contains("古い記録を見る"));
    let verified = browser.post("/settings/audit/verify", &[]).await;
    assert!(verified.body.contains("すべてがつながっています"), "{}", verified.body);
}
