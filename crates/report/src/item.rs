//! One checklist item in the binder: answer, why, proof, date, person.

use serde::{Deserialize, Serialize};

use crate::Mark;

/// What the inspector asks about one row, on one page or less.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ItemPage {
    /// Official number, e.g. `2-①`.
    pub number: String,
    /// Target (対象).
    pub target: String,
    /// Item label.
    pub label: String,
    /// Which answer is marked.
    pub mark: Mark,
    /// The answer in words, e.g. `はい（例外1件・期限付き）` or `未回答`.
    pub answer: String,
    /// 確認日 as printed; empty when unanswered.
    pub confirmed_on: String,
    /// Who confirmed: role and name.
    pub confirmed_by: String,
    /// 目標日 of an いいえ.
    pub target_date: String,
    /// Sub-state of the answer (2-⑩: `実装済み` / `令和9年度までに実装予定`).
    pub substate: String,
    /// Reason given by the person (対象外, いいえ, remarks).
    pub reason: String,
    /// What the ledgers suggested; `None` for items that only a person can judge.
    pub proposal: Option<ProposalText>,
    /// この項目の根拠: three lines without IT words.
    pub grounds: Vec<String>,
    /// Frozen snapshots of the data behind the answer.
    pub proofs: Vec<Proof>,
    /// Files attached to the answer.
    pub files: Vec<AttachedFile>,
    /// Exceptions that qualify the answer.
    pub exceptions: Vec<ItemException>,
    /// The last reviews of what the item asks about, newest first.
    pub reviews: Vec<ItemReview>,
    /// Earlier answers, newest first.
    pub history: Vec<HistoryLine>,
}

/// The machine's proposal beside the human answer; both are kept and printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProposalText {
    /// Verdict in words, e.g. `はい（根拠あり）`, `判断できない（材料不足）`.
    pub verdict: String,
    /// Why, one sentence per line.
    pub reasons: Vec<String>,
}

/// A frozen snapshot: what was asked of which ledger, how many rows, when, and its fingerprint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Proof {
    /// What it shows, e.g. `稼働中の機器と利用者の突き合わせ`.
    pub title: String,
    /// How many, e.g. `12台中12台`.
    pub counts: String,
    /// Where it comes from, e.g. `機器台帳`.
    pub source: String,
    /// When it was frozen, as printed.
    pub taken_at: String,
    /// First characters of the SHA-256.
    pub sha256_short: String,
}

/// A file attached as proof.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AttachedFile {
    /// File name as uploaded.
    pub name: String,
    /// Size as printed, e.g. `128 KB`.
    pub size: String,
    /// When it was added, as printed.
    pub added_at: String,
    /// First characters of the SHA-256.
    pub sha256_short: String,
}

/// An exception on this item: 代替の「はい」 (Q&A 1-6).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ItemException {
    /// What is excepted.
    pub target: String,
    /// Why it cannot be done.
    pub reason: String,
    /// What is done instead.
    pub compensation: String,
    /// The vendor's statement by file name, or why there is none; may be empty.
    pub statement: String,
    /// Who approved it.
    pub approver: String,
    /// Until when it holds.
    pub expires_on: String,
}

/// A review (点検) of what an item asks about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ItemReview {
    /// When, as printed.
    pub day: String,
    /// What kind, e.g. `復元テスト`.
    pub kind: String,
    /// What of; empty: everything.
    pub subject: String,
    /// Who.
    pub reviewer: String,
    /// Result, and what was found.
    pub result: String,
}

/// One earlier state of the answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HistoryLine {
    /// When, as printed.
    pub at: String,
    /// Who.
    pub by: String,
    /// What changed.
    pub text: String,
}
