//! Where things stand: the hidden keys, the headings, the fields above the table.

use super::{FORMAT, SheetError, SheetMeta};
use crate::Table;
use tate_domain::text::{printable, search_key};

/// How every key begins, whatever the layout's number.
const STEM: &str = "tate-sheet-";
/// How many characters of 回答者 and 連絡先 are kept.
const MOST_FIELD: usize = 200;
/// How many of the first rows may stand above the table.
const HEAD_ROWS: usize = 60;

/// What the hidden column says.
pub(super) struct Keys {
    /// The request of the first row that has a key.
    first_request: String,
    first_item: String,
}

/// A row's key: request and item.
pub(super) fn key(cell: &str) -> Option<(&str, &str)> {
    let mut parts = cell.trim().splitn(3, '|');
    let (format, request, item) = (parts.next()?, parts.next()?, parts.next()?);
    let (request, item) = (request.trim(), item.trim());
    (format == FORMAT && !request.is_empty() && item.contains(':')).then_some((request, item))
}

/// Looks the keys up.
pub(super) fn keys(table: &Table) -> Result<Keys, SheetError> {
    let cells = || table.rows.iter().flat_map(|row| &row.cells);
    if let Some((request, item)) = cells().find_map(|cell| key(cell)) {
        return Ok(Keys { first_request: request.to_owned(), first_item: item.to_owned() });
    }
    let other = |cell: &String| cell.starts_with(STEM) && cell.contains('|') && !cell.starts_with(FORMAT);
    if cells().any(other) {
        return Err(SheetError::Newer);
    }
    let numbers = cells().filter(|cell| is_item_number(cell)).count();
    Err(if numbers >= 3 { SheetError::Official } else { SheetError::NotOurs })
}

/// `2-⑦`, `2-(7)`, `2-7`.
fn is_item_number(cell: &str) -> bool {
    let key = tate_domain::text::code(cell);
    let Some((section, number)) = key.split_once('-') else { return false };
    let number = number.trim_start_matches('(').trim_end_matches(')');
    let short = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    short(section) && short(number)
}

impl Keys {
    /// The head of the sheet; what is lost is taken from the rows.
    pub(super) fn meta(&self, table: &Table) -> SheetMeta {
        let cells = table.rows.iter().take(HEAD_ROWS).flat_map(|row| &row.cells);
        let mut meta = cells
            .filter(|cell| cell.trim_start().starts_with('{'))
            .find_map(|cell| serde_json::from_str::<SheetMeta>(cell).ok().filter(|meta| meta.format == FORMAT))
            .unwrap_or_default();
        if meta.request.is_empty() {
            meta.request.clone_from(&self.first_request);
        }
        if meta.edition.is_empty() {
            meta.edition = self.first_item.split(':').next().unwrap_or_default().to_owned();
        }
        meta
    }
}

/// The row of the headings and the column of each.
pub(super) struct Headings {
    pub(super) row: u32,
    pub(super) number: Option<usize>,
    pub(super) target: Option<usize>,
    pub(super) value: usize,
    pub(super) ground: usize,
    pub(super) target_date: Option<usize>,
    pub(super) remark: Option<usize>,
}

/// The first row with a heading over answers and one over grounds.
pub(super) fn headings(table: &Table) -> Option<Headings> {
    table.rows.iter().find_map(|row| {
        let at = |names: &[&str]| {
            row.cells.iter().position(|cell| names.iter().any(|name| search_key(name) == search_key(cell)))
        };
        Some(Headings {
            row: row.number,
            number: at(&["番号", "No.", "項目番号"]),
            target: at(&["対象"]),
            value: at(&["回答"])?,
            ground: at(&["根拠・理由", "根拠", "根拠/理由"])?,
            target_date: at(&["目標日"]),
            remark: at(&["備考"]),
        })
    })
}

/// The field with this label above the table: the first cell to its right that holds something.
pub(super) fn field(table: &Table, headings: &Headings, label: &str) -> String {
    let rows = table.rows.iter().take_while(|row| row.number < headings.row);
    let value = rows.take(HEAD_ROWS).find_map(|row| {
        let at = row.cells.iter().position(|cell| search_key(cell) == search_key(label))?;
        row.cells.iter().skip(at + 1).map(|cell| cell.trim()).find(|cell| !cell.is_empty())
    });
    printable(value.unwrap_or_default(), false).chars().take(MOST_FIELD).collect()
}
