//! A file that reached a vendor's desk: the Excel sheet of a request, a request as JSON, or the ministry's own
//! workbook. What it is says its content, never its name.

use crate::official::{self, OfficialSheet};
use crate::vendor_sheet::{self, AnswerCells, SheetError, SheetMeta};
use crate::{Limits, ReadError, table};
use serde::{Deserialize, Serialize};

/// The most bytes of a request as JSON; the longest sheet has far fewer.
const MOST_JSON: usize = 1_000_000;
/// The most items of a request.
const MOST_ITEMS: usize = 200;
/// The most characters of one text of the head.
const MOST_CHARS: usize = 500;

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncomingFile {
    /// The Excel sheet of a request.
    Sheet(Box<IncomingSheet>),
    /// A request as JSON: what it is about, and its items.
    Json(Box<SheetMeta>, Vec<String>),
    /// The ministry's own workbook.
    Official(Vec<OfficialSheet>),
}

/// The Excel sheet of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomingSheet {
    /// What it is about.
    pub meta: SheetMeta,
    /// The sheet's part inside the file.
    pub part: String,
    /// Where the answers are written.
    pub cells: Vec<AnswerCells>,
    /// Where 回答者 and 連絡先 are written; row and column from 0.
    pub fields: [Option<(u32, u32)>; 2],
}

/// A request as JSON (docs/schema/vendor-request.schema.json).
#[derive(Debug, Deserialize)]
struct JsonRequest {
    #[serde(flatten)]
    meta: SheetMeta,
    items: Vec<JsonItem>,
}

#[derive(Debug, Deserialize)]
struct JsonItem {
    item: String,
}

/// Reads a file. Bounded like every other upload; call it in the child process (docs/adr/0010).
///
/// # Errors
/// See [`ReadError`]: each way of being unreadable has its own sentence.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<IncomingFile, ReadError> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{') {
        return json(text);
    }
    table::workbook_only(name, bytes, limits)?;
    let table = match table::read(name, bytes, limits) {
        Ok(table) => table,
        // A workbook that is nothing but a form has no table of the usual kind.
        Err(ReadError::NoRows) => return official::read(name, bytes, limits).map(IncomingFile::Official),
        Err(other) => return Err(other),
    };
    match vendor_sheet::read(&table) {
        Ok(file) => {
            let sheet = table.sheet.as_deref().unwrap_or_default();
            let part = official::part_of(bytes, sheet)?.ok_or(ReadError::Damaged)?;
            let (cells, fields) = vendor_sheet::answer_cells(&table);
            Ok(IncomingFile::Sheet(Box::new(IncomingSheet { meta: bounded(file.meta), part, cells, fields })))
        }
        Err(SheetError::Official | SheetError::NotOurs) => {
            official::read(name, bytes, limits).map(IncomingFile::Official)
        }
        Err(error @ (SheetError::Newer | SheetError::NoHeadings)) => {
            Err(ReadError::NotRequest { why: error.to_string() })
        }
    }
}

fn json(text: &[u8]) -> Result<IncomingFile, ReadError> {
    let not = |why: &str| ReadError::NotRequest { why: why.to_owned() };
    if text.len() > MOST_JSON {
        return Err(ReadError::TooBig { megabytes: text.len().div_ceil(1_000_000), most: MOST_JSON / 1_000_000 });
    }
    let request: JsonRequest = serde_json::from_slice(text).map_err(|_| {
        not("このJSONファイルは、回答の依頼として読み取れません。形式が違うか、途中で切れています。依頼元に、依頼のファイルをもう一度送るよう頼んでください。")
    })?;
    if request.meta.format != vendor_sheet::FORMAT {
        return Err(not(
            "このJSONファイルは、回答の依頼ではありません（formatが違います）。依頼元から届いたファイルを選んでください。",
        ));
    }
    if request.items.is_empty() || request.items.len() > MOST_ITEMS {
        return Err(not(
            "この依頼には、項目がないか、多すぎます。依頼元に、依頼のファイルをもう一度送るよう頼んでください。",
        ));
    }
    let items = request.items.into_iter().map(|item| cut(&item.item)).collect();
    Ok(IncomingFile::Json(Box::new(bounded(request.meta)), items))
}

fn cut(text: &str) -> String {
    tate_domain::text::printable(text.trim(), false).chars().take(MOST_CHARS).collect()
}

/// The head comes from outside: single lines of bounded length.
fn bounded(meta: SheetMeta) -> SheetMeta {
    SheetMeta {
        format: cut(&meta.format),
        request: cut(&meta.request),
        edition: cut(&meta.edition),
        facility: cut(&meta.facility),
        code: cut(&meta.code),
        system: cut(&meta.system),
        contract: cut(&meta.contract),
        vendor: cut(&meta.vendor),
        deadline: cut(&meta.deadline),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Result<IncomingFile, ReadError> {
        read("a.json", text.as_bytes(), &Limits::default())
    }

    const GOOD: &str = r#"{"format":"tate-sheet-1","request":"q-1","edition":"r7-vendor","facility":"みなと薬局","code":"","system":"電子薬歴","contract":"保守","vendor":"青空システム","deadline":"2026-12-01","items":[{"item":"r7-vendor:2-2"}]}"#;

    #[test]
    fn a_request_as_json_is_read_and_a_broken_one_says_so() {
        let Ok(IncomingFile::Json(meta, items)) = json(&format!("\u{feff}\n{GOOD}")) else { panic!("not read") };
        assert_eq!((meta.request.as_str(), items), ("q-1", vec!["r7-vendor:2-2".to_owned()]));
        for broken in
            [&GOOD[..60], "{}", &GOOD.replace("tate-sheet-1", "x"), &GOOD.replace(r#"{"item":"r7-vendor:2-2"}"#, "")]
        {
            assert!(matches!(json(broken), Err(ReadError::NotRequest { .. })), "{broken}");
        }
        assert!(matches!(json(&format!("{{{}", " ".repeat(MOST_JSON))), Err(ReadError::TooBig { .. })));
    }

    #[test]
    fn what_is_neither_is_refused_like_any_other_upload() {
        let read = |bytes: &[u8]| read("a.xlsx", bytes, &Limits::default());
        assert_eq!(read(b""), Err(ReadError::Empty));
        assert!(read(b"text").is_err() && read(b"PK\x03\x04broken").is_err());
        assert!(matches!(read(b"%PDF-1.7"), Err(ReadError::NotTable { .. })));
    }
}
