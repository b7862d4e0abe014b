//! Which row of the ledger a row of the source is.

use super::reading::Reading;
use super::{RowError, others, same};
use std::collections::{BTreeMap, HashMap};
use tate_domain::facts::Row;
use tate_domain::ledger::{Kind, Ledger};
use tate_domain::text::{search_key, shorten};

/// What was found in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// The row with this index
    Row(usize),
    Nothing,
}

/// Recognises rows by the ledger's match keys, or by one column that a person chose.
pub(super) struct Matcher<'a> {
    ledger: Ledger,
    existing: &'a [&'a Row],
    sets: Vec<Vec<&'a str>>,
    /// For each set: the values of an existing row, folded → its indices.
    known: Vec<HashMap<String, Vec<usize>>>,
    chosen: bool,
}

/// Values joined to one key; a part that is not known yet counts as empty.
fn join(parts: impl Iterator<Item = String>) -> String {
    parts.map(|part| part + "\u{1f}").collect()
}

impl<'a> Matcher<'a> {
    pub(super) fn new(ledger: Ledger, existing: &'a [&'a Row], match_key: Option<&'a str>) -> Self {
        let sets: Vec<Vec<&str>> = match match_key.filter(|key| ledger.column(key).is_some()) {
            Some(key) => vec![vec![key]],
            None => ledger.match_keys().iter().map(|set| set.to_vec()).collect(),
        };
        let known = sets.iter().map(|set| {
            let mut rows: HashMap<String, Vec<usize>> = HashMap::new();
            for (index, row) in existing.iter().enumerate() {
                let whole = set.iter().all(|key| row.filled(key).is_some() || is_ref(ledger, key));
                if whole && set.iter().any(|key| row.filled(key).is_some()) {
                    rows.entry(join(set.iter().map(|key| search_key(row.text(key))))).or_default().push(index);
                }
            }
            rows
        });
        Self { ledger, existing, known: known.collect(), chosen: match_key.is_some(), sets }
    }

    /// The first set of keys that the row has, a name that refers to nothing yet included.
    fn deciding(&self, reading: &Reading) -> Option<usize> {
        self.sets.iter().position(|set| {
            set.iter().all(|key| reading.values.contains_key(*key) || reading.pending.contains_key(*key))
        })
    }

    /// Refuses rows of the source that are the same row twice, each naming the other.
    pub(super) fn refuse_twins(&self, readings: &mut [Reading], errors: &mut Vec<RowError>) {
        let mut seen: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
        for (index, reading) in readings.iter().enumerate() {
            if let Some(set) = self.deciding(reading) {
                let key = join(self.sets[set].iter().map(|key| search_key(typed(reading, key))));
                seen.entry((set, key)).or_default().push(index);
            }
        }
        for ((set, _), twins) in seen.into_iter().filter(|(_, twins)| twins.len() > 1) {
            let rows: Vec<u32> = twins.iter().map(|&index| readings[index].row).collect();
            for index in twins {
                let reading = &mut readings[index];
                reading.failed = true;
                let message = format!(
                    "{}が{}行目と重複しています。どちらかを直すか、消してください。",
                    self.quote(set, reading),
                    others(&rows, reading.row)
                );
                errors.push(self.error(set, reading, message));
            }
        }
    }

    /// The row of the ledger that this is, or why that cannot be said.
    pub(super) fn find(&self, reading: &Reading, claimed: &BTreeMap<usize, Vec<u32>>) -> Result<Found, RowError> {
        let Some(first) = self.deciding(reading) else {
            return if self.chosen {
                Err(self.error(
                    0,
                    reading,
                    format!("{}が空です。照合に使う値を入力するか、照合する列を選び直してください。", self.label(0)),
                ))
            } else {
                Ok(Found::Nothing)
            };
        };
        for set in first..self.sets.len() {
            let keys = &self.sets[set];
            let pending = keys.iter().any(|key| reading.pending.contains_key(key));
            // A part that refers to nothing yet is only compared beside one that is known.
            let anchored =
                keys.iter().any(|key| !is_ref(self.ledger, key) && reading.values.contains_key(*key)) || !pending;
            let present =
                keys.iter().all(|key| reading.values.contains_key(*key) || reading.pending.contains_key(*key));
            if !(present && anchored) {
                continue;
            }
            let key = join(
                keys.iter().map(|key| reading.values.get(*key).map(|value| search_key(value)).unwrap_or_default()),
            );
            let found: Vec<usize> = self.known[set]
                .get(&key)
                .into_iter()
                .flatten()
                .copied()
                .filter(|&index| self.agrees(index, reading, set))
                .collect();
            match found[..] {
                [only] => return Ok(Found::Row(only)),
                [] if keys.iter().any(|key| is_ref(self.ledger, key)) => break,
                // The row may have come without its number; a weaker key then finds it.
                [] => {}
                // The same name several times, told apart only by what is not known yet.
                _ if pending => {
                    let equal = found.iter().find(|index| !claimed.contains_key(index) && self.equal(**index, reading));
                    return Ok(equal.map_or(Found::Nothing, |&index| Found::Row(index)));
                }
                _ => {
                    let message = format!(
                        "{}の行が台帳に{}件あり、どれを更新するか決められません。台帳の重複を直すか、照合する列を選び直してください。",
                        self.quote(set, reading),
                        found.len()
                    );
                    return Err(self.error(set, reading, message));
                }
            }
        }
        Ok(Found::Nothing)
    }

    /// Whether no stronger key that both rows have says that they differ.
    fn agrees(&self, index: usize, reading: &Reading, set: usize) -> bool {
        let row = self.existing[index];
        self.sets[..set].iter().all(|keys| {
            let both = keys.iter().all(|key| reading.values.contains_key(*key) && row.filled(key).is_some());
            !both || keys.iter().all(|key| search_key(row.text(key)) == search_key(&reading.values[*key]))
        })
    }

    fn equal(&self, index: usize, reading: &Reading) -> bool {
        reading.values.iter().all(|(key, value)| same(self.existing[index].text(key), value))
    }

    fn label(&self, set: usize) -> String {
        let labels: Vec<&str> =
            self.sets[set].iter().filter_map(|key| self.ledger.column(key)).map(|column| column.label).collect();
        labels.join("・")
    }

    /// 「管理番号「001」」; of a reference only the heading, since what is stored is an identifier.
    fn quote(&self, set: usize, reading: &Reading) -> String {
        let columns = self.sets[set].iter().filter_map(|key| self.ledger.column(key));
        let parts: Vec<String> = columns
            .map(|column| match (column.kind, reading.pending.get(column.key)) {
                (Kind::Ref(_), None) => column.label.to_owned(),
                _ => format!(
                    "{}「{}」",
                    column.label,
                    shorten(&tate_domain::ledger::show(column, typed(reading, column.key)), 30)
                ),
            })
            .collect();
        parts.join("と")
    }

    fn error(&self, set: usize, reading: &Reading, message: String) -> RowError {
        let values: Vec<&str> =
            self.sets[set].iter().filter(|key| !is_ref(self.ledger, key)).map(|key| typed(reading, key)).collect();
        RowError { row: reading.row, column: self.label(set), message, typed: values.join("・") }
    }
}

fn is_ref(ledger: Ledger, key: &str) -> bool {
    ledger.column(key).is_some_and(|column| matches!(column.kind, Kind::Ref(_)))
}

fn typed<'r>(reading: &'r Reading, key: &str) -> &'r str {
    reading.values.get(key).or_else(|| reading.pending.get(key)).map_or("", String::as_str)
}
