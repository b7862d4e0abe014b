//! Exceptions: asked for by one, approved by another, frozen with the answer, over one day.
use crate::support::{add_row, answer, assert_explains, item, kept};
use crate::{on_both, on_one};
use tate_app::AppError;
use tate_app::exceptions::TypedException;
use tate_domain::id::ExceptionId;
use tate_domain::role::{Actor, Role};
use tate_testkit::{Browser, TestApp};

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// A person who signs in, as an actor past the pages.
async fn person(test: &TestApp, login: &str) -> Actor {
    let user = test.app.store.user_by_login(login).await.unwrap().unwrap();
    Actor {
        organization: user.organization,
        user: Some(user.id),
        name: user.name,
        role: user.role,
        reach: user.reach,
        from: "test".into(),
    }
}

fn typed(key: &str) -> TypedException {
    TypedException {
        item: format!("r7-pharmacy:{key}"),
        reason: "製造元が更新を認めない".into(),
        measure: "ネットワークから切り離し".into(),
        until: "2027-03-31".into(),
        no_statement: "製造元がなくなった".into(),
        ..TypedException::default()
    }
}

/// For the table of permissions: exceptions that wait, asked for by somebody else.
pub(crate) async fn prepare(test: &TestApp, role: Role) -> Vec<(&'static str, String)> {
    let login = format!("exception-writer-{}", role.code());
    test.add_person(&login, Role::Operator).await;
    let (app, at, writer) = (&test.app, &test.facility, person(test, &login).await);
    // What the roles before left waiting.
    for one in app.exceptions(&writer, at).await.unwrap() {
        if one.state == tate_domain::exception::State::Waiting {
            app.end_exception(&writer, at, &one.entry.id, one.entry.version, "片付け").await.unwrap();
        }
    }
    let mut ids = Vec::new();
    for key in ["2-2", "2-3", "2-4"] {
        ids.push(app.write_exception(&writer, at, &typed(key)).await.unwrap());
    }
    app.attach_statement(&writer, at, &ids[2], "a.pdf", b"%PDF-1.7".to_vec().into()).await.unwrap();
    let statement = app.exception(&writer, at, &ids[2]).await.unwrap().files[0].id.clone();
    vec![
        ("{approve}", ids[0].to_string()),
        ("{decline}", ids[1].to_string()),
        ("{asked}", ids[2].to_string()),
        ("{statement}", statement),
    ]
}

/// Asks through the page; gives the id.
async fn ask(browser: &Browser, fields: &[(&str, &str)]) -> String {
    let mut form = vec![
        ("item", "r7-pharmacy:2-6"),
        ("exception_reason", "製造元が更新を認めない"),
        ("exception_measure", "ネットワークから切り離し"),
        ("exception_until", "2027-03-31"),
    ];
    form.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
    form.extend(fields);
    let asked = browser.post("/exceptions/new", &form).await;
    assert_eq!(asked.status, 303, "{}", asked.text());
    asked.location().split('?').next().unwrap().rsplit('/').next().unwrap().to_owned()
}

/// Sends the button of an exception's page.
async fn press(browser: &Browser, id: &str, what: &str, changes: &[(&str, &str)]) -> tate_testkit::Answer {
    let page = browser.get(&format!("/exceptions/{id}")).await;
    let seen = page.input("seen").unwrap_or_default();
    let mut form = vec![("seen", seen.as_str())];
    form.extend(changes);
    browser.post(&format!("/exceptions/{id}/{what}"), &form).await
}

