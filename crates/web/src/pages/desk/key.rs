//! The desk's key for signing.

use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render};
use askama::Template;
use axum::Form;
use axum::extract::State;
use serde::Deserialize;
use tate_app::desk::DeskKeyView;

#[derive(Template)]
#[template(path = "pages/desk/key.html")]
struct KeyPage {
    frame: Frame,
    keys: Vec<DeskKeyView>,
}

impl KeyPage {
    /// The number of the newest key.
    fn newest(&self) -> i64 {
        self.keys.first().map_or(0, |one| one.key.number)
    }
}

/// The keys.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let keys = site.app.desk_keys(page.actor(), page.at()).await?;
    render(&KeyPage { frame: page.frame("署名の鍵", "key"), keys })
}

/// Which key was the newest.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct KeyForm {
    seen: i64,
}

/// Makes a new one.
pub async fn make(page: Page, State(site): State<Site>, Form(form): Form<KeyForm>) -> PageResult {
    site.app.make_desk_key(page.actor(), page.at(), form.seen).await?;
    go("/desk/key", Some(Done::KeyMade))
}
