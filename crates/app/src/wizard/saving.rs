//! From the form of a step to the writes of one change, or back with everything that is wrong.

use super::bench::{Bench, Write, same};
use super::form::{RowForm, StepForm};
use crate::error::{AppError, Problem};
use crate::ledgers::parse;
use std::collections::BTreeMap;
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::{Fields, Kind, Ledger};

/// What one row needs.
enum Need {
    Nothing,
    Add(Fields),
    Change(Fields),
}

/// The writes of a step; `None` when something is wrong, which then stands in the rows.
pub(super) fn plan(facts: &Facts, form: &mut StepForm) -> Option<Vec<Write>> {
    take_offer(form);
    let mut bench = Bench::new(facts);
    // What others point at comes first, wherever it stands on the page.
    let mut order: Vec<(usize, usize)> =
        form.cards.iter().enumerate().flat_map(|(c, card)| (0..card.rows.len()).map(move |r| (c, r))).collect();
    order.sort_by_key(|(c, r)| rank(form.cards[*c].rows[*r].ledger));
    for (c, r) in order {
        let row = &mut form.cards[c].rows[r];
        // A row that was removed meanwhile is shown once before it is added again.
        if row.conflict {
            continue;
        }
        match need(&bench, row) {
            Ok(Need::Nothing) => {}
            Ok(Need::Add(fields)) => {
                bench.add(row.ledger, fields);
            }
            Ok(Need::Change(fields)) => match facts.find(row.ledger, &row.slot) {
                Some(held) if held.version != row.version => {
                    row.conflict = true;
                    row.version = held.version;
                    row.compare(facts, held);
                }
                _ => bench.change(row.ledger, &row.slot, fields),
            },
            Err(problems) => row.problems = problems,
        }
    }
    (form.faulty() == 0 && !form.conflict()).then_some(bench.writes)
}

fn rank(ledger: Ledger) -> u8 {
    match ledger {
        Ledger::Vendors | Ledger::People => 0,
        Ledger::Systems => 1,
        Ledger::Devices | Ledger::Contracts | Ledger::Appointments | Ledger::Accounts | Ledger::Backups => 2,
        Ledger::Software
        | Ledger::Connections
        | Ledger::Media
        | Ledger::Offices
        | Ledger::Services
        | Ledger::Logs
        | Ledger::Papers
        | Ledger::Firmware => 3,
        Ledger::Reviews | Ledger::Clauses => 4,
    }
}

/// The tick fills the officer in only where nobody was typed.
fn take_offer(form: &mut StepForm) {
    if !form.offer_taken {
        return;
    }
    let name = form.offer.clone();
    if let Some(row) = form.rows_mut().find(|row| {
        row.ledger == Ledger::Appointments && row.slot == "new-officer" && row.value("person").trim().is_empty()
    }) {
        row.values.insert("person".to_owned(), name);
    }
}

fn need(bench: &Bench, row: &RowForm) -> Result<Need, Vec<Problem>> {
    if row.is_new() {
        return added(bench, row);
    }
    let Some(held) = bench.facts.find(row.ledger, &row.slot) else { return Ok(Need::Nothing) };
    let fields = changed(&bench.facts, row, held)?;
    Ok(if same(&fields, &held.fields) { Need::Nothing } else { Need::Change(fields) })
}

fn added(bench: &Bench, row: &RowForm) -> Result<Need, Vec<Problem>> {
    if row.is_blank() {
        return Ok(Need::Nothing);
    }
    let mut typed: BTreeMap<String, String> = row.preset.clone();
    typed.extend(row.values.iter().filter(|(_, value)| !value.trim().is_empty()).map(|(k, v)| (k.clone(), v.clone())));
    typed.extend(row.fixed.clone());
    // A form that is sent twice adds its rows once. Numbers are given here, so they do not count.
    let mut fields = parsed(&bench.facts, row.ledger, &typed, None)?;
    name_holder(&bench.facts, row.ledger, &mut fields);
    if bench.facts.all(row.ledger).iter().any(|known| same_but_number(&known.fields, &fields)) {
        return Ok(Need::Nothing);
    }
    if row.ledger == Ledger::Devices && !fields.contains_key("number") {
        fields.insert("number".to_owned(), bench.next_number());
    }
    Ok(Need::Add(fields))
}

fn same_but_number(known: &Fields, new: &Fields) -> bool {
    if new.contains_key("number") {
        return same(known, new);
    }
    let mut known = known.clone();
    known.remove("number");
    same(&known, new)
}

fn changed(facts: &Facts, row: &RowForm, held: &Row) -> Result<Fields, Vec<Problem>> {
    let mut typed: BTreeMap<String, String> = held.fields.clone();
    // A reference whose row is gone is not the business of a step that does not show it.
    let dangling: Fields = held
        .ledger
        .columns()
        .iter()
        .filter(|column| {
            matches!(column.kind, Kind::Ref(_))
                && !row.columns.contains(&column.key)
                && held.filled(column.key).is_some()
                && facts.target(held, column.key).is_none()
        })
        .map(|column| (column.key.to_owned(), held.text(column.key).to_owned()))
        .collect();
    for key in dangling.keys() {
        typed.remove(key);
    }
    for key in row.columns {
        // Two rows of one name: what was not touched still points where it did.
        let untouched = facts.target(held, key).is_some_and(|target| target.name() == row.value(key).trim());
        let value = if untouched { held.text(key) } else { row.value(key) };
        typed.insert((*key).to_owned(), value.to_owned());
    }
    let mut fields = parsed(facts, row.ledger, &typed, Some(&held.id))?;
    name_holder(facts, row.ledger, &mut fields);
    fields.extend(dangling);
    Ok(fields)
}

fn parsed(
    facts: &Facts,
    ledger: Ledger,
    typed: &BTreeMap<String, String>,
    own: Option<&str>,
) -> Result<Fields, Vec<Problem>> {
    parse(facts, ledger, typed, own).map_err(|error| match error {
        AppError::Invalid(problems) => problems,
        other => vec![Problem::new("", other.to_string())],
    })
}

/// An account whose person was chosen carries the person's name, as the printed ledger shows it.
fn name_holder(facts: &Facts, ledger: Ledger, fields: &mut Fields) {
    if ledger != Ledger::Accounts || fields.contains_key("holder") {
        return;
    }
    if let Some(person) = fields.get("person").and_then(|id| facts.find(Ledger::People, id)) {
        fields.insert("holder".to_owned(), person.name());
    }
}
