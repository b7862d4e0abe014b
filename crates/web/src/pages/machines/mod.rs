//! 自動調査: files of machine inventories, and what they leave for a person to decide.

mod disagreements;
mod import;
mod index;
mod missing;
pub(super) mod read;
mod script;
mod unregistered;

use crate::{Site, upload};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// The part of the navigation.
const SECTION: &str = "machines";

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    let large = || DefaultBodyLimit::max(upload::MOST_BYTES);
    Router::new()
        .route("/machines", get(index::show))
        .route("/machines/import", post(import::read).layer(large()))
        .route("/machines/import/commit", post(import::commit))
        .route("/machines/batches/{batch}/undo", post(import::undo))
        .route("/machines/script", get(script::download))
        .route("/machines/unregistered", get(unregistered::list))
        .route("/machines/unregistered/{id}", get(unregistered::show))
        .route("/machines/unregistered/{id}/register", post(unregistered::register))
        .route("/machines/unregistered/{id}/same", post(unregistered::same))
        .route("/machines/unregistered/{id}/ignore", post(unregistered::ignore))
        .route("/machines/missing", get(missing::list))
        .route("/machines/missing/{row}", post(missing::settle))
        .route("/machines/disagreements", get(disagreements::list).post(disagreements::decide))
}

/// The name of a product for people.
fn product(source: &str) -> &str {
    tate_app::machines::product(source)
}
