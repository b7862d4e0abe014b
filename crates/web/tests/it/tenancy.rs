//! What one organization, or one shop of a chain, may not see of another.
use crate::support::{add_row, answer, item, paste, rows};
use crate::{on_both, on_one};
use tate_domain::id::FacilityId;
use tate_domain::role::{Reach, Role};
use tate_testkit::{Answer, Browser, TestApp};

/// A word that stands in everything the first organization has.
const HIDDEN: &str = "himitsu";

/// Identifiers of the first organization.
struct Theirs {
    row: String,
    vendor: String,
    batch: String,
    kept: String,
    file: String,
    netcheck: String,
    shot: String,
    user: String,
    session: String,
    exception: String,
    statement: String,
    request: String,
    mail: String,
    owner: Browser,
}

async fn fill(test: &TestApp) -> Theirs {
    let owner = test.signed_in("owner").await;
    let row = add_row(&owner, "devices", &[("host", "PC-himitsu"), ("os", "Windows 11 Pro 24H2")]).await;
    let vendor = add_row(&owner, "vendors", &[("name", "himitsu システム"), ("phone", "03-0000-0001")]).await;
    let preview = paste(&owner, "devices", "コンピュータ名\tOS\nPC-himitsu-2\tUbuntu 24.04\n").await;
    let kept = preview.input("kept").unwrap();
    assert_eq!(crate::support::commit(&owner, "devices", &preview).await.status, 303);
    let list = owner.get("/ledgers/devices").await;
    let undo = tate_testkit::html::tags(&list.body)
        .into_iter()
        .filter_map(|tag| tag.get("action").map(str::to_owned))
        .find(|action| action.contains("/undo"))
        .unwrap();
    assert_eq!(
        owner
            .upload(&format!("{}/files", item("2-7")), &[], Some(("himitsu.pdf", b"%PDF-1.7 himitsu".to_vec())))
            .await
            .status,
        303
    );
    assert_eq!(answer(&owner, "2-7", &[("value", "yes"), ("reason", "himitsu")]).await.status, 303);
    let form = [
        ("item", "r7-pharmacy:2-6"),
        ("exception_reason", "himitsu"),
        ("exception_measure", "himitsu"),
        ("exception_until", "2027-03-31"),
    ];
    let asked = owner.post("/exceptions/new", &form).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    let exception = asked.location().split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let statement = [("himitsu.pdf", b"%PDF-1.7 himitsu".to_vec())];
    for (name, bytes) in statement {
        assert_eq!(owner.upload(&format!("/exceptions/{exception}/files"), &[], Some((name, bytes))).await.status, 303);
    }
    let page = owner.get(&format!("/exceptions/{exception}")).await;
    let statement = page.action_ending("/remove").unwrap().split('/').nth(4).unwrap().to_owned();
    let mail = crate::mail::queue(test, "himitsu", None).await.to_string();
    let user = test.add_person("himitsu-person", Role::Staff).await.to_string();
    let request = crate::answering::ask_about(test, "himitsu").await.to_string();
    let (netcheck, shot) = crate::netcheck::diagnosed(test, "himitsu").await;
    test.signed_in("owner").await;
    let sessions = test
        .app
        .own_sessions(&tate_domain::role::Actor {
            user: Some(test.app.store.user_by_login("owner").await.unwrap().unwrap().id),
            ..test.actor()
        })
        .await
        .unwrap();
    Theirs {
        row: row.rsplit('/').next().unwrap().to_owned(),
        vendor: vendor.rsplit('/').next().unwrap().to_owned(),
        batch: undo.split('/').nth(4).unwrap().to_owned(),
        kept,
        netcheck,
        shot,
        file: crate::support::kept(test, "2-7").await.files[0].id.clone(),
        user,
        session: sessions[0].id.clone(),
        exception,
        statement,
        mail,
        request,
        owner,
    }
}

fn closed(answer: &Answer, what: &str) {
    assert!(matches!(answer.status, 403 | 404), "{what}: {} {}", answer.status, answer.text());
    assert!(!answer.text().contains(HIDDEN), "{what}: {}", answer.text());
}

