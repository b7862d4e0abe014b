//! Two statements side by side.

use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;
use tate_domain::disclosure::{Difference, Statement};
use tate_domain::id::DisclosureId;

#[derive(Template)]
#[template(path = "pages/disclosures/compare.html")]
struct ComparePage {
    frame: Frame,
    before: Statement,
    after: Statement,
    difference: Difference,
}

/// Which two.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Two {
    a: String,
    b: String,
}

/// The page.
pub async fn show(page: Page, State(site): State<Site>, Query(two): Query<Two>) -> PageResult {
    let ids = (DisclosureId::from(two.a), DisclosureId::from(two.b));
    let found = site.app.compare_disclosures(page.actor(), page.at(), (&ids.0, &ids.1)).await?;
    let (before, after, difference) = found;
    render(&ComparePage { frame: page.frame("開示書の比較", "disclosures"), before, after, difference })
}
