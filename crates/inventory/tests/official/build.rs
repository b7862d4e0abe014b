//! Workbooks in the layouts that official checklists may have. The real ones of 令和8年度 were not at
//! hand; every sentence here is made up.

use rust_xlsxwriter::{
    Color, ConditionalFormatText, ConditionalFormatTextRule, DataValidation, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Image, Workbook, Worksheet, XlsxError,
};

type Built = Result<Vec<u8>, XlsxError>;

/// Name of a kept file, and how it is built.
type Kept = (&'static str, fn() -> Built);

/// Section, target heading (empty: as before), number, text.
type Row = (&'static str, &'static str, &'static str, &'static str);

const TEAM: &str = "１ 体制構築";
const CARE: &str = "２ 医療情報システムの管理・運用";
const READY: &str = "３ インシデント発生に備えた対応";
const RULES: &str = "４ 規程類の整備";
const ALL: &str = "システム全般について、以下を実施している。";
const SERVER: &str = "サーバについて、以下を実施している。";
const TERMINAL: &str = "端末PCについて、以下を実施している。";
const NETWORK: &str = "ネットワーク機器について、以下を実施している。";

/// The rows of the pharmacy's sheet of 令和7年度, said in other words.
pub(crate) const YEAR_7: [Row; 19] = [
    (TEAM, "", "1-①", "安全を受け持つ責任者を置いている。"),
    (CARE, ALL, "2-①", "機器を1台ずつ書いた台帳がある。"),
    (CARE, "", "2-②", "遠隔で保守される機器があるか事業者にたずねた。※契約のない場合は記入不要"),
    (CARE, "", "2-③", "事業者から開示書（MDS/SDS）をもらった。※契約のない場合は記入不要"),
    (CARE, "", "2-④", "職種ごとにアクセスの権限を分けている。"),
    (CARE, "", "2-⑤", "退職者などの要らないアカウントを消している。"),
    (CARE, "", "2-⑥", "更新プログラムとファームウェアを当てている。"),
    (CARE, "", "2-⑦", "パスワードは英字と数字と記号を混ぜて長くしている。"),
    (CARE, "", "2-⑧", "パスワードの使い回しをやめている。"),
    (CARE, "", "2-⑨", "USBメモリなどの外部媒体の接続を絞っている。"),
    (CARE, "", "2-⑩", "二要素認証を使うか、使う予定を決めている。"),
    (CARE, SERVER, "2-⑪", "アクセスの記録（ログ）を残して見ている。"),
    (CARE, "", "2-⑫", "裏で動く不要なソフトやサービスを止めている。"),
    (CARE, TERMINAL, "2-⑫", "裏で動く不要なソフトやサービスを止めている。"),
    (CARE, NETWORK, "2-⑬", "ネットワーク機器への接続元を絞っている。"),
    (READY, "", "3-①", "組織の内と外への連絡体制図がある。"),
    (READY, "", "3-②", "バックアップと復旧の手順を確かめている。"),
    (READY, "", "3-③", "攻撃を想定した事業継続計画（BCP）がある。"),
    (RULES, "", "4-①", "上記1-3のすべてのやり方を規程に書いている。"),
];

/// An invented sheet of 令和8年度 for all kinds of facility: one row more, one number moved.
pub(crate) const YEAR_8: [Row; 20] = [
    (TEAM, "", "1-1", "安全を受け持つ責任者を置いている。"),
    (CARE, "全般", "2-1", "機器を1台ずつ書いた台帳がある。"),
    (CARE, "全般", "2-2", "遠隔で保守される機器があるか事業者にたずねた。"),
    (CARE, "全般", "2-3", "事業者から開示書（MDS/SDS）をもらった。"),
    (CARE, "全般", "2-4", "職種ごとにアクセスの権限を分けている。"),
    (CARE, "全般", "2-5", "退職者などの要らないアカウントを消している。"),
    (CARE, "全般", "2-6", "更新プログラムとファームウェアを当てている。"),
    (CARE, "全般", "2-7", "パスワードの使い回しをやめている。"),
    (CARE, "全般", "2-8", "パスワードは英字と数字と記号を混ぜて長くしている。"),
    (CARE, "全般", "2-9", "USBメモリなどの外部媒体の接続を絞っている。"),
    (CARE, "全般", "2-10", "二要素認証を使っている。"),
    (CARE, "サーバ", "2-11", "アクセスの記録（ログ）を残して見ている。"),
    (CARE, "サーバ", "2-12", "裏で動く不要なソフトやサービスを止めている。"),
    (CARE, "端末PC", "2-12", "裏で動く不要なソフトやサービスを止めている。"),
    (CARE, "ネットワーク機器", "2-13", "ネットワーク機器への接続元を絞っている。"),
    (CARE, "ネットワーク機器", "2-14", "生成AIに入れてよい情報の範囲を職員に示している。"),
    (READY, "全般", "3-1", "組織の内と外への連絡体制図がある。"),
    (READY, "全般", "3-2", "バックアップと復旧の手順を確かめている。"),
    (READY, "全般", "3-3", "攻撃を想定した事業継続計画（BCP）がある。"),
    (RULES, "全般", "4-1", "すべてのやり方を規程に書いている。"),
];

/// The rows of the hospital's sheet of 令和6年度, said in other words: one number, several targets.
pub(crate) const YEAR_6: [Row; 18] = [
    (TEAM, "", "1-(1)", "安全を受け持つ責任者を置いている。"),
    (CARE, ALL, "2-(1)", "機器を1台ずつ書いた台帳がある。"),
    (CARE, "", "2-(2)", "遠隔で保守される機器があるか事業者にたずねた。"),
    (CARE, "", "2-(3)", "事業者から開示書（MDS/SDS）をもらった。"),
    (CARE, SERVER, "2-(4)", "職種ごとにアクセスの権限を分けている。"),
    (CARE, "", "2-(5)", "要らないアカウントを消している。"),
    (CARE, "", "2-(6)", "アクセスの記録（ログ）を残して見ている。"),
    (CARE, "", "2-(7)", "更新プログラムを当てている。"),
    (CARE, "", "2-(9)", "裏で動く不要なソフトを止めている。"),
    (CARE, TERMINAL, "2-(4)", "職種ごとにアクセスの権限を分けている。"),
    (CARE, "", "2-(5)", "要らないアカウントを消している。"),
    (CARE, "", "2-(7)", "更新プログラムを当てている。"),
    (CARE, "", "2-(9)", "裏で動く不要なソフトを止めている。"),
    (CARE, NETWORK, "2-(7)", "更新プログラムを当てている。"),
    (CARE, "", "2-(8)", "ネットワーク機器への接続元を絞っている。"),
    (READY, "", "3-(1)", "組織の内と外への連絡体制図がある。"),
    (READY, "", "3-(2)", "バックアップと復旧の手順を確かめている。"),
    (READY, "", "3-(3)", "攻撃を想定した事業継続計画（BCP）がある。"),
];

fn workbook() -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    // A day of its own, so that the same workbook is built every time.
    let made = ExcelDateTime::from_ymd(2026, 11, 20)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    Ok(book)
}

