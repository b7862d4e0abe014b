//! The register of exceptions: the list, asking for one, and one with its decision.

mod ask;
mod list;
mod one;

use crate::{Site, upload};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/exceptions", get(list::show))
        .route("/exceptions/new", get(ask::show).post(ask::save))
        .route("/exceptions/{id}", get(one::show))
        .route("/exceptions/{id}/files", post(one::attach).layer(DefaultBodyLimit::max(upload::MOST_BYTES)))
        .route("/exceptions/{id}/files/{file}/remove", post(one::detach))
        .route("/exceptions/{id}/statement", post(one::explain))
        .route("/exceptions/{id}/approve", post(one::approve))
        .route("/exceptions/{id}/decline", post(one::decline))
        .route("/exceptions/{id}/end", post(one::end))
}

/// The address of an exception.
fn address(id: &str) -> String {
    format!("/exceptions/{id}")
}

/// The class of a state's chip.
fn class(state: tate_domain::exception::State) -> &'static str {
    use tate_domain::exception::State;
    match state {
        State::Waiting => "undetermined",
        State::InForce => "yes",
        State::Expired => "no",
        State::Declined | State::Ended => "",
    }
}
