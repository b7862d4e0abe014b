//! Switching a round to an edition: what it would do, then doing it.

use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use serde::Deserialize;
use std::sync::Arc;
use tate_app::switching::{CarriedRow, Part, Source, Switch};
use tate_domain::edition::{Edition, Item};
use tate_domain::id::RoundId;

/// To which edition, from which round.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SwitchForm {
    to: String,
    from: String,
}

#[derive(Template)]
#[template(path = "pages/editions/switch.html")]
struct SwitchPage {
    frame: Frame,
    to: Arc<Edition>,
    /// Whether it is the sheet in use already: then nothing is switched, only carried over.
    current: bool,
    /// None where there is nothing to carry over.
    switch: Option<Switch>,
}

impl SwitchPage {
    /// Items that are answered on the new sheet already.
    fn answered(&self, switch: &Switch) -> usize {
        switch.list.answered()
    }

    fn source(&self, source: &Source) -> String {
        format!("{} {}（{}項目に回答）", source.year.name(), source.edition.short_title, source.answered())
    }

    fn number(&self, edition: &Edition, item: &Item) -> String {
        number(edition, item)
    }

    fn was(&self, switch: &Switch, row: &CarriedRow) -> String {
        was(&switch.sheet.from, &row.parts)
    }
}

/// Number and target of a row.
pub fn number(edition: &Edition, item: &Item) -> String {
    tate_app::crosswalk::row_number(edition, item)
}

/// What the parts were: 2-(4)（サーバ）「はい」、2-(4)（端末PC） 未回答.
pub fn was(from: &Edition, parts: &[Part]) -> String {
    let told = parts.iter().map(|part| {
        let number = number(from, &part.item);
        match &part.answer {
            Some(answer) => format!("{number}「{}」", answer.decision.value.label()),
            None => format!("{number} 未回答"),
        }
    });
    told.collect::<Vec<_>>().join("、")
}

/// What switching would do.
pub async fn show(page: Page, State(site): State<Site>, Query(form): Query<SwitchForm>) -> PageResult {
    let (app, actor, at) = (&site.app, page.actor(), page.at());
    let from = Some(RoundId::from(form.from)).filter(|id| !id.as_str().is_empty());
    let used = app.current_edition(actor, at).await?;
    let to = if form.to.is_empty() { used.id.clone() } else { form.to };
    let switch = app.switch_preview(actor, at, &to, from.as_ref()).await?;
    let to = app.edition(actor, &to).await?;
    let current = to.id == used.id;
    let title = if current { "前の回答の引き継ぎ" } else { "版の切り替え" };
    render(&SwitchPage { frame: page.frame(title, "editions"), to, current, switch })
}

/// Opens the round and carries the answers over.
pub async fn save(page: Page, State(site): State<Site>, Form(form): Form<SwitchForm>) -> PageResult {
    site.app.switch(page.actor(), page.at(), &form.to, &RoundId::from(form.from)).await?;
    go(&format!("/editions/carried?edition={}", form.to), Some(Done::Carried))
}