fn cell() -> Format {
    Format::new().set_text_wrap().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter)
}

fn heading() -> Format {
    cell().set_bold().set_align(FormatAlign::Center).set_background_color(Color::RGB(0x00DD_EEFF))
}

/// Merges the cells of a run of rows with the same section.
fn sections(sheet: &mut Worksheet, placed: &[(u32, u32, &str)], wrapped: bool) -> Result<(), XlsxError> {
    let mut from = 0;
    while from < placed.len() {
        let same = placed[from..].iter().take_while(|row| row.2 == placed[from].2).count();
        let (first, last) = (placed[from].0, placed[from + same - 1].1);
        let text = if wrapped {
            placed[from].2.replacen("システムの", "システムの\n", 1)
        } else {
            placed[from].2.to_owned()
        };
        if first == last {
            sheet.write_with_format(first, 0, text, &cell())?;
        } else {
            sheet.merge_range(first, 0, last, 0, &text, &cell())?;
        }
        from += same;
    }
    Ok(())
}

/// (a) Section in a merged first column, number at the end of the text, word and day in one cell.
pub(crate) fn one_cell() -> Built {
    let mut book = workbook()?;
    let sheet = book.add_worksheet();
    sheet.set_name("薬局確認用")?;
    for (column, width) in [(0, 14.0), (1, 60.0), (2, 22.0), (3, 12.0), (4, 24.0)] {
        sheet.set_column_width(column, width)?;
    }
    let title = Format::new().set_bold().set_font_size(14.0).set_align(FormatAlign::Center);
    sheet.merge_range(0, 0, 0, 4, "令和7年度版 架空のサイバーセキュリティ対策チェックリスト", &title)?;
    sheet.merge_range(1, 0, 1, 4, "薬局確認用", &Format::new().set_align(FormatAlign::Right))?;
    sheet.write(2, 0, "＊検査の日に見せられるように、年度の終わりまでに埋めてください。")?;
    sheet.write(3, 0, "＊「いいえ」のときは、目標日を書いてください。")?;
    for (column, text) in (0..).zip(["", "チェック項目", "確認日", "目標日", "備考"]) {
        sheet.write_with_format(4, column, text, &heading())?;
    }
    let (mut row, mut placed) = (5, Vec::new());
    for (section, target, number, text) in YEAR_7 {
        let first = row;
        if !target.is_empty() {
            sheet.merge_range(row, 1, row, 4, target, &cell().set_bold())?;
            row += 1;
        }
        // One row wraps its number, one is written in wide characters.
        let text = match number {
            "2-①" => format!("{text}(2-\n①)"),
            "2-⑥" => format!("{text}（２－⑥）"),
            _ => match text.split_once('※') {
                Some((text, note)) => format!("{text}({number})\n※{note}"),
                None => format!("{text}({number})"),
            },
        };
        sheet.write_with_format(row, 1, text, &cell())?.set_row_height(row, 36)?;
        sheet.write_with_format(row, 2, "はい・いいえ\n（　/　）", &cell().set_align(FormatAlign::Center))?;
        sheet.write_with_format(row, 3, "（ / ）", &cell().set_align(FormatAlign::Center))?;
        sheet.write_with_format(row, 4, "", &cell())?;
        placed.push((first, row, section));
        row += 1;
    }
    sections(sheet, &placed, true)?;
    sheet.write(row + 1, 0, "● 各項目の番号は、手引きの見出しと同じです。")?;
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(4, 4)?;
    sheet.set_print_area(0, 0, row + 1, 4)?;
    sheet.protect();
    book.save_to_buffer()
}

