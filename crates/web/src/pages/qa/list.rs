//! Searching the questions; a page of them at a time.

use crate::Site;
use crate::carry::percent;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;
use tate_app::qa::Asked;
use tate_catalog::QaCategory;
use tate_domain::text::shorten;

/// Questions on one page.
const PER_PAGE: usize = 20;
/// The longest search, in characters.
const MOST_SEARCHED: usize = 100;

/// What is searched for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    q: String,
    category: String,
    page: String,
}

#[derive(Template)]
#[template(path = "pages/qa/list.html")]
struct ListPage {
    frame: Frame,
    q: String,
    category: Option<u8>,
    categories: Vec<QaCategory>,
    total: usize,
    found: usize,
    shown: Vec<Asked>,
    /// From 1.
    page: usize,
    pages: usize,
}

impl ListPage {
    /// The address of another page of the same search.
    fn at(&self, page: usize) -> String {
        let category = self.category.map(|category| category.to_string()).unwrap_or_default();
        format!("/qa?q={}&category={category}&page={page}", percent(&self.q))
    }

    fn is_chosen(&self, category: &u8) -> bool {
        self.category == Some(*category)
    }
}

/// The questions that hold every word.
pub async fn show(page: Page, State(site): State<Site>, Query(search): Query<Search>) -> PageResult {
    let q: String = search.q.trim().chars().take(MOST_SEARCHED).collect();
    let catalog = site.app.catalog(page.actor()).await?;
    let categories: Vec<QaCategory> = catalog.qa_categories().cloned().collect();
    let category = search.category.parse().ok().filter(|number| categories.iter().any(|c| c.number == *number));
    let found = site.app.search_questions(page.actor(), page.at(), &q, category).await?;
    let count = found.len();
    let pages = count.div_ceil(PER_PAGE).max(1);
    let at = search.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
    let title = if q.is_empty() { "厚生労働省のQ&A".to_owned() } else { format!("Q&A「{}」", shorten(&q, 20)) };
    render(&ListPage {
        frame: page.frame(title, "checklist"),
        q,
        category,
        total: catalog.questions().count(),
        categories,
        found: count,
        shown: found.into_iter().skip((at - 1) * PER_PAGE).take(PER_PAGE).collect(),
        page: at,
        pages,
    })
}
