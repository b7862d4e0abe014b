//! The ministry's questions and answers: search, categories, one question.

pub mod list;
pub mod one;

use crate::Site;
use axum::Router;
use axum::routing::get;

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new().route("/qa", get(list::show)).route("/qa/{number}", get(one::show))
}
