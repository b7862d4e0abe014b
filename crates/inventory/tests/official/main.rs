//! Official workbooks: each layout is read right, and what is no checklist says so.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod build;
mod refused;

use build::{YEAR_6, YEAR_7, YEAR_8};
use std::path::PathBuf;
use tate_domain::edition::{Side, Target};
use tate_inventory::official::{self, AnswerCell, OfficialRow, OfficialSheet};
use tate_inventory::{Limits, ReadError};

fn kept(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/official").join(name)
}

/// Writes the workbooks that other crates' tests read: `cargo test -p tate-inventory --test official -- --ignored`.
#[test]
#[ignore = "writes files"]
fn keep_the_workbooks() {
    for (name, build) in build::KEPT {
        std::fs::write(kept(name), build().unwrap()).unwrap();
    }
}

#[test]
fn the_kept_workbooks_are_those_that_are_built_here() {
    for (name, build) in build::KEPT {
        assert!(std::fs::read(kept(name)).unwrap() == build().unwrap(), "{name}: run keep_the_workbooks");
    }
}

fn sheets(name: &str) -> Vec<OfficialSheet> {
    official::read(name, &std::fs::read(kept(name)).unwrap(), &Limits::default()).unwrap()
}

/// Where a cell is, from 1 and A: `(5, 'C')`.
fn at(cell: Option<&AnswerCell>) -> Option<(u32, char)> {
    cell.map(|cell| (cell.row + 1, char::from(b'A' + u8::try_from(cell.column).unwrap())))
}

fn numbers(rows: &[OfficialRow]) -> Vec<&str> {
    rows.iter().map(|row| row.number.as_str()).collect()
}

#[test]
fn a_section_in_a_merged_column_and_a_word_with_its_day_in_one_cell() {
    let all = sheets("one_cell.xlsx");
    let [sheet] = all.as_slice() else { panic!("{}", all.len()) };
    assert_eq!(sheet.title, "令和7年度版 架空のサイバーセキュリティ対策チェックリスト");
    assert_eq!(
        (sheet.fiscal_year, sheet.side, sheet.kinds.as_slice()),
        (Some(2025), Some(Side::Facility), ["pharmacy".to_owned()].as_slice())
    );
    assert_eq!((sheet.part.as_str(), sheet.rounds, sheet.notes.len()), ("xl/worksheets/sheet1.xml", 1, 3));
    assert_eq!(sheet.doubts, Vec::<String>::new());
    assert_eq!(numbers(&sheet.rows), YEAR_7.map(|row| row.2));
    let targets: Vec<Option<Target>> = sheet.rows.iter().map(|row| row.target).collect();
    assert_eq!(targets[..2], [None, Some(Target::General)]);
    assert_eq!(
        targets[11..16],
        [Some(Target::Server), Some(Target::Server), Some(Target::Terminal), Some(Target::Network), None]
    );
    let row = &sheet.rows[2];
    assert_eq!(row.text, "遠隔で保守される機器があるか事業者にたずねた。 ※契約のない場合は記入不要");
    assert_eq!(row.section, "2 医療情報システムの管理・運用");
    assert_eq!(at(row.checks[0].answer.as_ref()), Some((9, 'C')));
    assert_eq!(row.checks[0].answer.as_ref().unwrap().text, "はい・いいえ\n（　/　）");
    assert_eq!(
        (at(row.checks[0].date.as_ref()), at(row.target_date.as_ref()), at(row.remark.as_ref())),
        (None, Some((9, 'D')), Some((9, 'E')))
    );
    assert_eq!((sheet.rows[18].number.as_str(), sheet.rows[18].section.as_str()), ("4-①", "4 規程類の整備"));
}

