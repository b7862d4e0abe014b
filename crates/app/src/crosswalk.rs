//! One answer, several sheets: which rows of other editions ask about the same control, what was
//! answered there, and what a confirmed answer could be used for as well.

pub mod comparison;
mod stance;
pub mod take_over;

pub use stance::Stance;

use crate::App;
use crate::editions::vendor_edition;
use crate::error::{AppError, Result};
use crate::selfcheck::is_used;
use std::collections::BTreeMap;
use std::sync::Arc;
use tate_catalog::Catalog;
use tate_domain::answer::{Answer, AnswerValue};
use tate_domain::date::FiscalYear;
use tate_domain::edition::{AnswerKind, Edition, EditionKind, Item, Side, Target};
use tate_domain::facility::FacilityKind;
use tate_domain::id::FacilityId;
use tate_domain::role::{Actor, Permission};
use tate_domain::survey::{self, Given};
use tate_domain::text::shorten;

/// The most rows of one edition that an answer is offered to.
const MOST_OFFERED: usize = 4;

/// The newest answer to a row, and the fiscal year it was given for.
#[derive(Debug, Clone)]
pub struct Latest {
    /// The year of its round.
    pub year: FiscalYear,
    /// The answer.
    pub answer: Answer,
}

/// A row of another edition that asks about the same control.
#[derive(Debug, Clone)]
pub struct Sibling {
    /// The row.
    pub item: Item,
    /// What was answered there last.
    pub latest: Option<Latest>,
}

/// The siblings of one edition, the closest first.
#[derive(Debug, Clone)]
pub struct SheetSiblings {
    /// The edition.
    pub edition: Arc<Edition>,
    /// Its rows.
    pub rows: Vec<Sibling>,
}

/// The siblings of a row, the edition with the closest first.
#[derive(Debug, Clone, Default)]
pub struct Siblings {
    /// On the sheets that the facility fills in.
    pub sheets: Vec<SheetSiblings>,
    /// On the sheets that its vendors fill in (事業者側).
    pub vendors: Vec<SheetSiblings>,
}

/// A row that could take the answer as well.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The edition.
    pub edition: Arc<Edition>,
    /// The row.
    pub item: Item,
    /// What stands there this year.
    pub now: Option<Answer>,
    /// Why a person must answer there; none where the answer can be taken over.
    pub held_back: Option<&'static str>,
}

impl Candidate {
    /// Whether the answer can be taken over to it.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.held_back.is_none()
    }

    /// The answer to show: one that was withdrawn is none.
    #[must_use]
    pub fn shown(&self) -> Option<&Answer> {
        self.now.as_ref().filter(|answer| !is_withdrawn(answer))
    }

    /// The version of the newest answer, withdrawn or not (0: none).
    #[must_use]
    pub fn seen(&self) -> i64 {
        self.now.as_ref().map_or(0, |answer| answer.version)
    }
}

/// What a confirmed answer could be used for as well.
#[derive(Debug, Clone, Default)]
pub struct Offer {
    /// The answer that was confirmed this year.
    pub answer: Option<Answer>,
    /// On the sheets with a round this year.
    pub started: Vec<Candidate>,
    /// On sheets that nobody has begun this year.
    pub others: Vec<Candidate>,
}

impl Offer {
    fn all(&self) -> impl Iterator<Item = &Candidate> {
        self.started.iter().chain(&self.others)
    }

    /// Whether there is a row that the answer can be taken over to.
    #[must_use]
    pub fn can_be_used(&self) -> bool {
        self.all().any(Candidate::is_free)
    }

    /// Whether there is a row at which a person must answer.
    #[must_use]
    pub fn holds_back(&self) -> bool {
        self.all().any(|candidate| !candidate.is_free())
    }

    /// Whether it can be taken over to a row of a sheet in use.
    #[must_use]
    pub fn concerns_a_sheet_in_use(&self) -> bool {
        self.started.iter().any(Candidate::is_free)
    }

    /// How many rows of sheets not begun it can be taken over to.
    #[must_use]
    pub fn others_open(&self) -> usize {
        self.others.iter().filter(|candidate| candidate.is_free()).count()
    }

    /// Whether a day is needed by which the いいえ becomes はい.
    #[must_use]
    pub fn needs_target_date(&self) -> bool {
        let needs = |candidate: &Candidate, answer: &Answer| {
            candidate.is_free() && take_over::needs_target_date(&answer.decision, &candidate.edition)
        };
        self.answer.as_ref().is_some_and(|answer| self.all().any(|candidate| needs(candidate, answer)))
    }
}

