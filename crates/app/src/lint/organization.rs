//! The lint over all facilities of an organization: few queries, a hundred facilities at a time.

use super::ground::Ground;
use super::{LintReport, part};
use crate::App;
use crate::error::Result;
use crate::facts::Snapshot;
use std::collections::HashMap;
use std::sync::Arc;
use tate_domain::date::FiscalYear;
use tate_domain::facts::{Facts, Row};
use tate_domain::id::FacilityId;
use tate_domain::lint::{self, Chain, ShopAnswer};
use tate_domain::role::{Actor, Permission};
use tate_store::{FacilityRecord, ItemFile, RoundAnswer, Suppression};

/// Facilities whose rows are in memory at once.
const AT_ONCE: usize = 100;
/// Fewer facilities than this are not compared with each other.
const FEWEST_SHOPS: usize = 10;

/// What the lint says of one facility of several.
#[derive(Debug, Clone)]
pub struct FacilityLint {
    /// The facility.
    pub facility: FacilityRecord,
    /// What was found.
    pub report: LintReport,
}

impl App {
    /// What does not fit together, facility by facility: of those that the actor reaches.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn lint_organization(&self, actor: &Actor) -> Result<Vec<FacilityLint>> {
        let (tenant, today, catalog) = (self.tenant(actor), self.today(), self.catalog(actor).await?);
        let lifecycle = self.lifecycle_of(actor).await?;
        let year = FiscalYear::of(today);
        let since = year.0 - 1;
        let mut reached: Vec<FacilityRecord> = tenant.facilities().await?;
        let chain = self.lint_chain(actor).await?;
        reached.retain(|facility| actor.may_at(Permission::View, &facility.id).is_ok());
        reached.sort_by(|a, b| a.id.cmp(&b.id));
        let mut answers: HashMap<FacilityId, Vec<RoundAnswer>> =
            by_facility(tenant.round_answers(None, since).await?, |given| given.facility.clone());
        let mut files: HashMap<FacilityId, Vec<ItemFile>> =
            by_facility(tenant.item_files(None).await?, |file| file.facility_id.as_str().into());
        let mut kept: HashMap<FacilityId, Vec<Suppression>> =
            by_facility(tenant.suppressions(None).await?, |kept| kept.facility_id.as_str().into());
        let mut done = Vec::with_capacity(reached.len());
        for some in reached.chunks(AT_ONCE) {
            let (Some(first), Some(last)) = (some.first(), some.last()) else { continue };
            let mut rows: HashMap<FacilityId, Vec<Row>> = HashMap::new();
            for (facility, row) in tenant.rows_between(&first.id, &last.id).await? {
                rows.entry(facility).or_default().push(row);
            }
            let mut asked =
                by_facility(self.asked(actor, (&first.id, &last.id), year).await?, |one| one.request.facility.clone());
            for facility in some {
                let own = rows.remove(&facility.id).unwrap_or_default();
                let asked = asked.remove(&facility.id).unwrap_or_default();
                let facts = Facts::new(facility.profile.clone(), own).with_asked(asked);
                let ground = Ground::new(
                    Arc::new(Snapshot::new(facility.clone(), facts, Arc::clone(&lifecycle), year)),
                    Arc::clone(&catalog),
                    answers.remove(&facility.id).unwrap_or_default(),
                    files.remove(&facility.id).unwrap_or_default(),
                    today,
                );
                let kept = kept.remove(&facility.id).unwrap_or_default();
                let (findings, suppressed) = part(ground.lint(self, chain.as_ref()), &kept);
                let (checks, looked_at, at) = (lint::all().len(), ground.looked_at(), self.now());
                let report = LintReport { findings, suppressed, checks, looked_at, at };
                done.push(FacilityLint { facility: facility.clone(), report });
            }
        }
        done.sort_by(|a, b| a.facility.code.cmp(&b.facility.code));
        Ok(done)
    }

    /// What the shops of the organization have answered this year; none where there are too few to
    /// compare. Shops out of reach count as numbers; nothing of theirs is shown.
    pub(super) async fn lint_chain(&self, actor: &Actor) -> Result<Option<Chain>> {
        let tenant = self.tenant(actor);
        let facilities = tenant.facilities().await?;
        if facilities.len() < FEWEST_SHOPS {
            return Ok(None);
        }
        let kinds: HashMap<&FacilityId, &'static str> =
            facilities.iter().map(|facility| (&facility.id, facility.profile.kind.code())).collect();
        let year = FiscalYear::of(self.today());
        let given = tenant.round_answers(None, year.0).await?.into_iter().filter_map(|given| {
            Some(ShopAnswer {
                kind: kinds.get(&given.facility).copied()?,
                shop: given.facility.to_string(),
                item: given.answer.item,
                value: given.answer.decision.value,
                reason: given.answer.decision.reason,
                by: given.answer.by,
                at: given.answer.at,
            })
        });
        Ok(Some(Chain::of(&given.collect::<Vec<_>>())))
    }
}

fn by_facility<T>(all: Vec<T>, of: impl Fn(&T) -> FacilityId) -> HashMap<FacilityId, Vec<T>> {
    let mut found: HashMap<FacilityId, Vec<T>> = HashMap::new();
    for one in all {
        found.entry(of(&one)).or_default().push(one);
    }
    found
}
