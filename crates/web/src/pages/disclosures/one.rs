//! One statement: its head, what stands out, its lines with how far the talk is.

use super::{address, class, value_class};
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use tate_app::AppError;
use tate_app::disclosures::{DisclosureView, Talked};
use tate_app::error::Problem;
use tate_domain::id::DisclosureId;

/// Lines on one page.
const PAGE_LINES: usize = 100;
/// Characters of a question and a remark in the table.
const MOST_CHARS: usize = 160;

#[derive(Template)]
#[template(path = "pages/disclosures/one.html")]
struct OnePage {
    frame: Frame,
    view: DisclosureView,
    asked: Asked,
    reason: String,
    problems: Vec<Problem>,
    conflict: bool,
}

/// Which lines.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `all`, `open`; else those that say いいえ or 対象外.
    show: String,
    page: usize,
}

impl OnePage {
    fn new(page: &Page, view: DisclosureView, asked: Asked) -> Self {
        let title = format!("開示書：{}", view.listed.statement.name());
        let frame = page.frame(title, "disclosures");
        Self { frame, view, asked, reason: String::new(), problems: Vec::new(), conflict: false }
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    /// The lines that are wanted.
    fn wanted(&self) -> Vec<&Talked> {
        let wanted = |line: &&Talked| match self.asked.show.as_str() {
            "all" => true,
            "open" => line.is_open(),
            _ => line.talk.is_some(),
        };
        self.view.lines.iter().filter(wanted).collect()
    }

    fn page_number(&self) -> usize {
        self.asked.page.clamp(1, self.pages())
    }

    fn pages(&self) -> usize {
        self.wanted().len().div_ceil(PAGE_LINES).max(1)
    }

    /// The lines of the page.
    fn shown(&self) -> Vec<&Talked> {
        self.wanted().into_iter().skip((self.page_number() - 1) * PAGE_LINES).take(PAGE_LINES).collect()
    }

    fn short(text: &str) -> String {
        tate_domain::text::shorten(text, MOST_CHARS)
    }

    fn may_withdraw(&self) -> bool {
        self.frame.may_edit && self.view.listed.statement.is_current()
    }

    /// Whether there is a line to ask about.
    fn may_ask(&self) -> bool {
        self.may_withdraw() && self.view.lines.iter().any(Talked::can_be_asked)
    }
}

/// The page.
pub async fn show(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let view = site.app.disclosure(page.actor(), page.at(), &DisclosureId::from(id)).await?;
    render(&OnePage::new(&page, view, asked))
}

/// Why it is taken back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WithdrawForm {
    seen: i64,
    withdraw_reason: String,
}

/// Takes it back.
pub async fn withdraw(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<WithdrawForm>,
) -> PageResult {
    let id = DisclosureId::from(id);
    let done = site.app.withdraw_disclosure(page.actor(), page.at(), &id, form.seen, &form.withdraw_reason).await;
    let (problems, conflict) = match done {
        Ok(()) => return go(&address(&id), Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => (problems, false),
        Err(AppError::Conflict) => (Vec::new(), true),
        Err(other) => return Err(other.into()),
    };
    let view = site.app.disclosure(page.actor(), page.at(), &id).await?;
    let shown = OnePage::new(&page, view, Asked::default());
    let mut response = render_refused(&OnePage { problems, conflict, reason: form.withdraw_reason, ..shown })?;
    if conflict {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}
