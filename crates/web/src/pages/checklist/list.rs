//! The list: proposal, answer, dates, files, last year, row by row.

use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::State;
use tate_app::checklist::Checklist;
use tate_domain::answer::AnswerValue;
use tate_domain::edition::Flag;

#[derive(Template)]
#[template(path = "pages/checklist/list.html")]
struct ListPage {
    frame: Frame,
    list: Checklist,
    borrowed: bool,
}

/// The sheet of the facility's kind.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let edition = site.app.edition_for(page.facility.profile.kind)?;
    let borrowed = !edition.facility_kinds.iter().any(|kind| kind == page.facility.profile.kind.code());
    let list = site.app.checklist(page.actor(), page.at(), &edition.id).await?;
    render(&ListPage { frame: page.frame("チェックリスト", "checklist"), list, borrowed })
}
