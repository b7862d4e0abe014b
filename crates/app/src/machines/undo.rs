//! Undoing an import of machine inventories: rows, origins, reports, disagreements, sightings, censuses, or none.

use crate::App;
use crate::error::{AppError, Result};
use std::collections::BTreeMap;
use tate_domain::id::{BatchId, FacilityId};
use tate_domain::role::{Actor, Permission};
use tate_store::{BatchEffect, Change, Record, Tenant};

/// What stands in the way of undoing.
fn refused(why: &str) -> AppError {
    AppError::invalid("undo", format!("元に戻せませんでした。{why}取り込みの結果はそのまま残っています。"))
}

/// Everything that imports wrote beside rows, by its place.
async fn present(tenant: &Tenant, facility: &FacilityId) -> Result<BTreeMap<String, Record>> {
    let mut all: Vec<Record> = tenant.reports(facility).await?.into_iter().map(Record::Report).collect();
    all.extend(tenant.disagreements(facility).await?.into_iter().map(Record::Disagreement));
    all.extend(tenant.sightings(facility).await?.into_iter().map(Record::Sighting));
    all.extend(tenant.censuses(facility).await?.into_iter().map(Record::Census));
    Ok(all.into_iter().map(|record| (record.place(), record)).collect())
}

impl App {
    /// Puts everything that an import did back as it was, or nothing. The latest one goes first: an earlier one
    /// would take away what the later one rests on.
    ///
    /// # Errors
    /// The actor may not; it is not the latest; somebody changed or decided something since.
    pub async fn undo_machines(&self, actor: &Actor, facility: &FacilityId, batch: &BatchId) -> Result<()> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let tenant = self.tenant(actor);
        let all = tenant.machine_batches(facility, i64::MAX).await?;
        let found = all.iter().find(|one| one.id == batch.as_str()).ok_or(AppError::NotFound)?;
        if !found.undone_at.is_empty() {
            return Err(AppError::Conflict);
        }
        let newest = all.iter().find(|one| one.undone_at.is_empty());
        if newest.is_some_and(|newest| newest.id != found.id) {
            return Err(refused(
                "この後の自動調査の取り込みが残っているためです。新しい取り込みから順に戻してください。",
            ));
        }
        let (rows, effects) = (tenant.batch_changes(batch).await?, tenant.batch_effects(batch).await?);
        let present = present(&tenant, facility).await?;
        let mut change = tenant.change(self.who(actor)).await?;
        for done in rows {
            crate::ledgers::undo_row(&mut change, facility, None, done).await?;
        }
        for effect in effects {
            undo_effect(&mut change, facility, batch, &present, &effect).await?;
        }
        change.mark_undone(facility, batch).await?;
        Ok(change.commit().await?)
    }
}

async fn undo_effect(
    change: &mut Change,
    facility: &FacilityId,
    batch: &BatchId,
    present: &BTreeMap<String, Record>,
    effect: &BatchEffect,
) -> Result<()> {
    let now = present.get(&effect.place);
    // A record that the import took away must still be away; one that it wrote must be as it wrote it.
    if now.is_some_and(|record| record.batch() != batch.as_str()) || (now.is_none() && effect.before.is_empty()) {
        return Err(refused("取り込みの後で、食い違いや未登録の機器について決めたことがあるためです。"));
    }
    if effect.before.is_empty() {
        if let Some(record) = now {
            change.drop_record(facility, record).await?;
        }
        return Ok(());
    }
    let before: Record = serde_json::from_str(&effect.before).map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(change.put_record(facility, &before).await?)
}
