//! The question list: choosing lines, the text to copy, the page to print.

use super::address;
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use crate::pages::checklist::item::attachment;
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_app::disclosures::{DisclosureView, Talked};
use tate_app::error::Problem;
use tate_domain::id::DisclosureId;
use tate_domain::role::Permission;
use tate_report::QuestionList;

/// The most lines of one list.
const MOST_LINES: usize = 100;

#[derive(Template)]
#[template(path = "pages/disclosures/questions.html")]
struct QuestionsPage {
    frame: Frame,
    view: DisclosureView,
    /// What is asked of the contract's vendor now.
    list: QuestionList,
    /// What was typed and refused.
    typed: Option<BTreeMap<String, String>>,
    problems: Vec<Problem>,
    conflict: bool,
}

impl QuestionsPage {
    async fn load(page: &Page, site: &Site, id: &DisclosureId) -> Result<Self, AppError> {
        page.actor().may_at(Permission::PrepareAnswers, page.at())?;
        let view = site.app.disclosure(page.actor(), page.at(), id).await?;
        let list = match &view.contract {
            Some(contract) => site.app.disclosure_questions(page.actor(), page.at(), &contract.id).await?,
            None => QuestionList::default(),
        };
        let frame = page.frame("リスクコミュニケーションの質問票", "disclosures");
        Ok(Self { frame, view, list, typed: None, problems: Vec::new(), conflict: false })
    }

    fn problem(&self, line: &Talked) -> &str {
        let field = format!("question.{}", line.at);
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    /// The lines that can be asked about.
    fn lines(&self) -> Vec<&Talked> {
        self.view.lines.iter().filter(|line| line.can_be_asked()).take(MOST_LINES).collect()
    }

    /// All of them are chosen at first.
    fn is_chosen(&self, line: &Talked) -> bool {
        self.typed.as_ref().is_none_or(|form| form.contains_key(&format!("line.{}", line.at)))
    }

    fn question(&self, line: &Talked) -> String {
        let typed = self.typed.as_ref().and_then(|form| form.get(&format!("question.{}", line.at)).cloned());
        typed.unwrap_or_else(|| line.question())
    }

    /// Whether some are asked already.
    fn is_asked(&self) -> bool {
        self.view
            .lines
            .iter()
            .any(|line| line.talk.as_ref().is_some_and(|talk| talk.stage == tate_domain::disclosure::Stage::Asked))
    }
}

/// The page.
pub async fn show(page: Page, State(site): State<Site>, Path(id): Path<String>) -> PageResult {
    render(&QuestionsPage::load(&page, &site, &DisclosureId::from(id)).await?)
}

/// Notes that the chosen lines are asked.
pub async fn ask(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    let id = DisclosureId::from(id);
    let seen = form.get("seen").and_then(|seen| seen.parse().ok()).unwrap_or_default();
    let chosen = form.keys().filter_map(|key| key.strip_prefix("line.")?.parse::<usize>().ok());
    let asked: Vec<(usize, String)> =
        chosen.map(|line| (line, form.get(&format!("question.{line}")).cloned().unwrap_or_default())).collect();
    let (problems, conflict) = match site.app.ask_disclosure(page.actor(), page.at(), (&id, seen), &asked).await {
        Ok(()) => return go(&format!("{}/questions#list", address(&id)), Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => (problems, false),
        Err(AppError::Conflict) => (Vec::new(), true),
        Err(other) => return Err(other.into()),
    };
    let shown = QuestionsPage::load(&page, &site, &id).await?;
    let mut response = render_refused(&QuestionsPage { problems, conflict, typed: Some(form), ..shown })?;
    if conflict {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

/// Of which contract.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OfContract {
    contract: String,
}

/// The list on paper.
pub async fn pdf(page: Page, State(site): State<Site>, Query(of): Query<OfContract>) -> PageResult {
    let made = site.app.disclosure_questions_pdf(page.actor(), page.at(), &of.contract).await?;
    attachment(&made.name, made.media_type, made.bytes)
}
