//! Asking vendors: the board, one act for many, the roll-up, and the letters on paper.

mod board;
mod change;
mod letters;
mod request;
mod rollup;

use crate::Site;
use axum::Router;
use axum::routing::{get, post};
use tate_domain::vendor::Standing;

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/vendors", get(board::show))
        .route("/vendors/request", get(request::show).post(request::save))
        .route("/vendors/requests/{id}/change", get(change::show).post(change::save))
        .route("/vendors/requests/{id}/withdraw", post(change::withdraw))
        .route("/vendors/rollup", get(rollup::show))
        .route("/vendors/letters", get(letters::show))
        .route("/vendors/letter", get(letters::text))
        .route("/vendors/letter.pdf", get(letters::pdf))
        .route("/vendors/refusals.pdf", get(letters::record))
        .route("/vendors/remind", post(letters::remind))
        .route("/vendors/escalate", post(letters::escalate))
}

/// The class of a standing's chip.
pub fn class(standing: Standing) -> &'static str {
    match standing {
        Standing::Overdue | Standing::Refused => "no",
        Standing::ToReview | Standing::Returned | Standing::Asked | Standing::Opened => "undetermined",
        Standing::Accepted => "yes",
        Standing::Withdrawn => "",
    }
}
