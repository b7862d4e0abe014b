//! The catalogue as an organization sees it, and which of its sheets a facility carries out.

mod overview;

pub use overview::{DiffLine, DiffRow, DiffView, EditionLine};

use crate::App;
use crate::error::{AppError, Result};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use tate_catalog::{Catalog, OWN};
use tate_domain::date::FiscalYear;
use tate_domain::edition::{Edition, EditionKind, Side};
use tate_domain::facility::FacilityKind;
use tate_domain::id::{FacilityId, OrganizationId};
use tate_domain::role::{Actor, Permission};
use tate_store::{EntryKind, Tenant};

/// Organizations whose catalogue is kept at once; one takes less than 2 MB.
const MOST_KEPT: usize = 64;

/// Catalogues by organization. The version is read from the database every time, so several
/// processes on one database see the same editions.
#[derive(Debug, Default)]
pub struct KeptCatalogs(Mutex<HashMap<OrganizationId, (i64, Arc<Catalog>)>>);

impl KeptCatalogs {
    fn get(&self, organization: &OrganizationId, version: i64) -> Option<Arc<Catalog>> {
        self.0
            .lock()
            .ok()?
            .get(organization)
            .filter(|(kept, _)| *kept == version)
            .map(|(_, catalog)| Arc::clone(catalog))
    }

    fn put(&self, organization: &OrganizationId, version: i64, catalog: &Arc<Catalog>) {
        if let Ok(mut kept) = self.0.lock() {
            if kept.len() >= MOST_KEPT
                && let Some(any) = kept.keys().next().cloned()
            {
                kept.remove(&any);
            }
            kept.insert(organization.clone(), (version, Arc::clone(catalog)));
        }
    }
}

impl App {
    /// The catalogue as the actor's organization sees it: what is compiled in, its own editions, and
    /// the official wording it has loaded.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn catalog(&self, actor: &Actor) -> Result<Arc<Catalog>> {
        self.catalog_of(&self.tenant(actor), &actor.organization).await
    }

    pub(crate) async fn catalog_of(&self, tenant: &Tenant, organization: &OrganizationId) -> Result<Arc<Catalog>> {
        let version = tenant.catalog_version().await?;
        if version == 0 {
            return Ok(Arc::clone(&self.builtin));
        }
        if let Some(kept) = self.catalogs.get(organization, version) {
            return Ok(kept);
        }
        let files = own_files(tenant).await?;
        let mut wording: BTreeMap<String, String> = BTreeMap::new();
        for entry in tenant.catalog_entries(EntryKind::Wording).await? {
            let own: BTreeMap<String, String> = serde_json::from_str(&entry.content)
                .map_err(|error| AppError::Internal(format!("wording of {}: {error}", entry.name)))?;
            wording.extend(own);
        }
        let catalog = Arc::new(self.builtin.with(files, &wording));
        self.catalogs.put(organization, version, &catalog);
        Ok(catalog)
    }

    /// The same without the official wording: what was published, and never changes.
    pub(crate) async fn published(&self, actor: &Actor) -> Result<Catalog> {
        Ok(self.builtin.with(own_files(&self.tenant(actor)).await?, &BTreeMap::new()))
    }

    /// One edition as the organization sees it.
    ///
    /// # Errors
    /// No such edition.
    pub async fn edition(&self, actor: &Actor, id: &str) -> Result<Arc<Edition>> {
        self.catalog(actor).await?.edition_shared(id).ok_or(AppError::NotFound)
    }

    /// The checklist that a facility carries out this fiscal year: the newest for its kind; but the
    /// one it has begun this year, until somebody switches the round to the newer one.
    ///
    /// # Errors
    /// Out of reach, or when the catalogue holds none (a broken build).
    pub async fn current_edition(&self, actor: &Actor, facility: &FacilityId) -> Result<Arc<Edition>> {
        actor.may_at(Permission::View, facility)?;
        let tenant = self.tenant(actor);
        let kind = tenant.facility(facility).await?.ok_or(AppError::NotFound)?.profile.kind;
        if kind == FacilityKind::Vendor {
            return Err(AppError::NoChecklist);
        }
        let catalog = self.catalog(actor).await?;
        let year = FiscalYear::of(self.today());
        let begun: Vec<String> = tenant
            .rounds(facility)
            .await?
            .into_iter()
            .filter(|round| round.fiscal_year == i64::from(year.0))
            .map(|round| round.edition)
            .collect();
        current(&catalog, &self.builtin, kind, &begun)
            .ok_or_else(|| AppError::Internal("no facility edition in the catalogue".into()))
    }
}

