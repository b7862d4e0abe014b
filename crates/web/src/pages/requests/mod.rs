//! One request to a vendor as the facility sees it: what came in, asking back, accepting, and the ways without a link.

mod bulk;
mod one;
mod take_in;
mod typed;

use crate::{Site, upload};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/vendors/sheets", get(bulk::show).post(bulk::save).layer(DefaultBodyLimit::max(upload::MOST_BYTES)))
        .route("/vendors/requests/{id}", get(one::show))
        .route("/vendors/requests/{id}/sheet.xlsx", get(take_in::workbook))
        .route("/vendors/requests/{id}/link", post(one::link))
        .route("/vendors/requests/{id}/link/revoke", post(one::revoke))
        .route("/vendors/requests/{id}/return", post(one::send_back))
        .route("/vendors/requests/{id}/accept", post(one::accept))
        .route("/vendors/requests/{id}/refusal", post(one::refusal))
        .route("/vendors/requests/{id}/files", post(take_in::attach).layer(DefaultBodyLimit::max(upload::MOST_BYTES)))
        .route("/vendors/requests/{id}/upload", post(take_in::upload).layer(DefaultBodyLimit::max(upload::MOST_BYTES)))
        .route("/vendors/requests/{id}/typed", get(typed::show))
        .route("/vendors/requests/{id}/typed", post(typed::save).layer(DefaultBodyLimit::max(upload::MOST_BYTES)))
}

/// The address of a request.
fn address(id: &str) -> String {
    format!("/vendors/requests/{id}")
}
