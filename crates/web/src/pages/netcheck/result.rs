//! One diagnosis: while it runs, and what it found.

use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use crate::upload::Upload;
use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, Query, State};
use serde::Deserialize;
use std::time::Duration;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::netcheck::{Diagnosis, LONGEST_RUN, NetcheckState};
use tate_domain::id::FileId;
use tate_domain::netcheck::{Judgement, Port, SIX, Target};

/// How long the page of a run waits for its end when somebody asks again.
const WAIT: Duration = Duration::from_secs(4);

#[derive(Template)]
#[template(path = "pages/netcheck/result.html")]
struct ResultPage {
    frame: Frame,
    found: Diagnosis,
    ports: &'static [Port],
    problems: Vec<Problem>,
}

impl ResultPage {
    fn new(page: &Page, found: Diagnosis, problems: Vec<Problem>) -> Self {
        Self { frame: page.frame("ネットワーク診断の結果", "netcheck"), found, ports: &SIX, problems }
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    /// What to do about the ports that are open without a reason.
    fn advice(&self) -> Vec<(&'static Port, Vec<&Target>)> {
        let open = |port: &Port| {
            let is_open = |target: &&Target| {
                target.ports.iter().any(|one| one.port == port.number && one.judgement == Judgement::Check)
            };
            self.found.kept.check.targets.iter().filter(is_open).collect::<Vec<_>>()
        };
        SIX.iter().map(|port| (port, open(port))).filter(|(_, targets)| !targets.is_empty()).collect()
    }
}

#[derive(Template)]
#[template(path = "pages/netcheck/running.html")]
struct RunningPage {
    frame: Frame,
    id: String,
    /// Attempts that are over, and all; none: another process is at it.
    counts: Option<(usize, usize)>,
    failed: bool,
    minutes: u64,
}

/// Whether to wait for the end.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WaitQuery {
    wait: String,
}

/// The page.
pub async fn show(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Query(query): Query<WaitQuery>,
) -> PageResult {
    let wait = if query.wait.is_empty() { Duration::ZERO } else { WAIT };
    let state = site.app.netcheck_state(page.actor(), page.at(), &id, wait).await?;
    let running = |counts, failed| RunningPage {
        frame: page.frame("ネットワーク診断", "netcheck"),
        id: id.clone(),
        counts,
        failed,
        minutes: LONGEST_RUN / 60,
    };
    match state {
        NetcheckState::Done(found) => render(&ResultPage::new(&page, *found, Vec::new())),
        NetcheckState::Running(progress) => render(&running(Some(progress.counts()), false)),
        NetcheckState::Elsewhere => render(&running(None, false)),
        NetcheckState::Failed => render(&running(None, true)),
    }
}

async fn again(page: &Page, site: &Site, id: &str, problems: Vec<Problem>) -> PageResult {
    match site.app.netcheck_state(page.actor(), page.at(), id, Duration::ZERO).await? {
        NetcheckState::Done(found) => render_refused(&ResultPage::new(page, *found, problems)),
        NetcheckState::Running(_) | NetcheckState::Elsewhere | NetcheckState::Failed => {
            Err(WebError::App(AppError::NotFound))
        }
    }
}

/// Who is to be named.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReviewForm {
    person: String,
}

/// Records the diagnosis as an inspection.
pub async fn review(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<ReviewForm>,
) -> PageResult {
    match site.app.review_netcheck(page.actor(), page.at(), &id, &form.person).await {
        Ok(_) => go(&format!("/netcheck/{id}"), Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => again(&page, &site, &id, problems).await,
        Err(other) => Err(other.into()),
    }
}

/// Adds a screenshot.
pub async fn attach(page: Page, State(site): State<Site>, Path(id): Path<String>, form: Multipart) -> PageResult {
    let upload = Upload::read(form).await?;
    // None chosen: an empty file, which is refused with a sentence.
    let (name, bytes) = upload.file.unwrap_or_default();
    match site.app.attach_to_netcheck(page.actor(), page.at(), &id, &name, bytes).await {
        Ok(()) => go(&format!("/netcheck/{id}#files"), Some(Done::Attached)),
        Err(AppError::Invalid(problems)) => again(&page, &site, &id, problems).await,
        Err(other) => Err(other.into()),
    }
}

/// Takes a screenshot off.
pub async fn detach(page: Page, State(site): State<Site>, Path((id, file)): Path<(String, String)>) -> PageResult {
    site.app.detach_from_netcheck(page.actor(), page.at(), &id, &FileId::from(file)).await?;
    go(&format!("/netcheck/{id}#files"), Some(Done::Removed))
}
