//! Surveys (調査) and forms (様式): one sheet with its branches, what the facts offer, and what does not fit.
//!
//! A question whose branch is closed counts as empty everywhere, whatever was answered before; the
//! answer stays stored and counts again when the branch opens.

mod prefill;
mod saving;

use crate::App;
use crate::checklist::{Checklist, ChecklistRow};
use crate::crosswalk::Ground;
use crate::error::{AppError, Result};
use std::collections::BTreeMap;
use std::sync::Arc;
use tate_catalog::{Catalog, Figure};
use tate_domain::answer::{AnswerValue, Decision};
use tate_domain::date::FiscalYear;
use tate_domain::edition::{AnswerKind, Edition, EditionKind, Item};
use tate_domain::facility::FacilityKind;
use tate_domain::id::FacilityId;
use tate_domain::proposal::Proposal;
use tate_domain::role::{Actor, Permission};
use tate_domain::survey::{self, Answers, Finding, Given};

pub use prefill::{OnChecklist, Prefill, Source};
pub use saving::TypedSurvey;

/// What was chosen or entered: `yes` or `no`, the ids of options, one number or one text. Empty: not answered.
pub type Codes = Vec<String>;

/// A survey or form as it stands.
#[derive(Debug, Clone)]
pub struct Survey {
    /// The sheet around it.
    pub list: Checklist,
    /// What goes with each row of the sheet, in the same order.
    pub questions: Vec<Question>,
    /// What does not fit together in the confirmed answers.
    pub findings: Vec<Finding>,
}

/// What goes with one row.
#[derive(Debug, Clone)]
pub struct Question {
    /// What the ledgers or a checklist would answer.
    pub prefill: Option<Prefill>,
    /// Confirmed answers of this year's checklists to what is asked here.
    pub on_checklists: Vec<OnChecklist>,
    /// National figures.
    pub figures: Vec<Figure>,
}

impl Survey {
    /// The rows with what goes with each.
    pub fn rows(&self) -> impl Iterator<Item = (&ChecklistRow, &Question)> {
        self.list.rows.iter().zip(&self.questions)
    }

    /// The confirmed answers, also those of closed branches.
    #[must_use]
    pub fn confirmed(&self) -> BTreeMap<String, Codes> {
        self.list.rows.iter().map(|row| (row.item.id.clone(), confirmed(row))).collect()
    }

    /// What the page shows at first: the confirmed answer, else what it is prefilled with.
    #[must_use]
    pub fn shown(&self) -> BTreeMap<String, Codes> {
        let shown = |row: &ChecklistRow, question: &Question| match (&row.answer, &question.prefill) {
            (None, Some(prefill)) => prefill.codes.clone(),
            _ => confirmed(row),
        };
        self.rows().map(|(row, question)| (row.item.id.clone(), shown(row, question))).collect()
    }

    /// Whether a question is asked when these are the answers.
    #[must_use]
    pub fn is_open(&self, item: &Item, answers: &BTreeMap<String, Codes>) -> bool {
        survey::is_open(&self.list.edition, item, &given(&self.list.edition, answers))
    }

    /// Whether an answer closed the branch of a question. Where what would open it is not answered yet,
    /// it is neither open nor closed.
    #[must_use]
    pub fn is_closed(&self, item: &Item, answers: &BTreeMap<String, Codes>) -> bool {
        if self.is_open(item, answers) {
            return false;
        }
        let mut row = item;
        // No longer than the sheet: a branch may lead back to itself by a fault of the catalogue.
        for _ in &self.list.rows {
            match row.shown_when.as_ref().and_then(|when| self.list.edition.row(&when.item)) {
                Some(parent) if self.is_open(parent, answers) => {
                    return answers.get(&parent.id).is_some_and(|codes| !codes.is_empty());
                }
                Some(parent) => row = parent,
                None => break,
            }
        }
        true
    }

    /// How many of the questions that are asked have an answer, and how many are asked. What may stay
    /// empty is not counted.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let confirmed = self.confirmed();
        let asked = self.list.rows.iter().filter(|row| !row.item.optional && self.is_open(&row.item, &confirmed));
        let answered = asked.clone().filter(|row| !confirmed[&row.item.id].is_empty());
        (answered.count(), asked.count())
    }
}

/// What a confirmed answer to a row says; empty where it was taken back.
#[must_use]
pub fn confirmed(row: &ChecklistRow) -> Codes {
    row.answer.as_ref().map(|answer| codes(row.item.answer, &answer.decision)).unwrap_or_default()
}

fn codes(kind: AnswerKind, decision: &Decision) -> Codes {
    match decision.value {
        AnswerValue::Stated if kind.is_entry() => decision.entry.clone(),
        // A box that is not ticked says nothing.
        AnswerValue::No if kind == AnswerKind::Check => Vec::new(),
        AnswerValue::Yes | AnswerValue::No if !kind.is_entry() => vec![decision.value.code().to_owned()],
        AnswerValue::Yes | AnswerValue::No | AnswerValue::NotApplicable | AnswerValue::Stated => Vec::new(),
    }
}

/// The chosen options in the order of the sheet, each once.
fn in_order(item: &Item, chosen: impl Fn(&str) -> bool) -> Codes {
    item.options.iter().filter(|option| chosen(&option.id)).map(|option| option.id.clone()).collect()
}

