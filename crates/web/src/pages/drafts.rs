//! Keeping a typed field on the server as it is left.

use crate::Site;
use crate::error::WebError;
use crate::frame::Page;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

/// One field.
#[derive(Debug, Deserialize)]
pub struct Draft {
    place: String,
    field: String,
    value: String,
}

/// Keeps it; the script shows 「保存しました」.
pub async fn keep(page: Page, State(site): State<Site>, Form(draft): Form<Draft>) -> Result<StatusCode, WebError> {
    site.app.keep_draft(page.actor(), page.at(), &draft.place, &draft.field, &draft.value).await?;
    Ok(StatusCode::NO_CONTENT)
}
