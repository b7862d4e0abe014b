//! The wizard over HTTP, as a browser without the script sends it.

use tate_app::wizard::{Progress, Step};
use tate_domain::ledger::Ledger;
use tate_domain::role::Role;
use tate_testkit::{Answer, Browser, Engine, TestApp, html};

/// Opens a step and sends its form back with some fields typed over.
async fn fill(browser: &Browser, step: &str, changes: &[(&str, &str)]) -> Answer {
    let address = format!("/wizard/{step}");
    let page = browser.get(&address).await;
    assert_eq!(page.status, 200, "{step}: {}", page.body);
    browser.submit(&page, &address, changes).await
}

async fn rows(test: &TestApp, ledger: Ledger) -> Vec<tate_domain::facts::Row> {
    let snapshot = test.app.facts(&test.actor(), &test.facility).await.unwrap();
    snapshot.facts.all(ledger).to_vec()
}

async fn progress(test: &TestApp) -> Progress {
    test.app.wizard_progress(&test.actor(), &test.facility).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_pharmacy_is_filled_step_by_step_and_left_and_resumed() {
    let test = TestApp::start(Engine::Sqlite).await;
    let browser = test.signed_in("owner").await;
    assert_eq!(browser.get("/wizard").await.location(), "/wizard/facility");
    let saved =
        fill(&browser, "facility", &[("manager", "緑川 花"), ("has_network", "yes"), ("phone", "03-0000-0100")]).await;
    assert_eq!(saved.location(), "/wizard/inventory?done=saved");
    let ticks = [
        ("receipt.on", "yes"),
        ("receipt.product", "レセプト太郎"),
        ("receipt.vendor", "みどり医療システム"),
        ("router.on", "yes"),
    ];
    assert_eq!(fill(&browser, "inventory", &ticks).await.location(), "/wizard/vendors?done=saved");
    let (vendor, contract) =
        (rows(&test, Ledger::Vendors).await.remove(0), rows(&test, Ledger::Contracts).await.remove(0));
    let (phone, kind) = (format!("vendors.{}.phone", vendor.id), format!("contracts.{}.kind", contract.id));
    assert_eq!(
        fill(&browser, "vendors", &[(&phone, "０１２０-０００-１００"), (&kind, "none")]).await.location(),
        "/wizard/devices?done=saved"
    );
    assert!(browser.get("/wizard/vendors").await.text().contains("この製品については2-②と2-③の回答は不要です"));
    assert_eq!(rows(&test, Ledger::Vendors).await[0].text("phone"), "0120-000-100");

    // 「後で入力する」 keeps what was typed, also what cannot be saved.
    let later = fill(
        &browser,
        "devices",
        &[("devices.new1.host", "UKETSUKE"), ("devices.new1.registered", "平成38年2月"), ("then", "later")],
    )
    .await;
    assert_eq!(later.location(), "/wizard/people");
    assert_eq!(rows(&test, Ledger::Devices).await.len(), 2);
    let again = browser.get("/wizard/devices").await;
    assert_eq!(again.input("devices.new1.registered").as_deref(), Some("平成38年2月"));
    assert!(again.text().contains("入力の途中が残っています"));
    let refused = browser.submit(&again, "/wizard/devices", &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("1行に直すところがあります"));
    let stay = browser
        .submit(
            &refused,
            "/wizard/devices",
            &[
                ("devices.new1.registered", "R7.4.1"),
                ("devices.new1.os", "Windows 11 Pro"),
                ("devices.new1.os_release", "22H2"),
                ("then", "stay"),
            ],
        )
        .await;
    assert_eq!(stay.location(), "/wizard/devices?done=saved");
    let seen = browser.get("/wizard/devices").await;
    assert!(
        seen.text().contains("Windows 11") && seen.text().contains("class=\"note\""),
        "the end of support stands under the device"
    );
    assert!(!seen.text().contains("入力の途中が残っています"), "drafts are gone");

    let people = [
        ("people.new2.name", "青木 二葉"),
        ("offer.officer", "yes"),
        ("appointments.new-officer.appointed", "2026/4/1"),
        ("appointments.new-decider.person", "青木 二葉"),
    ];
    assert_eq!(fill(&browser, "people", &people).await.location(), "/wizard/accounts?done=saved");
    assert_eq!(rows(&test, Ledger::Appointments).await.len(), 2);
    let system = rows(&test, Ledger::Systems).await.remove(0).id;
    let reviewed = format!("systems.{system}.accounts_reviewed");
    assert_eq!(
        fill(
            &browser,
            "accounts",
            &[("accounts.new1.login", "hana"), ("accounts.new1.system", &system), (&reviewed, "2026/11/20")]
        )
        .await
        .location(),
        "/wizard/backups?done=saved"
    );
    let generations = format!("backups.new-{system}.generations");
    assert_eq!(fill(&browser, "backups", &[(&generations, "3")]).await.location(), "/wizard/answers?done=saved");
    assert_eq!(
        fill_button(&browser, "/wizard/answers").await.location(),
        "/wizard/chart",
        "unanswered rows leave the step open"
    );
    assert_eq!(
        fill(&browser, "chart", &[("offices.new-police.phone", "03-0000-0110")]).await.location(),
        "/wizard/print?done=saved"
    );
    let print = browser.get("/wizard/print").await;
    assert!(print.text().contains("19件あります") && print.text().contains("/documents/binder.pdf"));

    let overview = browser.get("/wizard").await;
    assert!(overview.text().contains("8／10"), "{}", overview.text());
    assert_eq!(progress(&test).await.first_open(), Some(Step::Answers));
    assert_eq!(fill_button(&browser, "/wizard/print").await.location(), "/?done=saved");
    assert!(progress(&test).await.done);
}

/// Presses the one button of a form without fields.
async fn fill_button(browser: &Browser, address: &str) -> Answer {
    assert_eq!(browser.get(address).await.status, 200);
    browser.post(address, &[]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_in_one_step_lose_nothing() {
    let test = TestApp::start(Engine::Sqlite).await;
    test.add_person("second", Role::Officer).await;
    let (one, two) = (test.signed_in("owner").await, test.signed_in("second").await);
    fill(&one, "vendors", &[("vendors.new1.name", "みどり医療システム")]).await;
    let phone = format!("vendors.{}.phone", rows(&test, Ledger::Vendors).await[0].id);
    let (seen_by_one, seen_by_two) = (one.get("/wizard/vendors").await, two.get("/wizard/vendors").await);
    assert_eq!(one.submit(&seen_by_one, "/wizard/vendors", &[(&phone, "03-0000-0001")]).await.status, 303);
    let late = two
        .submit(&seen_by_two, "/wizard/vendors", &[(&phone, "03-0000-0002"), ("vendors.new1.name", "あおぞら通信")])
        .await;
    assert_eq!(late.status, 409);
    assert!(late.text().contains("今の台帳：03-0000-0001"));
    assert_eq!(late.input(&phone).as_deref(), Some("03-0000-0002"));
    assert_eq!(rows(&test, Ledger::Vendors).await.len(), 1, "nothing is half saved");
    assert_eq!(two.submit(&late, "/wizard/vendors", &[]).await.status, 303);
    assert_eq!(rows(&test, Ledger::Vendors).await.len(), 2);

    // 「後で入力する」 does not blank a row that its form never had.
    let before = one.get("/wizard/vendors").await;
    fill(&two, "vendors", &[("vendors.new1.name", "しずく商会"), ("vendors.new1.phone", "03-0000-0009")]).await;
    assert_eq!(one.submit(&before, "/wizard/vendors", &[("then", "later")]).await.location(), "/wizard/devices");
    let after = one.get("/wizard/vendors").await;
    assert!(after.text().contains("03-0000-0009") && !after.text().contains("入力の途中が残っています"));
    let (first, second) = (one.get("/wizard/facility").await, two.get("/wizard/facility").await);
    assert_eq!(one.submit(&first, "/wizard/facility", &[("phone", "03-0000-0003")]).await.status, 303);
    let late = two.submit(&second, "/wizard/facility", &[("address", "架空県")]).await;
    assert_eq!((late.status, late.text().contains("今の登録：03-0000-0003")), (409, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_looks_at_the_facility_and_staff_see_no_step() {
    let test = TestApp::start(Engine::Sqlite).await;
    test.add_person("operator", Role::Operator).await;
    test.add_person("staff", Role::Staff).await;
    let browser = test.signed_in("operator").await;
    let page = browser.get("/wizard/facility").await;
    assert_eq!((page.status, page.input("name")), (200, None));
    assert_eq!(
        browser.post("/wizard/facility", &[("name", "別の名前")]).await.location(),
        "/wizard/inventory?done=saved"
    );
    assert_eq!(test.app.facility(&test.actor(), &test.facility).await.unwrap().profile.name, "みなと薬局");
    let staff = test.signed_in("staff").await;
    for step in Step::ALL {
        let address = format!("/wizard/{}", step.code());
        assert_eq!((staff.get(&address).await.status, staff.post(&address, &[]).await.status), (403, 403), "{address}");
    }
    assert_eq!(browser.get("/wizard/nothing").await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_step_of_every_demo_facility_is_a_good_page_and_can_be_sent_back() {
    let (test, report) = TestApp::start_demo(Engine::Sqlite).await;
    for who in ["demo-pharmacy", "demo-hospital"] {
        let login = report.logins.iter().find(|login| login.login == who).unwrap();
        let browser = test.signed_in_with(&login.login, &login.password).await;
        if browser.get("/").await.location() == "/facilities" {
            let page = browser.get("/facilities").await;
            let choice = html::tags(&page.body)
                .into_iter()
                .find(|tag| tag.get("name") == Some("facility"))
                .unwrap()
                .get("value")
                .unwrap()
                .to_owned();
            browser.post("/facilities", &[("facility", &choice)]).await;
        }
        for step in Step::ALL {
            let address = format!("/wizard/{}", step.code());
            let page = browser.get(&address).await;
            let mut faults = html::faults(&page.body);
            // The hospital wrote the address of a report page into its ledger; it is shown in a field, not linked.
            faults.retain(|fault| step != Step::Chart || fault != "an address of another host");
            assert_eq!((page.status, faults), (200, vec![]), "{who} {address}");
            if !matches!(step, Step::Answers | Step::Print) {
                let sent = browser.submit(&page, &address, &[]).await;
                assert_eq!(
                    sent.status,
                    303,
                    "{who} {address}: {:?}",
                    html::tags(&sent.body)
                        .iter()
                        .filter(|tag| tag.get("class").is_some_and(|c| c.starts_with("error")))
                        .map(|tag| &tag.text)
                        .collect::<Vec<_>>()
                );
            }
        }
        assert_eq!(html::faults(&browser.get("/wizard").await.body), Vec::<String>::new());
    }
}
