//! Asking vendors: the board, one act for many, reminders, the letter that presses, the roll-up.
use crate::answering::sheet;
use crate::support::{answer, item as item_address, kept};
use crate::{on_both, on_one};
use std::collections::BTreeMap;
use tate_app::requests::{BoardLine, TypedRequests};
use tate_domain::ledger::Ledger;
use tate_domain::vendor::{Route, Standing, Value};
use tate_testkit::{Browser, TestApp, html};

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;
const ITEM: &str = "2-6";

async fn row(test: &TestApp, ledger: Ledger, cells: &[(&str, &str)]) -> String {
    let cells: BTreeMap<String, String> =
        cells.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    test.app.save_row(&test.actor(), &test.facility, ledger, None, &cells).await.unwrap().to_string()
}

/// A prime vendor, a vendor for which it collects, one on its own, one contract without maintenance.
async fn ledgers(test: &TestApp) {
    let prime = row(test, Ledger::Vendors, &[("name", "元請けシステム"), ("mail", "p@v.example.jp")]).await;
    let sub = row(test, Ledger::Vendors, &[("name", "下請け部門システム"), ("prime", &prime)]).await;
    let own = row(test, Ledger::Vendors, &[("name", "青空薬歴"), ("fax", "03-0000-9001")]).await;
    for (title, vendor, kind) in [
        ("元請け保守", &prime, "maintenance"),
        ("部門保守", &sub, "maintenance"),
        ("薬歴保守", &own, "service"),
        ("体温計の購入", &own, "none"),
    ] {
        row(test, Ledger::Contracts, &[("title", title), ("vendor", vendor), ("kind", kind)]).await;
    }
}

async fn line(test: &TestApp, contract: &str) -> BoardLine {
    let board = test.app.board(&test.actor(), &test.facility).await.unwrap();
    board.lines.into_iter().find(|line| line.contract.name == contract).unwrap()
}

/// Asks every vendor through the page, as it is filled in.
async fn ask(test: &TestApp, browser: &Browser, deadline: &str) {
    let page = browser.get("/vendors/request").await;
    let mut fields = html::fields(&page.body, &format!("/vendors/request?at={}", test.facility));
    fields.retain(|(name, _)| name != "deadline");
    let mut form: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    form.push(("deadline", deadline));
    let done = browser.post("/vendors/request", &form).await;
    assert_eq!((done.status, done.location()), (303, "/vendors/letters?done=requested"), "{}", done.text());
}

on_both!(one_act_asks_every_contract_once_and_the_prime_collects, |test| {
    ledgers(&test).await;
    let browser = test.signed_in("owner").await;
    let before = browser.get("/vendors").await;
    assert!(before.text().contains("未依頼3件") && before.text().contains("不要（契約なし）"), "{}", before.text());
    ask(&test, &browser, "2026-12-18").await;
    let (sub, own) = (line(&test, "部門保守").await, line(&test, "薬歴保守").await);
    assert!(sub.is_collected() && sub.request.as_ref().unwrap().asked == "元請けシステム");
    assert_eq!(own.request.as_ref().unwrap().way.code(), "fax", "no mail server: by fax");
    assert!(line(&test, "体温計の購入").await.request.is_none());
    // The ledger of contracts says so too, and there is nothing left to ask.
    let facts = test.app.facts(&test.actor(), &test.facility).await.unwrap();
    let contract = facts.facts.find(Ledger::Contracts, &own.contract.id).unwrap();
    assert_eq!(contract.text("vendor_sheet"), "requested");
    assert!(browser.get("/vendors/request").await.text().contains("いま依頼できる契約はありません"));
    // The letter of the prime names both sheets, each with its own link, and no PIN.
    let desks = test.app.desk_letters(&test.actor(), &test.facility).await.unwrap();
    let prime = desks.iter().find(|desk| desk.desk == "元請けシステム").unwrap();
    let letter = browser.get(&format!("/vendors/letter?kind=request&ids={}", prime.ids())).await;
    assert_eq!(letter.body.matches("https://tate.example.jp/answer#").count(), 2);
    assert!(letter.text().contains("下請け部門システム") && letter.text().contains("2026年12月18日（金）"));
    let pins = browser.get(&format!("/vendors/letter?kind=pins&ids={}", prime.ids())).await;
    assert!(!pins.body.contains("answer#") && pins.text().contains("暗証番号"));
});

on_one!(what_is_wrong_with_the_form_is_said_and_nothing_is_sent, |test| {
    ledgers(&test).await;
    let browser = test.signed_in("owner").await;
    let own = line(&test, "薬歴保守").await;
    let (contract, desk) = (format!("c.{}", own.contract.id), format!("way.{}", own.desk.unwrap().id));
    for (form, says) in [
        (vec![("deadline", "2026-12-18")], "依頼する契約が選ばれていません"),
        (vec![(contract.as_str(), "1"), ("deadline", "")], "回答期限がありません"),
        (vec![(contract.as_str(), "1"), ("deadline", "2026-11-20")], "明日以降"),
        (vec![(contract.as_str(), "1"), ("deadline", "2027-04-01")], "年度の外"),
        (vec![(contract.as_str(), "1"), ("deadline", "2026-12-18"), (desk.as_str(), "mail")], "メールアドレスが"),
        (vec![("c.侵入", "1"), (contract.as_str(), "1"), ("deadline", "2026-12-18")], "依頼できなくなったもの"),
    ] {
        let refused = browser.post("/vendors/request", &form).await;
        assert!(refused.status == 422 && refused.text().contains(says), "{says}: {}", refused.text());
    }
    assert!(line(&test, "薬歴保守").await.request.is_none());
    let form = [(contract.as_str(), "1"), ("deadline", "2026-12-18")];
    assert_eq!(browser.post("/vendors/request", &form).await.status, 303, "negative control");
    assert_eq!(browser.post("/vendors/request", &form).await.status, 422, "and not twice");
});

