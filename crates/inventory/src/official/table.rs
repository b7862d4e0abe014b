//! The rows of a checklist, from the top of a sheet to its end.

use super::cells::{self, offers_both};
use super::grid::{Grid, Lists};
use super::heading::{self, Columns, Part, Role};
use super::{OfficialRow, OfficialSheet, number, words};
use std::collections::BTreeMap;
use tate_domain::edition::{self, Target};
use tate_domain::text::{printable, shorten};

/// The most rows between a sentence and the row in which it ends.
const MOST_WRAPPED: u32 = 3;
/// The most explaining lines and doubts that are kept.
const MOST_LINES: usize = 60;

/// What holds for the rows below.
#[derive(Debug, Default)]
struct Walk {
    columns: Columns,
    section: String,
    target: Option<Target>,
    gate: Option<OfficialRow>,
    rows: Vec<OfficialRow>,
    above: Vec<String>,
    notes: Vec<String>,
    doubts: Vec<String>,
    /// The beginning of a sentence that goes on in the next row.
    open: Option<(u32, String)>,
}

/// What stands left of a row's text.
#[derive(Debug, Default)]
struct Margin {
    number: Option<String>,
    target: Option<Target>,
    marked: bool,
    dated: bool,
}

/// Reads a sheet; `None` where no row has a number.
pub(super) fn read(name: &str, part: &str, grid: &Grid, lists: &Lists) -> Option<OfficialSheet> {
    let mut walk = Walk::default();
    let rows = grid.rows();
    let mut headings: Vec<u32> = Vec::new();
    let mut below = 0;
    for row in rows.iter().copied().filter(|row| !grid.hides_row(*row)) {
        if row < below {
            continue;
        }
        if heading::is_heading(grid, row) && item_number(grid, &walk, row).is_none() {
            headings.push(row);
            walk.columns = Columns::read(grid, &headings);
            continue;
        }
        headings.clear();
        below = walk.row(grid, row, lists);
    }
    if rows.iter().any(|row| grid.hides_row(*row)) {
        walk.doubts.push("表示されていない行があります。その行は読み取っていません。".to_owned());
    }
    walk.rows.iter().any(|row| !row.number.is_empty()).then(|| walk.finish(name, part))
}

/// The number of a row, wherever it stands.
fn item_number(grid: &Grid, walk: &Walk, row: u32) -> Option<String> {
    let text = walk.text(grid, row).map(|(_, text)| text);
    walk.margin(grid, row).number.or_else(|| number::in_text(&words::one_line(&text?)).map(|found| found.number))
}

impl Walk {
    /// Takes one row in; gives the first row below it that has not been read.
    fn row(&mut self, grid: &Grid, row: u32, lists: &Lists) -> u32 {
        if self.columns.is_empty() && self.rows.is_empty() {
            self.above.extend(grid.starting(row).iter().map(|(_, text)| words::one_line(text)));
        }
        self.enter_section(grid, row);
        let margin = self.margin(grid, row);
        let Some((column, text)) = self.text(grid, row) else {
            self.target = margin.target.or(self.target);
            return row + 1;
        };
        let bottom = grid.area(row, column).bottom;
        let own = words::one_line(&text);
        // A sentence that began above ends here only if its number does.
        let begun = self.open.take().filter(|(from, _)| row - from <= MOST_WRAPPED);
        let joined = begun.map_or_else(|| (row, own.clone()), |(from, begun)| (from, begun + &own));
        let (first, whole) =
            Some(joined.clone()).filter(|(_, line)| number::in_text(line).is_some()).unwrap_or((row, own));
        let found = number::in_text(&whole);
        let asks = offers_answer(grid, &self.columns, row);
        if let Some(number) = margin.number.clone().or_else(|| found.as_ref().map(|found| found.number.clone())) {
            let rest = found.filter(|found| found.number == number).map_or(whole, |found| found.rest);
            self.item(grid, (first, bottom), number, rest, &margin, lists);
        } else if let Some(target) = words::subheading(&whole) {
            self.target = Some(target);
        } else if words::is_note(&whole) || (words::is_title(&whole) && !asks) {
            self.note(whole);
        } else if let Some(section) = words::section(&whole).filter(|_| !asks) {
            self.section = section;
            self.target = None;
        } else if self.rows.is_empty()
            && self.gate.is_none()
            && words::is_gate(&whole)
            && (asks || !self.columns.is_empty())
        {
            let gate = self.build(grid, (row, bottom), String::new(), whole, &margin, lists);
            self.gate = Some(gate);
        } else if asks && !self.goes_on(grid, bottom, &joined.1) {
            self.doubt(format!("{}行目に、番号のない回答欄があります：{}", row + 1, shorten(&whole, 30)));
            self.item(grid, (row, bottom), String::new(), whole, &margin, lists);
        } else if asks || !whole.ends_with(['。', '）', ')', '：', ':']) {
            self.open = Some(joined);
        } else {
            self.note(whole);
        }
        bottom.max(row) + 1
    }

