//! What an organization adds to the catalogue.

use crate::tenant::{on_pool, on_tx, run_tx};
use crate::{Change, Event, Result, StoreError, Tenant};

/// What an entry holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// An edition that a person still reviews (JSON of the use case's own making).
    Draft,
    /// An edition in use (TOML as in `catalogs/`); never changed or removed.
    Edition,
    /// Concepts of the crosswalk that came with an edition (TOML as in `catalogs/`); stay like it.
    Concepts,
    /// The official wording of an edition's rows (JSON: item → text).
    Wording,
    /// Newer end-of-support data than the program's (TOML as in `catalogs/lifecycle/`); its name says from where.
    Lifecycle,
}

impl EntryKind {
    /// The code in the database and the audit log.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Edition => "edition",
            Self::Concepts => "concepts",
            Self::Wording => "wording",
            Self::Lifecycle => "lifecycle",
        }
    }

    /// Whether rounds rest on it, so that it is never changed or removed.
    fn is_published(self) -> bool {
        matches!(self, Self::Edition | Self::Concepts)
    }
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CatalogEntry {
    /// Identifier.
    pub id: String,
    /// Code of its [`EntryKind`].
    pub kind: String,
    /// The edition's key.
    pub name: String,
    /// What it says.
    pub content: String,
    /// Counts up with every change, from 1.
    pub version: i64,
    /// Who changed it last.
    pub by_name: String,
    /// When it was made, RFC 3339 in UTC.
    pub created_at: String,
    /// When last changed.
    pub updated_at: String,
}

impl Tenant {
    /// Moves with every change of the organization's entries.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn catalog_version(&self) -> Result<i64> {
        let found: Option<i64> = on_pool!(
            self.store,
            query_scalar("SELECT catalog_version FROM organization WHERE id = $1"),
            fetch_optional,
            self.org()
        )?;
        Ok(found.unwrap_or(0))
    }

    /// Every entry of a kind, oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn catalog_entries(&self, kind: EntryKind) -> Result<Vec<CatalogEntry>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, CatalogEntry>(
                "SELECT id, kind, name, content, version, by_name, created_at, updated_at FROM catalog_entry WHERE organization_id = $1 AND kind = $2 AND removed_at = '' ORDER BY id"
            ),
            fetch_all,
            self.org(),
            kind.code()
        )?)
    }

    /// One entry.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn catalog_entry(&self, kind: EntryKind, id: &str) -> Result<Option<CatalogEntry>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, CatalogEntry>(
                "SELECT id, kind, name, content, version, by_name, created_at, updated_at FROM catalog_entry WHERE organization_id = $1 AND kind = $2 AND id = $3 AND removed_at = ''"
            ),
            fetch_optional,
            self.org(),
            kind.code(),
            id
        )?)
    }
}

impl Change {
    /// Adds an entry (`seen` 0), or changes one whose version was `seen`; an edition and its concepts
    /// only ever are added.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody changed it meanwhile or it is an edition,
    /// [`StoreError::Taken`] when the identifier or the key of an edition is in use.
    pub async fn put_catalog_entry(
        &mut self,
        kind: EntryKind,
        id: &str,
        name: &str,
        content: &str,
        seen: i64,
        by: &str,
    ) -> Result<()> {
        let at = self.who.at.clone();
        let before: Option<(String, i64)> = on_tx!(
            self.tx,
            query_as(
                "SELECT content, version FROM catalog_entry WHERE organization_id = $1 AND kind = $2 AND id = $3 AND removed_at = ''"
            ),
            fetch_optional,
            self.organization.as_str(),
            kind.code(),
            id
        )?;
        let (before, version) = before.unwrap_or_default();
        if version != seen || (kind.is_published() && seen != 0) {
            return Err(StoreError::Conflict);
        }
        if kind.is_published() {
            let same_name: Option<String> = on_tx!(
                self.tx,
                query_scalar("SELECT id FROM catalog_entry WHERE organization_id = $1 AND kind = $2 AND name = $3"),
                fetch_optional,
                self.organization.as_str(),
                kind.code(),
                name
            )?;
            if same_name.is_some() {
                return Err(StoreError::Taken);
            }
        }
        if seen == 0 {
            run_tx!(
                self.tx,
                "INSERT INTO catalog_entry (organization_id, id, kind, name, content, version, by_name, created_at, updated_at, removed_at) VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $7, '')",
                self.organization.as_str(), id, kind.code(), name, content, by, &at
            )
            .map_err(StoreError::unique)?;
        } else {
            run_tx!(
                self.tx,
                "UPDATE catalog_entry SET name = $4, content = $5, version = version + 1, by_name = $6, updated_at = $7 WHERE organization_id = $1 AND kind = $2 AND id = $3",
                self.organization.as_str(),
                kind.code(),
                id,
                name,
                content,
                by,
                &at
            )?;
        }
        self.catalog_changed("catalog.put", kind, name, before, content.to_owned()).await
    }

    /// Takes a draft or a wording away; an edition and its concepts stay for ever.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not there or is an edition.
    pub async fn remove_catalog_entry(&mut self, kind: EntryKind, id: &str) -> Result<()> {
        let at = self.who.at.clone();
        let found: Option<(String, String)> = on_tx!(
            self.tx,
            query_as(
                "SELECT name, content FROM catalog_entry WHERE organization_id = $1 AND kind = $2 AND id = $3 AND removed_at = ''"
            ),
            fetch_optional,
            self.organization.as_str(),
            kind.code(),
            id
        )?;
        let (name, before) = found.filter(|_| !kind.is_published()).ok_or(StoreError::NotFound)?;
        run_tx!(
            self.tx,
            "UPDATE catalog_entry SET removed_at = $4 WHERE organization_id = $1 AND kind = $2 AND id = $3",
            self.organization.as_str(),
            kind.code(),
            id,
            &at
        )?;
        self.catalog_changed("catalog.remove", kind, &name, before, String::new()).await
    }

    async fn catalog_changed(
        &mut self,
        action: &'static str,
        kind: EntryKind,
        name: &str,
        before: String,
        after: String,
    ) -> Result<()> {
        run_tx!(
            self.tx,
            "UPDATE organization SET catalog_version = catalog_version + 1 WHERE id = $1",
            self.organization.as_str()
        )?;
        self.record(Event { action, subject: format!("catalog:{}:{name}", kind.code()), facility: None, before, after })
            .await
    }
}
