//! Named checks over the catalogues; all problems are collected and shown together.

mod calendar;
mod crosswalk;
mod disclosure;
mod edition;
mod item;
mod office;
mod qa;
mod services;

use crate::Catalog;
use serde::Serialize;

/// The rules of `tate-domain` that an edition may name.
///
/// A new rule is added here and in `domain/src/rules/`.
pub const RULES: [&str; 39] = [
    "responsible_officer",
    "device_ledger",
    "remote_maintenance",
    "disclosure",
    "access_rights",
    "unneeded_accounts",
    "patching",
    "patching_server",
    "patching_terminal",
    "patching_network",
    "patching_computers",
    "password",
    "password_reuse",
    "usb_media",
    "two_factor",
    "access_log",
    "unneeded_services_server",
    "unneeded_services_terminal",
    "source_restriction",
    "contact_chart",
    "backup",
    "cyber_bcp",
    "rule_book",
    "respondent",
    "facility_name",
    "officer_qualification",
    "it_staff",
    "csirt",
    "bcp_drill",
    "network_diagram",
    "password_minimum",
    "two_factor_implemented",
    "contract_duties",
    "ehr_use",
    "ehr_backup",
    "backup_count",
    "backup_kinds",
    "backup_generations",
    "backup_offline",
];

/// One mistake in the catalogues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Name of the check, e.g. `aliases`.
    pub check: &'static str,
    /// Id of the entry or path of the file.
    pub place: String,
    /// What is wrong, in Japanese.
    pub text: String,
}

impl Problem {
    pub(crate) fn new(check: &'static str, place: &str, text: impl Into<String>) -> Self {
        Self { check, place: place.to_owned(), text: text.into() }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[{}] {}: {}", self.check, self.place, self.text)
    }
}

/// What a check function does: looks, and tells (place, text) of everything wrong.
type Look = fn(&Catalog, &mut dyn FnMut(&str, String));

/// Every check by its name; `readable` and `flags` are found while the files are read.
const CHECKS: [(&str, Look); 22] = [
    ("file_name", edition::file_name),
    ("counts", edition::counts),
    ("params", edition::params),
    ("unique_ids", item::unique_ids),
    ("item_ids", item::item_ids),
    ("labels", item::labels),
    ("help", item::help),
    ("rules", item::rules),
    ("aliases", item::aliases),
    ("qa", item::qa),
    ("questions", qa::questions),
    ("options", item::options),
    ("branches", item::branches),
    ("follows", edition::follows),
    ("figures", edition::figures),
    ("substates", item::substates),
    ("concepts", crosswalk::concepts),
    ("crosswalk", crosswalk::ends),
    ("holidays", calendar::holidays),
    ("offices", office::offices),
    ("services", services::services),
    ("disclosure", disclosure::disclosure),
];

/// Names of all checks, in the order they run.
pub fn names() -> impl Iterator<Item = &'static str> {
    ["readable", "flags"].into_iter().chain(CHECKS.iter().map(|(name, _)| *name))
}

/// Runs every check and returns all problems; empty means the catalogues are in order.
#[must_use]
pub fn check(catalog: &Catalog) -> Vec<Problem> {
    let mut problems = catalog.load_problems.clone();
    for (name, look) in CHECKS {
        look(catalog, &mut |place, text| problems.push(Problem::new(name, place, text)));
    }
    problems
}
