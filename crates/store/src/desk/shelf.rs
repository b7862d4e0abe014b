//! The desk's disclosure statements, notices and keys.

use super::{changed, corrupt, day, day_or_none, text_of};
use crate::tenant::{on_pool, run_tx};
use crate::{Change, Result, StoreError, Tenant};
use tate_domain::desk::{Paper, PaperKind};
use tate_domain::id::{FacilityId, NoticeId};

#[derive(sqlx::FromRow)]
struct PaperRow {
    id: String,
    product_id: String,
    kind: String,
    template: String,
    guideline: String,
    made_on: String,
    valid_until: String,
    file_id: String,
    note: String,
    at: String,
    by_name: String,
}

impl TryFrom<PaperRow> for Paper {
    type Error = StoreError;
    fn try_from(row: PaperRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            product: row.product_id.into(),
            kind: PaperKind::from_code(&row.kind).ok_or_else(|| corrupt("desk_paper.kind", &row.kind))?,
            template: row.template,
            guideline: row.guideline,
            made_on: day("desk_paper.made_on", &row.made_on)?,
            valid_until: day_or_none("desk_paper.valid_until", &row.valid_until)?,
            file: row.file_id,
            note: row.note,
            at: row.at,
            by_name: row.by_name,
        })
    }
}

/// A notice as it was signed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct IssuedNotice {
    /// Identifier.
    pub id: String,
    /// The exact bytes that were signed.
    pub content: String,
    /// The detached signature file.
    pub signature: String,
    /// When it was issued.
    pub issued_at: String,
    /// By whom.
    pub by_name: String,
}

/// A key of the desk; the secret is not stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DeskKey {
    /// From 1; the newest signs.
    pub number: i64,
    /// The public key, base64.
    pub public_key: String,
    /// When it was made.
    pub made_at: String,
    /// By whom.
    pub made_name: String,
}

impl Tenant {
    /// The disclosure statements on the shelf, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn desk_papers(&self, facility: &FacilityId) -> Result<Vec<Paper>> {
        on_pool!(
            self.store,
            query_as::<_, PaperRow>(
                "SELECT id, product_id, kind, template, guideline, made_on, valid_until, file_id, note, at, by_name
                 FROM desk_paper WHERE organization_id = $1 AND facility_id = $2 AND removed_at = '' ORDER BY id DESC"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    /// The notices that the desk issued, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn desk_notices(&self, facility: &FacilityId) -> Result<Vec<IssuedNotice>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, IssuedNotice>(
                "SELECT id, content, signature, issued_at, by_name FROM desk_notice WHERE organization_id = $1 AND facility_id = $2 ORDER BY id DESC"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?)
    }

    /// The desk's keys, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn desk_keys(&self, facility: &FacilityId) -> Result<Vec<DeskKey>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, DeskKey>(
                "SELECT number, public_key, made_at, made_name FROM desk_key WHERE organization_id = $1 AND facility_id = $2 ORDER BY number DESC"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?)
    }
}

impl Change {
    /// Puts a disclosure statement on the shelf.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the product is not the desk's.
    pub async fn add_paper(&mut self, facility: &FacilityId, one: &Paper) -> Result<()> {
        self.product_of(facility, &one.product).await?;
        let (made, until, at) = (one.made_on.to_string(), text_of(one.valid_until), self.who.at.clone());
        run_tx!(
            self.tx,
            "INSERT INTO desk_paper (organization_id, facility_id, id, product_id, kind, template, guideline, made_on, valid_until, file_id, note, at, by_name, removed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '')",
            self.organization.as_str(),
            facility.as_str(),
            &one.id,
            one.product.as_str(),
            one.kind.code(),
            &one.template,
            &one.guideline,
            &made,
            &until,
            &one.file,
            &one.note,
            &at,
            &one.by_name
        )
        .map_err(StoreError::unique)?;
        let after = serde_json::json!({ "kind": one.kind.code(), "product": one.product.as_str(), "template": one.template, "guideline": one.guideline, "made_on": made, "until": until });
        self.desk_event("desk.paper.add", facility, format!("paper:{}", one.id), after.to_string()).await
    }

    /// Takes a disclosure statement off the shelf.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is not there any more or not the desk's.
    pub async fn remove_paper(&mut self, facility: &FacilityId, id: &str) -> Result<()> {
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE desk_paper SET removed_at = $4 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND removed_at = ''",
            self.organization.as_str(),
            facility.as_str(),
            id,
            &at
        )?;
        changed(touched)?;
        self.desk_event("desk.paper.remove", facility, format!("paper:{id}"), String::new()).await
    }

    /// Keeps a notice as it was signed.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the facility is not the organization's.
    pub async fn issue_notice(&mut self, facility: &FacilityId, one: &IssuedNotice) -> Result<()> {
        run_tx!(
            self.tx,
            "INSERT INTO desk_notice (organization_id, facility_id, id, content, signature, issued_at, by_name) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            self.organization.as_str(),
            facility.as_str(),
            &one.id,
            &one.content,
            &one.signature,
            &one.issued_at,
            &one.by_name
        )
        .map_err(StoreError::unique)?;
        let id = NoticeId::from(one.id.as_str());
        self.desk_event("desk.notice", facility, format!("notice:{id}"), one.content.clone()).await
    }

    /// Keeps the public part of a new key of the desk.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody made one meanwhile.
    pub async fn make_desk_key(&mut self, facility: &FacilityId, one: &DeskKey) -> Result<()> {
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO desk_key (organization_id, facility_id, number, public_key, made_at, made_name) VALUES ($1, $2, $3, $4, $5, $6)",
            self.organization.as_str(),
            facility.as_str(),
            one.number,
            &one.public_key,
            &at,
            &one.made_name
        )
        .map_err(|error| match StoreError::unique(error) {
            StoreError::Taken => StoreError::Conflict,
            other => other,
        })?;
        let after = serde_json::json!({ "number": one.number, "public_key": one.public_key });
        self.desk_event("desk.key", facility, "desk_key:".to_owned(), after.to_string()).await
    }
}
