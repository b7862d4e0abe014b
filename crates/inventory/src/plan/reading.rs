//! From cells to values of a ledger, row by row.

use super::{Options, Plan, Resolve, RowError, Unresolved};
use crate::table::SourceRow;
use crate::{Header, Mapping, Table};
use std::collections::{BTreeMap, HashMap};
use tate_domain::ledger::{Column, Fields, Kind, Ledger};
use tate_domain::text::{search_key, shorten};

/// One row as understood.
pub(super) struct Reading {
    pub(super) row: u32,
    /// Values ready to store, empty ones left out.
    pub(super) values: Fields,
    /// Names that refer to no row yet, by column.
    pub(super) pending: BTreeMap<&'static str, String>,
    /// Whether a cell of it is wrong.
    pub(super) failed: bool,
}

/// What a spreadsheet shows where a formula failed.
const FORMULA_ERRORS: [&str; 8] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!"];
/// Words by which people leave a reference empty.
const NO_REFERENCE: [&str; 7] = ["-", "－", "ー", "―", "なし", "無し", "不明"];

pub(super) fn read(
    ledger: Ledger,
    table: &Table,
    header: Option<&Header>,
    mapping: &Mapping,
    resolve: Resolve<'_>,
    options: &Options<'_>,
    plan: &mut Plan,
) -> Vec<Reading> {
    plan.findings.extend(table.notes.iter().cloned());
    let columns: Vec<(usize, &'static Column)> =
        mapping.keys().iter().enumerate().filter_map(|(index, key)| Some((index, ledger.column((*key)?)?))).collect();
    let mut reader = RowReader { resolve, names: HashMap::new(), masked: 0, plan };
    let mut above: BTreeMap<&'static str, String> = BTreeMap::new();
    let mut readings = Vec::new();
    let (mut repeated, mut nothing) = (0, 0);
    for row in &table.rows {
        if header.is_some_and(|header| row.number <= header.row_number) {
            continue;
        }
        if header.is_some_and(|header| repeats(row, header, &columns)) {
            repeated += 1;
            continue;
        }
        let mut reading = Reading { row: row.number, values: Fields::new(), pending: BTreeMap::new(), failed: false };
        let filled = columns.iter().any(|(index, _)| row.cells.get(*index).is_some_and(|cell| !cell.trim().is_empty()));
        for (index, column) in &columns {
            let cell = row.cells.get(*index).map_or("", String::as_str);
            if options.fill_down && fills_down(ledger, column) {
                if !cell.trim().is_empty() {
                    above.insert(column.key, cell.to_owned());
                }
                let cell = if filled { above.get(column.key).map_or("", String::as_str) } else { cell };
                reader.cell(column, cell, &mut reading);
            } else {
                reader.cell(column, cell, &mut reading);
            }
        }
        if reading.values.is_empty() && reading.pending.is_empty() && !reading.failed {
            nothing += 1;
            continue;
        }
        readings.push(reading);
    }
    let masked = reader.masked;
    let findings = &mut plan.findings;
    if masked > 0 {
        findings.push(format!(
            "伏せ字（*****）のセルが{masked}個あります。分からない値として扱い、台帳の値はそのまま残します。"
        ));
    }
    if nothing > 0 {
        findings.push(format!("{nothing}行は、取り込む列に値がないため読み飛ばしました。"));
    }
    if repeated > 0 {
        findings.push(format!("{repeated}行は、見出しの繰り返しのため読み飛ばしました。"));
    }
    let left_out: Vec<String> = header
        .map_or(&[][..], |header| &header.cells)
        .iter()
        .enumerate()
        .filter(|(index, heading)| {
            !heading.trim().is_empty() && mapping.keys().get(*index).copied().flatten().is_none()
        })
        .map(|(_, heading)| format!("「{}」", shorten(heading.trim(), 20)))
        .collect();
    if !left_out.is_empty() {
        findings.push(format!(
            "{}の列は取り込みません。必要なら、列の対応で取り込み先を選んでください。",
            left_out.join("")
        ));
    }
    for unresolved in &plan.unresolved {
        plan.findings.push(format!(
            "{}「{}」が{}の台帳にありません（{}行）。この欄は取り込みません。先に登録すると、次の取り込みでつながります。",
            unresolved.column, shorten(&unresolved.text, 30), unresolved.ledger.label(), unresolved.rows.len(),
        ));
    }
    readings
}

/// Headings printed again, as on the second page of a list.
fn repeats(row: &SourceRow, header: &Header, columns: &[(usize, &'static Column)]) -> bool {
    let key = |cells: &[String], index: usize| cells.get(index).map(|cell| search_key(cell)).unwrap_or_default();
    !columns.is_empty() && columns.iter().all(|(index, _)| key(&row.cells, *index) == key(&header.cells, *index))
}

/// Whether a blank below a merged cell can mean the value above. What tells rows apart cannot.
fn fills_down(ledger: Ledger, column: &Column) -> bool {
    let shared = matches!(column.kind, Kind::Text | Kind::Choice(_) | Kind::Ref(_) | Kind::YesNo);
    shared && column.key != ledger.name_key()
}

struct RowReader<'a> {
    resolve: Resolve<'a>,
    /// What names were asked for already.
    names: HashMap<(Ledger, String), Option<String>>,
    masked: usize,
    plan: &'a mut Plan,
}

impl RowReader<'_> {
    fn cell(&mut self, column: &'static Column, cell: &str, reading: &mut Reading) {
        let typed = cell.trim();
        self.masked += usize::from(masked(typed));
        let filetime = if column.kind == Kind::Day { filetime(typed) } else { None };
        let day = match &filetime {
            Some(day) => day,
            None if column.kind == Kind::Day => day_only(typed),
            None => typed,
        };
        let parsed = if FORMULA_ERRORS.contains(&typed) {
            Err(format!(
                "{}が「{typed}」になっています。元の表の式が計算できていません。正しい値を入力してください。",
                column.label
            ))
        } else {
            column.parse(day).map_err(|error| error.0)
        };
        match (parsed, column.kind) {
            (Ok(value), _) if value.is_empty() => {}
            (Ok(value), Kind::Ref(target)) => self.reference(column, target, value, reading),
            (Ok(value), _) => {
                reading.values.insert(column.key.to_owned(), value);
            }
            (Err(message), _) => self.fail(column, message, typed, reading),
        }
    }

    fn reference(&mut self, column: &'static Column, target: Ledger, name: String, reading: &mut Reading) {
        if NO_REFERENCE.contains(&name.as_str()) {
            return;
        }
        let resolve = self.resolve;
        let id = self.names.entry((target, name.clone())).or_insert_with(|| resolve(target, &name));
        if let Some(id) = id {
            reading.values.insert(column.key.to_owned(), id.clone());
            return;
        }
        if column.required {
            let message = format!(
                "{}「{}」が{}の台帳にありません。先に登録するか、台帳と同じ名前に直してください。",
                column.label,
                shorten(&name, 30),
                target.label(),
            );
            self.fail(column, message, &name, reading);
            return;
        }
        let known = self.plan.unresolved.iter_mut().find(|known| known.key == column.key && known.text == name);
        match known {
            Some(known) => known.rows.push(reading.row),
            None => self.plan.unresolved.push(Unresolved {
                ledger: target,
                key: column.key.to_owned(),
                column: column.label.to_owned(),
                text: name.clone(),
                rows: vec![reading.row],
            }),
        }
        reading.pending.insert(column.key, name);
    }

    fn fail(&mut self, column: &Column, message: String, typed: &str, reading: &mut Reading) {
        reading.failed = true;
        self.plan.errors.push(RowError {
            row: reading.row,
            column: column.label.to_owned(),
            message,
            typed: shorten(typed, 200),
        });
    }
}

/// `*****`: the exporting product hides the value.
fn masked(typed: &str) -> bool {
    typed.chars().count() >= 3 && typed.chars().all(|c| c == '*' || c == '＊')
}

/// The day of a moment as Active Directory counts it, in 100 nanoseconds since 1601; empty for its words for never.
fn filetime(typed: &str) -> Option<String> {
    if typed == "0" {
        return Some(String::new());
    }
    let long = (17..=19).contains(&typed.len()) && typed.bytes().all(|b| b.is_ascii_digit());
    long.then(|| crate::machine::filetime_day(typed))
}

/// The day of 「2026/11/19 18:02:11」.
fn day_only(typed: &str) -> &str {
    match typed.split_once(char::is_whitespace) {
        Some((day, time)) if time.contains([':', '：']) => day,
        _ => typed,
    }
}