#[test]
fn columns_for_yes_and_no_with_a_list_on_a_hidden_sheet_and_days_in_a_day_format() {
    let all = sheets("two_columns.xlsx");
    let [sheet, vendor] = all.as_slice() else { panic!("{}", all.len()) };
    assert_eq!((sheet.fiscal_year, sheet.side, sheet.kinds.len()), (Some(2026), Some(Side::Facility), 4));
    assert_eq!(numbers(&sheet.rows), YEAR_8.map(|row| row.2));
    let words: Vec<(&str, &str)> = sheet
        .rows
        .iter()
        .map(|row| (row.section.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' '), row.text.as_str()))
        .collect();
    let built = YEAR_8.map(|row| (row.0.trim_start_matches(|c: char| !c.is_alphabetic()), row.3));
    assert_eq!(words, built);
    let check = &sheet.rows[1].checks[0];
    assert_eq!(
        (at(check.yes.as_ref()), at(check.no.as_ref()), at(check.date.as_ref())),
        (Some((8, 'D')), Some((8, 'E')), Some((8, 'F')))
    );
    assert_eq!(check.yes.as_ref().unwrap().choices, ["〇", "－"]);
    assert!(check.answer.is_none() && check.date.as_ref().unwrap().day && !check.yes.as_ref().unwrap().day);
    assert_eq!(
        (at(sheet.rows[1].target_date.as_ref()), at(sheet.rows[1].remark.as_ref())),
        (Some((8, 'G')), Some((8, 'H')))
    );
    assert_eq!((vendor.name.as_str(), vendor.side, vendor.rows.len()), ("事業者用", Some(Side::Vendor), 15));
}

#[test]
fn two_checks_with_the_day_below_the_word_and_one_number_with_several_targets() {
    let all = sheets("two_rounds.xlsx");
    let [sheet] = all.as_slice() else { panic!("{}", all.len()) };
    assert_eq!(
        (sheet.title.as_str(), sheet.fiscal_year, sheet.rounds),
        ("架空のサイバーセキュリティ対策チェックリスト", Some(2024), 2)
    );
    assert_eq!(sheet.kinds, ["hospital", "clinic", "dental"]);
    assert_eq!(numbers(&sheet.rows), YEAR_6.map(|row| row.2));
    let targets: Vec<Target> =
        sheet.rows.iter().filter(|row| row.number == "2-(7)").filter_map(|row| row.target).collect();
    assert_eq!(targets, [Target::Server, Target::Terminal, Target::Network]);
    let gate = sheet.gate.as_ref().unwrap();
    assert_eq!((gate.row, at(gate.checks[0].answer.as_ref()), gate.number.as_str()), (3, Some((3, 'D')), ""));
    let row = &sheet.rows[0];
    let cells: Vec<_> = row.checks.iter().map(|check| (at(check.answer.as_ref()), at(check.date.as_ref()))).collect();
    assert_eq!(cells, [(Some((7, 'D')), Some((8, 'D'))), (Some((7, 'F')), Some((8, 'F')))]);
    assert_eq!(
        (at(row.target_date.as_ref()), at(row.remark.as_ref()), row.marked),
        (Some((7, 'E')), Some((7, 'G')), true)
    );
    assert!(!sheet.rows[1].marked);
}

#[test]
fn plain_numbers_before_the_text_beside_a_hidden_column_and_a_formula() {
    let all = sheets("plain.xlsx");
    let [sheet] = all.as_slice() else { panic!("{}", all.len()) };
    assert_eq!((sheet.fiscal_year, sheet.side, sheet.rows.len()), (Some(2026), Some(Side::Vendor), 15));
    let row = &sheet.rows[5];
    assert_eq!((row.number.as_str(), row.text.as_str()), ("2-6", "更新プログラムとファームウェアを当てている。"));
    assert_eq!(row.checks[0].answer.as_ref().unwrap().choices, ["はい", "いいえ"]);
    assert_eq!(row.remark.as_ref().unwrap().text, "前からのメモ");
    assert_eq!((sheet.rows[11].target, sheet.rows[12].target), (Some(Target::Server), Some(Target::Terminal)));
    assert_eq!(
        (sheet.notes.len(), sheet.columns.confirmed.as_str(), sheet.columns.item.as_str()),
        (1, "回答", "確認項目")
    );
}

