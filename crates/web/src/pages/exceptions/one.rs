//! One exception: what it says, its statements, and the decision of somebody else.

use super::{address, class};
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use crate::upload::Upload;
use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, State as Extract};
use axum::http::StatusCode;
use serde::Deserialize;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::exceptions::ExceptionView;
use tate_domain::exception::State;
use tate_domain::id::{ExceptionId, FileId};

#[derive(Template)]
#[template(path = "pages/exceptions/one.html")]
struct OnePage {
    frame: Frame,
    view: ExceptionView,
    form: DecisionForm,
    problems: Vec<Problem>,
    conflict: bool,
}

/// What the forms of the page hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DecisionForm {
    seen: i64,
    decision_reason: String,
    no_statement: String,
}

impl OnePage {
    fn new(page: &Page, view: ExceptionView, form: DecisionForm, problems: Vec<Problem>) -> Self {
        let title = format!("例外：{} {}", view.listed.item.number, view.listed.item.label);
        Self { frame: page.frame(title, "exceptions"), view, form, problems, conflict: false }
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    fn class(&self) -> &'static str {
        class(self.view.listed.state)
    }

    fn is(&self, state: State) -> bool {
        self.view.listed.state == state
    }

    /// It waits and the actor may decide about it.
    fn may_decide(&self) -> bool {
        self.is(State::Waiting) && self.view.not_approver.is_none()
    }

    /// It can still be ended or withdrawn.
    fn may_end(&self) -> bool {
        self.frame.may_edit && matches!(self.view.listed.state, State::Waiting | State::InForce | State::Expired)
    }

    /// A new one can follow it.
    fn may_renew(&self) -> bool {
        self.frame.may_edit && !self.is(State::Waiting) && self.view.followed_by.is_none()
    }
}

/// The page.
pub async fn show(page: Page, Extract(site): Extract<Site>, Path(id): Path<String>) -> PageResult {
    let view = site.app.exception(page.actor(), page.at(), &ExceptionId::from(id)).await?;
    render(&OnePage::new(&page, view, DecisionForm::default(), Vec::new()))
}

/// On to the page with what was done, or the page again with what is wrong.
async fn answer(
    (page, site, id): (&Page, &Site, &ExceptionId),
    done: Result<(), AppError>,
    message: Done,
    form: DecisionForm,
) -> PageResult {
    let (problems, conflict) = match done {
        Ok(()) => return go(&address(id.as_str()), Some(message)),
        Err(AppError::Invalid(problems)) => (problems, false),
        Err(AppError::Conflict) => (Vec::new(), true),
        Err(other) => return Err(other.into()),
    };
    let view = site.app.exception(page.actor(), page.at(), id).await?;
    let mut shown = OnePage::new(page, view, form, problems);
    shown.conflict = conflict;
    let mut response = render_refused(&shown)?;
    if conflict {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

/// Adds a vendor's statement.
pub async fn attach(page: Page, Extract(site): Extract<Site>, Path(id): Path<String>, form: Multipart) -> PageResult {
    let (upload, id) = (Upload::read(form).await?, ExceptionId::from(id));
    let done = match upload.file {
        Some((name, bytes)) => site.app.attach_statement(page.actor(), page.at(), &id, &name, bytes).await,
        None => {
            Err(AppError::invalid("file", "ファイルが選ばれていません。追加する回答書のファイルを選んでください。"))
        }
    };
    answer((&page, &site, &id), done, Done::Attached, DecisionForm::default()).await
}

/// Takes a statement off.
pub async fn detach(page: Page, Extract(site): Extract<Site>, Path((id, file)): Path<(String, String)>) -> PageResult {
    let id = ExceptionId::from(id);
    let done = site.app.detach_statement(page.actor(), page.at(), &id, &FileId::from(file)).await;
    answer((&page, &site, &id), done, Done::Removed, DecisionForm::default()).await
}

/// Says why there is no statement.
pub async fn explain(
    page: Page,
    Extract(site): Extract<Site>,
    Path(id): Path<String>,
    Form(form): Form<DecisionForm>,
) -> PageResult {
    let id = ExceptionId::from(id);
    let done = site.app.explain_exception(page.actor(), page.at(), &id, form.seen, &form.no_statement).await;
    answer((&page, &site, &id), done, Done::Saved, form).await
}

/// Approves.
pub async fn approve(
    page: Page,
    Extract(site): Extract<Site>,
    Path(id): Path<String>,
    Form(form): Form<DecisionForm>,
) -> PageResult {
    let id = ExceptionId::from(id);
    let done = site.app.approve_exception(page.actor(), page.at(), &id, form.seen).await;
    answer((&page, &site, &id), done, Done::Approved, form).await
}

/// Declines with a reason.
pub async fn decline(
    page: Page,
    Extract(site): Extract<Site>,
    Path(id): Path<String>,
    Form(form): Form<DecisionForm>,
) -> PageResult {
    let id = ExceptionId::from(id);
    let done = site.app.decline_exception(page.actor(), page.at(), &id, form.seen, &form.decision_reason).await;
    answer((&page, &site, &id), done, Done::Declined, form).await
}

/// Ends it before its last day, or withdraws it.
pub async fn end(
    page: Page,
    Extract(site): Extract<Site>,
    Path(id): Path<String>,
    Form(form): Form<DecisionForm>,
) -> PageResult {
    let id = ExceptionId::from(id);
    let done = site.app.end_exception(page.actor(), page.at(), &id, form.seen, &form.decision_reason).await;
    answer((&page, &site, &id), done, Done::ExceptionEnded, form).await
}
