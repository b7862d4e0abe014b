//! A request that is out: its deadline, its reminders, taking it back.

use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_domain::date::slashed;
use tate_domain::id::RequestId;
use tate_domain::vendor::Request;

/// What the forms hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ChangeForm {
    seen: i64,
    deadline: String,
    /// Ticked: no reminders.
    paused: String,
    withdraw_reason: String,
}

#[derive(Template)]
#[template(path = "pages/vendors/change.html")]
struct ChangePage {
    frame: Frame,
    request: Request,
    form: ChangeForm,
    problems: Vec<Problem>,
    conflict: bool,
}

impl ChangePage {
    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }
}

fn title(request: &Request) -> String {
    format!("依頼の変更：{}", request.contract)
}

/// The forms.
pub async fn show(page: Page, State(site): State<Site>, Path(id): Path<String>) -> PageResult {
    let request = site.app.open_request(page.actor(), page.at(), &RequestId::from(id)).await?;
    let form = ChangeForm {
        seen: request.version,
        deadline: slashed(request.deadline),
        paused: if request.paused { "1".to_owned() } else { String::new() },
        withdraw_reason: String::new(),
    };
    let frame = page.frame(title(&request), "vendor");
    render(&ChangePage { frame, request, form, problems: Vec::new(), conflict: false })
}

/// Saves deadline and reminders.
pub async fn save(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<ChangeForm>,
) -> PageResult {
    let id = RequestId::from(id);
    let wanted = (form.deadline.as_str(), !form.paused.is_empty());
    let done = site.app.change_request(page.actor(), page.at(), (&id, form.seen), wanted).await;
    answer((&page, &site, &id), done, form).await
}

/// Takes it back.
pub async fn withdraw(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<ChangeForm>,
) -> PageResult {
    let id = RequestId::from(id);
    let done = site.app.withdraw_request(page.actor(), page.at(), (&id, form.seen), &form.withdraw_reason).await;
    answer((&page, &site, &id), done, form).await
}

async fn answer(
    (page, site, id): (&Page, &Site, &RequestId),
    done: Result<(), AppError>,
    form: ChangeForm,
) -> PageResult {
    let (problems, conflict) = match done {
        Ok(()) => return go("/vendors", Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => (problems, false),
        Err(AppError::Conflict) => (Vec::new(), true),
        Err(other) => return Err(other.into()),
    };
    let request = site.app.open_request(page.actor(), page.at(), id).await?;
    let frame = page.frame(title(&request), "vendor");
    let mut response = render_refused(&ChangePage { frame, request, form, problems, conflict })?;
    if conflict {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}
