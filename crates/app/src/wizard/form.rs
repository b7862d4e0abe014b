//! The form of a step that fills ledgers row by row: cards of rows, each field named
//! `ledger.row.column`.

use super::{Step, layout};
use crate::error::Problem;
use std::collections::{BTreeMap, BTreeSet};
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::{Column, Fields, Kind, Ledger, show};

/// The field of the tick that takes the manager in charge as 安全管理責任者.
pub const OFFER: &str = "offer.officer";

/// One row of a ledger in the form.
#[derive(Debug, Clone)]
pub struct RowForm {
    /// Its ledger.
    pub ledger: Ledger,
    /// The row's id; for a new row a name that begins with `new`.
    pub slot: String,
    /// The version that the form shows; 0 for a new row.
    pub version: i64,
    /// What the row is called.
    pub heading: String,
    /// The columns that the step asks for.
    pub columns: &'static [&'static str],
    /// What the fields show: typed or stored text, references by id or as typed.
    pub values: BTreeMap<String, String>,
    /// Where the ledger holds something else than the field shows: what it holds, for people.
    pub stored: BTreeMap<String, String>,
    /// What is wrong, by column.
    pub problems: Vec<Problem>,
    /// What the ledgers say about it: end of support, no vendor's sheet needed, …
    pub notes: Vec<String>,
    /// Whether somebody else changed or removed it meanwhile.
    pub conflict: bool,
    /// What a new row holds besides the fields; cannot be typed.
    pub(super) fixed: Fields,
    /// What a new row holds where a field is left empty.
    pub(super) preset: Fields,
}

/// Rows that belong together.
#[derive(Debug, Clone, Default)]
pub struct Card {
    /// Heading; may be empty.
    pub heading: String,
    /// Support text; may be empty.
    pub help: String,
    /// The rows.
    pub rows: Vec<RowForm>,
}

/// The form of a step.
#[derive(Debug, Clone)]
pub struct StepForm {
    /// The step.
    pub step: Step,
    /// Its cards.
    pub cards: Vec<Card>,
    /// Rows that are only in the ledger, not in the form.
    pub more: Vec<(Ledger, usize)>,
    /// The manager in charge, to be taken as 安全管理責任者 by a tick; empty where nothing is offered.
    pub offer: String,
    /// Whether the tick is set.
    pub offer_taken: bool,
    /// Whether the form shows something that was typed earlier and not saved.
    pub restored: bool,
}

impl RowForm {
    /// A row that is in the ledger.
    pub(super) fn of(row: &Row, columns: &'static [&'static str]) -> Self {
        let values =
            columns.iter().map(|key| ((*key).to_owned(), editable(row.ledger.column(key), row.text(key)))).collect();
        let blank = Self::new(row.ledger, row.id.clone(), row.name(), columns);
        Self { version: row.version, values, ..blank }
    }

    /// A row to fill in.
    pub(super) fn new(ledger: Ledger, slot: String, heading: String, columns: &'static [&'static str]) -> Self {
        let values = columns.iter().map(|key| ((*key).to_owned(), String::new())).collect();
        Self {
            ledger,
            slot,
            version: 0,
            heading,
            columns,
            values,
            stored: BTreeMap::new(),
            problems: Vec::new(),
            notes: Vec::new(),
            conflict: false,
            fixed: Fields::new(),
            preset: Fields::new(),
        }
    }

    /// The same with a value already typed in.
    pub(super) fn filled(mut self, key: &str, value: &str) -> Self {
        self.values.insert(key.to_owned(), value.to_owned());
        self
    }

    /// Whether it is not in the ledger yet.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.slot.starts_with("new")
    }

    /// The name of a field.
    #[must_use]
    pub fn field(&self, key: &str) -> String {
        format!("{}.{}.{key}", self.ledger.code(), self.slot)
    }

    /// What a field shows.
    #[must_use]
    pub fn value(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }

    /// What is wrong with a column; empty where nothing is.
    #[must_use]
    pub fn problem(&self, key: &str) -> &str {
        self.problems.iter().find(|problem| problem.field == key).map_or("", |problem| problem.message.as_str())
    }

    /// What is wrong with columns that the form does not show.
    pub fn other_problems(&self) -> impl Iterator<Item = &str> {
        self.problems
            .iter()
            .filter(|problem| !self.columns.contains(&problem.field.as_str()))
            .map(|problem| problem.message.as_str())
    }

    pub(super) fn is_blank(&self) -> bool {
        self.values.values().all(|value| value.trim().is_empty())
    }

    /// Says what the ledger holds wherever the form shows something else.
    pub(super) fn compare(&mut self, facts: &Facts, row: &Row) {
        for key in self.columns {
            let Some(column) = row.ledger.column(key) else { continue };
            let held = row.text(key);
            let same = self.value(key) == editable(Some(column), held)
                || self.value(key) == held
                || facts.target(row, key).is_some_and(|target| self.value(key) == target.name());
            if !same {
                let held = facts.target(row, key).map_or_else(|| show(column, held), Row::name);
                self.stored.insert((*key).to_owned(), if held.is_empty() { "（空欄）".to_owned() } else { held });
            }
        }
    }
}

