//! Switching a round (版の切り替え): what was answered in an earlier round, or on another edition, is
//! carried over through the crosswalk. Carried answers state nothing until a person confirms them
//! with a new day (docs/adr/0012); the round they come from is not touched.

mod amount;
mod asking;
mod doing;

pub use asking::{Ask, AskKind};
pub use doing::Refused;

use crate::App;
use crate::checklist::{Checklist, ChecklistRow};
use crate::editions::checklists;
use crate::error::{AppError, Result};
use amount::amount;
use std::collections::BTreeMap;
use std::sync::Arc;
use tate_catalog::{Catalog, ChangeKind, diff};
use tate_domain::answer::{Answer, AnswerValue, Decision};
use tate_domain::date::FiscalYear;
use tate_domain::edition::{Edition, EditionKind, Item, Side};
use tate_domain::id::{FacilityId, RoundId};
use tate_domain::role::{Actor, Permission};
use tate_store::Carried;

/// A round that answers can be carried over from.
#[derive(Debug, Clone)]
pub struct Source {
    /// The round.
    pub round: RoundId,
    /// Its fiscal year.
    pub year: FiscalYear,
    /// Its edition.
    pub edition: Arc<Edition>,
    /// Its latest answers, by item.
    answers: BTreeMap<String, Answer>,
}

impl Source {
    /// How many items were answered.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.answers.len()
    }
}

/// An item of the earlier sheet that belongs to one of the new sheet, and its answer there.
#[derive(Debug, Clone)]
pub struct Part {
    /// The item.
    pub item: Item,
    /// What was answered.
    pub answer: Option<Answer>,
}

/// An item of the new sheet with what was carried over to it.
#[derive(Debug, Clone)]
pub struct CarriedRow {
    /// The item.
    pub item: Item,
    /// What it was on the earlier sheet; empty for a new item.
    pub parts: Vec<Part>,
    /// What the parts amount to; none where they do not agree.
    pub decision: Option<Decision>,
    /// Why the item is asked again; none where a confirmation is enough.
    pub ask: Option<Ask>,
    /// Whether the new round still wants an answer to it.
    pub open: bool,
}

impl CarriedRow {
    /// Whether a person may confirm it together with others.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.open && self.ask.is_none()
    }

    /// Whether it must be answered anew.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.open && self.ask.is_some()
    }
}

/// A sheet with what was carried over to it.
#[derive(Debug, Clone)]
pub struct CarriedSheet {
    /// The earlier edition.
    pub from: Arc<Edition>,
    /// The fiscal year of the earlier round.
    pub year: FiscalYear,
    /// The items in official order.
    pub rows: Vec<CarriedRow>,
}

impl CarriedSheet {
    /// The items to be answered anew.
    #[must_use]
    pub fn asked(&self) -> Vec<&CarriedRow> {
        self.rows.iter().filter(|row| row.is_asked()).collect()
    }

    /// The items that wait for a confirmation only.
    #[must_use]
    pub fn ready(&self) -> Vec<&CarriedRow> {
        self.rows.iter().filter(|row| row.is_ready()).collect()
    }

    /// One item.
    #[must_use]
    pub fn row(&self, item: &str) -> Option<&CarriedRow> {
        self.rows.iter().find(|row| row.item.id == item)
    }

    /// The item alone, for its own page.
    #[must_use]
    pub fn only(mut self, item: &str) -> Option<Self> {
        self.rows.retain(|row| row.item.id == item && row.open);
        (!self.rows.is_empty()).then_some(self)
    }

    /// The carried decision that an item's own form begins with: one that is ready to be confirmed.
    #[must_use]
    pub fn filled_in(&self) -> Option<&Decision> {
        self.rows.iter().find(|row| row.is_ready()).and_then(|row| row.decision.as_ref())
    }

    /// From the answers of an earlier round to what they say about a sheet as it stands.
    fn of(catalog: &Catalog, from: &Arc<Edition>, year: FiscalYear, list: &Checklist, carried: &[Carried]) -> Self {
        let diff = diff(catalog, from, &list.edition);
        let row = |row: &ChecklistRow| {
            let kept = carried.iter().find(|kept| kept.item == row.item.id);
            let answer = |item: &Item| kept?.parts.iter().find(|part| part.item == item.id).cloned();
            let sources = diff.sources(&row.item.id).iter();
            let parts: Vec<Part> = sources.map(|item| Part { item: (*item).clone(), answer: answer(item) }).collect();
            let decision = kept.and_then(|kept| kept.decision.clone());
            let ask = asking::ask(row, &parts, decision.as_ref(), list);
            CarriedRow { item: row.item.clone(), parts, decision, ask, open: row.is_open() }
        };
        Self { from: Arc::clone(from), year, rows: list.rows.iter().map(row).collect() }
    }
}

