//! One mail: its text with words in the place of links, what became of it, and what a person can do.

use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use serde::Deserialize;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::mail::MailView;
use tate_domain::id::MailId;
use tate_domain::mail::State;

#[derive(Template)]
#[template(path = "pages/mail/one.html")]
struct OnePage {
    frame: Frame,
    view: MailView,
    reason: String,
    problems: Vec<Problem>,
    conflict: bool,
}

impl OnePage {
    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    fn is(&self, state: State) -> bool {
        self.view.mail.state == state
    }

    fn may_resend(&self) -> bool {
        self.frame.may_edit && !self.view.sender.is_empty() && self.view.mail.state.may_resend()
    }

    fn may_bounce(&self) -> bool {
        self.frame.may_edit && self.view.mail.state.may_bounce()
    }
}

/// What the forms of the page hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MailForm {
    seen: i64,
    reason: String,
}

fn shown(page: &Page, view: MailView, reason: String) -> OnePage {
    let frame = page.frame(format!("メール：{}", view.mail.what.subject), "mail");
    OnePage { frame, view, reason, problems: Vec::new(), conflict: false }
}

/// The page.
pub async fn show(page: Page, Extract(site): Extract<Site>, Path(id): Path<String>) -> PageResult {
    let view = site.app.mail(page.actor(), page.at(), &MailId::from(id)).await?;
    render(&shown(&page, view, String::new()))
}

/// On to the page with what was done, or the page again with what is wrong.
async fn answer(
    (page, site, id): (&Page, &Site, &MailId),
    done: Result<(), AppError>,
    message: Done,
    reason: String,
) -> PageResult {
    let (problems, conflict) = match done {
        Ok(()) => return go(&format!("/mail/{id}"), Some(message)),
        Err(AppError::Invalid(problems)) => (problems, false),
        Err(AppError::Conflict) => (Vec::new(), true),
        Err(other) => return Err(other.into()),
    };
    let view = site.app.mail(page.actor(), page.at(), id).await?;
    let mut response = render_refused(&OnePage { problems, conflict, ..shown(page, view, reason) })?;
    if conflict {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

/// Has it sent again, with the same Message-ID.
pub async fn resend(
    page: Page,
    Extract(site): Extract<Site>,
    Path(id): Path<String>,
    Form(form): Form<MailForm>,
) -> PageResult {
    let id = MailId::from(id);
    let done = site.app.resend_mail(page.actor(), page.at(), &id, form.seen).await;
    answer((&page, &site, &id), done, Done::MailQueued, String::new()).await
}

/// Takes it back before it goes out.
pub async fn cancel(
    page: Page,
    Extract(site): Extract<Site>,
    Path(id): Path<String>,
    Form(form): Form<MailForm>,
) -> PageResult {
    let id = MailId::from(id);
    let done = site.app.cancel_mail(page.actor(), page.at(), &id, form.seen).await;
    answer((&page, &site, &id), done, Done::MailCancelled, String::new()).await
}

/// Notes that it came back.
pub async fn bounce(
    page: Page,
    Extract(site): Extract<Site>,
    Path(id): Path<String>,
    Form(form): Form<MailForm>,
) -> PageResult {
    let id = MailId::from(id);
    let done = site.app.bounce_mail(page.actor(), page.at(), &id, form.seen, &form.reason).await;
    answer((&page, &site, &id), done, Done::Saved, form.reason).await
}

/// Notes that it did arrive.
pub async fn arrived(
    page: Page,
    Extract(site): Extract<Site>,
    Path(id): Path<String>,
    Form(form): Form<MailForm>,
) -> PageResult {
    let id = MailId::from(id);
    let done = site.app.arrived_mail(page.actor(), page.at(), &id, form.seen).await;
    answer((&page, &site, &id), done, Done::Saved, String::new()).await
}
