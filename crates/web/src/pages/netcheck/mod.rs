//! The network diagnosis: choose devices, try six ports, look at the result.

pub mod choose;
pub mod result;

use crate::{Site, upload};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tate_domain::netcheck::Judgement;

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/netcheck", get(choose::show).post(choose::begin))
        .route("/netcheck/{id}", get(result::show))
        .route("/netcheck/{id}/review", post(result::review))
        .route("/netcheck/{id}/files", post(result::attach).layer(DefaultBodyLimit::max(upload::MOST_BYTES)))
        .route("/netcheck/{id}/files/{file}/remove", post(result::detach))
}

/// The mark of a judgement: never by colour alone, the word stands in it.
pub fn chip(judgement: &Judgement) -> &'static str {
    match judgement {
        Judgement::Safe => "yes",
        Judgement::Needed => "see",
        Judgement::Check => "no",
        Judgement::Unknown => "undetermined",
    }
}