#[test]
fn what_is_not_certain_becomes_a_doubt() {
    let sheet = refused::sheet(|sheet| {
        sheet.write(0, 0, "架空のチェックリスト")?;
        sheet.write_row(1, 0, ["番号", "チェック項目", "確認日", "目標日", "備考"])?;
        for (row, (number, text)) in
            (2..).zip([("1-1", "一つめ。"), ("2-2", "二つめ。"), ("2-2", "三つめ。"), ("2-3", "四つめ。")])
        {
            sheet.write_row(row, 0, [number, text, "はい・いいえ"])?;
        }
        sheet.write_row(6, 0, ["", "番号のない問い。", "はい・いいえ"])?;
        sheet.write_row(7, 0, ["2-4", "計算される答え。"])?.write_formula(7, 2, "=IF(1,\"はい\",\"いいえ\")")?;
        sheet.write_row(8, 1, ["隠された行(2-9)", "はい・いいえ"])?.set_row_hidden(8)?;
        Ok(())
    });
    let sheet = &official::read("a.xlsx", &sheet, &Limits::default()).unwrap()[0];
    assert_eq!(numbers(&sheet.rows), ["1-1", "2-2", "2-2", "2-3", "", "2-4"]);
    assert!(sheet.rows[5].checks[0].answer.is_none());
    for words in [
        "年度が見つかりません",
        "施設が書く表か",
        "番号「2-2」（対象の記載なし）の行が2つ",
        "7行目に、番号のない回答欄",
        "8行目の回答欄は、計算式か",
        "表示されていない行",
    ] {
        assert!(sheet.doubts.iter().any(|doubt| doubt.contains(words)), "no {words} in {:#?}", sheet.doubts);
    }
}

#[test]
fn a_number_that_excel_took_for_a_day_is_read_back() {
    let day = rust_xlsxwriter::Format::new().set_num_format("m/d");
    let sheet = refused::sheet(|sheet| {
        sheet.write(0, 0, "令和8年度 架空のチェックリスト（薬局確認用）")?;
        sheet.write_row(1, 0, ["番号", "チェック項目", "確認日"])?;
        for (row, month) in (2..).zip([1, 2, 3]) {
            sheet.write_with_format(row, 0, rust_xlsxwriter::ExcelDateTime::from_ymd(2026, month, 7)?, &day)?;
            sheet.write_row(row, 1, ["何かをしている。", "はい・いいえ"])?;
        }
        Ok(())
    });
    let sheet = &official::read("a.xlsx", &sheet, &Limits::default()).unwrap()[0];
    assert_eq!(numbers(&sheet.rows), ["1-7", "2-7", "3-7"]);
    assert!(sheet.doubts[0].contains("日付として保存"));
}

#[test]
fn a_sentence_may_run_over_rows_and_headings_may_be_missing() {
    let sheet = refused::sheet(|sheet| {
        sheet.write(0, 0, "令和8年度 架空のチェックリスト（薬局確認用）")?;
        sheet.write(1, 0, "１ 体制構築")?;
        sheet.write_row(2, 1, ["責任者を置いている。(1-①)", "はい・いいえ"])?;
        sheet.write(3, 0, "２ 医療情報システムの管理・運用")?;
        sheet.write_row(4, 1, ["機器の台帳を作って", "はい・いいえ"])?;
        sheet.write(5, 1, "いる。(2-①)")?;
        sheet.write_row(6, 1, ["記録を見ている。(2-②)", "はい・いいえ"])?;
        Ok(())
    });
    let sheet = &official::read("a.xlsx", &sheet, &Limits::default()).unwrap()[0];
    assert_eq!(numbers(&sheet.rows), ["1-①", "2-①", "2-②"]);
    assert_eq!(sheet.rows[2].section, "2 医療情報システムの管理・運用");
    assert!(sheet.rows.iter().all(|row| row.checks[0].answer.is_some()), "{:#?}", sheet.rows);
    assert!(sheet.doubts[0].contains("回答欄の見出しが見つかりません"));
}

#[test]
fn a_table_of_something_else_is_no_checklist() {
    let devices = refused::sheet(|sheet| {
        sheet.write_row(0, 0, ["管理番号", "コンピュータ名", "備考"])?;
        for row in 1..30 {
            sheet.write_row(row, 0, [format!("3-{row}"), format!("PC-{row}"), "はい".to_owned()])?;
        }
        Ok(())
    });
    assert_eq!(official::read("a.xlsx", &devices, &Limits::default()), Err(ReadError::NoChecklist));
}
