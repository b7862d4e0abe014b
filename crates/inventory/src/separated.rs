//! Text with separators: CSV, TSV, and what a spreadsheet puts on the clipboard.
//!
//! Our own small reader instead of a crate's, for two reasons: rows must be numbered as Excel shows
//! them (a cell of two lines is one row, an empty line is a row), and a cell that merely begins
//! with a quotation mark, as the clipboard gives it, must not swallow the rest of the table.

use crate::table::SourceRow;
use crate::{Limits, ReadError, guard};

/// Splits text into rows; rows without any text are left out, the numbers still count them.
pub(crate) fn rows(
    text: &str,
    separator: u8,
    limits: &Limits,
    notes: &mut Vec<String>,
) -> Result<Vec<SourceRow>, ReadError> {
    let mut reader = Reader { text: text.as_bytes(), at: 0, separator, unclosed: false };
    let mut rows = Vec::new();
    let mut number = 0;
    let mut wide = false;
    while reader.at < text.len() {
        number += 1;
        let mut cells = Vec::new();
        loop {
            let (cell, last) = reader.cell();
            if cell.len() > limits.cell_chars && cell.chars().count() > limits.cell_chars {
                return Err(ReadError::CellTooLong { row: number, most: limits.cell_chars });
            }
            if cells.len() < limits.columns {
                cells.push(guard::open(cell));
            } else {
                wide |= !cell.trim().is_empty();
            }
            if last {
                break;
            }
        }
        while cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if !cells.is_empty() {
            if rows.len() == limits.rows {
                return Err(ReadError::TooManyRows { most: limits.rows });
            }
            rows.push(SourceRow { number, cells });
        }
    }
    if wide {
        notes.push(crate::table::too_wide(limits.columns));
    }
    Ok(rows)
}

/// The separator that most lines have: a tab, a comma or a semicolon.
pub(crate) fn separator(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(50).collect();
    let score = |sign: char| {
        let with = lines.iter().filter(|line| line.contains(sign)).count();
        (with, lines.iter().map(|line| line.matches(sign).count()).sum::<usize>())
    };
    let candidates = [(score(';'), b';'), (score(','), b','), (score('\t'), b'\t')];
    candidates
        .into_iter()
        .max_by_key(|(score, _)| *score)
        .filter(|(score, _)| score.0 > 0)
        .map_or(b',', |(_, sign)| sign)
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    separator: u8,
    /// A quotation mark without its partner was met; from here on they are plain text. Also what
    /// keeps the reading linear.
    unclosed: bool,
}

impl Reader<'_> {
    /// The next cell, and whether it is the last of its row.
    fn cell(&mut self) -> (String, bool) {
        let quoted = (self.text.get(self.at) == Some(&b'"') && !self.unclosed).then(|| self.quoted()).flatten();
        let cell = quoted.unwrap_or_else(|| self.plain());
        (cell, self.ends_row())
    }

    fn plain(&mut self) -> String {
        let start = self.at;
        let rest = &self.text[start..];
        let length = rest.iter().position(|&b| b == self.separator || b == b'\n' || b == b'\r').unwrap_or(rest.len());
        self.at = start + length;
        // Cut at ASCII signs only, so that the pieces are whole characters.
        String::from_utf8_lossy(&rest[..length]).into_owned()
    }

    /// A cell in quotation marks; `None`, and nothing consumed, when it is never closed.
    fn quoted(&mut self) -> Option<String> {
        let mut bytes = Vec::new();
        let mut i = self.at + 1;
        loop {
            let Some(&byte) = self.text.get(i) else {
                self.unclosed = true;
                return None;
            };
            let next = self.text.get(i + 1).copied();
            match (byte, next) {
                (b'"', Some(b'"')) => {
                    bytes.push(b'"');
                    i += 2;
                }
                (b'"', next) if next.is_none_or(|b| b == self.separator || b == b'\n' || b == b'\r') => {
                    self.at = i + 1;
                    return Some(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"));
                }
                _ => {
                    bytes.push(byte);
                    i += 1;
                }
            }
        }
    }

    /// Steps over the separator or the end of the line.
    fn ends_row(&mut self) -> bool {
        match self.text.get(self.at) {
            Some(&b) if b == self.separator => {
                self.at += 1;
                false
            }
            Some(b'\r') if self.text.get(self.at + 1) == Some(&b'\n') => {
                self.at += 2;
                true
            }
            Some(_) => {
                self.at += 1;
                true
            }
            None => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, separator: u8) -> Vec<(u32, Vec<String>)> {
        rows(text, separator, &Limits::default(), &mut Vec::new())
            .unwrap()
            .into_iter()
            .map(|row| (row.number, row.cells))
            .collect()
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (number, cells.iter().map(|&c| c.to_owned()).collect())
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_shows_them() {
        let text = "表題\r\n\r\n番号,備考\r\n1,\"二行の\r\n備考\"\r\n2,次\r\n";
        assert_eq!(
            read(text, b','),
            [row(1, &["表題"]), row(3, &["番号", "備考"]), row(4, &["1", "二行の\n備考"]), row(5, &["2", "次"])]
        );
    }

    #[test]
    fn quotation_marks_of_the_clipboard_do_not_swallow_the_table() {
        assert_eq!(
            read("24\" 画面\t\"a\"\"b\"\n\"未完\tx\n次\ty", b'\t'),
            [row(1, &["24\" 画面", "a\"b"]), row(2, &["\"未完", "x"]), row(3, &["次", "y"])]
        );
        assert_eq!(read("\"a\"b\",c", b','), [row(1, &["a\"b", "c"])]);
    }

    #[test]
    fn the_separator_is_the_one_most_lines_have() {
        assert_eq!(separator("表題、a,b\nx\ty\n1\t2\n"), b'\t');
        assert_eq!(separator("a,b\n1,2"), b',');
        assert_eq!(separator("a;b\n1;2"), b';');
        assert_eq!(separator("氏名\n盾"), b',');
    }

    #[test]
    fn a_million_lone_quotation_marks_are_read_in_one_pass() {
        let text = "\"a,".repeat(300_000);
        let limits = Limits { columns: 10, ..Limits::default() };
        let mut notes = Vec::new();
        assert_eq!(rows(&text, b',', &limits, &mut notes).unwrap()[0].cells.len(), 10);
        assert_eq!(notes.len(), 1);
    }
}
