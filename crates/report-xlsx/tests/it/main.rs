//! Writes workbooks and reads them back with another library.
#![allow(clippy::unwrap_used, reason = "the helpers of tests may panic as the tests themselves")]

mod fill;
mod vendor;

use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use tate_report::{Document, Form, LedgerColumn, LedgerTable, RenderError, RenderXlsx, Sheet};
use tate_report_xlsx::XlsxRenderer;

fn example(name: &str) -> Document {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reports/examples");
    let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn example_form(name: &str) -> Form {
    let Document::Form(form) = example(name) else { panic!("not a form") };
    form
}

fn example_ledger() -> LedgerTable {
    let Document::Ledger(ledger) = example("ledger_devices") else { panic!("not a ledger") };
    ledger
}

/// The cells of the first sheet as text; a cell of any other type is a failure.
fn cells(xlsx: Vec<u8>) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx)).unwrap();
    let name = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&name).unwrap();
    let text = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("not a text cell: {other:?}"),
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

/// One part of the workbook as XML.
fn part(xlsx: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(xlsx)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_ledger_comes_back_cell_by_cell_as_text() {
    let ledger = example_ledger();
    let rows = cells(tate_report_xlsx::ledger(&ledger).unwrap());
    assert_eq!(rows[0][0], "管理番号");
    for (written, read) in ledger.rows.iter().zip(&rows[1..]) {
        assert_eq!(written, &read[..12]);
    }
    assert_eq!((rows[1][0].as_str(), rows[1][4].as_str()), ("0952", "3-1"));
    assert_eq!((rows[2][0].as_str(), rows[3][0].as_str()), ("2-10", "=1+1"));
}

#[test]
fn text_that_looks_like_a_formula_is_no_formula() {
    let mut ledger = example_ledger();
    ledger.rows = ["=HYPERLINK(\"a\")", "+1", "-1", "@SUM(A1)"].map(|text| vec![text.into()]).into();
    let xlsx = tate_report_xlsx::ledger(&ledger).unwrap();
    assert!(!part(&xlsx, "xl/worksheets/sheet1.xml").contains("<f>"));
    assert_eq!(cells(xlsx)[1][0], "=HYPERLINK(\"a\")");
}

#[test]
fn a_ledger_has_a_frozen_header_a_list_and_a_hidden_id() {
    let xlsx = tate_report_xlsx::ledger(&example_ledger()).unwrap();
    let sheet = part(&xlsx, "xl/worksheets/sheet1.xml");
    for wanted in [
        "state=\"frozen\"",
        "ySplit=\"1\"",
        "稼働,停止",
        "hidden=\"1\"",
        "paperSize=\"9\"",
        "orientation=\"landscape\"",
        "<autoFilter",
    ] {
        assert!(sheet.contains(wanted), "{wanted}");
    }
    assert_eq!(cells(xlsx)[1][12], "d-1");
}

#[test]
fn a_ledger_without_rows_or_columns_is_still_a_workbook() {
    tate_report_xlsx::ledger(&LedgerTable::default()).unwrap();
    let empty = LedgerTable { columns: vec![LedgerColumn::text("名前", 0.0)], ..LedgerTable::default() };
    assert_eq!(cells(tate_report_xlsx::ledger(&empty).unwrap()), [["名前"]]);
}

#[test]
fn the_form_has_the_official_columns_and_nineteen_rows() {
    let rows = cells(tate_report_xlsx::form(&example_form("form_full")).unwrap());
    let start = rows.iter().position(|row| row[0] == "番号").unwrap();
    assert_eq!(rows[start], ["番号", "項目", "対象", "確認日", "", "目標日", "備考"]);
    assert_eq!(rows[start + 1][3..6], ["はい・いいえ", "(月/日)", "(月/日)"]);
    let numbers: Vec<&str> = rows[start..]
        .iter()
        .map(|row| row[0].as_str())
        .filter(|number| number.contains('-') && number.chars().count() == 3)
        .collect();
    assert_eq!(numbers.len(), 19);
    assert_eq!((numbers[0], numbers[12], numbers[18]), ("1-①", "2-⑫", "4-①"));
    let patch = rows.iter().find(|row| row[0] == "2-⑥").unwrap();
    assert_eq!((patch[3].as_str(), patch[4].as_str()), ("はい", "11/5"));
    assert!(patch[6].starts_with("（例外1件・期限付き）"));
}

#[test]
fn the_form_offers_yes_and_no_on_an_a4_page_with_frozen_headings() {
    let xlsx = tate_report_xlsx::form(&example_form("form_empty")).unwrap();
    let sheet = part(&xlsx, "xl/worksheets/sheet1.xml");
    for wanted in ["はい,いいえ", "state=\"frozen\"", "paperSize=\"9\"", "fitToHeight=\"0\""] {
        assert!(sheet.contains(wanted), "{wanted}");
    }
    assert!(part(&xlsx, "xl/workbook.xml").contains("_xlnm.Print_Titles"));
}

#[test]
fn a_form_with_two_rounds_has_the_columns_of_both_and_the_gate_above() {
    let form = example_form("form_two_rounds");
    let rows = cells(tate_report_xlsx::form(&form).unwrap());
    let start = rows.iter().position(|row| row[0] == "※").unwrap();
    assert_eq!(rows[start], ["※", "番号", "項目", "対象", "1回目", "", "目標日", "2回目", "", "備考"]);
    assert_eq!(rows[start + 1][4..9], ["はい・いいえ", "(月/日)", "(月/日)", "はい・いいえ", "(月/日)"]);
    assert_eq!(rows[start + 2][2..6], ["医療情報システムの導入・運用の有無", "施設", "はい", "6/1"]);
    let row = |number: &str, target: &str| rows.iter().find(|row| row[1] == number && row[3] == target).unwrap();
    assert_eq!(row("2-(1)", "全般")[4..9], ["いいえ", "6/1", "9/30", "はい", "10/5"]);
    assert_eq!((row("2-(4)", "サーバ")[0].as_str(), row("2-(4)", "端末PC")[0].as_str()), ("※", ""));
    assert!(row("2-(7)", "サーバ")[9].starts_with("（2回目：例外1件・期限付き）検査サーバ"));
    assert!(row("2-(2)", "全般")[9].contains("3回目 はい 12/20"));
    let sheet = part(&tate_report_xlsx::form(&form).unwrap(), "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("orientation=\"landscape\""));
    // 18 rows with two answers and the gate with one.
    let offered: usize =
        sheet.split("sqref=\"").skip(1).map(|at| at.split('"').next().unwrap().split(' ').count()).sum();
    assert!(offered >= 37, "{offered}");
}

