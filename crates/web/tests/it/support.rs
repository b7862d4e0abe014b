//! What several tests do: answer an item, add a row, import a table, find files on the disk.

use std::path::Path;
use tate_app::checklist::ItemView;
use tate_testkit::{Answer, Browser, TestApp};

/// The address of an item of the pharmacy's sheet.
pub(crate) fn item(key: &str) -> String {
    format!("/checklist/r7-pharmacy/{key}")
}

/// Sends the answer form: today, no answer seen before, unless told otherwise.
pub(crate) async fn answer(browser: &Browser, key: &str, fields: &[(&str, &str)]) -> Answer {
    let mut form = vec![("checked_on", "2026-11-20"), ("seen", "0")];
    form.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
    form.extend(fields);
    browser.post(&item(key), &form).await
}

/// An item with everything kept about it, past the pages.
pub(crate) async fn kept(test: &TestApp, key: &str) -> ItemView {
    test.app.item(&test.actor(), &test.facility, &format!("r7-pharmacy:{key}")).await.unwrap()
}

/// Adds a row through its form; gives its address.
pub(crate) async fn add_row(browser: &Browser, ledger: &str, fields: &[(&str, &str)]) -> String {
    let saved = browser.post(&format!("/ledgers/{ledger}/new"), fields).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    saved.location().split('?').next().unwrap().to_owned()
}

/// Pastes a table and gives the preview.
pub(crate) async fn paste(browser: &Browser, ledger: &str, table: &str) -> Answer {
    browser.upload(&format!("/ledgers/{ledger}/import"), &[("paste", table)], None).await
}

/// Sends a file and gives the preview.
pub(crate) async fn import_file(browser: &Browser, ledger: &str, name: &str, bytes: Vec<u8>) -> Answer {
    browser.upload(&format!("/ledgers/{ledger}/import"), &[("paste", "")], Some((name, bytes))).await
}

/// Imports what a preview showed.
pub(crate) async fn commit(browser: &Browser, ledger: &str, preview: &Answer) -> Answer {
    browser.submit(preview, &format!("/ledgers/{ledger}/import/commit"), &[]).await
}

/// The addresses of the rows that a ledger's list shows.
pub(crate) async fn rows(browser: &Browser, ledger: &str) -> Vec<String> {
    let list = browser.get(&format!("/ledgers/{ledger}")).await;
    assert_eq!(list.status, 200, "{}", list.body);
    let start = format!("/ledgers/{ledger}/");
    let is_row = |link: &String| link.strip_prefix(&start).is_some_and(|id| id.len() == 36);
    tate_testkit::html::links(&list.body).into_iter().filter(is_row).collect()
}

/// How many files lie in a folder and below.
pub(crate) fn files_in(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries.map(|entry| entry.unwrap().path()).map(|path| if path.is_dir() { files_in(&path) } else { 1 }).sum()
}

/// A page that tells people, in Japanese, what went wrong, and is whole.
#[track_caller]
pub(crate) fn assert_explains(answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert!(answer.is_page(), "no page but {:?}", answer.headers);
    assert!(answer.text().contains(words), "「{words}」 is not in {}", answer.text());
    assert_eq!(tate_testkit::html::faults(&answer.body), Vec::<String>::new());
}