/// (b) Number and target in columns of their own, はい and いいえ side by side with a list of marks, days in a
/// day format, the list on a hidden sheet, a second sheet for the vendor.
pub(crate) fn two_columns() -> Built {
    let mut book = workbook()?;
    let lists = book.add_worksheet();
    lists.set_name("リスト")?.set_hidden(true).write_column(0, 0, ["〇", "－"])?;
    let cover = book.add_worksheet();
    cover.set_name("はじめに")?.write(0, 0, "この本の使い方を書いたシートです。")?.set_active(true);
    two_columns_sheet(
        book.add_worksheet(),
        "施設用",
        "令和８年度 架空のサイバーセキュリティ対策チェックリスト（医療機関・薬局確認用）",
        &YEAR_8,
    )?;
    let vendor: Vec<Row> = YEAR_8.into_iter().filter(|row| row.2 != "2-1" && !row.2.starts_with(['3', '4'])).collect();
    two_columns_sheet(
        book.add_worksheet(),
        "事業者用",
        "令和８年度 架空のサイバーセキュリティ対策チェックリスト（事業者確認用）",
        &vendor,
    )?;
    book.save_to_buffer()
}

fn two_columns_sheet(sheet: &mut Worksheet, name: &str, title: &str, rows: &[Row]) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_column_width(2, 50)?.set_column_width(1, 16)?.set_column_width(7, 24)?;
    sheet.write(0, 0, title)?;
    for (column, text) in [(0, "番号"), (1, "対象"), (2, "チェック項目"), (7, "備考")] {
        sheet.merge_range(2, column, 3, column, text, &heading())?;
    }
    sheet.merge_range(2, 3, 2, 5, "確認結果", &heading())?;
    sheet.merge_range(2, 6, 3, 6, "対応目標日", &heading())?;
    for (column, text) in [(3, "はい"), (4, "いいえ"), (5, "確認日")] {
        sheet.write_with_format(3, column, text, &heading())?;
    }
    let marks = DataValidation::new().allow_list_formula("=リスト!$A$1:$A$2".into());
    let day = cell().set_num_format("m/d;@");
    let (mut row, mut section) = (4, "");
    for (own, target, number, text) in rows {
        if *own != section {
            section = own;
            sheet.merge_range(row, 0, row, 7, section, &cell().set_bold())?;
            row += 1;
        }
        for (column, text) in [(0, number), (1, target), (2, text)] {
            sheet.write_with_format(row, column, *text, &cell())?;
        }
        sheet.set_row_height(row, 30)?;
        for column in [3, 4, 7] {
            sheet.write_blank(row, column, &cell())?;
        }
        for column in [5, 6] {
            sheet.write_blank(row, column, &day)?;
        }
        sheet.add_data_validation(row, 3, row, 4, &marks)?;
        row += 1;
    }
    sheet.set_freeze_panes(4, 0)?.set_landscape();
    Ok(())
}

