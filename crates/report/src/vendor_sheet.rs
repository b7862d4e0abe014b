//! The Excel sheet that a vendor fills in (事業者確認用の回答用紙) and sends back.

use serde::{Deserialize, Serialize};

use crate::Meta;

/// The name of the sheet's layout. It stands in the hidden first column; a reader that does not know it refuses.
pub const VENDOR_SHEET_FORMAT: &str = "tate-sheet-1";

/// One sheet asked of a vendor: a contract × an edition, with what has been answered so far.
///
/// `meta.facility` is the facility's name, `meta.edition` the title of the edition, `meta.title` the heading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VendorSheet {
    /// Head and foot.
    pub meta: Meta,
    /// The facility's 保険医療機関・薬局コード; empty where it has none.
    pub code: String,
    /// The vendor under contract.
    pub vendor: String,
    /// The system; empty where the contract names none.
    pub system: String,
    /// The contract.
    pub contract: String,
    /// Id of the request; the hidden key of every row holds it.
    pub request: String,
    /// Key of the edition, e.g. `r7-vendor`.
    pub edition_id: String,
    /// 回答期限, `2026-07-31`.
    pub deadline: String,
    /// 回答期限 as people read it.
    pub deadline_words: String,
    /// 回答者.
    pub answered_by: String,
    /// 連絡先.
    pub contact: String,
    /// The rows of the edition in its order.
    pub rows: Vec<VendorSheetRow>,
}

/// One row of the sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VendorSheetRow {
    /// Id of the item, e.g. `r7-vendor:2-6`.
    pub item: String,
    /// Printed number, e.g. `2-⑥`.
    pub number: String,
    /// 対象.
    pub target: String,
    /// Short name of the row, or its official wording.
    pub label: String,
    /// What it means in one line; empty where nothing is known.
    pub help: String,
    /// What the vendor answered the year before, in words; empty where it did not.
    pub last_year: String,
    /// はい, いいえ, 対象外, or what was typed; empty: not answered.
    pub value: String,
    /// 根拠・理由.
    pub ground: String,
    /// 目標日.
    pub target_date: String,
    /// 備考.
    pub remark: String,
    /// What the facility asks about the row.
    pub question: String,
}
