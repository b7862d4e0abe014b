//! A sheet as a file: one of its checks, or blank.

use super::sheet::CheckQuery;
use crate::Site;
use crate::frame::{Page, PageResult};
use crate::pages::checklist::item::attachment;
use axum::extract::{Query, State};
use serde::Deserialize;
use tate_app::documents::{DocumentKind, WhichCheck};

/// Which sheet.
#[derive(Debug, Deserialize)]
pub struct SheetQuery {
    edition: String,
    /// Anything: a sheet to be filled in by hand.
    blank: Option<String>,
}

/// Makes the document and hands it out; that it was printed goes to the audit log.
pub async fn show(
    page: Page,
    State(site): State<Site>,
    Query(query): Query<SheetQuery>,
    Query(check): Query<CheckQuery>,
) -> PageResult {
    let which = match (query.blank, check.key(&page)) {
        (Some(_), _) => WhichCheck::Blank,
        (None, Some(key)) => WhichCheck::Past(key),
        (None, None) => WhichCheck::Current,
    };
    let kind = DocumentKind::SelfCheck(which);
    let made = site.app.document_pdf(page.actor(), page.at(), &query.edition, kind).await?;
    attachment(&made.name, made.media_type, made.bytes)
}
