//! What changed from one edition to another, with the facility's own answers.

use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;
use std::sync::Arc;
use tate_app::crosswalk::row_number;
use tate_app::editions::{DiffRow, DiffView};
use tate_domain::edition::Edition;

/// Which two.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DiffQuery {
    a: String,
    b: String,
}

#[derive(Template)]
#[template(path = "pages/editions/diff.html")]
struct DiffPage {
    frame: Frame,
    view: DiffView,
    editions: Vec<Arc<Edition>>,
}

impl DiffPage {
    fn number(&self, edition: &Edition, row: &DiffRow) -> String {
        row_number(edition, &row.item)
    }
}

/// The table.
pub async fn show(page: Page, State(site): State<Site>, Query(query): Query<DiffQuery>) -> PageResult {
    let asked = |id: &str| Some(id.to_owned()).filter(|id| !id.is_empty());
    let (a, b) = (asked(&query.a), asked(&query.b));
    let view = site.app.edition_diff(page.actor(), page.at(), a.as_deref(), b.as_deref()).await?;
    let editions = site.app.editions(page.actor(), page.at()).await?.into_iter().map(|line| line.edition).collect();
    render(&DiffPage { frame: page.frame("版の違い", "editions"), view, editions })
}
