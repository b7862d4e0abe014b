//! Step 10: what the binder holds, what is missing, and the end of the wizard.

use super::nav::Nav;
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render};
use askama::Template;
use axum::extract::State;
use tate_app::wizard::{Closing, Step};
use tate_domain::answer::AnswerValue;

#[derive(Template)]
#[template(path = "pages/wizard/print.html")]
struct PrintPage {
    frame: Frame,
    nav: Nav,
    closing: Closing,
}

/// What is printed and what is missing.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let closing = site.app.wizard_closing(page.actor(), page.at()).await?;
    render(&PrintPage {
        frame: page.frame("印刷", "wizard"),
        nav: Nav::of(&page, &site, Some(Step::Print)).await?,
        closing,
    })
}

/// 「はじめの手順を終える」
pub async fn save(page: Page, State(site): State<Site>) -> PageResult {
    site.app.end_wizard(page.actor(), page.at()).await?;
    go("/", Some(Done::Saved))
}
