//! The sheet that a vendor fills in: it comes back renamed, re-saved, sorted and with notes beside it, so every row
//! carries its own key in the hidden first column (`tate-sheet-1|request|item`).

use rust_xlsxwriter::{Format, FormatAlign, ProtectionOptions, Worksheet, XlsxError};
use tate_report::{VENDOR_SHEET_FORMAT, VendorSheet, VendorSheetRow};

use crate::{ledger, page};

/// The name of the one worksheet.
pub(crate) const SHEET_NAME: &str = "事業者確認用";

/// The visible columns behind the hidden one: heading, width in characters, whether the vendor writes there.
const COLUMNS: [(&str, f64, bool); 9] = [
    ("番号", 7.0, false),
    ("対象", 11.0, false),
    ("項目", 38.0, false),
    ("昨年の回答", 20.0, false),
    ("回答", 9.0, true),
    ("根拠・理由", 36.0, true),
    ("目標日", 13.0, true),
    ("備考", 22.0, true),
    ("施設からの質問", 24.0, false),
];

/// What stands above the table, for the person who fills it in.
const HOW: &str = "黄色の欄に記入してください。「はい」には根拠、「いいえ」には対応の目標日、「対象外」には理由が必要です。行の並べ替えやファイル名の変更は、しても構いません。";
/// Behind which columns the fields above the table stand.
const LABEL_AT: u16 = 1;
const VALUE_AT: u16 = 3;
const VALUE_TO: u16 = 6;
/// Points of a line of text in a cell.
const LINE: f64 = 16.0;

pub(crate) fn write(sheet: &mut Worksheet, asked: &VendorSheet) -> Result<(), XlsxError> {
    page::set_up(sheet, &asked.meta, &asked.meta.title, true)?;
    for (at, (_, width, _)) in (1u16..).zip(COLUMNS) {
        sheet.set_column_width(at, width)?;
    }
    sheet.write_string(0, 0, head_key(asked))?.set_column_hidden(0)?;
    let heading = write_head(sheet, asked)?;
    for (at, (title, _, _)) in (1u16..).zip(COLUMNS) {
        sheet.write_string_with_format(heading, at, title, &page::heading())?;
    }
    for (row, answer) in (heading + 1..).zip(&asked.rows) {
        write_row(sheet, row, &asked.request, answer)?;
    }
    sheet.set_freeze_panes(heading + 1, 0)?.set_repeat_rows(heading, heading)?;
    // No password: it guards against slips, not against people.
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
    Ok(())
}

/// What the sheet is about, for the program that reads it back.
fn head_key(asked: &VendorSheet) -> String {
    serde_json::json!({
        "format": VENDOR_SHEET_FORMAT,
        "request": asked.request,
        "edition": asked.edition_id,
        "facility": asked.meta.facility,
        "code": asked.code,
        "system": asked.system,
        "contract": asked.contract,
        "vendor": asked.vendor,
        "deadline": asked.deadline,
    })
    .to_string()
}

/// Title, parties and the two fields of who answers; gives the row of the headings.
fn write_head(sheet: &mut Worksheet, asked: &VendorSheet) -> Result<u32, XlsxError> {
    let title = format!("{} {}", asked.meta.fiscal_year_label, asked.meta.title);
    let bold = Format::new().set_bold().set_font_size(14.0);
    sheet.write_string_with_format(0, LABEL_AT, title.trim(), &bold)?;
    sheet.write_string(1, LABEL_AT, HOW)?;
    let facility = match asked.code.as_str() {
        "" => asked.meta.facility.clone(),
        code => format!("{}（医療機関・薬局コード {code}）", asked.meta.facility),
    };
    let about = match asked.system.as_str() {
        "" => asked.contract.clone(),
        system => format!("{system}（{}）", asked.contract),
    };
    let mut row = 2;
    for (label, value, open) in [
        ("施設名", facility.as_str(), false),
        ("事業者名", &asked.vendor, false),
        ("対象", &about, false),
        ("様式の版", &asked.meta.edition, false),
        ("回答期限", &asked.deadline_words, false),
        ("回答者", &asked.answered_by, true),
        ("連絡先", &asked.contact, true),
    ] {
        sheet.merge_range(row, LABEL_AT, row, VALUE_AT - 1, label, &page::heading())?;
        let format = if open { open_cell() } else { page::cell() };
        sheet.merge_range(row, VALUE_AT, row, VALUE_TO, value, &format)?;
        sheet.set_row_height(row, LINE * 1.3)?;
        row += 1;
    }
    Ok(row + 1)
}

fn write_row(sheet: &mut Worksheet, row: u32, request: &str, answer: &VendorSheetRow) -> Result<(), XlsxError> {
    let label = match answer.help.as_str() {
        "" => answer.label.clone(),
        help => format!("{}\n{help}", answer.label),
    };
    let texts = [
        &answer.number,
        &answer.target,
        &label,
        &answer.last_year,
        &answer.value,
        &answer.ground,
        &answer.target_date,
        &answer.remark,
        &answer.question,
    ];
    sheet.write_string(row, 0, format!("{VENDOR_SHEET_FORMAT}|{request}|{}", answer.item))?;
    let mut lines = 1.0_f64;
    for (at, ((title, width, open), text)) in (1u16..).zip(COLUMNS.into_iter().zip(texts)) {
        let format = if open { open_cell() } else { page::cell() };
        sheet.write_string_with_format(row, at, text, &format)?;
        lines = lines.max(lines_of(text, width));
        if title == "回答"
            && let Some(list) = ledger::drop_down(&["はい", "いいえ", "対象外"].map(str::to_owned))?
        {
            sheet.add_data_validation(row, at, row, at, &list)?;
        }
    }
    // Excel gives rows their height only when it edits them; a written sheet must bring its own.
    sheet.set_row_height(row, (lines * LINE + 4.0).min(400.0))?;
    Ok(())
}

/// How many lines a text takes in a column; a Japanese character is two wide.
fn lines_of(text: &str, width: f64) -> f64 {
    text.lines()
        .map(|line| {
            let wide: f64 = line.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum();
            (wide / (width - 1.0)).ceil().max(1.0)
        })
        .sum()
}

/// A cell that the vendor writes to; the colour is not the only mark, a locked cell refuses.
fn open_cell() -> Format {
    page::cell().set_unlocked().set_background_color("#FFFBE0").set_align(FormatAlign::Left)
}
