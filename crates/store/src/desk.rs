//! The vendor's own desk: products and the answer library here; incoming sheets in [`mod@incoming`], papers, notices and
//! keys in [`mod@shelf`], what a facility keeps of its vendors' signatures in [`mod@signed`].

mod incoming;
mod shelf;
mod signed;

pub use incoming::{IncomingCount, IncomingLine};
pub use shelf::{DeskKey, IssuedNotice};
pub use signed::{SignedRecord, VendorKey, VendorNotice};

use crate::facilities::to_json;
use crate::tenant::{on_pool, on_tx, run_tx};
use crate::{Change, Event, Result, StoreError, Tenant, changed};
use jiff::civil::Date;
use tate_domain::date::parse_day;
use tate_domain::desk::{Deployment, LibraryAnswer, Override, Product};
use tate_domain::exception::Signed;
use tate_domain::id::{FacilityId, ProductId};

#[derive(sqlx::FromRow)]
struct ProductRow {
    id: String,
    name: String,
    other_names: String,
    release_name: String,
    deployment: String,
    remote: i64,
    note: String,
    retired: i64,
    version: i64,
}

impl TryFrom<ProductRow> for Product {
    type Error = StoreError;
    fn try_from(row: ProductRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            name: row.name,
            other_names: serde_json::from_str(&row.other_names)
                .map_err(StoreError::corrupt("desk_product.other_names"))?,
            release: row.release_name,
            deployment: Deployment::from_code(&row.deployment)
                .ok_or_else(|| corrupt("desk_product.deployment", &row.deployment))?,
            remote: row.remote != 0,
            note: row.note,
            retired: row.retired != 0,
            version: row.version,
        })
    }
}

#[derive(sqlx::FromRow)]
struct AnswerRow {
    product_id: String,
    item: String,
    number: i64,
    says: String,
    valid_until: String,
    written_user: String,
    written_name: String,
    written_at: String,
    approved_user: String,
    approved_name: String,
    approved_at: String,
    declined_user: String,
    declined_name: String,
    declined_at: String,
    declined_reason: String,
}

/// Nobody signed where there is no time.
fn signed(user: String, name: String, at: String) -> Option<Signed> {
    (!at.is_empty()).then_some(Signed { user, name, at })
}

fn corrupt(what: &'static str, why: &str) -> StoreError {
    StoreError::Corrupt { what, why: why.to_owned() }
}

/// A stored day.
fn day(what: &'static str, text: &str) -> Result<Date> {
    parse_day(text).map_err(|why| corrupt(what, &why.0))
}

/// A stored day; none where it has not come.
fn day_or_none(what: &'static str, text: &str) -> Result<Option<Date>> {
    if text.is_empty() { Ok(None) } else { day(what, text).map(Some) }
}

