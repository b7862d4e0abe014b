//! The sheet that goes to a vendor: written by the real renderer, read back in the child, also after another program
//! has saved it.

use std::path::{Path, PathBuf};
use tate_catalog::Catalog;
use tate_domain::date::parse_day;
use tate_domain::edition::Edition;
use tate_domain::vendor::{Value, check_sheet};
use tate_inventory::vendor_sheet::{self, SheetFile};
use tate_report::{Meta, RenderXlsx as _, Sheet, VendorSheet, VendorSheetRow};
use tate_report_xlsx::XlsxRenderer;

/// Saved again by LibreOffice 7.4, the rows in another order, one 目標日 a real day, one in 和暦, answers as people
/// write them, a column and a row of notes added, the file renamed.
fn resaved() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vendor-sheet-resaved.xlsx")
}

fn edition() -> Edition {
    Catalog::builtin().unwrap().edition("r7-vendor").unwrap().clone()
}

fn asked(edition: &Edition) -> VendorSheet {
    let rows = edition.rows().map(|item| VendorSheetRow {
        item: item.id.clone(),
        number: item.number.clone(),
        target: item.target.to_string(),
        label: item.text().to_owned(),
        help: item.help.plain.clone(),
        last_year: "はい（月1回）".into(),
        value: "はい".into(),
        ground: "=品質管理部で確かめた".into(),
        question: "いつからですか".into(),
        ..VendorSheetRow::default()
    });
    VendorSheet {
        meta: Meta {
            facility: "髙﨑さくら薬局 神田店".into(),
            fiscal_year_label: "令和8年度".into(),
            title: "事業者確認用チェックリスト 回答用紙".into(),
            edition: edition.title.clone(),
            made_at: "2026/07/01 09:00".into(),
            ..Meta::default()
        },
        code: "1340000001".into(),
        vendor: "㈱みどり調剤システム".into(),
        system: "電子薬歴「やくれき−𠮷」①".into(),
        contract: "保守契約".into(),
        request: "018f0000-0000-7000-8000-000000000001".into(),
        edition_id: edition.id.clone(),
        deadline: "2026-07-31".into(),
        deadline_words: "2026年7月31日（令和8年7月31日）".into(),
        answered_by: "品質管理部 見本 一郎".into(),
        contact: "03-0000-0001".into(),
        rows: rows.collect(),
    }
}

fn read(name: &str, bytes: &[u8]) -> SheetFile {
    let table = tate_inventory::child::read_in(&crate::site::binary(), &["__read-table"], name, bytes);
    vendor_sheet::read(&table.unwrap()).unwrap()
}

fn written(edition: &Edition) -> Vec<u8> {
    XlsxRenderer::new().xlsx(&[Sheet::Vendor(Box::new(asked(edition)))]).unwrap()
}

/// Writes the sheet from which `vendor-sheet-resaved.xlsx` was made, into `target/tmp`:
/// `cargo test -p tate-cli --test it -- --ignored keep_the_sheet`.
#[test]
#[ignore = "writes a file"]
fn keep_the_sheet() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("vendor-sheet.xlsx");
    std::fs::write(path, written(&edition())).unwrap();
}

#[test]
fn what_was_written_is_read_back_row_for_row() {
    let edition = edition();
    let file = read("名前を変えた.xlsx", &written(&edition));
    let asked = asked(&edition);
    assert_eq!((file.meta.request, file.meta.edition), (asked.request, asked.edition_id));
    assert_eq!((file.meta.facility, file.meta.system), (asked.meta.facility, asked.system));
    assert_eq!((file.answered_by, file.contact), (asked.answered_by, asked.contact));
    assert_eq!(file.rows.len(), 14);
    for (read, written) in file.rows.iter().zip(&asked.rows) {
        assert_eq!((&read.item, &read.value, &read.ground), (&written.item, &written.value, &written.ground));
    }
    assert!(file.problems.is_empty() && file.notes.is_empty());
    let again = read("a.xlsx", &written(&edition));
    assert!(again.against(&edition).is_empty());
    check_sheet(&edition, &again.rows, parse_day("2026-07-10").unwrap()).unwrap();
}

#[test]
fn a_sheet_that_libreoffice_saved_and_people_moved_about_is_read_right() {
    let edition = edition();
    let file = read("返送_最終版(2).xlsx", &std::fs::read(resaved()).unwrap());
    assert_eq!((file.rows.len(), file.meta.contract.as_str()), (14, "保守契約"));
    let order: Vec<&str> = file.rows.iter().map(|row| row.item.as_str()).collect();
    assert_ne!(order, edition.rows().map(|item| item.id.as_str()).collect::<Vec<_>>(), "in another order");
    assert_eq!(file.answered_by, "開発部 架空 花子");
    assert!(file.problems.is_empty() && file.against(&edition).is_empty(), "{:?}", file.problems);
    assert!(file.notes[0].contains("社内確認済み"), "{:?}", file.notes);
    let rows = check_sheet(&edition, &file.rows, parse_day("2026-07-10").unwrap()).unwrap();
    let row = |key: &str| rows.iter().find(|row| row.item == format!("r7-vendor:{key}")).unwrap();
    assert_eq!((row("1-1").value, row("2-2").value), (Value::Yes, Value::No));
    assert_eq!(row("2-2").target_date.unwrap().to_string(), "2027-03-31", "a cell with a real day");
    assert_eq!(row("2-3").target_date.unwrap().to_string(), "2027-02-28", "和暦");
    assert_eq!((row("2-4").value, row("2-5").value), (Value::NotApplicable, Value::Yes), "full-width and ○");
}

#[test]
fn another_edition_s_sheet_and_missing_rows_are_named_row_by_row() {
    let catalog = Catalog::builtin().unwrap();
    let (r7, r6) = (edition(), catalog.edition("r6-vendor").unwrap());
    let said = read("a.xlsx", &written(&r7)).against(r6);
    let sentences: Vec<String> = said.iter().map(vendor_sheet::RowProblem::sentence).collect();
    assert!(sentences[0].starts_with("12行目（1-① 体制）：この行は「R6 事業者確認用」にありません"), "{sentences:?}");
    assert!(
        sentences.iter().any(|text| text.ends_with("画面で入力してください。") && text.contains("用紙にありません"))
    );
    let mut few = asked(&r7);
    few.rows.retain(|row| row.item != "r7-vendor:2-12-pc");
    let few = XlsxRenderer::new().xlsx(&[Sheet::Vendor(Box::new(few))]).unwrap();
    let said = read("a.xlsx", &few).against(&r7);
    assert_eq!(said.len(), 1);
    assert!(said[0].sentence().starts_with("2-⑫ 端末PC：この行が用紙にありません"));
}
