//! An Excel workbook, cell by cell.
//!
//! Only the streaming reader is used: asking for a whole range makes a 7 KB file with cells in two
//! far corners abort the process.

use crate::table::{Format, SourceRow, Table, too_wide};
use crate::{Limits, ReadError, guard, joined};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Style, Xlsx, XlsxError};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(crate) type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads one sheet, or the first visible one that holds something. The archive has been checked.
pub(crate) fn read(bytes: &[u8], sheet: Option<&str>, limits: &Limits) -> Result<Table, ReadError> {
    guarded(|| {
        let mut book = open(bytes)?;
        let sheets = worksheets(&book);
        let wanted = match sheet {
            Some(name) if sheets.iter().any(|s| s == name) => vec![name.to_owned()],
            Some(name) => return Err(ReadError::NoSheet { sheet: tate_domain::text::shorten(name, 40) }),
            None => sheets.clone(),
        };
        let mut budget = limits.cells;
        for name in wanted {
            let mut notes = Vec::new();
            let mut rows = rows(&mut book, &name, limits, &mut budget, &mut notes)?;
            if !rows.is_empty() {
                joined::join(&mut rows, &mut notes);
                return Ok(Table { format: Format::Xlsx, encoding: None, sheet: Some(name), sheets, rows, notes });
            }
        }
        Err(ReadError::NoRows)
    })
}

/// The names of the sheets.
pub(crate) fn sheets(bytes: &[u8]) -> Result<Vec<String>, ReadError> {
    guarded(|| Ok(worksheets(&open(bytes)?)))
}

/// A parser that stumbles over a strange file must not take the server with it.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(ReadError::Damaged))
}

pub(crate) fn open(bytes: &[u8]) -> Result<Book<'_>, ReadError> {
    Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => ReadError::Encrypted,
        // A Word file, or a plain archive: the parts of a workbook are not there.
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound => ReadError::NotWorkbook,
        _ => ReadError::Damaged,
    })
}

/// Visible sheets first; hidden ones only when nothing else is there.
pub(crate) fn worksheets(book: &Book<'_>) -> Vec<String> {
    let names = |visible: bool| {
        let sheets = book.sheets_metadata().iter();
        sheets
            .filter(|s| s.typ == SheetType::WorkSheet && (s.visible == SheetVisible::Visible) == visible)
            .map(|s| s.name.clone())
            .collect::<Vec<_>>()
    };
    let shown = names(true);
    if shown.is_empty() { names(false) } else { shown }
}

fn rows(
    book: &mut Book<'_>,
    name: &str,
    limits: &Limits,
    budget: &mut usize,
    notes: &mut Vec<String>,
) -> Result<Vec<SourceRow>, ReadError> {
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut kept = 0;
    let mut wide = false;
    walk(book, name, limits, budget, |row, column, text, _| {
        if text.trim().is_empty() {
            return Ok(());
        }
        let (number, column) = (row.saturating_add(1), column as usize);
        if text.len() > limits.cell_chars && text.chars().count() > limits.cell_chars {
            return Err(ReadError::CellTooLong { row: number, most: limits.cell_chars });
        }
        if column >= limits.columns {
            wide = true;
            return Ok(());
        }
        kept += text.len();
        if kept > limits.kept_bytes {
            return Err(ReadError::TooHeavy);
        }
        if rows.len() >= limits.rows && !rows.contains_key(&number) {
            return Err(ReadError::TooManyRows { most: limits.rows });
        }
        let cells = rows.entry(number).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = guard::open(text);
        Ok(())
    })?;
    if wide {
        notes.push(too_wide(limits.columns));
    }
    Ok(rows.into_iter().map(|(number, cells)| SourceRow { number, cells }).collect())
}

/// Hands every cell of a sheet on, empty but formatted ones included: row and column from 0, the text,
/// the number format.
pub(crate) fn walk(
    book: &mut Book<'_>,
    name: &str,
    limits: &Limits,
    budget: &mut usize,
    mut each: impl FnMut(u32, u32, String, &str) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut cells = match book.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        // A chart on a sheet of its own.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(_) => return Err(ReadError::Damaged),
    };
    let formats: Vec<String> = cells.styles().iter().map(|style| format_code(style).to_owned()).collect();
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|_| ReadError::Damaged)? {
        *budget = budget.checked_sub(1).ok_or(ReadError::TooManyCells { most: limits.cells })?;
        let (row, column) = cell.get_position();
        let format = formats.get(style).map_or("", String::as_str);
        let text = match cell.get_value() {
            DataRef::Float(n) if n.fract() == 0.0 && *n >= 0.0 => format!("{n:0width$}", width = padding(format)),
            value => text_of(value),
        };
        each(row, column, text, format)?;
    }
    Ok(())
}

fn format_code(style: &Style) -> &str {
    style.number_format.as_ref().map_or("", |format| format.format_code.as_str())
}

/// The digits that a number format of zeros shows: with `000` the number 1 is the 管理番号 001.
fn padding(code: &str) -> usize {
    if code.len() <= 20 && code.bytes().all(|b| b == b'0') { code.len() } else { 0 }
}

/// A cell as a person reads it in the sheet.
fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => lines(text),
        DataRef::SharedString(text) => lines(text),
        DataRef::Int(n) => n.to_string(),
        // Rust writes a whole number without a fraction, and never in powers of ten.
        DataRef::Float(n) => n.to_string(),
        DataRef::Bool(b) => if *b { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// A day as `2025-04-01`, a day with a time as `2025-04-01T09:30:00`, a time or a duration as
/// `9:30`.
fn moment_text(moment: &ExcelDateTime) -> String {
    let serial = moment.as_f64();
    if !(0.0..2_958_466.0).contains(&serial) {
        return serial.to_string();
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if moment.is_duration() {
        let minutes = (serial * 1_440.0).round();
        return format!("{}:{:02}", (minutes / 60.0).floor(), minutes % 60.0);
    }
    match (serial < 1.0, hour, minute, second) {
        (true, ..) => format!("{hour}:{minute:02}"),
        (false, 0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        (false, ..) => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
    }
}
