//! Steps 3 to 7 and 9: forms that fill ledgers row by row.

use super::nav::Nav;
use super::view::{CardView, cards, lists};
use super::{Then, Typed};
use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use tate_app::AppError;
use tate_app::wizard::{OFFER, Saved, Step, StepForm};

#[derive(Template)]
#[template(path = "pages/wizard/rows.html")]
struct RowsPage {
    frame: Frame,
    nav: Nav,
    form: StepForm,
    cards: Vec<CardView>,
    lists: Vec<(&'static str, Vec<String>)>,
    manager_title: &'static str,
}

impl RowsPage {
    async fn new(page: &Page, site: &Site, form: StepForm) -> Result<Self, WebError> {
        let snapshot = site.app.facts(page.actor(), page.at()).await?;
        let cards = cards(&snapshot.facts, &form);
        let lists = lists(&snapshot.facts, &cards);
        let nav = Nav::of(page, site, Some(form.step)).await?;
        Ok(Self {
            frame: page.frame(form.step.label(), "wizard"),
            nav,
            cards,
            lists,
            manager_title: page.facility.profile.kind.manager_title(),
            form,
        })
    }
}

fn step(code: &str) -> Result<Step, WebError> {
    Step::from_code(code).ok_or(WebError::App(AppError::NotFound))
}

/// The rows.
pub async fn show(page: Page, State(site): State<Site>, Path(code): Path<String>) -> PageResult {
    let form = site.app.wizard_rows(page.actor(), page.at(), step(&code)?).await?;
    render(&RowsPage::new(&page, &site, form).await?)
}

/// Saves all rows in one change and goes on, or shows them again with every problem.
pub async fn save(
    page: Page,
    State(site): State<Site>,
    Path(code): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let (step, then) = (step(&code)?, Then::of(&typed));
    if then == Then::Later {
        site.app.postpone_wizard_step(page.actor(), page.at(), step, &typed).await?;
        return go(&then.from(step), None);
    }
    match site.app.save_wizard_rows(page.actor(), page.at(), step, &typed).await? {
        Saved::Done => go(&then.from(step), Some(Done::Saved)),
        Saved::Again(form) => {
            let status = if form.conflict() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            let mut response = render(&RowsPage::new(&page, &site, *form).await?)?;
            *response.status_mut() = status;
            Ok(response)
        }
    }
}
