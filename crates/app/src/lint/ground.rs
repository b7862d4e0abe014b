//! What the rules look at, loaded for one facility.

use super::day_of;
use crate::App;
use crate::checklist::ledgers_of;
use crate::editions::checklists;
use crate::facts::{Snapshot, os_verdicts, params};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tate_catalog::Catalog;
use tate_domain::answer::AnswerValue;
use tate_domain::date::FiscalYear;
use tate_domain::disclosure::Statement;
use tate_domain::edition::{Edition, EditionKind, Item, RuleParams, Side};
use tate_domain::ledger::Ledger;
use tate_domain::lint::{self, Chain, LastYear, LintFinding, LintInput, LintSheet, SheetRow};
use tate_domain::proposal::Proposal;
use tate_domain::rules::Params;
use tate_domain::survey::{self, Given};
use tate_store::{ItemFile, RoundAnswer};

/// The facts, answers and files of a facility.
pub(super) struct Ground {
    pub(super) snapshot: Arc<Snapshot>,
    catalog: Arc<Catalog>,
    answers: Vec<RoundAnswer>,
    /// By item: how many files of this year, and the newest day.
    files: HashMap<String, (usize, Option<Date>)>,
    /// The register of disclosure statements, without their lines.
    disclosures: Vec<Statement>,
    today: Date,
}

impl Ground {
    pub(super) fn new(
        snapshot: Arc<Snapshot>,
        catalog: Arc<Catalog>,
        answers: Vec<RoundAnswer>,
        files: Vec<ItemFile>,
        disclosures: Vec<Statement>,
        today: Date,
    ) -> Self {
        let prefix = format!("item:{}:{}:", snapshot.facility.id, FiscalYear::of(today).0);
        let mut by_item: HashMap<String, (usize, Option<Date>)> = HashMap::new();
        for file in files {
            if let Some(item) = file.subject.strip_prefix(&prefix) {
                let known = by_item.entry(item.to_owned()).or_default();
                *known = (known.0 + 1, known.1.max(day_of(&file.at)));
            }
        }
        Self { snapshot, catalog, answers, files: by_item, disclosures, today }
    }

    /// Rows of ledgers and answers that are looked at.
    pub(super) fn looked_at(&self) -> usize {
        let facts = &self.snapshot.facts;
        Ledger::ALL.into_iter().map(|ledger| facts.all(ledger).len()).sum::<usize>()
            + self.now().count()
            + self.disclosures.len()
    }

    /// The answers of this year.
    fn now(&self) -> impl Iterator<Item = &RoundAnswer> {
        let year = i64::from(FiscalYear::of(self.today).0);
        self.answers.iter().filter(move |given| given.fiscal_year == year)
    }

    /// What every rule finds.
    pub(super) fn lint(&self, app: &App, chain: Option<&Chain>) -> Vec<LintFinding> {
        let editions = self.editions();
        let proposals: Vec<Arc<Vec<Proposal>>> = editions.iter().map(|edition| self.proposals(app, edition)).collect();
        let sheets: Vec<LintSheet<'_>> =
            editions.iter().zip(&proposals).map(|(edition, proposals)| self.sheet(edition, proposals)).collect();
        let os = os_verdicts(&self.snapshot.lifecycle, self.today);
        lint::lint(&LintInput {
            facts: &self.snapshot.facts,
            year: FiscalYear::of(self.today),
            today: self.today,
            params: &self.params(&editions),
            sheets: &sheets,
            os: &os,
            disclosures: &self.disclosures,
            versions: self.catalog.disclosure_versions(),
            chain: chain.map(|chain| (chain, self.snapshot.facility.id.as_str())),
        })
    }

    /// The sheets of the facility itself with an answer of this year.
    fn editions(&self) -> Vec<Arc<Edition>> {
        let mut ids: Vec<&str> = self.now().map(|given| given.edition.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let known = ids.into_iter().filter_map(|id| self.catalog.edition_shared(id));
        known.filter(|edition| edition.side == Side::Facility).collect()
    }

    /// The thresholds of the newest checklist in use, else of the newest for this kind of facility.
    fn params(&self, editions: &[Arc<Edition>]) -> Params {
        let kind = self.snapshot.facility.profile.kind;
        let in_use = editions.iter().filter(|edition| edition.kind == EditionKind::Checklist);
        let newest = in_use.max_by_key(|edition| edition.fiscal_year).map(AsRef::as_ref);
        let newest = newest.or_else(|| checklists(&self.catalog, kind).next());
        newest.map_or_else(
            || params(&RuleParams::sample(), None),
            |edition| params(&edition.params, Some(edition.fiscal_year)),
        )
    }

    /// What the facts propose; self-checks and forms are compared by their answers alone.
    fn proposals(&self, app: &App, edition: &Edition) -> Arc<Vec<Proposal>> {
        match edition.kind {
            EditionKind::Checklist | EditionKind::Survey => app.propose(&self.snapshot, edition, self.today),
            EditionKind::SelfCheck | EditionKind::Filing => Arc::default(),
        }
    }

    fn sheet<'a>(&'a self, edition: &'a Edition, proposals: &'a [Proposal]) -> LintSheet<'a> {
        let year = i64::from(FiscalYear::of(self.today).0);
        let of_year = |wanted: i64| -> HashMap<&str, &RoundAnswer> {
            let own = self.answers.iter().filter(|given| given.edition == edition.id && given.fiscal_year == wanted);
            own.map(|given| (given.answer.item.as_str(), given)).collect()
        };
        let (now, before) = (of_year(year), of_year(year - 1));
        let given: survey::Answers =
            now.values().map(|given| (given.answer.item.clone(), Given::from(&given.answer.decision))).collect();
        let proposed: BTreeMap<&str, &Proposal> = proposals.iter().map(|one| (one.item.as_str(), one)).collect();
        let rows = edition.rows().map(|item| {
            let answer = now.get(item.id.as_str()).copied().filter(|given| !is_empty(given));
            let (files, newest) = self.files.get(&item.id).copied().unwrap_or_default();
            SheetRow {
                item,
                asked: survey::is_open(edition, item, &given),
                answer: answer.map(|given| &given.answer),
                proposal: proposed.get(item.id.as_str()).copied(),
                proof_day: answer.and_then(|given| day_of(&given.proof_at)).max(newest),
                files,
                last_year: before
                    .get(item.id.as_str())
                    .map(|given| LastYear { value: given.answer.decision.value, at: given.answer.at.clone() }),
                rests_on: rests_on(item),
            }
        });
        LintSheet { edition, rows: rows.collect() }
    }
}

/// A question of a survey that was emptied again has no answer.
fn is_empty(given: &RoundAnswer) -> bool {
    given.answer.decision.value == AnswerValue::Stated && given.answer.decision.entry.is_empty()
}

/// The ledgers that an answer rests on.
fn rests_on(item: &Item) -> Vec<Ledger> {
    let mut ledgers: Vec<Ledger> = item.rules.iter().flat_map(|rule| ledgers_of(rule)).copied().collect();
    ledgers.sort();
    ledgers.dedup();
    ledgers
}
