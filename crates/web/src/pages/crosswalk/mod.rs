//! The sheets side by side: where answers do not fit together, what one asks and another does not.

use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use serde::Deserialize;
use tate_app::crosswalk::comparison::{Comparison, Line};

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new().route("/crosswalk", get(show))
}

/// What is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Key of the column that the others are compared with.
    base: String,
    /// `1`: only what differs.
    differing: String,
}

#[derive(Template)]
#[template(path = "pages/crosswalk/crosswalk.html")]
struct CrosswalkPage {
    frame: Frame,
    all: Comparison,
    base: usize,
    only_differing: bool,
}

impl CrosswalkPage {
    /// The lines of the table.
    fn lines(&self) -> Vec<&Line> {
        if self.only_differing { self.all.differing() } else { self.all.lines.iter().collect() }
    }

    /// What one of two columns asks and the other does not: both ways, against every other column.
    fn gaps(&self) -> Vec<(usize, usize, Vec<&Line>)> {
        let others = (0..self.all.columns.len()).filter(|other| *other != self.base);
        others
            .flat_map(|other| [(self.base, other), (other, self.base)])
            .map(|(one, other)| (one, other, self.all.only_in(one, other)))
            .collect()
    }

    fn name(&self, column: &usize) -> &str {
        self.all.columns.get(*column).map_or("", |column| column.name.as_str())
    }
}

/// The table, or what differs.
pub async fn show(page: Page, State(site): State<Site>, Query(asked): Query<Asked>) -> PageResult {
    let all = site.app.comparison(page.actor(), page.at()).await?;
    let base = all.column(&asked.base);
    let only_differing = asked.differing == "1";
    render(&CrosswalkPage { frame: page.frame("版の対照", "checklist"), all, base, only_differing })
}
