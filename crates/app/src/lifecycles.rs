//! End-of-support data as an organization has it: what is compiled in, and newer facts from files.
//!
//! Closed networks get no new release for a long time, while versions go on ending. So the data can come from a file: what
//! endoflife.date publishes, or a pack in our own form (for programs that only a trade knows). Each of the two is kept
//! once per organization, as TOML, beside its own editions (docs/adr/0012); a newer file takes the place of the older.

mod reading;

pub use reading::{MOST_LIFECYCLE, Slot};

use crate::error::{AppError, Result};
use crate::packs::may_add_editions;
use crate::{App, new_id};
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tate_domain::id::OrganizationId;
use tate_domain::lifecycle::{LifecycleChange, LifecycleData, LifecycleFile};
use tate_domain::role::Actor;
use tate_store::{CatalogEntry, EntryKind, StoreError};

/// Organizations whose data is kept at once; one takes less than 1 MB.
const MOST_KEPT: usize = 64;

/// Data by organization and version of its catalogue.
#[derive(Debug, Default)]
pub struct KeptLifecycles(Mutex<HashMap<OrganizationId, (i64, Arc<LifecycleData>)>>);

/// What a file would change.
#[derive(Debug, Clone)]
pub struct LifecyclePlan {
    /// From where it is.
    pub slot: Slot,
    /// The day on which its facts were true.
    pub as_of: Date,
    /// What it says differently; empty: nothing is to be done.
    pub changes: Vec<LifecycleChange>,
    /// What the file holds and was not taken.
    pub left_out: Vec<String>,
    /// What is kept, as TOML.
    pub text: String,
}

/// The data and from where it is, for a page.
#[derive(Debug, Clone)]
pub struct LifecycleState {
    /// The newest as-of day.
    pub as_of: Option<Date>,
    /// The as-of day of what is compiled in.
    pub shipped: Option<Date>,
    /// Whether the newest day lies too far back.
    pub stale: bool,
    /// Products and versions known.
    pub products: usize,
    /// What the organization has read in.
    pub own: Vec<OwnLifecycle>,
}

/// A file that was read in.
#[derive(Debug, Clone)]
pub struct OwnLifecycle {
    /// From where.
    pub slot: Slot,
    /// Its as-of day.
    pub as_of: String,
    /// Who read it in last.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

impl App {
    /// The end-of-support data of the actor's organization.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn lifecycle_of(&self, actor: &Actor) -> Result<Arc<LifecycleData>> {
        let tenant = self.tenant(actor);
        let version = tenant.catalog_version().await?;
        if version == 0 {
            return Ok(Arc::clone(&self.lifecycle));
        }
        let known = self.lifecycles.0.lock().ok().and_then(|kept| kept.get(&actor.organization).cloned());
        if let Some((_, data)) = known.filter(|(kept, _)| *kept == version) {
            return Ok(data);
        }
        let entries = tenant.catalog_entries(EntryKind::Lifecycle).await?;
        let data = match entries.is_empty() {
            true => Arc::clone(&self.lifecycle),
            false => Arc::new(overlaid(&self.lifecycle, &entries, None)),
        };
        if let Ok(mut kept) = self.lifecycles.0.lock() {
            if kept.len() >= MOST_KEPT
                && let Some(any) = kept.keys().next().cloned()
            {
                kept.remove(&any);
            }
            kept.insert(actor.organization.clone(), (version, Arc::clone(&data)));
        }
        Ok(data)
    }

