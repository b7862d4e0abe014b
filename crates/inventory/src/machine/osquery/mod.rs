//! osquery: the results of snapshot queries, one JSON object a line, of one or many hosts.
//!
//! Which table a query asked shows in its columns, since people name their queries as they like. Of several snapshots
//! of the same table the newest counts.

mod host;
mod protection;
mod rows;
mod table;

use super::bounds::{self, Budget};
use super::json::{self, Sink, Want};
use super::value::{Record, Value};
use super::{Format, Inventory, Problem, day};
use crate::ReadError;
use std::collections::{BTreeMap, BTreeSet};
use table::Table;

/// One snapshot of one table.
struct Snapshot {
    time: i64,
    rows: Vec<Record>,
}

/// What one host said.
#[derive(Default)]
struct Seen {
    tables: BTreeMap<Table, Snapshot>,
    newest: i64,
    hostname: String,
}

struct Log<'a> {
    budget: &'a Budget,
    order: Vec<String>,
    hosts: BTreeMap<String, Seen>,
    unknown: BTreeSet<String>,
    differences: usize,
    bad_lines: Vec<usize>,
    left: BTreeSet<String>,
    snapshots: usize,
}

/// Reads one file.
pub(super) fn read(text: &str, budget: &Budget) -> Result<Inventory, ReadError> {
    let mut log = Log {
        budget,
        order: Vec::new(),
        hosts: BTreeMap::new(),
        unknown: BTreeSet::new(),
        differences: 0,
        bad_lines: Vec::new(),
        left: BTreeSet::new(),
        snapshots: 0,
    };
    log.lines(text)?;
    log.finish()
}

impl Sink for Log<'_> {
    fn want(&mut self, _: &[String]) -> Want {
        Want::Skip
    }

    fn take(&mut self, _: &[String], value: Value) -> Result<(), ()> {
        self.result(value);
        self.budget.stop().map_err(drop)
    }
}

impl Log<'_> {
    fn lines(&mut self, text: &str) -> Result<(), ReadError> {
        if text.trim_start().starts_with('[') {
            // The same objects in one array, as tools that collect logs write them.
            let budget = self.budget;
            let walked = json::elements(text, budget, self);
            budget.stop()?;
            return walked.map_err(|broken| self.broken(broken.line));
        }
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let value = json::value(line, self.budget);
            self.budget.stop()?;
            match value {
                Ok(Some(value)) => self.result(value),
                Ok(None) | Err(_) if self.bad_lines.len() < 1_000 => self.bad_lines.push(index + 1),
                Ok(None) | Err(_) => return Err(self.broken(index + 1)),
            }
            self.budget.stop()?;
        }
        match self.bad_lines.first() {
            Some(&line) if self.snapshots == 0 => Err(self.broken(line)),
            _ => Ok(()),
        }
    }

    fn broken(&self, line: usize) -> ReadError {
        ReadError::Broken { product: Format::Osquery.label().to_owned(), line }
    }

    fn result(&mut self, value: Value) {
        let Value::Record(result) = value else { return };
        if result.text("hostidentifier").is_empty() {
            return;
        }
        if !result.has("snapshot") {
            self.differences += usize::from(result.has("columns") || result.has("diffresults"));
            return;
        }
        self.snapshots += 1;
        let id = result.text("hostidentifier").to_owned();
        if !self.hosts.contains_key(&id) {
            if self.hosts.len() >= self.budget.limits.hosts {
                if self.left.len() < self.budget.limits.hosts {
                    self.left.insert(id);
                }
                return;
            }
            self.order.push(id.clone());
        }
        self.snapshot(&id, &result);
    }

    fn snapshot(&mut self, id: &str, result: &Record) {
        let time = result.text("unixtime").parse::<i64>().unwrap_or_default().clamp(0, 253_402_300_799);
        let seen = self.hosts.entry(id.to_owned()).or_default();
        seen.newest = seen.newest.max(time);
        if let Some(decorations) = result.record("decorations") {
            decorations.first(&["hostname", "computer_name"]).clone_into(&mut seen.hostname);
        }
        let name = result.text("name");
        let Some(first) = result.records("snapshot").next() else { return };
        let Some(table) = table::of(name, first) else {
            if self.unknown.len() < 50 {
                self.unknown.insert(tate_domain::text::shorten(name, 60));
            }
            return;
        };
        if seen.tables.get(&table).is_some_and(|known| known.time > time) {
            return;
        }
        let mut rows: Vec<Record> =
            result.records("snapshot").map(|row| row.clone().narrowed(table::COLUMNS)).collect();
        if table == Table::Registry {
            // A query for one key may select nothing but its data; then the query's name says which.
            for row in rows.iter_mut().filter(|row| !row.has("path")) {
                row.set("path", Value::Text(name.to_owned()));
            }
        }
        // Several queries of one run may ask the same table: registry keys, or addresses of two kinds.
        if let Some(before) = seen.tables.remove(&table) {
            self.budget.give_back(&before.rows);
            if before.time == time && table.adds_up() && before.rows.len() < self.budget.limits.entries {
                rows.extend(before.rows);
            }
        }
        self.budget.keep_rows(&rows);
        seen.tables.insert(table, Snapshot { time, rows });
    }

    fn finish(mut self) -> Result<Inventory, ReadError> {
        if self.hosts.is_empty() && self.differences == 0 {
            return Err(ReadError::NotOfProduct { product: Format::Osquery.label().to_owned() });
        }
        let newest = self.hosts.values().map(|seen| seen.newest).max().unwrap_or_default();
        let mut problems = Vec::new();
        let mut hosts = Vec::new();
        for (index, id) in self.order.iter().enumerate() {
            let Some(seen) = self.hosts.remove(id) else { continue };
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            hosts.push(host::host(id, seen, self.budget, number, &mut problems));
            self.budget.stop()?;
        }
        self.complain(&mut problems);
        self.budget.tell(&mut problems);
        let run = BTreeMap::from([("snapshots".to_owned(), self.snapshots.to_string())]);
        Ok(Inventory { format: Format::Osquery, taken_at: day::rfc3339(&newest.to_string()), run, hosts, problems })
    }

    fn complain(&self, problems: &mut Vec<Problem>) {
        if !self.left.is_empty() {
            bounds::too_many_hosts(problems, self.budget, self.left.len());
        }
        if let Some(first) = self.bad_lines.first() {
            bounds::add(
                problems,
                0,
                "",
                format!(
                    "{first}行目など{}行は、途中で切れているか壊れているため読み飛ばしました。ほかの行だけを取り込みます。",
                    self.bad_lines.len()
                ),
            );
        }
        if self.differences > 0 {
            bounds::add(
                problems,
                0,
                "columns",
                format!(
                    "差分の記録が{}行あります。差分からは全体が分からないため取り込みません。問い合わせに \"snapshot\": true を付けてください。",
                    self.differences
                ),
            );
        }
        if !self.unknown.is_empty() {
            let names: Vec<&str> = self.unknown.iter().map(String::as_str).collect();
            bounds::add(
                problems,
                0,
                "name",
                format!("台帳に使わない問い合わせは取り込みません（{}）。", names.join("、")),
            );
        }
    }
}
