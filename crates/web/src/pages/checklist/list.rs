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
}

/// The sheet of the facility's kind.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let edition = site.app.current_edition(page.actor(), page.at()).await?;
    let list = site.app.checklist(page.actor(), page.at(), &edition.id).await?;
    render(&ListPage { frame: page.frame("チェックリスト", "checklist"), list })
}
