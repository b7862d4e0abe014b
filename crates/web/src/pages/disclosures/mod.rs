//! The register of disclosure statements: the list, bringing one in, one with its lines, the talk about a line, the
//! question list, two side by side.

mod compare;
mod line;
mod list;
mod new;
mod one;
mod preview;
mod questions;

use crate::{Site, upload};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tate_domain::disclosure::Standing;
use tate_domain::id::DisclosureId;
use tate_domain::vendor::Value;

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/disclosures", get(list::show))
        .route("/disclosures/new", get(new::show).post(new::read).layer(DefaultBodyLimit::max(upload::MOST_BYTES)))
        .route("/disclosures/preview", post(preview::again))
        .route("/disclosures/register", post(preview::register))
        .route("/disclosures/compare", get(compare::show))
        .route("/disclosures/questions.pdf", get(questions::pdf))
        .route("/disclosures/{id}", get(one::show))
        .route("/disclosures/{id}/withdraw", post(one::withdraw))
        .route("/disclosures/{id}/questions", get(questions::show).post(questions::ask))
        .route("/disclosures/{id}/lines/{line}", get(line::show))
        .route("/disclosures/{id}/lines/{line}/answer", post(line::answer))
        .route("/disclosures/{id}/lines/{line}/close", post(line::close))
        .route("/disclosures/{id}/lines/{line}/accept", post(line::accept))
        .route("/disclosures/{id}/lines/{line}/reopen", post(line::reopen))
}

/// The address of a statement.
fn address(id: &DisclosureId) -> String {
    format!("/disclosures/{id}")
}

/// The class of the chip of a talk.
fn class(standing: &Standing) -> &'static str {
    match standing {
        Standing::Expired | Standing::Overdue => "no",
        Standing::Open | Standing::Answered => "undetermined",
        Standing::Asked => "not_applicable",
        Standing::Accepted | Standing::Closed => "yes",
    }
}

/// The class of the chip of an answer.
fn value_class(value: &Value) -> &'static str {
    match value {
        Value::Yes => "yes",
        Value::No => "no",
        Value::NotApplicable => "not_applicable",
    }
}
