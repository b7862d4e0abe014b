//! What this program is, and whether it is alive.

use crate::Site;
use crate::error::WebError;
use crate::frame::{Frame, PageResult, render};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "pages/about.html")]
struct AboutPage {
    frame: Frame,
    version: &'static str,
}

/// Name, version, licence.
pub async fn show() -> PageResult {
    render(&AboutPage {
        frame: Frame::open("このソフトウェアについて"), version: env!("CARGO_PKG_VERSION")
    })
}

/// `ok` once the database answers.
pub async fn health(State(site): State<Site>) -> Response {
    match site.app.store.is_empty().await {
        Ok(_) => "ok\n".into_response(),
        Err(error) => WebError::from(tate_app::AppError::from(error)).into_response(),
    }
}
