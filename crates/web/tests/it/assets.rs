//! 資産の状態: the pictures, their numbers, and the devices behind a number.
use crate::support::{add_row, paste};
use crate::{on_both, on_one};
use tate_testkit::{Answer, Browser, TestApp, html};

const DEVICES: &str = "コンピュータ名\t種別\tOS\t最終更新日\tウイルス対策ソフト\t定義ファイルの日付\t設置場所\n\
    PC-1\t端末PC\tWindows 11 Pro 25H2\t2026/11/10\t試験ソフト\t2026/11/19\t受付\n\
    PC-2\t端末PC\tWindows 7\t2019/12/01\tなし\t\t倉庫\n\
    PC-3\t端末PC\tWindows 11\t2026/09/30\t試験ソフト\t2026/11/01\t\n\
    SV-1\tサーバ\tWindows Server 2016\t2026/11/01\t試験ソフト\t2026/11/18\tサーバ室\n";

async fn filled(test: &TestApp) -> Browser {
    let browser = test.signed_in("owner").await;
    let preview = paste(&browser, "devices", DEVICES).await;
    assert_eq!(crate::support::commit(&browser, "devices", &preview).await.status, 303);
    browser
}

#[track_caller]
fn shows(page: &Answer, words: &[&str]) {
    assert_eq!((page.status, html::faults(&page.body)), (200, Vec::new()));
    for word in words {
        assert!(page.text().contains(word), "「{word}」 is not in {}", page.text());
    }
}

on_both!(the_page_counts_what_the_ledger_holds_and_lists_what_is_behind_a_number, |test| {
    let browser = filled(&test).await;
    let page = browser.get("/assets").await;
    shows(&page, &["使用中の機器4台", "OSのサポートの図", "端末PC [1, 0, 1, 1]", "サーバ [0, 1, 0, 0]"]);
    shows(&page, &["Windows Server 2016（2027/01/12）1件", "2026/08/22時点", "状態の悪い順"]);
    let devices = page.body.rsplit("状態の悪い順").next().unwrap();
    assert!(devices.find("PC-2").unwrap() < devices.find("PC-1").unwrap(), "the worst first");
    let expired = browser.get("/assets?show=os.bad&kind=pc").await;
    shows(&expired, &["「OSのサポート：サポート終了、端末PC」の機器1台", "PC-2", "サポートが終了（2020/01/14）"]);
    let listed = expired.body.rsplit("状態の悪い順").next().unwrap();
    assert!(!listed.contains("PC-1") && !listed.contains("PC-3"), "{listed}");
    let empty = browser.get("/assets?show=empty.place").await;
    shows(&empty, &["「設置場所が空欄」の機器1台", "PC-3"]);
    for link in html::links(&page.body).into_iter().filter(|link| link.starts_with("/assets?show=")) {
        let behind = browser.get(&link).await;
        shows(&behind, &["を表示しています"]);
        assert!(!behind.text().contains("当てはまる機器はありません"), "{link}");
    }
});

on_one!(an_empty_ledger_says_what_to_do_and_a_strange_filter_finds_nothing, |test| {
    let browser = test.signed_in("owner").await;
    shows(&browser.get("/assets").await, &["使用中の機器が登録されていません", "機器を登録する"]);
    add_row(&browser, "devices", &[("host", "PC-<b>1</b>"), ("kind", "pc"), ("os", "<script>alert(1)</script>")]).await;
    let page = browser.get("/assets").await;
    shows(&page, &["PC-<b>1</b>", "判断できない"]);
    assert!(!page.body.contains("<script>alert") && !page.body.contains("<b>1</b>"));
    for strange in ["?show=%22%3E%3Cscript%3E", "?show=os.good&kind=zzz", "?show=.", "?show=empty.", "?kind=pc"] {
        shows(&browser.get(&format!("/assets{strange}")).await, &["資産の状態"]);
    }
});

on_one!(old_data_is_pointed_out, |test| {
    let browser = filled(&test).await;
    assert!(!browser.get("/assets").await.text().contains("180日より古く"));
    test.clock.pass(200 * 86_400);
    let browser = test.signed_in("owner").await;
    shows(&browser.get("/assets").await, &["180日より古くなっています", "サポート期限データを更新する"]);
});

on_one!(the_binder_has_the_same_numbers, |test| {
    let browser = filled(&test).await;
    let binder = browser.get("/documents/binder.pdf").await;
    assert_eq!(binder.status, 200);
    assert!(binder.text().contains("180日以内に終了") && binder.text().contains("空欄の多い欄"));
});
