//! Where the answers are written in the file that came in; everything around them stays as it is.

use jiff::civil::Date;
use tate_catalog::Catalog;
use tate_domain::date::slashed;
use tate_domain::edition::Edition;
use tate_domain::vendor::{RowAnswer, Value};
use tate_inventory::incoming::{IncomingFile, IncomingSheet};
use tate_inventory::official::{AnswerCell, OfficialSheet};
use tate_report::{FilledCell, FilledValue};

/// The cells of a file with answers; none for a file that has no cells (JSON).
pub(super) fn cells(
    file: &IncomingFile,
    (catalog, edition): (&Catalog, &Edition),
    answers: &[RowAnswer],
    (answered_by, contact, today): (&str, &str, Date),
) -> Option<Vec<FilledCell>> {
    match file {
        IncomingFile::Sheet(sheet) => Some(of_sheet(sheet, answers, [answered_by, contact])),
        IncomingFile::Json(..) => None,
        IncomingFile::Official(sheets) => of_official(sheets, (catalog, edition), answers, today),
    }
}

fn text(part: &str, row: u32, column: u32, text: &str) -> FilledCell {
    FilledCell { part: part.to_owned(), row, column, value: FilledValue::Text(text.to_owned()) }
}

fn of_sheet(sheet: &IncomingSheet, answers: &[RowAnswer], fields: [&str; 2]) -> Vec<FilledCell> {
    let mut cells = Vec::new();
    for (place, value) in sheet.fields.iter().zip(fields) {
        if let Some((row, column)) = place.filter(|_| !value.is_empty()) {
            cells.push(text(&sheet.part, row, column, value));
        }
    }
    for place in &sheet.cells {
        let Some(answer) = answers.iter().find(|answer| answer.item == place.item) else { continue };
        let mut write = |column: u32, value: &str| cells.push(text(&sheet.part, place.row, column, value));
        write(place.value, answer.value.label());
        write(place.ground, &answer.ground);
        // Written even when empty: what the customer's sheet said before must not stay beside another answer.
        if let Some(column) = place.target_date {
            write(column, &answer.target_date.map(slashed).unwrap_or_default());
        }
        if let Some(column) = place.remark {
            write(column, &answer.remark);
        }
    }
    cells
}

/// The sheet of a workbook that is of the edition: by its side and year, else by the rows it shares.
pub(super) fn best<'a>(
    sheets: &'a [OfficialSheet],
    (catalog, edition): (&Catalog, &Edition),
) -> Option<(&'a OfficialSheet, Vec<Option<String>>)> {
    let own = sheets.iter().filter(|sheet| {
        sheet.side.is_none_or(|side| side == edition.side)
            && sheet.fiscal_year.is_none_or(|year| year == edition.fiscal_year)
    });
    let matched = own.map(|sheet| {
        let items = crate::official::items_of(catalog, edition, &sheet.rows);
        (sheet, items)
    });
    let count = |items: &[Option<String>]| items.iter().flatten().count();
    matched
        .filter(|(_, items)| count(items) > 0)
        .max_by_key(|(sheet, items)| (!sheet.name.contains('例'), count(items)))
}

fn of_official(
    sheets: &[OfficialSheet],
    (catalog, edition): (&Catalog, &Edition),
    answers: &[RowAnswer],
    today: Date,
) -> Option<Vec<FilledCell>> {
    let (sheet, items) = best(sheets, (catalog, edition))?;
    let mut cells = Vec::new();
    for (row, item) in sheet.rows.iter().zip(items) {
        let Some(answer) = item.and_then(|item| answers.iter().find(|answer| answer.item == item)) else { continue };
        let mut write = |cell: Option<&AnswerCell>, value: &str| {
            if let Some(cell) = cell {
                cells.push(text(&sheet.part, cell.row, cell.column, value));
            }
            cell.is_some()
        };
        let mut remarks = Vec::new();
        if let Some(check) = row.checks.first() {
            let written = match answer.value {
                Value::Yes => {
                    write(check.yes.as_ref(), "○")
                        || write(check.answer.as_ref(), &word(check.answer.as_ref(), Value::Yes))
                }
                Value::No => {
                    write(check.no.as_ref(), "○")
                        || write(check.answer.as_ref(), &word(check.answer.as_ref(), Value::No))
                }
                // A sheet with a column for each of はい and いいえ has none for this.
                Value::NotApplicable => {
                    check.yes.is_none() && write(check.answer.as_ref(), Value::NotApplicable.label())
                }
            };
            if !written {
                remarks.push(answer.value.label().to_owned());
            }
            write(check.date.as_ref(), &slashed(today));
        }
        let target = answer.target_date.map(slashed).unwrap_or_default();
        if !target.is_empty() && !write(row.target_date.as_ref(), &target) {
            remarks.push(format!("目標日 {target}"));
        }
        remarks.extend([&answer.ground, &answer.remark].into_iter().filter(|words| !words.is_empty()).cloned());
        // What stood there is not erased.
        remarks.splice(0..0, row.remark.iter().map(|cell| cell.text.clone()).filter(|words| !words.trim().is_empty()));
        if !remarks.is_empty() {
            write(row.remark.as_ref(), &remarks.join("\n"));
        }
    }
    (!cells.is_empty()).then_some(cells)
}

/// The word as the cell's own list has it.
fn word(cell: Option<&AnswerCell>, value: Value) -> String {
    let choices = cell.map(|cell| cell.choices.as_slice()).unwrap_or_default();
    choices
        .iter()
        .find(|choice| Value::read(choice) == Some(value))
        .cloned()
        .unwrap_or_else(|| value.label().to_owned())
}
