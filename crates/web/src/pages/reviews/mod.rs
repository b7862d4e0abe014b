//! Reviews: what is due, and recording one.

mod list;
mod record;

use crate::Site;
use axum::Router;
use axum::routing::get;

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new().route("/reviews", get(list::show)).route("/reviews/{kind}", get(record::show).post(record::save))
}
