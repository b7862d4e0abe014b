//! What is due, kind by kind.

use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::State;
use tate_app::reviews::Due;

#[derive(Template)]
#[template(path = "pages/reviews/list.html")]
struct ListPage {
    frame: Frame,
    all: Vec<Due>,
}

impl ListPage {
    /// The kind that the main action records: the most urgent one.
    fn first(&self) -> &'static str {
        self.all.first().map_or("accounts", |one| one.kind)
    }

    /// Whether nothing was ever reviewed.
    fn is_new(&self) -> bool {
        self.all.iter().all(|one| one.last.is_none())
    }
}

/// The list.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let all = site.app.reviews(page.actor(), page.at()).await?;
    render(&ListPage { frame: page.frame("点検", "review"), all })
}