/// Whether a facility of this kind fills the sheet in itself.
pub(crate) fn is_for(edition: &Edition, kind: FacilityKind) -> bool {
    edition.side == Side::Facility && edition.facility_kinds.iter().any(|code| code == kind.code())
}

/// A row with its edition, as people say it: R7 薬局確認用 2-⑫（端末PC）.
#[must_use]
pub fn row_name(edition: &Edition, item: &Item) -> String {
    format!("{} {}", edition.short_title, row_number(edition, item))
}

/// The number of a row, with its target where the sheet has the number twice.
#[must_use]
pub fn row_number(edition: &Edition, item: &Item) -> String {
    if item.number.is_empty() {
        "はじめの質問".to_owned()
    } else if edition.items.iter().filter(|other| other.number == item.number).count() > 1 {
        format!("{}（{}）", item.number, item.target)
    } else {
        item.number.clone()
    }
}

/// Whether the answer says that there is none: a question of a survey was emptied again.
fn is_withdrawn(answer: &Answer) -> bool {
    answer.decision.value == AnswerValue::Stated && answer.decision.entry.is_empty()
}

/// An answer in the words of its sheet: はい, ○, はい（予定）, the chosen option.
#[must_use]
pub fn answer_words(edition: &Edition, item: &Item, answer: &Answer) -> String {
    let decision = &answer.decision;
    match Stance::of(decision) {
        Some(Stance::Done) if edition.kind == EditionKind::SelfCheck => "○".to_owned(),
        Some(Stance::NotDone) if edition.kind == EditionKind::SelfCheck => "×".to_owned(),
        Some(Stance::Planned) => "はい（予定）".to_owned(),
        Some(Stance::Done) if decision.exception.is_some() => "はい（例外）".to_owned(),
        Some(_) => decision.value.label().to_owned(),
        None if is_withdrawn(answer) => "未回答".to_owned(),
        None => shorten(&item.entry_text(&decision.entry), 12),
    }
}

impl App {
    /// Where the answer that was confirmed this year could be used as well: rows of other sheets that
    /// are not answered, or answered otherwise.
    ///
    /// # Errors
    /// Out of reach, or no such row.
    pub async fn offer(&self, actor: &Actor, facility: &FacilityId, item_id: &str) -> Result<Offer> {
        let ground = self.crosswalk_ground(actor, facility).await?;
        ground.catalog.item(item_id).ok_or(AppError::NotFound)?;
        Ok(ground.offer(item_id))
    }

    /// The rows of other editions that ask about the same control, with their latest answers; and the offer.
    ///
    /// # Errors
    /// Out of reach, or no such row.
    pub async fn crosswalk_of(&self, actor: &Actor, facility: &FacilityId, item_id: &str) -> Result<(Siblings, Offer)> {
        let ground = self.crosswalk_ground(actor, facility).await?;
        ground.catalog.item(item_id).ok_or(AppError::NotFound)?;
        Ok((ground.siblings(item_id), ground.offer(item_id)))
    }

    /// What the crosswalk rests on: the editions of the facility and every latest answer.
    pub(crate) async fn crosswalk_ground(&self, actor: &Actor, facility: &FacilityId) -> Result<Ground> {
        actor.may_at(Permission::View, facility)?;
        let (snapshot, tenant) = (self.facts(actor, facility).await?, self.tenant(actor));
        let year = FiscalYear::of(self.today());
        let mut latest: BTreeMap<String, Latest> = BTreeMap::new();
        for (round, answer) in tenant.answers_by_year(facility).await? {
            let round = i16::try_from(round).map_or(year, FiscalYear);
            if round <= year {
                latest.entry(answer.item.clone()).or_insert(Latest { year: round, answer });
            }
        }
        let rounds = tenant.rounds(facility).await?.into_iter().filter(|round| round.fiscal_year == i64::from(year.0));
        let started: Vec<String> = rounds.map(|round| round.edition).collect();
        let (catalog, kind) = (self.catalog(actor).await?, snapshot.facility.profile.kind);
        let own = catalog.editions().filter(|edition| {
            let begun = edition.side == Side::Facility && started.contains(&edition.id);
            begun || (is_for(edition, kind) && is_used(edition, &snapshot.facts))
        });
        let own: Vec<Arc<Edition>> = own.filter_map(|edition| catalog.edition_shared(&edition.id)).collect();
        // Behind a gate answered いいえ nothing is asked, and what was said there before does not count.
        for edition in &own {
            let gate = edition.gate.as_ref().and_then(|gate| latest.get(&gate.id));
            if gate.is_some_and(|gate| gate.answer.decision.value == AnswerValue::No) {
                latest.retain(|item, _| !edition.is_behind_gate(item));
            }
        }
        Ok(Ground { catalog, own, year, latest, started })
    }
}

