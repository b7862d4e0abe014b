//! The contradiction lint on its page: both sides are linked, a reason hides a finding until it says something else.

use crate::support::{add_row, answer, assert_explains, item};
use crate::{on_both, on_one};
use std::collections::BTreeMap;
use tate_domain::id::RowId;
use tate_domain::ledger::Ledger;
use tate_domain::lint::Severity;
use tate_domain::role::{Reach, Role};
use tate_testkit::{TestApp, html};

const NEWEST: &[(&str, &str)] = &[("host", "PC-1"), ("software", "薬歴"), ("software_version", "最新")];

async fn keys(test: &TestApp, rule: &str) -> Vec<String> {
    let report = test.app.lint(&test.actor(), &test.facility).await.unwrap();
    report.findings.into_iter().filter(|finding| finding.rule == rule).map(|finding| finding.key).collect()
}

on_both!(a_finding_is_hidden_with_a_reason_and_comes_back_when_it_says_something_else, |test| {
    let browser = test.signed_in("owner").await;
    let empty = browser.get("/lint").await;
    assert!(empty.text().contains("問題がないことの保証ではありません"), "{}", empty.text());
    let row = add_row(&browser, "devices", NEWEST).await;
    let shown = browser.get("/lint").await;
    assert!(html::links(&shown.body).contains(&row), "{}", shown.body);
    assert_eq!(html::faults(&shown.body), Vec::<String>::new());
    let key = keys(&test, "newest_is_no_version").await.remove(0);

    let before = test.events().await;
    let bare = browser.post("/lint/suppress", &[("key", &key), ("reason", " ")]).await;
    assert_explains(&bare, 422, "理由が空欄です");
    let unknown = browser.post("/lint/suppress", &[("key", "newest_is_no_version:none"), ("reason", "x")]).await;
    assert_eq!((unknown.status, test.events().await), (404, before), "nothing was recorded");

    let hidden = browser.post("/lint/suppress", &[("key", &key), ("reason", "次の入れ替えで直します")]).await;
    assert_eq!(hidden.status, 303, "{}", hidden.text());
    let shown = browser.get("/lint").await;
    assert!(shown.text().contains("理由：次の入れ替えで直します"), "{}", shown.text());
    assert!(keys(&test, "newest_is_no_version").await.is_empty());
    let binder = test.app.binder(&test.actor(), &test.facility, "r7-pharmacy").await.unwrap();
    assert!(binder.suppressed.iter().any(|line| line.reason == "次の入れ替えで直します" && line.by.contains("owner")));

    // Another name of the row is another text: what was hidden is told again.
    let id = RowId::from(row.rsplit('/').next().unwrap().to_owned());
    let typed: BTreeMap<String, String> =
        NEWEST.iter().map(|(key, value)| ((*key).to_owned(), value.replace("PC-1", "PC-2"))).collect();
    test.app.save_row(&test.actor(), &test.facility, Ledger::Devices, Some((&id, 1)), &typed).await.unwrap();
    assert_eq!(keys(&test, "newest_is_no_version").await, std::slice::from_ref(&key));
    assert!(browser.get("/lint").await.text().contains("出さないことにした指摘（0件）"));

    browser.post("/lint/suppress", &[("key", &key), ("reason", "二度目")]).await;
    assert!(keys(&test, "newest_is_no_version").await.is_empty());
    assert_eq!(browser.post("/lint/unsuppress", &[("key", &key)]).await.status, 303);
    assert_eq!(keys(&test, "newest_is_no_version").await, std::slice::from_ref(&key));
    assert_eq!(browser.post("/lint/unsuppress", &[("key", &key)]).await.status, 404);
    let events = test.app.store.tenant(&test.organization).events_about("lint:newest_is_no_version", 9).await.unwrap();
    let actions: Vec<&str> = events.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions.iter().filter(|action| **action == "lint.suppress").count(), 2);
    assert_eq!(actions.iter().filter(|action| **action == "lint.unsuppress").count(), 1);
    assert!(test.app.audit_verify(&test.actor()).await.unwrap().is_ok());
});

