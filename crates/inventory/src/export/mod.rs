//! A ledger as CSV, for the programs that ask for it.

mod cp932;

pub use cp932::as_cp932;

use crate::guard;
use serde::Serialize;

/// How the text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// UTF-8 with a byte order mark, which Excel needs to recognise it
    Utf8Bom,
    /// Shift_JIS as Windows has it, for older programs
    Cp932,
}

/// A CSV file and what could not be put into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The file: CRLF, with a heading row.
    pub bytes: Vec<u8>,
    /// Characters that became 〓; empty for UTF-8.
    pub lost: Vec<Lost>,
}

/// One character that the encoding does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lost {
    /// The row in the file as a spreadsheet shows it: 1 is the headings.
    pub row: u32,
    /// The heading of its column.
    pub column: String,
    /// The character.
    pub character: char,
}

/// Writes headings and rows. Cells are the texts as shown
/// ([`show`](tate_domain::ledger::show), references as names).
///
/// A cell that begins like a formula gets a leading apostrophe, which
/// [`table::read`](crate::table::read) takes away again.
///
/// # Example
/// ```
/// use tate_inventory::export::{Encoding, csv};
/// let file = csv(&["氏名"], [["𠮷田"]], Encoding::Cp932);
/// assert_eq!(file.lost[0].character, '𠮷');
/// ```
pub fn csv<S, R>(columns: &[&str], rows: impl IntoIterator<Item = R>, encoding: Encoding) -> Export
where
    S: AsRef<str>,
    R: IntoIterator<Item = S>,
{
    let mut writer = Writer { columns, encoding, export: Export { bytes: Vec::new(), lost: Vec::new() } };
    if encoding == Encoding::Utf8Bom {
        writer.export.bytes.extend_from_slice(b"\xef\xbb\xbf");
    }
    writer.row(1, columns.iter());
    for (number, row) in (2..).zip(rows) {
        writer.row(number, row);
    }
    writer.export
}

struct Writer<'a> {
    columns: &'a [&'a str],
    encoding: Encoding,
    export: Export,
}

impl Writer<'_> {
    fn row<S: AsRef<str>>(&mut self, number: u32, cells: impl IntoIterator<Item = S>) {
        let mut first = true;
        for (index, cell) in cells.into_iter().enumerate() {
            if !first {
                self.export.bytes.push(b',');
            }
            first = false;
            let text = quoted(&guard::close(cell.as_ref()));
            self.text(number, index, &text);
        }
        self.export.bytes.extend_from_slice(b"\r\n");
    }

    fn text(&mut self, row: u32, index: usize, text: &str) {
        match self.encoding {
            Encoding::Utf8Bom => self.export.bytes.extend_from_slice(text.as_bytes()),
            Encoding::Cp932 => {
                let column = self.columns.get(index).copied().unwrap_or_default();
                for character in cp932::encode(text, &mut self.export.bytes) {
                    self.export.lost.push(Lost { row, column: column.to_owned(), character });
                }
            }
        }
    }
}

/// A cell with quotation marks where it needs them.
fn quoted(cell: &str) -> String {
    let needs = cell.contains([',', '"', '\n', '\r']) || cell != cell.trim();
    if needs { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_has_a_mark_and_crlf() {
        let file = csv(&["番号", "備考"], [["1", "二行\n目"], ["2", "a,\"b\""]], Encoding::Utf8Bom);
        assert_eq!(file.bytes, "\u{feff}番号,備考\r\n1,\"二行\n目\"\r\n2,\"a,\"\"b\"\"\"\r\n".as_bytes());
        assert!(file.lost.is_empty());
    }

    #[test]
    fn formula_like_cells_become_plain_text() {
        let file = csv(&["説明"], [["=HYPERLINK(\"x\")"], ["+81"], ["@a"], ["-"]], Encoding::Utf8Bom);
        let text = String::from_utf8(file.bytes).unwrap();
        assert_eq!(text, "\u{feff}説明\r\n\"'=HYPERLINK(\"\"x\"\")\"\r\n'+81\r\n'@a\r\n-\r\n");
    }

    #[test]
    fn what_cp932_cannot_hold_is_named_with_its_place() {
        let file = csv(&["氏名", "備考"], [["髙﨑①㈱", "〜−‖"], ["𠮷田", "㋿"]], Encoding::Cp932);
        assert_eq!(
            file.lost,
            [
                Lost { row: 3, column: "氏名".into(), character: '𠮷' },
                Lost { row: 3, column: "備考".into(), character: '㋿' },
            ]
        );
        let (text, _, bad) = encoding_rs::SHIFT_JIS.decode(&file.bytes);
        assert!(!bad);
        assert_eq!(text, "氏名,備考\r\n髙﨑①㈱,～－∥\r\n〓田,〓\r\n");
    }
}
