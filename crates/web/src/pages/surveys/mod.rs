//! Surveys (調査) and forms (様式): which there are, and one as a whole.

pub mod list;
pub mod sheet;

use crate::Site;
use axum::Router;
use axum::routing::get;

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new().route("/surveys", get(list::show)).route("/surveys/{edition}", get(sheet::show).post(sheet::save))
}

/// The address of a question: `gmis-r6:q13` is `/surveys/gmis-r6#q13`.
pub fn question_address(item: &str) -> String {
    match item.split_once(':') {
        Some((edition, key)) => format!("/surveys/{edition}#{key}"),
        None => "/surveys".to_owned(),
    }
}
