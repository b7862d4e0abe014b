//! The network diagnosis on the page. Only addresses of this machine are ever tried.

use crate::support::{add_row, answer, assert_explains, rows};
use crate::{on_both, on_one};
use std::collections::BTreeMap;
use std::net::TcpListener;
use tate_app::netcheck::Wanted;
use tate_domain::ledger::Ledger;
use tate_testkit::{Browser, Engine, TestApp};
use tate_web::WebConfig;

/// Adds a device with an address of this machine, past the pages; gives its row.
async fn device(test: &TestApp, host: &str, ip: &str) -> String {
    row(test, Ledger::Devices, &[("host", host), ("ip", ip), ("kind", "pc"), ("state", "active")]).await
}

async fn row(test: &TestApp, ledger: Ledger, fields: &[(&str, &str)]) -> String {
    let typed: BTreeMap<String, String> =
        fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    test.app.save_row(&test.actor(), &test.facility, ledger, None, &typed).await.unwrap().to_string()
}

/// A diagnosis with one screenshot: their identifiers.
pub(crate) async fn diagnosed(test: &TestApp, name: &str) -> (String, String) {
    let device = device(test, &format!("NET-{name}"), "127.92.0.1").await;
    let wanted = Wanted { devices: vec![device], ..Wanted::default() };
    let id = test.app.netcheck(&test.actor(), &test.facility, &wanted).await.unwrap().id;
    let file = format!("{name}.pdf");
    test.app
        .attach_to_netcheck(&test.actor(), &test.facility, &id, &file, b"%PDF-1.7 shot".to_vec().into())
        .await
        .unwrap();
    let files =
        test.app.store.tenant(&test.organization).files(&test.facility, &format!("netcheck:{id}")).await.unwrap();
    (id, files[0].id.clone())
}

/// What the table of routes needs, for one role.
pub(crate) async fn prepare(test: &TestApp) -> Vec<(&'static str, String)> {
    let checked = device(test, "CHECKED", "127.92.0.2").await;
    let person = row(test, Ledger::People, &[("name", "架空 花子"), ("state", "active")]).await;
    // A name of its own: on a clock that stands still the same device would give the same diagnosis.
    let (netcheck, shot) = diagnosed(test, &checked).await;
    vec![("{checked}", checked), ("{person}", person), ("{netcheck}", netcheck), ("{shot}", shot)]
}

/// Sends the form and follows it to the result.
async fn diagnose(browser: &Browser, form: &[(&str, &str)]) -> tate_testkit::Answer {
    let sent = browser.post("/netcheck", form).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let result = browser.get(&format!("{}?wait=1", sent.location())).await;
    assert_eq!(result.status, 200);
    assert_eq!(tate_testkit::html::faults(&result.body), Vec::<String>::new());
    result
}

on_both!(a_diagnosis_is_shown_kept_and_leads_into_the_ledgers, |test| {
    let open = TcpListener::bind("127.92.1.1:3389").unwrap();
    let (pc, router) = (device(&test, "UKETSUKE", "127.92.1.1").await, device(&test, "ROUTER", "127.92.1.2").await);
    let browser = test.signed_in("owner").await;
    let page = browser.get("/netcheck").await.text();
    assert!(page.contains("UKETSUKE") && page.contains("127.92.1.2") && page.contains("まだ診断していません"));
    let result = diagnose(&browser, &[("device", &pc), ("device", &router)]).await.text();
    for words in [
        "要確認",
        "RDP",
        "接続元IP",
        "127.",
        "照合値",
        "開いているポートへの対処",
        "点検として記録",
        "診断した機器が、機器の台帳にありません",
    ] {
        // Without anybody in the ledger of people there is nobody to be named.
        let words = if words == "点検として記録" { "人の台帳を開く" } else { words };
        assert!(result.contains(words), "no {words} in {result}");
    }
    let services = browser.get("/ledgers/services").await.text();
    assert!(services.contains("3389/tcp RDP") && services.contains("動作中"), "{services}");
    // Closed later: the row says so, and the newest diagnosis counts.
    drop(open);
    diagnose(&browser, &[("device", &pc)]).await;
    assert!(browser.get("/ledgers/services").await.text().contains("停止"));
    let history = browser.get("/netcheck").await;
    assert_eq!(history.body.matches("data-label=\"照合値\"").count(), 2);
    let item = browser.get("/checklist/r7-pharmacy/2-13").await.text();
    assert!(item.contains("根拠：ネットワーク診断") && item.contains("/netcheck/"), "{item}");
    assert!(
        !browser.get("/checklist/r7-pharmacy/2-7").await.text().contains("根拠：ネットワーク診断"),
        "negative control"
    );
    let binder = browser.get("/documents/binder.pdf").await.body;
    assert!(binder.contains("DiagnosisTarget") && binder.contains("127.92.1.1"));
    test.app.store.tenant(&test.organization).verify_log(&[]).await.unwrap().unwrap();
});

