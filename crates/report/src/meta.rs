//! What every document carries at its head and foot.

use serde::{Deserialize, Serialize};

/// The head and foot of a document: whose it is, which year, when it was made.
///
/// Printed on every page (page n/N, made-at line, edition, checkpoint).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Meta {
    /// Facility name as registered, e.g. `さくら薬局`.
    pub facility: String,
    /// Fiscal year as printed, e.g. `令和8年度`.
    pub fiscal_year_label: String,
    /// Name of the document, e.g. `薬局確認用チェックリスト`.
    pub title: String,
    /// Title of the catalogue edition; empty where no edition applies (a ledger).
    pub edition: String,
    /// When it was made, `YYYY/MM/DD HH:MM` in Japanese time (the time may be missing). It also
    /// becomes the date inside the PDF, which PDF/A demands: an unreadable one is refused there.
    pub made_at: String,
    /// Version (版) of the document or of the program, e.g. `第1版`.
    pub version: String,
    /// Short hash of the audit log's head at that time; empty when there is none.
    pub checkpoint: String,
}
