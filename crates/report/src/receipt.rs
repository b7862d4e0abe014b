//! The receipt (受付控え) of a sheet that a vendor handed in.

use serde::{Deserialize, Serialize};

use crate::Meta;

/// What was handed in, when, by whom, and the hash by which it is known again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Receipt {
    /// Head and foot.
    pub meta: Meta,
    /// 受付番号.
    pub number: String,
    /// When it came in, in Japanese time.
    pub received_at: String,
    /// How it came in, e.g. `回答ページ`.
    pub route: String,
    /// The vendor under contract.
    pub vendor: String,
    /// The system; empty where the contract names none.
    pub system: String,
    /// The contract.
    pub contract: String,
    /// 回答者.
    pub answered_by: String,
    /// 連絡先.
    pub contact: String,
    /// Names of the files that went with it.
    pub files: Vec<String>,
    /// SHA-256 of the stored sheet, hexadecimal.
    pub sha256: String,
    /// The rows in official order.
    pub rows: Vec<ReceiptRow>,
}

/// One row as it was answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReceiptRow {
    /// Printed number.
    pub number: String,
    /// 対象.
    pub target: String,
    /// Name of the row.
    pub label: String,
    /// はい, いいえ, 対象外.
    pub answer: String,
    /// 目標日, for いいえ.
    pub target_date: String,
    /// 根拠・理由.
    pub ground: String,
    /// 備考.
    pub remark: String,
}
