//! An official checklist workbook: where its rows, their numbers and their answer cells are.
//!
//! The ministry's workbooks have no fixed layout, so nothing here knows one: headings give the columns
//! their roles, a row is an item when it carries an item number (2-⑦, 2-(7), 2-7), and what stays
//! unclear becomes a doubt that a person reads. The way of a file: [`part`] (what the XML says besides
//! values) and the cells make a [`grid`]; [`heading`] finds the columns, [`table`] the rows.

mod cells;
mod grid;
mod heading;
mod number;
mod part;
mod place;
mod table;
mod words;

use crate::{Limits, ReadError, archive, workbook};
use grid::Grid;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tate_domain::edition::{Columns, Side, Target};

/// Fewer numbered rows than this are some other table.
const FEWEST_ROWS: usize = 3;

/// A sheet of a workbook on which a checklist was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialSheet {
    /// Name of the sheet.
    pub name: String,
    /// The sheet's part inside the file, e.g. `xl/worksheets/sheet1.xml`.
    pub part: String,
    /// Title above the table; empty when none was found.
    pub title: String,
    /// Fiscal year of the title by its first calendar year (2026 = 令和8年度).
    pub fiscal_year: Option<i16>,
    /// Who fills the sheet in.
    pub side: Option<Side>,
    /// Codes of the kinds of facility that the sheet names.
    pub kinds: Vec<String>,
    /// Columns of checks (1回目, 2回目).
    pub rounds: u8,
    /// Headings as printed; empty where there is no such column.
    pub columns: Columns,
    /// The question before all others, if the sheet has one.
    pub gate: Option<OfficialRow>,
    /// The rows in the order of the sheet.
    pub rows: Vec<OfficialRow>,
    /// Lines above and below the table that explain it.
    pub notes: Vec<String>,
    /// What could not be told for certain; Japanese sentences.
    pub doubts: Vec<String>,
}

impl OfficialSheet {
    /// Whether it is one: rows with numbers, and a title or cells for answers.
    fn is_checklist(&self) -> bool {
        let numbered = self.rows.iter().filter(|row| !row.number.is_empty()).count();
        numbered >= FEWEST_ROWS && (!self.title.is_empty() || self.rounds > 0)
    }
}

/// One row of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialRow {
    /// Its row as a spreadsheet shows it, from 1.
    pub row: u32,
    /// The number as printed, narrowed: `2-⑦`, `2-(7)`, `2-7`; empty where none is printed.
    pub number: String,
    /// The wording without the number.
    pub text: String,
    /// Heading of the section, e.g. `2 医療情報システムの管理・運用`.
    pub section: String,
    /// What the row is about, where the sheet says so.
    pub target: Option<Target>,
    /// Whether the column of marks (※) is filled.
    pub marked: bool,
    /// The cells of the checks: 1回目, 2回目.
    pub checks: Vec<CheckCells>,
    /// The cell of the 目標日.
    pub target_date: Option<AnswerCell>,
    /// The cell of the 備考.
    pub remark: Option<AnswerCell>,
}

/// Where one check of a row is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckCells {
    /// One cell for the word.
    pub answer: Option<AnswerCell>,
    /// The cell that is marked for はい.
    pub yes: Option<AnswerCell>,
    /// The cell that is marked for いいえ.
    pub no: Option<AnswerCell>,
    /// The day, where it has a cell of its own.
    pub date: Option<AnswerCell>,
}

/// A cell that somebody fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerCell {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
    /// What stands in it now.
    pub text: String,
    /// The words that its list allows; empty where it has none.
    pub choices: Vec<String>,
    /// Whether its format shows a number as a day.
    pub day: bool,
}

/// The part of a sheet inside a workbook that has been checked.
pub(crate) fn part_of(bytes: &[u8], sheet: &str) -> Result<Option<String>, ReadError> {
    workbook::guarded(|| Ok(part::Package::open(bytes)?.path_of(sheet).map(str::to_owned)))
}

/// Reads every checklist of a workbook.
///
/// # Errors
/// As [`crate::table::read`]; [`ReadError::Macro`] for a workbook with a program inside, and
/// [`ReadError::NoChecklist`] when no sheet holds one.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<OfficialSheet>, ReadError> {
    crate::table::workbook_only(name, bytes, limits)?;
    archive::check(bytes, limits)?;
    workbook::guarded(|| {
        let parts = part::Package::open(bytes)?;
        let mut book = workbook::open(bytes)?;
        let shown = workbook::worksheets(&book);
        let mut budget = limits.cells;
        let mut grids: BTreeMap<String, Grid> = BTreeMap::new();
        for (name, path) in parts.sheets() {
            let facts = parts.facts(path)?;
            grids.insert(name.clone(), Grid::read(&mut book, name, facts, limits, &mut budget)?);
        }
        let lists = grid::lists(&grids, &parts);
        let mut found = Vec::new();
        for name in &shown {
            let (Some(grid), Some(path)) = (grids.get(name), parts.path_of(name)) else { continue };
            let own = lists.get(name).cloned().unwrap_or_default();
            found.extend(table::read(name, path, grid, &own).filter(OfficialSheet::is_checklist));
        }
        if found.is_empty() { Err(ReadError::NoChecklist) } else { Ok(found) }
    })
}