/// An exception of 2-6 that the officer has approved and on which the owner's はい rests.
async fn answered(test: &TestApp) -> (Browser, Browser, String) {
    test.add_person("officer", Role::Officer).await;
    let (owner, officer) = (test.signed_in("owner").await, test.signed_in("officer").await);
    let device = add_row(
        &owner,
        "devices",
        &[("host", "PC-OLD"), ("os", "Windows 7 Professional"), ("kind", "pc"), ("state", "active")],
    )
    .await;
    let row = format!("row.devices.{}", device.rsplit('/').next().unwrap());
    let id = ask(&owner, &[(row.as_str(), "1")]).await;
    let file = Some(("回答書.pdf", b"%PDF-1.7 answer".to_vec()));
    assert_eq!(owner.upload(&format!("/exceptions/{id}/files"), &[], file).await.status, 303);
    assert_eq!(press(&officer, &id, "approve", &[]).await.status, 303);
    let confirmed = answer(&owner, "2-6", &[("value", "yes"), ("exception", &id)]).await;
    assert_eq!(confirmed.status, 303, "{}", confirmed.text());
    (owner, officer, id)
}

on_both!(a_yes_with_an_exception_waits_for_somebody_elses_approval, |test| {
    test.add_person("officer", Role::Officer).await;
    test.add_person("operator", Role::Operator).await;
    let (owner, officer) = (test.signed_in("owner").await, test.signed_in("officer").await);
    let operator = test.signed_in("operator").await;
    let id = ask(&owner, &[]).await;
    let page = owner.get(&item("2-6")).await;
    assert!(page.text().contains("承認待ち") && page.text().contains("承認できる人：officerさん"), "{}", page.text());
    assert_explains(&answer(&owner, "2-6", &[("value", "yes"), ("exception", &id)]).await, 422, "承認待ちです");
    assert!(kept(&test, "2-6").await.history.is_empty(), "the answer stays what it was");

    // Nobody approves what they wrote, whoever they are; not past the pages either.
    assert_explains(&press(&owner, &id, "approve", &[]).await, 422, "自分で承認することはできません");
    assert_explains(&press(&owner, &id, "decline", &[("decision_reason", "x")]).await, 422, "自分で承認することは");
    assert_eq!(press(&operator, &id, "approve", &[]).await.status, 403);
    let exception = ExceptionId::from(id.as_str());
    let writer = person(&test, "owner").await;
    for actor in [&test.actor(), &writer] {
        let refused = test.app.approve_exception(actor, &test.facility, &exception, 1).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    }
    // The writer's own words at the command line write nothing that anybody could approve.
    let refused = test.app.write_exception(&test.actor(), &test.facility, &typed("2-7")).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");

    assert_explains(&press(&officer, &id, "approve", &[]).await, 422, "回答書が添付されていません");
    let file = Some(("回答書.pdf", b"%PDF-1.7 answer".to_vec()));
    assert_eq!(operator.upload(&format!("/exceptions/{id}/files"), &[], file).await.status, 303);
    // What was looked at before the statement came is looked at again.
    let stale = officer.post(&format!("/exceptions/{id}/approve"), &[("seen", "1")]).await;
    assert_explains(&stale, 409, "ほかの人が先に");
    // Negative control: somebody else with the right to, who saw all of it.
    assert_eq!(press(&officer, &id, "approve", &[]).await.status, 303);
    assert_eq!(answer(&owner, "2-6", &[("value", "yes"), ("exception", &id)]).await.status, 303);
    test.app.store.tenant(&test.organization).verify_log(&[]).await.unwrap().unwrap();
});