on_both!(another_organization_neither_sees_nor_hides_a_finding, |test| {
    let browser = test.signed_in("owner").await;
    add_row(&browser, "devices", NEWEST).await;
    let key = keys(&test, "newest_is_no_version").await.remove(0);
    let (_, facility) = test.found("other", "別の薬局").await;
    let other = test.signed_in("other").await;
    assert!(!other.get("/lint").await.text().contains("最新"));
    assert_eq!(other.post("/lint/suppress", &[("key", &key), ("reason", "x")]).await.status, 404);
    assert_eq!(other.post("/lint/unsuppress", &[("key", &key)]).await.status, 404);
    assert!(test.app.lint(&test.actor(), &facility).await.is_err());
    assert_eq!(keys(&test, "newest_is_no_version").await, [key], "negative control: still told to its own people");
});

on_one!(the_page_after_a_save_tells_what_must_be_put_right_about_it, |test| {
    let browser = test.signed_in("owner").await;
    let saved = browser.post("/ledgers/devices/new", NEWEST).await;
    assert!(saved.location().contains("about="), "{}", saved.location());
    let page = browser.get(saved.location()).await;
    assert!(page.text().contains("食い違いがあります（要修正 1件）"), "{}", page.text());
    assert_eq!(html::faults(&page.body), Vec::<String>::new());
    let clean = browser.post("/ledgers/vendors/new", &[("name", "みどり情報"), ("phone", "03-0000-0001")]).await;
    assert!(!clean.location().contains("about="), "negative control: {}", clean.location());
    // A はい for the statements of vendors, one of whom refused to give his.
    let refused = [("title", "薬歴の保守"), ("kind", "maintenance"), ("disclosure", "refused")];
    add_row(&browser, "contracts", &refused).await;
    let confirmed = answer(&browser, "2-3", &[("value", "yes"), ("reason", "確認しました")]).await;
    assert_eq!(confirmed.status, 303, "{}", confirmed.text());
    let next = browser.get(confirmed.location()).await;
    assert!(next.text().contains("MDS/SDSの提出を断っている"), "{}", next.text());
    assert!(html::links(&next.body).contains(&item("2-3")));
});

on_one!(home_inspection_and_binder_count_what_must_be_put_right, |test| {
    let browser = test.signed_in("owner").await;
    add_row(&browser, "devices", NEWEST).await;
    let report = test.app.lint(&test.actor(), &test.facility).await.unwrap();
    let count = report.count(Severity::MustFix);
    assert!(count > 0);
    let home = browser.get("/").await;
    assert!(home.text().contains(&format!("要修正が{count}件")), "{}", home.text());
    let binder = test.app.binder(&test.actor(), &test.facility, "r7-pharmacy").await.unwrap();
    let must = binder.warnings.iter().filter(|warning| warning.severity == "要修正").count();
    assert!(must >= count && usize::try_from(binder.summary.must_fix).unwrap() == must);
    let inspection = browser.get("/inspection").await;
    assert!(inspection.text().contains(&format!("要修正 {must}件")), "{}", inspection.text());
    assert!(html::links(&inspection.body).contains(&"/lint".to_owned()));
});

on_one!(who_may_not_confirm_sees_the_findings_and_no_way_to_hide_them, |test| {
    let owner = test.signed_in("owner").await;
    add_row(&owner, "devices", NEWEST).await;
    test.add_person_at("operator", Role::Operator, Reach::All).await;
    let browser = test.signed_in("operator").await;
    let shown = browser.get("/lint").await;
    assert!(shown.text().contains("「最新」は版ではない") && !shown.body.contains("/lint/suppress"));
    assert!(owner.get("/lint").await.body.contains("/lint/suppress"), "negative control");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_organization_is_linted_as_each_of_its_facilities_is() {
    let (test, _) = TestApp::start_demo(tate_testkit::Engine::Sqlite).await;
    let record = test.app.store.facility_by_code("demo-chain-01").await.unwrap().unwrap();
    let actor = tate_app::command_line(record.organization);
    let all = test.app.lint_organization(&actor).await.unwrap();
    assert_eq!(all.len(), 12);
    for lint in &all {
        let one = test.app.lint(&actor, &lint.facility.id).await.unwrap();
        assert_eq!(one.findings, lint.report.findings, "{}", lint.facility.code);
    }
}
