//! The sheet that went to a vendor, as it comes back (`tate-sheet-1`).
//!
//! People rename it, save it with another program, sort it, delete rows, add notes. What holds is the hidden first
//! column: one JSON object that says what the sheet is about, and in every row `tate-sheet-1|request|item`. Rows and
//! columns are found by those keys and by the headings, never by their place.

mod cells;
mod compare;
mod find;
mod row;

pub use cells::{AnswerCells, answer_cells};
pub use row::RowProblem;

use crate::Table;
use serde::{Deserialize, Serialize};
use tate_domain::vendor::Typed;

/// The layout that is read; the writer has the same word.
pub const FORMAT: &str = "tate-sheet-1";
/// The most rows of a sheet that are kept; the longest official sheet has far fewer.
const MOST_ROWS: usize = 200;
/// The most sentences about one file.
const MOST_PROBLEMS: usize = 100;

/// What the sheet says it is about. A field is empty where the hidden cell was lost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SheetMeta {
    /// The layout.
    pub format: String,
    /// Id of the request. Where the first cell is lost, that of the first row.
    pub request: String,
    /// Key of the edition, e.g. `r7-vendor`.
    pub edition: String,
    /// The facility's name.
    pub facility: String,
    /// Its 保険医療機関・薬局コード.
    pub code: String,
    /// The system.
    pub system: String,
    /// The contract.
    pub contract: String,
    /// The vendor.
    pub vendor: String,
    /// The deadline, ISO.
    pub deadline: String,
}

/// Where a row stood and what it shows beside its key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Its number as a spreadsheet shows it.
    pub row: u32,
    /// 番号 as the row shows it.
    pub number: String,
    /// 対象 as the row shows it.
    pub target: String,
}

/// A sheet as it was read. Nothing has been checked against the edition: that is [`SheetFile::against`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetFile {
    /// What it is about.
    pub meta: SheetMeta,
    /// 回答者.
    pub answered_by: String,
    /// 連絡先.
    pub contact: String,
    /// The rows in the order of the file.
    pub rows: Vec<Typed>,
    /// Where each of `rows` stood.
    pub places: Vec<Place>,
    /// Rows that could not be told apart or read.
    pub problems: Vec<RowProblem>,
    /// What was left out without harm; Japanese sentences.
    pub notes: Vec<String>,
}

/// Why a table is not such a sheet. The message is for the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// No hidden keys, but item numbers: the ministry's own sheet.
    #[error(
        "この用紙は読み取れません。厚生労働省の様式のようですが、依頼に付けた回答用紙ではないため、どの行への回答かを確実に見分けられません。依頼に付いていた回答用紙に書き写すか、画面で入力してください。この用紙は、入力の画面で添付できます。"
    )]
    Official,
    /// No hidden keys at all.
    #[error(
        "この用紙は読み取れません。行を見分けるための隠れた列（A列）が見つかりません。依頼に付けた回答用紙ではないか、A列が削除されています。回答用紙をダウンロードし直して、回答を書き写してください。"
    )]
    NotOurs,
    /// The keys are of a layout that this version does not know.
    #[error(
        "この用紙は読み取れません。新しい版のプログラムが作った用紙です。プログラムを更新するか、回答用紙をダウンロードし直して、回答を書き写してください。"
    )]
    Newer,
    /// Keys, but no row of headings.
    #[error(
        "この用紙は読み取れません。見出しの行（「番号」「回答」「根拠・理由」）が見つかりません。見出しが消されたか、書き換えられています。回答用紙をダウンロードし直して、回答を書き写してください。"
    )]
    NoHeadings,
}

/// Reads a sheet from a table of [`crate::table`].
///
/// # Errors
/// [`SheetError`] when it is none of ours; what is wrong with single rows stands in [`SheetFile::problems`].
pub fn read(table: &Table) -> Result<SheetFile, SheetError> {
    let keys = find::keys(table)?;
    let headings = find::headings(table).ok_or(SheetError::NoHeadings)?;
    let meta = keys.meta(table);
    let mut file = SheetFile {
        answered_by: find::field(table, &headings, "回答者"),
        contact: find::field(table, &headings, "連絡先"),
        meta,
        ..SheetFile::default()
    };
    for source in &table.rows {
        if source.number != headings.row {
            row::take(&mut file, source, &headings);
        }
    }
    file.problems.truncate(MOST_PROBLEMS);
    file.notes.truncate(MOST_PROBLEMS);
    Ok(file)
}

impl SheetFile {
    /// The rows that a vendor has written something into.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.rows.iter().filter(|row| !row.value.trim().is_empty()).count()
    }

    /// Where an item's row stood.
    #[must_use]
    pub fn place(&self, item: &str) -> Option<&Place> {
        let at = self.rows.iter().position(|row| row.item == item)?;
        self.places.get(at)
    }
}

#[cfg(test)]
mod tests;
