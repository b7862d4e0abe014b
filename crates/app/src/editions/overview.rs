//! Every edition of the catalogue, and what became of the rows from one to another.

use super::checklists;
use crate::App;
use crate::crosswalk::Latest;
use crate::error::{AppError, Result};
use std::collections::BTreeMap;
use std::sync::Arc;
use tate_catalog::{ChangeKind, Difference, diff};
use tate_domain::date::FiscalYear;
use tate_domain::edition::{Edition, Item};
use tate_domain::id::FacilityId;
use tate_domain::role::{Actor, Permission};

/// One edition of the catalogue.
#[derive(Debug, Clone)]
pub struct EditionLine {
    /// The edition.
    pub edition: Arc<Edition>,
    /// Added by the organization, not compiled in.
    pub own: bool,
    /// The checklist that the facility carries out this year.
    pub current: bool,
    /// Whether the facility can switch its round to it, or carry earlier answers over to it.
    pub can_be_switched_to: bool,
}

/// What became of rows, with the facility's own answers.
#[derive(Debug, Clone)]
pub struct DiffLine {
    /// Rows of the old edition.
    pub from: Vec<DiffRow>,
    /// Rows of the new edition.
    pub to: Vec<DiffRow>,
    /// In what one row differs from the other.
    pub differences: Vec<Difference>,
}

/// A row and the newest answer of the facility to it.
#[derive(Debug, Clone)]
pub struct DiffRow {
    /// The row.
    pub item: Item,
    /// The answer.
    pub latest: Option<Latest>,
}

/// Two editions side by side.
#[derive(Debug, Clone)]
pub struct DiffView {
    /// The old edition.
    pub from: Arc<Edition>,
    /// The new edition.
    pub to: Arc<Edition>,
    /// What became of the rows, by kind; kinds without a row are left out.
    pub groups: Vec<(ChangeKind, Vec<DiffLine>)>,
}

impl App {
    /// Every edition of the catalogue as the organization sees it, checklists first, newest first.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn editions(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<EditionLine>> {
        let current = self.current_edition(actor, facility).await?;
        let catalog = self.catalog(actor).await?;
        let kind = self.tenant(actor).facility(facility).await?.ok_or(AppError::NotFound)?.profile.kind;
        let may = actor.may_at(Permission::ConfirmAnswers, facility).is_ok();
        let own_sheets: Vec<&str> = checklists(&catalog, kind)
            .filter(|edition| edition.fiscal_year >= current.fiscal_year)
            .map(|edition| edition.id.as_str())
            .collect();
        let line = |edition: &Edition| {
            Some(EditionLine {
                own: catalog.is_own(&edition.id),
                current: edition.id == current.id,
                can_be_switched_to: may && own_sheets.contains(&edition.id.as_str()),
                edition: catalog.edition_shared(&edition.id)?,
            })
        };
        Ok(catalog.editions().filter_map(line).collect())
    }

    /// What changed from one edition to another, with the facility's own answers beside the rows.
    /// Where an edition is not named, the sheet in use and the one that it follows.
    ///
    /// # Errors
    /// Out of reach, or no such edition.
    pub async fn edition_diff(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Result<DiffView> {
        let current = self.current_edition(actor, facility).await?;
        let catalog = self.catalog(actor).await?;
        let shared = |id: &str| catalog.edition_shared(id).ok_or(AppError::NotFound);
        let to = to.map_or_else(|| Ok(current), shared)?;
        let from = from.or(to.follows.as_deref()).map_or_else(|| Ok(Arc::clone(&to)), shared)?;
        let mut latest: BTreeMap<String, Latest> = BTreeMap::new();
        for (year, answer) in self.tenant(actor).answers_by_year(facility).await? {
            let Ok(year) = i16::try_from(year) else { continue };
            latest.entry(answer.item.clone()).or_insert(Latest { year: FiscalYear(year), answer });
        }
        let diff = diff(&catalog, &from, &to);
        let rows = |items: &[&Item]| -> Vec<DiffRow> {
            items.iter().map(|item| DiffRow { item: (*item).clone(), latest: latest.get(&item.id).cloned() }).collect()
        };
        let groups = ChangeKind::ALL.into_iter().map(|kind| {
            let line = |change: &tate_catalog::Change<'_>| DiffLine {
                from: rows(&change.from),
                to: rows(&change.to),
                differences: change.differences.clone(),
            };
            (kind, diff.of(kind).map(line).collect::<Vec<_>>())
        });
        let groups = groups.filter(|(_, lines)| !lines.is_empty()).collect();
        Ok(DiffView { from: Arc::clone(&from), to: Arc::clone(&to), groups })
    }
}