on_both!(reminders_come_on_their_days_and_stop_when_told, |test| {
    ledgers(&test).await;
    let (browser, actor) = (test.signed_in("owner").await, test.actor());
    ask(&test, &browser, "2026-12-18").await;
    let remind = async || test.app.remind_everywhere().await.unwrap().requests;
    assert_eq!(remind().await, 0, "28 days before");
    test.clock.pass(14 * DAY);
    assert_eq!(remind().await, 3, "14 days before");
    assert_eq!(remind().await, 0, "not twice");
    // One is stopped, by a person; one is reminded of by hand, once a day.
    let (stopped, own) =
        (line(&test, "元請け保守").await.request.unwrap(), line(&test, "薬歴保守").await.request.unwrap());
    let change = [("seen", stopped.version.to_string()), ("deadline", "2026-12-18".into()), ("paused", "1".into())];
    let change: Vec<(&str, &str)> = change.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let browser = test.signed_in("owner").await;
    assert_eq!(browser.post(&format!("/vendors/requests/{}/change", stopped.id), &change).await.status, 303);
    for expected in [2, 2] {
        assert_eq!(browser.post("/vendors/remind", &[("ids", own.id.as_str())]).await.status, 303);
        assert_eq!(line(&test, "薬歴保守").await.reminders(), expected);
    }
    test.clock.pass(15 * DAY);
    assert_eq!(remind().await, 2, "the day after the deadline: the one before it was missed");
    test.clock.pass(7 * DAY);
    assert_eq!(remind().await, 2, "weekly after");
    assert_eq!(line(&test, "薬歴保守").await.standing(test.app.today()), Some(Standing::Overdue));
    let owed = test.app.escalate(&actor, &test.facility, std::slice::from_ref(&own.id)).await.unwrap();
    assert_eq!((owed, test.app.escalate(&actor, &test.facility, &[own.id]).await.unwrap()), (1, 0));
    let browser = test.signed_in("owner").await;
    let record = browser.get("/vendors/refusals.pdf").await;
    assert!(record.body.contains("薬歴保守") && record.body.contains("未回答（期限 2026/12/18）"), "{}", record.body);
});

on_both!(the_roll_up_speaks_in_the_proposal_the_remark_and_the_lint, |test| {
    ledgers(&test).await;
    let (browser, actor, at) = (test.signed_in("owner").await, test.actor(), test.facility.clone());
    ask(&test, &browser, "2026-12-18").await;
    let now = async || kept(&test, ITEM).await;
    assert_eq!(now().await.vendors.words(), "3未回答");
    for (contract, value) in [("元請け保守", Value::Yes), ("部門保守", Value::No)] {
        let id = line(&test, contract).await.request.unwrap().id;
        test.app.submit_for(&actor, &at, &id, &sheet(&test, value), Route::Typed).await.unwrap();
    }
    let view = now().await;
    assert_eq!(view.vendors.words(), "1はい／1いいえ／1未回答");
    assert_eq!(view.row().proposal.verdict.code(), "no");
    assert!(view.row().proposal.reasons[0].text.contains("1はい／1いいえ／1未回答"));
    let page = browser.get(&item_address(ITEM)).await;
    let draft = page.input("remark").unwrap();
    assert!(draft.starts_with("事業者3件の回答：1はい／1いいえ／1未回答。") && draft.contains("部門保守"), "{draft}");
    assert!(browser.get("/vendors/rollup").await.text().contains("1はい／1いいえ／1未回答"));
    // A はい against it is a contradiction.
    let says = async || {
        let found = test.app.lint(&actor, &at).await.unwrap().findings;
        found.iter().filter(|f| f.rule == "vendor_says_otherwise" && f.text.contains("1いいえ")).count()
    };
    assert_eq!(says().await, 0, "negative control");
    let fields = [("value", "yes"), ("reason", "窓口に電話で確かめた")];
    assert_eq!(answer(&browser, ITEM, &fields).await.status, 303);
    assert!(says().await > 0);
});

on_one!(a_request_taken_back_can_be_made_again, |test| {
    ledgers(&test).await;
    let browser = test.signed_in("owner").await;
    ask(&test, &browser, "2026-12-18").await;
    let request = line(&test, "薬歴保守").await.request.unwrap();
    let (path, seen) = (format!("/vendors/requests/{}/withdraw", request.id), request.version.to_string());
    assert_eq!(browser.post(&path, &[("seen", &seen), ("withdraw_reason", " ")]).await.status, 422);
    assert_eq!(browser.post(&path, &[("seen", "99"), ("withdraw_reason", "誤り")]).await.status, 409);
    assert_eq!(browser.post(&path, &[("seen", &seen), ("withdraw_reason", "誤り")]).await.status, 303);
    assert!(line(&test, "薬歴保守").await.is_free());
    let typed = TypedRequests {
        contracts: vec![line(&test, "薬歴保守").await.contract.id],
        deadline: "2026-12-18".into(),
        ..TypedRequests::default()
    };
    assert_eq!(test.app.request_sheets(&test.actor(), &test.facility, &typed).await.unwrap().requests.len(), 1);
});