    /// How old the data is and from where; for everybody who is signed in.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn lifecycle_state(&self, actor: &Actor) -> Result<LifecycleState> {
        let data = self.lifecycle_of(actor).await?;
        let entries = self.tenant(actor).catalog_entries(EntryKind::Lifecycle).await?;
        let own = entries.into_iter().filter_map(|entry| {
            let file = toml::from_str::<LifecycleFile>(&entry.content).ok()?;
            let as_of = tate_domain::date::slashed(file.as_of);
            Some(OwnLifecycle { slot: Slot::from_code(&entry.name)?, as_of, by: entry.by_name, at: entry.updated_at })
        });
        Ok(LifecycleState {
            as_of: data.newest(),
            shipped: self.lifecycle.newest(),
            stale: data.is_stale(self.today()),
            products: data.products().len(),
            own: own.collect(),
        })
    }

    /// What a file would change. `as_of` is the day on which its facts were true, as typed; empty where the file says
    /// it itself.
    ///
    /// # Errors
    /// The actor may not; what is wrong with the file or the day.
    pub async fn plan_lifecycle(&self, actor: &Actor, bytes: &[u8], as_of: &str) -> Result<LifecyclePlan> {
        may_add_editions(actor)?;
        let entries = self.tenant(actor).catalog_entries(EntryKind::Lifecycle).await?;
        let (base, today) = (Arc::clone(&self.lifecycle), self.today());
        let (bytes, as_of) = (bytes.to_vec(), as_of.to_owned());
        tokio::task::spawn_blocking(move || {
            let now = overlaid(&base, &entries, None);
            let read = reading::read(&now, &bytes, &as_of, today)?;
            planned(&base, &entries, &now, read)
        })
        .await
        .map_err(|why| AppError::Internal(why.to_string()))?
    }

    /// Keeps what [`App::plan_lifecycle`] showed.
    ///
    /// # Errors
    /// The actor may not; the text is not what a plan gives; it changes nothing any more; somebody else was quicker.
    pub async fn apply_lifecycle(&self, actor: &Actor, slot: Slot, text: &str) -> Result<LifecyclePlan> {
        let plan = LifecyclePlan { slot, ..self.plan_lifecycle(actor, text.as_bytes(), "").await? };
        if plan.changes.is_empty() {
            return Err(AppError::invalid("file", NOTHING_NEW));
        }
        let entries = self.tenant(actor).catalog_entries(EntryKind::Lifecycle).await?;
        let known = entries.into_iter().find(|entry| entry.name == slot.code());
        let (id, seen) = known.map_or_else(|| (new_id(), 0), |entry| (entry.id, entry.version));
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        let put = change.put_catalog_entry(EntryKind::Lifecycle, &id, slot.code(), &plan.text, seen, &actor.name).await;
        put.map_err(|error| match error {
            StoreError::Taken => AppError::Conflict,
            other => other.into(),
        })?;
        change.commit().await?;
        Ok(plan)
    }

    /// Goes back to what is compiled in, as far as this file is concerned.
    ///
    /// # Errors
    /// The actor may not; it is not there.
    pub async fn remove_lifecycle(&self, actor: &Actor, slot: Slot) -> Result<()> {
        may_add_editions(actor)?;
        let entries = self.tenant(actor).catalog_entries(EntryKind::Lifecycle).await?;
        let known = entries.into_iter().find(|entry| entry.name == slot.code()).ok_or(AppError::NotFound)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.remove_catalog_entry(EntryKind::Lifecycle, &known.id).await?;
        Ok(change.commit().await?)
    }
}

/// What is said where a file brings nothing.
pub const NOTHING_NEW: &str =
    "このファイルには、今のデータより新しい内容がありません。何も変更していません。データの日付を確かめてください。";

/// The compiled-in data with the organization's files over it; `but` is put in the place of the file of its slot.
/// A file that a newer program cannot read any more is left out, so that pages go on working.
fn overlaid(base: &LifecycleData, entries: &[CatalogEntry], but: Option<(Slot, &LifecycleFile)>) -> LifecycleData {
    let mut data = base.clone();
    let kept = entries.iter().filter(|entry| but.is_none_or(|(slot, _)| slot.code() != entry.name));
    let files = kept.filter_map(|entry| toml::from_str::<LifecycleFile>(&entry.content).ok());
    for file in files.chain(but.map(|(_, file)| file.clone())) {
        match data.with(file) {
            Ok(with) => data = with,
            Err(error) => tracing::warn!(%error, "lifecycle data of an organization is left out"),
        }
    }
    data
}

fn planned(
    base: &LifecycleData,
    entries: &[CatalogEntry],
    now: &LifecycleData,
    read: reading::Read,
) -> Result<LifecyclePlan> {
    let text = toml::to_string(&read.file).map_err(|error| AppError::Internal(error.to_string()))?;
    if text.len() > reading::MOST_KEPT_BYTES {
        return Err(AppError::invalid("file", reading::TOO_LARGE));
    }
    base.with(read.file.clone()).map_err(|error| reading::faulty(&error.to_string()))?;
    let newer = overlaid(base, entries, Some((read.slot, &read.file)));
    Ok(LifecyclePlan {
        slot: read.slot,
        as_of: read.file.as_of,
        changes: now.changes(&newer),
        left_out: read.left_out,
        text,
    })
}

#[cfg(test)]
mod tests;