/// The words of an answer, as they are chosen or typed on the official form.
#[must_use]
pub fn words(item: &Item, codes: &[String]) -> String {
    if item.answer.is_entry() {
        return item.entry_text(codes);
    }
    codes.first().and_then(|code| AnswerValue::from_code(code)).map_or("", AnswerValue::label).to_owned()
}

/// The answers as the branches see them.
fn given(edition: &Edition, answers: &BTreeMap<String, Codes>) -> Answers {
    let one = |item: &Item| {
        let codes = answers.get(&item.id).filter(|codes| !codes.is_empty())?;
        let given = if item.answer.is_entry() {
            Given { value: AnswerValue::Stated, entry: codes.clone() }
        } else {
            Given { value: AnswerValue::from_code(&codes[0])?, entry: Vec::new() }
        };
        Some((item.id.clone(), given))
    };
    edition.rows().filter_map(one).collect()
}

/// The surveys and forms for a kind of facility.
pub fn surveys(catalog: &Catalog, kind: FacilityKind) -> impl Iterator<Item = &Edition> {
    catalog.editions().filter(move |edition| is_survey(edition) && fits(edition, kind))
}

/// Whether an edition is answered as a whole sheet and not row by row.
#[must_use]
pub fn is_survey(edition: &Edition) -> bool {
    matches!(edition.kind, EditionKind::Survey | EditionKind::Filing)
}

fn fits(edition: &Edition, kind: FacilityKind) -> bool {
    edition.facility_kinds.iter().any(|code| code == kind.code())
}

impl App {
    /// Every survey and form for the facility's kind, as they stand.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn surveys(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<Survey>> {
        let kind = self.facts(actor, facility).await?.facility.profile.kind;
        let catalog = self.catalog(actor).await?;
        let mut found = Vec::new();
        for edition in surveys(&catalog, kind) {
            found.push(self.survey(actor, facility, &edition.id).await?);
        }
        Ok(found)
    }

    /// A survey or form as it stands.
    ///
    /// # Errors
    /// Out of reach, or no such survey for this kind of facility.
    pub async fn survey(&self, actor: &Actor, facility: &FacilityId, edition_id: &str) -> Result<Survey> {
        self.survey_of(actor, facility, edition_id, FiscalYear::of(self.today())).await
    }

    /// A survey or form as it was answered in a fiscal year; one that is over is only read.
    ///
    /// # Errors
    /// As [`App::survey`], and when nothing was answered in that year.
    pub async fn survey_of(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        year: FiscalYear,
    ) -> Result<Survey> {
        actor.may_at(Permission::View, facility)?;
        let list = self.checklist_of(actor, facility, edition_id, year).await?;
        if !is_survey(&list.edition) || !fits(&list.edition, list.snapshot.facility.profile.kind) {
            return Err(AppError::NotFound);
        }
        let (catalog, ground) = (self.catalog(actor).await?, self.crosswalk_ground(actor, facility).await?);
        // What is known today says nothing about a year that is over.
        let over = list.over;
        let question = |row: &ChecklistRow| Question {
            prefill: prefill::prefill(&ground, row).filter(|_| !over),
            on_checklists: if over { Vec::new() } else { prefill::on_checklists(&ground, &row.item) },
            figures: catalog.figures(&row.item.id).into_iter().cloned().collect(),
        };
        let questions = list.rows.iter().map(question).collect();
        let mut survey = Survey { list, questions, findings: Vec::new() };
        if !over {
            survey.findings = findings(&survey, &ground);
        }
        Ok(survey)
    }

    /// The surveys and forms answered in earlier fiscal years, newest first.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn earlier_surveys(
        &self,
        actor: &Actor,
        facility: &FacilityId,
    ) -> Result<Vec<(FiscalYear, Arc<Edition>)>> {
        actor.may_at(Permission::View, facility)?;
        let kind = self.facts(actor, facility).await?.facility.profile.kind;
        let (catalog, year) = (self.catalog(actor).await?, FiscalYear::of(self.today()));
        let rounds = self.tenant(actor).rounds(facility).await?.into_iter().filter_map(|round| {
            let of = i16::try_from(round.fiscal_year).map(FiscalYear).ok().filter(|of| *of < year)?;
            let edition = catalog.edition_shared(&round.edition)?;
            (is_survey(&edition) && fits(&edition, kind)).then_some((of, edition))
        });
        Ok(rounds.collect())
    }
}

/// What does not fit in the confirmed answers of open branches.
fn findings(survey: &Survey, ground: &Ground) -> Vec<Finding> {
    let edition = &survey.list.edition;
    let all = survey.confirmed();
    let mut open = all.clone();
    open.retain(|id, _| edition.row(id).is_some_and(|item| survey.is_open(item, &all)));
    let proposals: Vec<Proposal> = survey.list.rows.iter().map(|row| row.proposal.clone()).collect();
    let answered = ground.checklists().flat_map(Edition::rows).filter_map(|item| Some((item, ground.now(&item.id)?)));
    let checklist: Vec<survey::Sibling> = answered
        .flat_map(|(item, answer)| {
            item.concepts.iter().map(|concept| survey::Sibling {
                concept: concept.clone(),
                item: item.id.clone(),
                number: item.number.clone(),
                value: answer.decision.value,
                substate: answer.decision.substate.clone(),
            })
        })
        .collect();
    let answers = given(edition, &open);
    survey::findings(&survey::Survey { edition, answers: &answers, proposals: &proposals, checklist: &checklist })
}
