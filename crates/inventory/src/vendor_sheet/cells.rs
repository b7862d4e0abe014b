//! Where the answers of a sheet are written: for filling it in without touching anything else.

use super::find;
use crate::Table;
use serde::{Deserialize, Serialize};
use tate_domain::text::search_key;

/// The cells of one item's answer; rows and columns from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerCells {
    /// The item.
    pub item: String,
    /// The row.
    pub row: u32,
    /// The column of 回答.
    pub value: u32,
    /// The column of 根拠・理由.
    pub ground: u32,
    /// The column of 目標日.
    pub target_date: Option<u32>,
    /// The column of 備考.
    pub remark: Option<u32>,
}

/// The cells of the answers of a sheet, and those of 回答者 and 連絡先. Of an item that stands there twice the first.
#[must_use]
pub fn answer_cells(table: &Table) -> (Vec<AnswerCells>, [Option<(u32, u32)>; 2]) {
    let Some(headings) = find::headings(table) else { return (Vec::new(), [None; 2]) };
    let column = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let mut cells: Vec<AnswerCells> = Vec::new();
    for row in &table.rows {
        let Some((_, item)) = row.cells.iter().find_map(|cell| find::key(cell)) else { continue };
        if cells.iter().any(|known| known.item == item) {
            continue;
        }
        cells.push(AnswerCells {
            item: item.to_owned(),
            row: row.number.saturating_sub(1),
            value: column(headings.value),
            ground: column(headings.ground),
            target_date: headings.target_date.map(column),
            remark: headings.remark.map(column),
        });
    }
    // The field beside its label: two columns on, as the sheet is written, or where something stands already.
    let field = |label: &str| {
        let above = table.rows.iter().take_while(|row| row.number < headings.row);
        above.into_iter().find_map(|row| {
            let at = row.cells.iter().position(|cell| search_key(cell) == search_key(label))?;
            let beside = row.cells.iter().skip(at + 1).position(|cell| !cell.trim().is_empty());
            Some((row.number.saturating_sub(1), column(beside.map_or(at + 2, |beside| at + 1 + beside))))
        })
    };
    (cells, [field("回答者"), field("連絡先")])
}
