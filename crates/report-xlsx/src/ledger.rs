//! A ledger as a sheet that can be edited in Excel and read back.

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Worksheet, XlsxError};
use tate_report::{LedgerColumn, LedgerTable};

use crate::page;

/// Width of all columns together, in Excel's characters: fills an A4 page in landscape.
const WIDTH: f64 = 150.0;
/// Rows below the last one in which the drop-down lists still work.
const SPARE_ROWS: u32 = 200;
/// Excel holds at most this many characters of list in a cell rule.
const LIST_LENGTH: usize = 255;

/// Heading of the hidden column that carries the ids of the rows.
const ID_HEADING: &str = "tate_id";

pub(crate) fn write(sheet: &mut Worksheet, ledger: &LedgerTable) -> Result<(), XlsxError> {
    page::set_up(sheet, &ledger.meta, &ledger.title, true)?;
    sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    write_columns(sheet, ledger)?;
    write_rows(sheet, ledger)?;
    if !ledger.columns.is_empty() {
        sheet.autofilter(0, 0, row_number(ledger.rows.len()), last(ledger.columns.len()))?;
    }
    Ok(())
}

fn write_columns(sheet: &mut Worksheet, ledger: &LedgerTable) -> Result<(), XlsxError> {
    let total: f64 = ledger.columns.iter().map(weight).sum();
    let end = row_number(ledger.rows.len()) + SPARE_ROWS;
    for (number, column) in (0u16..).zip(&ledger.columns) {
        sheet.write_string_with_format(0, number, &column.label, &page::heading())?;
        sheet.set_column_width(number, (WIDTH * weight(column) / total).clamp(6.0, 80.0))?;
        if let Some(list) = drop_down(&column.choices)? {
            sheet.add_data_validation(1, number, end, number, &list)?;
        }
    }
    Ok(())
}

fn write_rows(sheet: &mut Worksheet, ledger: &LedgerTable) -> Result<(), XlsxError> {
    let format = page::cell();
    for (row, cells) in (1u32..).zip(&ledger.rows) {
        for (column, _) in (0u16..).zip(&ledger.columns) {
            let text = cells.get(usize::from(column)).map_or("", String::as_str);
            sheet.write_string_with_format(row, column, text, &format)?;
        }
    }
    if !ledger.row_ids.is_empty() {
        // Behind the last column, where it disturbs neither people nor header detection.
        let column = last(ledger.columns.len()) + 1;
        sheet.write_string(0, column, ID_HEADING)?;
        for (row, id) in (1u32..).zip(&ledger.row_ids) {
            sheet.write_string(row, column, id)?;
        }
        sheet.set_column_hidden(column)?;
    }
    Ok(())
}

fn weight(column: &LedgerColumn) -> f64 {
    if column.weight > 0.0 { column.weight } else { 1.0 }
}

/// The drop-down list; it warns instead of refusing, because an old value may be outside.
/// `None` when Excel cannot hold the list.
pub(crate) fn drop_down(choices: &[String]) -> Result<Option<DataValidation>, XlsxError> {
    let length: usize = choices.iter().map(|choice| choice.chars().count() + 1).sum();
    let comma = choices.iter().any(|choice| choice.contains([',', '"']));
    if choices.is_empty() || length > LIST_LENGTH || comma {
        return Ok(None);
    }
    let list = DataValidation::new()
        .allow_list_strings(choices)?
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title("一覧にない値です")?
        .set_error_message("一覧から選んでください。このまま入力することもできます。")?;
    Ok(Some(list))
}

fn row_number(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

fn last(columns: usize) -> u16 {
    u16::try_from(columns.saturating_sub(1)).unwrap_or(u16::MAX)
}
