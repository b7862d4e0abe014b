//! A table as it stands in its file: rows of text, before anything is understood.

use crate::{Limits, ReadError, archive, decode, joined, separated, workbook};
use serde::{Deserialize, Serialize};

/// A table as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What kind of source it was.
    pub format: Format,
    /// The encoding of a text file: `UTF-8`, `CP932`, `UTF-16LE` …
    pub encoding: Option<String>,
    /// The sheet of a workbook that was read.
    pub sheet: Option<String>,
    /// All sheets of the workbook, to choose another one.
    pub sheets: Vec<String>,
    /// The rows that hold something, in order.
    pub rows: Vec<SourceRow>,
    /// What was left out while reading; Japanese sentences.
    pub notes: Vec<String>,
}

/// One row of the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRow {
    /// Its number as a spreadsheet shows it, from 1.
    pub number: u32,
    /// Its cells as text; empty cells at the end are cut.
    pub cells: Vec<String>,
}

/// What kind of source a table came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// An Excel workbook
    Xlsx,
    /// Text with commas (or semicolons)
    Csv,
    /// Text with tabs
    Tsv,
    /// Pasted from a spreadsheet
    Paste,
}

/// Reads a file. The content decides what it is; the name only tells a broken workbook from text.
///
/// Of a workbook the first visible sheet that holds something is read. Days come as ISO text,
/// numbers without a trailing `.0`, formulas as their last result.
///
/// # Errors
/// See [`ReadError`]: each way of being unreadable has its own sentence.
///
/// # Example
/// ```
/// use tate_inventory::{Limits, table};
/// let table = table::read("devices.csv", "管理番号,OS\n001,Windows 11\n".as_bytes(), &Limits::default())?;
/// assert_eq!(table.rows[1].number, 2);
/// # Ok::<(), tate_inventory::ReadError>(())
/// ```
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Table, ReadError> {
    read_sheet(name, bytes, None, limits)
}

/// Reads one sheet of a workbook by its name; a text file is read as it is.
///
/// # Errors
/// As for [`read`], and when there is no such sheet.
pub fn read_sheet(name: &str, bytes: &[u8], sheet: Option<&str>, limits: &Limits) -> Result<Table, ReadError> {
    match sniff(name, bytes)? {
        Content::Workbook => {
            too_big(bytes.len(), limits.workbook_bytes)?;
            archive::check(bytes, limits)?;
            workbook::read(bytes, sheet, limits)
        }
        Content::Text => {
            too_big(bytes.len(), limits.text_bytes)?;
            text(bytes, limits)
        }
    }
}

/// The names of the sheets of a workbook, in order; none for a text file.
///
/// # Errors
/// As for [`read`].
pub fn sheets(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<String>, ReadError> {
    match sniff(name, bytes)? {
        Content::Text => Ok(Vec::new()),
        Content::Workbook => {
            too_big(bytes.len(), limits.workbook_bytes)?;
            archive::check(bytes, limits)?;
            workbook::sheets(bytes)
        }
    }
}

/// Refuses everything but a workbook of an allowed size.
pub(crate) fn workbook_only(name: &str, bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    match sniff(name, bytes)? {
        Content::Workbook => too_big(bytes.len(), limits.workbook_bytes),
        Content::Text => Err(ReadError::NotWorkbook),
    }
}

/// The note about columns that were not read.
pub(crate) fn too_wide(columns: usize) -> String {
    format!("{}列目より右に値がありますが、読み取っていません。必要な列を左に移してください。", columns + 1)
}

fn text(bytes: &[u8], limits: &Limits) -> Result<Table, ReadError> {
    let (decoded, encoding) = decode::decode(bytes)?;
    // Excel's own hint line, `sep=;`, counts as a row but holds no data.
    let hint =
        decoded.strip_prefix("sep=").and_then(|rest| rest.bytes().next()).filter(|b| matches!(b, b',' | b';' | b'\t'));
    let separator = hint.unwrap_or_else(|| separated::separator(&decoded));
    let mut notes = Vec::new();
    let mut rows = separated::rows(&decoded, separator, limits, &mut notes)?;
    if hint.is_some() {
        rows.retain(|row| row.number > 1);
    }
    if rows.is_empty() {
        return Err(ReadError::NoRows);
    }
    joined::join(&mut rows, &mut notes);
    let format = if separator == b'\t' { Format::Tsv } else { Format::Csv };
    Ok(Table { format, encoding: Some(encoding.to_owned()), sheet: None, sheets: Vec::new(), rows, notes })
}

enum Content {
    Workbook,
    Text,
}

fn too_big(bytes: usize, most: usize) -> Result<(), ReadError> {
    if bytes > most {
        return Err(ReadError::TooBig { megabytes: bytes.div_ceil(1_000_000), most: most / 1_000_000 });
    }
    Ok(())
}

/// What the first bytes say.
fn sniff(name: &str, bytes: &[u8]) -> Result<Content, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    let not = |what: &str| Err(ReadError::NotTable { what: what.to_owned() });
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Content::Workbook);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        // An encrypted .xlsx wears the container of the old formats.
        let wide = |word: &str| word.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let holds = |word: &str| {
            let word = wide(word);
            bytes.windows(word.len()).any(|window| window == word)
        };
        return Err(if holds("EncryptedPackage") { ReadError::Encrypted } else { ReadError::OldWorkbook });
    }
    for (start, what) in [
        (b"%PDF".as_slice(), "PDF"),
        (b"\x89PNG", "画像"),
        (b"\xff\xd8\xff", "画像"),
        (b"GIF8", "画像"),
        (b"{\\rtf", "リッチテキスト"),
        (b"\x1f\x8b", "圧縮ファイル"),
        (b"7z\xbc\xaf", "圧縮ファイル"),
        (b"Rar!", "圧縮ファイル"),
    ] {
        if bytes.starts_with(start) {
            return not(what);
        }
    }
    let lower = name.to_lowercase();
    if [".xlsx", ".xlsm", ".xltx"].iter().any(|end| lower.ends_with(end)) {
        return Err(ReadError::NotWorkbook);
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    // Some products write a web page and call it .xls.
    if ["<!doctype", "<html", "<head", "<table", "<script", "<svg", "<?xml", "<meta"]
        .iter()
        .any(|tag| head.starts_with(tag))
    {
        return not("HTMLまたはXML");
    }
    Ok(Content::Text)
}
