//! The answer library of a product: looked at, written by one person, approved by another, copied.

use super::{MOST_CHARS, sentence, somebody, vendor_sheet};
use crate::App;
use crate::error::{AppError, Problem, Result};
use std::collections::BTreeMap;
use std::sync::Arc;
use tate_catalog::Catalog;
use tate_domain::desk::{LibraryAnswer, Product, Standing, TypedAnswer, check_library, newest};
use tate_domain::edition::{Edition, Item};
use tate_domain::exception::Signed;
use tate_domain::id::{FacilityId, ProductId};
use tate_domain::role::{Actor, Permission};
use tate_domain::text;

/// A product with its answers to one sheet.
#[derive(Debug, Clone)]
pub struct ProductView {
    /// The product.
    pub product: Product,
    /// The sheet.
    pub edition: Arc<Edition>,
    /// Every sheet of the vendor side.
    pub editions: Vec<Arc<Edition>>,
    /// One row per item.
    pub rows: Vec<LibraryRow>,
    /// The other products, to copy from.
    pub others: Vec<Product>,
    /// Whether the actor may approve what somebody else wrote.
    pub may_approve: bool,
}

/// One item with every version of its answer.
#[derive(Debug, Clone)]
pub struct LibraryRow {
    /// The item.
    pub item: Item,
    /// The versions, the newest first.
    pub versions: Vec<LibraryAnswer>,
    /// The version that decides.
    pub now: Option<LibraryAnswer>,
    /// Where it stands.
    pub standing: Option<Standing>,
    /// Why the actor may not approve it; none: the actor may, or there is nothing to approve.
    pub not_approver: Option<&'static str>,
}

impl LibraryRow {
    /// The number of the version after the newest.
    #[must_use]
    pub fn next(&self) -> i64 {
        self.versions.first().map_or(1, |newest| newest.number + 1)
    }

    /// Whether its answer waits for somebody.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.standing == Some(Standing::Waiting)
    }
}

impl App {
    /// A product with its answers to a sheet; without a name the newest one.
    ///
    /// # Errors
    /// Out of reach, no desk, or not there.
    pub async fn product_view(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &ProductId,
        edition: &str,
    ) -> Result<ProductView> {
        self.desk_at(actor, facility, Permission::View).await?;
        let mut others = self.tenant(actor).desk_products(facility).await?;
        let at = others.iter().position(|product| product.id == *id).ok_or(AppError::NotFound)?;
        let product = others.remove(at);
        let editions = self.desk_editions(actor).await?;
        let edition = match edition {
            "" => editions.first().cloned(),
            name => editions.iter().find(|edition| edition.id == name).cloned(),
        }
        .ok_or(AppError::NotFound)?;
        let mut versions: BTreeMap<String, Vec<LibraryAnswer>> = BTreeMap::new();
        for answer in self.tenant(actor).desk_answers(facility, id).await? {
            versions.entry(answer.item.clone()).or_default().push(answer);
        }
        let may_approve = actor.may_at(Permission::ConfirmAnswers, facility).is_ok();
        let today = self.today();
        let rows = edition.rows().map(|item| {
            let mut versions = versions.remove(&item.id).unwrap_or_default();
            versions.reverse();
            let now = newest(&versions).cloned();
            let standing = now.as_ref().map(|answer| answer.standing(today));
            let judged = now.as_ref().map(|answer| answer.judge(actor.user.as_ref()));
            let not_approver = match (standing, judged) {
                (Some(Standing::Waiting), Some(Err(why))) => Some(sentence(why)),
                _ => None,
            };
            LibraryRow { item: item.clone(), versions, now, standing, not_approver }
        });
        let rows = rows.collect();
        Ok(ProductView { product, edition, editions, rows, others, may_approve })
    }

    /// One row of a product's library.
    ///
    /// # Errors
    /// Out of reach, no desk, or not there.
    pub async fn library_row(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (product, item): (&ProductId, &str),
    ) -> Result<(ProductView, LibraryRow)> {
        let edition = item.split(':').next().filter(|edition| !edition.is_empty()).ok_or(AppError::NotFound)?;
        let view = self.product_view(actor, facility, product, edition).await?;
        let row = view.rows.iter().find(|row| row.item.id == item).cloned().ok_or(AppError::NotFound)?;
        Ok((view, row))
    }

    /// Writes a new version of an answer. It fills nothing in until somebody else approves it.
    ///
    /// # Errors
    /// The actor may not or is not signed in; every problem with the input; somebody wrote one meanwhile.
    pub async fn write_library(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (product, item, seen): (&ProductId, &str, i64),
        typed: &TypedAnswer,
    ) -> Result<()> {
        self.desk_at(actor, facility, Permission::PrepareAnswers).await?;
        let user = somebody(actor, "value")?;
        let (_, row) = self.library_row(actor, facility, (product, item)).await?;
        if row.next() != seen + 1 {
            return Err(AppError::Conflict);
        }
        let (says, valid_until) = check_library(item, typed, self.today()).map_err(|errors| {
            AppError::Invalid(errors.into_iter().map(|error| Problem::new(error.field, error.message)).collect())
        })?;
        let answer = LibraryAnswer {
            product: product.clone(),
            item: item.to_owned(),
            number: row.next(),
            says,
            valid_until,
            written: Signed { user: user.to_string(), name: actor.name.clone(), at: self.now() },
            approved: None,
            declined: None,
            declined_reason: String::new(),
        };
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.write_desk_answer(facility, &answer).await?;
        Ok(change.commit().await?)
    }

