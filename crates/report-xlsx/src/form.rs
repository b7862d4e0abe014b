//! A checklist sheet in the official order and columns.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};
use tate_report::{Form, FormRow};

use crate::{ledger, page};

/// Column widths: 番号, 項目, 対象, はい・いいえ, 月/日, 目標日, 備考.
const WIDTHS: [f64; 7] = [8.0, 40.0, 16.0, 13.0, 9.0, 9.0, 34.0];
const LAST: u16 = 6;
const ANSWER: u16 = 3;

pub(crate) fn write(sheet: &mut Worksheet, form: &Form) -> Result<(), XlsxError> {
    page::set_up(sheet, &form.meta, &form.meta.title, false)?;
    for (column, width) in (0u16..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let table = write_head(sheet, form)?;
    write_headings(sheet, table)?;
    let end = write_rows(sheet, form, table + 2)?;
    write_notes(sheet, form, end + 1)?;
    sheet.set_freeze_panes(table + 2, 0)?.set_repeat_rows(table, table + 1)?;
    Ok(())
}

/// Title, facility and so on; gives the row where the table starts.
fn write_head(sheet: &mut Worksheet, form: &Form) -> Result<u32, XlsxError> {
    let title = format!("{} {}", form.meta.fiscal_year_label, form.meta.title);
    let bold = Format::new().set_bold().set_font_size(14.0);
    sheet.write_string_with_format(0, 0, title.trim(), &bold)?;
    let mut facts = vec![("施設名", form.meta.facility.as_str())];
    if let Some(vendor) = &form.vendor {
        facts.push(("事業者名", vendor));
        facts.push(("対象システム", &form.system));
    }
    facts.push((if form.vendor.is_some() { "回答者" } else { "記入者" }, &form.filled_by));
    facts.push(("様式の版", &form.meta.edition));
    let text = Format::new().set_num_format("@");
    let mut row = 1;
    for (label, value) in facts {
        sheet.write_string_with_format(row, 0, label, &text)?;
        sheet.write_string_with_format(row, 1, value, &text)?;
        row += 1;
    }
    Ok(row + 1)
}

fn write_headings(sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
    let heading = page::heading();
    for (column, label) in [(0, "番号"), (1, "項目"), (2, "対象"), (6, "備考")] {
        sheet.merge_range(row, column, row + 1, column, label, &heading)?;
    }
    sheet.merge_range(row, ANSWER, row, ANSWER + 1, "確認日", &heading)?;
    sheet.write_string_with_format(row, 5, "目標日", &heading)?;
    for (column, label) in [(3, "はい・いいえ"), (4, "(月/日)"), (5, "(月/日)")] {
        sheet.write_string_with_format(row + 1, column, label, &heading)?;
    }
    Ok(())
}

/// Sections and rows; gives the first free row.
fn write_rows(sheet: &mut Worksheet, form: &Form, start: u32) -> Result<u32, XlsxError> {
    let answers = ledger::drop_down(&["はい".to_string(), "いいえ".to_string()])?;
    let section_format = page::cell().set_bold();
    let mut row = start;
    for section in &form.sections {
        sheet.merge_range(row, 0, row, LAST, &section.title, &section_format)?;
        row += 1;
        for item in &section.rows {
            write_row(sheet, row, item)?;
            if let Some(answers) = &answers {
                sheet.add_data_validation(row, ANSWER, row, ANSWER, answers)?;
            }
            row += 1;
        }
    }
    Ok(row)
}

fn write_row(sheet: &mut Worksheet, row: u32, item: &FormRow) -> Result<(), XlsxError> {
    let (cell, centred) = (page::cell(), page::centred());
    for (column, text, format) in [
        (0, item.number.as_str(), &centred),
        (1, &item.label, &cell),
        (2, &item.target, &centred),
        (ANSWER, item.mark.text(), &centred),
        (4, &item.date, &centred),
        (5, &item.target_date, &centred),
        (6, &remarks(item), &cell),
    ] {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// The qualifier goes first into 備考, because the answer cell holds a word of the list only.
fn remarks(item: &FormRow) -> String {
    match (item.qualifier.as_str(), item.remarks.as_str()) {
        ("", remarks) => remarks.to_string(),
        (qualifier, "") => format!("（{qualifier}）"),
        (qualifier, remarks) => format!("（{qualifier}）{remarks}"),
    }
}

fn write_notes(sheet: &mut Worksheet, form: &Form, start: u32) -> Result<(), XlsxError> {
    for (row, note) in (start..).zip(&form.notes) {
        sheet.write_string(row, 0, note)?;
    }
    Ok(())
}