    /// Whether a sentence ends, with its number, in one of the next rows.
    fn goes_on(&self, grid: &Grid, row: u32, begun: &str) -> bool {
        let mut line = begun.to_owned();
        (row + 1..=row + MOST_WRAPPED).any(|next| {
            let more = self.text(grid, next).filter(|_| !offers_answer(grid, &self.columns, next));
            line.push_str(&more.map(|(_, text)| words::one_line(&text)).unwrap_or_default());
            number::in_text(&line).is_some()
        })
    }

    /// A row's text and its column: under the heading チェック項目, else the longest that no other heading
    /// claims.
    fn text(&self, grid: &Grid, row: u32) -> Option<(u32, String)> {
        let starting = grid.starting(row);
        let headed = starting.iter().find(|(column, _)| self.columns.role(*column) == Some(Role::Text));
        let longest = || {
            let free = starting.iter().filter(|(column, text)| {
                self.columns.role(*column).is_none()
                    && !offers_both(text)
                    && (!self.is_margin(*column) || self.columns.is_empty())
            });
            free.max_by_key(|(column, text)| (text.chars().count(), std::cmp::Reverse(*column)))
        };
        // Notes and titles begin in the first column, whatever stands above.
        let lone = || starting.first().filter(|(_, text)| starting.len() == 1 && !offers_both(text));
        headed.or_else(longest).or_else(lone).map(|(column, text)| (*column, printable(text, true)))
    }

    /// Whether a column stands left of the text.
    fn is_margin(&self, column: u32) -> bool {
        self.columns.with(|role| role == Role::Text).next().is_some_and(|text| column < text)
    }

    fn first_answer(&self) -> Option<u32> {
        self.columns.with(|role| matches!(role, Role::Check(..) | Role::TargetDate)).next()
    }

    /// A section heading that stands left of the text, over one row or several.
    fn enter_section(&mut self, grid: &Grid, row: u32) {
        let left = |column: &u32| {
            self.is_margin(*column) || (self.columns.with(|role| role == Role::Text).next().is_none() && *column == 0)
        };
        let found = grid.columns().filter(left).find_map(|column| words::section(grid.seen(row, column)));
        if let Some(section) = found.filter(|section| *section != self.section) {
            self.section = section;
            self.target = None;
        }
    }

    /// Number, target and mark beside the text.
    fn margin(&self, grid: &Grid, row: u32) -> Margin {
        let mut margin = Margin::default();
        let section = self.section.chars().next();
        for column in grid.columns() {
            let text = grid.seen(row, column).trim();
            let role = self.columns.role(column);
            if text.is_empty() || (role.is_none() && !self.is_margin(column) && !self.columns.is_empty()) {
                continue;
            }
            match role {
                Some(Role::Mark) => margin.marked = true,
                Some(Role::Target) => margin.target = words::target(text),
                Some(Role::Number) => {
                    let day = number::from_day(text);
                    margin.dated = day.is_some();
                    margin.number = number::alone(text, section).or(day);
                }
                Some(_) => {}
                None if number::alone(text, None).is_some() => margin.number = number::alone(text, None),
                None if text == "※" => margin.marked = true,
                None if self.first_answer().is_none_or(|first| column < first) => {
                    margin.target = margin.target.or_else(|| words::target(text));
                }
                None => {}
            }
        }
        margin
    }

    fn item(&mut self, grid: &Grid, rows: (u32, u32), number: String, text: String, margin: &Margin, lists: &Lists) {
        if self.columns.rounds() == 0 {
            self.find_checks(grid, rows.0);
        }
        if margin.dated {
            self.doubt(format!("{}行目の番号は、日付として保存されていました。「{number}」と読みました。", rows.0 + 1));
        }
        let row = self.build(grid, rows, number, text, margin, lists);
        self.rows.push(row);
    }

    fn build(
        &mut self,
        grid: &Grid,
        rows: (u32, u32),
        number: String,
        text: String,
        margin: &Margin,
        lists: &Lists,
    ) -> OfficialRow {
        let cells = cells::read(grid, &self.columns, rows, lists);
        if cells.refused {
            self.doubt(format!(
                "{}行目の回答欄は、計算式か、ほかの行と結合したセルです。記入の対象にしません。",
                rows.0 + 1
            ));
        }
        OfficialRow {
            row: rows.0 + 1,
            number,
            text: printable(&text, false),
            section: self.section.clone(),
            target: margin.target.or(self.target),
            marked: margin.marked,
            checks: cells.checks,
            target_date: cells.target_date,
            remark: cells.remark,
        }
    }

