//! `tate import`: files as people have them, through the child process that reads them.

use crate::site::{Run, Site};
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use std::collections::BTreeSet;

/// Two good rows and one whose date is none.
const ROWS: [[&str; 4]; 4] = [
    ["管理番号", "コンピュータ名", "利用者", "登録日"],
    ["Z-01", "UKETSUKE-1", "髙﨑 ①", "2026/4/1"],
    ["Z-02", "UKETSUKE-2", "加賀 ㈱", "令和8年4月2日"],
    ["Z-03", "UKETSUKE-3", "−〜−", "平成38年13月1日"],
];

fn text(separator: &str, rows: &[[&str; 4]]) -> String {
    rows.iter().map(|row| row.join(separator) + "\r\n").collect()
}

fn workbook(rows: &[[&str; 4]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            sheet.write_string(at, column, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn shape(run: &Run) -> Value {
    let shown = run.json();
    let keys: BTreeSet<&str> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(["format", "added", "updated", "unchanged", "errors", "findings"]));
    shown
}

/// Added, updated, unchanged, errors.
fn counts(shown: &Value) -> (u64, u64, u64, usize) {
    let count = |key: &str| shown[key].as_u64().unwrap();
    (count("added"), count("updated"), count("unchanged"), shown["errors"].as_array().unwrap().len())
}

#[test]
fn a_bad_row_is_told_with_row_and_column_and_the_others_are_taken() {
    let (utf16, cp932) = (format!("\u{feff}{}", text("\t", &ROWS)), text(",", &ROWS));
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(&cp932);
    let files = [
        ("plain.csv", text(",", &ROWS).into_bytes(), "csv"),
        ("excel.csv", format!("\u{feff}{}", text(",", &ROWS)).into_bytes(), "csv"),
        ("cp932.csv", cp932.into_owned(), "csv"),
        ("utf16.txt", utf16.encode_utf16().flat_map(u16::to_le_bytes).collect(), "tsv"),
        ("book.xlsx", workbook(&ROWS), "xlsx"),
    ];
    for (name, bytes, format) in files {
        let site = Site::init();
        let file = site.write(name, bytes);
        let dry = site.run(&["import", "devices", &file, "--dry-run", "--json"]);
        let shown = shape(&dry);
        assert_eq!((dry.code, counts(&shown)), (1, (2, 0, 0, 1)), "{name}: {dry:?}");
        let error = &shown["errors"][0];
        assert_eq!((error["row"].as_u64(), error["column"].as_str()), (Some(4), Some("登録日")), "{name}");
        assert!(error["message"].as_str().unwrap().contains("平成38年13月1日"), "{name}: {error}");
        assert_eq!(shown["format"], format, "{name}");
        let real = site.run(&["import", "devices", &file, "--facility", "minato", "--json"]);
        assert_eq!(counts(&shape(&real)), (2, 0, 0, 1), "{name}: the dry run had saved something");
        let again = site.run(&["import", "devices", &file, "--json"]);
        assert_eq!((again.code, counts(&shape(&again))), (1, (0, 0, 2, 1)), "{name}");
        let out = site.path("out.csv");
        site.run(&["export", "ledger", "--facility", "minato", "--out", &out]).ok();
        let ledger = std::fs::read_to_string(&out).unwrap();
        assert!(
            ledger.contains("髙﨑 ①") && ledger.contains("加賀 ㈱") && !ledger.contains("Z-03"),
            "{name}: {ledger}"
        );
    }
}

#[test]
fn a_file_without_errors_exits_0_and_a_changed_row_is_an_update() {
    let site = Site::init();
    let file = site.write("a.csv", text(",", &ROWS[..3]));
    let first = site.run(&["import", "devices", &file, "--json"]).ok();
    assert_eq!(counts(&first.json()), (2, 0, 0, 0));
    let mut rows = ROWS;
    rows[2][2] = "交代 した人";
    let file = site.write("b.csv", text(",", &rows[..3]));
    assert_eq!(counts(&site.run(&["import", "devices", &file, "--json"]).ok().json()), (0, 1, 1, 0));
}

#[test]
fn what_was_exported_comes_back_unchanged() {
    let (site, _) = Site::demo();
    for ledger in ["devices", "software", "accounts", "vendors", "people"] {
        for ending in ["xlsx", "csv"] {
            let file = site.path(&format!("{ledger}.{ending}"));
            site.run(&["export", "ledger", "--ledger", ledger, "--facility", "demo-pharmacy-clean", "--out", &file])
                .ok();
            let back = site.run(&["import", ledger, &file, "--facility", "demo-pharmacy-clean", "--json"]);
            let (added, updated, unchanged, errors) = counts(&shape(&back));
            assert_eq!((added, updated, errors, back.code), (0, 0, 0, 0), "{ledger}.{ending}: {back:?}");
            assert!(unchanged > 0, "{ledger}.{ending}");
        }
    }
}

#[test]
fn a_bomb_or_a_file_that_is_none_is_told_and_nothing_is_saved() {
    let site = Site::init();
    // Seven kilobytes that name the first and the last cell of a sheet: 17 thousand million between.
    let mut sparse = Workbook::new();
    let sheet = sparse.add_worksheet();
    sheet.write_string(0, 0, "管理番号").unwrap();
    sheet.write_string(1_048_575, 16_383, "x").unwrap();
    let file = site.write("sparse.xlsx", sparse.save_to_buffer().unwrap());
    let run = site.run(&["import", "devices", &file, "--json"]).ok();
    assert_eq!(counts(&shape(&run)), (0, 0, 0, 0));
    assert!(run.json()["findings"][0].as_str().unwrap().contains("201列目"), "what was not read is told: {run:?}");
    let files = [
        ("text.xlsx", b"PK\x03\x04 this is no workbook".to_vec()),
        ("empty.csv", Vec::new()),
        ("noise.csv", (0..=255).cycle().take(4_000).collect()),
    ];
    for (name, bytes) in files {
        let file = site.write(name, bytes);
        site.run(&["import", "devices", &file, "--json"]).refused(1, &[]);
    }
    assert!(!site.run(&["audit", "export", "--out", &site.path("log.jsonl")]).ok().out.is_empty());
    assert!(!std::fs::read_to_string(site.path("log.jsonl")).unwrap().contains("ledger."), "something was saved");
}

#[test]
fn an_unknown_ledger_or_format_is_bad_use_and_a_missing_file_is_named() {
    let site = Site::init();
    let file = site.write("a.csv", text(",", &ROWS[..3]));
    site.run(&["import", "cakes", &file, "--json"]).refused(2, &["cakes", "devices"]);
    site.run(&["import", "devices", &file, "--format", "pdf"]).refused(2, &["pdf"]);
    site.run(&["import", "devices", &site.path("none.csv")]).refused(1, &["none.csv"]);
    let (several, _) = Site::demo();
    several.run(&["import", "devices", &file]).refused(1, &["--facility", "demo-hospital"]);
}
