//! A ledger's list: search, pages, marks, the latest imports and undoing them.

use super::mark::{self, Mark};
use super::{ledger, list_address, words};
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::ledgers::{LedgerPage, Shown};
use tate_domain::id::BatchId;
use tate_domain::ledger::{Column, Ledger};
use tate_domain::text::shorten;

/// The most characters of one cell; the row's page has the rest.
const CELL_CHARS: usize = 60;

#[derive(Template)]
#[template(path = "pages/ledgers/list.html")]
struct ListPage {
    frame: Frame,
    ledger: Ledger,
    list: LedgerPage,
    wanted: String,
    name_heading: String,
    columns: Vec<&'static Column>,
    lines: Vec<Line>,
    problems: Vec<Problem>,
    /// Whether an import was done a moment ago: undoing it then stands first.
    just_imported: bool,
}

/// One row of the list.
struct Line {
    id: String,
    name: String,
    cells: Vec<Cell>,
    /// Where imports disagree with the row, in words.
    disagreements: Vec<String>,
}

/// One cell of the list.
struct Cell {
    label: &'static str,
    text: String,
    mark: Option<Mark>,
}

impl ListPage {
    /// The address of a page of the same search.
    fn page(&self, page: i64) -> String {
        format!("{}?q={}&page={page}", list_address(self.ledger), crate::carry::percent(&self.wanted))
    }

    fn person<'a>(&self, by: &'a str) -> &'a str {
        person(by)
    }

    fn empty_words(&self) -> &'static str {
        words::empty(self.ledger)
    }

    fn is_empty(&self) -> bool {
        self.list.found == 0 && self.wanted.is_empty()
    }
}

/// The name of who acted, without the login beside it.
fn person(by: &str) -> &str {
    by.split_once(" <").map_or(by, |(name, _)| name)
}

/// What is searched for, and which page of it.
#[derive(Debug, Default, Deserialize)]
pub struct ListQuery {
    #[serde(default)]
    q: String,
    page: Option<String>,
    #[serde(default)]
    done: String,
}

/// The list.
pub async fn show(
    page: Page,
    State(site): State<Site>,
    Path(code): Path<String>,
    Query(query): Query<ListQuery>,
) -> PageResult {
    render(&listed(&page, &site, ledger(&code)?, &query, Vec::new()).await?)
}

async fn listed(
    page: &Page,
    site: &Site,
    ledger: Ledger,
    query: &ListQuery,
    problems: Vec<Problem>,
) -> Result<ListPage, AppError> {
    let wanted = shorten(query.q.trim(), 100);
    let number = query.page.as_deref().and_then(|number| number.parse().ok()).unwrap_or(1);
    let list = site.app.ledger_page(page.actor(), page.at(), ledger, &wanted, number).await?;
    let disagreements = site.app.open_disagreements(page.actor(), page.at()).await?;
    let named = words::named_by(ledger);
    let shows = |column: &&Column| column.listed && !named.contains(&column.key);
    let lifecycle = site.app.lifecycle_of(page.actor()).await?;
    let line = |shown: &Shown| {
        let mut mark = mark::of(&lifecycle, &shown.row, page.today).filter(|mark| mark.open);
        let cells =
            ledger.columns().iter().zip(&shown.cells).filter(|(column, _)| shows(column)).map(|(column, text)| Cell {
                label: column.label,
                text: shorten(text, CELL_CHARS),
                mark: if column.key == "os" { mark.take() } else { None },
            });
        let of_row = disagreements.iter().filter(|found| found.row == shown.row.id);
        let disagreements = of_row.map(|found| format!("{}　{}", found.label, found.words())).collect();
        Line { id: shown.row.id.clone(), name: shown.name.clone(), cells: cells.collect(), disagreements }
    };
    let lines = list.rows.iter().map(line).collect();
    let columns = ledger.columns().iter().filter(shows).collect();
    Ok(ListPage {
        frame: page.frame(ledger.title(), ledger.code()),
        ledger,
        name_heading: words::name_heading(ledger),
        columns,
        lines,
        list,
        wanted,
        just_imported: query.done == Done::Imported.code() || !problems.is_empty(),
        problems,
    })
}

/// Puts every row of an import back as it was.
pub async fn undo(page: Page, State(site): State<Site>, Path((code, batch)): Path<(String, String)>) -> PageResult {
    let ledger = ledger(&code)?;
    match site.app.undo_import(page.actor(), page.at(), ledger, &BatchId::from(batch)).await {
        Ok(()) => go(&list_address(ledger), Some(Done::Undone)),
        Err(AppError::Invalid(problems)) => {
            render_refused(&listed(&page, &site, ledger, &ListQuery::default(), problems).await?)
        }
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_imported_is_shown_by_name_alone() {
        assert_eq!(person("山田 花子 <0198-abc>"), "山田 花子");
        assert_eq!(person("コマンド"), "コマンド");
    }
}