/// The ledger and row that a field's name means, if the step asks for its column.
fn place(step: Step, field: &str) -> Option<(Ledger, &str)> {
    let mut parts = field.splitn(3, '.');
    let (ledger, slot, key) = (Ledger::from_code(parts.next()?)?, parts.next()?, parts.next()?);
    layout::columns(step, ledger).contains(&key).then_some((ledger, slot))
}

/// Whether a name is that of a field of the step.
pub(super) fn is_field(step: Step, field: &str) -> bool {
    place(step, field).is_some()
}

/// A stored value as a field shows it for editing: days with slashes, everything else as stored.
pub(super) fn editable(column: Option<&'static Column>, stored: &str) -> String {
    match column {
        Some(column) if column.kind == Kind::Day => show(column, stored),
        _ => stored.to_owned(),
    }
}

impl StepForm {
    /// Every row.
    pub fn rows(&self) -> impl Iterator<Item = &RowForm> {
        self.cards.iter().flat_map(|card| &card.rows)
    }

    pub(super) fn rows_mut(&mut self) -> impl Iterator<Item = &mut RowForm> {
        self.cards.iter_mut().flat_map(|card| &mut card.rows)
    }

    /// How many rows have something wrong.
    #[must_use]
    pub fn faulty(&self) -> usize {
        self.rows().filter(|row| !row.problems.is_empty()).count()
    }

    /// Whether somebody else changed a row meanwhile.
    #[must_use]
    pub fn conflict(&self) -> bool {
        self.rows().any(|row| row.conflict)
    }

    /// What every field shows, by its name.
    pub(super) fn shown(&self) -> BTreeMap<String, String> {
        let fields =
            self.rows().flat_map(|row| row.columns.iter().map(|key| (row.field(key), row.value(key).to_owned())));
        let offer = (!self.offer.is_empty())
            .then(|| (OFFER.to_owned(), if self.offer_taken { "yes".to_owned() } else { String::new() }));
        fields.chain(offer).collect()
    }

    /// Lays what was typed earlier and not saved over the rows.
    pub(super) fn restore(&mut self, facts: &Facts, drafts: &BTreeMap<String, String>) {
        let before = self.shown();
        self.lay(facts, drafts);
        self.restored = self.shown() != before;
        self.compare(facts);
    }

    /// Lays what was sent over the rows.
    pub(super) fn take(&mut self, facts: &Facts, typed: &BTreeMap<String, String>) {
        self.lay(facts, typed);
        for row in self.rows_mut().filter(|row| !row.is_new()) {
            // Without the version that was seen, nothing of the row was seen.
            row.version = typed.get(&row.field("version")).and_then(|version| version.parse().ok()).unwrap_or(0);
        }
    }

    fn lay(&mut self, facts: &Facts, typed: &BTreeMap<String, String>) {
        self.add_rows_not_laid_out(facts, typed);
        for row in self.rows_mut() {
            for key in row.columns {
                if let Some(value) = typed.get(&row.field(key)) {
                    row.values.insert((*key).to_owned(), value.clone());
                }
            }
        }
        self.offer_taken = !self.offer.is_empty() && typed.get(OFFER).is_some_and(|value| value == "yes");
    }

    /// Rows may have come, gone or moved out of the form since it was sent: whatever was typed for
    /// them gets a place.
    fn add_rows_not_laid_out(&mut self, facts: &Facts, typed: &BTreeMap<String, String>) {
        let here: BTreeSet<(Ledger, String)> = self.rows().map(|row| (row.ledger, row.slot.clone())).collect();
        let mut sent: BTreeSet<(Ledger, String)> = BTreeSet::new();
        for (field, value) in typed {
            if let (Some((ledger, slot)), false) = (place(self.step, field), value.trim().is_empty()) {
                sent.insert((ledger, slot.to_owned()));
            }
        }
        let mut rows = Vec::new();
        for (ledger, slot) in sent.difference(&here) {
            let columns = layout::columns(self.step, *ledger);
            if let Some(row) = facts.find(*ledger, slot) {
                rows.push(RowForm::of(row, columns));
            } else if slot.starts_with("new") {
                rows.push(layout::added(facts, *ledger, slot, columns));
            } else {
                rows.push(gone(facts, *ledger, slot, columns, typed));
            }
        }
        if !rows.is_empty() {
            self.cards.push(Card { heading: "入力の続き".to_owned(), help: String::new(), rows });
        }
    }

    fn compare(&mut self, facts: &Facts) {
        for row in self.rows_mut() {
            if let Some(held) = facts.find(row.ledger, &row.slot) {
                row.compare(facts, held);
            }
        }
    }
}

/// A row that somebody removed while it was edited: it is shown as a new one, and saved only when
/// it is sent again.
fn gone(
    facts: &Facts,
    ledger: Ledger,
    slot: &str,
    columns: &'static [&'static str],
    typed: &BTreeMap<String, String>,
) -> RowForm {
    let tail: String =
        slot.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().filter(char::is_ascii_alphanumeric).collect();
    let mut row = layout::added(facts, ledger, &format!("new-gone-{tail}"), columns);
    for key in columns {
        let value = typed.get(&format!("{}.{slot}.{key}", ledger.code())).cloned().unwrap_or_default();
        row.values.insert((*key).to_owned(), value);
    }
    row.conflict = true;
    row.problems.push(Problem::new("", "この行は、ほかの人が台帳から削除しました。保存していません。もう一度登録する場合だけ、このまま保存してください。登録しない場合は、すべての欄を空にしてください。"));
    row
}
