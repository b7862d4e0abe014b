//! The first page: choose files, what waits for a decision, the latest imports.

use super::SECTION;
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::machines::Overview;

#[derive(Template)]
#[template(path = "pages/machines/index.html")]
pub(super) struct IndexPage {
    frame: Frame,
    overview: Overview,
    problems: Vec<Problem>,
    /// Whether an import was done a moment ago: what it left to decide then stands first.
    just_imported: bool,
}

impl IndexPage {
    /// The name of who acted, without the login beside it.
    fn person<'a>(&self, by: &'a str) -> &'a str {
        by.split_once(" <").map_or(by, |(name, _)| name)
    }

    fn waiting(&self) -> usize {
        self.overview.sightings + self.overview.missing + self.overview.disagreements
    }

    fn file_problem(&self) -> String {
        let of_file = self.problems.iter().filter(|problem| problem.field == "file");
        of_file.map(|problem| problem.message.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub struct IndexQuery {
    #[serde(default)]
    done: String,
}

/// The page, with what is wrong.
pub(super) async fn page(
    page: &Page,
    site: &Site,
    problems: Vec<Problem>,
    just_imported: bool,
) -> Result<IndexPage, AppError> {
    Ok(IndexPage {
        frame: page.frame("自動調査の取り込み", SECTION),
        overview: site.app.machines(page.actor(), page.at()).await?,
        problems,
        just_imported,
    })
}

/// The first page.
pub async fn show(page: Page, State(site): State<Site>, Query(query): Query<IndexQuery>) -> PageResult {
    render(&self::page(&page, &site, Vec::new(), query.done == Done::Imported.code()).await?)
}
