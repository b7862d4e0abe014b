//! The R6 sheet on the pages of a hospital: choosing it, the gate, 1回目 and 2回目, ※, earlier years.

use crate::on_both;
use crate::support::assert_explains;
use tate_app::facilities::{TypedProfile, check_profile};
use tate_testkit::{Answer, Browser, TestApp};

const R6: &str = "/checklist?edition=r6-medical";

/// The first facility as a hospital, with its owner signed in.
async fn hospital(test: &TestApp) -> Browser {
    let typed = TypedProfile { kind: "hospital", name: "みなと病院", ..TypedProfile::default() };
    test.app.change_facility(&test.actor(), &test.facility, &check_profile(typed).unwrap()).await.unwrap();
    test.signed_in("owner").await
}

fn item(key: &str) -> String {
    format!("/checklist/r6-medical/{key}")
}

/// Fills in the form that the page shows.
async fn answer(browser: &Browser, key: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(&item(key)).await;
    browser.submit(&page, &item(key), fields).await
}

async fn confirmed(browser: &Browser, key: &str, fields: &[(&str, &str)]) {
    let saved = answer(browser, key, fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
}

const YES: [(&str, &str); 2] = [("value", "yes"), ("reason", "現物を確かめました")];

on_both!(the_list_offers_the_sheets_of_the_kind_and_shows_the_one_that_is_asked_for, |test| {
    let browser = hospital(&test).await;
    let list = browser.get("/checklist").await;
    let links = tate_testkit::html::links(&list.body);
    assert!(links.contains(&R6.to_owned()) && links.contains(&"/checklist?edition=r7-medical".to_owned()));
    assert!(list.text().contains("今年度の点検に使用") && list.text().contains("令和6年度版"));
    let old = browser.get(R6).await;
    assert_eq!(tate_testkit::html::faults(&old.body), Vec::<String>::new());
    assert!(old.text().contains("0／19") && old.text().contains("はじめの質問 から続ける"), "{}", old.text());
    // The same number stands under each of its targets.
    for heading in ["2 医療情報システムの管理・運用（サーバ）", "2 医療情報システムの管理・運用（端末PC）"]
    {
        assert!(old.text().contains(heading), "{heading}");
    }
    for address in [
        "/checklist?edition=r7-pharmacy",
        "/checklist?edition=gmis-r6",
        "/checklist?edition=r6-vendor",
        "/checklist?edition=nothing",
        "/checklist?year=2024",
        "/checklist?year=2099",
        "/checklist?year=next",
        "/checklist/r6-medical/2-1?year=2025",
    ] {
        assert_explains(&browser.get(address).await, 404, "見つかりません");
    }
});

on_both!(only_the_ten_rows_with_the_mark_are_shown_when_asked_for, |test| {
    let browser = hospital(&test).await;
    let rows = |page: &Answer| page.body.matches("<td class=\"number\">").count();
    assert_eq!(rows(&browser.get(R6).await), 19);
    let marked = browser.get(&format!("{R6}&only=r5")).await;
    assert_eq!((rows(&marked), marked.body.matches("<td class=\"number\">※ ").count()), (10, 10));
    assert!(tate_testkit::html::links(&marked.body).contains(&R6.to_owned()), "and the way back");
    assert!(!browser.get("/checklist").await.text().contains('※'));
});

on_both!(behind_a_gate_that_says_no_nothing_is_asked_printed_or_taken, |test| {
    let browser = hospital(&test).await;
    let gate = browser.get(&item("gate")).await;
    assert!(!gate.body.contains("value=\"not_applicable\"") && !gate.body.contains("name=\"target_date\""));
    let form = browser.get(&item("2-1")).await;
    assert_eq!(answer(&browser, "gate", &[("value", "no")]).await.location(), "/wizard/answers?done=confirmed");
    let list = browser.get(R6).await;
    assert!(list.text().contains("1／1") && !list.text().contains("から続ける"), "{}", list.text());
    assert_eq!(list.text().matches("確認不要").count(), 18 + 1);
    // The form was open before the gate was answered.
    let refused = browser.submit(&form, &item("2-1"), &YES).await;
    assert_explains(
        &refused,
        422,
        "「医療情報システムの導入・運用の有無」が「いいえ」なので、確認の必要がない項目です",
    );
    let page = browser.get(&item("2-1")).await;
    assert!(page.input("value").is_none() && page.text().contains("この項目は確認不要です"), "{}", page.text());
    let printed = browser.get("/documents/form.pdf?edition=r6-medical&year=2026").await;
    assert!(printed.body.contains("以下の項目は確認不要です") && printed.body.contains("two_rounds: true"));
    assert_eq!(printed.body.matches("mark: Yes").count(), 0);
});

on_both!(the_second_check_is_recorded_beside_the_first_and_each_is_put_right_alone, |test| {
    let browser = hospital(&test).await;
    let first = browser.get(&item("2-1")).await;
    assert!(!first.body.contains("name=\"nth\""), "the first check is not chosen");
    confirmed(
        &browser,
        "2-1",
        &[("value", "no"), ("checked_on", "2026-06-01"), ("target_date", "2027-01-31"), ("reason", "棚卸の前です")],
    )
    .await;
    let page = browser.get(&item("2-1")).await;
    assert!(page.text().contains("1回目の回答を直す") && page.text().contains("2回目の確認として記録する"));
    // The reason of 1回目 is read in the history and not taken over.
    let shown = page.text().matches("棚卸の前です").count();
    assert_eq!((page.input("nth").as_deref(), page.input("value"), shown), (Some("2"), None, 1));
    // 1回目 had another day.
    confirmed(
        &browser,
        "2-1",
        &[("nth", "1"), ("value", "no"), ("checked_on", "2026-06-02"), ("target_date", "2027-01-31")],
    )
    .await;
    let early =
        answer(&browser, "2-1", &[("nth", "2"), ("value", "yes"), ("reason", "済"), ("checked_on", "2026-06-01")])
            .await;
    assert_explains(&early, 422, "2回目の確認日が、1回目の確認日（2026/06/02）より前");
    assert_eq!(early.input("nth").as_deref(), Some("2"), "what was chosen stays");
    confirmed(
        &browser,
        "2-1",
        &[("nth", "2"), ("value", "yes"), ("reason", "棚卸を終えました"), ("checked_on", "2026-11-01")],
    )
    .await;
    let after = browser.get(&item("2-1")).await;
    assert_eq!(
        (after.input("nth").as_deref(), after.input("value").as_deref()),
        (Some("2"), Some("yes")),
        "はい stays"
    );
    let history = after.text().split("履歴").last().unwrap_or_default().to_owned();
    assert!(history.find("2回目").unwrap() < history.find("1回目").unwrap(), "{history}");
    let list = browser.get(R6).await.body;
    for cell in
        ["no\">いいえ</span> <span class=\"nowrap\">2026/06/02", "yes\">はい</span> <span class=\"nowrap\">2026/11/01"]
    {
        assert!(list.contains(cell), "{list}");
    }
    assert_explains(&answer(&browser, "2-1", &[("nth", "9")]).await, 422, "何回目の確認か");
    confirmed(&browser, "2-1", &[("nth", "3"), ("value", "yes"), ("reason", "再点検"), ("checked_on", "2026-11-20")])
        .await;
    let list = browser.get(R6).await.body;
    assert!(
        list.contains("3回目 <span class=\"chip answer yes\">はい</span> <span class=\"nowrap\">2026/11/20"),
        "{list}"
    );
    let printed = browser.get("/documents/form.xlsx?edition=r6-medical").await;
    assert!(printed.body.contains("3回目 はい 11/20"), "{}", printed.body);
});

on_both!(a_year_that_is_over_is_read_and_printed_and_nothing_more, |test| {
    let browser = hospital(&test).await;
    confirmed(&browser, "2-4-sv", &[("value", "yes"), ("reason", "前の年の理由")]).await;
    // 2027-04-09; the session is long over.
    test.clock.pass(140 * 24 * 3600);
    let browser = test.signed_in("owner").await;
    let now = browser.get(R6).await;
    let links = tate_testkit::html::links(&now.body);
    let old = format!("{R6}&year=2026");
    assert!(links.contains(&old) && now.text().contains("以前の年度の記録") && now.text().contains("0／19"));
    let list = browser.get(&old).await;
    assert_eq!(tate_testkit::html::faults(&list.body), Vec::<String>::new());
    assert!(list.text().contains("令和8年度の記録です") && list.text().contains("1／19"), "{}", list.text());
    assert!(!list.text().contains("台帳からの提案") && !list.text().contains("から続ける"));
    let page = browser.get(&format!("{}?year=2026", item("2-4-sv"))).await;
    assert!(page.text().contains("前の年の理由") && page.text().contains("回答は変えられません"));
    assert!(page.input("value").is_none() && page.input("note").is_none() && page.action_ending("/files").is_none());
    let printed = browser.get("/documents/form.pdf?edition=r6-medical&year=2026").await;
    assert!(printed.body.contains("fiscal_year_label: \"令和8年度\"") && printed.body.contains("\"11/20\""));
    assert_explains(&browser.get("/documents/form.pdf?edition=r6-medical&year=2025").await, 404, "見つかりません");
});

on_both!(a_vendors_sheet_of_either_edition_is_shown_and_printed, |test| {
    let browser = hospital(&test).await;
    let page = browser.get("/checklist/vendor?edition=r6-vendor").await;
    assert_eq!(page.body.matches("<td class=\"number\">※ ").count(), 8);
    let printed = browser.get("/documents/vendor-form.pdf?edition=r6-vendor").await;
    assert_eq!(printed.body.matches("marked: true").count(), 8);
    assert!(browser.get("/documents/vendor-form.pdf").await.body.contains("two_rounds: false"));
    assert_explains(&browser.get("/documents/vendor-form.pdf?edition=none").await, 404, "見つかりません");
    assert_explains(&browser.get("/checklist/vendor?edition=r6-medical").await, 404, "見つかりません");
});
