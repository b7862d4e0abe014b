//! The vendor's own desk: its first page, incoming sheets, the answer library, papers, notices, its key.

mod incoming;
mod key;
mod library;
mod notices;
mod product;
mod shelf;

use crate::frame::{Frame, Page, PageResult, render};
use crate::{Site, upload};
use askama::Template;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tate_app::desk::DeskHome;
use tate_app::error::Problem;

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    let most = || DefaultBodyLimit::max(upload::MOST_BYTES);
    Router::new()
        .route("/desk/incoming", get(incoming::list).post(incoming::receive).layer(most()))
        .route("/desk/incoming/{id}", get(incoming::show).post(incoming::save))
        .route("/desk/incoming/{id}/product", post(incoming::product))
        .route("/desk/incoming/{id}/clear", post(incoming::clear))
        .route("/desk/incoming/{id}/fill", post(incoming::fill))
        .route("/desk/incoming/{id}/finish", post(incoming::finish))
        .route("/desk/incoming/{id}/reopen", post(incoming::reopen))
        .route("/desk/incoming/{id}/files/{name}", get(incoming::file))
        .route("/desk/library", get(product::list))
        .route("/desk/library/new", get(product::new).post(product::add))
        .route("/desk/library/{product}", get(product::show).post(product::save))
        .route("/desk/library/{product}/approve", post(library::approve))
        .route("/desk/library/{product}/copy", post(library::copy))
        .route("/desk/library/{product}/{edition}/{key}", get(library::show).post(library::save))
        .route("/desk/library/{product}/{edition}/{key}/decline", post(library::decline))
        .route("/desk/customers", get(shelf::customers))
        .route("/desk/customers/remove", post(shelf::remove_customer))
        .route("/desk/papers", get(shelf::papers).post(shelf::add_paper).layer(most()))
        .route("/desk/papers/{id}/remove", post(shelf::remove_paper))
        .route("/desk/notices", get(notices::list))
        .route("/desk/notices/new", get(notices::new).post(notices::issue))
        .route("/desk/notices/{id}", get(notices::show))
        .route("/desk/notices/{id}/files/{name}", get(notices::file))
        .route("/desk/key", get(key::show).post(key::make))
}

#[derive(Template)]
#[template(path = "pages/desk/home.html")]
struct HomePage {
    frame: Frame,
    home: DeskHome,
}

/// The first page of a desk.
pub async fn home(page: Page, site: Site) -> PageResult {
    let home = site.app.desk_home(page.actor(), page.at()).await?;
    render(&HomePage { frame: page.frame("ホーム", "home"), home })
}

/// The sentence about a field.
fn problem<'a>(problems: &'a [Problem], field: &str) -> &'a str {
    problems.iter().find(|problem| problem.field == field).map_or("", |problem| problem.message.as_str())
}

/// A stored day as people read it.
pub(crate) fn day(stored: &str) -> String {
    tate_domain::date::parse_day(stored).map_or_else(|_| stored.to_owned(), tate_domain::date::slashed)
}