on_both!(the_answer_keeps_a_frozen_copy_of_its_exception, |test| {
    let (owner, officer, id) = answered(&test).await;
    let frozen = kept(&test, "2-6").await.history[0].decision.exception.clone().unwrap();
    assert_eq!((frozen.id.as_str(), frozen.written_by.as_str()), (id.as_str(), "ownerさん"));
    assert_eq!((frozen.approved_by.as_str(), frozen.rows.len()), ("officerさん", 1));
    assert_eq!(frozen.statements[0].name, "回答書.pdf");
    assert_eq!(frozen.statements[0].sha256.len(), 64);
    for page in ["/checklist", "/checklist/r7-pharmacy/2-6"] {
        assert!(owner.get(page).await.text().contains("はい（例外1件・期限付き）"), "{page}");
    }
    let binder = owner.get("/documents/binder.pdf").await.text();
    for words in ["例外1件・期限付き", "officerさん", "回答書.pdf", "2027/03/31"] {
        assert!(binder.contains(words), "{words}");
    }
    // An approved exception no longer changes, and ending it leaves the stored answer as it was.
    let file = Some(("別.pdf", b"%PDF-1.7".to_vec()));
    assert_eq!(owner.upload(&format!("/exceptions/{id}/files"), &[], file).await.status, 409);
    assert_eq!(press(&officer, &id, "end", &[("decision_reason", "入れ替えた")]).await.status, 303);
    assert_eq!(kept(&test, "2-6").await.history[0].decision.exception.clone().unwrap(), frozen);
    // But the row is to be decided again.
    assert!(owner.get("/checklist").await.text().contains("はい（例外の期限切れ）"));
    assert!(owner.get(&item("2-6")).await.text().contains("答え直しが必要です"));
    assert_explains(
        &answer(&owner, "2-6", &[("value", "yes"), ("exception", &id), ("seen", "1")]).await,
        422,
        "終了しています",
    );
});

on_one!(a_short_exception_ends_within_the_year_and_its_item_is_open_again, |test| {
    test.add_person("officer", Role::Officer).await;
    let (owner, officer) = (test.signed_in("owner").await, test.signed_in("officer").await);
    let id = ask(&owner, &[("exception_until", "2026-11-21"), ("no_statement", "製造元がない")]).await;
    assert_eq!(press(&officer, &id, "approve", &[]).await.status, 303);
    assert_eq!(answer(&owner, "2-6", &[("value", "yes"), ("exception", &id)]).await.status, 303);
    test.clock.pass(DAY);
    let owner = test.signed_in("owner").await;
    assert!(!owner.get("/checklist").await.text().contains("期限切れ"), "negative control: the last day still counts");
    assert!(owner.get("/").await.text().contains("例外の期限は今日までです"));
    test.clock.pass(DAY);
    let owner = test.signed_in("owner").await;
    assert!(owner.get("/").await.text().contains("答え直しが必要です"));
    assert!(owner.get("/checklist").await.text().contains("はい（例外の期限切れ）"));
    let binder = owner.get("/documents/binder.pdf").await.text();
    assert!(binder.contains("例外の期限切れ") && binder.contains("例外の期限（2026/11/21）が切れています"), "{binder}");
    let again = answer(&owner, "2-6", &[("value", "yes"), ("exception", &id), ("seen", "1"), ("checked_on", "")]).await;
    assert_explains(&again, 422, "期限が過ぎています");

    // Renewed and approved, it can be answered with; the address of the old one leads to the new one.
    let renewed = ask(&owner, &[("exception_until", "2027-03-31"), ("no_statement", "製造元がない")]).await;
    let officer = test.signed_in("officer").await;
    assert_eq!(press(&officer, &renewed, "approve", &[]).await.status, 303);
    let again = answer(&owner, "2-6", &[("value", "yes"), ("exception", &id), ("seen", "1"), ("checked_on", "")]).await;
    assert_eq!(again.status, 303, "{}", again.text());
    assert_eq!(kept(&test, "2-6").await.history[0].decision.exception.as_ref().unwrap().id, renewed);
    let list = owner.get("/exceptions").await.text();
    assert!(list.contains("有効") && list.contains("終了"), "{list}");
});

