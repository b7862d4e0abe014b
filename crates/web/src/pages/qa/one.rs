//! One question with everything that belongs to it.

use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::{Path, State};
use tate_app::qa::Asked;

#[derive(Template)]
#[template(path = "pages/qa/one.html")]
struct QuestionPage {
    frame: Frame,
    asked: Asked,
}

/// The question with this number.
pub async fn show(page: Page, State(site): State<Site>, Path(number): Path<String>) -> PageResult {
    let asked = site.app.question(page.actor(), page.at(), &number).await?;
    render(&QuestionPage { frame: page.frame(format!("Q&A {number}"), "checklist"), asked })
}
