//! Which row of a table names its columns.

use crate::{Table, known};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tate_domain::ledger::{Column, Ledger};
use tate_domain::text::search_key;

/// How many of the first rows may stand above the column headings (title, date, place).
const TITLE_ROWS: usize = 30;

/// The row of column headings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Its number in the source.
    pub row_number: u32,
    /// The headings as written.
    pub cells: Vec<String>,
}

/// Finds the row of headings: the one among the first rows that names most columns of the ledger.
///
/// One recognised heading is enough only when the row has nothing else; a title such as
/// 「機器台帳（令和8年4月1日現在）」 recognises nothing. `None` is a table without headings: a paste
/// may then be read in the official order with [`Mapping::in_order`](crate::Mapping::in_order).
#[must_use]
pub fn detect(table: &Table, ledger: Ledger) -> Option<Header> {
    let mut best: Option<(usize, &crate::table::SourceRow)> = None;
    for row in table.rows.iter().take(TITLE_ROWS) {
        let known: BTreeSet<&str> =
            row.cells.iter().filter_map(|cell| recognise(ledger, cell)).map(|column| column.key).collect();
        let filled = row.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let enough = known.len() >= 2 || (known.len() == 1 && filled == 1);
        if enough && best.is_none_or(|(most, _)| known.len() > most) {
            best = Some((known.len(), row));
        }
    }
    best.map(|(_, row)| Header { row_number: row.number, cells: row.cells.clone() })
}

/// How surely a heading means a column; the smaller the surer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Match {
    Label,
    Alias,
    /// The column's key, or a heading of a product whose exports are known
    Known,
    /// After taking away a remark in brackets and marks: 「登録日（西暦）※」
    Trimmed,
}

/// The column a heading means.
pub(crate) fn recognise(ledger: Ledger, heading: &str) -> Option<&'static Column> {
    matches(ledger, heading).min_by_key(|(how, _)| *how).map(|(_, column)| column)
}

/// All columns a heading may mean.
pub(crate) fn matches(ledger: Ledger, heading: &str) -> impl Iterator<Item = (Match, &'static Column)> {
    let key = search_key(heading);
    let bare = trimmed(&key);
    ledger.columns().iter().filter_map(move |column| how(ledger, column, &key, &bare).map(|how| (how, column)))
}

fn how(ledger: Ledger, column: &Column, key: &str, bare: &str) -> Option<Match> {
    if key.is_empty() {
        return None;
    }
    let is = |word: &str, key: &str| search_key(word) == key;
    if is(column.label, key) {
        return Some(Match::Label);
    }
    if column.aliases.iter().any(|alias| is(alias, key)) {
        return Some(Match::Alias);
    }
    if is(column.key, key) || known::heading(ledger, column.key, key) {
        return Some(Match::Known);
    }
    let named = is(column.label, bare) || column.aliases.iter().any(|alias| is(alias, bare));
    (named && !bare.is_empty()).then_some(Match::Trimmed)
}

/// A folded heading without a remark in brackets and without marks for required fields.
fn trimmed(key: &str) -> String {
    let bare = key.split(['(', '[', '【', '<']).next().unwrap_or(key);
    bare.trim_matches(|c: char| matches!(c, '*' | '※' | '★' | ':' | '●' | '■' | '○')).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paste;

    #[test]
    fn title_rows_above_the_headings_are_skipped() {
        let table = paste::read("機器台帳（令和8年4月1日現在）\t\t\n作成：総務\t\t\n\n管理番号\tOS・製品名\tIP ADRESS\n001\tWindows 11\t動的\n").unwrap();
        let header = detect(&table, Ledger::Devices).unwrap();
        assert_eq!(header.row_number, 4);
        assert_eq!(header.cells, ["管理番号", "OS・製品名", "IP ADRESS"]);
    }

    #[test]
    fn a_table_without_headings_has_none() {
        let table = paste::read("001\tA社\tWindows 11 Pro 24H2\n002\tB社\tWindows 10\n").unwrap();
        assert_eq!(detect(&table, Ledger::Devices), None);
    }

    #[test]
    fn headings_in_any_spelling_are_recognised() {
        for (heading, key) in [
            ("ｺﾝﾋﾟｭｰﾀ名", "host"),
            ("ＯＳ", "os"),
            ("登録日（西暦）", "registered"),
            ("※管理番号", "number"),
            ("設置\n場所", "place"),
            ("Asset_Tag", "number"),
            ("manufacturer", "maker"),
            ("ハードウェア名", "host"),
            ("registered", "registered"),
        ] {
            assert_eq!(recognise(Ledger::Devices, heading).map(|c| c.key), Some(key), "{heading}");
        }
        assert!(recognise(Ledger::Devices, "最終通信日時").is_none());
        assert!(recognise(Ledger::Devices, "").is_none());
    }

    #[test]
    fn a_single_column_of_names_has_a_heading() {
        let table =
            crate::table::read("list.csv", "氏名\n見本 一郎\n見本 二郎\n".as_bytes(), &crate::Limits::default())
                .unwrap();
        assert_eq!(detect(&table, Ledger::People).map(|h| h.row_number), Some(1));
    }
}
