//! One request: its sheet row by row beside the year before, and the decision.

use super::address;
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use serde::Deserialize;
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_app::answering::{RequestView, receipt_number};
use tate_app::error::Problem;
use tate_domain::id::RequestId;
use tate_domain::vendor::{Standing, State, Way};
use tate_store::{LetterRecord, Submission};

#[derive(Template)]
#[template(path = "pages/requests/one.html")]
pub struct OnePage {
    frame: Frame,
    view: RequestView,
    form: BTreeMap<String, String>,
    problems: Vec<Problem>,
    conflict: bool,
}

/// Which version of the request the form was filled in for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Seen {
    seen: i64,
}

impl OnePage {
    fn new(page: &Page, view: RequestView, form: BTreeMap<String, String>, problems: Vec<Problem>) -> Self {
        let title = format!("{}「{}」の回答", view.sheet.request.vendor, view.sheet.request.contract);
        Self { frame: page.frame(title, "vendor"), view, form, problems, conflict: false }
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    /// What a letter was, and how it went: 依頼（郵送）.
    fn letter_words(&self, letter: &LetterRecord) -> String {
        let kind = match letter.kind.as_str() {
            "request" => "依頼",
            "remind" => "督促",
            "escalate" => "根拠を示した督促",
            "return" => "差し戻し",
            other => other,
        };
        format!("{kind}（{}）", Way::from_code(&letter.way).map_or("", Way::label))
    }

    fn standing(&self) -> Standing {
        self.view.sheet.request.standing(self.view.sheet.today)
    }

    fn class(&self) -> &'static str {
        match self.standing() {
            Standing::Overdue | Standing::Refused => "no",
            Standing::ToReview | Standing::Returned => "undetermined",
            Standing::Accepted => "yes",
            Standing::Asked | Standing::Opened | Standing::Withdrawn => "",
        }
    }

    fn is(&self, state: State) -> bool {
        self.view.sheet.request.state == state
    }

    /// A sheet can still come in.
    fn is_running(&self) -> bool {
        match self.view.sheet.request.state {
            State::Asked | State::Submitted | State::Returned => true,
            State::Accepted | State::Refused | State::Withdrawn => false,
        }
    }

    fn may_work(&self) -> bool {
        self.frame.may_edit && self.is_running()
    }

    /// What was typed as a question, else what is asked.
    fn question<'a>(&'a self, item: &str, asked: &'a str) -> &'a str {
        self.form.get(&format!("question.{item}")).map_or(asked, String::as_str)
    }

    fn typed(&self, field: &str) -> &str {
        self.form.get(field).map_or("", String::as_str)
    }

    fn deadline(&self) -> String {
        tate_domain::date::both(self.view.sheet.request.deadline)
    }

    fn number(&self, sent: &Submission) -> String {
        receipt_number(sent)
    }
}

/// The page.
pub async fn show(page: Page, Extract(site): Extract<Site>, Path(id): Path<String>) -> PageResult {
    let view = site.app.request_view(page.actor(), page.at(), &RequestId::from(id)).await?;
    render(&OnePage::new(&page, view, BTreeMap::new(), Vec::new()))
}

/// On to the page with what was done, or the page again with what is wrong.
pub async fn answer(
    (page, site, id): (&Page, &Site, &RequestId),
    done: Result<(), AppError>,
    message: Done,
    form: BTreeMap<String, String>,
) -> PageResult {
    let (problems, conflict) = match done {
        Ok(()) => return go(&address(id.as_str()), Some(message)),
        Err(AppError::Invalid(problems)) => (problems, false),
        Err(AppError::Conflict) => (Vec::new(), true),
        Err(other) => return Err(other.into()),
    };
    let view = site.app.request_view(page.actor(), page.at(), id).await?;
    let mut shown = OnePage::new(page, view, form, problems);
    shown.conflict = conflict;
    let mut response = render_refused(&shown)?;
    if conflict {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

/// Makes a link; the one before ends.
pub async fn link(page: Page, Extract(site): Extract<Site>, Path(id): Path<String>) -> PageResult {
    let id = RequestId::from(id);
    let done = site.app.make_link(page.actor(), page.at(), &id).await.map(|_| ());
    answer((&page, &site, &id), done, Done::Linked, BTreeMap::new()).await
}

/// Revokes the link.
pub async fn revoke(page: Page, Extract(site): Extract<Site>, Path(id): Path<String>) -> PageResult {
    let id = RequestId::from(id);
    let done = site.app.revoke_link(page.actor(), page.at(), &id).await;
    answer((&page, &site, &id), done, Done::Unlinked, BTreeMap::new()).await
}

/// Sends the sheet back with questions.
pub async fn send_back(
    page: Page,
    Extract(site): Extract<Site>,
    Path(id): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    let id = RequestId::from(id);
    let seen = form.get("seen").and_then(|seen| seen.parse().ok()).unwrap_or(0);
    let questions: Vec<(String, String)> = form
        .iter()
        .filter_map(|(key, value)| Some((key.strip_prefix("question.")?.to_owned(), value.clone())))
        .collect();
    let done = site.app.return_sheet(page.actor(), page.at(), &id, seen, &questions).await.map(|_| ());
    answer((&page, &site, &id), done, Done::SentBack, form).await
}

/// Accepts the sheet.
pub async fn accept(
    page: Page,
    Extract(site): Extract<Site>,
    Path(id): Path<String>,
    Form(form): Form<Seen>,
) -> PageResult {
    let id = RequestId::from(id);
    let done = site.app.accept_sheet(page.actor(), page.at(), &id, form.seen).await;
    answer((&page, &site, &id), done, Done::Accepted, BTreeMap::new()).await
}

/// Records that the vendor said no.
pub async fn refusal(
    page: Page,
    Extract(site): Extract<Site>,
    Path(id): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    let id = RequestId::from(id);
    let seen = form.get("seen").and_then(|seen| seen.parse().ok()).unwrap_or(0);
    let why = form.get("reason").map_or("", String::as_str);
    let done = site.app.record_refusal(page.actor(), page.at(), &id, seen, why).await;
    answer((&page, &site, &id), done, Done::Refused, form).await
}
