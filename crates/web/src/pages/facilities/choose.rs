//! The list of facilities in reach.

use crate::error::WebError;
use crate::frame::{Frame, PageResult, go, render};
use crate::{Site, carry, guard};
use askama::Template;
use axum::extract::{Query, State};
use axum::{Extension, Form};
use serde::Deserialize;
use tate_store::FacilityRecord;

#[derive(Template)]
#[template(path = "pages/facilities/choose.html")]
struct ChoosePage {
    frame: Frame,
    facilities: Vec<FacilityRecord>,
    next: String,
}

/// Where to go once a facility is chosen.
#[derive(Debug, Deserialize)]
pub struct NextQuery {
    #[serde(default)]
    next: String,
}

/// The facilities in reach.
pub async fn show(
    State(site): State<Site>,
    Extension(signed): Extension<guard::SignedIn>,
    Query(query): Query<NextQuery>,
) -> PageResult {
    let facilities = site.app.facilities(&signed.session.actor).await?;
    if facilities.is_empty() {
        return Err(WebError::NoFacility);
    }
    render(&ChoosePage { frame: Frame::open("施設の選択"), facilities, next: query.next })
}

/// The choice.
#[derive(Debug, Deserialize)]
pub struct Choice {
    facility: String,
    #[serde(default)]
    next: String,
}

/// Works on the chosen one from now on.
pub async fn save(
    State(site): State<Site>,
    Extension(signed): Extension<guard::SignedIn>,
    Form(choice): Form<Choice>,
) -> PageResult {
    site.app.choose_facility(&signed.session, &signed.token, &choice.facility.into()).await?;
    go(if carry::is_ours(&choice.next) { &choice.next } else { "/" }, None)
}