/// See [`App::crosswalk_ground`].
pub(crate) struct Ground {
    catalog: Arc<Catalog>,
    /// The editions that the facility fills in itself, checklists first, newest first.
    own: Vec<Arc<Edition>>,
    year: FiscalYear,
    latest: BTreeMap<String, Latest>,
    /// Editions with a round this year.
    started: Vec<String>,
}

impl Ground {
    /// The checklists that the facility fills in itself, newest first.
    pub(crate) fn checklists(&self) -> impl Iterator<Item = &Edition> {
        self.own.iter().map(|edition| &**edition).filter(|edition| edition.kind == EditionKind::Checklist)
    }

    pub(crate) fn siblings(&self, item_id: &str) -> Siblings {
        let asked = vendor_edition(&self.catalog).map(|edition| edition.id.as_str());
        let mut found = Siblings::default();
        for item in self.catalog.siblings(item_id) {
            let Some(edition) = self.catalog.edition_shared(item.edition_id()) else { continue };
            let group = match edition.side {
                Side::Facility if self.own.iter().any(|own| own.id == edition.id) => &mut found.sheets,
                Side::Vendor if asked == Some(edition.id.as_str()) => &mut found.vendors,
                Side::Facility | Side::Vendor => continue,
            };
            let latest = self.latest.get(&item.id).filter(|latest| !is_withdrawn(&latest.answer));
            let row = Sibling { item: item.clone(), latest: latest.cloned() };
            match group.iter_mut().find(|sheet| sheet.edition.id == edition.id) {
                Some(sheet) => sheet.rows.push(row),
                None => group.push(SheetSiblings { edition, rows: vec![row] }),
            }
        }
        found
    }

    /// The answer of this year, not of an earlier one.
    pub(crate) fn now(&self, item_id: &str) -> Option<&Answer> {
        self.latest.get(item_id).filter(|latest| latest.year == self.year).map(|latest| &latest.answer)
    }

    /// Whether a row is one that another sheet's answer may stand on at all: はい or いいえ, today's
    /// advice, an open branch. A gate is answered for itself: いいえ there closes the sheet.
    fn is_asked(&self, edition: &Edition, item: &Item) -> bool {
        let answers: survey::Answers = edition
            .rows()
            .filter_map(|row| Some((row.id.clone(), Given::from(&self.now(&row.id)?.decision))))
            .collect();
        item.answer == AnswerKind::YesNo
            && item.superseded.is_none()
            && edition.gate.as_ref().is_none_or(|gate| gate.id != item.id)
            && survey::is_open(edition, item, &answers)
    }

    fn offer(&self, item_id: &str) -> Offer {
        let mut offer = Offer::default();
        let own = self.own.iter().find_map(|edition| Some((edition, edition.row(item_id)?)));
        let Some((_, item)) = own.filter(|(edition, item)| self.is_asked(edition, item)) else { return offer };
        let Some(answer) = self.now(item_id).filter(|answer| !is_withdrawn(answer)) else { return offer };
        for sheet in self.siblings(item_id).sheets {
            let started = self.started.contains(&sheet.edition.id);
            let near = sheet.rows.into_iter().map(|row| row.item).filter(|other| is_near(item, other, started));
            let open = near.filter(|other| self.is_asked(&sheet.edition, other));
            let differing = open.filter(|other| !self.now(&other.id).is_some_and(|now| is_same(now, answer)));
            let group = if started { &mut offer.started } else { &mut offer.others };
            group.extend(differing.take(MOST_OFFERED).map(|other| Candidate {
                held_back: take_over::obstacle(&answer.decision, &other, &sheet.edition),
                now: self.now(&other.id).cloned(),
                edition: Arc::clone(&sheet.edition),
                item: other,
            }));
        }
        offer.answer = Some(answer.clone());
        offer
    }
}

/// Whether two rows are near enough for one answer: both are first of all about the same control; on a
/// sheet in use it is enough that the answered row covers what the other is first of all about.
fn is_near(item: &Item, other: &Item, started: bool) -> bool {
    let about = other.concepts.first();
    // What holds for servers says nothing about terminals.
    let specific = |item: &Item| matches!(item.target, Target::Server | Target::Terminal | Target::Network);
    if specific(item) && specific(other) && item.target != other.target {
        return false;
    }
    item.concepts.first() == about || (started && about.is_some_and(|concept| item.concepts.contains(concept)))
}

/// Whether a row says the same already.
fn is_same(now: &Answer, answer: &Answer) -> bool {
    match (Stance::of(&now.decision), Stance::of(&answer.decision)) {
        (Some(there), Some(here)) => there.agrees(here),
        _ => false,
    }
}
