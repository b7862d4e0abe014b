//! Asking vendors (依頼) and what they answer: requests, their state, sheets, the roll-up, reminders.

mod reminder;
mod rollup;
mod sheet;

pub use reminder::{Due, due, marks};
pub use rollup::{Asked, AskedRow, RULE, Roll, RollLine, Rolled, roll_up};
pub use sheet::{RowAnswer, Sheet, Typed, Value, check_row, check_sheet};

use crate::id::{FacilityId, RequestId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One sheet asked of a vendor: a contract × an edition × a fiscal year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Identifier; it is also the hidden key of the Excel sheet and of the answer file.
    pub id: RequestId,
    /// The facility that asks.
    pub facility: FacilityId,
    /// The first year of the fiscal year.
    pub fiscal_year: i64,
    /// The vendor's edition, e.g. `r7-vendor`.
    pub edition: String,
    /// The row of the ledger of contracts.
    pub contract_id: String,
    /// The contract's name at the time.
    pub contract: String,
    /// The system's name at the time; empty where the contract names none.
    pub system: String,
    /// The row of the vendor under contract.
    pub vendor_id: String,
    /// Its name at the time.
    pub vendor: String,
    /// The row of the vendor whose desk is asked: the vendor, or the one that collects for it (とりまとめ先).
    pub asked_id: String,
    /// Its name at the time.
    pub asked: String,
    /// The day by which the sheet is to be back (回答期限).
    pub deadline: Date,
    /// How it went out.
    pub way: Way,
    /// When it was asked, RFC 3339 in UTC.
    pub asked_at: String,
    /// Who asked.
    pub asked_name: String,
    /// When the vendor first opened its sheet; empty until then.
    pub opened_at: String,
    /// When the newest sheet came in; empty until then.
    pub submitted_at: String,
    /// Where it stands.
    pub state: State,
    /// When it was accepted, returned, refused or withdrawn.
    pub decided_at: String,
    /// By whom.
    pub decided_name: String,
    /// Why it was returned, refused or withdrawn.
    pub reason: String,
    /// Whether reminders are stopped.
    pub paused: bool,
    /// Counts up with every change, from 1.
    pub version: i64,
}

/// How a letter goes to a vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// メール
    Mail,
    /// 郵送（印刷）
    Post,
    /// FAX（印刷）
    Fax,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Mail, Self::Post, Self::Fax];

    /// The code of forms and the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Post => "post",
            Self::Fax => "fax",
        }
    }

    /// メール, 郵送, FAX.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Mail => "メール",
            Self::Post => "郵送",
            Self::Fax => "FAX",
        }
    }

    /// The way with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }
}

/// Where a request stands, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Out; nothing is back.
    Asked,
    /// A sheet is back and the facility has not looked at it.
    Submitted,
    /// The facility asked back; the vendor writes again.
    Returned,
    /// The facility took the sheet.
    Accepted,
    /// The vendor says no; kept as evidence.
    Refused,
    /// Taken back: asked in error.
    Withdrawn,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Asked, Self::Submitted, Self::Returned, Self::Accepted, Self::Refused, Self::Withdrawn];

    /// The code of the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether the vendor may still write its sheet.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Self::Asked | Self::Returned => true,
            Self::Submitted | Self::Accepted | Self::Refused | Self::Withdrawn => false,
        }
    }
}

/// Where a request stands today, as the board says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The deadline has passed and nothing is back.
    Overdue,
    /// The vendor refused.
    Refused,
    /// A sheet waits for the facility's look.
    ToReview,
    /// Sent back to the vendor.
    Returned,
    /// Out, not opened.
    Asked,
    /// The vendor has opened it.
    Opened,
    /// Accepted.
    Accepted,
    /// Withdrawn.
    Withdrawn,
}

impl Standing {
    /// 期限切れ, 断られた, …
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Overdue => "期限切れ",
            Self::Refused => "断られた",
            Self::ToReview => "確認待ち",
            Self::Returned => "差し戻し中",
            Self::Asked => "依頼中",
            Self::Opened => "開封済み",
            Self::Accepted => "受領済み",
            Self::Withdrawn => "取り下げ",
        }
    }
}

