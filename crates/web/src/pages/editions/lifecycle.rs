//! The end-of-support data: how old it is, and newer data from a file.

use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use crate::upload::Upload;
use askama::Template;
use axum::Form;
use axum::extract::{Multipart, State};
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::lifecycles::{LifecyclePlan, LifecycleState, NOTHING_NEW, Slot};
use tate_app::packs::may_add_editions;

/// Changes that are listed; a whole new list of the site has a few hundred.
const MOST_CHANGES: usize = 300;

#[derive(Template)]
#[template(path = "pages/editions/lifecycle.html")]
struct LifecyclePage {
    frame: Frame,
    state: LifecycleState,
    may_add: bool,
    as_of: String,
    problems: Vec<Problem>,
}

impl LifecyclePage {
    async fn new(page: &Page, site: &Site, as_of: &str, problems: Vec<Problem>) -> Result<Self, WebError> {
        Ok(Self {
            frame: page.frame("サポート期限データの更新", "editions"),
            state: site.app.lifecycle_state(page.actor()).await?,
            may_add: may_add_editions(page.actor()).is_ok(),
            as_of: as_of.to_owned(),
            problems,
        })
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|problem| problem.field == field).map_or("", |problem| problem.message.as_str())
    }
}

#[derive(Template)]
#[template(path = "pages/editions/lifecycle_plan.html")]
struct PlanPage {
    frame: Frame,
    plan: LifecyclePlan,
}

impl PlanPage {
    fn shown(&self) -> &[tate_domain::lifecycle::LifecycleChange] {
        &self.plan.changes[..self.plan.changes.len().min(MOST_CHANGES)]
    }
}

/// The state and the form.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    render(&LifecyclePage::new(&page, &site, "", Vec::new()).await?)
}

/// Reads a file and shows what it changes; nothing is kept yet.
pub async fn read(page: Page, State(site): State<Site>, form: Multipart) -> PageResult {
    may_add_editions(page.actor())?;
    let upload = Upload::read(form).await?;
    let as_of = upload.text("as_of").to_owned();
    let plan = match &upload.file {
        Some((_, bytes)) => site.app.plan_lifecycle(page.actor(), bytes, &as_of).await,
        None => Err(AppError::invalid(
            "file",
            "ファイルが選ばれていません。endoflife.date のデータ（.json）か、サポート期限のパック（.toml）を選んでください。",
        )),
    };
    let plan = match plan {
        Ok(plan) if plan.changes.is_empty() => Err(AppError::invalid("file", NOTHING_NEW)),
        other => other,
    };
    match plan {
        Ok(plan) => render(&PlanPage { frame: page.frame("サポート期限データの確認", "editions"), plan }),
        Err(AppError::Invalid(problems)) => render_refused(&LifecyclePage::new(&page, &site, &as_of, problems).await?),
        Err(other) => Err(other.into()),
    }
}

/// The form of a slot: which file, and what was shown.
fn slot(form: &BTreeMap<String, String>) -> Result<Slot, WebError> {
    let code = form.get("slot").map_or("", String::as_str);
    Ok(Slot::from_code(code).ok_or(AppError::NotFound)?)
}

/// Takes what was shown.
pub async fn take(page: Page, State(site): State<Site>, Form(form): Form<BTreeMap<String, String>>) -> PageResult {
    may_add_editions(page.actor())?;
    let text = form.get("text").map_or("", String::as_str);
    match site.app.apply_lifecycle(page.actor(), slot(&form)?, text).await {
        Ok(_) => go("/editions/lifecycle", Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => render_refused(&LifecyclePage::new(&page, &site, "", problems).await?),
        Err(other) => Err(other.into()),
    }
}

/// Goes back to the data of the program.
pub async fn remove(page: Page, State(site): State<Site>, Form(form): Form<BTreeMap<String, String>>) -> PageResult {
    may_add_editions(page.actor())?;
    site.app.remove_lifecycle(page.actor(), slot(&form)?).await?;
    go("/editions/lifecycle", Some(Done::Removed))
}
