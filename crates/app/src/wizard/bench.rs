//! The ledgers as they would be after the writes planned so far, so that a row of a step can point
//! at another row of the same step.

use crate::new_id;
use tate_domain::facts::{Facts, Row};
use tate_domain::id::RowId;
use tate_domain::ledger::{Fields, Ledger};
use tate_domain::text;

/// One write of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Write {
    /// A new row.
    Add { ledger: Ledger, id: RowId, fields: Fields },
    /// A row that still must have the version seen.
    Change { ledger: Ledger, id: RowId, seen: i64, fields: Fields },
}

/// Facts and the writes on top of them.
pub(super) struct Bench {
    pub(super) facts: Facts,
    pub(super) writes: Vec<Write>,
}

impl Bench {
    pub(super) fn new(facts: &Facts) -> Self {
        Self { facts: facts.clone(), writes: Vec::new() }
    }

    pub(super) fn add(&mut self, ledger: Ledger, fields: Fields) -> String {
        let id: RowId = new_id();
        let row = Row { id: id.0.clone(), ledger, version: 1, fields: fields.clone(), updated_at: String::new() };
        self.rebuild(|rows| rows.push(row));
        self.writes.push(Write::Add { ledger, id: id.clone(), fields });
        id.0
    }

    /// Changes a row that is there, unless it already is so.
    pub(super) fn change(&mut self, ledger: Ledger, id: &str, fields: Fields) {
        let Some(row) = self.facts.find(ledger, id) else { return };
        if same(&row.fields, &fields) {
            return;
        }
        self.writes.push(Write::Change { ledger, id: RowId::from(id), seen: row.version, fields: fields.clone() });
        self.rebuild(|rows| {
            if let Some(row) = rows.iter_mut().find(|row| row.ledger == ledger && row.id == id) {
                row.version += 1;
                row.fields = fields;
            }
        });
    }

    fn rebuild(&mut self, change: impl FnOnce(&mut Vec<Row>)) {
        let mut rows: Vec<Row> =
            Ledger::ALL.into_iter().flat_map(|ledger| self.facts.all(ledger).iter().cloned()).collect();
        change(&mut rows);
        self.facts = Facts::new(self.facts.profile.clone(), rows);
    }

    /// The lowest 管理番号 of three digits that no device has.
    pub(super) fn next_number(&self) -> String {
        let taken = |number: &str| {
            self.facts.all(Ledger::Devices).iter().any(|row| text::search_key(row.text("number")) == number)
        };
        (1_u32..).map(|n| format!("{n:03}")).find(|number| !taken(number)).unwrap_or_default()
    }
}

/// Whether two rows hold the same values; an empty value is none.
pub(super) fn same(one: &Fields, other: &Fields) -> bool {
    let filled = |fields: &Fields| {
        fields.iter().filter(|(_, value)| !value.is_empty()).map(|(k, v)| (k.clone(), v.clone())).collect::<Fields>()
    };
    filled(one) == filled(other)
}
