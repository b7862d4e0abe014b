//! A sheet that reached the desk (届いた依頼).

use super::{IncomingRow, Source};
use crate::id::{IncomingId, ProductId};
use crate::vendor::RowAnswer;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What kind of file it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// The Excel sheet that Tate writes for a request.
    Sheet,
    /// The request as JSON.
    Json,
    /// The ministry's own workbook.
    Official,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Sheet, Self::Json, Self::Official];

    /// The code of the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Sheet => "sheet",
            Self::Json => "json",
            Self::Official => "official",
        }
    }

    /// 依頼のExcel, …
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Sheet => "依頼のExcel",
            Self::Json => "依頼のJSON",
            Self::Official => "公式のExcel",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// Where an incoming sheet stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncomingState {
    /// Rows wait for a person.
    Open,
    /// Every row is answered, and the answer file has been made.
    Done,
}

impl IncomingState {
    /// The code of the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
        }
    }

    /// 回答待ち, 回答済み.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "回答待ち",
            Self::Done => "回答済み",
        }
    }

    /// The state with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Open, Self::Done].into_iter().find(|one| one.code() == code)
    }
}

/// An incoming sheet with what the desk knows and says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Identifier.
    pub id: IncomingId,
    /// What keeps it from being taken in twice: the customer's request, else the file's SHA-256.
    pub key: String,
    /// Name of the file.
    pub name: String,
    /// Its kind.
    pub kind: FileKind,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The stored file; empty where the batch handed the answer out at once.
    pub file: String,
    /// The customer's own name for the request; empty where there is none.
    pub request: String,
    /// The customer's name.
    pub customer: String,
    /// Its code (保険医療機関・薬局コード), or empty.
    pub code: String,
    /// The system asked about.
    pub system: String,
    /// The contract.
    pub contract: String,
    /// The edition.
    pub edition: String,
    /// By when it is to be answered.
    pub deadline: Option<Date>,
    /// The fiscal year in which it came in.
    pub fiscal_year: i64,
    /// The product, once known.
    pub product: Option<ProductId>,
    /// One row per item of the edition.
    pub rows: Vec<IncomingRow>,
    /// Where it stands.
    pub state: IncomingState,
    /// Who answers, as printed on the sheet.
    pub answered_by: String,
    /// How to reach them.
    pub contact: String,
    /// Id of the signed answer file.
    pub answer_id: String,
    /// The last day on which that file may be imported, once finished.
    pub valid_until: Option<Date>,
    /// When it came in, RFC 3339 in UTC.
    pub received_at: String,
    /// When it was finished.
    pub finished_at: String,
    /// By whom.
    pub finished_name: String,
    /// Counts up with every change, from 1.
    pub version: i64,
}

impl Incoming {
    /// How many rows wait for a person.
    #[must_use]
    pub fn deltas(&self) -> usize {
        self.rows.iter().filter(|row| row.answer.is_none()).count()
    }

    /// The answers, where every row has one.
    #[must_use]
    pub fn answers(&self) -> Option<Vec<RowAnswer>> {
        self.rows.iter().map(|row| row.answer.clone()).collect()
    }

    /// Whether the deadline has passed and it is not finished.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        self.state == IncomingState::Open && self.deadline.is_some_and(|day| day < today)
    }

    /// The versions of the library that its rows came from, by item.
    #[must_use]
    pub fn library(&self) -> Vec<(String, i64)> {
        let of = |row: &IncomingRow| match &row.source {
            Some(Source::Library(number)) => Some((row.item.clone(), *number)),
            Some(Source::Override(_) | Source::Person(_)) | None => None,
        };
        self.rows.iter().filter_map(of).collect()
    }
}
