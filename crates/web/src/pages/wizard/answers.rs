//! Step 8: the rows of the sheet one by one, each on its own page of the checklist.

use super::nav::Nav;
use super::{Then, address};
use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render};
use askama::Template;
use axum::extract::State;
use tate_app::checklist::Checklist;
use tate_app::wizard::Step;

#[derive(Template)]
#[template(path = "pages/wizard/answers.html")]
struct AnswersPage {
    frame: Frame,
    nav: Nav,
    list: Checklist,
}

async fn list(page: &Page, site: &Site) -> Result<Checklist, WebError> {
    let edition = site.app.current_edition(page.actor(), page.at()).await?;
    Ok(site.app.checklist(page.actor(), page.at(), &edition.id).await?)
}

/// What is still to be answered, and what the ledgers propose.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let list = list(&page, &site).await?;
    render(&AnswersPage {
        frame: page.frame("チェックリスト", "wizard"),
        nav: Nav::of(&page, &site, Some(Step::Answers)).await?,
        list,
    })
}

/// Goes on; the step is finished once every row is answered.
pub async fn save(page: Page, State(site): State<Site>) -> PageResult {
    site.app.wizard_progress(page.actor(), page.at()).await?;
    let list = list(&page, &site).await?;
    if list.answered() < list.total() {
        return go(&Then::Later.from(Step::Answers), None);
    }
    site.app.finish_wizard_step(page.actor(), page.at(), Step::Answers).await?;
    go(&Step::Answers.next().map_or_else(|| "/wizard".to_owned(), address), Some(Done::Saved))
}