/// What switching would do.
#[derive(Debug, Clone)]
pub struct Switch {
    /// The new sheet as it stands.
    pub list: Checklist,
    /// The rounds there are to carry over from, the best first.
    pub sources: Vec<Source>,
    /// The chosen one.
    pub source: Source,
    /// What carrying over from it would give.
    pub sheet: CarriedSheet,
    /// Items of the earlier sheet that the new one does not ask.
    pub dropped: Vec<Item>,
    carried: Vec<Carried>,
}

impl App {
    /// What switching to an edition would do, from a round or from the best there is; none where no
    /// round holds an answer.
    ///
    /// # Errors
    /// The actor may not, no such round, or an edition that the facility does not carry out.
    pub async fn switch_preview(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        to: &str,
        from: Option<&RoundId>,
    ) -> Result<Option<Switch>> {
        actor.may_at(Permission::ConfirmAnswers, facility)?;
        let list = self.checklist(actor, facility, to).await?;
        let catalog = self.catalog(actor).await?;
        let kind = list.snapshot.facility.profile.kind;
        if !checklists(&catalog, kind).any(|edition| edition.id == to) {
            return Err(AppError::NotFound);
        }
        let mut sources = self.sources(actor, facility, &list, &catalog).await?;
        if let Some(id) = from {
            let at = sources.iter().position(|source| source.round == *id).ok_or(AppError::NotFound)?;
            sources[..=at].rotate_right(1);
        }
        let Some(source) = sources.first().cloned() else { return Ok(None) };
        let carried = self.carry(actor, &catalog, &source, &list);
        let sheet = CarriedSheet::of(&catalog, &source.edition, source.year, &list, &carried);
        let diff = diff(&catalog, &source.edition, &list.edition);
        let dropped =
            diff.of(ChangeKind::Dropped).flat_map(|change| &change.from).map(|item| (*item).clone()).collect();
        Ok(Some(Switch { list, sources, source, sheet, dropped, carried }))
    }

    /// Rounds with answers that may be carried over to a sheet: newest year first, and within a year
    /// the newest edition; never from a newer sheet to an older one.
    async fn sources(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        list: &Checklist,
        catalog: &Catalog,
    ) -> Result<Vec<Source>> {
        let tenant = self.tenant(actor);
        let mut sources = Vec::new();
        for round in tenant.rounds(facility).await? {
            let edition = catalog.edition_shared(&round.edition).filter(|edition| {
                edition.kind == EditionKind::Checklist
                    && edition.side == Side::Facility
                    && edition.fiscal_year <= list.edition.fiscal_year
            });
            let year = i16::try_from(round.fiscal_year).map(FiscalYear).ok().filter(|year| *year <= list.year);
            let (Some(edition), Some(year)) = (edition, year) else { continue };
            if year == list.year && edition.id == list.edition.id {
                continue;
            }
            let id: RoundId = round.id.into();
            let mut answers = tenant.latest_answers(&id).await?;
            // Behind a gate answered いいえ nothing is asked, and what was said there before does not count.
            let closes = |answer: &Answer| {
                edition.gate.as_ref().is_some_and(|gate| gate.id == answer.item)
                    && answer.decision.value == AnswerValue::No
            };
            if answers.iter().any(closes) {
                answers.retain(|answer| !edition.is_behind_gate(&answer.item));
            }
            if !answers.is_empty() {
                let answers = answers.into_iter().map(|answer| (answer.item.clone(), answer)).collect();
                sources.push(Source { round: id, year, edition, answers });
            }
        }
        sources.sort_by_key(|source| std::cmp::Reverse((source.year, source.edition.fiscal_year)));
        Ok(sources)
    }

    /// What a round says about the open items of a sheet.
    fn carry(&self, actor: &Actor, catalog: &Catalog, source: &Source, list: &Checklist) -> Vec<Carried> {
        let diff = diff(catalog, &source.edition, &list.edition);
        let open = list.rows.iter().filter(|row| row.is_open());
        let carried = open.filter_map(|row| {
            let items = diff.sources(&row.item.id);
            let parts: Vec<Answer> = items.iter().filter_map(|item| source.answers.get(&item.id)).cloned().collect();
            (!parts.is_empty()).then(|| Carried {
                item: row.item.id.clone(),
                from_edition: source.edition.id.clone(),
                from_year: source.year.0,
                decision: amount(&parts, items.len(), &row.item, &list.edition, list.today).ok(),
                parts,
                by: actor.name.clone(),
                at: self.now(),
            })
        });
        carried.collect()
    }

    /// What was carried over to a sheet, measured against today's facts; none where nothing was.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn carried_over(&self, actor: &Actor, list: &Checklist) -> Result<Option<CarriedSheet>> {
        let Some(round) = list.round.as_ref().filter(|_| !list.over) else { return Ok(None) };
        let carried = self.tenant(actor).carried(round).await?;
        let Some(first) = carried.first() else { return Ok(None) };
        let catalog = self.catalog(actor).await?;
        let from = catalog.edition_shared(&first.from_edition).ok_or(AppError::NotFound)?;
        Ok(Some(CarriedSheet::of(&catalog, &from, FiscalYear(first.from_year), list, &carried)))
    }
}

#[cfg(test)]
mod tests;
