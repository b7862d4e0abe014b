//! Disclosure statements as workbooks: layouts that makers use, and what is no statement. All names are invented.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use tate_domain::disclosure::Kind;
use tate_domain::vendor::Value::{self, No, NotApplicable, Yes};
use tate_inventory::disclosure::{self, Found, Layout, Role};
use tate_inventory::{Limits, Table, table};

fn book(write: impl FnOnce(&mut Worksheet)) -> Table {
    let mut book = Workbook::new();
    write(book.add_worksheet());
    table::read("開示書.xlsx", &book.save_to_buffer().unwrap(), &Limits::default()).unwrap()
}

/// A sheet from rows of cells.
fn sheet(rows: &[&[&str]]) -> Table {
    book(|sheet| {
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *cell).unwrap();
            }
        }
    })
}

fn found(table: &Table) -> Found {
    disclosure::find(table).unwrap_or_else(|| panic!("{table:#?}"))
}

/// Number and answer of every line.
fn said(found: &Found) -> Vec<(&str, Option<Value>)> {
    found.lines.iter().map(|line| (line.number.as_str(), line.value)).collect()
}

#[test]
fn one_column_of_answers_under_a_full_head() {
    let found = found(&sheet(&[
        &["製造業者による医療情報セキュリティ開示書（安全管理ガイドライン第6.0版対応）Ver.5.0"],
        &["作成日", "", "令和8年4月1日"],
        &["製造業者", "", "青空製作所"],
        &["製品名称", "", "電子薬歴あおぞら"],
        &["バージョン", "", "3.2"],
        &["番号", "質問", "", "回答", "備考"],
        &["組織の対策"],
        &["1", "責任者を決めているか？", "", "はい", ""],
        &["1.1", "規程があるか？", "", "いいえ", "作成中"],
        &["2", "外部に保存するか？", "", "対象外", "保存しない"],
    ]));
    assert_eq!(said(&found), [("1", Some(Yes)), ("1.1", Some(No)), ("2", Some(NotApplicable))]);
    assert_eq!((found.lines[1].remark.as_str(), found.problems.len()), ("作成中", 0));
    let head = &found.head;
    assert_eq!((head.kind, head.made_on), (Some(Kind::Mds), Some(date(2026, 4, 1))));
    assert_eq!(
        (head.maker.as_str(), head.product.as_str(), head.product_version.as_str()),
        ("青空製作所", "電子薬歴あおぞら", "3.2")
    );
    assert_eq!((head.template.as_str(), head.guideline.as_str()), ("Ver.5.0", "第6.0版"));
}

#[test]
fn three_columns_to_tick_under_one_heading() {
    let found = found(&sheet(&[
        &["サービス事業者による開示書（SDS）"],
        &["No.", "質問項目", "回答", "", "", "補足"],
        &["", "", "はい", "いいえ", "対象外", ""],
        &["1.1", "暗号化しているか", "○", "", "", ""],
        &["1.2", "記録を残すか", "", "○", "", "次の版"],
        &["1.3", "再委託するか", "", "", "○", "しない"],
        &["1.4", "時刻を合わせるか", "", "", "", ""],
    ]));
    assert_eq!(said(&found), [("1.1", Some(Yes)), ("1.2", Some(No)), ("1.3", Some(NotApplicable)), ("1.4", None)]);
    assert_eq!(found.head.kind, Some(Kind::Sds));
}

#[test]
fn boxes_in_one_cell_and_applies_or_not() {
    let found = found(&sheet(&[
        &["項番", "確認項目", "該当・非該当", "備考"],
        &["①", "外部保存を受託するか", "□該当　■非該当", ""],
        &["②", "保存場所を示せるか", "☑はい □いいえ □対象外", ""],
        &["③", "選定の基準を満たすか", "□はい □いいえ □対象外", ""],
    ]));
    assert_eq!(said(&found), [("①", Some(NotApplicable)), ("②", Some(Yes)), ("③", None)]);
}

#[test]
fn numbers_days_and_full_width_as_excel_makes_them() {
    let day = Format::new().set_num_format("m-d");
    let table = book(|sheet| {
        for (column, heading) in ["番号", "質問", "はい", "いいえ", "対象外", "備考"].iter().enumerate() {
            sheet.write(0, u16::try_from(column).unwrap(), *heading).unwrap();
        }
        sheet.write(1, 0, 1.1).unwrap();
        sheet.write(1, 1, "一つ目か").unwrap();
        sheet.write(1, 2, 1).unwrap();
        sheet.write_with_format(2, 0, ExcelDateTime::from_ymd(2026, 2, 3).unwrap(), &day).unwrap();
        sheet.write(2, 1, "二つ目か").unwrap();
        sheet.write(2, 3, true).unwrap();
        sheet.write(2, 2, false).unwrap();
        sheet.write(3, 0, "３．１").unwrap();
        sheet.write(3, 1, "三つ目か").unwrap();
        sheet.write(3, 4, "✓").unwrap();
    });
    assert_eq!(said(&found(&table)), [("1.1", Some(Yes)), ("2-3", Some(No)), ("3.1", Some(NotApplicable))]);
}

#[test]
fn merged_numbers_and_printed_words_to_ring() {
    let table = book(|sheet| {
        for (row, cells) in [
            ["番号", "質問", "はい", "いいえ", "対象外"],
            ["1", "記録を残すか", "○はい", "いいえ", "対象外"],
            ["", "記録を守るか", "はい", "○いいえ", "対象外"],
            ["2", "誰も答えていないか", "はい", "いいえ", "対象外"],
        ]
        .iter()
        .enumerate()
        {
            for (column, cell) in cells.iter().enumerate() {
                sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *cell).unwrap();
            }
        }
        sheet.merge_range(1, 0, 2, 0, "1", &Format::new()).unwrap();
    });
    assert_eq!(said(&found(&table)), [("1", Some(Yes)), ("1", Some(No)), ("2", None)]);
}

