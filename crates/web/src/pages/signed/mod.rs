//! What comes from vendors under a signature: their keys, answers, notices.

mod vendor_files;

use crate::{Site, upload};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    let most = || DefaultBodyLimit::max(upload::MOST_BYTES);
    Router::new()
        .route("/vendors/signed", get(vendor_files::show).post(vendor_files::import).layer(most()))
        .route("/vendors/keys", get(vendor_files::keys).post(vendor_files::pin))
        .route("/vendors/keys/{id}/revoke", post(vendor_files::revoke))
        .route("/vendors/notices", get(vendor_files::notices).post(vendor_files::import_notice).layer(most()))
        .route("/vendors/notices/{id}/check", post(vendor_files::check))
}
