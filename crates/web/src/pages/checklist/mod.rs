//! Carrying out the sheet.

pub mod item;
pub mod list;
pub mod siblings;
pub mod vendor;

use crate::pages::surveys::question_address;
use crate::{Site, upload};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tate_domain::edition::{Edition, EditionKind};

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/checklist", get(list::show))
        .route("/checklist/vendor", get(vendor::show))
        .route("/checklist/{edition}/{key}", get(item::show).post(item::confirm))
        .route("/checklist/{edition}/{key}/notes", post(item::note))
        .route("/checklist/{edition}/{key}/files", post(item::attach).layer(DefaultBodyLimit::max(upload::MOST_BYTES)))
        .route("/checklist/{edition}/{key}/files/{file}/remove", post(item::detach))
        .route("/checklist/{edition}/{key}/siblings", post(siblings::take_over))
        .route("/files/{file}", get(item::download))
}

/// The address of a row on whichever sheet it stands: the questions of surveys and forms have no page
/// of their own.
pub fn row_address(kind: &EditionKind, item: &str) -> String {
    match kind {
        EditionKind::Checklist | EditionKind::SelfCheck => item_address(item),
        EditionKind::Survey | EditionKind::Filing => question_address(item),
    }
}

/// The address of an item's page: `r7-pharmacy:2-12-pc` is `/checklist/r7-pharmacy/2-12-pc`.
pub fn item_address(item: &str) -> String {
    match item.split_once(':') {
        Some((edition, key)) => format!("/checklist/{edition}/{key}"),
        None => "/checklist".to_owned(),
    }
}

/// The address of the sheet around an item.
pub fn sheet_address(edition: &Edition) -> String {
    match edition.kind {
        EditionKind::SelfCheck => format!("/selfcheck/{}", edition.id),
        EditionKind::Checklist | EditionKind::Survey | EditionKind::Filing => list_address(&edition.id),
    }
}

/// The address of a sheet's list.
pub fn list_address(edition: &str) -> String {
    format!("/checklist?edition={edition}")
}
