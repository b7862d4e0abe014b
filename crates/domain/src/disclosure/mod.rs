//! The register of disclosure statements (開示書、MDS/SDS): what a maker or a service says about a product, which of
//! them a contract needs, what stands out, and what is done about every いいえ and 対象外 (リスクコミュニケーション).

mod checks;
mod compare;
mod follow;
mod ledger;
mod lines;
mod needs;
mod question;
mod versions;

pub use checks::{Around, Check, Remark, check, duplicate_of, is_all_yes, outdated};
pub use compare::{Changed, Difference, compare};
pub use follow::{Acceptance, FollowUp, Refused, Stage, Standing, WAIT_DAYS, follow_ups};
pub use ledger::{COLUMNS, Kept, LedgerValues, project, settle};
pub use lines::{Counts, Line, MOST_LINES, MOST_NUMBER, MOST_REMARK, MOST_TEXT, content_hash};
pub use needs::{Need, needs};
pub use question::question;
pub use versions::{GuidelineVersion, TemplateVersion, Versions};

use crate::id::{DisclosureId, FacilityId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a statement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The system itself.
    System,
    /// The remote maintenance of it, which has an SDS of its own.
    Remote,
}

impl Subject {
    /// Both.
    pub const ALL: [Self; 2] = [Self::System, Self::Remote];

    /// The code of forms and the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Remote => "remote",
        }
    }

    /// システム, リモート保守.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::System => "システム",
            Self::Remote => "リモート保守",
        }
    }

    /// The subject with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.code() == code)
    }
}

/// Which of the two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The maker's, about a product that runs in the facility.
    Mds,
    /// The service provider's, about a service.
    Sds,
}

impl Kind {
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
            Self::Mds => "MDS",
            Self::Sds => "SDS",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Whether a statement counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The one that holds.
    Current,
    /// A newer one of the same product took its place.
    Replaced,
    /// Taken back: registered in error, or the product is gone.
    Withdrawn,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Current, Self::Replaced, Self::Withdrawn];

    /// The code of the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Replaced => "replaced",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// 有効, 差し替え済み, 取り消し.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Current => "有効",
            Self::Replaced => "差し替え済み",
            Self::Withdrawn => "取り消し",
        }
    }

    /// The state with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// One statement of the register; its lines are kept beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Identifier.
    pub id: DisclosureId,
    /// The facility that keeps it.
    pub facility: FacilityId,
    /// The row of the ledger of contracts.
    pub contract_id: String,
    /// The contract's name at the time.
    pub contract: String,
    /// What it is about.
    pub subject: Subject,
    /// Which document.
    pub kind: Kind,
    /// The product or service as the document names it.
    pub product: String,
    /// Its version; empty where the document does not say.
    pub product_version: String,
    /// 製造元 (of an SDS: the service provider); may be empty.
    pub maker: String,
    /// Who handed it over: 販売・保守; may be empty.
    pub giver: String,
    /// The version of the template (書式), e.g. `Ver.5.0`; may be empty.
    pub template: String,
    /// The edition of the guideline it follows, e.g. `第6.0版`; may be empty.
    pub guideline: String,
    /// The day on its cover, if there is one.
    pub made_on: Option<Date>,
    /// When it was received.
    pub received_on: Date,
    /// Whether it counts.
    pub state: State,
    /// How many lines say what.
    pub counts: Counts,
    /// [`content_hash`] of its lines; empty where there are none.
    pub content_hash: String,
    /// What is done about every いいえ and 対象外, in the order of the lines.
    pub follow_ups: Vec<FollowUp>,
    /// Who registered it.
    pub registered_name: String,
    /// When, RFC 3339 in UTC.
    pub registered_at: String,
    /// Counts up with every change, from 1.
    pub version: i64,
}

impl Statement {
    /// Whether it is the one that holds.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.state == State::Current
    }

    /// `MDS（システム）`.
    #[must_use]
    pub fn document(&self) -> String {
        format!("{}（{}）", self.kind.label(), self.subject.label())
    }

    /// `MDS 電子薬歴あおぞら 3.2`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {} {}", self.kind.label(), self.product, self.product_version).trim_end().to_owned()
    }

    /// What makes two statements the same product's: a newer one takes the earlier one's place.
    #[must_use]
    pub fn product_key(&self) -> String {
        crate::text::search_key(&self.product)
    }

    /// Follow-ups about which somebody still has to do something on a day.
    pub fn open(&self, today: Date) -> impl Iterator<Item = &FollowUp> {
        self.follow_ups.iter().filter(move |one| one.is_open(today))
    }

    /// Follow-ups with an accepted risk that holds on a day.
    pub fn accepted(&self, today: Date) -> impl Iterator<Item = &FollowUp> {
        self.follow_ups.iter().filter(move |one| one.standing(today) == Standing::Accepted)
    }
}

#[cfg(test)]
pub(crate) mod testing;