/// Tries everything with the identifiers of somebody else.
async fn trespass(browser: &Browser, theirs: &Theirs, facility: &str) {
    let Theirs { row, vendor, batch, kept, file, netcheck, shot, user, exception, statement, request, mail, .. } =
        theirs;
    for path in [
        format!("/files/{file}"),
        format!("/files/{kept}"),
        format!("/files/{shot}"),
        format!("/netcheck/{netcheck}"),
        format!("/netcheck/{netcheck}?wait=1"),
        format!("/ledgers/devices/{row}"),
        format!("/ledgers/vendors/{vendor}"),
        format!("/settings/users/{user}"),
        format!("/exceptions/{exception}"),
        format!("/mail/{mail}"),
        format!("/files/{statement}"),
        format!("/vendors/requests/{request}"),
        format!("/vendors/requests/{request}/sheet.xlsx"),
        format!("/vendors/requests/{request}/typed"),
        format!("/vendors/requests/{request}/change"),
        format!("/vendors/letter?kind=request&ids={request}"),
        format!("/vendors/letter.pdf?kind=pins&ids={request}"),
    ] {
        closed(&browser.get(&path).await, &path);
    }
    let finding = format!("os_expired:{row}");
    let posts: Vec<(String, Vec<(&str, &str)>)> = vec![
        (format!("/ledgers/devices/{row}"), vec![("host", "mine"), ("seen", "1")]),
        (format!("/ledgers/devices/{row}/remove"), vec![("seen", "1")]),
        (format!("/ledgers/devices/batches/{batch}/undo"), vec![]),
        (
            "/ledgers/devices/import/preview".into(),
            vec![("kept", kept), ("m0", "host"), ("m1", "os"), ("shown", "host,os|")],
        ),
        (
            "/ledgers/devices/import/commit".into(),
            vec![("kept", kept), ("m0", "host"), ("m1", "os"), ("shown", "host,os|")],
        ),
        (format!("{}/files/{file}/remove", item("2-7")), vec![]),
        ("/lint/suppress".into(), vec![("key", &finding), ("reason", "mine")]),
        ("/lint/unsuppress".into(), vec![("key", &finding)]),
        (format!("/netcheck/{netcheck}/review"), vec![("person", row)]),
        (format!("/netcheck/{netcheck}/files/{shot}/remove"), vec![]),
        ("/facilities".into(), vec![("facility", facility)]),
        (format!("/exceptions/{exception}/statement"), vec![("seen", "2"), ("no_statement", "mine")]),
        (format!("/exceptions/{exception}/files/{statement}/remove"), vec![]),
        (format!("/mail/{mail}/resend"), vec![("seen", "1")]),
        (format!("/mail/{mail}/cancel"), vec![("seen", "1")]),
        (format!("/mail/{mail}/bounce"), vec![("seen", "1"), ("reason", "mine")]),
        (format!("/mail/{mail}/arrived"), vec![("seen", "1")]),
        (format!("/exceptions/{exception}/approve"), vec![("seen", "2")]),
        (format!("/exceptions/{exception}/decline"), vec![("seen", "2"), ("decision_reason", "mine")]),
        (format!("/exceptions/{exception}/end"), vec![("seen", "2"), ("decision_reason", "mine")]),
        (format!("/vendors/requests/{request}/link"), vec![]),
        (format!("/vendors/requests/{request}/link/revoke"), vec![]),
        (format!("/vendors/requests/{request}/return"), vec![("seen", "2"), ("question.r7-vendor:2-6", "mine")]),
        (format!("/vendors/requests/{request}/accept"), vec![("seen", "2")]),
        (format!("/vendors/requests/{request}/refusal"), vec![("seen", "2"), ("reason", "mine")]),
        (format!("/settings/users/{user}"), vec![("name", "mine"), ("role", "owner"), ("reach", "all")]),
        (format!("/settings/users/{user}/disable"), vec![]),
        (format!("/settings/users/{user}/enable"), vec![]),
        (
            format!("/settings/users/{user}/password"),
            vec![("new", "hosi-tuki-umi-yama"), ("password_again", "hosi-tuki-umi-yama")],
        ),
    ];
    for (path, form) in posts {
        closed(&browser.post(&path, &form).await, &path);
    }
    let file = || Some(("a.pdf", b"%PDF-1.7".to_vec()));
    for end in ["files", "upload", "typed"] {
        let path = format!("/vendors/requests/{request}/{end}");
        closed(&browser.upload(&path, &[], file()).await, &path);
    }
    for path in [
        "/",
        "/checklist",
        "/checklist/r7-pharmacy/2-7",
        "/checklist/vendor",
        "/editions",
        "/editions/diff",
        "/editions/switch",
        "/editions/carried",
        "/ledgers/devices",
        "/ledgers/devices?q=himitsu",
        "/ledgers/vendors",
        "/netcheck",
        "/checklist/r7-pharmacy/2-13",
        "/assets",
        "/editions/lifecycle",
        "/exceptions",
        "/mail",
        "/vendors",
        "/vendors/request",
        "/vendors/rollup",
        "/vendors/letters",
        "/exceptions/new?item=r7-pharmacy:2-6",
        "/vendors/sheets",
        "/reviews",
        "/reviews/accounts",
        "/reviews/patches",
        "/chart",
        "/lint",
        "/inspection",
        "/facilities",
        "/settings/account",
        "/settings/users",
        "/documents/binder.pdf",
        "/documents/contact-chart.pdf",
        "/documents/ledger-devices.pdf",
        "/ledgers/devices/export?format=csv",
        "/wizard/devices",
    ] {
        let seen = browser.get(path).await;
        assert_eq!(seen.status, 200, "{path}");
        let text = seen.text().replace("「himitsu」", "").replace("value=\"himitsu\"", "");
        assert!(!text.contains(HIDDEN), "{path}: {text}");
    }
    for kind in ["pdf", "xlsx"] {
        let path = format!("/documents/vendor-form.{kind}?vendor={vendor}");
        let made = browser.get(&path).await;
        assert!(made.status != 500 && !made.text().contains(HIDDEN), "{path}: {}", made.status);
    }
    // A device of somebody else is none of one's own, and nothing is sent to it.
    let diagnosed = browser.post("/netcheck", &[("device", row)]).await;
    assert!(matches!(diagnosed.status, 403 | 422) && !diagnosed.text().contains(HIDDEN), "{}", diagnosed.text());
    // A reference to a row of somebody else is a name that is not known.
    let refers = browser.post("/ledgers/systems/new", &[("name", "レセコン"), ("vendor", vendor)]).await;
    assert!(!refers.text().contains(HIDDEN));
    let systems = rows(browser, "systems").await;
    for system in systems {
        assert!(!browser.get(&system).await.text().contains(HIDDEN));
    }
    // Somebody else's session is not one's own to end, and nothing is said about it.
    browser.post(&format!("/settings/account/sessions/{}/end", theirs.session), &[]).await;
    browser.post("/settings/account/sessions/end", &[]).await;
    let draft = browser
        .post("/drafts", &[("place", &format!("row:devices:{row}")), ("field", "host"), ("value", "mine")])
        .await;
    assert!(matches!(draft.status, 204 | 403 | 404), "{}", draft.status);
}

