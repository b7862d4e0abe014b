//! The audit log: who did what, and whether the chain is whole.

use crate::Site;
use crate::error::WebError;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;
use tate_app::audit::AuditPage;
use tate_domain::audit::{Break, Checkpoint};

#[derive(Template)]
#[template(path = "pages/settings/audit.html")]
struct LogPage {
    frame: Frame,
    log: AuditPage,
    /// Whether newer events stand before these.
    newer: bool,
    verified: Option<Checkpoint>,
    broken: Option<Break>,
    /// When it was verified.
    at: String,
}

/// Which page.
#[derive(Debug, Default, Deserialize)]
pub struct LogQuery {
    /// Events before this position; none for the newest.
    before: Option<i64>,
}

async fn page_at(page: &Page, site: &Site, before: i64) -> Result<LogPage, WebError> {
    let log = site.app.audit_page(page.actor(), before).await?;
    Ok(LogPage {
        frame: page.frame("監査記録", "audit"),
        log,
        newer: before > 0,
        verified: None,
        broken: None,
        at: site.app.now(),
    })
}

/// The newest events, or older ones.
pub async fn show(page: Page, State(site): State<Site>, Query(query): Query<LogQuery>) -> PageResult {
    render(&page_at(&page, &site, query.before.unwrap_or(0).max(0)).await?)
}

/// Walks the whole chain and says what it found.
pub async fn verify(page: Page, State(site): State<Site>) -> PageResult {
    let mut shown = page_at(&page, &site, 0).await?;
    match site.app.audit_verify(page.actor()).await? {
        Ok(checkpoint) => shown.verified = Some(checkpoint),
        Err(found) => shown.broken = Some(found),
    }
    render(&shown)
}
