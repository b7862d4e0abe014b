//! Who may do what: each role at each address.
use crate::routes::{OPEN, ROUTES, Route, Sent, in_the_sources};
use crate::{on_both, on_one};
use std::collections::{BTreeMap, BTreeSet};
use tate_app::ledgers::{Choices, Source};
use tate_app::wizard::Step;
use tate_domain::ledger::Ledger;
use tate_domain::role::{Reach, Role};
use tate_testkit::{Answer, Browser, PASSWORD, TestApp};

const LETTERS: [(Role, &str); 5] =
    [(Role::Inspector, "i"), (Role::Staff, "s"), (Role::Operator, "p"), (Role::Officer, "f"), (Role::Owner, "o")];

#[test]
fn every_route_of_the_site_is_in_the_table() {
    let sources: BTreeSet<String> = in_the_sources().into_iter().collect();
    assert!(sources.len() > 40, "{sources:?}");
    let table: BTreeSet<String> = ROUTES.iter().map(Route::name).chain(OPEN.map(str::to_owned)).collect();
    assert_eq!(table, sources);
}

/// One of each thing, for a role to work on.
async fn prepare(test: &TestApp, role: Role) -> BTreeMap<&'static str, String> {
    let (app, actor, at) = (&test.app, test.actor(), &test.facility);
    let host = BTreeMap::from([("host".to_owned(), format!("PC-{}", role.code()))]);
    let row = app.save_row(&actor, at, Ledger::Devices, None, &host).await.unwrap();
    let preview = |table: &str| Source::Paste(table.replace("{role}", role.code()));
    let choices = Choices { mapping: Some(vec!["host".into(), "os".into()]), ..Choices::default() };
    let kept = app
        .preview_import(
            &actor,
            at,
            Ledger::Devices,
            preview("コンピュータ名\tOS\nKEPT-{role}\tUbuntu 24.04\n"),
            &choices,
        )
        .await
        .unwrap()
        .kept
        .unwrap();
    let (batch, _) = app
        .import(&actor, at, Ledger::Devices, preview("コンピュータ名\tOS\nBATCH-{role}\tUbuntu 24.04\n"), &choices)
        .await
        .unwrap();
    app.attach(&actor, at, "r7-pharmacy:2-8", "proof.pdf", b"%PDF-1.7 proof".to_vec().into()).await.unwrap();
    let files = app.item(&actor, at, "r7-pharmacy:2-8").await.unwrap().files;
    let user = test.add_person(&format!("target-{}", role.code()), Role::Staff).await;
    let official = crate::official::prepare(test).await;
    let machines = crate::machines::prepare(test, role.code()).await;
    let newest = BTreeMap::from([
        ("name".to_owned(), format!("薬歴-{}", role.code())),
        ("version".to_owned(), "最新".to_owned()),
    ]);
    app.save_row(&actor, at, Ledger::Software, None, &newest).await.unwrap();
    let lint = app.lint(&actor, at).await.unwrap();
    let finding = lint.findings.iter().find(|finding| finding.rule == "newest_is_no_version").unwrap().key.clone();
    let diagnosed = crate::netcheck::prepare(test).await;
    let exceptions = crate::exceptions::prepare(test, role).await;
    let asked = crate::answering::prepare(test).await;
    let mails = crate::mail::prepare(test).await;
    let disclosures = crate::disclosures::prepare(test, role.code()).await;
    let name = BTreeMap::from([("name".to_owned(), format!("点検 {}", role.code()))]);
    let person = app.save_row(&actor, at, Ledger::People, None, &name).await.unwrap();
    let answered = app.item(&actor, at, "r7-pharmacy:2-7").await.unwrap().history.len();
    BTreeMap::from([
        ("{row}", row.to_string()),
        ("{kept}", kept.to_string()),
        ("{batch}", batch.to_string()),
        ("{file}", files[files.len() - 1].id.clone()),
        ("{user}", user.to_string()),
        ("{person}", person.to_string()),
        ("{facility}", at.to_string()),
        ("{role}", role.code().to_owned()),
        ("{answered}", answered.to_string()),
        ("{finding}", finding),
    ])
    .into_iter()
    .chain(official)
    .chain(machines)
    .chain(diagnosed)
    .chain(exceptions)
    .chain(asked)
    .chain(mails)
    .chain(disclosures)
    .collect()
}

async fn send(browser: &Browser, route: &Route, names: &BTreeMap<&'static str, String>) -> Answer {
    let fill = |text: &str| names.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
    let path = fill(route.path);
    let filled = |form: &[(&'static str, &'static str)]| {
        form.iter().map(|(name, value)| (*name, fill(value))).collect::<Vec<_>>()
    };
    match route.sent {
        Sent::Get => browser.get(&path).await,
        Sent::Post(form) => {
            let form = filled(form);
            browser.send(browser.client.post(browser.url(&path)).form(&form)).await
        }
        Sent::Upload(fields, file) => {
            let fields = filled(fields);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.upload(&path, &fields, file.map(|(name, bytes)| (name, bytes.to_vec()))).await
        }
    }
}

