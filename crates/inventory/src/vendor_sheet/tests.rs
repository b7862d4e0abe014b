use super::{FORMAT, SheetError, SheetFile, read};
use crate::table::{Format, SourceRow};
use crate::{Limits, Table, table};

const META: &str = r#"{"format":"tate-sheet-1","request":"q-1","edition":"r7-vendor","facility":"みほん薬局","code":"1340000","system":"電子薬歴","contract":"保守契約","vendor":"青空システム","deadline":"2026-07-31"}"#;

/// A table from lines of cells; the rows count from 1 with gaps where a line is empty.
fn table(lines: &[&[&str]]) -> Table {
    let rows = (1..).zip(lines).filter(|(_, cells)| !cells.is_empty());
    let rows = rows.map(|(number, cells)| SourceRow { number, cells: cells.iter().map(|c| (*c).to_owned()).collect() });
    Table {
        format: Format::Xlsx,
        encoding: None,
        sheet: Some("事業者確認用".into()),
        sheets: vec!["事業者確認用".into()],
        rows: rows.collect(),
        notes: Vec::new(),
    }
}

const HEADINGS: &[&str] =
    &["", "番号", "対象", "項目", "昨年の回答", "回答", "根拠・理由", "目標日", "備考", "施設からの質問"];
const ONE: &[&str] =
    &["tate-sheet-1|q-1|r7-vendor:1-1", "1-①", "体制", "責任者", "", "はい", "品質管理部が責任者", "", "", ""];
const TWO: &[&str] = &["tate-sheet-1|q-1|r7-vendor:2-6", "2-⑥", "全般", "更新", "", "×", "", "R9.3.31", "検証中", ""];

fn sheet(rows: &[&[&str]]) -> SheetFile {
    let mut lines: Vec<&[&str]> = vec![
        &[META, "令和8年度 回答用紙"],
        &["", "回答者", "", "品質管理部　見本 一郎"],
        &["", "連絡先", "", "03-0000-0001"],
        &[],
        HEADINGS,
    ];
    lines.extend(rows);
    read(&table(&lines)).unwrap()
}

#[test]
fn a_sheet_says_what_it_is_about_and_what_was_answered() {
    let file = sheet(&[ONE, TWO]);
    assert_eq!((file.meta.request.as_str(), file.meta.edition.as_str()), ("q-1", "r7-vendor"));
    assert_eq!((file.meta.deadline.as_str(), file.meta.code.as_str()), ("2026-07-31", "1340000"));
    assert_eq!((file.answered_by.as_str(), file.contact.as_str()), ("品質管理部　見本 一郎", "03-0000-0001"));
    assert_eq!((file.rows[0].item.as_str(), file.rows[0].value.as_str()), ("r7-vendor:1-1", "はい"));
    assert_eq!((file.rows[1].target_date.as_str(), file.rows[1].remark.as_str()), ("R9.3.31", "検証中"));
    assert_eq!((file.places[1].row, file.places[1].name().as_str()), (7, "7行目（2-⑥ 全般）"));
    assert!(file.problems.is_empty() && file.notes.is_empty());
    assert_eq!(file.answered(), 2);
}

#[test]
fn columns_and_rows_that_people_moved_or_added_do_no_harm() {
    let lines: &[&[&str]] = &[
        &["社内管理番号 12", META],
        &["", "", "回答者", "見本 一郎"],
        &["担当", "", "備考", "番号", "対象", "目標日", "回答", "根拠・理由"],
        &["佐藤", "tate-sheet-1|q-1|r7-vendor:2-6", "検証中", "2-⑥", "全般", "46477", "いいえ", ""],
        &["", "", "社内での確認が終わったら返送"],
    ];
    let file = read(&table(lines)).unwrap();
    assert_eq!((file.rows[0].value.as_str(), file.rows[0].target_date.as_str()), ("いいえ", "46477"));
    assert_eq!((file.rows[0].remark.as_str(), file.answered_by.as_str()), ("検証中", "見本 一郎"));
    assert!(file.problems.is_empty());
    assert!(file.notes[0].starts_with("5行目の「社内での確認が終わったら返送」"), "{:?}", file.notes);
}