#[test]
fn the_number_in_front_of_the_question_and_headings_of_their_own() {
    let found = found(&sheet(&[
        &["セキュリティに関する回答書"],
        &["設問", "対応状況", "コメント"],
        &["1.1　利用者を識別するか", "はい", "ICカード"],
        &["1.2　自動で画面を閉じるか", "いいえ（予定あり）", "来年"],
        &["(3)複数の要素で認証するか", "対象外", ""],
    ]));
    assert_eq!(said(&found), [("1.1", Some(Yes)), ("1.2", Some(No)), ("(3)", Some(NotApplicable))]);
    assert_eq!(found.lines[1].remark, "予定あり　来年");
}

#[test]
fn a_sheet_without_headings_is_read_by_what_stands_in_it() {
    let found = found(&sheet(&[
        &["1", "利用者ごとに番号を付けられるか", "はい"],
        &["2", "保存する記録を暗号化しているか", "いいえ", "予定なし"],
        &["3", "外部の会社に保存を頼んでいるか", "対象外"],
        &["4", "操作の記録を残しているか", "はい"],
    ]));
    assert_eq!((said(&found).len(), found.lines[1].remark.as_str()), (4, "予定なし"));
    assert!(found.notes.iter().any(|note| note.contains("見出しの行がない")));
}

#[test]
fn the_sds_of_remote_maintenance_is_told_by_its_title() {
    let head = found(&sheet(&[
        &["SDS", "リモートメンテナンスサービス用"],
        &["サービス名：遠隔保守みどり"],
        &["No", "質問", "回答"],
        &["1", "接続元を限っているか", "はい"],
        &["2", "記録を残すか", "はい"],
    ]))
    .head;
    assert!(head.remote && head.kind == Some(Kind::Sds) && head.product == "遠隔保守みどり", "{head:?}");
}

#[test]
fn cover_and_sheets_of_a_workbook_are_read_one_by_one() {
    let mut book = Workbook::new();
    let cover = book.add_worksheet().set_name("表紙").unwrap();
    cover.write(0, 0, "製品名").unwrap();
    cover.write(0, 1, "あおぞら").unwrap();
    let mds = book.add_worksheet().set_name("MDS").unwrap();
    for (row, cells) in
        [["番号", "質問", "回答"], ["1", "あるか", "はい"], ["2", "いるか", "いいえ"]].iter().enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            mds.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *cell).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let first = table::read("a.xlsx", &bytes, &Limits::default()).unwrap();
    assert!(disclosure::find(&first).is_none());
    assert_eq!(disclosure::head(&first, None).product, "あおぞら");
    let second = table::read_sheet("a.xlsx", &bytes, Some(&first.sheets[1]), &Limits::default()).unwrap();
    assert_eq!(found(&second).lines.len(), 2);
    assert_eq!(found(&second).head.kind, Some(Kind::Mds), "the sheet's name says so");
}

#[test]
fn columns_that_a_person_chose_are_taken_as_they_are() {
    let table = sheet(&[&["あ", "い", "う"], &["通信の暗号化", "OK", "はい"], &["記録", "OK", "いいえ"]]);
    assert!(disclosure::find(&table).is_none(), "negative control");
    let layout = Layout { heading: Some(1), roles: vec![Role::Text, Role::Remark, Role::Answer] };
    let found = disclosure::read(&table, &layout);
    assert_eq!(found.lines.iter().map(|line| line.value).collect::<Vec<_>>(), [Some(Yes), Some(No)]);
    assert_eq!(found.lines[0].remark, "OK");
}

#[test]
fn what_is_no_statement_is_not_read_as_one() {
    for rows in [
        &[&["管理番号", "OS", "備考"][..], &["PC-1", "Windows 11", ""], &["PC-2", "Windows 10", ""]][..],
        &[&["氏名", "職種"], &["見本 一郎", "薬剤師"]],
        &[&["製品名", "あおぞら"]],
    ] {
        assert!(disclosure::find(&sheet(rows)).is_none(), "{rows:?}");
    }
}

#[test]
fn hostile_cells_stay_bounded_and_are_text() {
    let long = "あ".repeat(32_000);
    let script = "<script>alert(1)</script>か";
    let mut rows: Vec<Vec<&str>> = vec![vec!["番号", "質問", "回答", "備考"]];
    rows.push(vec!["1", script, "はい", &long]);
    rows.push(vec!["=1+1", "式か", "はい", "-"]);
    rows.push(vec!["99999999999999999999999999", &long, "いいえ", ""]);
    rows.push(vec!["4", "\u{202e}逆か\u{0}", "はい■いいえ■", ""]);
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let found = found(&sheet(&rows));
    assert_eq!(found.lines.len(), 4);
    assert!(found.lines.iter().all(|line| {
        line.number.chars().count() <= 21 && line.text.chars().count() <= 501 && line.remark.chars().count() <= 1_001
    }));
    assert_eq!(found.lines[0].text, script);
    assert!(found.problems.len() >= 3, "{:?}", found.problems);
    // A thousand columns and a thousand rows of answers end quickly.
    let wide = vec!["はい"; 190];
    let many: Vec<&[&str]> = (0..1_000).map(|_| wide.as_slice()).collect();
    assert!(disclosure::find(&sheet(&many)).is_none_or(|found| found.lines.len() <= 500));
}