/// Everything of the first organization is as it was.
async fn assert_untouched(test: &TestApp, theirs: &Theirs) {
    theirs.owner.post("/facilities", &[("facility", test.facility.as_str())]).await;
    let shown = theirs.owner.get(&format!("/ledgers/devices/{}", theirs.row)).await;
    assert_eq!(
        (shown.status, shown.input("host").as_deref(), shown.input("seen").as_deref()),
        (200, Some("PC-himitsu"), Some("1"))
    );
    assert_eq!(theirs.owner.get(&format!("/files/{}", theirs.file)).await.body, "%PDF-1.7 himitsu");
    assert_eq!(rows(&theirs.owner, "devices").await.len(), 3, "nothing was undone");
    let exception = theirs.owner.get(&format!("/exceptions/{}", theirs.exception)).await;
    assert!(exception.text().contains("承認待ち") && exception.text().contains("himitsu.pdf"), "{}", exception.text());
    let mail = theirs.owner.get(&format!("/mail/{}", theirs.mail)).await.text();
    assert!(mail.contains("himitsuのお願い") && mail.contains("送信待ち"), "{mail}");
    test.signed_in("himitsu-person").await;
}

on_both!(another_organization_sees_and_changes_nothing, |test| {
    let theirs = fill(&test).await;
    test.found("other", "よその薬局").await;
    let events = test.events().await;
    let browser = test.signed_in("other").await;
    trespass(&browser, &theirs, test.facility.as_str()).await;
    assert!(!browser.get("/settings/audit").await.text().contains(HIDDEN));
    assert_eq!(test.events().await, events);
    assert_untouched(&test, &theirs).await;
});