    /// Approves versions that somebody else wrote: (item, number) each. One that is the actor's own refuses all.
    ///
    /// # Errors
    /// The actor may not, wrote one, or is not signed in; one no longer waits.
    pub async fn approve_library(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        product: &ProductId,
        seen: &[(String, i64)],
    ) -> Result<()> {
        self.desk_at(actor, facility, Permission::ConfirmAnswers).await?;
        let answers = self.tenant(actor).desk_answers(facility, product).await?;
        if seen.is_empty() {
            return Err(AppError::invalid(
                "approve",
                "承認する回答が選ばれていません。承認待ちの回答を選んでください。",
            ));
        }
        for (item, number) in seen {
            let answer =
                answers.iter().find(|one| one.item == *item && one.number == *number).ok_or(AppError::NotFound)?;
            answer.judge(actor.user.as_ref()).map_err(|why| AppError::invalid("approve", sentence(why)))?;
            if answer.valid_until < self.today() {
                return Err(AppError::invalid(
                    "approve",
                    "この回答を承認できません。有効期限がすでに過ぎています。却下して、新しい期限で書き直してください。",
                ));
            }
        }
        let user = actor.user.as_ref().ok_or(AppError::NotFound)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        for (item, number) in seen {
            change.approve_desk_answer(facility, (product, item, *number), (user.as_str(), &actor.name)).await?;
        }
        Ok(change.commit().await?)
    }

    /// Declines a version with a reason; the one before it counts again. Whoever prepares answers may take their own
    /// back, so only the permission to prepare is asked for.
    ///
    /// # Errors
    /// The actor may not or is not signed in; no reason; it no longer waits.
    pub async fn decline_library(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (product, item, number): (&ProductId, &str, i64),
        reason: &str,
    ) -> Result<()> {
        self.desk_at(actor, facility, Permission::PrepareAnswers).await?;
        let user = somebody(actor, "declined_reason")?;
        let answers = self.tenant(actor).desk_answers(facility, product).await?;
        answers.iter().find(|one| one.item == item && one.number == number).ok_or(AppError::NotFound)?;
        let reason = text::printable(reason.trim(), true);
        if reason.is_empty() || reason.chars().count() > MOST_CHARS {
            return Err(AppError::invalid(
                "declined_reason",
                "却下する理由がありません。書いた人が直せるように、1,000文字までで入力してください。",
            ));
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.decline_desk_answer(facility, (product, item, number), (user.as_str(), &actor.name), &reason).await?;
        Ok(change.commit().await?)
    }

    /// Copies the answers in force of another product, or of another sheet of the same one, into the rows that have
    /// none. Rows of two sheets belong together by the crosswalk. The copies wait for their approval. Gives how many.
    ///
    /// # Errors
    /// The actor may not or is not signed in; no such product or sheet; nothing to copy.
    pub async fn copy_library(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (product, edition): (&ProductId, &str),
        (from, from_edition): (&ProductId, &str),
    ) -> Result<usize> {
        self.desk_at(actor, facility, Permission::PrepareAnswers).await?;
        let user = somebody(actor, "from")?;
        let catalog = self.catalog(actor).await?;
        vendor_sheet(&catalog, from_edition).ok_or(AppError::NotFound)?;
        let source = self.product_view(actor, facility, from, from_edition).await?;
        let target = self.product_view(actor, facility, product, edition).await?;
        let mut copies = Vec::new();
        for row in target.rows.iter().filter(|row| row.now.is_none()) {
            let Some(origin) = counterpart(&catalog, &row.item, from_edition) else { continue };
            let found = source.rows.iter().find(|one| one.item.id == origin);
            let answer = found.filter(|one| one.standing == Some(Standing::InForce)).and_then(|one| one.now.clone());
            copies.extend(answer.map(|answer| LibraryAnswer {
                product: product.clone(),
                item: row.item.id.clone(),
                number: row.next(),
                written: Signed { user: user.to_string(), name: actor.name.clone(), at: self.now() },
                approved: None,
                ..answer
            }));
        }
        if copies.is_empty() {
            return Err(AppError::invalid(
                "from",
                "コピーできる回答がありません。コピー元に有効な回答がないか、この製品のすべての項目に、もう回答があります。",
            ));
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        for copy in &copies {
            change.write_desk_answer(facility, copy).await?;
        }
        change.commit().await?;
        Ok(copies.len())
    }
}

/// The row of another edition that asks about the same control and target.
pub(super) fn counterpart(catalog: &Catalog, item: &Item, edition: &str) -> Option<String> {
    if item.edition_id() == edition {
        return Some(item.id.clone());
    }
    catalog.counterpart(&item.id, edition).map(|other| other.id.clone())
}
