//! The facts of one facility: all ledger rows, with what the rules ask of them.

mod reviews;

pub use reviews::{Reviewed, usual_days};

use crate::facility::Profile;
use crate::ledger::{Fields, Ledger};
use crate::proposal::RowRef;
use crate::vendor::Asked;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One row of a ledger as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Identifier.
    pub id: String,
    /// Which ledger.
    pub ledger: Ledger,
    /// Counts up with every change, from 1.
    pub version: i64,
    /// The values.
    pub fields: Fields,
    /// When last changed, RFC 3339 in UTC.
    pub updated_at: String,
}

impl Row {
    /// A value; empty text where there is none.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        self.fields.get(key).map_or("", String::as_str)
    }

    /// A value that is not empty.
    #[must_use]
    pub fn filled(&self, key: &str) -> Option<&str> {
        Some(self.text(key)).filter(|value| !value.is_empty())
    }

    /// A day.
    #[must_use]
    pub fn day(&self, key: &str) -> Option<Date> {
        self.text(key).parse().ok()
    }

    /// 有/無; `None` is not known.
    #[must_use]
    pub fn yes(&self, key: &str) -> Option<bool> {
        match self.text(key) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    /// Whether a choice has this code.
    #[must_use]
    pub fn is(&self, key: &str, code: &str) -> bool {
        self.text(key) == code
    }

    /// A whole number.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<u32> {
        self.text(key).parse().ok()
    }

    /// The row's name for people.
    #[must_use]
    pub fn name(&self) -> String {
        self.ledger.name_of(&self.fields)
    }

    /// A pointer to the row for a reason.
    #[must_use]
    pub fn pointer(&self) -> RowRef {
        RowRef { ledger: self.ledger, id: self.id.clone(), name: self.name() }
    }
}

/// Everything known about one facility.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The facility itself.
    pub profile: Profile,
    rows: BTreeMap<Ledger, Vec<Row>>,
    asked: Vec<Asked>,
}

impl Facts {
    /// Sorts rows into their ledgers, keeping their order.
    #[must_use]
    pub fn new(profile: Profile, all: impl IntoIterator<Item = Row>) -> Self {
        let mut rows: BTreeMap<Ledger, Vec<Row>> = BTreeMap::new();
        for row in all {
            rows.entry(row.ledger).or_default().push(row);
        }
        Self { profile, rows, asked: Vec::new() }
    }

    /// The same with what was asked of the vendors this year, and what they answered.
    #[must_use]
    pub fn with_asked(mut self, asked: Vec<Asked>) -> Self {
        self.asked = asked;
        self
    }

    /// What was asked of the vendors this year.
    #[must_use]
    pub fn asked(&self) -> &[Asked] {
        &self.asked
    }

    /// All rows of a ledger.
    #[must_use]
    pub fn all(&self, ledger: Ledger) -> &[Row] {
        self.rows.get(&ledger).map_or(&[], Vec::as_slice)
    }

    /// One row by its identifier.
    #[must_use]
    pub fn find(&self, ledger: Ledger, id: &str) -> Option<&Row> {
        self.all(ledger).iter().find(|row| row.id == id)
    }

    /// The row that a reference column points at.
    #[must_use]
    pub fn target(&self, row: &Row, key: &str) -> Option<&Row> {
        match row.ledger.column(key)?.kind {
            crate::ledger::Kind::Ref(ledger) => self.find(ledger, row.text(key)),
            _ => None,
        }
    }

    /// Devices in use: 稼働, or no state given; not 停止 or 廃棄.
    pub fn devices_in_use(&self) -> impl Iterator<Item = &Row> {
        self.all(Ledger::Devices).iter().filter(|row| !row.is("state", "disposed") && !row.is("state", "stopped"))
    }

    /// Systems that hold patient information, or of which it is not known (Q&A 1-8): in scope
    /// until somebody says otherwise.
    pub fn systems_in_scope(&self) -> impl Iterator<Item = &Row> {
        self.all(Ledger::Systems).iter().filter(|row| row.yes("patient_data") != Some(false))
    }

    /// Contracts of a system.
    pub fn contracts_of<'a>(&'a self, system: &'a Row) -> impl Iterator<Item = &'a Row> {
        self.all(Ledger::Contracts).iter().filter(move |row| row.text("system") == system.id)
    }

    /// Accounts that can be used: not 無効, not 削除済み.
    pub fn accounts_in_use(&self) -> impl Iterator<Item = &Row> {
        self.all(Ledger::Accounts).iter().filter(|row| !row.is("state", "disabled") && !row.is("state", "deleted"))
    }

    /// The appointment to a role that holds on a day.
    #[must_use]
    pub fn appointed(&self, role: &str, on: Date) -> Option<&Row> {
        self.all(Ledger::Appointments)
            .iter()
            .filter(|row| {
                row.is("role", role)
                    && row.day("appointed").is_none_or(|from| from <= on)
                    && row.day("until").is_none_or(|until| until >= on)
            })
            .max_by_key(|row| row.day("appointed"))
    }

    /// Whether a person works here on a day.
    #[must_use]
    pub fn works_here(person: &Row, on: Date) -> bool {
        !(person.is("state", "left") || person.is("state", "moved")) && person.day("left").is_none_or(|left| left >= on)
    }
}
