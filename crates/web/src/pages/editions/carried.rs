//! What was carried over to a sheet: what is asked again, and confirming the rest together.

use super::switch::{number, was};
use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use crate::pages::checklist::list_address;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use serde::Deserialize;
use tate_app::checklist::Checklist;
use tate_app::switching::{CarriedRow, CarriedSheet, Refused};
use tate_domain::edition::Item;

/// Of which edition; the one in use where none is named.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CarriedQuery {
    edition: String,
}

#[derive(Template)]
#[template(path = "pages/editions/carried.html")]
struct CarriedPage {
    frame: Frame,
    list: Checklist,
    sheet: Option<CarriedSheet>,
    refused: Vec<Refused>,
    problem: &'static str,
    /// What was ticked when the form was sent; none: not sent yet, everything is.
    chosen: Option<Vec<String>>,
}

impl CarriedPage {
    async fn new(page: &Page, site: &Site, edition: &str) -> Result<Self, WebError> {
        let list = site.app.checklist(page.actor(), page.at(), edition).await?;
        let sheet = site.app.carried_over(page.actor(), &list).await?;
        Ok(Self {
            frame: page.frame("引き継いだ回答", "editions"),
            list,
            sheet,
            refused: Vec::new(),
            problem: "",
            chosen: None,
        })
    }

    fn ticked(&self, item: &str) -> bool {
        self.chosen.as_ref().is_none_or(|chosen| chosen.iter().any(|id| id == item))
    }

    fn number(&self, item: &Item) -> String {
        number(&self.list.edition, item)
    }

    fn was(&self, sheet: &CarriedSheet, row: &CarriedRow) -> String {
        was(&sheet.from, &row.parts)
    }
}

/// The page.
pub async fn show(page: Page, State(site): State<Site>, Query(query): Query<CarriedQuery>) -> PageResult {
    let edition = match query.edition.as_str() {
        "" => site.app.current_edition(page.actor(), page.at()).await?.id.clone(),
        id => id.to_owned(),
    };
    render(&CarriedPage::new(&page, &site, &edition).await?)
}

/// Confirms the chosen items; shows what could not be confirmed, and why.
pub async fn confirm(page: Page, State(site): State<Site>, Form(pairs): Form<Vec<(String, String)>>) -> PageResult {
    let of = |name: &'static str| pairs.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.clone());
    let edition = of("edition").next().unwrap_or_default();
    let chosen: Vec<String> = of("item").collect();
    let refused = match site.app.confirm_carried(page.actor(), page.at(), &edition, &chosen).await {
        Ok(refused) if refused.is_empty() && !chosen.is_empty() => {
            return go(&list_address(&edition), Some(Done::CarriedConfirmed));
        }
        Ok(refused) => refused,
        Err(other) => return Err(other.into()),
    };
    let mut shown = CarriedPage::new(&page, &site, &edition).await?;
    if chosen.is_empty() {
        shown.problem = "項目が選ばれていません。確定する項目を1つ以上選んでください。";
    }
    shown.refused = refused;
    shown.chosen = Some(chosen);
    render_refused(&shown)
}
