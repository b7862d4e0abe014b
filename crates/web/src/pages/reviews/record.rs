//! Recording a review of one kind.

use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::reviews::{AccountLine, BackupLine, DeviceLine, ReviewForm, SystemAccounts, kinds};
use tate_domain::lifecycle::Verdict;

/// Accounts up to this number are listed one by one, so that the page stays light.
const MOST_LISTED: usize = 150;

#[derive(Template)]
#[template(path = "pages/reviews/record.html")]
struct RecordPage {
    frame: Frame,
    review: ReviewForm,
    problems: Vec<Problem>,
    conflict: bool,
}

/// 問題なし, 指摘あり, …
const RESULTS: [(&str, &str); 4] =
    [("clean", "問題なし"), ("found", "指摘あり"), ("fixed", "指摘を直した"), ("failed", "失敗")];

impl RecordPage {
    fn new(page: &Page, review: ReviewForm, problems: Vec<Problem>) -> Self {
        let frame = page.frame(format!("点検の記録：{}", review.label), "review");
        Self { frame, review, problems, conflict: false }
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    fn value(&self, field: &str) -> &str {
        self.review.typed.get(field).map_or("", String::as_str)
    }

    fn chosen(&self, field: &str, value: &str) -> bool {
        self.value(field) == value
    }

    fn ticked(&self, what: &str, id: &str) -> bool {
        !self.value(&format!("{what}.{id}")).is_empty()
    }

    /// A backup's last success as typed, else as stored.
    fn success(&self, line: &BackupLine) -> String {
        let typed = self.review.typed.get(&format!("success.{}", line.row.id));
        typed.cloned().unwrap_or_else(|| line.last_success.map(|day| day.to_string()).unwrap_or_default())
    }

    /// What is wrong with it.
    fn success_error(&self, line: &BackupLine) -> &str {
        self.problem(&format!("success.{}", line.row.id))
    }

    /// The other kinds of review.
    fn others(&self) -> Vec<(&'static str, &'static str)> {
        kinds().iter().copied().filter(|(kind, _)| *kind != self.review.kind).collect()
    }

    fn results() -> [(&'static str, &'static str); 4] {
        RESULTS
    }

    fn is(&self, kind: &str) -> bool {
        self.review.kind == kind
    }

    fn verdict(line: &DeviceLine) -> (&'static str, &'static str) {
        match line.verdict {
            Verdict::Supported => ("yes", "サポート中"),
            Verdict::EndingSoon => ("undetermined", "終了間近"),
            Verdict::Expired => ("no", "サポート終了"),
            Verdict::Unknown => ("undetermined", "判断できない"),
        }
    }

    /// Whether there are so many accounts that only those worth a look are listed one by one.
    fn long(&self) -> bool {
        self.review.accounts.iter().map(|group| group.accounts.len()).sum::<usize>() > MOST_LISTED
    }

    fn is_open(&self, group: &SystemAccounts) -> bool {
        let touched = |account: &AccountLine| self.ticked("ok", &account.row.id) || self.ticked("off", &account.row.id);
        group.flagged() > 0 || group.accounts.iter().any(touched)
    }
}

/// The form.
pub async fn show(page: Page, State(site): State<Site>, Path(kind): Path<String>) -> PageResult {
    let review = site.app.review_form(page.actor(), page.at(), &kind).await?;
    render(&RecordPage::new(&page, review, Vec::new()))
}

/// Records it, or shows the form again with what is wrong.
pub async fn save(
    page: Page,
    State(site): State<Site>,
    Path(kind): Path<String>,
    Form(typed): Form<BTreeMap<String, String>>,
) -> PageResult {
    let (problems, conflict) = match site.app.record_review(page.actor(), page.at(), &kind, &typed).await {
        Ok(_) => return go("/reviews", Some(Done::Reviewed)),
        Err(AppError::Invalid(problems)) => (problems, false),
        Err(AppError::Conflict) => (Vec::new(), true),
        Err(other) => return Err(other.into()),
    };
    let review = site.app.review_form(page.actor(), page.at(), &kind).await?;
    let mut shown = RecordPage::new(&page, ReviewForm { typed, ..review }, problems);
    shown.conflict = conflict;
    let mut response = render_refused(&shown)?;
    if conflict {
        *response.status_mut() = axum::http::StatusCode::CONFLICT;
    }
    Ok(response)
}
