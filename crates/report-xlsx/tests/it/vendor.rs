//! The sheet that goes to a vendor.

use super::{cells, part};
use tate_report::{Meta, RenderXlsx, Sheet, VendorSheet, VendorSheetRow};
use tate_report_xlsx::XlsxRenderer;

fn asked() -> VendorSheet {
    let row = |item: &str, number: &str, target: &str| VendorSheetRow {
        item: item.into(),
        number: number.into(),
        target: target.into(),
        label: "更新プログラムの適用".into(),
        help: "更新が出たら当てているかを答えます。".into(),
        ..VendorSheetRow::default()
    };
    VendorSheet {
        meta: Meta {
            facility: "=みほん薬局".into(),
            fiscal_year_label: "令和8年度".into(),
            title: "事業者確認用チェックリスト 回答用紙".into(),
            edition: "R7 事業者確認用".into(),
            made_at: "2026/07/01 09:00".into(),
            ..Meta::default()
        },
        code: "1340000001".into(),
        vendor: "青空システム".into(),
        system: "電子薬歴".into(),
        contract: "保守契約".into(),
        request: "q-1".into(),
        edition_id: "r7-vendor".into(),
        deadline: "2026-07-31".into(),
        deadline_words: "2026年7月31日（令和8年7月31日）".into(),
        rows: vec![
            VendorSheetRow { value: "はい".into(), ground: "=1+1".into(), ..row("r7-vendor:2-6", "2-⑥", "全般") },
            row("r7-vendor:2-12-sv", "2-⑫", "サーバ"),
        ],
        ..VendorSheet::default()
    }
}

fn written() -> Vec<u8> {
    XlsxRenderer::new().xlsx(&[Sheet::Vendor(Box::new(asked()))]).unwrap()
}

#[test]
fn every_row_carries_its_key_and_the_first_cell_says_what_the_sheet_is_about() {
    let rows = cells(written());
    let meta: serde_json::Value = serde_json::from_str(&rows[0][0]).unwrap();
    assert_eq!((meta["format"].as_str(), meta["request"].as_str()), (Some("tate-sheet-1"), Some("q-1")));
    assert_eq!((meta["edition"].as_str(), meta["deadline"].as_str()), (Some("r7-vendor"), Some("2026-07-31")));
    let start = rows.iter().position(|row| row[1] == "番号").unwrap();
    let headings = ["番号", "対象", "項目", "昨年の回答", "回答", "根拠・理由", "目標日", "備考", "施設からの質問"];
    assert_eq!(rows[start][1..], headings);
    assert_eq!(rows[start + 1][0], "tate-sheet-1|q-1|r7-vendor:2-6");
    assert_eq!(rows[start + 2][..3], ["tate-sheet-1|q-1|r7-vendor:2-12-sv", "2-⑫", "サーバ"]);
}

#[test]
fn only_the_answers_and_who_answers_can_be_written_to() {
    let xlsx = written();
    let sheet = part(&xlsx, "xl/worksheets/sheet1.xml");
    for wanted in [
        "<sheetProtection sheet=\"1\"",
        "はい,いいえ,対象外",
        "hidden=\"1\"",
        "orientation=\"landscape\"",
        "paperSize=\"9\"",
        "state=\"frozen\"",
    ] {
        assert!(sheet.contains(wanted), "{wanted}");
    }
    assert!(!sheet.contains("password"), "without a password");
    assert!(part(&xlsx, "xl/styles.xml").contains("locked=\"0\""));
    assert!(part(&xlsx, "xl/workbook.xml").contains("_xlnm.Print_Titles"));
    // Four answer cells in each of two rows, and the first cells of 回答者 and 連絡先 with what they are merged with.
    let styles = part(&xlsx, "xl/styles.xml");
    let formats: Vec<&str> = styles.split("<cellXfs").nth(1).unwrap().split("<xf ").skip(1).collect();
    let open = |style: &str| formats[style.parse::<usize>().unwrap()].contains("locked=\"0\"");
    let unlocked: Vec<&str> = sheet
        .split("<c r=\"")
        .skip(1)
        .filter(|cell| cell.split(" s=\"").nth(1).is_some_and(|rest| open(rest.split('"').next().unwrap())))
        .map(|cell| cell.split('"').next().unwrap())
        .collect();
    let columns =
        |row: &str| unlocked.iter().filter(|cell| cell.trim_start_matches(char::is_alphabetic) == row).count();
    let table: Vec<&&str> = unlocked.iter().filter(|cell| cell.starts_with(['H', 'I'])).collect();
    assert_eq!(table.len(), 4, "{unlocked:?}");
    assert_eq!((columns("8"), columns("9")), (4, 4), "{unlocked:?}");
}

#[test]
fn text_that_looks_like_a_formula_is_none() {
    let xlsx = written();
    assert!(!part(&xlsx, "xl/worksheets/sheet1.xml").contains("<f>"));
    assert!(cells(xlsx).iter().any(|row| row[6] == "=1+1"));
}
