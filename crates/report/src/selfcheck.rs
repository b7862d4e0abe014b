//! A self-check sheet (自己点検) on paper: who and when, the score, the weakest viewpoint, every row.

use serde::{Deserialize, Serialize};

use crate::{Mark, Meta, ScoreChart};

/// A self-check sheet with the columns No.・視点・項目・○×・備考.
///
/// Unanswered rows print blank so that the sheet can be completed by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SelfCheck {
    /// Head and foot.
    pub meta: Meta,
    /// The time whose advice the sheet gives, e.g. `2022年（ガイドライン第5.2版）`; empty for today's.
    pub as_of: String,
    /// Who filled it in: `None` where the sheet has no such field, empty leaves a line to write on.
    pub filled_by: Option<String>,
    /// The day as printed; empty leaves a line to write on.
    pub date: String,
    /// Which check it is, e.g. `令和8年度 1回目`; empty on a blank sheet.
    pub check: String,
    /// The score per viewpoint; empty on a blank sheet.
    pub scores: Vec<ScoreLine>,
    /// The picture of the score; `None` on a blank sheet.
    pub chart: Option<ScoreChart>,
    /// The weakest viewpoint in one sentence; empty where there is none.
    pub weakest: String,
    /// The rows answered × there: number and name.
    pub weakest_items: Vec<String>,
    /// The rows in official order.
    pub rows: Vec<SelfCheckRow>,
    /// Lines printed under the table.
    pub notes: Vec<String>,
}

/// The score of one viewpoint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScoreLine {
    /// The viewpoint, e.g. `予防`.
    pub viewpoint: String,
    /// Rows answered ○ of all, e.g. `80／89`; `項目なし` where the sheet has none.
    pub count: String,
    /// The share, e.g. `90%`.
    pub percent: String,
    /// Rows without an answer, e.g. `4`.
    pub unanswered: String,
    /// Count and share of the check before; empty where there is none.
    pub before: String,
}

/// One row of the sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SelfCheckRow {
    /// Number as printed.
    pub number: String,
    /// Viewpoint; empty on a sheet without that column.
    pub viewpoint: String,
    /// Item label.
    pub label: String,
    /// ○ for [`Mark::Yes`], × for [`Mark::No`].
    pub mark: Mark,
    /// 備考.
    pub remark: String,
}