/// (c) 1回目, 目標日, 2回目 with the day below the word, a gate above, one number with several targets, marks.
pub(crate) fn two_rounds() -> Built {
    let mut book = workbook()?;
    let sheet = book.add_worksheet();
    sheet.set_name("令和6年度版")?;
    for (column, width) in [(0, 18), (2, 50), (3, 14), (4, 12), (5, 14), (6, 24)] {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_print_fit_to_pages(1, 0);
    sheet.write(0, 2, "架空のサイバーセキュリティ対策チェックリスト")?.write(0, 6, "医療機関確認用")?;
    sheet.write_with_format(1, 2, "チェック項目", &heading())?;
    sheet.merge_range(1, 3, 1, 5, "確認結果（日付）", &heading())?;
    sheet.write_with_format(
        2,
        2,
        "医療情報システムを導入して、使っている。\n（「いいえ」なら、下の項目は要りません）",
        &cell(),
    )?;
    sheet.set_row_height(2, 34)?;
    sheet.merge_range(2, 3, 2, 5, "はい・いいえ（ / ）", &cell())?;
    sheet.merge_range(4, 0, 5, 0, "", &heading())?;
    sheet.merge_range(4, 1, 5, 1, "Ｒ５年度\n項目", &heading())?;
    sheet.merge_range(4, 2, 5, 2, "チェック項目", &heading())?;
    sheet.merge_range(4, 3, 4, 5, "確認結果（日付）", &heading())?;
    sheet.merge_range(4, 6, 5, 6, "備考", &heading())?;
    for (column, text) in [(3, "１回目"), (4, "目標日"), (5, "２回目")] {
        sheet.write_with_format(5, column, text, &heading())?;
    }
    let (mut row, mut placed) = (6, Vec::new());
    for (at, (section, target, number, text)) in YEAR_6.into_iter().enumerate() {
        let first = row;
        if !target.is_empty() {
            sheet.merge_range(row, 2, row, 6, target, &cell())?;
            row += 1;
        }
        let number = number.replace("-(", "－（").replace(')', "）");
        sheet.merge_range(row, 1, row + 1, 1, if at % 2 == 0 { "※" } else { "" }, &cell())?;
        sheet.merge_range(row, 2, row + 1, 2, &format!("{text}（{number}）"), &cell())?;
        sheet.merge_range(row, 4, row + 1, 4, "（ / ）", &cell())?;
        sheet.merge_range(row, 6, row + 1, 6, "", &cell())?;
        for column in [3, 5] {
            sheet.write_with_format(row, column, "はい・いいえ", &cell())?;
            sheet.write_with_format(row + 1, column, "（　／　）", &cell())?;
        }
        placed.push((first, row + 1, section));
        row += 2;
    }
    sections(sheet, &placed, false)?;
    sheet.write(row, 0, "● Ｒ５年度項目欄（※）：前の年度に求めた項目")?;
    sheet.set_page_breaks(&[30])?;
    book.save_to_buffer()
}

/// (d) Plain numbers before the text, title rows, notes, print area, heads, a conditional format, a hidden column,
/// a picture, a formula that counts, a list of words.
pub(crate) fn plain() -> Built {
    let mut book = workbook()?;
    book.define_name("回答の一覧", "=確認票!$J$1:$J$2")?;
    let sheet = book.add_worksheet();
    sheet.set_name("確認票")?;
    sheet.set_column_width(1, 60)?;
    sheet.write(0, 0, "架空の県")?.write(1, 0, "令和８年度 架空のサイバーセキュリティ対策チェックリスト")?;
    sheet.write(2, 0, "事業者確認用")?.write(2, 4, "事業者名：")?;
    sheet.write_column(0, 9, ["はい", "いいえ"])?.set_column_hidden(9)?;
    for (column, text) in (0..).zip(["区分", "確認項目", "回答", "日付", "目標日", "備考"]) {
        sheet.write_with_format(4, column, text, &heading())?;
    }
    let words = DataValidation::new().allow_list_formula("=回答の一覧".into());
    let mut row = 5;
    for (_, target, number, text) in YEAR_8.into_iter().filter(|row| row.2 != "2-1" && row.2.starts_with(['1', '2'])) {
        let target = if target.is_empty() { "全般" } else { target };
        sheet.write_with_format(row, 0, target, &cell())?;
        sheet.write_with_format(row, 1, format!("{number}　{text}"), &cell())?;
        for column in [2, 3, 4] {
            sheet.write_blank(row, column, &cell().set_align(FormatAlign::Center))?;
        }
        sheet.write_with_format(row, 5, if number == "2-6" { "前からのメモ" } else { "" }, &cell())?;
        sheet.add_data_validation(row, 2, row, 2, &words)?;
        row += 1;
    }
    let red = Format::new().set_background_color(Color::RGB(0x00FF_CCCC));
    let no =
        ConditionalFormatText::new().set_rule(ConditionalFormatTextRule::Contains("いいえ".into())).set_format(red);
    sheet.add_conditional_format(5, 2, row - 1, 2, &no)?;
    sheet.write(row, 1, "「はい」の数")?.write_formula(row, 2, format!("=COUNTIF(C6:C{row},\"はい\")").as_str())?;
    sheet.write(row + 2, 0, "※ この票は、契約ごとに1枚です。")?;
    sheet.set_header("&L架空の県&R&D").set_footer("&C&P/&N").set_print_area(0, 0, row + 2, 5)?;
    sheet.insert_image(0, 5, &Image::new_from_buffer(PICTURE)?)?;
    book.save_to_buffer()
}

/// A red dot.
const PICTURE: &[u8] = &[
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8,
    2, 0, 0, 0, 0x90, 0x77, 0x53, 0xDE, 0, 0, 0, 0x0C, 0x49, 0x44, 0x41, 0x54, 8, 0xD7, 0x63, 0xF8, 0xCF, 0xC0, 0, 0,
    3, 1, 1, 0, 0x18, 0xDD, 0x8D, 0xB0, 0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
];

/// The files that other crates' tests read.
pub(crate) const KEPT: [Kept; 4] = [
    ("one_cell.xlsx", one_cell),
    ("two_columns.xlsx", two_columns),
    ("two_rounds.xlsx", two_rounds),
    ("plain.xlsx", plain),
];
