//! One row of the library: written by one person, approved or declined by another.

use super::problem;
use super::product::{ProductPage, row_address};
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use serde::Deserialize;
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_app::desk::{LibraryRow, ProductView};
use tate_app::error::Problem;
use tate_domain::desk::{Target, TypedAnswer};
use tate_domain::id::ProductId;
use tate_domain::vendor::Value;

/// The form of an answer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    value: String,
    ground: String,
    target_date: String,
    target_months: String,
    remark: String,
    valid_until: String,
    declined_reason: String,
    number: i64,
    seen: i64,
}

impl AnswerForm {
    /// What the form begins with: the newest answer.
    fn of(row: &LibraryRow) -> Self {
        let Some(now) = &row.now else { return Self { seen: row.next() - 1, ..Self::default() } };
        let (target_date, target_months) = match now.says.target {
            Target::None => (String::new(), String::new()),
            Target::Day(day) => (tate_domain::date::slashed(day), String::new()),
            Target::Months(months) => (String::new(), months.to_string()),
        };
        Self {
            value: now.says.value.code().to_owned(),
            ground: now.says.ground.clone(),
            target_date,
            target_months,
            remark: now.says.remark.clone(),
            valid_until: String::new(),
            declined_reason: String::new(),
            number: now.number,
            seen: row.next() - 1,
        }
    }

    fn typed(&self) -> TypedAnswer {
        TypedAnswer {
            value: self.value.clone(),
            ground: self.ground.clone(),
            target_date: self.target_date.clone(),
            target_months: self.target_months.clone(),
            remark: self.remark.clone(),
            valid_until: self.valid_until.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "pages/desk/library_row.html")]
struct RowPage {
    frame: Frame,
    view: ProductView,
    row: LibraryRow,
    form: AnswerForm,
    problems: Vec<Problem>,
    latest: String,
}

impl RowPage {
    fn problem(&self, field: &str) -> &str {
        problem(&self.problems, field)
    }

    fn address(&self) -> String {
        row_address(&self.view.product.id, &self.row.item.id)
    }

    fn target(&self, target: &Target) -> String {
        match target {
            Target::None => String::new(),
            Target::Day(day) => format!("目標日 {}", tate_domain::date::slashed(*day)),
            Target::Months(months) => format!("目標は回答から{months}か月後"),
        }
    }
}

async fn page_of(page: &Page, site: &Site, product: &ProductId, item: &str) -> Result<RowPage, AppError> {
    let (view, row) = site.app.library_row(page.actor(), page.at(), (product, item)).await?;
    let title = format!("{}：{} {}", view.product.title(), row.item.number, row.item.label);
    let latest = tate_domain::date::both(tate_domain::exception::latest_end(page.today));
    let form = AnswerForm::of(&row);
    Ok(RowPage { frame: page.frame(title, "library"), view, form, row, problems: Vec::new(), latest })
}

/// One row with its versions.
pub async fn show(
    page: Page,
    State(site): State<Site>,
    Path((product, edition, key)): Path<(String, String, String)>,
) -> PageResult {
    render(&page_of(&page, &site, &ProductId::from(product), &format!("{edition}:{key}")).await?)
}

/// Writes a new version.
pub async fn save(
    page: Page,
    State(site): State<Site>,
    Path((product, edition, key)): Path<(String, String, String)>,
    Form(form): Form<AnswerForm>,
) -> PageResult {
    let (product, item) = (ProductId::from(product), format!("{edition}:{key}"));
    let done = site.app.write_library(page.actor(), page.at(), (&product, &item, form.seen), &form.typed()).await;
    match done {
        Ok(()) => go(&row_address(&product, &item), Some(Done::Written)),
        Err(AppError::Invalid(problems)) => {
            render_refused(&RowPage { form, problems, ..page_of(&page, &site, &product, &item).await? })
        }
        Err(other) => Err(other.into()),
    }
}

/// Declines a version.
pub async fn decline(
    page: Page,
    State(site): State<Site>,
    Path((product, edition, key)): Path<(String, String, String)>,
    Form(form): Form<AnswerForm>,
) -> PageResult {
    let (product, item) = (ProductId::from(product), format!("{edition}:{key}"));
    let about = (&product, item.as_str(), form.number);
    match site.app.decline_library(page.actor(), page.at(), about, &form.declined_reason).await {
        Ok(()) => go(&row_address(&product, &item), Some(Done::Declined)),
        Err(AppError::Invalid(problems)) => {
            render_refused(&RowPage { problems, ..page_of(&page, &site, &product, &item).await? })
        }
        Err(other) => Err(other.into()),
    }
}

/// Approves the ticked versions of a product.
pub async fn approve(
    page: Page,
    State(site): State<Site>,
    Path(product): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    let product = ProductId::from(product);
    let edition = form.get("edition").cloned().unwrap_or_default();
    let ticked = form.iter().filter(|(item, _)| item.contains(':'));
    let seen: Vec<(String, i64)> =
        ticked.filter_map(|(item, number)| Some((item.clone(), number.parse().ok()?))).collect();
    let done = site.app.approve_library(page.actor(), page.at(), &product, &seen).await;
    on_product((&page, &site, &product, &edition), done, Done::LibraryApproved).await
}

/// Copies from another product or sheet.
pub async fn copy(
    page: Page,
    State(site): State<Site>,
    Path(product): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    let product = ProductId::from(product);
    let text = |name: &str| form.get(name).map_or("", String::as_str);
    let (edition, from) = (text("edition").to_owned(), ProductId::from(text("from")));
    let source = (&from, text("from_edition"));
    let done = site.app.copy_library(page.actor(), page.at(), (&product, &edition), source).await.map(|_| ());
    on_product((&page, &site, &product, &edition), done, Done::Copied).await
}

async fn on_product(
    (page, site, product, edition): (&Page, &Site, &ProductId, &str),
    done: Result<(), AppError>,
    message: Done,
) -> PageResult {
    match done {
        Ok(()) => go(&format!("/desk/library/{product}?edition={}", crate::carry::percent(edition)), Some(message)),
        Err(AppError::Invalid(problems)) => {
            let view = site.app.product_view(page.actor(), page.at(), product, edition).await?;
            render_refused(&ProductPage { problems, ..ProductPage::new(page, view) })
        }
        Err(other) => Err(other.into()),
    }
}