    /// Without headings, the cells of the first item tell which columns are answered.
    fn find_checks(&mut self, grid: &Grid, row: u32) {
        let offers: Vec<u32> = grid
            .columns()
            .filter(|column| self.columns.role(*column).is_none() && offers_both(grid.seen(row, *column)))
            .collect();
        for column in &offers {
            self.columns.add_check(*column);
        }
        if !offers.is_empty() {
            self.doubt("回答欄の見出しが見つかりません。「はい・いいえ」と書かれた列を回答欄としました。".to_owned());
        }
    }

    fn note(&mut self, text: String) {
        if self.rows.is_empty() && !self.columns.is_empty() {
            self.above.push(text.clone());
        }
        if words::is_note(&text) && self.notes.len() < MOST_LINES {
            self.notes.push(printable(&text, false));
        }
    }

    fn doubt(&mut self, text: String) {
        if self.doubts.len() < MOST_LINES {
            self.doubts.push(text);
        }
    }

    fn finish(mut self, name: &str, part: &str) -> OfficialSheet {
        let title = self.above.iter().find(|text| words::is_title(text)).cloned().unwrap_or_default();
        let around: Vec<&str> = self.above.iter().map(String::as_str).chain([name]).collect();
        let year = words::fiscal_year(&title).or_else(|| around.iter().find_map(|text| words::fiscal_year(text)));
        let side = around.iter().find_map(|text| words::side(text));
        let kinds = around.iter().filter(|text| text.contains("確認用")).map(|text| words::kinds(text));
        let kinds = kinds.chain([words::kinds(&title)]).find(|kinds| !kinds.is_empty()).unwrap_or_default();
        self.question(&title, year, side.is_some());
        let columns = edition::Columns {
            item: self.columns.heading(Role::Text),
            confirmed: self.columns.heading(Role::Check(1, Part::Mixed)),
            target: self.columns.heading(Role::TargetDate),
            remark: self.columns.heading(Role::Remark),
        };
        OfficialSheet {
            name: name.to_owned(),
            part: part.to_owned(),
            title: printable(&title, false),
            fiscal_year: year,
            side,
            kinds,
            rounds: self.rows.iter().map(|row| row.checks.len()).max().and_then(|n| u8::try_from(n).ok()).unwrap_or(0),
            columns,
            gate: self.gate,
            rows: self.rows,
            notes: self.notes,
            doubts: self.doubts,
        }
    }

    /// What a person should look at before using the rows.
    fn question(&mut self, title: &str, year: Option<i16>, sided: bool) {
        if title.is_empty() {
            self.doubt("題名が見つかりません。題名を入力してください。".to_owned());
        }
        if year.is_none() {
            self.doubt("年度が見つかりません。「令和○年度」の文字がありません。".to_owned());
        }
        if !sided {
            self.doubt("施設が書く表か、事業者が書く表かが分かりません。「確認用」の文字がありません。".to_owned());
        }
        let mut count: BTreeMap<(String, Option<&str>), u32> = BTreeMap::new();
        let mut strays = Vec::new();
        for row in self.rows.iter().filter(|row| !row.number.is_empty()) {
            *count.entry((row.number.clone(), row.target.map(Target::as_str))).or_default() += 1;
            let section = row.section.chars().next().filter(char::is_ascii_digit);
            if section.is_some_and(|section| !row.number.starts_with(section)) {
                strays.push(format!("{}行目の番号「{}」は、章「{}」と合いません。", row.row, row.number, row.section));
            }
        }
        let twice = count.into_iter().filter(|(_, n)| *n > 1);
        strays.extend(twice.map(|((number, target), n)| {
            format!("番号「{number}」（{}）の行が{n}つあります。", target.unwrap_or("対象の記載なし"))
        }));
        if self.rows.iter().all(|row| row.checks.iter().all(|check| check.answer.is_none() && check.yes.is_none())) {
            strays.push(
                "回答欄（はい・いいえ）が見つかりません。版としては使えますが、このファイルへの記入はできません。"
                    .to_owned(),
            );
        }
        strays.into_iter().for_each(|doubt| self.doubt(doubt));
    }
}

/// Whether a row has a cell that offers はい and いいえ.
fn offers_answer(grid: &Grid, columns: &Columns, row: u32) -> bool {
    let offers = |column: u32| grid.area(row, column).top == row && offers_both(grid.seen(row, column));
    if columns.rounds() > 0 {
        columns.with(|role| matches!(role, Role::Check(..))).any(offers)
    } else {
        grid.starting(row).iter().any(|(column, text)| offers(*column) && text.chars().count() <= 20)
    }
}
