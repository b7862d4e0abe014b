//! Disclosure statements, and what holds for single customers.

use super::problem;
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use crate::upload::Upload;
use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::desk::{OverrideLine, PaperLine, TypedPaper};
use tate_app::error::Problem;
use tate_domain::desk::{PaperKind, Product};
use tate_domain::role::Permission;

#[derive(Template)]
#[template(path = "pages/desk/customers.html")]
struct CustomersPage {
    frame: Frame,
    lines: Vec<OverrideLine>,
}

/// What holds for single customers.
pub async fn customers(page: Page, State(site): State<Site>) -> PageResult {
    let mut lines = site.app.desk_overrides(page.actor(), page.at()).await?;
    lines.truncate(200);
    render(&CustomersPage { frame: page.frame("お客様ごとの回答", "customers"), lines })
}

/// Which row.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CustomerForm {
    customer: String,
    product: String,
    item: String,
}

/// Takes a customer's own row away.
pub async fn remove_customer(page: Page, State(site): State<Site>, Form(form): Form<CustomerForm>) -> PageResult {
    let one = (form.customer.as_str(), form.product.as_str(), form.item.as_str());
    site.app.take_override(page.actor(), page.at(), one).await?;
    go("/desk/customers", Some(Done::Removed))
}

#[derive(Template)]
#[template(path = "pages/desk/papers.html")]
struct PapersPage {
    frame: Frame,
    lines: Vec<PaperLine>,
    products: Vec<Product>,
    form: TypedPaper,
    problems: Vec<Problem>,
}

impl PapersPage {
    fn problem(&self, field: &str) -> &str {
        problem(&self.problems, field)
    }
}

/// The shelf.
pub async fn papers(page: Page, State(site): State<Site>) -> PageResult {
    let (lines, products) = site.app.desk_papers(page.actor(), page.at()).await?;
    let frame = page.frame("開示書", "papers");
    render(&PapersPage { frame, lines, products, form: TypedPaper::default(), problems: Vec::new() })
}

/// Puts a statement on it.
pub async fn add_paper(page: Page, State(site): State<Site>, form: Multipart) -> PageResult {
    page.actor().may_at(Permission::PrepareAnswers, page.at()).map_err(AppError::from)?;
    let mut upload = Upload::read(form).await?;
    let file = upload.file.take();
    let text = |name: &str| upload.text(name).to_owned();
    let typed = TypedPaper {
        product: text("product"),
        kind: text("kind"),
        template: text("template"),
        guideline: text("guideline"),
        made_on: text("made_on"),
        valid_until: text("valid_until"),
        note: text("note"),
    };
    match site.app.add_paper(page.actor(), page.at(), &typed, file).await {
        Ok(()) => go("/desk/papers", Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => {
            let (lines, products) = site.app.desk_papers(page.actor(), page.at()).await?;
            let frame = page.frame("開示書", "papers");
            render_refused(&PapersPage { frame, lines, products, form: typed, problems })
        }
        Err(other) => Err(other.into()),
    }
}

/// Takes a statement off it.
pub async fn remove_paper(page: Page, State(site): State<Site>, Path(id): Path<String>) -> PageResult {
    site.app.remove_paper(page.actor(), page.at(), &id).await?;
    go("/desk/papers", Some(Done::Removed))
}
