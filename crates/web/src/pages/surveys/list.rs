//! The surveys and forms that fit the facility's kind.

use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::State;
use std::sync::Arc;
use tate_app::survey::Survey;
use tate_domain::date::FiscalYear;
use tate_domain::edition::Edition;

#[derive(Template)]
#[template(path = "pages/surveys/list.html")]
struct ListPage {
    frame: Frame,
    kind: &'static str,
    surveys: Vec<Survey>,
    earlier: Vec<(FiscalYear, Arc<Edition>)>,
}

impl ListPage {
    /// The time whose questions a sheet asks.
    fn time(&self, survey: &Survey) -> String {
        let edition = &survey.list.edition;
        edition.as_of.clone().unwrap_or_else(|| FiscalYear(edition.fiscal_year).name())
    }
}

/// The list, with how far each is answered.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let surveys = site.app.surveys(page.actor(), page.at()).await?;
    let earlier = site.app.earlier_surveys(page.actor(), page.at()).await?;
    let kind = page.facility.profile.kind.label();
    render(&ListPage { frame: page.frame("調査・様式", "surveys"), kind, surveys, earlier })
}
