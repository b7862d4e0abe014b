//! Asking for an exception: which item, then what, why, instead, until when.

use super::address;
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use serde::Deserialize;
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_app::checklist::Checklist;
use tate_app::error::Problem;
use tate_app::exceptions::{NewException, TypedException};
use tate_domain::proposal::RowRef;
use tate_domain::role::Permission;

#[derive(Template)]
#[template(path = "pages/exceptions/ask.html")]
struct AskPage {
    frame: Frame,
    new: NewException,
    problems: Vec<Problem>,
}

impl AskPage {
    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    fn is_chosen(&self, row: &RowRef) -> bool {
        self.new.typed.rows.contains(&format!("{}:{}", row.ledger.code(), row.id))
    }

    fn latest(&self) -> String {
        tate_domain::date::both(self.new.latest)
    }
}

#[derive(Template)]
#[template(path = "pages/exceptions/choose.html")]
struct ChoosePage {
    frame: Frame,
    list: Checklist,
}

/// Which item.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ItemQuery {
    item: String,
}

/// The empty form, or the choice of an item.
pub async fn show(page: Page, State(site): State<Site>, Query(query): Query<ItemQuery>) -> PageResult {
    page.actor().may_at(Permission::PrepareAnswers, page.at()).map_err(AppError::from)?;
    if query.item.is_empty() {
        let edition = site.app.current_edition(page.actor(), page.at()).await?;
        let list = site.app.checklist(page.actor(), page.at(), &edition.id).await?;
        return render(&ChoosePage { frame: page.frame("例外の申請", "exceptions"), list });
    }
    let new = site.app.new_exception(page.actor(), page.at(), &query.item).await?;
    render(&AskPage { frame: page.frame("例外の申請", "exceptions"), new, problems: Vec::new() })
}

/// The form as it was typed: the ticked rows are fields `row.devices.<id>`.
fn typed(mut form: BTreeMap<String, String>) -> TypedException {
    let rows = form.keys().filter_map(|key| key.strip_prefix("row.")).map(|row| row.replacen('.', ":", 1)).collect();
    let mut take = |key: &str| form.remove(key).unwrap_or_default();
    TypedException {
        rows,
        item: take("item"),
        reason: take("exception_reason"),
        measure: take("exception_measure"),
        until: take("exception_until"),
        no_statement: take("no_statement"),
    }
}

/// Asks for it, or shows the form again with what is wrong.
pub async fn save(page: Page, State(site): State<Site>, Form(form): Form<BTreeMap<String, String>>) -> PageResult {
    let typed = typed(form);
    match site.app.write_exception(page.actor(), page.at(), &typed).await {
        Ok(id) => go(&address(id.as_str()), Some(Done::Asked)),
        Err(AppError::Invalid(problems)) => {
            let new = site.app.new_exception(page.actor(), page.at(), &typed.item).await?;
            let new = NewException { typed, ..new };
            render_refused(&AskPage { frame: page.frame("例外の申請", "exceptions"), new, problems })
        }
        Err(other) => Err(other.into()),
    }
}
