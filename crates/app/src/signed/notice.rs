//! The signed notice file.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tate_domain::desk::{Notice, NoticeKind};

/// The name of the layout.
pub const NOTICE_FORMAT: &str = "tate-notice-1";

/// A notice for every customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeFile {
    /// [`NOTICE_FORMAT`].
    pub format: String,
    /// The notice's own id.
    pub id: String,
    /// The vendor's name.
    pub vendor: String,
    /// What it is about.
    pub kind: NoticeKind,
    /// Title.
    pub title: String,
    /// Text.
    pub text: String,
    /// The products concerned.
    pub products: Vec<String>,
    /// What the customer should do.
    pub action: String,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_when: Option<Date>,
    /// When it was issued, RFC 3339 in UTC.
    pub issued_at: String,
}

impl NoticeFile {
    /// A notice as its file.
    #[must_use]
    pub fn of(notice: &Notice, vendor: &str) -> Self {
        Self {
            format: NOTICE_FORMAT.to_owned(),
            id: notice.id.to_string(),
            vendor: vendor.to_owned(),
            kind: notice.kind,
            title: notice.title.clone(),
            text: notice.text.clone(),
            products: notice.products.clone(),
            action: notice.action.clone(),
            by_when: notice.by_when,
            issued_at: notice.issued_at.clone(),
        }
    }
}
