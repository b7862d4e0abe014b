//! Official workbooks: a new edition is reviewed row by row, wording is loaded, a form is filled in.

use crate::support::{answer, assert_explains};
use crate::{on_both, on_one};
use tate_app::packs::may_add_editions;
use tate_domain::date::FiscalYear;
use tate_domain::role::{Reach, Role};
use tate_store::EntryKind;
use tate_testkit::{Answer, Browser, TestApp, html};

/// The pharmacy's sheet of 令和7年度, said in other words.
pub(crate) const ONE_CELL: &[u8] = include_bytes!("../../../inventory/tests/official/one_cell.xlsx");
/// An invented sheet of 令和8年度 for vendors.
pub(crate) const PLAIN: &[u8] = include_bytes!("../../../inventory/tests/official/plain.xlsx");
/// Invented sheets of 令和8年度 for facilities and vendors.
const TWO_COLUMNS: &[u8] = include_bytes!("../../../inventory/tests/official/two_columns.xlsx");

/// A draft, a draft of an edition that is there, its wording, a form to fill in.
pub(crate) async fn prepare(test: &TestApp) -> [(&'static str, String); 4] {
    let (app, actor) = (&test.app, test.actor());
    let draft = app.draft_editions(&actor, "a.xlsx", PLAIN.into()).await.unwrap().remove(0);
    let loaded = app.draft_editions(&actor, "a.xlsx", ONE_CELL.into()).await.unwrap().remove(0);
    app.take_wording(&actor, &loaded, 1).await.unwrap();
    let known = app.draft_editions(&actor, "a.xlsx", ONE_CELL.into()).await.unwrap().remove(0);
    let wording = app.loaded_wording(&actor).await.unwrap().remove(0).id;
    let round = ("r7-pharmacy", FiscalYear(2026));
    let (form, _) = app.keep_form(&actor, &test.facility, round, ("a.xlsx", ONE_CELL.into())).await.unwrap();
    [("{draft}", draft), ("{known}", known), ("{wording}", wording), ("{form}", form.to_string())]
}

async fn send(browser: &Browser, path: &str, name: &str, bytes: &[u8]) -> Answer {
    browser.upload(path, &[("round", "2026:r7-pharmacy")], Some((name, bytes.to_vec()))).await
}

/// Presses a button that sends the form of a page elsewhere.
async fn press(browser: &Browser, page: &Answer, form: &str, to: &str, changes: &[(&str, &str)]) -> Answer {
    let mut fields = page.fields(form);
    fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(changes.iter().copied()).collect();
    browser.post(to, &fields).await
}

/// The review with every row ticked.
fn all_ticked(rows: usize) -> Vec<(String, String)> {
    (0..rows).map(|at| (format!("ok.{at}"), "1".to_owned())).collect()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

on_both!(a_new_year_is_reviewed_row_by_row_and_used_in_a_persons_name, |test| {
    let browser = test.signed_in("owner").await;
    let empty = browser.get("/editions/import").await;
    assert!(empty.text().contains("下書きはありません") && empty.text().contains("公式の文言は読み込まれていません"));
    let sent = send(&browser, "/editions/import", "R8.xlsx", TWO_COLUMNS).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let drafts = test.app.edition_drafts(&test.actor()).await.unwrap();
    assert_eq!(drafts.iter().map(|kept| kept.draft.id.as_str()).collect::<Vec<_>>(), ["r8-facility", "r8-vendor"]);
    let address = format!("/editions/import/{}", drafts[0].id);
    let page = browser.get(&address).await;
    assert_eq!((page.status, html::faults(&page.body)), (200, Vec::<String>::new()));
    for words in
        ["0／20</strong>", "パスワードの使い回しの禁止（目安", "公式のマニュアルと比べて見直して", "新しい項目"]
    {
        assert!(page.text().contains(words), "no {words} in {}", page.text());
    }
    // Used too early: told what is missing, and what was typed is there.
    let early =
        press(&browser, &page, &address, &format!("{address}/use"), &[("title", "打ち直した題"), ("ok.0", "1")]).await;
    assert_explains(&early, 422, "まだ確認していない行が19行");
    assert!(early.body.contains("打ち直した題"), "{}", early.body);
    assert!(test.app.catalog(&test.actor()).await.unwrap().edition("r8-facility").is_none());
    // A page that is older than what was kept meanwhile.
    let old = browser.submit(&page, &address, &[("title", "古い画面から")]).await;
    assert_eq!(old.status, 409, "{}", old.text());
    let now = browser.get(&address).await;
    let mut fields = all_ticked(20);
    fields.extend([
        ("same.15".to_owned(), String::new()),
        ("label.15".to_owned(), "生成AIに入れてよい情報の範囲".to_owned()),
    ]);
    let used = press(&browser, &now, &address, &format!("{address}/use"), &borrowed(&fields)).await;
    assert_eq!((used.status, used.location()), (303, "/editions?done=edition-added"), "{}", used.text());
    let catalog = test.app.catalog(&test.actor()).await.unwrap();
    let edition = catalog.edition("r8-facility").unwrap();
    assert_eq!((edition.title.as_str(), edition.items.len()), ("打ち直した題", 20));
    assert!(
        edition.source.contains("ownerさんが2026年11月20日") || edition.source.contains("ownerさんが"),
        "{}",
        edition.source
    );
    let new = catalog.item("r8-facility:2-14").unwrap();
    assert_eq!(
        (new.label.as_str(), new.text()),
        ("生成AIに入れてよい情報の範囲", "生成AIに入れてよい情報の範囲を職員に示している。")
    );
    // The pharmacy has it from now on, and the draft is gone.
    assert_eq!(test.app.current_edition(&test.actor(), &test.facility).await.unwrap().id, "r8-facility");
    assert!(browser.get("/checklist").await.text().contains("生成AIに入れてよい情報の範囲を職員に示している。"));
    assert_eq!(browser.get(&address).await.status, 404);
    assert_eq!(test.app.edition_drafts(&test.actor()).await.unwrap().len(), 1);
});

on_both!(the_wording_of_an_edition_that_is_there_is_shown_printed_and_taken_away_again, |test| {
    let browser = test.signed_in("owner").await;
    let address = send(&browser, "/editions/import", "R7.xlsx", ONE_CELL).await.location().to_owned();
    let page = browser.get(&address).await;
    assert_eq!((page.status, html::faults(&page.body)), (200, Vec::<String>::new()));
    assert!(
        page.text().contains("すでにある版「R7 薬局確認用」と同じ表") && page.text().contains("19行で"),
        "{}",
        page.text()
    );
    let before = test.events().await;
    let taken = browser.submit(&page, &format!("{address}/wording"), &[]).await;
    assert_eq!(taken.location(), "/editions/import?done=saved");
    assert!(test.events().await > before, "loading wording is an event");
    let official = "機器を1台ずつ書いた台帳がある。";
    for (what, page) in
        [("list", "/checklist"), ("item", "/checklist/r7-pharmacy/2-1"), ("printed", "/documents/form.pdf")]
    {
        assert!(browser.get(page).await.body.contains(official), "{what}");
    }
    let loaded = test.app.loaded_wording(&test.actor()).await.unwrap();
    assert_eq!((loaded.len(), loaded[0].edition.as_str(), loaded[0].rows), (1, "r7-pharmacy", 19));
    let list = browser.get("/editions/import").await;
    assert!(list.text().contains("R7 薬局確認用") && list.text().contains("19行"), "{}", list.text());
    let removed = browser.submit(&list, &format!("/editions/wording/{}/remove", loaded[0].id), &[]).await;
    assert_eq!(removed.status, 303);
    assert!(!browser.get("/checklist").await.body.contains(official));
});

on_one!(a_sheet_that_looks_like_a_known_one_can_still_be_reviewed_as_new, |test| {
    let browser = test.signed_in("owner").await;
    let address = send(&browser, "/editions/import", "R7.xlsx", ONE_CELL).await.location().to_owned();
    let page = browser.get(&address).await;
    assert_eq!(press(&browser, &page, &format!("{address}/wording"), &format!("{address}/new"), &[]).await.status, 303);
    let review = browser.get(&address).await;
    assert!(review.text().contains("取り込んだ版の確認") && review.body.contains("r7-pharmacy-2"), "{}", review.text());
    let thrown = browser.submit(&review, &format!("{address}/discard"), &[]).await;
    assert_eq!(thrown.location(), "/editions/import?done=removed");
    assert!(test.app.edition_drafts(&test.actor()).await.unwrap().is_empty());
});

on_both!(a_form_is_filled_with_the_answers_of_exactly_its_rows, |test| {
    let browser = test.signed_in("owner").await;
    answer(&browser, "2-7", &[("value", "yes"), ("reason", "画面で確かめました"), ("remark", "写しあり")]).await;
    answer(&browser, "2-8", &[("value", "no"), ("target_date", "2027-03-31")]).await;
    answer(&browser, "2-9", &[("value", "not_applicable"), ("reason", "外部媒体を使う機器がない")]).await;
    let page = browser.get("/editions/fill").await;
    assert_eq!(html::faults(&page.body), Vec::<String>::new());
    assert!(page.text().contains("R7 薬局確認用"), "{}", page.text());
    let done = send(&browser, "/editions/fill", "R7公式.xlsx", ONE_CELL).await;
    assert_eq!((done.status, html::faults(&done.body)), (200, Vec::<String>::new()), "{}", done.text());
    for words in
        ["記入する行 <strong>3<", "空けておく行 <strong>16<", "まだ回答がありません", "対象外", "選んだ言葉を書きます"]
    {
        assert!(done.text().contains(words), "no {words} in {}", done.text());
    }
    let link = html::links(&done.body).into_iter().find(|link| link.starts_with("/editions/fill/")).unwrap();
    let before = test.events().await;
    let file = browser.get(&link).await;
    assert_eq!(test.events().await, before + 1, "handing it out is an event");
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("xlsx"));
    // The stand-in writes the cells down.
    let squeezed: String = file.body.split_whitespace().collect();
    for (row, column, text) in [
        (13, 2, r"はい\n（11/20）"),
        (13, 4, "写しあり"),
        (14, 2, r"いいえ\n（11/20）"),
        (14, 3, "（3/31）"),
        (15, 4, "対象外：外部媒体を使う機器がない"),
    ] {
        let cell = format!("row:{row},column:{column},value:Text(\"{text}\",),");
        assert!(squeezed.contains(&cell), "no {cell} in {squeezed}");
    }
    assert_eq!(squeezed.matches("FilledCell{").count(), 5);
});

on_one!(a_workbook_that_is_none_or_fits_nothing_is_told, |test| {
    let browser = test.signed_in("owner").await;
    let (before, tenant) = (test.events().await, test.app.store.tenant(&test.organization));
    for (name, bytes, words) in [
        ("a.xlsx", b"PK\x03\x04broken".to_vec(), "壊れています"),
        ("a.xlsx", b"%PDF-1.7".to_vec(), "PDF"),
        ("a.csv", "番号,項目\n2-7,台帳\n".as_bytes().to_vec(), "拡張子と中身が合っていません"),
    ] {
        assert_explains(&send(&browser, "/editions/import", name, &bytes).await, 422, words);
        assert_explains(&send(&browser, "/editions/fill", name, &bytes).await, 422, words);
    }
    assert_explains(
        &browser.upload("/editions/import", &[("none", "")], None).await,
        422,
        "ファイルが選ばれていません",
    );
    assert_explains(
        &browser.upload("/editions/fill", &[("round", "2026:r7-pharmacy")], None).await,
        422,
        "ファイルが選ばれていません",
    );
    // A vendor's sheet holds no row of an edition of 令和6年度 with that name and target.
    let stranger =
        browser.upload("/editions/fill", &[("round", "2020:r7-pharmacy")], Some(("a.xlsx", ONE_CELL.to_vec()))).await;
    assert_eq!(stranger.status, 404);
    assert_eq!(test.events().await, before);
    assert!(tenant.catalog_entries(EntryKind::Draft).await.unwrap().is_empty());
    assert_eq!(browser.get("/editions/fill/none").await.status, 404);
});

on_one!(whoever_reaches_one_shop_changes_no_edition_of_the_others, |test| {
    test.add_person_at("officer", Role::Officer, Reach::Only(vec![test.facility.clone()])).await;
    let browser = test.signed_in("officer").await;
    assert_eq!(browser.get("/editions/import").await.status, 403);
    assert_eq!(send(&browser, "/editions/import", "a.xlsx", PLAIN).await.status, 403);
    assert_eq!(browser.get("/editions/fill").await.status, 200);
    assert!(may_add_editions(&test.actor()).is_ok(), "negative control");
});

on_one!(what_one_organization_loads_is_not_anothers, |test| {
    test.found("other", "となりの薬局").await;
    let draft = test.app.draft_editions(&test.actor(), "a.xlsx", ONE_CELL.into()).await.unwrap().remove(0);
    let other = test.signed_in("other").await;
    let address = format!("/editions/import/{draft}");
    assert_eq!(other.get(&address).await.status, 404);
    for action in ["", "/use", "/wording", "/new", "/discard"] {
        assert_eq!(other.post(&format!("{address}{action}"), &[("seen", "1")]).await.status, 404, "{action}");
    }
    test.app.take_wording(&test.actor(), &draft, 1).await.unwrap();
    let wording = test.app.loaded_wording(&test.actor()).await.unwrap().remove(0);
    assert_eq!(other.post(&format!("/editions/wording/{}/remove", wording.id), &[]).await.status, 404);
    assert!(!other.get("/checklist").await.body.contains("機器を1台ずつ書いた台帳がある。"));
});
