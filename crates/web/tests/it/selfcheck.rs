//! Self-checks: a sheet filled in on one page, two people at it, several checks, printing.
use crate::support::{add_row, assert_explains};
use crate::{on_both, on_one};
use tate_domain::role::Role;
use tate_testkit::{Answer, Browser, TestApp, html};

const STAFF: &str = "/selfcheck/gl52-staff";

/// Opens a sheet and sends its form back with some rows filled in.
async fn fill(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(path).await;
    let form = path.split('?').next().unwrap();
    browser.submit(&page, form, fields).await
}

#[track_caller]
fn shows(page: &Answer, words: &[&str]) {
    assert_eq!((page.status, html::faults(&page.body)), (200, Vec::new()));
    for word in words {
        assert!(page.text().contains(word), "「{word}」 is not in {}", page.text());
    }
}

on_both!(a_sheet_is_saved_in_parts_and_scored, |test| {
    let browser = test.signed_in("owner").await;
    shows(&browser.get("/selfcheck").await, &["まだ点検していません", "経営層の点検を始める", "0／97"]);
    let saved = fill(&browser, STAFF, &[("t01", "yes"), ("t02", "no"), ("t02.remark", "朝礼で話す")]).await;
    assert_eq!((saved.status, saved.location()), (303, "/selfcheck/gl52-staff?done=saved"));
    let page = browser.get(STAFF).await;
    shows(&page, &["令和8年度 1回目", "2／10", "1／10（10%）", "いちばん弱い視点", "朝礼で話す", "<svg"]);
    assert_eq!((page.input("t01").as_deref(), page.input("t03")), (Some("yes"), None));
    assert_eq!(fill(&browser, STAFF, &[("t03", "yes")]).await.status, 303);
    shows(&browser.get("/selfcheck").await, &["3／10", "2／10（20%）", "2026/11/20（令和8年度 1回目）"]);
    let nothing = fill(&browser, STAFF, &[]).await;
    assert_explains(&nothing, 422, "変わった行がない");
});

on_both!(what_somebody_else_saved_meanwhile_is_shown_and_nothing_is_lost, |test| {
    test.add_person("second", Role::Officer).await;
    let (one, two) = (test.signed_in("owner").await, test.signed_in("second").await);
    let page = one.get(STAFF).await;
    assert_eq!(fill(&two, STAFF, &[("t01", "no"), ("t04", "yes")]).await.status, 303);
    let before = test.events().await;
    let mine = [("t01", "yes"), ("t01.remark", "掲示あり"), ("t02", "yes")];
    let conflict = one.submit(&page, STAFF, &mine).await;
    assert_explains(&conflict, 409, "まだ何も保存していません");
    assert!(conflict.text().contains("secondさんさんが「×」と保存しました"), "{}", conflict.text());
    assert_eq!(test.events().await, before);
    let kept = ["t01", "t01.remark", "t02", "t04"].map(|name| conflict.input(name).unwrap_or_default());
    assert_eq!(kept, ["yes", "掲示あり", "yes", "yes"]);
    // Pressed once more, it is meant.
    assert_eq!(one.submit(&conflict, STAFF, &[]).await.status, 303);
    shows(&one.get(STAFF).await, &["3／10（30%）"]);
});

on_one!(a_refused_sheet_keeps_what_was_typed, |test| {
    let browser = test.signed_in("owner").await;
    let typed = [("checked_on", "来週"), ("t01", "yes"), ("t02.remark", "備考だけ")];
    let refused = fill(&browser, STAFF, &typed).await;
    assert_explains(&refused, 422, "日付として読み取れません");
    assert!(refused.text().contains("2番の○か×が選ばれていません"));
    let kept = ["checked_on", "t01", "t02.remark"].map(|name| refused.input(name).unwrap_or_default());
    assert_eq!(kept, ["来週", "yes", "備考だけ"]);
    let stale = fill(&browser, STAFF, &[("t01", "yes"), ("seen", "0.0")]).await;
    assert_explains(&stale, 422, "画面を開き直して");
});

