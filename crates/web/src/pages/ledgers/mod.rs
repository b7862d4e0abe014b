//! The ledgers: list, one row, paste and import, export. One set of pages for all of them.

mod export;
mod field;
mod form;
mod import;
mod list;
mod mark;
mod preview;
mod row;
mod words;

use crate::error::WebError;
use crate::{Site, upload};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tate_app::AppError;
use tate_domain::ledger::Ledger;

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    let large = || DefaultBodyLimit::max(upload::MOST_BYTES);
    Router::new()
        .route("/ledgers/{ledger}", get(list::show))
        .route("/ledgers/{ledger}/new", get(row::blank).post(row::add))
        .route("/ledgers/{ledger}/import", get(import::show).post(import::read).layer(large()))
        .route("/ledgers/{ledger}/import/preview", post(import::again))
        .route("/ledgers/{ledger}/import/commit", post(import::commit))
        .route("/ledgers/{ledger}/batches/{batch}/undo", post(list::undo))
        .route("/ledgers/{ledger}/export", get(export::download))
        .route("/ledgers/{ledger}/{row}", get(row::show).post(row::save))
        .route("/ledgers/{ledger}/{row}/remove", post(row::remove))
}

/// The ledger that an address names.
fn ledger(code: &str) -> Result<Ledger, WebError> {
    Ledger::from_code(code).ok_or(WebError::App(AppError::NotFound))
}

/// The address of a ledger's list.
fn list_address(ledger: Ledger) -> String {
    format!("/ledgers/{}", ledger.code())
}

/// The address of a row's page; without an id that of the empty form.
pub fn row_address(ledger: Ledger, id: Option<&str>) -> String {
    format!("/ledgers/{}/{}", ledger.code(), id.unwrap_or("new"))
}
