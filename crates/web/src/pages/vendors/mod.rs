//! What comes from vendors under a signature: their keys, answers, notices.

mod signed;

use crate::{Site, upload};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    let most = || DefaultBodyLimit::max(upload::MOST_BYTES);
    Router::new()
        .route("/vendors/signed", get(signed::show).post(signed::import).layer(most()))
        .route("/vendors/keys", get(signed::keys).post(signed::pin))
        .route("/vendors/keys/{id}/revoke", post(signed::revoke))
        .route("/vendors/notices", get(signed::notices).post(signed::import_notice).layer(most()))
        .route("/vendors/notices/{id}/check", post(signed::check))
}
