//! The first step: what every document prints about the facility.

use super::Step;
use crate::error::{AppError, Problem};
use crate::facilities::{TypedProfile, check_profile};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use tate_domain::facility::{FacilityKind, Profile};

/// The fields of the step.
const FIELDS: [&str; 7] = ["name", "insurance_code", "founder", "manager", "phone", "address", "has_network"];

/// The facility's own fields as the form shows them.
#[derive(Debug, Clone)]
pub struct ProfileForm {
    /// The kind, shown and not changed here.
    pub kind: FacilityKind,
    /// By field.
    pub values: BTreeMap<&'static str, String>,
    /// What the record holds where the form shows something else.
    pub stored: BTreeMap<&'static str, String>,
    /// A mark of the record as the form showed it.
    pub seen: String,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// Whether somebody else changed the record meanwhile.
    pub conflict: bool,
    /// Whether the form shows something that was typed earlier and not saved.
    pub restored: bool,
    /// Whether the person may change the record.
    pub may_change: bool,
}

impl ProfileForm {
    pub(super) fn of(profile: &Profile) -> Self {
        Self {
            kind: profile.kind,
            values: values(profile),
            stored: BTreeMap::new(),
            seen: mark(profile),
            problems: Vec::new(),
            conflict: false,
            restored: false,
            may_change: false,
        }
    }

    /// What a field shows.
    #[must_use]
    pub fn value(&self, field: &str) -> &str {
        self.values.get(field).map_or("", String::as_str)
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|problem| problem.field == field).map_or("", |problem| problem.message.as_str())
    }

    pub(super) fn shown(&self) -> BTreeMap<String, String> {
        self.values.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect()
    }

    pub(super) fn restore(&mut self, drafts: &BTreeMap<String, String>) {
        let held = self.values.clone();
        self.lay(drafts);
        self.compare(&held);
        self.restored = !self.stored.is_empty();
    }

    pub(super) fn take(&mut self, typed: &BTreeMap<String, String>) {
        self.lay(typed);
        self.seen = typed.get("seen").cloned().unwrap_or_default();
    }

    fn lay(&mut self, typed: &BTreeMap<String, String>) {
        for field in FIELDS {
            if let Some(value) = typed.get(field) {
                self.values.insert(field, value.clone());
            }
        }
    }

    fn compare(&mut self, held: &BTreeMap<&'static str, String>) {
        for (field, held) in held.iter().filter(|(field, held)| self.values.get(*field) != Some(held)) {
            let held = match (*field, held.as_str()) {
                ("has_network", "yes") => "あり",
                ("has_network", "no") => "なし",
                (_, "") => "（空欄）",
                (_, held) => held,
            };
            self.stored.insert(field, held.to_owned());
        }
    }

    /// The profile to save; `None` when something is wrong, which then stands in the form.
    pub(super) fn check(&mut self, held: &Profile) -> Option<Profile> {
        let has_network = match self.value("has_network") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        let checked = check_profile(TypedProfile {
            kind: held.kind.code(),
            name: self.value("name"),
            insurance_code: self.value("insurance_code"),
            founder: self.value("founder"),
            manager: self.value("manager"),
            phone: self.value("phone"),
            address: self.value("address"),
            has_network,
        });
        match checked {
            Ok(profile) if profile == *held || self.seen == mark(held) => Some(profile),
            Ok(_) => {
                self.conflict = true;
                self.seen = mark(held);
                self.compare(&values(held));
                None
            }
            Err(AppError::Invalid(problems)) => {
                self.problems = problems;
                None
            }
            Err(other) => {
                self.problems.push(Problem::new(Step::Facility.code(), other.to_string()));
                None
            }
        }
    }
}

fn values(profile: &Profile) -> BTreeMap<&'static str, String> {
    let network = match profile.has_network {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let own =
        [&profile.name, &profile.insurance_code, &profile.founder, &profile.manager, &profile.phone, &profile.address]
            .map(String::clone);
    FIELDS.into_iter().zip(own.into_iter().chain([network.to_owned()])).collect()
}

/// Two people who open the step see the same mark as long as nobody has saved.
fn mark(profile: &Profile) -> String {
    let text = format!("{profile:?}");
    hex::encode(&Sha256::digest(text.as_bytes())[..8])
}
