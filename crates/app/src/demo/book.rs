//! Rows of a facility while they are put together: names become ids, relative days become days.
//!
//! Every value goes through the same parsing as typed input, so the demo cannot hold a value that
//! a person could not have entered.

use crate::error::{AppError, Result};
use crate::new_id;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::HashMap;
use tate_domain::date::FiscalYear;
use tate_domain::id::RowId;
use tate_domain::ledger::{Fields, Kind, Ledger};

/// One row, ready to be stored.
#[derive(Debug)]
pub(super) struct Planned {
    /// The ledger.
    pub(super) ledger: Ledger,
    /// Identifier.
    pub(super) id: RowId,
    /// The values.
    pub(super) fields: Fields,
}

/// The rows of one facility in the order in which they were written down.
#[derive(Debug)]
pub(super) struct Book {
    today: Date,
    rows: Vec<Planned>,
    names: HashMap<(Ledger, String), RowId>,
}

impl Book {
    /// An empty book on a day.
    pub(super) fn new(today: Date) -> Self {
        Self { today, rows: Vec::new(), names: HashMap::new() }
    }

    /// The rows.
    pub(super) fn rows(&self) -> &[Planned] {
        &self.rows
    }

    /// Writes a row down under a short name by which later rows refer to it (`-`: none does).
    ///
    /// # Errors
    /// A value that cannot be entered, a column that does not exist, a name that was not written
    /// down before: mistakes in the demo's data.
    pub(super) fn add<K: AsRef<str>, V: AsRef<str>>(
        &mut self,
        ledger: Ledger,
        name: &str,
        cells: impl IntoIterator<Item = (K, V)>,
    ) -> Result<()> {
        let mistake = |text: String| AppError::Internal(format!("demo data, {} {name}: {text}", ledger.code()));
        let mut fields = Fields::new();
        for (key, typed) in cells {
            let (key, typed) = (key.as_ref(), typed.as_ref());
            let column = ledger.column(key).ok_or_else(|| mistake(format!("no column {key}")))?;
            let stored = match column.kind {
                Kind::Ref(_) if typed.is_empty() => String::new(),
                Kind::Ref(target) => self
                    .names
                    .get(&(target, typed.to_owned()))
                    .map(|id| id.0.clone())
                    .ok_or_else(|| mistake(format!("{key}: no {} named {typed}", target.code())))?,
                Kind::Day => match relative(typed, self.today) {
                    Some(day) => day.to_string(),
                    None => column.parse(typed).map_err(|error| mistake(error.0))?,
                },
                _ => column.parse(typed).map_err(|error| mistake(error.0))?,
            };
            if !stored.is_empty() {
                fields.insert(key.to_owned(), stored);
            }
        }
        let id: RowId = new_id();
        if name != "-" && self.names.insert((ledger, name.to_owned()), id.clone()).is_some() {
            return Err(mistake("twice".to_owned()));
        }
        self.rows.push(Planned { ledger, id, fields });
        Ok(())
    }

    /// Writes down a table text: one row a line, cells parted by tabs: ledger, short name, then
    /// `column=value`. Empty lines and lines with `#` are skipped.
    ///
    /// # Errors
    /// As [`Book::add`], and a line that is no row.
    pub(super) fn read(&mut self, table: &str) -> Result<()> {
        for line in table.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            let mistake = |text: &str| AppError::Internal(format!("demo data, line {line:?}: {text}"));
            let mut cells = line.split('\t');
            let ledger = cells.next().and_then(Ledger::from_code).ok_or_else(|| mistake("no ledger"))?;
            let name = cells.next().ok_or_else(|| mistake("no name"))?;
            let cells: Vec<(&str, &str)> = cells
                .map(|cell| cell.split_once('=').ok_or_else(|| mistake("a cell without =")))
                .collect::<Result<_>>()?;
            self.add(ledger, name, cells)?;
        }
        Ok(())
    }
}

/// A day relative to today: `-12d`, `+3m`, `-2y`; `year-30d`: as many days back, but not before
/// the fiscal year's first day; `before-20d`: as many days before that first day.
fn relative(typed: &str, today: Date) -> Option<Date> {
    let first = FiscalYear::of(today).first();
    if let Some(rest) = typed.strip_prefix("year") {
        return Some(step(rest, today)?.max(first));
    }
    if let Some(rest) = typed.strip_prefix("before") {
        return step(rest, first);
    }
    step(typed, today)
}

fn step(typed: &str, from: Date) -> Option<Date> {
    let sign = match typed.get(..1)? {
        "-" => -1,
        "+" => 1,
        _ => return None,
    };
    let unit = typed.get(typed.len().checked_sub(1)?..)?;
    let count = sign * typed.get(1..typed.len() - 1)?.parse::<i32>().ok()?;
    let span = match unit {
        "d" => count.days(),
        "m" => count.months(),
        "y" => count.years(),
        _ => return None,
    };
    from.checked_add(span).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn relative_days_follow_today_and_stay_in_the_fiscal_year_where_they_say_so() {
        let today = date(2026, 11, 20);
        assert_eq!(relative("-12d", today), Some(date(2026, 11, 8)));
        assert_eq!(relative("+1m", today), Some(date(2026, 12, 20)));
        assert_eq!(relative("year-400d", today), Some(date(2026, 4, 1)));
        assert_eq!(relative("before-20d", today), Some(date(2026, 3, 12)));
        assert_eq!(relative("2021-05-10", today), None);
        assert_eq!(relative("", today), None);
        assert_eq!(relative("-", today), None);
    }

    #[test]
    fn a_value_nobody_could_type_or_a_dangling_name_is_refused() {
        let mut book = Book::new(date(2026, 11, 20));
        assert!(book.read("vendors\tv\tname=蛍火レセプト工房\nsystems\ts\tname=レセコン\tvendor=v").is_ok());
        assert_eq!(book.rows().len(), 2);
        assert_eq!(book.rows()[1].fields["vendor"], book.rows()[0].id.0);
        for bad in [
            "systems\tt\tvendor=nobody",
            "devices\td\tip=999.1.1.1",
            "devices\td\tcolour=red",
            "devices\td\tstate",
            "gadgets\td",
            "vendors\tv\tname=x",
        ] {
            assert!(book.read(bad).is_err(), "{bad}");
        }
    }
}
