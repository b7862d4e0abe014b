//! The list: proposal, answer, dates, files, last year, row by row; other sheets and earlier years.

use super::{item_address, list_address};
use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;
use std::sync::Arc;
use tate_app::AppError;
use tate_app::checklist::{Checklist, ChecklistRow, Sheets};
use tate_app::crosswalk::row_number;
use tate_app::switching::CarriedSheet;
use tate_domain::answer::{Answer, AnswerValue};
use tate_domain::date::FiscalYear;
use tate_domain::edition::{Edition, Flag};

/// Which sheet of which year, and which of its rows.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    edition: String,
    year: String,
    only: String,
}

#[derive(Template)]
#[template(path = "pages/checklist/list.html")]
struct ListPage {
    frame: Frame,
    list: Checklist,
    sheets: Sheets,
    /// Only the rows with ※ are shown.
    only_marked: bool,
    /// What was carried over to the sheet.
    carried: Option<CarriedSheet>,
}

/// Rows under one heading of the official sheet.
struct Group<'a> {
    title: String,
    rows: Vec<&'a ChecklistRow>,
}

/// A sheet that can be opened.
#[derive(Default)]
struct SheetLink {
    address: String,
    title: String,
    note: String,
    /// It is the one on the page.
    shown: bool,
}

impl ListPage {
    fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for row in self.list.rows.iter().filter(|row| !self.only_marked || row.item.has(Flag::R5Item)) {
            let title = if self.list.is_gate(&row.item) {
                row.item.section.clone()
            } else {
                format!("{}（{}）", row.item.section, row.item.target)
            };
            match groups.last_mut().filter(|group| group.title == title) {
                Some(group) => group.rows.push(row),
                None => groups.push(Group { title, rows: vec![row] }),
            }
        }
        groups
    }

    /// What waits at a row since the sheet was switched to.
    fn waiting(&self, row: &ChecklistRow) -> &'static str {
        match self.carried.as_ref().and_then(|sheet| sheet.row(&row.item.id)) {
            Some(carried) if carried.is_ready() => "引き継ぎ・未確定",
            Some(carried) if carried.is_asked() => "あらためて回答",
            _ => "",
        }
    }

    /// An answer in words, with its exception.
    fn words(&self, answer: &Answer) -> String {
        answer.decision.words(self.list.today)
    }

    fn marked(&self) -> usize {
        self.list.rows.iter().filter(|row| row.item.has(Flag::R5Item)).count()
    }

    /// The row to go on with.
    fn next(&self) -> Option<&ChecklistRow> {
        self.list.next_open(None).filter(|_| !self.list.over)
    }

    fn two_rounds(&self) -> bool {
        self.list.edition.rounds > 1
    }

    /// The sheet that the facility carries out this year, so that the binder holds it.
    fn in_use(&self) -> bool {
        !self.list.over && self.list.edition.id == self.sheets.current.id
    }

    /// The sheets of this year.
    fn open(&self) -> Vec<SheetLink> {
        let note = |edition: &Edition| {
            if edition.id == self.sheets.current.id {
                "今年度の点検に使用".to_owned()
            } else {
                format!("{}版", FiscalYear(edition.fiscal_year).name())
            }
        };
        let link = |edition: &Arc<Edition>| SheetLink {
            title: edition.short_title.clone(),
            note: note(edition),
            ..self.link(self.sheets.year, edition)
        };
        self.sheets.open.iter().map(link).collect()
    }

    /// The rounds of earlier years.
    fn earlier(&self) -> Vec<SheetLink> {
        let link = |(year, edition): &(FiscalYear, Arc<Edition>)| SheetLink {
            title: format!("{} {}", year.name(), edition.short_title),
            ..self.link(*year, edition)
        };
        self.sheets.earlier.iter().map(link).collect()
    }

    fn link(&self, year: FiscalYear, edition: &Edition) -> SheetLink {
        let of = if year == self.sheets.year { String::new() } else { format!("&year={}", year.0) };
        SheetLink {
            address: list_address(&edition.id) + &of,
            shown: self.list.year == year && self.list.edition.id == edition.id,
            ..SheetLink::default()
        }
    }

    /// The address of this list with all its rows.
    fn address(&self) -> String {
        self.link(self.list.year, &self.list.edition).address
    }

    /// The year that the edition was issued for, where that year is past.
    fn older(&self) -> Option<String> {
        let own = FiscalYear(self.list.edition.fiscal_year);
        (!self.list.over && own < self.list.year).then(|| own.name())
    }

    fn number(&self, row: &ChecklistRow) -> String {
        row_number(&self.list.edition, &row.item)
    }

    fn row_address(&self, row: &ChecklistRow) -> String {
        let year = if self.list.over { format!("?year={}", self.list.year.0) } else { String::new() };
        item_address(&row.item.id) + &year
    }

    fn document(&self, name: &str) -> String {
        format!("/documents/{name}?edition={}&year={}", self.list.edition.id, self.list.year.0)
    }
}

/// A fiscal year in an address; none where nothing is asked for.
///
/// # Errors
/// Not a year.
pub fn year_of(asked: &str) -> Result<Option<FiscalYear>, AppError> {
    match asked {
        "" => Ok(None),
        year => year.parse().map(|year| Some(FiscalYear(year))).map_err(|_| AppError::NotFound),
    }
}

/// The sheet of the facility's kind, or the one that is asked for.
pub async fn show(page: Page, State(site): State<Site>, Query(query): Query<ListQuery>) -> PageResult {
    let sheets = site.app.sheets(page.actor(), page.at()).await?;
    let edition = Some(query.edition.as_str()).filter(|id| !id.is_empty());
    let (year, edition) = sheets.find(year_of(&query.year)?, edition).ok_or(AppError::NotFound)?;
    let list = site.app.checklist_of(page.actor(), page.at(), &edition.id, year).await?;
    let only_marked = query.only == "r5";
    let carried = site.app.carried_over(page.actor(), &list).await?;
    render(&ListPage { frame: page.frame("チェックリスト", "checklist"), list, sheets, only_marked, carried })
}
