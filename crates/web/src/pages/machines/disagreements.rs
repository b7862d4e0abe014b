//! 台帳と取り込みの食い違い: both values, and a person decides.

use super::SECTION;
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::State;
use serde::Deserialize;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::machines::{Choice, OpenDisagreement};
use tate_domain::id::RowId;

#[derive(Template)]
#[template(path = "pages/machines/disagreements.html")]
struct DisagreementsPage {
    frame: Frame,
    disagreements: Vec<OpenDisagreement>,
    problems: Vec<Problem>,
    from: &'static str,
}

/// What is decided of one.
#[derive(Debug, Deserialize)]
pub struct Decision {
    #[serde(default)]
    row: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    seen: String,
    #[serde(default)]
    choice: String,
    /// `row` when it was decided on the row's own page.
    #[serde(default)]
    from: String,
}

async fn listed(page: &Page, site: &Site, problems: Vec<Problem>) -> Result<DisagreementsPage, AppError> {
    Ok(DisagreementsPage {
        frame: page.frame("台帳と取り込みの食い違い", SECTION),
        disagreements: site.app.open_disagreements(page.actor(), page.at()).await?,
        problems,
        from: "",
    })
}

/// The list.
pub async fn list(page: Page, State(site): State<Site>) -> PageResult {
    render(&listed(&page, &site, Vec::new()).await?)
}

/// Decides one.
pub async fn decide(page: Page, State(site): State<Site>, Form(form): Form<Decision>) -> PageResult {
    let choice = match form.choice.as_str() {
        "take" => Choice::Take,
        "keep" => Choice::Keep,
        _ => {
            let problem = Problem::new("choice", "どちらの値にするかが選ばれていません。ボタンで選んでください。");
            return render_refused(&listed(&page, &site, vec![problem]).await?);
        }
    };
    let (row, seen) = (RowId::from(form.row.as_str()), form.seen.parse().unwrap_or(0));
    let which = (&row, form.key.as_str(), form.source.as_str());
    match site.app.decide_disagreement(page.actor(), page.at(), which, seen, choice).await {
        Ok(ledger) if form.from == "row" => go(&format!("/ledgers/{}/{row}", ledger.code()), Some(Done::Saved)),
        Ok(_) => go("/machines/disagreements", Some(Done::Saved)),
        Err(AppError::Conflict) => {
            let problem = Problem::new(
                "",
                "保存していません。ほかの人がこの行を変更したためです。今の値を見て、もう一度選んでください。",
            );
            render_refused(&listed(&page, &site, vec![problem]).await?)
        }
        Err(other) => Err(other.into()),
    }
}