on_both!(one_shop_of_a_chain_sees_and_changes_nothing_of_another, |test| {
    let theirs = fill(&test).await;
    let branch = test.add_facility("みなと薬局 駅前店").await;
    test.add_person_at("branch-officer", Role::Officer, Reach::Only(vec![branch])).await;
    let browser = test.signed_in("branch-officer").await;
    trespass(&browser, &theirs, test.facility.as_str()).await;
    assert_untouched(&test, &theirs).await;
});

on_both!(the_officer_of_one_shop_manages_nobody_of_the_head_office, |test| {
    let branch = test.add_facility("みなと薬局 駅前店").await;
    let head = test.app.store.user_by_login("owner").await.unwrap().unwrap();
    test.add_person_at("branch-officer", Role::Officer, Reach::Only(vec![branch.clone()])).await;
    let clerk = test.add_person_at("branch-clerk", Role::Staff, Reach::Only(vec![branch.clone()])).await;
    let browser = test.signed_in("branch-officer").await;
    let list = browser.get("/settings/users").await.text();
    assert!(list.contains("branch-clerk") && !list.contains("ownerさん"), "{list}");
    for path in ["", "/disable", "/password"] {
        let form = [
            ("name", "x"),
            ("role", "staff"),
            ("reach", "some"),
            ("facility", branch.as_str()),
            ("new", "hosi-tuki-umi-yama"),
            ("password_again", "hosi-tuki-umi-yama"),
        ];
        assert_eq!(browser.post(&format!("/settings/users/{}{path}", head.id), &form).await.status, 404, "{path}");
    }
    // Past the pages, the use cases refuse the same.
    let officer = test.app.store.user_by_login("branch-officer").await.unwrap().unwrap();
    let actor = tate_domain::role::Actor {
        organization: officer.organization,
        user: Some(officer.id),
        name: officer.name,
        role: officer.role,
        reach: officer.reach,
        from: "test".into(),
    };
    assert!(test.app.reset_user(&actor, &head.id, "hosi-tuki-umi-yama", true).await.is_err());
    assert!(test.app.set_user_disabled(&actor, &head.id, true).await.is_err());
    assert!(test.app.change_user(&actor, &head.id, "x", Role::Staff, Reach::Only(vec![branch.clone()])).await.is_err());
    // Nor may the reach of one's own people become wider than one's own.
    let wider =
        browser.post(&format!("/settings/users/{clerk}"), &[("name", "x"), ("role", "staff"), ("reach", "all")]).await;
    crate::support::assert_explains(&wider, 422, "広い範囲は指定できません");
    test.signed_in("owner").await;
});

on_one!(a_person_without_any_facility_is_told_so, |test| {
    test.add_person_at("nowhere", Role::Operator, Reach::Only(Vec::new())).await;
    let browser = test.signed_in("nowhere").await;
    for path in ["/", "/checklist", "/facilities"] {
        crate::support::assert_explains(&browser.get(path).await, 403, "扱える施設がありません");
    }
});

on_one!(whoever_reaches_several_facilities_chooses_and_can_change, |test| {
    let branch = test.add_facility("みなと薬局 駅前店").await;
    let browser = test.signed_in("owner").await;
    assert_eq!(browser.get("/").await.location(), "/facilities");
    let choice = browser.get("/facilities").await.text();
    assert!(choice.contains("みなと薬局 駅前店"));
    assert_eq!(browser.post("/facilities", &[("facility", branch.as_str())]).await.location(), "/");
    assert!(browser.get("/checklist").await.text().contains("みなと薬局 駅前店"));
    assert_eq!(browser.post("/facilities", &[("facility", "none")]).await.status, 404);
    assert!(browser.get("/checklist").await.text().contains("みなと薬局 駅前店"), "the choice stays");
    let again = test.signed_in("owner").await;
    assert_eq!(again.get("/").await.location(), "/facilities", "each session chooses for itself");
});

