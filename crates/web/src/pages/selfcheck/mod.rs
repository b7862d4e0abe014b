//! Self-checks: how the sheets of the roles stand, and each sheet on one page.

pub mod overview;
pub mod print;
pub mod sheet;
mod words;

use crate::Site;
use axum::Router;
use axum::routing::get;

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/selfcheck", get(overview::show))
        .route("/selfcheck/{edition}", get(sheet::show).post(sheet::save))
        .route("/documents/selfcheck.pdf", get(print::show))
}
