//! The official wording of an edition that is there already: shown and printed in place of our short names.

use super::draft::{EditionDraft, KeptDraft};
use super::place;
use crate::error::{AppError, Result};
use crate::packs::may_add_editions;
use crate::{App, new_id};
use std::collections::BTreeMap;
use tate_catalog::Catalog;
use tate_domain::role::Actor;
use tate_store::EntryKind;

/// Official wording that the organization has loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedWording {
    /// Identifier.
    pub id: String,
    /// The edition's key.
    pub edition: String,
    /// How many rows have one.
    pub rows: usize,
    /// Who loaded it.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// What taking the wording of a draft would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordingPlan {
    /// Item, its number and our name, and its official wording.
    pub found: Vec<(String, String, String)>,
    /// Number and wording that belong to no row, and why.
    pub left: Vec<(String, String, String)>,
}

impl WordingPlan {
    /// Puts each row of a draft to the row of the edition with its number and target.
    pub(super) fn of(draft: &EditionDraft, catalog: &Catalog) -> Self {
        let Some(edition) = catalog.edition(&draft.same_as) else { return Self::default() };
        let mut plan = Self::default();
        for (row, item) in draft.rows.iter().zip(place::items(catalog, edition, &draft.rows)) {
            match item {
                Ok(item) => {
                    plan.found.push((item.id.clone(), format!("{} {}", item.number, item.label), row.official.clone()))
                }
                Err(why) => plan.left.push((row.number.clone(), row.official.clone(), why)),
            }
        }
        match (&draft.gate, &edition.gate) {
            (Some(row), Some(gate)) => {
                plan.found.insert(0, (gate.id.clone(), gate.label.clone(), row.official.clone()))
            }
            (Some(row), None) => {
                plan.left.push((String::new(), row.official.clone(), "この版には、最初の問いがありません".to_owned()))
            }
            (None, _) => {}
        }
        plan
    }
}

impl App {
    /// What taking the wording of a draft would do.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn plan_wording(&self, actor: &Actor, draft: &EditionDraft) -> Result<WordingPlan> {
        Ok(WordingPlan::of(draft, &*self.catalog(actor).await?))
    }

    /// Takes the wording of a draft for the edition that it is; the draft is gone then. Gives the
    /// edition's key. Wording loaded before is replaced row by row.
    ///
    /// # Errors
    /// The actor may not; the draft is no known edition or was changed meanwhile.
    pub async fn take_wording(&self, actor: &Actor, id: &str, seen: i64) -> Result<String> {
        let KeptDraft { version, draft, .. } = self.edition_draft(actor, id).await?;
        if version != seen {
            return Err(AppError::Conflict);
        }
        let plan = self.plan_wording(actor, &draft).await?;
        if plan.found.is_empty() {
            return Err(AppError::NotFound);
        }
        let tenant = self.tenant(actor);
        let entries = tenant.catalog_entries(EntryKind::Wording).await?;
        let known = entries.iter().find(|entry| entry.name == draft.same_as);
        let mut wording: BTreeMap<String, String> =
            known.map(|entry| serde_json::from_str(&entry.content)).transpose().map_err(broken)?.unwrap_or_default();
        wording.extend(plan.found.into_iter().map(|(item, _, text)| (item, text)));
        let content = serde_json::to_string(&wording).map_err(broken)?;
        let (entry, version) = known.map_or_else(|| (new_id(), 0), |entry| (entry.id.clone(), entry.version));
        let mut change = tenant.change(self.who(actor)).await?;
        change.put_catalog_entry(EntryKind::Wording, &entry, &draft.same_as, &content, version, &actor.name).await?;
        change.remove_catalog_entry(EntryKind::Draft, id).await?;
        change.commit().await?;
        Ok(draft.same_as)
    }

    /// The official wording that the organization has loaded.
    ///
    /// # Errors
    /// The actor may not, or the database cannot be reached.
    pub async fn loaded_wording(&self, actor: &Actor) -> Result<Vec<LoadedWording>> {
        may_add_editions(actor)?;
        let entries = self.tenant(actor).catalog_entries(EntryKind::Wording).await?;
        entries
            .into_iter()
            .map(|entry| {
                let rows: BTreeMap<String, String> = serde_json::from_str(&entry.content).map_err(broken)?;
                Ok(LoadedWording {
                    id: entry.id,
                    edition: entry.name,
                    rows: rows.len(),
                    by: entry.by_name,
                    at: entry.updated_at,
                })
            })
            .collect()
    }

    /// Takes the official wording of an edition away again: its rows then have our short names.
    ///
    /// # Errors
    /// The actor may not, or it is not there.
    pub async fn remove_wording(&self, actor: &Actor, id: &str) -> Result<()> {
        may_add_editions(actor)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.remove_catalog_entry(EntryKind::Wording, id).await?;
        Ok(change.commit().await?)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "a function to map errors with")]
fn broken(error: serde_json::Error) -> AppError {
    AppError::Internal(format!("official wording: {error}"))
}
