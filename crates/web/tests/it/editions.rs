//! The editions: the list, the differences, a pack, switching a round.
use crate::support::{add_row, answer, assert_explains, item};
use crate::{on_both, on_one};
use tate_domain::role::{Reach, Role};
use tate_testkit::{Answer, Browser, TestApp, html};

const SHEET: &str = include_str!("../../../../catalogs/mhlw/r7-pharmacy.toml");

/// The pharmacy's sheet as if it were the next year's.
fn next() -> String {
    SHEET
        .replace("id = \"r7-pharmacy", "id = \"r8-test")
        .replace("fiscal_year = 2025", "fiscal_year = 2026")
        .replace("follows = \"r6-medical\"\n", "")
        .replace("title = \"令和7年度", "title = \"試し版 令和8年度")
}

async fn upload(browser: &Browser, name: &str, text: &str) -> Answer {
    browser.upload("/editions/packs", &[], Some((name, text.as_bytes().to_vec()))).await
}

#[track_caller]
fn shows(page: &Answer, words: &[&str]) {
    assert_eq!((page.status, html::faults(&page.body)), (200, Vec::new()));
    for word in words {
        assert!(page.text().contains(word), "「{word}」 is not in {}", page.text());
    }
}

/// Answers three items, then half a year goes by: the next fiscal year.
async fn last_year(test: &TestApp) -> Browser {
    let browser = test.signed_in("owner").await;
    // What the ledger says fits these two answers in both years.
    let system =
        [("name", "電子薬歴"), ("two_factor", "implemented"), ("password_min", "13"), ("password_mixed", "yes")];
    add_row(&browser, "systems", &system).await;
    assert_eq!(answer(&browser, "2-10", &[("value", "yes"), ("substate", "implemented")]).await.status, 303);
    assert_eq!(answer(&browser, "2-7", &[("value", "yes"), ("reason", "手順書あり")]).await.status, 303);
    assert_eq!(answer(&browser, "3-3", &[("value", "no"), ("target_date", "2027-02-28")]).await.status, 303);
    let path = format!("{}/files", item("2-7"));
    let kept = browser.upload(&path, &[], Some(("手順書.pdf", b"%PDF-1.7 manual".to_vec()))).await;
    assert_eq!(kept.status, 303);
    test.clock.pass(183 * 86_400);
    test.signed_in("owner").await
}

on_both!(last_years_answers_are_carried_over_and_confirmed_together, |test| {
    let browser = last_year(&test).await;
    shows(&browser.get("/checklist").await, &["0／19"]);
    let preview = browser.get("/editions/switch?to=r7-pharmacy").await;
    shows(&preview, &["令和8年度", "3項目に回答", "日付の決め直し", "3-③「いいえ」", "引き継ぐ項目"]);
    let before = test.events().await;
    let done = browser.submit(&preview, "/editions/switch", &[]).await;
    assert_eq!((done.status, done.location()), (303, "/editions/carried?edition=r7-pharmacy&done=carried"));
    assert!(test.events().await > before);
    shows(&browser.get("/checklist").await, &["0／19", "引き継ぎ・未確定", "あらためて回答"]);
    let page = browser.get(&item("2-7")).await;
    shows(&page, &["「はい」", "2026/11/20、ownerさん）でした", "まだ確定していません", "手順書.pdf"]);
    assert_eq!(
        (page.input("value").as_deref(), page.input("checked_on").as_deref()),
        (Some("yes"), Some("2027-05-22"))
    );
    assert!(page.text().contains("手順書あり"));
    let old = browser.get(&format!("{}?year=2026", item("2-7"))).await;
    shows(&old, &["令和8年度の記録です", "手順書.pdf"]);
    // What is asked again does not come filled in.
    let asked = browser.get(&item("3-3")).await;
    shows(&asked, &["「いいえ」", "あらためて答える項目です（日付の決め直し）"]);
    assert_eq!(asked.input("value"), None);
    let carried = browser.get(done.location()).await;
    shows(&carried, &["まだ確定していません", "まとめて確定する"]);
    let confirmed = browser.submit(&carried, "/editions/carried", &[]).await;
    assert_eq!(confirmed.location(), "/checklist?edition=r7-pharmacy&done=carried-confirmed");
    shows(&browser.get("/checklist").await, &["2／19", "はい 2"]);
    shows(&browser.get(&item("2-7")).await, &["現在の回答", "2027/05/22"]);
    shows(&browser.get("/settings/audit").await, &["前の点検の回答を引き継ぎ"]);
});