on_both!(each_role_does_what_the_table_says_and_nothing_else, |test| {
    // Before its first step is finished, the wizard's overview leads on to that step.
    test.app.finish_wizard_step(&test.actor(), &test.facility, Step::Facility).await.unwrap();
    for (role, letter) in LETTERS {
        let names = prepare(&test, role).await;
        let login = format!("one-{}", role.code());
        test.add_person_at(&login, role, Reach::All).await;
        let browser = test.signed_in(&login).await;
        // Where several facilities are in reach, one is chosen first.
        browser.post("/facilities", &[("facility", test.facility.as_str())]).await;
        for route in ROUTES {
            let before = test.events().await;
            let answer = send(&browser, route, &names).await;
            let (expected, what) = (
                if route.allowed.contains(letter) { route.status } else { 403 },
                format!("{} {}", role.code(), route.path),
            );
            assert_eq!(answer.status, expected, "{what} {:?}: {}", route.sent, answer.text());
            if expected == 403 {
                assert_eq!(test.events().await, before, "{what} was refused and still changed something");
                assert!(answer.is_page() && answer.text().contains("この操作はできません"), "{what}");
            }
        }
    }
});

on_one!(nobody_gets_anywhere_without_signing_in, |test| {
    let names = prepare(&test, Role::Owner).await;
    let before = test.events().await;
    for route in ROUTES {
        let answer = send(&test.browser(), route, &names).await;
        if route.is_get() {
            assert_eq!(answer.status, 303, "{}", route.path);
            assert!(answer.location().starts_with("/sign-in"), "{}: {}", route.path, answer.location());
        } else {
            assert_eq!(answer.status, 401, "{}", route.path);
            assert!(answer.text().contains("ログイン"), "{}", route.path);
        }
    }
    let browser = test.browser();
    for cookie in ["tate=", "tate=0123456789012345678901234567890123456789012", "tate=' OR 1=1 --aaaaaaaaaaaaaaaaaaaa"]
    {
        let answer = browser.send(browser.client.get(browser.url("/checklist")).header("cookie", cookie)).await;
        assert_eq!(answer.status, 303, "{cookie}");
    }
    let draft = browser
        .post_with(
            "/drafts",
            &[("x-tate-draft", "1")],
            &[("place", "item:r7-pharmacy:2-7"), ("field", "reason"), ("value", "x")],
        )
        .await;
    assert_eq!((draft.status, draft.body.as_str()), (401, ""));
    assert_eq!(test.events().await, before);
});

on_one!(pages_offer_a_role_only_what_it_may_do, |test| {
    for (role, letter) in LETTERS {
        let login = format!("one-{}", role.code());
        test.add_person(&login, role).await;
        let browser = test.signed_in(&login).await;
        for page in [
            "/",
            "/checklist",
            "/checklist/r7-pharmacy/2-7",
            "/checklist/vendor",
            "/selfcheck",
            "/selfcheck/gl52-staff",
            "/ledgers/devices",
            "/machines",
            "/machines/unregistered",
            "/machines/missing",
            "/machines/disagreements",
            "/netcheck",
            "/assets",
            "/editions/lifecycle",
            "/disclosures",
            "/vendors/signed",
            "/vendors/keys",
            "/vendors/notices",
            "/exceptions",
            "/mail",
            "/reviews",
            "/chart",
            "/lint",
            "/settings/account",
        ] {
            let shown = browser.get(page).await;
            for link in tate_testkit::html::links(&shown.body) {
                let answer = browser.get(&link).await;
                assert_ne!(answer.status, 403, "{} is offered {link} on {page}", role.code());
            }
            let forms = tate_testkit::html::tags(&shown.body)
                .into_iter()
                .filter(|tag| tag.name == "form" && tag.get("method") == Some("post"));
            for action in forms.filter_map(|form| form.get("action").map(str::to_owned)) {
                let offered = ROUTES.iter().filter(|route| !route.is_get()).find(|route| fits(route.pattern, &action));
                assert!(
                    action == "/sign-out" || offered.is_some_and(|route| route.allowed.contains(letter)),
                    "{} is offered {action} on {page}",
                    role.code()
                );
            }
        }
    }
});

/// Whether an address is one of a pattern.
fn fits(pattern: &str, address: &str) -> bool {
    let address = address.split('?').next().unwrap_or_default();
    pattern.split('/').count() == address.split('/').count()
        && pattern.split('/').zip(address.split('/')).all(|(pattern, part)| pattern.starts_with('{') || pattern == part)
}

on_both!(the_last_who_can_manage_people_cannot_be_lost, |test| {
    let owner = test.app.store.user_by_login("owner").await.unwrap().unwrap().id;
    let browser = test.signed_in("owner").await;
    let facility = test.facility.to_string();
    let demoted = browser
        .post(
            &format!("/settings/users/{owner}"),
            &[("name", "owner"), ("role", "staff"), ("reach", "some"), ("facility", &facility)],
        )
        .await;
    crate::support::assert_explains(&demoted, 422, "管理できる人がいなくなる");
    assert_eq!(browser.post(&format!("/settings/users/{owner}/disable"), &[]).await.status, 422);
    assert_eq!(browser.get("/settings/users").await.status, 200);
    assert_eq!(test.browser().post("/sign-in", &[("login", "owner"), ("password", PASSWORD)]).await.status, 303);
});
