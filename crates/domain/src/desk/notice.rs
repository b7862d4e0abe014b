//! A notice from a vendor to its customers (お知らせ).

use crate::id::NoticeId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// 障害・インシデント
    Incident,
    /// 脆弱性
    Vulnerability,
    /// 保守の予定
    Maintenance,
    /// その他
    Other,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Incident, Self::Vulnerability, Self::Maintenance, Self::Other];

    /// The code of forms, files and the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Vulnerability => "vulnerability",
            Self::Maintenance => "maintenance",
            Self::Other => "other",
        }
    }

    /// 障害・インシデント, …
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Incident => "障害・インシデント",
            Self::Vulnerability => "脆弱性",
            Self::Maintenance => "保守の予定",
            Self::Other => "その他",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// What a notice says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Identifier, the same at the vendor and at every customer.
    pub id: NoticeId,
    /// What it is about.
    pub kind: NoticeKind,
    /// Title.
    pub title: String,
    /// Text.
    pub text: String,
    /// The products concerned, by name.
    pub products: Vec<String>,
    /// What the customer should do.
    pub action: String,
    /// By when.
    pub by_when: Option<Date>,
    /// When it was issued, RFC 3339 in UTC.
    pub issued_at: String,
}
