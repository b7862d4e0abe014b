//! What an import would do: the dry run.
//!
//! Rules: a row with an error is left out, the others can be taken;
//! an empty or masked cell keeps what the ledger has, so that an import never blanks out what a
//! person entered; two rows with one 管理番号 are both refused, each naming the other; nothing is
//! merged by an IP address.

mod matching;
mod outcome;
mod reading;

pub use outcome::{Change, Plan, RowError, Unresolved};

use crate::{Header, Mapping, Table, export};
use matching::{Found, Matcher};
use reading::Reading;
use std::collections::BTreeMap;
use tate_domain::facts::Row;
use tate_domain::ledger::Ledger;

/// Finds a row of a ledger by the name that people write for it; its identifier, if there is
/// exactly one.
pub type Resolve<'a> = &'a dyn Fn(Ledger, &str) -> Option<String>;

/// What the person importing chose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options<'a> {
    /// The column that recognises rows of the ledger (its key); `None` uses the ledger's own order
    /// of match keys.
    pub match_key: Option<&'a str>,
    /// Whether blank cells below a merged cell take the value above. Never for numbers, addresses,
    /// days and names of rows.
    pub fill_down: bool,
}

/// Compares a table with the ledger. `existing` are the rows of this ledger.
///
/// Without a header every row of the table is data.
#[must_use]
pub fn plan(
    ledger: Ledger,
    table: &Table,
    header: Option<&Header>,
    mapping: &Mapping,
    existing: &[Row],
    resolve: Resolve<'_>,
    options: &Options<'_>,
) -> Plan {
    let mut plan = Plan::default();
    let existing: Vec<&Row> = existing.iter().filter(|row| row.ledger == ledger).collect();
    let matcher = Matcher::new(ledger, &existing, options.match_key);
    let mut readings = reading::read(ledger, table, header, mapping, resolve, options, &mut plan);
    matcher.refuse_twins(&mut readings, &mut plan.errors);

    let mut claimed: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    let mut matched = Vec::new();
    for reading in &readings {
        if reading.failed {
            continue;
        }
        match matcher.find(reading, &claimed) {
            Ok(found) => {
                if let Found::Row(index) = found {
                    claimed.entry(index).or_default().push(reading.row);
                }
                matched.push((reading, found));
            }
            Err(error) => plan.errors.push(error),
        }
    }
    for (reading, found) in matched {
        match found {
            Found::Row(index) if claimed.get(&index).is_some_and(|rows| rows.len() > 1) => {
                let others = others(&claimed[&index], reading.row);
                plan.errors.push(RowError {
                    row: reading.row,
                    column: ledger.label().to_owned(),
                    message: format!(
                        "台帳の「{}」に{others}行目も当てはまります。どちらの行かが分かるように直してください。",
                        existing[index].name()
                    ),
                    typed: String::new(),
                });
            }
            Found::Row(index) => plan.update(existing[index], reading),
            Found::Nothing => plan.add(ledger, mapping, reading),
        }
    }
    plan.errors.sort_by_key(|error| error.row);
    plan
}

/// 「3・5」: all rows but this one.
fn others(rows: &[u32], this: u32) -> String {
    let shown: Vec<String> = rows.iter().filter(|row| **row != this).take(5).map(u32::to_string).collect();
    shown.join("・")
}

impl Plan {
    fn update(&mut self, row: &Row, reading: &Reading) {
        let mut after = row.fields.clone();
        for (key, value) in &reading.values {
            if !same(row.text(key), value) {
                after.insert(key.clone(), value.clone());
            }
        }
        if after == row.fields {
            self.unchanged += 1;
            return;
        }
        self.updates.push(Change {
            row: reading.row,
            id: Some(row.id.clone()),
            version: Some(row.version),
            before: Some(row.fields.clone()),
            after,
        });
    }

    fn add(&mut self, ledger: Ledger, mapping: &Mapping, reading: &Reading) {
        let missing: Vec<_> = ledger
            .columns()
            .iter()
            .filter(|column| column.required && !reading.values.contains_key(column.key))
            .collect();
        for column in &missing {
            let message = if mapping.source_of(column.key).is_some() {
                format!("{}が空です。この項目は必ず入力してください。", column.label)
            } else {
                format!("{}の列がありません。列の対応で、{}にあたる列を選んでください。", column.label, column.label)
            };
            self.errors.push(RowError {
                row: reading.row,
                column: column.label.to_owned(),
                message,
                typed: String::new(),
            });
        }
        if missing.is_empty() {
            self.adds.push(Change {
                row: reading.row,
                id: None,
                version: None,
                before: None,
                after: reading.values.clone(),
            });
        }
    }
}

/// Whether a cell says what the ledger already has. A file that went out as CP932 comes back with
/// the forms of that encoding (～ for 〜, 〓 for 𠮷); that is no change.
fn same(stored: &str, incoming: &str) -> bool {
    stored == incoming || (!stored.is_ascii() && export::as_cp932(stored) == incoming)
}