on_both!(a_form_lands_in_the_shop_it_was_shown_for, |test| {
    let browser = test.signed_in("owner").await;
    let shown = browser.get(&item("2-7")).await;
    // Somebody opens a second shop; this person goes there in another tab, then sends the first.
    let branch = test.add_facility("みなと薬局 駅前店").await;
    assert_eq!(browser.submit(&shown, &item("2-7"), &[("value", "yes"), ("reason", "確認済み")]).await.status, 303);
    browser.post("/facilities", &[("facility", branch.as_str())]).await;
    assert_eq!(browser.submit(&shown, &format!("{}/notes", item("2-7")), &[("note", "控え")]).await.status, 303);
    browser.post("/facilities", &[("facility", branch.as_str())]).await;
    let file =
        browser.upload(&shown.action_ending("/files").unwrap(), &[], Some(("a.pdf", b"%PDF-1.7".to_vec()))).await;
    assert_eq!(file.status, 303);
    let counts = |facility: FacilityId| async {
        let view = test.app.item(&test.actor(), &{ facility }, "r7-pharmacy:2-7").await.unwrap();
        (view.history.len(), view.notes.len(), view.files.len())
    };
    assert_eq!(counts(test.facility.clone()).await, (1, 1, 1));
    assert_eq!(counts(branch).await, (0, 0, 0));
});

on_one!(a_form_that_names_no_shop_waits_for_the_choice, |test| {
    test.add_facility("みなと薬局 駅前店").await;
    let browser = test.signed_in("owner").await;
    crate::support::assert_explains(&answer(&browser, "2-7", &[("value", "yes")]).await, 409, "施設を確かめてください");
});

on_both!(a_form_that_names_somebody_elses_shop_does_nothing, |test| {
    let (_, foreign) = test.found("other", "よその薬局").await;
    let branch = test.add_facility("みなと薬局 駅前店").await;
    test.add_person_at("branch-officer", Role::Officer, Reach::Only(vec![branch])).await;
    let (officer, other) = (test.signed_in("branch-officer").await, test.signed_in("other").await);
    for (browser, at) in [
        (&officer, test.facility.as_str()),
        (&officer, foreign.as_str()),
        (&other, test.facility.as_str()),
        (&other, "none"),
        (&other, "%27"),
        (&other, "a%00b"),
    ] {
        let form = [("value", "yes"), ("checked_on", "2026-11-20"), ("seen", "0")];
        let refused = browser.post(&format!("{}?at={at}", item("2-7")), &form).await;
        assert!(matches!(refused.status, 403 | 404), "{at}: {}", refused.status);
        let row = browser.post(&format!("/ledgers/devices/new?at={at}"), &[("host", "mine")]).await;
        assert!(matches!(row.status, 403 | 404), "{at}: {}", row.status);
        let draft = browser
            .post(
                &format!("/drafts?at={at}"),
                &[("place", "item:r7-pharmacy:2-7"), ("field", "reason"), ("value", "mine")],
            )
            .await;
        assert!(matches!(draft.status, 403 | 404), "{at}: {}", draft.status);
    }
    let view = test.app.item(&test.actor(), &test.facility, "r7-pharmacy:2-7").await.unwrap();
    assert!(view.history.is_empty());
    assert_eq!(officer.get("/checklist").await.status, 200, "still at their own");
});

on_one!(after_choosing_one_goes_on_to_what_was_asked_for, |test| {
    let branch = test.add_facility("みなと薬局 駅前店").await;
    let browser = test.signed_in("owner").await;
    let asked = browser.get("/ledgers/devices?q=%E5%8A%A0").await;
    assert!(asked.location().starts_with("/facilities?next=/"), "{}", asked.location());
    let choice = browser.get(asked.location()).await;
    let chosen = browser.submit(&choice, "/facilities", &[("facility", branch.as_str())]).await;
    assert_eq!((chosen.status, chosen.location()), (303, "/ledgers/devices?q=%E5%8A%A0"));
    for next in ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"] {
        let chosen = browser.post("/facilities", &[("facility", branch.as_str()), ("next", next)]).await;
        assert_eq!((chosen.status, chosen.location()), (303, "/"), "{next}");
    }
});