on_one!(what_is_wrong_with_a_request_is_said_and_what_was_typed_stays, |test| {
    let owner = test.signed_in("owner").await;
    for (field, value, words) in [
        ("exception_reason", "　", "対応できない理由がありません"),
        ("exception_measure", "", "代わりに行っている対策がありません"),
        ("exception_until", "", "例外の期限がありません"),
        ("exception_until", "2026-11-19", "期限が過ぎています"),
        ("exception_until", "2027-11-21", "1年に1度は見直す"),
        ("exception_until", "平成38年2月1日", "ありえない年"),
    ] {
        let mut form = vec![
            ("item", "r7-pharmacy:2-6"),
            ("exception_reason", "古い"),
            ("exception_measure", "切り離し"),
            ("exception_until", "2027-03-31"),
        ];
        form.retain(|(name, _)| *name != field);
        form.push((field, value));
        let refused = owner.post("/exceptions/new", &form).await;
        assert_explains(&refused, 422, words);
        assert!(refused.text().contains("古い") || refused.text().contains("切り離し"));
    }
    for item in ["r7-pharmacy:9-9", "gl52-staff:t01", "r6-medical:gate", "x"] {
        let form =
            [("item", item), ("exception_reason", "r"), ("exception_measure", "m"), ("exception_until", "2027-03-31")];
        assert_eq!(owner.post("/exceptions/new", &form).await.status, 404, "{item}");
        assert_eq!(owner.get(&format!("/exceptions/new?item={item}")).await.status, 404, "{item}");
    }
    let strange = [
        ("item", "r7-pharmacy:2-6"),
        ("exception_reason", "r"),
        ("exception_measure", "m"),
        ("exception_until", "2027-03-31"),
        ("row.devices.none", "1"),
    ];
    assert_explains(&owner.post("/exceptions/new", &strange).await, 422, "台帳にありません");
    assert!(test.app.exceptions(&test.actor(), &test.facility).await.unwrap().is_empty());
});

on_one!(what_was_typed_into_the_former_fields_moves_to_the_request, |test| {
    let owner = test.signed_in("owner").await;
    // A draft from before, and a page from before that is sent only now.
    let draft = [("place", "item:r7-pharmacy:2-6"), ("field", "exception_measure"), ("value", "切り離し済み")];
    assert_eq!(owner.post("/drafts", &draft).await.status, 204);
    assert!(owner.get(&item("2-6")).await.text().contains("入力の途中の例外があります"));
    let sent = answer(&owner, "2-6", &[("value", "yes"), ("exception_reason", "分包機が対応していない")]).await;
    assert_explains(&sent, 422, "申請の画面に移してあります");
    assert!(kept(&test, "2-6").await.history.is_empty());
    let form = owner.get("/exceptions/new?item=r7-pharmacy:2-6").await.text();
    assert!(form.contains("分包機が対応していない") && form.contains("切り離し済み"), "{form}");
});

on_one!(an_exception_of_one_item_is_none_of_another_and_a_declined_one_is_none, |test| {
    test.add_person("officer", Role::Officer).await;
    let (owner, officer) = (test.signed_in("owner").await, test.signed_in("officer").await);
    let id = ask(&owner, &[("no_statement", "製造元がない")]).await;
    let second = [
        ("item", "r7-pharmacy:2-6"),
        ("exception_reason", "r"),
        ("exception_measure", "m"),
        ("exception_until", "2027-03-31"),
    ];
    assert_explains(&owner.post("/exceptions/new", &second).await, 422, "承認待ちの例外がすでにあります");
    assert_explains(
        &press(&officer, &id, "decline", &[("decision_reason", " ")]).await,
        422,
        "却下する理由がありません",
    );
    assert_eq!(press(&officer, &id, "decline", &[("decision_reason", "期限が長い")]).await.status, 303);
    assert!(owner.get(&format!("/exceptions/{id}")).await.text().contains("期限が長い"));
    assert_explains(&answer(&owner, "2-6", &[("value", "yes"), ("exception", &id)]).await, 422, "却下されたか終了");
    let id = ask(&owner, &[("no_statement", "製造元がない")]).await;
    assert_eq!(press(&officer, &id, "approve", &[]).await.status, 303);
    assert_explains(&answer(&owner, "2-9", &[("value", "yes"), ("exception", &id)]).await, 422, "ほかの項目のものです");
});