on_one!(what_somebody_answered_meanwhile_is_told_and_the_rest_confirmed, |test| {
    let browser = last_year(&test).await;
    let preview = browser.get("/editions/switch").await;
    assert_eq!(browser.submit(&preview, "/editions/switch", &[]).await.status, 303);
    let carried = browser.get("/editions/carried").await;
    let no = [("value", "no"), ("checked_on", "2027-05-22"), ("target_date", "2028-01-31")];
    assert_eq!(answer(&browser, "2-10", &no).await.status, 303);
    let confirmed = browser.submit(&carried, "/editions/carried", &[]).await;
    assert_explains(&confirmed, 422, "すでに回答されています");
    shows(&browser.get("/checklist").await, &["2／19", "はい 1・いいえ 1"]);
    let nothing = browser.post("/editions/carried", &[("edition", "r7-pharmacy")]).await;
    assert_explains(&nothing, 422, "項目が選ばれていません");
});

on_one!(where_nothing_can_be_carried_over_the_page_says_what_to_do, |test| {
    let browser = test.signed_in("owner").await;
    shows(&browser.get("/editions/switch").await, &["引き継げる回答がありません", "この版のチェックリストを開く"]);
    shows(&browser.get("/editions/carried").await, &["引き継いだ回答はありません", "引き継げる回答を探す"]);
    for path in ["/editions/switch?to=r6-medical", "/editions/switch?to=none", "/editions/switch?from=none"] {
        let status = browser.get(path).await.status;
        assert!(matches!(status, 404 | 200), "{path}: {status}");
    }
    assert_eq!(browser.get("/editions/switch?to=r6-medical").await.status, 404, "no sheet of a pharmacy");
});

on_both!(a_pack_adds_an_edition_for_this_organization_alone, |test| {
    test.found("other", "よその薬局").await;
    let browser = test.signed_in("owner").await;
    let added = upload(&browser, "r8-test.toml", &next()).await;
    assert_eq!((added.status, added.location()), (303, "/editions?done=edition-added"));
    let list = browser.get("/editions").await;
    shows(&list, &["r8-test", "自分で追加した版", "最初から入っている版", "令和8年度"]);
    assert!(!test.signed_in("other").await.get("/editions").await.text().contains("r8-test"));
    let events = test.events().await;
    let again = upload(&browser, "r8-test.toml", &next()).await;
    assert_eq!(again.location(), "/editions?done=edition-there");
    let changed =
        upload(&browser, "r8-test.toml", &next().replace("label = \"パスワードの使い回しの禁止\"", "label = \"別\""))
            .await;
    assert_explains(&changed, 422, "公開した版は変わりません");
    assert_eq!(test.events().await, events);
    // A facility that has begun nothing this year carries the newest sheet out.
    shows(&browser.get("/checklist").await, &["試し版"]);
});

on_one!(a_refused_pack_tells_everything_that_is_wrong, |test| {
    let browser = test.signed_in("owner").await;
    let events = test.events().await;
    let bad =
        next().replace("number = \"2-⑨\"", "number = \"2-⑩\"").replace("rules = [\"backup\"]", "rules = [\"magic\"]");
    let refused = upload(&browser, "r8-other.toml", &bad).await;
    assert_explains(&refused, 422, "ファイル名と id");
    assert!(refused.text().contains("規則「magic」") && refused.text().contains("[item_ids]"), "{}", refused.text());
    assert_explains(&upload(&browser, "pack.zip", "PK\u{3}\u{4}").await, 422, "開けません");
    assert_explains(&upload(&browser, "x.toml", "<script>alert(1)</script>").await, 422, "[readable]");
    assert_explains(&browser.upload("/editions/packs", &[("note", "")], None).await, 422, "選ばれていません");
    assert_eq!(test.events().await, events);
});

on_one!(whoever_reaches_one_shop_adds_no_edition_for_all, |test| {
    test.add_person_at("branch-officer", Role::Officer, Reach::Only(vec![test.facility.clone()])).await;
    let browser = test.signed_in("branch-officer").await;
    let list = browser.get("/editions").await;
    shows(&list, &["版の管理"]);
    assert!(!list.text().contains("版のパックを追加する"));
    assert_explains(&upload(&browser, "r8-test.toml", &next()).await, 403, "この操作はできません");
});

on_one!(the_differences_are_told_with_ones_own_answers, |test| {
    let browser = test.signed_in("owner").await;
    assert_eq!(answer(&browser, "2-9", &[("value", "yes"), ("reason", "確認")]).await.status, 303);
    let page = browser.get("/editions/diff?a=r6-medical&b=r7-pharmacy").await;
    shows(
        &page,
        &[
            "新しい項目（5）",
            "1つにまとまった項目（3）",
            "番号が変わった項目（4）",
            "なくなった項目（1）",
            "2-(7)（ネットワーク機器）",
            "この施設の回答：はい（令和8年度、2026/11/20 ownerさん）",
        ],
    );
    shows(&browser.get("/editions/diff?a=r7-pharmacy&b=r7-pharmacy").await, &["同じ版どうし"]);
    assert_eq!(browser.get("/editions/diff?a=none").await.status, 404);
});
