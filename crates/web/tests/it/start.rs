//! The first start: the code, founding once, passwords that are not taken.
use crate::support::assert_explains;
use tate_testkit::{Engine, PASSWORD, START_CODE, TestApp};

const FORM: [(&str, &str); 9] = [
    ("code", START_CODE),
    ("kind", "pharmacy"),
    ("name", "しおかぜ薬局"),
    ("insurance_code", "1340000000"),
    ("founder", "株式会社しおかぜ"),
    ("manager", "潮風 凪"),
    ("login", "nagi"),
    ("password", PASSWORD),
    ("password_again", PASSWORD),
];

fn form<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form = FORM.to_vec();
    form.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    form.extend(changes);
    form
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_address_leads_to_the_first_start_while_nobody_is_there() {
    let test = TestApp::start_empty(Engine::Sqlite).await;
    let browser = test.browser();
    for path in ["/", "/sign-in", "/checklist", "/settings/users"] {
        let answer = browser.get(path).await;
        assert_eq!((answer.status, answer.location()), (303, "/start"), "{path}");
    }
    let page = browser.get("/start?code=TEST-CODE&password=hunter").await;
    assert_explains(&page, 200, "はじめの設定");
    assert_eq!(page.input("code").as_deref(), Some(START_CODE));
    assert!(!page.body.contains("hunter"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_start_founds_once_and_is_closed_afterwards() {
    for engine in Engine::all() {
        let test = TestApp::start_empty(engine).await;
        let browser = test.browser();
        let founded = browser.post("/start", &form(&[])).await;
        assert_eq!((founded.status, founded.location()), (303, "/sign-in?next=/wizard"), "{}", founded.body);
        assert_eq!(browser.get("/start").await.location(), "/sign-in");
        let again = browser.post("/start", &form(&[("login", "intruder")])).await;
        assert_eq!((again.status, again.location()), (303, "/sign-in"));
        assert_eq!(test.app.store.organizations().await.unwrap().len(), 1);
        assert!(test.app.store.user_by_login("intruder").await.unwrap().is_none());
        let signed =
            test.browser().post("/sign-in", &[("login", "nagi"), ("password", PASSWORD), ("next", "/wizard")]).await;
        assert_eq!((signed.status, signed.location()), (303, "/wizard"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_browsers_at_once_found_one_organization() {
    for engine in Engine::all() {
        let test = TestApp::start_empty(engine).await;
        let (one, two) = (test.browser(), test.browser());
        let (mine, theirs) = (form(&[]), form(&[("login", "second")]));
        let (first, second) = tokio::join!(one.post("/start", &mine), two.post("/start", &theirs));
        assert_eq!((first.status, second.status), (303, 303));
        assert_eq!(test.app.store.organizations().await.unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_code_founds_nothing_and_keeps_what_was_typed() {
    let test = TestApp::start_empty(Engine::Sqlite).await;
    let browser = test.browser();
    for code in ["", "WRONG-CODE", "TEST-COD", "TEST-CODEE"] {
        let refused = browser.post("/start", &form(&[("code", code), ("founder", "<b>\"株\" & 社</b>")])).await;
        assert_explains(&refused, 422, "設定コードが違います");
        assert!(!refused.body.contains(PASSWORD));
        assert!(!refused.body.contains("<b>"));
        let kept = |name: &str| refused.input(name).unwrap();
        assert_eq!(
            (kept("name").as_str(), kept("login").as_str(), kept("founder").as_str()),
            ("しおかぜ薬局", "nagi", "<b>\"株\" & 社</b>")
        );
    }
    assert!(test.app.store.is_empty().await.unwrap());
    // As somebody copies it from the screen: lower case, full width, another dash.
    assert_eq!(browser.post("/start", &form(&[("code", "ｔｅｓｔ－code ")])).await.status, 303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_that_is_easily_guessed_is_refused_with_the_reason() {
    let test = TestApp::start_empty(Engine::Sqlite).await;
    let browser = test.browser();
    for (password, words) in [
        ("mizu-kaze", "短すぎます"),
        ("passwordpassword", "よく使われる"),
        ("1234567890123", "使えません"),
        ("nagi-nagi-nagi-nagi", "ログイン名"),
        ("ああああああああああああああ", "くり返し"),
        ("", "短すぎます"),
    ] {
        let refused = browser.post("/start", &form(&[("password", password), ("password_again", password)])).await;
        assert_explains(&refused, 422, words);
        assert!(password.is_empty() || !refused.text().contains(password), "{password} came back");
    }
    let twice = browser.post("/start", &form(&[("password_again", "mizu-kaze-tuki-yamA")])).await;
    assert_explains(&twice, 422, "2回のパスワードが一致しません");
    assert!(!twice.body.contains("mizu-kaze"));
    assert!(test.app.store.is_empty().await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_field_that_cannot_be_taken_says_why_beside_itself() {
    let test = TestApp::start_empty(Engine::Sqlite).await;
    let long = "長".repeat(201);
    let refused = test
        .browser()
        .post(
            "/start",
            &form(&[
                ("kind", "spaceship"),
                ("name", " "),
                ("insurance_code", "12"),
                ("founder", &long),
                ("manager", &long),
                ("login", "な"),
                ("password", "x"),
                ("password_again", "x"),
            ]),
        )
        .await;
    assert_eq!(refused.status, 422);
    let tags = tate_testkit::html::tags(&refused.body);
    for field in ["kind", "name", "insurance", "founder", "manager", "login", "password"] {
        let error = tags
            .iter()
            .find(|tag| tag.get("id") == Some(&format!("{field}-error")))
            .map(|tag| tag.text.trim().to_owned());
        assert!(error.as_ref().is_some_and(|error| error.contains('。')), "{field}: {error:?}");
    }
    assert!(test.app.store.is_empty().await.unwrap());
}