#[test]
fn the_vendor_form_names_vendor_and_system() {
    let rows = cells(tate_report_xlsx::form(&example_form("form_vendor")).unwrap());
    let value = |label: &str| rows.iter().find(|row| row[0] == label).unwrap()[1].clone();
    assert_eq!(value("事業者名"), "㈱みどり調剤システム");
    assert_eq!(value("対象システム"), "電子薬歴「やくれき−𠮷」①");
}

#[test]
fn several_sheets_go_into_one_workbook_under_their_own_names() {
    let ledger = example_ledger();
    let sheets = [Sheet::Form(example_form("form_full")), Sheet::Ledger(ledger.clone()), Sheet::Ledger(ledger)];
    let book: Xlsx<_> = Xlsx::new(Cursor::new(XlsxRenderer::new().xlsx(&sheets).unwrap())).unwrap();
    assert_eq!(book.sheet_names(), ["薬局確認用チェックリスト", "機器台帳", "機器台帳_2"]);
}

#[test]
fn a_cell_longer_than_excel_holds_is_refused_in_words() {
    let mut ledger = example_ledger();
    ledger.rows[0][0] = "長".repeat(40_000);
    let Err(RenderError::Other(message)) = tate_report_xlsx::ledger(&ledger) else { panic!("accepted") };
    assert!(message.contains("32,767字"), "{message}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let form = example_form("form_full");
    assert_eq!(tate_report_xlsx::form(&form), tate_report_xlsx::form(&form));
}

#[test]
fn an_ampersand_and_digits_in_the_facility_do_not_disturb_the_head() {
    let mut form = example_form("form_empty");
    form.meta.facility = "24時間&R薬局".into();
    let sheet = part(&tate_report_xlsx::form(&form).unwrap(), "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("&amp;L&amp;9 24時間&amp;&amp;R薬局"), "{sheet}");
}