impl Request {
    /// Where it stands on a day. The deadline itself still counts as in time.
    #[must_use]
    pub fn standing(&self, today: Date) -> Standing {
        match self.state {
            State::Asked | State::Returned if self.deadline < today => Standing::Overdue,
            State::Asked if self.opened_at.is_empty() => Standing::Asked,
            State::Asked => Standing::Opened,
            State::Returned => Standing::Returned,
            State::Submitted => Standing::ToReview,
            State::Accepted => Standing::Accepted,
            State::Refused => Standing::Refused,
            State::Withdrawn => Standing::Withdrawn,
        }
    }

    /// Whether another desk collects for the vendor.
    #[must_use]
    pub fn is_collected(&self) -> bool {
        self.asked_id != self.vendor_id
    }
}

/// How a sheet came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// 回答ページ
    Link,
    /// Excel
    Xlsx,
    /// 施設で入力
    Typed,
    /// 署名付き回答ファイル
    Signed,
}

impl Route {
    /// Every route.
    pub const ALL: [Self; 4] = [Self::Link, Self::Xlsx, Self::Typed, Self::Signed];

    /// The code of the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Xlsx => "xlsx",
            Self::Typed => "typed",
            Self::Signed => "signed",
        }
    }

    /// 回答ページ, Excel, …
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Link => "回答ページ",
            Self::Xlsx => "Excel",
            Self::Typed => "施設で入力",
            Self::Signed => "署名付き回答ファイル",
        }
    }

    /// The route with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|route| route.code() == code)
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::{Asked, AskedRow, Request, RowAnswer, Sheet, State, Value, Way};
    use crate::edition::Target;
    use jiff::civil::date;

    /// A request about the one row `r7-vendor:2-6`, with its answer if there is one.
    pub(crate) fn asked(value: Option<Value>) -> Asked {
        let item = "r7-vendor:2-6".to_owned();
        let concepts = vec!["patch_server_terminal".to_owned()];
        let row = |value| RowAnswer {
            item: item.clone(),
            value,
            ground: "根拠".into(),
            target_date: (value == Value::No).then(|| date(2027, 3, 31)),
            remark: String::new(),
        };
        let sheet = value.map(|value| Sheet { rows: vec![row(value)], ..Sheet::default() });
        let state = if value.is_some() { State::Submitted } else { State::Asked };
        let rows = [AskedRow { id: item.clone(), concepts, target: Target::General }].into();
        Asked { request: Request { state, ..request() }, rows, sheet }
    }

    /// An open request with its deadline on 2026-07-31.
    pub(crate) fn request() -> Request {
        Request {
            id: "q-1".into(),
            facility: "f-1".into(),
            fiscal_year: 2026,
            edition: "r7-vendor".into(),
            contract_id: "c-1".into(),
            contract: "保守契約".into(),
            system: "電子薬歴".into(),
            vendor_id: "v-1".into(),
            vendor: "青空システム".into(),
            asked_id: "v-1".into(),
            asked: "青空システム".into(),
            deadline: date(2026, 7, 31),
            way: Way::Mail,
            asked_at: "2026-07-01T00:00:00Z".into(),
            asked_name: "試験 太郎".into(),
            opened_at: String::new(),
            submitted_at: String::new(),
            state: State::Asked,
            decided_at: String::new(),
            decided_name: String::new(),
            reason: String::new(),
            paused: false,
            version: 1,
        }
    }

    #[test]
    fn the_board_says_where_a_request_stands() {
        use super::Standing;
        let open = request();
        assert_eq!(open.standing(date(2026, 7, 31)), Standing::Asked);
        assert_eq!(open.standing(date(2026, 8, 1)), Standing::Overdue);
        let opened = Request { opened_at: "2026-07-02T00:00:00Z".into(), ..request() };
        assert_eq!(opened.standing(date(2026, 7, 3)), Standing::Opened);
        let back = Request { state: State::Submitted, ..request() };
        assert_eq!(back.standing(date(2026, 8, 1)), Standing::ToReview);
    }
}