on_one!(the_person_who_diagnoses_is_the_reviewer_where_the_ledger_knows_the_name, |test| {
    let pc = device(&test, "UKETSUKE", "127.92.2.1").await;
    let browser = test.signed_in("owner").await;
    let other = add_row(&browser, "people", &[("name", "別の人"), ("state", "active")]).await;
    let result = diagnose(&browser, &[("device", &pc)]).await;
    assert!(result.text().contains("点検として記録"));
    assert_eq!(rows(&browser, "reviews").await.len(), 0);
    let path = result.action_ending("/review").unwrap();
    assert_explains(&browser.post(&path, &[("person", "nobody")]).await, 422, "点検した人が選ばれていません");
    let person = other.rsplit('/').next().unwrap();
    assert_eq!(browser.post(&path, &[("person", person)]).await.status, 303);
    assert_eq!(rows(&browser, "reviews").await.len(), 1);
    assert_explains(&browser.post(&path, &[("person", person)]).await, 422, "もう点検の台帳に");
    add_row(&browser, "people", &[("name", "ownerさん"), ("state", "active")]).await;
    let second = diagnose(&browser, &[("device", &pc)]).await.text();
    assert!(second.contains("点検の台帳に記録しました"), "{second}");
    let reviews = rows(&browser, "reviews").await;
    assert_eq!(reviews.len(), 2);
    let listed = browser.get("/ledgers/reviews").await.text();
    assert!(
        listed.contains("接続元制限の点検") && listed.contains("ownerさん") && listed.contains("問題なし"),
        "{listed}"
    );
});

on_one!(what_may_not_be_tried_is_refused_with_everything_typed_still_there, |test| {
    let pc = device(&test, "UKETSUKE", "127.92.3.1").await;
    let gone = row(&test, Ledger::Devices, &[("host", "OLD"), ("ip", "127.92.3.9"), ("state", "disposed")]).await;
    let wan = row(&test, Ledger::Devices, &[("host", "WAN"), ("ip", "203.0.113.9")]).await;
    let browser = test.signed_in("owner").await;
    let before = test.events().await;
    for (form, words) in [
        (vec![], "1台以上"),
        (vec![("device", gone.as_str())], "稼働中の機器の台帳にありません"),
        (vec![("device", &wan)], "施設の中のアドレスではない"),
        (vec![("host", "127.92.3.2")], "機器の台帳にない"),
        (vec![("host", "169.254.169.254")], "機器の台帳にない"),
        (vec![("host", "127.92.3.2"), ("sure", "yes")], "確認が完了していません"),
        (vec![("host", "127.92.3.2"), ("again", "127.92.3.3"), ("sure", "yes")], "確認が完了していません"),
        (vec![("host", "0.0.0.0"), ("again", "0.0.0.0"), ("sure", "yes")], "特定の機器を指さない"),
        (vec![("host", "127.92.3.0/24"), ("again", "127.92.3.0/24"), ("sure", "yes")], "範囲"),
        (vec![("host", "0x7f000001"), ("again", "0x7f000001"), ("sure", "yes")], "16進数"),
        (vec![("host", "\"><script>alert(1)</script>")], "診断できません"),
        (vec![("device", "'; --")], "稼働中の機器の台帳にありません"),
    ] {
        let refused = browser.post("/netcheck", &form).await;
        assert_explains(&refused, 422, words);
        assert!(!refused.body.contains("<script>alert"));
        if let Some((_, host)) = form.iter().find(|(name, _)| *name == "host") {
            assert_eq!(refused.input("host").as_deref(), Some(*host));
        }
    }
    assert_eq!(test.events().await, before, "nothing was begun");
    // Negative control: confirmed, the same target is tried.
    let tried = diagnose(&browser, &[("host", "127.92.3.2"), ("again", "127.92.3.2"), ("sure", "yes")]).await.text();
    assert!(tried.contains("台帳にない宛先"));
    diagnose(&browser, &[("device", &pc)]).await;
});

