//! Over HTTP, on a running application.

use tate_domain::ledger::Ledger;
use tate_domain::role::Role;
use tate_testkit::{Engine, TestApp};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_document_is_a_download_under_a_japanese_name_and_its_printing_is_recorded() {
    let test = TestApp::start(Engine::Sqlite).await;
    let browser = test.signed_in("owner").await;
    let mut names: Vec<String> =
        ["binder.pdf", "form.pdf", "form.xlsx", "vendor-form.pdf", "vendor-form.xlsx", "contact-chart.pdf"]
            .map(str::to_owned)
            .into();
    names.extend(Ledger::ALL.map(|ledger| format!("ledger-{}.pdf", ledger.code())));
    for name in &names {
        let answer = browser.get(&format!("/documents/{name}")).await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.body);
        let disposition = answer.headers["content-disposition"].to_str().unwrap();
        assert!(disposition.starts_with("attachment; filename*=UTF-8''%"), "{name}: {disposition}");
    }
    let log = browser.get("/settings/audit").await.body;
    assert!(log.contains("書類を出力") && log.contains("立入検査バインダー") && log.contains("機器台帳"));
    assert_eq!(browser.get("/documents/binder.docx").await.status, 404);
    assert_eq!(browser.get("/documents/vendor-form.pdf?vendor=nobody").await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_facility_has_a_home_a_chart_and_an_honest_inspection_page() {
    let test = TestApp::start(Engine::Sqlite).await;
    let browser = test.signed_in("owner").await;
    let home = browser.get("/").await.body;
    assert!(home.contains("はじめの手順が途中です") && home.contains("／19 項目を確定"));
    let chart = browser.get("/chart").await.body;
    assert!(chart.contains("未登録") && chart.contains("/ledgers/appointments"));
    let inspection = browser.get("/inspection").await.body;
    for text in ["未回答 19", "機器台帳：未作成", "href=\"/documents/binder.pdf\""] {
        assert!(inspection.contains(text), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_may_not_print_gets_no_document_and_no_link_to_one() {
    let test = TestApp::start(Engine::Sqlite).await;
    test.add_person("staff", Role::Staff).await;
    test.add_person("inspector", Role::Inspector).await;
    let staff = test.signed_in("staff").await;
    assert_eq!(staff.get("/documents/form.pdf").await.status, 403);
    assert_eq!(staff.get("/inspection").await.status, 403);
    let chart = staff.get("/chart").await;
    assert_eq!(chart.status, 200);
    assert!(!chart.body.contains("/documents/"));
    let inspector = test.signed_in("inspector").await;
    assert_eq!(inspector.get("/documents/binder.pdf").await.status, 200);
    assert!(!inspector.get("/").await.body.contains("手順の続きから始める"));
}
