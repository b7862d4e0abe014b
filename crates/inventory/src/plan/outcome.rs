//! The result of a dry run, and how it is told.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tate_domain::ledger::{Fields, Ledger};

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Plan {
    /// New rows.
    pub adds: Vec<Change>,
    /// Rows of the ledger that would change.
    pub updates: Vec<Change>,
    /// How many rows are already in the ledger as they are.
    pub unchanged: usize,
    /// Why rows are left out, by row.
    pub errors: Vec<RowError>,
    /// Names that no row of the ledger they refer to has.
    pub unresolved: Vec<Unresolved>,
    /// What a person should know besides; Japanese sentences.
    pub findings: Vec<String>,
}

/// One row to save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The row of the source.
    pub row: u32,
    /// The row of the ledger, for an update.
    pub id: Option<String>,
    /// The version of that row which was compared; a save must find the same.
    pub version: Option<i64>,
    /// Its values now.
    pub before: Option<Fields>,
    /// Its values after the import.
    pub after: Fields,
}

/// Why a row is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowError {
    /// The row of the source.
    pub row: u32,
    /// The heading of the ledger's column.
    pub column: String,
    /// What is wrong and what to do; a Japanese sentence.
    pub message: String,
    /// What the cell holds.
    pub typed: String,
}

impl RowError {
    /// 「3行目：登録日「平成38年2月」を…」
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{}行目：{}", self.row, self.message)
    }
}

/// A name that refers to no row yet. The rows are imported with that cell left as it is in the
/// ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unresolved {
    /// The ledger that lacks it.
    pub ledger: Ledger,
    /// The key of the column.
    pub key: String,
    /// The heading of the column.
    pub column: String,
    /// The name as written.
    pub text: String,
    /// The rows of the source.
    pub rows: Vec<u32>,
}

/// How many row errors [`Plan::failures`] spells out.
const SPELLED_OUT: usize = 10;

impl Plan {
    /// 「追加 12／更新 30／変更なし 5／エラー 2」; errors are counted by row.
    #[must_use]
    pub fn summary(&self) -> String {
        format!(
            "追加 {}／更新 {}／変更なし {}／エラー {}",
            self.adds.len(),
            self.updates.len(),
            self.unchanged,
            self.failed_rows()
        )
    }

    /// How many rows of the source are left out.
    #[must_use]
    pub fn failed_rows(&self) -> usize {
        self.errors.iter().map(|error| error.row).collect::<BTreeSet<_>>().len()
    }

    /// How many rows of the source were looked at.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.adds.len() + self.updates.len() + self.unchanged + self.failed_rows()
    }

    /// The row errors as one text: what happened, row by row why, what to do.
    #[must_use]
    pub fn failures(&self) -> Option<String> {
        if self.errors.is_empty() {
            return None;
        }
        let mut text = format!("{}行のうち{}行を取り込めません。", self.rows(), self.failed_rows());
        for error in self.errors.iter().take(SPELLED_OUT) {
            text.push_str(&error.sentence());
        }
        if self.errors.len() > SPELLED_OUT {
            text.push_str(&format!("ほかに{}件あります。", self.errors.len() - SPELLED_OUT));
        }
        text.push_str("直した行だけを、もう一度取り込んでください。");
        Some(text)
    }
}
