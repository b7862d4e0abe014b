//! A ledger (台帳) as a table.

use serde::{Deserialize, Serialize};

use crate::Meta;

/// One ledger: printed in landscape with a repeated header, exported as one xlsx sheet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LedgerTable {
    /// Head and foot of the document when it is printed on its own.
    pub meta: Meta,
    /// Short ASCII name that the binder's front sheet points to, e.g. `devices`.
    pub anchor: String,
    /// Title, e.g. `機器台帳`.
    pub title: String,
    /// Columns from left to right.
    pub columns: Vec<LedgerColumn>,
    /// Rows; a row shorter than the columns is filled with blanks, further cells are ignored.
    pub rows: Vec<Vec<String>>,
    /// Ids of the rows for the round trip through Excel: written to a hidden last column. Empty
    /// when the export is for reading only. Never printed.
    pub row_ids: Vec<String>,
    /// Lines above the table.
    pub notes: Vec<String>,
}

/// A column of a ledger.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LedgerColumn {
    /// Heading.
    pub label: String,
    /// Share of the width against the other columns; 0 counts as 1.
    pub weight: f64,
    /// Allowed values; in xlsx they become a drop-down list. Empty = free text.
    pub choices: Vec<String>,
}

impl LedgerColumn {
    /// A free-text column.
    pub fn text(label: impl Into<String>, weight: f64) -> Self {
        Self { label: label.into(), weight, choices: Vec::new() }
    }

    /// A column with a fixed list of values.
    pub fn choice<S: Into<String>>(
        label: impl Into<String>,
        weight: f64,
        choices: impl IntoIterator<Item = S>,
    ) -> Self {
        let choices = choices.into_iter().map(Into::into).collect();
        Self { label: label.into(), weight, choices }
    }
}
