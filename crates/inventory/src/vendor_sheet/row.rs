//! One row of a sheet that came back.

use super::find::{self, Headings};
use super::{MOST_ROWS, Place, SheetFile};
use crate::table::SourceRow;
use serde::{Deserialize, Serialize};
use tate_domain::text::{printable, shorten};
use tate_domain::vendor::Typed;

/// What is wrong with one row: its place, its name, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowProblem {
    /// Its number as a spreadsheet shows it; 0 where the file has no such row.
    pub row: u32,
    /// The item; empty where the row cannot be told.
    pub item: String,
    /// `15行目（2-⑥ 全般）`, or the item's name where the row is missing.
    pub name: String,
    /// What happened, why, what to do.
    pub message: String,
}

impl RowProblem {
    /// The whole sentence: `15行目（2-⑥ 全般）：…`.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{}：{}", self.name, self.message)
    }
}

impl Place {
    /// `15行目（2-⑥ 全般）`.
    #[must_use]
    pub fn name(&self) -> String {
        let shown = [self.number.as_str(), &self.target].join(" ");
        match shown.trim() {
            "" => format!("{}行目", self.row),
            shown => format!("{}行目（{shown}）", self.row),
        }
    }
}

/// What Excel writes into a cell whose formula failed.
const ERRORS: [&str; 8] = ["#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!", "#SPILL!"];

/// Reads one row into the file.
pub(super) fn take(file: &mut SheetFile, source: &SourceRow, headings: &Headings) {
    let text = |at: Option<usize>| {
        let cell = at.and_then(|at| source.cells.get(at)).map_or("", String::as_str);
        printable(cell, true).trim().to_owned()
    };
    let short = |at| shorten(&text(at).replace('\n', " "), 20);
    let place = Place { row: source.number, number: short(headings.number), target: short(headings.target) };
    let typed = Typed {
        item: String::new(),
        value: text(Some(headings.value)),
        ground: text(Some(headings.ground)),
        target_date: text(headings.target_date),
        remark: text(headings.remark),
    };
    match source.cells.iter().find_map(|cell| find::key(cell)) {
        Some((request, item)) => keyed(file, place, request, Typed { item: item.to_owned(), ..typed }),
        None if source.number > headings.row => unkeyed(file, &place, &typed),
        None => {}
    }
}

fn keyed(file: &mut SheetFile, place: Place, request: &str, typed: Typed) {
    let problem =
        |item: &str, message: String| RowProblem { row: place.row, item: item.to_owned(), name: place.name(), message };
    if request != file.meta.request {
        file.problems.push(problem("", "別の依頼の用紙の行です。この依頼の回答用紙の行に書き写してください。".into()));
        return;
    }
    let same = file.rows.iter().position(|row| row.item == typed.item);
    if let Some(first) = same {
        if file.rows[first] != typed {
            let other = file.places[first].row;
            file.problems.push(problem(
                &typed.item,
                format!(
                    "{other}行目と同じ行が、違う内容でもう1つあります。どちらが正しいか分かりません。1つだけを残してください。"
                ),
            ));
        }
        return;
    }
    if file.rows.len() >= MOST_ROWS {
        file.problems.push(problem(
            &typed.item,
            format!("行が{MOST_ROWS}行を超えています。用紙をダウンロードし直してください。"),
        ));
        return;
    }
    let cells = [
        ("回答", &typed.value),
        ("根拠・理由", &typed.ground),
        ("目標日", &typed.target_date),
        ("備考", &typed.remark),
    ];
    for (name, cell) in cells {
        if ERRORS.contains(&cell.as_str()) {
            file.problems.push(problem(
                &typed.item,
                format!("「{name}」のセルが数式の誤り（{cell}）になっています。数式ではなく、文字で入力してください。"),
            ));
        }
    }
    file.rows.push(typed);
    file.places.push(place);
}

/// A row below the headings without a key: a row of the table whose key was lost, or a note of the vendor's.
fn unkeyed(file: &mut SheetFile, place: &Place, typed: &Typed) {
    let is_row = !place.number.is_empty() && !place.target.is_empty() || !typed.value.is_empty();
    let written =
        [&typed.value, &typed.ground, &typed.target_date, &typed.remark].into_iter().any(|cell| !cell.is_empty());
    if is_row && (written || !place.number.is_empty()) {
        file.problems.push(RowProblem {
            row: place.row,
            item: String::new(),
            name: place.name(),
            message: "行を見分けるための隠れた値（A列）が消えたか、書き換えられています。回答用紙をダウンロードし直してこの行を書き写すか、画面で入力してください。".into(),
        });
    } else if written {
        let words = [&typed.ground, &typed.remark, &typed.target_date].into_iter().find(|cell| !cell.is_empty());
        file.notes.push(format!(
            "{}行目の「{}」は、表の行ではないため取り込みません。必要なら、どれかの行の備考に書いてください。",
            place.row,
            shorten(words.map_or("", String::as_str), 30)
        ));
    }
}