#[test]
fn a_row_without_its_key_is_named() {
    let mut lost = TWO.to_vec();
    lost[0] = "x";
    let file = sheet(&[ONE, &lost]);
    assert_eq!(file.rows.len(), 1);
    assert!(file.problems[0].sentence().starts_with("7行目（2-⑥ 全般）：行を見分けるための隠れた値"));
}

#[test]
fn a_row_of_another_request_is_named_and_not_taken() {
    let mut foreign = TWO.to_vec();
    foreign[0] = "tate-sheet-1|q-2|r7-vendor:2-6";
    let file = sheet(&[ONE, &foreign]);
    assert_eq!(file.rows.len(), 1);
    assert!(file.problems[0].sentence().contains("7行目（2-⑥ 全般）：別の依頼の用紙の行です"));
}

#[test]
fn a_row_that_is_there_twice_counts_once_unless_the_two_disagree() {
    assert!(sheet(&[ONE, TWO, TWO]).problems.is_empty());
    let mut other = TWO.to_vec();
    other[5] = "はい";
    let file = sheet(&[ONE, TWO, &other]);
    assert!(file.problems[0].sentence().starts_with("8行目（2-⑥ 全般）：7行目と同じ行が、違う内容で"));
}

#[test]
fn a_formula_that_failed_is_named() {
    let mut broken = ONE.to_vec();
    broken[6] = "#REF!";
    let file = sheet(&[&broken]);
    assert!(file.problems[0].sentence().contains("6行目（1-① 体制）：「根拠・理由」のセルが数式の誤り"));
}

#[test]
fn without_the_first_cell_the_rows_still_say_which_request_it_is() {
    let file = read(&table(&[HEADINGS, ONE])).unwrap();
    assert_eq!((file.meta.request.as_str(), file.meta.edition.as_str()), ("q-1", "r7-vendor"));
    assert_eq!(file.meta.vendor, "");
}

#[test]
fn what_is_no_such_sheet_is_refused_with_its_own_sentence() {
    let official: &[&[&str]] = &[&["1-①", "管理責任者"], &["2-(2)", "リモート"], &["2-3", "開示書"], &["2-④", "権限"]];
    assert_eq!(read(&table(official)), Err(SheetError::Official));
    assert_eq!(read(&table(&[&["管理番号", "OS"], &["001", "Windows 11"]])), Err(SheetError::NotOurs));
    assert_eq!(read(&table(&[&["tate-sheet-2|q-1|r7-vendor:1-1"]])), Err(SheetError::Newer));
    assert_eq!(read(&table(&[ONE])), Err(SheetError::NoHeadings));
    for error in [SheetError::Official, SheetError::NotOurs, SheetError::Newer, SheetError::NoHeadings] {
        assert!(error.to_string().starts_with("この用紙は読み取れません。"));
    }
}

#[test]
fn a_csv_of_our_sheet_still_has_its_keys_and_another_csv_has_none() {
    let csv = format!("\"{}\",x\n{}\n{}\n", META.replace('"', "\"\""), HEADINGS.join(","), ONE.join(","));
    let file = read(&table::read("返送.csv", csv.as_bytes(), &Limits::default()).unwrap()).unwrap();
    assert_eq!((file.meta.vendor.as_str(), file.rows.len()), ("青空システム", 1));
    let other = table::read("a.csv", "管理番号,OS\n001,x\n".as_bytes(), &Limits::default()).unwrap();
    assert_eq!(read(&other), Err(SheetError::NotOurs));
}

#[test]
fn hostile_keys_are_text_and_nothing_more() {
    let lines: &[&[&str]] = &[
        &[r#"{"format":"tate-sheet-1","request":{"a":1}}"#],
        HEADINGS,
        &["tate-sheet-1||r7-vendor:1-1", "1-①", "体制"],
        &["tate-sheet-1|q-1|r7-vendor:1-1", "1-①", "体制", "", "", "<b>はい</b>\u{202E}"],
        &[FORMAT],
    ];
    let file = read(&table(lines)).unwrap();
    assert_eq!((file.meta.request.as_str(), file.rows.len()), ("q-1", 1));
    assert_eq!(file.rows[0].value, "<b>はい</b>");
    assert!(file.problems[0].sentence().starts_with("3行目（1-① 体制）"));
}
