//! The editions of the catalogue: which there are, what changed between two, adding one, switching a
//! round to another.

pub mod carried;
pub mod diff;
pub mod fill;
pub mod import;
pub mod lifecycle;
pub mod list;
pub mod switch;

use crate::{Site, upload};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    let large = || DefaultBodyLimit::max(upload::MOST_BYTES);
    Router::new()
        .route("/editions", get(list::show))
        .route("/editions/packs", post(list::add).layer(large()))
        .route("/editions/diff", get(diff::show))
        .route("/editions/import", get(import::show).post(import::read).layer(large()))
        .route("/editions/import/{id}", get(import::review).post(import::save))
        .route("/editions/import/{id}/use", post(import::publish))
        .route("/editions/import/{id}/wording", post(import::take_wording))
        .route("/editions/import/{id}/new", post(import::is_new))
        .route("/editions/import/{id}/discard", post(import::discard))
        .route("/editions/wording/{id}/remove", post(import::remove_wording))
        .route("/editions/lifecycle", get(lifecycle::show).post(lifecycle::read).layer(large()))
        .route("/editions/lifecycle/use", post(lifecycle::take))
        .route("/editions/lifecycle/remove", post(lifecycle::remove))
        .route("/editions/fill", get(fill::show).post(fill::read).layer(large()))
        .route("/editions/fill/{file}", get(fill::download))
        .route("/editions/switch", get(switch::show).post(switch::save))
        .route("/editions/carried", get(carried::show).post(carried::confirm))
}