on_both!(a_new_check_asks_every_row_again_and_the_one_before_is_compared_and_printed, |test| {
    let browser = test.signed_in("owner").await;
    assert!(!browser.get(STAFF).await.text().contains("新しい回を始める"));
    fill(&browser, STAFF, &[("t01", "yes"), ("t02", "yes")]).await;
    let next = html::links(&browser.get(STAFF).await.body).into_iter().find(|link| link.ends_with("?nth=2")).unwrap();
    let page = browser.get(&next).await;
    shows(&page, &["令和8年度 2回目", "0／10", "前回 ○", "すべての行をもう一度"]);
    assert_eq!(page.input("t01"), None);
    assert_eq!(browser.submit(&page, STAFF, &[("t01", "yes"), ("t02", "no")]).await.status, 303);
    shows(
        &browser.get(STAFF).await,
        &["令和8年度 2回目", "前回（令和8年度 1回目）", "1／10（10%）", "2／10（20%）", "−10"],
    );
    let past = browser.get("/selfcheck/gl52-staff?year=2026&nth=1").await;
    shows(&past, &["終わった回です", "2／10（20%）"]);
    assert!(past.action_ending("gl52-staff").is_none());
    let print = |query: &str| format!("/documents/selfcheck.pdf?edition=gl52-staff{query}");
    for (query, check, marks) in
        [("", "令和8年度 2回目", 1), ("&year=2026&nth=1", "令和8年度 1回目", 2), ("&blank=1", "", 0)]
    {
        let file = browser.get(&print(query)).await;
        assert_eq!(file.status, 200, "{query}");
        assert!(file.body.contains(&format!("check: \"{check}\"")), "{query}");
        assert_eq!(file.body.matches("mark: Yes").count(), marks, "{query}");
    }
    assert_eq!(browser.get("/selfcheck/gl52-staff?nth=4").await.status, 404);
    assert_eq!(browser.get(&print("&nth=7")).await.status, 404);
});

on_one!(the_sheet_of_a_service_is_shown_when_the_service_is_in_the_ledger, |test| {
    let browser = test.signed_in("owner").await;
    shows(&browser.get("/selfcheck").await, &["種類が「オンライン資格確認」の行が登録されると"]);
    assert_eq!(browser.get("/selfcheck/gl52-online").await.status, 404);
    add_row(&browser, "systems", &[("name", "資格確認の端末"), ("kind", "eligibility")]).await;
    let page = browser.get("/selfcheck/gl52-online").await;
    shows(&page, &["自己点検：オンライン資格確認"]);
    assert!(!page.text().contains("記入者"));
    for no_sheet in ["/selfcheck/r7-pharmacy", "/selfcheck/gmis-r6", "/selfcheck/none"] {
        assert_eq!(browser.get(no_sheet).await.status, 404, "{no_sheet}");
    }
});

on_one!(what_was_proposed_is_shown_and_nothing_is_chosen, |test| {
    let browser = test.signed_in("owner").await;
    let page = browser.get("/selfcheck/gl52-sysadmin").await;
    shows(&page, &["台帳からの提案", "判断できない", "2022年（ガイドライン第5.2版）の記載です。"]);
    assert!(html::tags(&page.body).iter().all(|tag| tag.get("checked").is_none()));
    // Read by those who may not save: no form, the same rows.
    test.add_person("reader", Role::Staff).await;
    let reader = test.signed_in("reader").await;
    let read = reader.get("/selfcheck/gl52-sysadmin").await;
    shows(&read, &["情報資産の洗い出しとリスク分析", "未回答"]);
    assert!(read.action_ending("gl52-sysadmin").is_none());
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_largest_sheet_stays_small_with_every_row_answered_and_remarked() {
    let (test, demo) = TestApp::start_demo(tate_testkit::Engine::Sqlite).await;
    let person = demo.logins.iter().find(|person| person.login == "demo-hospital").unwrap();
    let browser = test.signed_in_with(&person.login, &person.password).await;
    let path = "/selfcheck/gl52-sysadmin";
    let remark = "次の更新のときに、業者と一緒に確かめます。".repeat(2);
    let names: Vec<(String, String)> = (1..=97).map(|n| (format!("s{n:02}"), format!("s{n:02}.remark"))).collect();
    let fields: Vec<(&str, &str)> =
        names.iter().flat_map(|(row, note)| [(row.as_str(), "no"), (note.as_str(), remark.as_str())]).collect();
    let saved = fill(&browser, path, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    fill(&browser, &format!("{path}?nth=2"), &fields).await;
    let page = browser.get(path).await;
    shows(&page, &["0／89（0%）", "97／97"]);
    let overview = browser.get("/selfcheck").await;
    shows(&overview, &["システム管理者 予防", "ほかに81項目あります"]);
}

on_one!(a_rows_own_page_leads_back_to_its_sheet_and_its_answer_counts_there, |test| {
    let browser = test.signed_in("owner").await;
    let own_page = "/checklist/gl52-staff/t01";
    assert!(html::links(&browser.get(own_page).await.body).contains(&STAFF.to_owned()));
    let saved = browser.post(own_page, &[("value", "no"), ("checked_on", "2026-11-20"), ("seen", "0")]).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let sheet = browser.get(STAFF).await;
    shows(&sheet, &["1／10", "0／10（0%）"]);
    assert_eq!(sheet.input("t01").as_deref(), Some("no"));
});
