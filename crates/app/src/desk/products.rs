//! Products of the desk.

use super::NEAR_DAYS;
use crate::error::{AppError, Problem, Result};
use crate::{App, new_id};
use jiff::ToSpan as _;
use std::collections::BTreeMap;
use tate_domain::desk::{Deployment, LibraryAnswer, Product, Standing, newest};
use tate_domain::id::{FacilityId, ProductId};
use tate_domain::role::{Actor, Permission};
use tate_domain::text;

/// The most names of a product.
const MOST_NAMES: usize = 30;
/// The most characters of a name.
const MOST_NAME: usize = 200;

/// A product with how its library stands for the newest sheet.
#[derive(Debug, Clone)]
pub struct ProductLine {
    /// The product.
    pub product: Product,
    /// Rows that can be filled in today.
    pub ready: usize,
    /// Rows whose answer waits for its approval.
    pub waiting: usize,
    /// Rows whose answer has expired or will within thirty days.
    pub ending: usize,
    /// Rows without an answer.
    pub missing: usize,
}

/// A product as typed.
#[derive(Debug, Clone, Default)]
pub struct TypedProduct {
    /// Name as sold.
    pub name: String,
    /// Other names, one per line.
    pub other_names: String,
    /// Its version.
    pub release: String,
    /// Code of the deployment.
    pub deployment: String,
    /// Whether it is maintained from outside.
    pub remote: bool,
    /// A note.
    pub note: String,
    /// Whether it is no longer matched.
    pub retired: bool,
    /// The version that was seen.
    pub seen: i64,
}

fn check(typed: &TypedProduct, id: ProductId) -> Result<Product> {
    let line = |text: &str| text::printable(text.trim(), false);
    let mut problems = Vec::new();
    let name = line(&typed.name);
    if name.is_empty() {
        problems.push(Problem::new(
            "name",
            "製品の名前がありません。依頼の照合に使うため、販売している名前を入力してください。",
        ));
    }
    let others: Vec<String> = text::printable(&typed.other_names, true)
        .lines()
        .map(|one| one.trim().to_owned())
        .filter(|one| !one.is_empty())
        .collect();
    if others.len() > MOST_NAMES {
        problems.push(Problem::new("other_names", format!("別の名前が多すぎます。{MOST_NAMES}個までにしてください。")));
    }
    let deployment = Deployment::from_code(&typed.deployment);
    if deployment.is_none() {
        problems.push(Problem::new("deployment", "動かす場所が選ばれていません。どれか1つを選んでください。"));
    }
    let long =
        [("name", &name), ("release", &typed.release)].into_iter().chain(others.iter().map(|one| ("other_names", one)));
    for (field, value) in long {
        if value.chars().count() > MOST_NAME {
            problems.push(Problem::new(field, format!("長すぎます。{MOST_NAME}文字までで入力してください。")));
        }
    }
    if typed.note.chars().count() > super::MOST_CHARS {
        problems.push(Problem::new("note", "長すぎます。1,000文字までで入力してください。"));
    }
    match deployment {
        Some(deployment) if problems.is_empty() => Ok(Product {
            id,
            name,
            other_names: others,
            release: line(&typed.release),
            deployment,
            remote: typed.remote,
            note: text::printable(typed.note.trim(), true),
            retired: typed.retired,
            version: typed.seen,
        }),
        _ => Err(AppError::Invalid(problems)),
    }
}

impl App {
    /// The desk's products with how their library stands.
    ///
    /// # Errors
    /// Out of reach, or no desk.
    pub async fn desk_products(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<ProductLine>> {
        self.desk_at(actor, facility, Permission::View).await?;
        let (tenant, today) = (self.tenant(actor), self.today());
        let products = tenant.desk_products(facility).await?;
        let editions = self.desk_editions(actor).await?;
        let Some(edition) = editions.first() else { return Ok(Vec::new()) };
        let mut library: BTreeMap<(ProductId, String), Vec<LibraryAnswer>> = BTreeMap::new();
        for answer in tenant.desk_library(facility).await? {
            library.entry((answer.product.clone(), answer.item.clone())).or_default().push(answer);
        }
        let near = today.saturating_add(NEAR_DAYS.days());
        let lines = products.into_iter().map(|product| {
            let mut line = ProductLine { product, ready: 0, waiting: 0, ending: 0, missing: 0 };
            for item in edition.rows() {
                let versions = library.get(&(line.product.id.clone(), item.id.clone()));
                let Some(answer) = versions.and_then(newest) else {
                    line.missing += 1;
                    continue;
                };
                match answer.standing(today) {
                    Standing::InForce => line.ready += 1,
                    Standing::Waiting => line.waiting += 1,
                    Standing::Expired => {}
                    Standing::Declined => line.missing += 1,
                }
                if answer.approved.is_some() && answer.valid_until <= near {
                    line.ending += 1;
                }
            }
            line
        });
        Ok(lines.collect())
    }

    /// One product.
    ///
    /// # Errors
    /// Out of reach, no desk, or not there.
    pub async fn desk_product(&self, actor: &Actor, facility: &FacilityId, id: &ProductId) -> Result<Product> {
        self.desk_at(actor, facility, Permission::View).await?;
        let products = self.tenant(actor).desk_products(facility).await?;
        products.into_iter().find(|product| product.id == *id).ok_or(AppError::NotFound)
    }

    /// Adds a product, or changes the one with this id.
    ///
    /// # Errors
    /// The actor may not; every problem with the input; it changed meanwhile.
    pub async fn save_product(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: Option<&ProductId>,
        typed: &TypedProduct,
    ) -> Result<ProductId> {
        self.desk_at(actor, facility, Permission::PrepareAnswers).await?;
        if let Some(id) = id {
            self.desk_product(actor, facility, id).await?;
        }
        let product = check(typed, id.cloned().unwrap_or_else(new_id))?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        match id {
            Some(_) => change.change_product(facility, &product).await?,
            None => change.add_product(facility, &product).await?,
        }
        change.commit().await?;
        Ok(product.id)
    }
}
