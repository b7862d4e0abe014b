//! The cells of one row that somebody fills in.

use super::grid::{Grid, Lists};
use super::heading::{Columns, Part, Role};
use super::place::Area;
use super::{AnswerCell, CheckCells};
use tate_domain::text::nfkc;

/// What was found, and whether a check was left out: a formula stands there, or several rows share it.
#[derive(Debug, Default)]
pub(super) struct Cells {
    pub(super) checks: Vec<CheckCells>,
    pub(super) target_date: Option<AnswerCell>,
    pub(super) remark: Option<AnswerCell>,
    pub(super) refused: bool,
}

/// Whether a cell offers both words: 「はい・いいえ（ / ）」.
pub(super) fn offers_both(text: &str) -> bool {
    text.contains("はい") && text.contains("いいえ")
}

/// Whether a cell is a blank for a day: 「（ / ）」, 「月 日」.
pub(super) fn is_day_blank(text: &str) -> bool {
    let nothing = |c: &char| c.is_whitespace() || c.is_ascii_digit() || matches!(c, '(' | ')');
    let plain: String = nfkc(text).chars().filter(|c| !nothing(c)).collect();
    matches!(plain.as_str(), "/" | "//" | "月日" | "年月日" | "令和年月日")
}

/// The cells of the rows that an item takes.
pub(super) fn read(grid: &Grid, columns: &Columns, rows: (u32, u32), lists: &Lists) -> Cells {
    let mut cells = Cells { checks: vec![CheckCells::default(); usize::from(columns.rounds())], ..Cells::default() };
    let mut seen: Vec<Area> = Vec::new();
    for row in rows.0..=rows.1 {
        for column in columns.with(|role| matches!(role, Role::Check(..) | Role::TargetDate | Role::Remark)) {
            let area = grid.area(row, column);
            if seen.contains(&area) || (rows.0 != rows.1 && grid.hides_row(row)) {
                continue;
            }
            seen.push(area);
            // A cell that reaches beyond the row belongs to its neighbours as well.
            let shared = area.top < rows.0 || area.bottom > rows.1;
            let Some(cell) = grid.answer_cell(row, column, lists).filter(|_| !shared) else {
                cells.refused |= matches!(columns.role(column), Some(Role::Check(..)));
                continue;
            };
            match columns.role(column) {
                Some(Role::TargetDate) => _ = cells.target_date.get_or_insert(cell),
                Some(Role::Remark) => _ = cells.remark.get_or_insert(cell),
                Some(Role::Check(nth, part)) => {
                    if let Some(check) = cells.checks.get_mut(usize::from(nth).saturating_sub(1)) {
                        put(check, part, cell);
                    }
                }
                _ => {}
            }
        }
    }
    cells
}

/// Puts a cell where its heading or its own text says.
fn put(check: &mut CheckCells, part: Part, cell: AnswerCell) {
    let text = nfkc(cell.text.trim());
    let place = match part {
        _ if offers_both(&cell.text) => &mut check.answer,
        Part::Yes => &mut check.yes,
        Part::No => &mut check.no,
        Part::Date => &mut check.date,
        Part::Answer => &mut check.answer,
        Part::Mixed if text == "はい" && check.answer.is_none() && check.yes.is_none() => &mut check.yes,
        Part::Mixed if text == "いいえ" && check.yes.is_some() => &mut check.no,
        Part::Mixed if is_day_blank(&text) || cell.day => &mut check.date,
        Part::Mixed if check.answer.is_none() && check.yes.is_none() => &mut check.answer,
        Part::Mixed => &mut check.date,
    };
    place.get_or_insert(cell);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_for_a_day_are_known() {
        for blank in ["（ / ）", "(　／　)", "/", "月　日", "（10/5）", "() / ()", "令和 年 月 日"] {
            assert!(is_day_blank(blank), "{blank}");
        }
        for other in ["", "はい・いいえ（ / ）", "備考", "2026"] {
            assert!(!is_day_blank(other), "{other}");
        }
    }
}
