//! The pages: a folder per subject, a file per thing a person does, its template beside it.

pub mod about;
pub mod answer;
pub mod assets;
pub mod checklist;
pub mod crosswalk;
pub mod desk;
pub mod disclosures;
pub mod documents;
pub mod drafts;
pub mod editions;
pub mod exceptions;
pub mod facilities;
pub mod home;
pub mod ledgers;
pub mod lint;
pub mod machines;
pub mod mail;
pub mod netcheck;
pub mod qa;
pub mod requests;
pub mod reviews;
pub mod selfcheck;
pub mod settings;
pub mod sign_in;
pub mod signed;
pub mod start;
pub mod surveys;
pub mod vendors;
pub mod wizard;

use crate::{Site, guard};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

/// Pages for which somebody must be signed in.
pub fn signed_in(site: &Site) -> Router<Site> {
    Router::new()
        .route("/", get(home::show))
        .route("/facilities", get(facilities::choose::show).post(facilities::choose::save))
        .route("/drafts", post(drafts::keep))
        .merge(assets::routes())
        .merge(checklist::routes())
        .merge(vendors::routes())
        .merge(crosswalk::routes())
        .merge(qa::routes())
        .merge(editions::routes())
        .merge(desk::routes())
        .merge(signed::routes())
        .merge(exceptions::routes())
        .merge(requests::routes())
        .merge(disclosures::routes())
        .merge(reviews::routes())
        .merge(ledgers::routes())
        .merge(machines::routes())
        .merge(lint::routes())
        .merge(mail::routes())
        .merge(netcheck::routes())
        .merge(wizard::routes())
        .merge(documents::routes())
        .merge(surveys::routes())
        .merge(selfcheck::routes())
        .merge(settings::routes())
        .layer(from_fn_with_state(site.clone(), guard::session))
}

/// Pages for everybody.
pub fn open() -> Router<Site> {
    Router::new()
        .route("/sign-in", get(sign_in::show).post(sign_in::save))
        .route("/sign-out", post(sign_in::leave))
        .route("/start", get(start::show).post(start::save))
        .merge(answer::routes())
        .route("/about", get(about::show))
        .route("/healthz", get(about::health))
        .route("/static/{stamp}/{name}", get(crate::assets::show))
}
