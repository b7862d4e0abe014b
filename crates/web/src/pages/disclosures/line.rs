//! The talk about one line: what was asked, answered, decided.

use super::{class, value_class};
use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use tate_app::AppError;
use tate_app::disclosures::{Talked, TypedAcceptance};
use tate_app::error::Problem;
use tate_domain::disclosure::{FollowUp, Standing, Statement};
use tate_domain::id::DisclosureId;

#[derive(Template)]
#[template(path = "pages/disclosures/line.html")]
struct LinePage {
    frame: Frame,
    statement: Statement,
    line: Talked,
    talk: FollowUp,
    standing: Standing,
    latest: String,
    form: TalkForm,
    problems: Vec<Problem>,
    conflict: bool,
}

/// What the forms of the page hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TalkForm {
    seen: i64,
    answer: String,
    answered_by: String,
    answered_on: String,
    note: String,
    reason: String,
    measure: String,
    until: String,
}

type At = (DisclosureId, usize);

impl LinePage {
    async fn load(page: &Page, site: &Site, (id, at): &At, form: TalkForm) -> Result<Self, WebError> {
        let view = site.app.disclosure(page.actor(), page.at(), id).await?;
        let line = view.lines.into_iter().nth(*at).ok_or(AppError::NotFound)?;
        let (talk, standing) = line.talk.clone().zip(line.standing).ok_or(AppError::NotFound)?;
        let statement = view.listed.statement;
        let title = format!("{} {}", statement.name(), line.line.number);
        let latest = tate_domain::date::both(tate_domain::exception::latest_end(view.today));
        let frame = page.frame(title.trim_end(), "disclosures");
        Ok(Self { frame, statement, line, talk, standing, latest, form, problems: Vec::new(), conflict: false })
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    fn may_talk(&self) -> bool {
        self.frame.may_edit && self.statement.is_current()
    }

    /// It can be answered and closed.
    fn is_running(&self) -> bool {
        matches!(self.standing, Standing::Open | Standing::Asked | Standing::Overdue | Standing::Answered)
    }

    /// It can be opened again.
    fn can_be_reopened(&self) -> bool {
        self.standing != Standing::Open
    }

    /// Its risk can be accepted, or the acceptance renewed.
    fn may_accept(&self) -> bool {
        self.may_talk() && self.frame.may_confirm && self.standing != Standing::Closed
    }

    fn action(&self, what: &str) -> String {
        format!("/disclosures/{}/lines/{}/{what}?at={}", self.statement.id, self.line.at, self.frame.at)
    }
}

fn at((id, line): (String, String)) -> Result<At, WebError> {
    Ok((DisclosureId::from(id), line.parse().map_err(|_| AppError::NotFound)?))
}

/// The page.
pub async fn show(page: Page, State(site): State<Site>, Path(path): Path<(String, String)>) -> PageResult {
    render(&LinePage::load(&page, &site, &at(path)?, TalkForm::default()).await?)
}

/// On to the page with what was done, or the page again with what is wrong.
async fn after(page: &Page, site: &Site, at: &At, done: Result<(), AppError>, form: TalkForm) -> PageResult {
    let (problems, conflict) = match done {
        Ok(()) => return go(&format!("/disclosures/{}/lines/{}", at.0, at.1), Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => (problems, false),
        Err(AppError::Conflict) => (Vec::new(), true),
        Err(other) => return Err(other.into()),
    };
    let shown = LinePage::load(page, site, at, form).await?;
    let mut response = render_refused(&LinePage { problems, conflict, ..shown })?;
    if conflict {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

/// Writes down what the vendor answered.
pub async fn answer(
    page: Page,
    State(site): State<Site>,
    Path(path): Path<(String, String)>,
    Form(form): Form<TalkForm>,
) -> PageResult {
    let at = at(path)?;
    let said = (form.answer.as_str(), form.answered_by.as_str(), form.answered_on.as_str());
    let done = site.app.answer_disclosure(page.actor(), page.at(), (&at.0, form.seen), at.1, said).await;
    after(&page, &site, &at, done, form).await
}

/// Closes it.
pub async fn close(
    page: Page,
    State(site): State<Site>,
    Path(path): Path<(String, String)>,
    Form(form): Form<TalkForm>,
) -> PageResult {
    let at = at(path)?;
    let done = site.app.close_disclosure(page.actor(), page.at(), (&at.0, form.seen), at.1, &form.note).await;
    after(&page, &site, &at, done, form).await
}

/// Accepts the risk.
pub async fn accept(
    page: Page,
    State(site): State<Site>,
    Path(path): Path<(String, String)>,
    Form(form): Form<TalkForm>,
) -> PageResult {
    let at = at(path)?;
    let typed =
        TypedAcceptance { reason: form.reason.clone(), measure: form.measure.clone(), until: form.until.clone() };
    let done = site.app.accept_disclosure(page.actor(), page.at(), (&at.0, form.seen), at.1, &typed).await;
    after(&page, &site, &at, done, form).await
}

/// Opens it again.
pub async fn reopen(
    page: Page,
    State(site): State<Site>,
    Path(path): Path<(String, String)>,
    Form(form): Form<TalkForm>,
) -> PageResult {
    let at = at(path)?;
    let done = site.app.reopen_disclosure(page.actor(), page.at(), (&at.0, form.seen), at.1).await;
    after(&page, &site, &at, done, form).await
}
