//! What does not fit together: findings with links to both sides, and those that are not shown.

use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use crate::pages::checklist::item_address;
use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::lint::LintReport;
use tate_domain::lint::{Link, LintFinding, Severity, find};

/// The most sides of a finding that are shown at once.
const MOST_LINKS: usize = 8;

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/lint", get(show))
        .route("/lint/suppress", post(suppress))
        .route("/lint/unsuppress", post(unsuppress))
}

#[derive(Template)]
#[template(path = "pages/lint/lint.html")]
struct LintPage {
    frame: Frame,
    report: LintReport,
    /// What was typed for a finding and refused.
    typed: SuppressForm,
    problems: Vec<Problem>,
}

impl LintPage {
    /// The weights with a finding, the heaviest first.
    fn weights(&self) -> Vec<Severity> {
        Severity::ALL.into_iter().filter(|severity| self.report.count(*severity) > 0).collect()
    }

    /// What went wrong with the reason of a finding.
    fn problem(&self, finding: &LintFinding) -> &str {
        let own = self.typed.key == finding.key;
        self.problems.first().filter(|_| own).map_or("", |problem| problem.message.as_str())
    }

    fn reason(&self, finding: &LintFinding) -> &str {
        if self.typed.key == finding.key { &self.typed.reason } else { "" }
    }
}

/// The address of one side of a finding.
pub fn link_address(link: &Link) -> String {
    match link {
        Link::Row(row) => format!("/ledgers/{}/{}", row.ledger.code(), row.id),
        Link::Item { id, .. } => item_address(id),
        Link::Disclosure { id, .. } => format!("/disclosures/{id}"),
    }
}

/// A rule in a few Japanese words.
fn title(finding: &LintFinding) -> &'static str {
    find(finding.rule).map_or("", |rule| rule.title)
}

/// The class of a weight's chip.
fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::MustFix => "no",
        Severity::Warning => "undetermined",
        Severity::Note => "not_applicable",
    }
}

/// The address of the page after a save, which then shows what must be put right about this item or row.
pub async fn after(page: &Page, site: &Site, id: &str, next: &str) -> Result<String, AppError> {
    let found = site.app.lint_about(page.actor(), page.at(), id).await?;
    if found.is_empty() {
        return Ok(next.to_owned());
    }
    let (path, mark) = next.split_once('#').unwrap_or((next, ""));
    let sign = if path.contains('?') { '&' } else { '?' };
    let mark = if mark.is_empty() { String::new() } else { format!("#{mark}") };
    Ok(format!("{path}{sign}about={id}{mark}"))
}

/// What must be put right about the item or row that was saved just before; nothing without one.
pub async fn about(page: &Page, site: &Site, id: &str) -> Result<Vec<LintFinding>, AppError> {
    if id.is_empty() { Ok(Vec::new()) } else { site.app.lint_about(page.actor(), page.at(), id).await }
}

/// The page.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let report = site.app.lint(page.actor(), page.at()).await?;
    render(&LintPage {
        frame: page.frame("矛盾チェック", "lint"),
        report,
        typed: SuppressForm::default(),
        problems: vec![],
    })
}

/// A finding and why it is not to be shown.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SuppressForm {
    key: String,
    reason: String,
}

/// Decides not to show a finding.
pub async fn suppress(page: Page, State(site): State<Site>, Form(typed): Form<SuppressForm>) -> PageResult {
    match site.app.suppress_finding(page.actor(), page.at(), &typed.key, &typed.reason).await {
        Ok(()) => go("/lint#suppressed", Some(Done::Suppressed)),
        Err(AppError::Invalid(problems)) => {
            let report = site.app.lint(page.actor(), page.at()).await?;
            render_refused(&LintPage { frame: page.frame("矛盾チェック", "lint"), report, typed, problems })
        }
        Err(other) => Err(other.into()),
    }
}

/// Which finding is shown again.
#[derive(Debug, Deserialize)]
pub struct UnsuppressForm {
    key: String,
}

/// Shows a finding again.
pub async fn unsuppress(page: Page, State(site): State<Site>, Form(typed): Form<UnsuppressForm>) -> PageResult {
    site.app.unsuppress_finding(page.actor(), page.at(), &typed.key).await?;
    go("/lint", Some(Done::ShownAgain))
}
