//! The letters: per desk, what can be sent, printed, copied; reminders and the letter that presses.

use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use crate::pages::checklist::item::attachment;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::letters::Paper;
use tate_app::requests::{DeskLetters, PaperKind};
use tate_domain::id::RequestId;

/// The most requests of one letter.
const MOST: usize = 500;

#[derive(Template)]
#[template(path = "pages/vendors/letters.html")]
struct LettersPage {
    frame: Frame,
    desks: Vec<DeskLetters>,
    problems: Vec<Problem>,
    has_links: bool,
}

/// Which letter about which requests.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// request, remind, escalate, pins.
    kind: String,
    /// post, fax.
    paper: String,
    /// Ids parted by commas.
    ids: String,
}

impl Wanted {
    fn requests(&self) -> Vec<RequestId> {
        self.ids.split(',').filter(|id| !id.is_empty()).take(MOST).map(Into::into).collect()
    }
}

async fn page_of(page: &Page, site: &Site, problems: Vec<Problem>) -> Result<LettersPage, AppError> {
    let desks = site.app.desk_letters(page.actor(), page.at()).await?;
    Ok(LettersPage {
        frame: page.frame("依頼状と督促", "vendor"),
        desks,
        problems,
        has_links: !site.app.base.is_empty(),
    })
}

/// The desks with open requests.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    render(&page_of(&page, &site, Vec::new()).await?)
}

/// A letter as PDF.
pub async fn pdf(page: Page, State(site): State<Site>, Query(wanted): Query<Wanted>) -> PageResult {
    let kind = PaperKind::from_code(&wanted.kind).ok_or(AppError::NotFound)?;
    let paper = if wanted.paper == "fax" { Paper::Fax } else { Paper::Post };
    let chosen = wanted.requests();
    let made = site.app.print_request_letter(page.actor(), page.at(), (kind, paper), &chosen).await?;
    attachment(&made.name, made.media_type, made.bytes)
}

/// The record of refusals and silence as PDF.
pub async fn record(page: Page, State(site): State<Site>) -> PageResult {
    let made = site.app.print_refusals(page.actor(), page.at()).await?;
    attachment(&made.name, made.media_type, made.bytes)
}

#[derive(Template)]
#[template(path = "pages/vendors/letter_text.html")]
struct TextPage {
    frame: Frame,
    subject: String,
    text: String,
}

/// A letter as text to be copied.
pub async fn text(page: Page, State(site): State<Site>, Query(wanted): Query<Wanted>) -> PageResult {
    let kind = PaperKind::from_code(&wanted.kind).ok_or(AppError::NotFound)?;
    let (subject, text) = site.app.request_letter_text(page.actor(), page.at(), kind, &wanted.requests()).await?;
    render(&TextPage { frame: page.frame("文面をコピーする", "vendor"), subject, text })
}

/// Reminds today.
pub async fn remind(page: Page, State(site): State<Site>, Form(wanted): Form<Wanted>) -> PageResult {
    let done = site.app.remind_now(page.actor(), page.at(), &wanted.requests()).await;
    answer(&page, &site, done.map(|_| ()), Done::Reminded).await
}

/// Writes the letter that presses.
pub async fn escalate(page: Page, State(site): State<Site>, Form(wanted): Form<Wanted>) -> PageResult {
    let done = site.app.escalate(page.actor(), page.at(), &wanted.requests()).await;
    answer(&page, &site, done.map(|_| ()), Done::Reminded).await
}

async fn answer(page: &Page, site: &Site, done: Result<(), AppError>, message: Done) -> PageResult {
    match done {
        // Somebody else wrote the same letter a moment ago.
        Ok(()) | Err(AppError::Conflict) => go("/vendors/letters", Some(message)),
        Err(AppError::Invalid(problems)) => render_refused(&page_of(page, site, problems).await?),
        Err(other) => Err(other.into()),
    }
}
