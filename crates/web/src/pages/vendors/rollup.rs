//! What the vendors say, row by row of the facility's sheet.

use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::State;
use tate_app::requests::RollTable;
use tate_domain::proposal::Verdict;

#[derive(Template)]
#[template(path = "pages/vendors/rollup.html")]
struct RollPage {
    frame: Frame,
    table: RollTable,
}

/// The roll-up.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let table = site.app.roll_table(page.actor(), page.at()).await?;
    render(&RollPage { frame: page.frame("事業者の回答の集計", "vendor"), table })
}

/// The class of a verdict's chip.
fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Yes => "yes",
        Verdict::No => "no",
        Verdict::Undetermined => "undetermined",
        Verdict::NotApplicable => "",
    }
}