/// A day as stored.
fn text_of(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

impl TryFrom<AnswerRow> for LibraryAnswer {
    type Error = StoreError;
    fn try_from(row: AnswerRow) -> Result<Self> {
        Ok(Self {
            product: row.product_id.into(),
            item: row.item,
            number: row.number,
            says: serde_json::from_str(&row.says).map_err(StoreError::corrupt("desk_answer.says"))?,
            valid_until: day("desk_answer.valid_until", &row.valid_until)?,
            written: Signed { user: row.written_user, name: row.written_name, at: row.written_at },
            approved: signed(row.approved_user, row.approved_name, row.approved_at),
            declined: signed(row.declined_user, row.declined_name, row.declined_at),
            declined_reason: row.declined_reason,
        })
    }
}

#[derive(sqlx::FromRow)]
struct OverrideRow {
    customer_key: String,
    customer: String,
    product_id: String,
    item: String,
    number: i64,
    says: String,
    valid_until: String,
    source: String,
    at: String,
    by_name: String,
}

impl TryFrom<OverrideRow> for Override {
    type Error = StoreError;
    fn try_from(row: OverrideRow) -> Result<Self> {
        Ok(Self {
            customer_key: row.customer_key,
            customer: row.customer,
            product: row.product_id.into(),
            item: row.item,
            number: row.number,
            says: serde_json::from_str(&row.says).map_err(StoreError::corrupt("desk_override.says"))?,
            valid_until: day("desk_override.valid_until", &row.valid_until)?,
            source: row.source,
            at: row.at,
            by_name: row.by_name,
        })
    }
}

impl Tenant {
    /// Every product of a desk, in the order they were added.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn desk_products(&self, facility: &FacilityId) -> Result<Vec<Product>> {
        on_pool!(
            self.store,
            query_as::<_, ProductRow>(
                "SELECT id, name, other_names, release_name, deployment, remote, note, retired, version FROM desk_product WHERE organization_id = $1 AND facility_id = $2 ORDER BY id"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    /// Every version of every answer of a desk's library, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn desk_library(&self, facility: &FacilityId) -> Result<Vec<LibraryAnswer>> {
        on_pool!(
            self.store,
            query_as::<_, AnswerRow>(
                "SELECT product_id, item, number, says, valid_until, written_user, written_name, written_at, approved_user, approved_name, approved_at, declined_user, declined_name, declined_at, declined_reason
                 FROM desk_answer WHERE organization_id = $1 AND facility_id = $2 ORDER BY product_id, item, number"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    /// Every version of a product's answers, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn desk_answers(&self, facility: &FacilityId, product: &ProductId) -> Result<Vec<LibraryAnswer>> {
        on_pool!(
            self.store,
            query_as::<_, AnswerRow>(
                "SELECT product_id, item, number, says, valid_until, written_user, written_name, written_at, approved_user, approved_name, approved_at, declined_user, declined_name, declined_at, declined_reason
                 FROM desk_answer WHERE organization_id = $1 AND facility_id = $2 AND product_id = $3 ORDER BY item, number"
            ),
            fetch_all,
            self.org(),
            facility.as_str(),
            product.as_str()
        )?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    /// The customers' own rows that hold: the newest version of each, and not what was taken away.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn desk_overrides(&self, facility: &FacilityId) -> Result<Vec<Override>> {
        on_pool!(
            self.store,
            query_as::<_, OverrideRow>(
                "SELECT o.customer_key, o.customer, o.product_id, o.item, o.number, o.says, o.valid_until, o.source, o.at, o.by_name
                 FROM desk_override o WHERE o.organization_id = $1 AND o.facility_id = $2 AND o.says <> ''
                 AND NOT EXISTS (SELECT 1 FROM desk_override n WHERE n.organization_id = o.organization_id AND n.product_id = o.product_id AND n.customer_key = o.customer_key AND n.item = o.item AND n.number > o.number)
                 ORDER BY o.customer_key, o.product_id, o.item"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    /// Which product a customer means by a system: (customer key, system key, product).
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn desk_matches(&self, facility: &FacilityId) -> Result<Vec<(String, String, String)>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, (String, String, String)>(
                "SELECT customer_key, system_key, product_id FROM desk_match WHERE organization_id = $1 AND facility_id = $2 ORDER BY customer_key, system_key"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?)
    }
}

impl Change {
    /// Adds a product.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the facility is not the organization's.
    pub async fn add_product(&mut self, facility: &FacilityId, one: &Product) -> Result<()> {
        let others = to_json("desk_product.other_names", &one.other_names)?;
        run_tx!(
            self.tx,
            "INSERT INTO desk_product (organization_id, facility_id, id, name, other_names, release_name, deployment, remote, note, retired, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)",
            self.organization.as_str(),
            facility.as_str(),
            one.id.as_str(),
            &one.name,
            &others,
            &one.release,
            one.deployment.code(),
            i64::from(one.remote),
            &one.note,
            i64::from(one.retired)
        )
        .map_err(StoreError::unique)?;
        self.desk_event("desk.product.add", facility, format!("product:{}", one.id), to_json("product", one)?).await
    }

    /// Changes a product; `one.version` is the version that was seen.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it changed meanwhile.
    pub async fn change_product(&mut self, facility: &FacilityId, one: &Product) -> Result<()> {
        let others = to_json("desk_product.other_names", &one.other_names)?;
        let touched = run_tx!(
            self.tx,
            "UPDATE desk_product SET name = $5, other_names = $6, release_name = $7, deployment = $8, remote = $9, note = $10, retired = $11, version = version + 1 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $4",
            self.organization.as_str(),
            facility.as_str(),
            one.id.as_str(),
            one.version,
            &one.name,
            &others,
            &one.release,
            one.deployment.code(),
            i64::from(one.remote),
            &one.note,
            i64::from(one.retired)
        )?;
        changed(touched)?;
        self.desk_event("desk.product.change", facility, format!("product:{}", one.id), to_json("product", one)?).await
    }

    /// Writes a new version of a library answer, which waits for its approval. `one.number` is the version after the
    /// newest that was seen.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody wrote one meanwhile, [`StoreError::NotFound`] when the product is not
    /// the desk's.
    pub async fn write_desk_answer(&mut self, facility: &FacilityId, one: &LibraryAnswer) -> Result<()> {
        self.product_of(facility, &one.product).await?;
        let (says, until) = (to_json("desk_answer.says", &one.says)?, one.valid_until.to_string());
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO desk_answer (organization_id, facility_id, product_id, item, number, says, valid_until, written_user, written_name, written_at, approved_user, approved_name, approved_at, declined_user, declined_name, declined_at, declined_reason)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', '', '', '', '', '')",
            self.organization.as_str(),
            facility.as_str(),
            one.product.as_str(),
            &one.item,
            one.number,
            &says,
            &until,
            &one.written.user,
            &one.written.name,
            &at
        )
        .map_err(|error| match StoreError::unique(error) {
            StoreError::Taken => StoreError::Conflict,
            other => other,
        })?;
        let after = serde_json::json!({ "item": one.item, "number": one.number, "value": one.says.value.code(), "says": one.says, "until": until });
        self.desk_event("desk.answer.write", facility, subject(&one.product, &one.item), after.to_string()).await
    }

    /// Approves a version that waits. The use case has looked that another person wrote it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it no longer waits or is not the desk's.
    pub async fn approve_desk_answer(
        &mut self,
        facility: &FacilityId,
        (product, item, number): (&ProductId, &str, i64),
        (user, name): (&str, &str),
    ) -> Result<()> {
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE desk_answer SET approved_user = $6, approved_name = $7, approved_at = $8 WHERE organization_id = $1 AND facility_id = $2 AND product_id = $3 AND item = $4 AND number = $5 AND approved_at = '' AND declined_at = '' AND written_user <> $6",
            self.organization.as_str(),
            facility.as_str(),
            product.as_str(),
            item,
            number,
            user,
            name,
            &at
        )?;
        changed(touched)?;
        let after = serde_json::json!({ "item": item, "number": number, "approved_by": name, "user": user });
        self.desk_event("desk.answer.approve", facility, subject(product, item), after.to_string()).await
    }

    /// Declines a version that waits.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it no longer waits or is not the desk's.
    pub async fn decline_desk_answer(
        &mut self,
        facility: &FacilityId,
        (product, item, number): (&ProductId, &str, i64),
        (user, name): (&str, &str),
        reason: &str,
    ) -> Result<()> {
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE desk_answer SET declined_user = $6, declined_name = $7, declined_at = $8, declined_reason = $9 WHERE organization_id = $1 AND facility_id = $2 AND product_id = $3 AND item = $4 AND number = $5 AND approved_at = '' AND declined_at = ''",
            self.organization.as_str(),
            facility.as_str(),
            product.as_str(),
            item,
            number,
            user,
            name,
            &at,
            reason
        )?;
        changed(touched)?;
        let after =
            serde_json::json!({ "item": item, "number": number, "declined_by": name, "user": user, "reason": reason });
        self.desk_event("desk.answer.decline", facility, subject(product, item), after.to_string()).await
    }

    /// Writes new versions of customers' own rows; what says the same already stays as it is. Gives how many changed.
    /// A row without a ground and a value is taken away with `take_overrides`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when a product is not the desk's.
    pub async fn put_overrides(&mut self, facility: &FacilityId, all: &[Override]) -> Result<usize> {
        let mut written = 0;
        for one in all {
            self.product_of(facility, &one.product).await?;
            let (says, until) = (to_json("desk_override.says", &one.says)?, one.valid_until.to_string());
            let newest = self.newest_override(facility, one).await?;
            if newest.as_ref().is_some_and(|(_, kept, end)| *kept == says && *end == until) {
                continue;
            }
            self.insert_override(facility, one, newest.map_or(0, |(number, ..)| number) + 1, (&says, &until)).await?;
            written += 1;
        }
        if written > 0 {
            let source = all.first().map_or("", |one| one.source.as_str());
            let after = serde_json::json!({ "count": written, "source": source });
            self.desk_event("desk.override.put", facility, "override:".to_owned(), after.to_string()).await?;
        }
        Ok(written)
    }

    /// Takes a customer's own row away; its versions stay.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn take_override(&mut self, facility: &FacilityId, one: &Override) -> Result<()> {
        self.product_of(facility, &one.product).await?;
        let newest = self.newest_override(facility, one).await?;
        let (number, ..) = newest.filter(|(_, says, _)| !says.is_empty()).ok_or(StoreError::NotFound)?;
        self.insert_override(facility, one, number + 1, ("", "")).await?;
        let after = serde_json::json!({ "item": one.item, "customer": one.customer });
        self.desk_event("desk.override.take", facility, "override:".to_owned(), after.to_string()).await
    }

    async fn newest_override(
        &mut self,
        facility: &FacilityId,
        one: &Override,
    ) -> Result<Option<(i64, String, String)>> {
        Ok(on_tx!(
            self.tx,
            query_as::<_, (i64, String, String)>(
                "SELECT number, says, valid_until FROM desk_override WHERE organization_id = $1 AND facility_id = $2 AND product_id = $3 AND customer_key = $4 AND item = $5 ORDER BY number DESC LIMIT 1"
            ),
            fetch_optional,
            self.organization.as_str(),
            facility.as_str(),
            one.product.as_str(),
            &one.customer_key,
            &one.item
        )?)
    }

    async fn insert_override(
        &mut self,
        facility: &FacilityId,
        one: &Override,
        number: i64,
        (says, until): (&str, &str),
    ) -> Result<()> {
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO desk_override (organization_id, facility_id, customer_key, customer, product_id, item, number, says, valid_until, source, at, by_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            self.organization.as_str(),
            facility.as_str(),
            &one.customer_key,
            &one.customer,
            one.product.as_str(),
            &one.item,
            number,
            says,
            until,
            &one.source,
            &at,
            &one.by_name
        )?;
        Ok(())
    }

    /// Remembers which product a customer means by a system.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the product is not the desk's.
    pub async fn remember_match(
        &mut self,
        facility: &FacilityId,
        (customer_key, system_key): (&str, &str),
        product: &ProductId,
        by_name: &str,
    ) -> Result<()> {
        self.product_of(facility, product).await?;
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO desk_match (organization_id, facility_id, customer_key, system_key, product_id, at, by_name) VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (organization_id, facility_id, customer_key, system_key) DO UPDATE SET product_id = excluded.product_id, at = excluded.at, by_name = excluded.by_name",
            self.organization.as_str(),
            facility.as_str(),
            customer_key,
            system_key,
            product.as_str(),
            &at,
            by_name
        )?;
        let after = serde_json::json!({ "customer": customer_key, "system": system_key, "product": product.as_str() });
        self.desk_event("desk.match", facility, format!("product:{product}"), after.to_string()).await
    }

    /// A product that is the desk's own: another facility of the organization is as far away as another organization.
    pub(crate) async fn product_of(&mut self, facility: &FacilityId, product: &ProductId) -> Result<()> {
        let known: Option<String> = on_tx!(
            self.tx,
            query_scalar("SELECT id FROM desk_product WHERE organization_id = $1 AND facility_id = $2 AND id = $3"),
            fetch_optional,
            self.organization.as_str(),
            facility.as_str(),
            product.as_str()
        )?;
        known.map(|_| ()).ok_or(StoreError::NotFound)
    }

    pub(crate) async fn desk_event(
        &mut self,
        action: &str,
        facility: &FacilityId,
        subject: String,
        after: String,
    ) -> Result<()> {
        self.record(Event { action, subject, facility: Some(facility), before: String::new(), after }).await
    }
}

fn subject(product: &ProductId, item: &str) -> String {
    format!("library:{product}:{item}")
}
