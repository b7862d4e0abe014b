//! The binder (バインダー) that is shown at the on-site inspection.

use serde::{Deserialize, Serialize};

use crate::{ContactChart, CountTable, Diagnosis, Form, ItemPage, LedgerTable, Meta};

/// Everything an inspector asks for, in the official order, honest about what is missing.
///
/// Printed in this order: front sheet, contents, form, vendor sheets and their state, one block
/// per item, network diagnosis, state of the devices, ledgers, contact chart, exceptions, missing documents, audit checkpoint.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Binder {
    /// Head and foot.
    pub meta: Meta,
    /// Address of the facility; may be empty.
    pub address: String,
    /// Responsible person as printed on the front, e.g. `安全管理責任者　盾 花子`.
    pub responsible: String,
    /// Counts of the front sheet.
    pub summary: BinderSummary,
    /// Documents seen in person with the place where they are.
    pub seen: Vec<SeenDocument>,
    /// Contradictions still open, the heaviest first.
    pub warnings: Vec<Warning>,
    /// Contradictions that somebody decided not to show, with the reason.
    pub suppressed: Vec<SuppressedWarning>,
    /// The facility's sheet.
    pub form: Form,
    /// State of the vendor sheets, one line per contract.
    pub vendors: Vec<VendorFormStatus>,
    /// Disclosure statements, one line per contract and document.
    pub disclosures: Vec<DisclosureLine>,
    /// Risks of the statements that were accepted for a time.
    pub accepted_risks: Vec<AcceptedRisk>,
    /// Vendor sheets that have been answered.
    pub vendor_forms: Vec<Form>,
    /// The items in official order.
    pub items: Vec<ItemPage>,
    /// The newest network diagnosis, if one was made.
    pub diagnosis: Option<Diagnosis>,
    /// State of the devices in numbers.
    pub assets: Vec<CountTable>,
    /// The ledgers.
    pub ledgers: Vec<LedgerTable>,
    /// The contact chart, if it exists.
    pub chart: Option<ContactChart>,
    /// All exceptions in force.
    pub exceptions: Vec<ExceptionLine>,
    /// Documents that do not exist yet.
    pub missing: Vec<MissingDocument>,
    /// State of the audit log when the binder was made.
    pub checkpoint: AuditCheckpoint,
}

/// Counts of the answers on the front sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BinderSummary {
    /// Rows of the sheet.
    pub total: u32,
    /// Rows with an answer of any kind.
    pub answered: u32,
    /// はい.
    pub yes: u32,
    /// いいえ.
    pub no: u32,
    /// 対象外.
    pub not_applicable: u32,
    /// Without an answer.
    pub unanswered: u32,
    /// Open contradictions of the weight 要修正.
    pub must_fix: u32,
    /// First and last 確認日, e.g. `2026/10/05 〜 2026/11/19`; empty when none.
    pub confirmed_range: String,
}

/// A document that the inspector looks at in person (現物確認).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeenDocument {
    /// Item number.
    pub number: String,
    /// Name of the document.
    pub name: String,
    /// Where it is in this binder: a ledger's anchor, `form`, `chart`, `vendors`, `items` or
    /// `missing`. The page number is filled in while printing. Empty or unknown: not in here.
    pub anchor: String,
    /// Printed beside it; when the document is not in here and this is empty, `未作成` is printed.
    pub note: String,
}

/// An open contradiction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Warning {
    /// Severity in words, e.g. `要修正`.
    pub severity: String,
    /// Item or ledger it belongs to.
    pub place: String,
    /// What contradicts what.
    pub text: String,
}

/// A contradiction that is not counted, and who decided so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SuppressedWarning {
    /// What contradicts what.
    pub text: String,
    /// Why it is left as it is.
    pub reason: String,
    /// Who decided, and when, as printed.
    pub by: String,
}

/// State of one vendor's sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VendorFormStatus {
    /// Vendor.
    pub vendor: String,
    /// System.
    pub system: String,
    /// Contract, e.g. `保守契約あり`.
    pub contract: String,
    /// State of the sheet: `受領`, `回答待ち`, `未依頼`, `不要（契約なし）`.
    pub state: String,
    /// State of the disclosure (MDS/SDS).
    pub disclosure: String,
    /// Date of the last step, as printed.
    pub date: String,
}

/// State of one disclosure statement that a contract needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DisclosureLine {
    /// Contract.
    pub contract: String,
    /// Which document, e.g. `MDS（システム）`.
    pub document: String,
    /// Product and version; empty where there is no statement.
    pub product: String,
    /// Version of the template and edition of the guideline.
    pub template: String,
    /// Day on the cover, as printed.
    pub made_on: String,
    /// What the lines say, e.g. `はい50、いいえ2、対象外6`; empty where there is no statement.
    pub lines: String,
    /// State in words: `入手済み`, `なし（請求中）`, `未確認2件`.
    pub state: String,
}

/// One line of a statement whose risk is accepted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AcceptedRisk {
    /// Product and document.
    pub statement: String,
    /// Number of the line.
    pub number: String,
    /// What it says: いいえ or 対象外.
    pub answer: String,
    /// Why it can be accepted.
    pub reason: String,
    /// What is done instead.
    pub measure: String,
    /// Who accepted it.
    pub by: String,
    /// Until when, as printed.
    pub until: String,
}

/// One exception in force, in the list over all items.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExceptionLine {
    /// Item number.
    pub number: String,
    /// What is excepted.
    pub target: String,
    /// Why.
    pub reason: String,
    /// What is done instead.
    pub compensation: String,
    /// The vendor's statement by file name, or why there is none; may be empty.
    pub statement: String,
    /// Who approved it.
    pub approver: String,
    /// Until when.
    pub expires_on: String,
}

/// A document that should exist and does not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MissingDocument {
    /// Item number.
    pub number: String,
    /// Name, e.g. `サイバー攻撃を想定した事業継続計画（BCP）`.
    pub name: String,
    /// State in words; empty prints `未作成`.
    pub state: String,
    /// Plan or target date; may be empty.
    pub plan: String,
}

/// Where the audit log stood when the binder was made, so that later changes can be proved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuditCheckpoint {
    /// Organization whose chain it is.
    pub organization: String,
    /// Full SHA-256 of the last event, hexadecimal.
    pub head_hash: String,
    /// Number of events.
    pub count: u64,
    /// Time of the last event, as printed.
    pub time: String,
}
