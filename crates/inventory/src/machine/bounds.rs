//! How much of an inventory is kept, and what is said when something is not.

use super::value::Record;
use super::{Fields, Host, Problem};
use crate::{Limits, ReadError};
use std::cell::Cell;

/// The most values in one piece of a file that is looked at at once: a host of Fleet, a line of osquery, a section of
/// GLPI. 10,000 programs of eight columns are 80,000.
const MOST_VALUES: usize = 400_000;
/// The most bytes of text in such a piece.
const MOST_PIECE: usize = 32_000_000;
/// The most problems that are told one by one.
const MOST_PROBLEMS: usize = 200;
/// What a kept entry and each of its values cost in memory besides their text (measured with 64-bit pointers).
pub(super) const ENTRY_COST: usize = 600;
pub(super) const VALUE_COST: usize = 64;

/// The account of one reading.
pub(super) struct Budget {
    pub(super) limits: Limits,
    kept: Cell<usize>,
    values: Cell<usize>,
    piece: Cell<usize>,
    cut: Cell<usize>,
    lost: Cell<usize>,
    deep: Cell<bool>,
    heavy: Cell<bool>,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            limits: *limits,
            kept: Cell::new(0),
            values: Cell::new(0),
            piece: Cell::new(0),
            cut: Cell::new(0),
            lost: Cell::new(0),
            deep: Cell::new(false),
            heavy: Cell::new(false),
        }
    }

    /// Begins the next piece.
    pub(super) fn next_piece(&self) {
        self.values.set(0);
        self.piece.set(0);
    }

    /// A text of the file, cut when it is too long and without characters that no screen shows. `None` when the piece
    /// holds too much.
    pub(super) fn text(&self, raw: &str) -> Option<String> {
        let most = self.limits.field_chars;
        let cut = if raw.len() > most { raw.char_indices().nth(most).map(|(at, _)| at) } else { None };
        if cut.is_some() {
            self.cut.set(self.cut.get() + 1);
        }
        let text = raw.get(..cut.unwrap_or(raw.len())).unwrap_or_default();
        self.piece.set(self.piece.get() + text.len());
        self.values.set(self.values.get() + 1);
        if self.piece.get() > MOST_PIECE || self.values.get() > MOST_VALUES {
            self.heavy.set(true);
            return None;
        }
        Some(text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect())
    }

    /// Whether a list may take one more; counts what it may not.
    pub(super) fn room(&self, length: usize) -> bool {
        let room = length < self.limits.entries;
        if !room {
            self.lost.set(self.lost.get() + 1);
        }
        room
    }

    /// Whether this depth is still read.
    pub(super) fn deep(&self, depth: usize) -> bool {
        let deep = depth > self.limits.depth;
        if deep {
            self.deep.set(true);
        }
        deep
    }

    /// Takes what a host costs.
    pub(super) fn keep(&self, host: &Host) {
        self.take(cost(host));
    }

    /// Takes what rows cost that wait for the rest of their host.
    pub(super) fn keep_rows(&self, rows: &[Record]) {
        self.take(rows.iter().map(Record::cost).sum());
    }

    /// Gives back what rows cost that are no longer needed.
    pub(super) fn give_back(&self, rows: &[Record]) {
        self.kept.set(self.kept.get().saturating_sub(rows.iter().map(Record::cost).sum()));
    }

    fn take(&self, cost: usize) {
        self.kept.set(self.kept.get().saturating_add(cost));
        if self.kept.get() > self.limits.inventory_bytes {
            self.heavy.set(true);
        }
    }

    /// Why reading must stop, if it must.
    pub(super) fn stop(&self) -> Result<(), ReadError> {
        if self.deep.get() {
            return Err(ReadError::TooDeep { most: self.limits.depth });
        }
        if self.heavy.get() { Err(ReadError::TooMuch) } else { Ok(()) }
    }

    /// What was left out on the way.
    pub(super) fn tell(&self, problems: &mut Vec<Problem>) {
        if self.cut.get() > 0 {
            add(
                problems,
                0,
                "",
                format!(
                    "{}個の値が{}文字より長いため、先頭だけを取り込みます。",
                    self.cut.get(),
                    self.limits.field_chars
                ),
            );
        }
        if self.lost.get() > 0 {
            add(
                problems,
                0,
                "",
                format!(
                    "1台あたり{}件を超える{}件の項目は取り込みません。製品から出す範囲を絞ってください。",
                    self.limits.entries,
                    self.lost.get()
                ),
            );
        }
        if problems.len() > MOST_PROBLEMS {
            let more = problems.len() - MOST_PROBLEMS;
            problems.truncate(MOST_PROBLEMS);
            add(problems, 0, "", format!("ほかに{more}件の問題があります。"));
        }
    }
}

/// Adds a problem; an unbounded file must not make an unbounded list.
pub(super) fn add(problems: &mut Vec<Problem>, host: u32, field: &str, message: String) {
    if problems.len() <= MOST_PROBLEMS * 10 {
        problems.push(Problem { host, field: field.to_owned(), message });
    }
}

fn cost(host: &Host) -> usize {
    let fields = |fields: &Fields| {
        fields.iter().map(|(key, value)| VALUE_COST + key.len() + value.len()).sum::<usize>() + ENTRY_COST
    };
    let lists = [&host.software, &host.accounts, &host.services];
    let lists: usize = lists.into_iter().flatten().map(fields).sum();
    let updates: usize = host.updates.iter().map(|u| VALUE_COST * 3 + u.name.len() + u.title.len()).sum();
    let more: usize = host.more.values().flatten().map(|line| VALUE_COST + line.len()).sum();
    fields(&host.device) + lists + updates + more + host.macs.len() * VALUE_COST
}

/// Says that hosts were left out.
pub(super) fn too_many_hosts(problems: &mut Vec<Problem>, budget: &Budget, left: usize) {
    let most = budget.limits.hosts;
    add(
        problems,
        0,
        "",
        format!(
            "機器が{most}台を超えています。先頭の{most}台だけを取り込み、残りの{left}台は取り込みません。ファイルを分けて書き出してください。"
        ),
    );
}

/// Says that the file breaks off, and that what follows is not known.
pub(super) fn breaks_off(problems: &mut Vec<Problem>, line: usize) {
    add(
        problems,
        0,
        "",
        format!(
            "{line}行目で、ファイルが途中で切れているか壊れています。そこまでの機器だけを取り込みます。すべての機器が必要なときは、書き出し直してください。"
        ),
    );
}