on_both!(an_organization_diagnoses_once_at_a_time_and_so_often_an_hour, |test| {
    let pc = device(&test, "UKETSUKE", "127.92.4.1").await;
    let browser = test.signed_in("owner").await;
    // Another process on the same database is at it.
    let tenant = test.app.store.tenant(&test.organization);
    let who = || tate_store::Who { actor: "試験".into(), origin: "test".into(), at: test.app.now() };
    let mut change = tenant.change(who()).await.unwrap();
    change.begin_net_check(&test.facility, "elsewhere", &[]).await.unwrap();
    change.commit().await.unwrap();
    assert_explains(&browser.post("/netcheck", &[("device", &pc)]).await, 422, "ほかの診断の途中");
    assert!(browser.get("/netcheck/elsewhere").await.text().contains("診断しています"));
    assert_eq!(browser.get("/netcheck/nowhere").await.status, 404);
    test.clock.pass(301);
    assert!(browser.get("/netcheck/elsewhere").await.text().contains("結果を保存できませんでした"));
    for _ in 0..tate_app::netcheck::MOST_AN_HOUR - 1 {
        let mut change = tenant.change(who()).await.unwrap();
        change.begin_net_check(&test.facility, "earlier", &[]).await.unwrap();
        change.fail_net_check(&test.facility, "earlier", "試験").await.unwrap();
        change.commit().await.unwrap();
    }
    assert_explains(&browser.post("/netcheck", &[("device", &pc)]).await, 422, "1時間に診断できる回数");
    test.clock.pass(3601);
    diagnose(&browser, &[("device", &pc)]).await;
    // Another organization was never in the way.
    test.found("other", "よその薬局").await;
    let other = test.signed_in("other").await;
    assert_explains(&other.post("/netcheck", &[]).await, 422, "1台以上");
});

on_one!(screenshots_are_kept_with_the_diagnosis_and_taken_off_again, |test| {
    let (id, shot) = diagnosed(&test, "one").await;
    let browser = test.signed_in("owner").await;
    let files = format!("/netcheck/{id}/files");
    assert_explains(&browser.upload(&files, &[], Some(("", Vec::new()))).await, 422, "ファイルが空です");
    assert_explains(&browser.upload(&files, &[], Some(("a.svg", b"<svg/>".to_vec()))).await, 422, "受け取れません");
    assert_eq!(browser.upload(&files, &[], Some(("router.png", b"\x89PNG\r\n\x1a\n1".to_vec()))).await.status, 303);
    let page = browser.get(&format!("/netcheck/{id}")).await.text();
    assert!(page.contains("router.png") && page.contains("one.pdf"));
    assert_eq!(browser.get(&format!("/files/{shot}")).await.body, "%PDF-1.7 shot");
    assert!(browser.get("/checklist/r7-pharmacy/2-13").await.text().contains("router.png"));
    assert_eq!(browser.post(&format!("{files}/{shot}/remove"), &[]).await.status, 303);
    assert!(!browser.get(&format!("/netcheck/{id}")).await.text().contains("one.pdf"));
    // A file of something else is not the diagnosis's to take off.
    browser.upload("/checklist/r7-pharmacy/2-7/files", &[], Some(("b.pdf", b"%PDF-1.7".to_vec()))).await;
    let foreign = crate::support::kept(&test, "2-7").await.files[0].id.clone();
    assert_eq!(browser.post(&format!("{files}/{foreign}/remove"), &[]).await.status, 404);
});

on_one!(an_answer_freezes_the_diagnosis_it_rests_on, |test| {
    let (id, _) = diagnosed(&test, "one").await;
    let browser = test.signed_in("owner").await;
    for (key, expected) in [("2-13", true), ("2-7", false)] {
        assert_eq!(answer(&browser, key, &[("value", "yes"), ("reason", "確認済み")]).await.status, 303);
        let proof = crate::support::kept(&test, key).await.proof.unwrap().content;
        assert_eq!(proof.contains(&id), expected, "{key}: {proof}");
    }
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operator_can_turn_diagnoses_from_the_pages_off() {
    let test = TestApp::start_with(Engine::Sqlite, WebConfig { no_netcheck: true, ..WebConfig::default() }).await;
    let pc = device(&test, "UKETSUKE", "127.92.5.1").await;
    let browser = test.signed_in("owner").await;
    let page = browser.get("/netcheck").await;
    assert!(page.text().contains("止めています") && !page.body.contains("name=\"device\""));
    let before = test.events().await;
    assert_explains(&browser.post("/netcheck", &[("device", &pc)]).await, 422, "止めています");
    assert_eq!(test.events().await, before);
}
