//! A range copied from a spreadsheet and pasted into the browser.

use crate::table::{Format, Table};
use crate::{Limits, ReadError, joined, separated};

/// Reads the text of a paste: cells separated by tabs, a cell of several lines in quotation marks.
/// Text copied from an editor with commas is understood too, if it has no tab at all.
///
/// # Errors
/// When it is longer than two million characters, has more than 20,000 filled rows, or none.
///
/// # Example
/// ```
/// let table = tate_inventory::paste::read("管理番号\tOS\n001\tWindows 11 Pro 24H2\n")?;
/// assert_eq!(table.rows[1].cells, ["001", "Windows 11 Pro 24H2"]);
/// # Ok::<(), tate_inventory::ReadError>(())
/// ```
pub fn read(text: &str) -> Result<Table, ReadError> {
    read_within(text, &Limits::default())
}

/// Like [`read`], with other limits.
///
/// # Errors
/// As for [`read`].
pub fn read_within(text: &str, limits: &Limits) -> Result<Table, ReadError> {
    if text.len() > limits.paste_chars {
        let typed = text.chars().count();
        if typed > limits.paste_chars {
            return Err(ReadError::PasteTooLong { typed, most: limits.paste_chars });
        }
    }
    let text = text.trim_start_matches('\u{feff}');
    let separator = if text.contains('\t') { b'\t' } else { separated::separator(text) };
    let mut notes = Vec::new();
    let mut rows = separated::rows(text, separator, limits, &mut notes)?;
    if rows.is_empty() {
        return Err(ReadError::NoRows);
    }
    joined::join(&mut rows, &mut notes);
    Ok(Table { format: Format::Paste, encoding: None, sheet: None, sheets: Vec::new(), rows, notes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_of_two_lines_stays_one_cell() {
        let table = read("番号\t備考\n002\t\"受付用\n（予備）\"\n003\t\"\"\"引用\"\"\"\n").unwrap();
        assert_eq!(table.rows[1].cells, ["002", "受付用\n（予備）"]);
        assert_eq!(table.rows[2].cells, ["003", "\"引用\""]);
        assert_eq!(table.rows[2].number, 3);
    }

    #[test]
    fn ten_megabytes_of_paste_are_refused_with_the_figures() {
        let error = read(&"あいう\t1\n".repeat(1_700_000)).unwrap_err();
        assert_eq!(error, ReadError::PasteTooLong { typed: 10_200_000, most: 2_000_000 });
        assert!(error.to_string().contains("2000000文字"), "{error}");
        assert_eq!(read(" \n\t\n"), Err(ReadError::NoRows));
        assert_eq!(read(&"1\t2\n".repeat(20_001)), Err(ReadError::TooManyRows { most: 20_000 }));
    }
}
