//! Proposals (提案): what the facts say about an item today. The program proposes, a person confirms.

use crate::ledger::Ledger;
use serde::{Deserialize, Serialize};

/// What the facts say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// はい（根拠あり）: full coverage of the rows in scope, fresh data
    Yes,
    /// いいえ（反証あり）: at least one row shows the opposite
    No,
    /// 判断できない（材料不足）
    Undetermined,
    /// 対象外
    NotApplicable,
}

impl Verdict {
    /// For the screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Yes => "はい（根拠あり）",
            Self::No => "いいえ（反証あり）",
            Self::Undetermined => "判断できない",
            Self::NotApplicable => "対象外",
        }
    }

    /// The code in JSON and in CSS class names.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Undetermined => "undetermined",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// A row that a reason points at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowRef {
    /// The ledger of the row.
    pub ledger: Ledger,
    /// The row's identifier.
    pub id: String,
    /// The row's name for people.
    pub name: String,
}

/// Why: one sentence and the rows it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The rule that found it, as in `domain/src/rules/`.
    pub rule: String,
    /// A Japanese sentence.
    pub text: String,
    /// The rows.
    pub rows: Vec<RowRef>,
}

/// Something that must be entered or done before the facts decide; becomes a task.
pub type Missing = Reason;

/// The proposal for one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The item.
    pub item: String,
    /// The verdict.
    pub verdict: Verdict,
    /// What speaks for the verdict; counter-evidence first.
    pub reasons: Vec<Reason>,
    /// What is missing for a verdict.
    pub missing: Vec<Missing>,
    /// The proposed entry of a question that is not はい or いいえ: option keys, one number or one text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entry: Vec<String>,
}

impl Proposal {
    /// Whether nothing but a person's own look is missing: the facts say nothing against はい, and
    /// cannot say it.
    #[must_use]
    pub fn waits_for_a_person(&self) -> bool {
        self.verdict == Verdict::Undetermined && self.missing.iter().all(|missing| missing.rule == "human_statement")
    }
}
