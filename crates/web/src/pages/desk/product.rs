//! Products: the list, adding one, one with its library.

use super::problem;
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::desk::{LibraryRow, ProductLine, ProductView, TypedProduct};
use tate_app::error::Problem;
use tate_domain::desk::{Deployment, Product, Standing};
use tate_domain::id::ProductId;
use tate_domain::role::Permission;

#[derive(Template)]
#[template(path = "pages/desk/library.html")]
struct ListPage {
    frame: Frame,
    lines: Vec<ProductLine>,
}

/// The list.
pub async fn list(page: Page, State(site): State<Site>) -> PageResult {
    let lines = site.app.desk_products(page.actor(), page.at()).await?;
    render(&ListPage { frame: page.frame("回答ライブラリ", "library"), lines })
}

/// The form of a product.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ProductForm {
    name: String,
    other_names: String,
    release: String,
    deployment: String,
    remote: String,
    note: String,
    retired: String,
    seen: i64,
}

impl ProductForm {
    fn of(product: &Product) -> Self {
        let tick = |on: bool| if on { "1".to_owned() } else { String::new() };
        Self {
            name: product.name.clone(),
            other_names: product.other_names.join("\n"),
            release: product.release.clone(),
            deployment: product.deployment.code().to_owned(),
            remote: tick(product.remote),
            note: product.note.clone(),
            retired: tick(product.retired),
            seen: product.version,
        }
    }

    fn typed(&self) -> TypedProduct {
        TypedProduct {
            name: self.name.clone(),
            other_names: self.other_names.clone(),
            release: self.release.clone(),
            deployment: self.deployment.clone(),
            remote: !self.remote.is_empty(),
            note: self.note.clone(),
            retired: !self.retired.is_empty(),
            seen: self.seen,
        }
    }
}

#[derive(Template)]
#[template(path = "pages/desk/product_new.html")]
struct NewPage {
    frame: Frame,
    form: ProductForm,
    problems: Vec<Problem>,
}

impl NewPage {
    fn problem(&self, field: &str) -> &str {
        problem(&self.problems, field)
    }

    /// A product that is not there yet is not retired.
    fn is_new(&self) -> bool {
        true
    }
}

/// The empty form.
pub async fn new(page: Page, State(site): State<Site>) -> PageResult {
    page.actor().may_at(Permission::PrepareAnswers, page.at()).map_err(AppError::from)?;
    site.app.desk_products(page.actor(), page.at()).await?;
    let form = ProductForm { deployment: Deployment::OnPremises.code().to_owned(), ..ProductForm::default() };
    render(&NewPage { frame: page.frame("製品の追加", "library"), form, problems: Vec::new() })
}

/// Adds it.
pub async fn add(page: Page, State(site): State<Site>, Form(form): Form<ProductForm>) -> PageResult {
    match site.app.save_product(page.actor(), page.at(), None, &form.typed()).await {
        Ok(id) => go(&format!("/desk/library/{id}"), Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => {
            render_refused(&NewPage { frame: page.frame("製品の追加", "library"), form, problems })
        }
        Err(other) => Err(other.into()),
    }
}

#[derive(Template)]
#[template(path = "pages/desk/product.html")]
pub(super) struct ProductPage {
    pub(super) frame: Frame,
    pub(super) view: ProductView,
    pub(super) form: ProductForm,
    pub(super) problems: Vec<Problem>,
}

impl ProductPage {
    pub(super) fn new(page: &Page, view: ProductView) -> Self {
        let form = ProductForm::of(&view.product);
        Self { frame: page.frame(view.product.title(), "library"), view, form, problems: Vec::new() }
    }

    fn problem(&self, field: &str) -> &str {
        problem(&self.problems, field)
    }

    fn is_new(&self) -> bool {
        false
    }

    /// The rows that the person may approve now.
    fn approvable(&self) -> Vec<&LibraryRow> {
        let may = |row: &&LibraryRow| self.view.may_approve && row.waits() && row.not_approver.is_none();
        self.view.rows.iter().filter(may).collect()
    }

    fn class(&self, row: &LibraryRow) -> &'static str {
        match row.standing {
            Some(Standing::InForce) => "yes",
            Some(Standing::Waiting) => "undetermined",
            Some(Standing::Expired) => "no",
            Some(Standing::Declined) | None => "",
        }
    }
}

/// The address of a row of the library.
pub(super) fn row_address(product: &ProductId, item: &str) -> String {
    let (edition, key) = item.split_once(':').unwrap_or((item, ""));
    format!("/desk/library/{product}/{edition}/{key}")
}

/// Which sheet.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EditionQuery {
    edition: String,
}

/// One product.
pub async fn show(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Query(query): Query<EditionQuery>,
) -> PageResult {
    let view = site.app.product_view(page.actor(), page.at(), &ProductId::from(id), &query.edition).await?;
    render(&ProductPage::new(&page, view))
}

/// Changes it.
pub async fn save(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<ProductForm>,
) -> PageResult {
    let id = ProductId::from(id);
    match site.app.save_product(page.actor(), page.at(), Some(&id), &form.typed()).await {
        Ok(_) => go(&format!("/desk/library/{id}"), Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => {
            let view = site.app.product_view(page.actor(), page.at(), &id, "").await?;
            render_refused(&ProductPage { form, problems, ..ProductPage::new(&page, view) })
        }
        Err(other) => Err(other.into()),
    }
}
