//! Which checklists a facility can open: those of this year, and the rounds of earlier ones.

use crate::App;
use crate::editions::checklists;
use crate::error::{AppError, Result};
use std::sync::Arc;
use tate_domain::date::FiscalYear;
use tate_domain::edition::{Edition, EditionKind, Side};
use tate_domain::id::FacilityId;
use tate_domain::role::Actor;

/// The checklists that a facility can open.
#[derive(Debug, Clone)]
pub struct Sheets {
    /// The one that it carries out this year.
    pub current: Arc<Edition>,
    /// This fiscal year.
    pub year: FiscalYear,
    /// Those of this year: all for its kind, then others that it has begun.
    pub open: Vec<Arc<Edition>>,
    /// Rounds of earlier years, newest first: they stay readable for ever.
    pub earlier: Vec<(FiscalYear, Arc<Edition>)>,
}

impl Sheets {
    /// The sheet of an address: this year's unless a year is named, the one in use unless an
    /// edition is named.
    #[must_use]
    pub fn find(&self, year: Option<FiscalYear>, edition: Option<&str>) -> Option<(FiscalYear, Arc<Edition>)> {
        let year = year.unwrap_or(self.year);
        if year != self.year {
            let mut rounds = self.earlier.iter().filter(|(of, _)| *of == year);
            return rounds.find(|(_, sheet)| edition.is_none_or(|id| sheet.id == id)).cloned();
        }
        let sheet = match edition {
            None => Some(&self.current),
            Some(id) => self.open.iter().find(|sheet| sheet.id == id),
        };
        sheet.map(|sheet| (year, Arc::clone(sheet)))
    }
}

impl App {
    /// The checklists that a facility can open.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn sheets(&self, actor: &Actor, facility: &FacilityId) -> Result<Sheets> {
        let current = self.current_edition(actor, facility).await?;
        let (tenant, catalog) = (self.tenant(actor), self.catalog(actor).await?);
        let kind = tenant.facility(facility).await?.ok_or(AppError::NotFound)?.profile.kind;
        let year = FiscalYear::of(self.today());
        let mut open: Vec<Arc<Edition>> =
            checklists(&catalog, kind).filter_map(|edition| catalog.edition_shared(&edition.id)).collect();
        let mut earlier = Vec::new();
        for round in tenant.rounds(facility).await? {
            let of = i16::try_from(round.fiscal_year).map(FiscalYear).ok();
            let sheet = catalog
                .edition_shared(&round.edition)
                .filter(|edition| edition.kind == EditionKind::Checklist && edition.side == Side::Facility);
            match (of, sheet) {
                (Some(of), Some(sheet)) if of == year && open.iter().all(|other| other.id != sheet.id) => {
                    open.push(sheet);
                }
                (Some(of), Some(sheet)) if of < year => earlier.push((of, sheet)),
                _ => {}
            }
        }
        Ok(Sheets { current, year, open, earlier })
    }
}
