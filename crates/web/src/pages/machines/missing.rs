//! 見当たらない機器: devices in use that the last censuses do not hold.

use super::{SECTION, product};
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::machines::{CENSUSES, MissingDevice};
use tate_domain::id::RowId;

#[derive(Template)]
#[template(path = "pages/machines/missing.html")]
struct MissingPage {
    frame: Frame,
    missing: Vec<MissingDevice>,
    problems: Vec<Problem>,
    today: String,
}

impl MissingPage {
    fn times(&self) -> usize {
        CENSUSES
    }
}

/// What is decided of one.
#[derive(Debug, Deserialize)]
pub struct Decision {
    #[serde(default)]
    decision: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    seen: String,
}

async fn listed(page: &Page, site: &Site, problems: Vec<Problem>) -> Result<MissingPage, AppError> {
    Ok(MissingPage {
        frame: page.frame("見当たらない機器", SECTION),
        missing: site.app.missing_devices(page.actor(), page.at()).await?,
        problems,
        today: tate_domain::date::slashed(page.today),
    })
}

/// The list.
pub async fn list(page: Page, State(site): State<Site>) -> PageResult {
    render(&listed(&page, &site, Vec::new()).await?)
}

/// Settles one.
pub async fn settle(
    page: Page,
    State(site): State<Site>,
    Path(row): Path<String>,
    Form(form): Form<Decision>,
) -> PageResult {
    let (row, seen) = (RowId::from(row), form.seen.parse().unwrap_or(0));
    match site.app.settle_missing(page.actor(), page.at(), &row, seen, &form.decision, &form.day).await {
        Ok(()) => go("/machines/missing", Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => render_refused(&listed(&page, &site, problems).await?),
        Err(AppError::Conflict) => {
            let problem = Problem::new(
                "",
                "保存していません。ほかの人がこの機器の行を変更したためです。最新の内容を表示しましたので、確かめて、もう一度選んでください。",
            );
            render_refused(&listed(&page, &site, vec![problem]).await?)
        }
        Err(other) => Err(other.into()),
    }
}
