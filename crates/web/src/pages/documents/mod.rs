//! What is handed out: the contact chart, the inspection, and every document as a file.

pub mod chart;
pub mod download;
pub mod inspection;

use crate::Site;
use axum::Router;
use axum::routing::get;

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/chart", get(chart::show))
        .route("/inspection", get(inspection::show))
        .route("/documents/{name}", get(download::show))
}

#[cfg(test)]
mod tests;
