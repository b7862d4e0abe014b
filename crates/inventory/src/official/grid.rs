//! A sheet as people see it: a merged area is one cell, what is hidden is not there.

use super::AnswerCell;
use super::part::{Package, SheetFacts};
use super::place::Area;
use crate::workbook::{self, Book};
use crate::{Limits, ReadError};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An official sheet is two pages long; what lies beyond is not looked at.
const ROWS: u32 = 3_000;
const COLUMNS: u32 = 100;
/// The most cells inside merged areas.
const MOST_MERGED: usize = 300_000;
/// The most words of a list.
const MOST_WORDS: u32 = 50;

/// The words that may be chosen in an area.
pub(super) type Lists = Vec<(Vec<Area>, Vec<String>)>;

/// One sheet.
#[derive(Debug, Default)]
pub(super) struct Grid {
    texts: BTreeMap<(u32, u32), String>,
    days: BTreeSet<(u32, u32)>,
    merged: HashMap<(u32, u32), Area>,
    facts: SheetFacts,
}

impl Grid {
    /// Reads the cells of a sheet beside what its XML says.
    pub(super) fn read(
        book: &mut Book<'_>,
        name: &str,
        facts: SheetFacts,
        limits: &Limits,
        budget: &mut usize,
    ) -> Result<Self, ReadError> {
        let mut grid = Self { facts, ..Self::default() };
        let mut kept = 0;
        workbook::walk(book, name, limits, budget, |row, column, text, format| {
            if row >= ROWS || column >= COLUMNS {
                return Ok(());
            }
            kept += text.len();
            if kept > limits.kept_bytes {
                return Err(ReadError::TooHeavy);
            }
            if shows_day(format) && !grid.facts.from_1904 {
                grid.days.insert((row, column));
            }
            if !text.trim().is_empty() {
                grid.texts.insert((row, column), text);
            }
            Ok(())
        })?;
        for area in &grid.facts.merged {
            for row in area.top..=area.bottom.min(ROWS) {
                for column in area.left..=area.right.min(COLUMNS) {
                    if grid.merged.len() > MOST_MERGED {
                        return Err(ReadError::TooHeavy);
                    }
                    grid.merged.insert((row, column), *area);
                }
            }
        }
        Ok(grid)
    }

    /// The area that a cell is part of; often itself alone.
    pub(super) fn area(&self, row: u32, column: u32) -> Area {
        self.merged.get(&(row, column)).copied().unwrap_or_else(|| Area::cell(row, column))
    }

    /// What a person reads at a cell: the text of the merged area it is part of.
    pub(super) fn seen(&self, row: u32, column: u32) -> &str {
        let area = self.area(row, column);
        self.texts.get(&(area.top, area.left)).map_or("", String::as_str)
    }

    /// The visible columns that may hold something, from the left.
    pub(super) fn columns(&self) -> impl DoubleEndedIterator<Item = u32> {
        let texts = self.texts.keys().map(|(_, column)| column + 1);
        let merged = self.facts.merged.iter().map(|area| area.right.min(COLUMNS - 1) + 1);
        let days = self.days.iter().map(|(_, column)| column + 1);
        let end = texts.chain(merged).chain(days).max().unwrap_or(0);
        (0..end).filter(|column| !self.hides_column(*column))
    }

    fn hides_column(&self, column: u32) -> bool {
        self.facts.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }

    /// Whether a row is hidden.
    pub(super) fn hides_row(&self, row: u32) -> bool {
        self.facts.hidden_rows.contains(&row)
    }

    /// The rows that hold something, from the top; hidden ones included.
    pub(super) fn rows(&self) -> Vec<u32> {
        self.texts.keys().map(|(row, _)| *row).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The visible cells with text that begin in a row, from the left.
    pub(super) fn starting(&self, row: u32) -> Vec<(u32, &str)> {
        let cells = self.texts.range((row, 0)..(row + 1, 0)).filter(|((_, column), _)| !self.hides_column(*column));
        cells.map(|((_, column), text)| (*column, text.as_str())).collect()
    }

    /// The cell to be filled in at a place; none where a formula stands.
    pub(super) fn answer_cell(&self, row: u32, column: u32, lists: &Lists) -> Option<AnswerCell> {
        let area = self.area(row, column);
        let at = (area.top, area.left);
        if self.facts.formulas.contains(&at) {
            return None;
        }
        let choices = lists.iter().find(|(areas, _)| areas.iter().any(|area| area.holds(at.0, at.1)));
        Some(AnswerCell {
            row: at.0,
            column: at.1,
            text: self.seen(at.0, at.1).to_owned(),
            choices: choices.map(|(_, words)| words.clone()).unwrap_or_default(),
            day: self.days.contains(&at),
        })
    }
}

/// Whether a number format shows a day: it has a year, month or day and no digits of a number.
fn shows_day(format: &str) -> bool {
    let mut plain = String::new();
    let (mut quoted, mut bracket) = (false, false);
    for c in format.split(';').next().unwrap_or_default().chars() {
        match c {
            '"' => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' => bracket = false,
            c if !quoted && !bracket => plain.push(c.to_ascii_lowercase()),
            _ => {}
        }
    }
    plain.contains(['d', 'm', 'y', 'e']) && !plain.contains(['0', '#', '@', 'h']) && !plain.contains("general")
}

/// The words of every list, by sheet: written in the rule, or in the cells it points at.
pub(super) fn lists(grids: &BTreeMap<String, Grid>, parts: &Package<'_>) -> BTreeMap<String, Lists> {
    let of = |name: &String, grid: &Grid| -> Lists {
        let lists = grid.facts.lists.iter();
        lists.map(|list| (list.areas.clone(), words(&list.source, name, grids, parts))).collect()
    };
    grids.iter().map(|(name, grid)| (name.clone(), of(name, grid))).collect()
}

fn words(source: &str, sheet: &str, grids: &BTreeMap<String, Grid>, parts: &Package<'_>) -> Vec<String> {
    if let Some(list) = source.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return list.split(',').map(|word| word.trim().to_owned()).collect();
    }
    let source = parts.names.get(source).map_or(source, String::as_str);
    let (sheet, place) =
        source.rsplit_once('!').map_or((sheet, source), |(sheet, place)| (sheet.trim_matches('\''), place));
    let (Some(grid), Some(area)) = (grids.get(sheet), Area::parse(place)) else { return Vec::new() };
    let rows = area.top..=area.bottom.min(area.top.saturating_add(MOST_WORDS));
    let cells =
        rows.flat_map(|row| (area.left..=area.right.min(area.left + MOST_WORDS)).map(move |column| (row, column)));
    cells.map(|(row, column)| grid.seen(row, column).trim().to_owned()).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_that_shows_a_day_is_known() {
        for day in ["m/d", "yyyy/m/d", "[$-411]ggge\"年\"m\"月\"d\"日\";@", "m\"月\"d\"日\""] {
            assert!(shows_day(day), "{day}");
        }
        for other in ["", "General", "@", "0", "#,##0", "h:mm", "\"月日\"@"] {
            assert!(!shows_day(other), "{other}");
        }
    }
}
