//! The vendor's own desk (事業者の窓口): products, the answer library, incoming sheets and how they are filled.

mod fill;
mod incoming;
mod library;
mod matching;
mod notice;

pub use fill::{Before, Delta, IncomingRow, Override, Source, fill_row};
pub use incoming::{FileKind, Incoming, IncomingState};
pub use library::{LibraryAnswer, Says, Standing, Target, TypedAnswer, check_library, newest, said_on};
pub use matching::{Match, ProductNames};
pub use notice::{Notice, NoticeKind};

use crate::id::ProductId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One product whose sheets the desk answers (製品).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Identifier.
    pub id: ProductId,
    /// Name as sold.
    pub name: String,
    /// Other names under which customers write it.
    pub other_names: Vec<String>,
    /// Its version, as the vendor counts; empty where one answer holds for all.
    pub release: String,
    /// Where it runs.
    pub deployment: Deployment,
    /// Whether it is maintained from outside (リモート保守).
    pub remote: bool,
    /// A note for the desk.
    pub note: String,
    /// Whether it is no longer matched with incoming sheets.
    pub retired: bool,
    /// Counts up with every change, from 1.
    pub version: i64,
}

impl Product {
    /// `架空カルテ 5.2`.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.name, self.release).trim().to_owned()
    }
}

/// Where a product runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deployment {
    /// 施設の中（オンプレミス）
    OnPremises,
    /// クラウド
    Cloud,
    /// 両方
    Both,
}

impl Deployment {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::OnPremises, Self::Cloud, Self::Both];

    /// The code of forms and the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::OnPremises => "on_premises",
            Self::Cloud => "cloud",
            Self::Both => "both",
        }
    }

    /// 施設の中, クラウド, 両方.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::OnPremises => "施設の中（オンプレミス）",
            Self::Cloud => "クラウド",
            Self::Both => "施設の中とクラウドの両方",
        }
    }

    /// The one with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// A disclosure statement on the desk's shelf (開示書の棚): MDS or SDS of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Identifier.
    pub id: String,
    /// The product.
    pub product: ProductId,
    /// `mds` or `sds`.
    pub kind: PaperKind,
    /// Version of the template (様式の版).
    pub template: String,
    /// Version of the guideline it answers (ガイドラインの版).
    pub guideline: String,
    /// The day it was made.
    pub made_on: Date,
    /// The last day it is handed out; none: until it is replaced.
    pub valid_until: Option<Date>,
    /// The stored file; empty where it is kept elsewhere.
    pub file: String,
    /// A note: who made it where the vendor only sells (Q&A 5-2).
    pub note: String,
    /// When it was put on the shelf, RFC 3339 in UTC.
    pub at: String,
    /// By whom.
    pub by_name: String,
}

/// The two kinds of disclosure statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    /// MDS（製造業者の開示書）
    Mds,
    /// SDS（サービス事業者の開示書）
    Sds,
}

impl PaperKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Mds, Self::Sds];

    /// The code of forms and the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Mds => "mds",
            Self::Sds => "sds",
        }
    }

    /// MDS, SDS.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Mds => "MDS（製造業者による開示書）",
            Self::Sds => "SDS（サービス事業者による開示書）",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// A customer as the desk tells it from others: the code of the institution where the sheet gives one, else the name.
#[must_use]
pub fn customer_key(code: &str, name: &str) -> String {
    let code = crate::text::search_key(code);
    if code.is_empty() { format!("name:{}", crate::text::search_key(name)) } else { format!("code:{code}") }
}