/// The organization's own files, where [`Catalog::with`] looks for each of them.
async fn own_files(tenant: &Tenant) -> Result<Vec<(String, String)>> {
    let editions = tenant.catalog_entries(EntryKind::Edition).await?;
    let concepts = tenant.catalog_entries(EntryKind::Concepts).await?;
    let editions = editions.into_iter().map(|entry| (format!("{OWN}{}.toml", entry.name), entry.content));
    let concepts = concepts.into_iter().map(|entry| (format!("crosswalk/{}.toml", entry.name), entry.content));
    Ok(editions.chain(concepts).collect())
}

/// The checklists for a kind of facility, newest first.
pub fn checklists(catalog: &Catalog, kind: FacilityKind) -> impl Iterator<Item = &Edition> {
    catalog.editions().filter(move |edition| {
        edition.kind == EditionKind::Checklist
            && edition.side == Side::Facility
            && edition.facility_kinds.iter().any(|code| code == kind.code())
    })
}

/// The newest of the sheets begun this year; an older sheet filled in besides does not count.
fn current(catalog: &Catalog, builtin: &Catalog, kind: FacilityKind, begun: &[String]) -> Option<Arc<Edition>> {
    let newest = checklists(catalog, kind).next()?;
    let oldest = checklists(builtin, kind).next().map_or(newest.fiscal_year, |edition| edition.fiscal_year);
    let begun = checklists(catalog, kind).find(|edition| edition.fiscal_year >= oldest && begun.contains(&edition.id));
    catalog.edition_shared(&begun.unwrap_or(newest).id)
}

/// The sheets that the vendor side fills in, newest first.
pub fn vendor_editions(catalog: &Catalog) -> impl Iterator<Item = &Edition> {
    catalog.editions().filter(|edition| edition.side == Side::Vendor && edition.kind == EditionKind::Checklist)
}

/// The sheet that the vendor side fills in: the newest.
#[must_use]
pub fn vendor_edition(catalog: &Catalog) -> Option<&Edition> {
    vendor_editions(catalog).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog(years: &[i16]) -> Catalog {
        let builtin = Catalog::builtin().unwrap();
        let text = include_str!("../../../catalogs/mhlw/r7-pharmacy.toml");
        let files = years.iter().map(|year| {
            let own = text
                .replace("r7-pharmacy", &format!("own-{year}"))
                .replace("fiscal_year = 2025", &format!("fiscal_year = {year}"));
            (format!("own/own-{year}.toml"), own)
        });
        builtin.with(files, &BTreeMap::new())
    }

    #[test]
    fn a_begun_round_holds_until_the_newer_sheet_is_begun() {
        let builtin = Catalog::builtin().unwrap();
        let catalog = catalog(&[2026]);
        let now = |begun: &[&str]| {
            let begun: Vec<String> = begun.iter().map(|id| (*id).to_owned()).collect();
            current(&catalog, &builtin, FacilityKind::Pharmacy, &begun).unwrap().id.clone()
        };
        assert_eq!(now(&[]), "own-2026");
        assert_eq!(now(&["r7-pharmacy"]), "r7-pharmacy");
        assert_eq!(now(&["r7-pharmacy", "own-2026"]), "own-2026");
        assert_eq!(now(&["r7-vendor", "gl52-staff"]), "own-2026");
    }
}
