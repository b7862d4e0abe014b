//! The contact chart (連絡体制図), item 3-①: who calls whom when something happens.

use serde::{Deserialize, Serialize};

use crate::Meta;

/// Internal people by tier, outside offices by group.
///
/// Empty places are kept as nodes with a mark instead of being left out: the inspector and the
/// facility both see what is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContactChart {
    /// Head and foot.
    pub meta: Meta,
    /// Date up to which the entries were checked, as printed; may be empty.
    pub as_of: String,
    /// Tiers inside the facility from the top, e.g. `[[開設者], [安全管理責任者], [職員]]`.
    pub inside: Vec<Vec<ContactNode>>,
    /// Groups outside: vendors by system, security company, lawyer, police, 保健所, 厚労省, PPC.
    pub outside: Vec<ContactGroup>,
    /// Lines under the chart, e.g. the order of calls.
    pub notes: Vec<String>,
}

/// A group of outside contacts with one heading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContactGroup {
    /// Heading, e.g. `システム事業者`.
    pub title: String,
    /// Boxes in this group.
    pub nodes: Vec<ContactNode>,
}

/// One box of the chart. Empty fields are not printed, except the name and the phone number, which
/// print a blank to write on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContactNode {
    /// Role or purpose, e.g. `安全管理責任者`, `薬歴システム`.
    pub role: String,
    /// Organisation or department.
    pub organisation: String,
    /// Person or desk.
    pub name: String,
    /// Phone in working hours, as typed.
    pub phone: String,
    /// Phone at night and on holidays.
    pub night_phone: String,
    /// Mail address.
    pub mail: String,
    /// What is wrong with the entry: `空欄`, `退職者`, `旧窓口`, `未登録`. Printed inverted.
    pub marks: Vec<String>,
    /// A remark, e.g. opening hours.
    pub note: String,
}
