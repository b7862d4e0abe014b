//! Writes forms and ledgers as xlsx, and answers into official workbooks.
//!
//! Every cell is text: `3-1`, `0952` and `2-10` stay what they are instead of becoming dates and
//! numbers, and a cell that looks like a formula is not one.
#![warn(missing_docs)]

mod fill;
mod form;
mod ledger;
mod names;
mod page;
mod vendor;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use tate_report::{FilledCell, Form, LedgerTable, Meta, RenderError, RenderXlsx, Sheet};

/// Writes workbooks; holds nothing, so one is enough.
#[derive(Debug, Clone, Copy, Default)]
pub struct XlsxRenderer;

impl XlsxRenderer {
    /// A renderer.
    pub fn new() -> Self {
        Self
    }
}

impl RenderXlsx for XlsxRenderer {
    fn xlsx(&self, sheets: &[Sheet]) -> Result<Vec<u8>, RenderError> {
        write(sheets).map_err(|error| explain(&error))
    }

    fn fill(&self, workbook: &[u8], cells: &[FilledCell]) -> Result<Vec<u8>, RenderError> {
        fill::fill(workbook, cells)
    }
}

/// One checklist sheet as a workbook.
///
/// # Errors
/// As [`RenderXlsx::xlsx`].
pub fn form(form: &Form) -> Result<Vec<u8>, RenderError> {
    XlsxRenderer.xlsx(&[Sheet::Form(form.clone())])
}

/// One ledger as a workbook.
///
/// # Errors
/// As [`RenderXlsx::xlsx`].
pub fn ledger(ledger: &LedgerTable) -> Result<Vec<u8>, RenderError> {
    XlsxRenderer.xlsx(&[Sheet::Ledger(ledger.clone())])
}

fn write(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    if let Some(first) = sheets.first() {
        workbook.set_properties(&properties(meta_of(first)));
    }
    let mut names = names::SheetNames::default();
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        match sheet {
            Sheet::Form(form) => {
                worksheet.set_name(names.unique(&form.meta.title))?;
                form::write(worksheet, form)?;
            }
            Sheet::Ledger(ledger) => {
                worksheet.set_name(names.unique(&ledger.title))?;
                ledger::write(worksheet, ledger)?;
            }
            Sheet::Vendor(asked) => {
                worksheet.set_name(names.unique(vendor::SHEET_NAME))?;
                vendor::write(worksheet, asked)?;
            }
        }
    }
    workbook.save_to_buffer()
}

fn meta_of(sheet: &Sheet) -> &Meta {
    match sheet {
        Sheet::Form(form) => &form.meta,
        Sheet::Ledger(ledger) => &ledger.meta,
        Sheet::Vendor(asked) => &asked.meta,
    }
}

/// Title and date of the file; the date is the one handed in, never the clock's.
fn properties(meta: &Meta) -> DocProperties {
    let properties = DocProperties::new().set_title(&meta.title).set_company(&meta.facility);
    let made = made_at(&meta.made_at).or_else(|| ExcelDateTime::from_ymd(2000, 1, 1).ok());
    match made {
        Some(made) => properties.set_creation_datetime(&made),
        None => properties,
    }
}

fn made_at(text: &str) -> Option<ExcelDateTime> {
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let year = parts.next()?.parse().ok()?;
    let mut next = || parts.next().unwrap_or("0").parse::<u8>().ok();
    let (month, day, hour, minute) = (next()?, next()?, next()?, next()?);
    ExcelDateTime::from_ymd(year, month, day).ok()?.and_hms(u16::from(hour), minute, 0.0).ok()
}

/// The error in words for the person at the screen.
fn explain(error: &XlsxError) -> RenderError {
    RenderError::Other(match error {
        XlsxError::MaxStringLengthExceeded => {
            "1つのセルに入る文字数（32,767字）を超えた項目があります。文章を短くしてください。".into()
        }
        XlsxError::RowColumnLimitError => {
            "Excelの行数または列数の上限を超えました。台帳を絞り込んで出力してください。".into()
        }
        other => format!("Excelファイルの書き込みに失敗しました（{other}）。"),
    })
}
