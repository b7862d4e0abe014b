//! The list of facilities in reach.

use crate::error::WebError;
use crate::frame::{Frame, PageResult, go, render};
use crate::{Site, guard};
use askama::Template;
use axum::extract::State;
use axum::{Extension, Form};
use serde::Deserialize;
use tate_store::FacilityRecord;

#[derive(Template)]
#[template(path = "pages/facilities/choose.html")]
struct ChoosePage {
    frame: Frame,
    facilities: Vec<FacilityRecord>,
}

/// The facilities in reach.
pub async fn show(State(site): State<Site>, Extension(signed): Extension<guard::SignedIn>) -> PageResult {
    let facilities = site.app.facilities(&signed.session.actor).await?;
    if facilities.is_empty() {
        return Err(WebError::NoFacility);
    }
    render(&ChoosePage { frame: Frame::open("施設の選択"), facilities })
}

/// The choice.
#[derive(Debug, Deserialize)]
pub struct Choice {
    facility: String,
}

/// Works on the chosen one from now on.
pub async fn save(State(site): State<Site>, Extension(signed): Extension<guard::SignedIn>, Form(choice): Form<Choice>) -> PageResult {
    site.app.choose_facility(&signed.session, &signed.token, &choice.facility.into()).await?;
    go("/", None)
}
