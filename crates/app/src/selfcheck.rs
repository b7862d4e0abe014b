//! Self-checks (自己点検): the sheets of the roles, each with every check ever made, and their score.
//!
//! A year has 1回目, 2回目 and so on. Only the newest is filled in; beginning the next one asks every
//! row again, and the one before stays as it is.

mod axis;
mod saving;

use crate::App;
use crate::checklist::MOST_PASSES;
use crate::error::{AppError, Result};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;
use tate_domain::answer::{Answer, AnswerValue};
use tate_domain::date::FiscalYear;
use tate_domain::edition::{Edition, EditionKind, Item, Service, Viewpoint};
use tate_domain::facts::Facts;
use tate_domain::id::{FacilityId, RoundId};
use tate_domain::ledger::Ledger;
use tate_domain::proposal::Proposal;
use tate_domain::role::{Actor, Permission};
use tate_domain::scoring::{Score, score};
use tate_store::{Round, Tenant};

pub use axis::{Axis, chart, told, weakest};
pub use saving::{Entry, State, TypedRow, TypedSheet};

/// The roles in the order in which the sheets are shown, as their keys end; others come after them.
const ORDER: [&str; 4] = ["executive", "sysadmin", "online", "staff"];

/// Which check of a sheet: a year and, within it, 1回目, 2回目 and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CheckKey {
    /// The fiscal year.
    pub year: FiscalYear,
    /// Counts from 1.
    pub nth: u8,
}

impl CheckKey {
    /// `令和8年度 2回目`.
    #[must_use]
    pub fn name(self) -> String {
        format!("{} {}回目", self.year.name(), self.nth)
    }
}

/// One check: the last answer given in it to each row.
#[derive(Debug, Clone)]
pub struct Check {
    /// Which one it is.
    pub key: CheckKey,
    answers: BTreeMap<String, Answer>,
}

impl Check {
    /// The answer to a row.
    #[must_use]
    pub fn answer(&self, item: &str) -> Option<&Answer> {
        self.answers.get(item)
    }

    /// The last day on which somebody checked a row.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        self.answers.values().map(|answer| answer.decision.checked_on).max()
    }

    /// The people who answered.
    #[must_use]
    pub fn people(&self) -> Vec<&str> {
        let mut people: Vec<&str> = self.answers.values().map(|answer| answer.by.as_str()).collect();
        people.sort_unstable();
        people.dedup();
        people
    }
}

/// A sheet with every check ever made with it.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The edition.
    pub edition: Arc<Edition>,
    /// Every check that has an answer, newest first.
    pub checks: Vec<Check>,
    year: FiscalYear,
    round: Option<RoundId>,
    /// Every answer of this year with the check it belongs to.
    given: Vec<(u8, Answer)>,
}

impl Sheet {
    /// Whose sheet it is: `経営層`.
    #[must_use]
    pub fn role(&self) -> &str {
        role(&self.edition)
    }

    /// The check that is filled in now: the newest of this year, before the first answer 1回目.
    #[must_use]
    pub fn current(&self) -> CheckKey {
        let newest = self.checks.first().map(|check| check.key).filter(|key| key.year == self.year);
        newest.unwrap_or(CheckKey { year: self.year, nth: 1 })
    }

    /// The check that can be begun: none while the current one has no answer.
    #[must_use]
    pub fn next(&self) -> Option<CheckKey> {
        let current = self.check(self.current())?.key;
        (current.nth < MOST_PASSES).then(|| CheckKey { nth: current.nth + 1, ..current })
    }

    /// A check that has an answer.
    #[must_use]
    pub fn check(&self, key: CheckKey) -> Option<&Check> {
        self.checks.iter().find(|check| check.key == key)
    }

    /// The check before: of the same year, else the last of the latest earlier year.
    #[must_use]
    pub fn before(&self, key: CheckKey) -> Option<&Check> {
        self.checks.iter().find(|check| check.key < key)
    }

    /// The score of a check; nothing is ○ before its first answer.
    #[must_use]
    pub fn score(&self, key: CheckKey) -> Score {
        let check = self.check(key);
        score(self.edition.rows().map(|item| (item.viewpoint, value(check, item))))
    }

    /// The rows of a viewpoint that were answered × in a check.
    #[must_use]
    pub fn crossed(&self, key: CheckKey, viewpoint: Option<Viewpoint>) -> Vec<&Item> {
        let check = self.check(key);
        let crossed = |item: &&Item| item.viewpoint == viewpoint && value(check, item) == Some(AnswerValue::No);
        self.edition.rows().filter(crossed).collect()
    }

    /// The version of the newest answer to a row this year; 0 for none.
    fn version(&self, item: &str) -> i64 {
        self.given.iter().filter(|(_, answer)| answer.item == item).map(|(_, answer)| answer.version).max().unwrap_or(0)
    }
}

fn value(check: Option<&Check>, item: &Item) -> Option<AnswerValue> {
    check?.answer(&item.id).map(|answer| answer.decision.value)
}

/// Whose sheet an edition is: the last word of its short title (`5.2版 経営層`).
#[must_use]
pub fn role(edition: &Edition) -> &str {
    edition.short_title.rsplit([' ', '　']).next().unwrap_or_default()
}

/// Every sheet of a facility.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The sheets that concern the facility.
    pub sheets: Vec<Sheet>,
    /// Sheets for a service that the facility does not use.
    pub hidden: Vec<Arc<Edition>>,
}

/// A sheet at one of its checks.
#[derive(Debug, Clone)]
pub struct SelfCheck {
    /// The sheet.
    pub sheet: Sheet,
    /// The check.
    pub key: CheckKey,
    /// Today.
    pub today: Date,
    /// The version of the facts that the proposals rest on.
    pub facts_version: i64,
    proposals: Arc<Vec<Proposal>>,
}

/// One row of a sheet at a check.
#[derive(Debug, Clone, Copy)]
pub struct SelfCheckRow<'a> {
    /// The item.
    pub item: &'a Item,
    /// What the facts say today, where a rule proposes and the check is still open.
    pub proposal: Option<&'a Proposal>,
    /// The answer.
    pub answer: Option<&'a Answer>,
    /// What was answered in the check before.
    pub before: Option<AnswerValue>,
    /// The version of the newest answer this year; 0 for none.
    pub version: i64,
}

impl SelfCheckRow<'_> {
    /// The row's name in forms: the part of its id after the colon.
    #[must_use]
    pub fn key(&self) -> &str {
        self.item.id.split_once(':').map_or(&self.item.id, |(_, key)| key)
    }
}

impl SelfCheck {
    /// Whether answers can still be given in this check.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.key >= self.sheet.current()
    }

    /// The rows in official order.
    pub fn rows(&self) -> impl Iterator<Item = SelfCheckRow<'_>> {
        let (check, before) = (self.sheet.check(self.key), self.sheet.before(self.key));
        self.sheet.edition.rows().zip(self.proposals.iter()).map(move |(item, proposal)| {
            // Advice of another time proposes nothing, and today's facts say nothing about the past.
            let proposes = !item.rules.is_empty() && item.superseded.is_none() && self.is_open();
            SelfCheckRow {
                item,
                proposal: Some(proposal).filter(|_| proposes),
                answer: check.and_then(|check| check.answer(&item.id)),
                before: value(before, item),
                version: self.sheet.version(&item.id),
            }
        })
    }
}

impl App {
    /// Every self-check sheet of a facility with its checks.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn selfchecks(&self, actor: &Actor, facility: &FacilityId) -> Result<Overview> {
        actor.may_at(Permission::View, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let catalog = self.catalog(actor).await?;
        let kind = snapshot.facility.profile.kind.code();
        let mut editions: Vec<&Edition> = catalog.editions().filter(|edition| is_for(edition, kind)).collect();
        editions.sort_by_key(|edition| ORDER.iter().position(|role| edition.id.ends_with(role)).unwrap_or(ORDER.len()));
        let (shown, hidden): (Vec<&Edition>, _) =
            editions.into_iter().partition(|edition| is_used(edition, &snapshot.facts));
        let shared = |edition: &Edition| catalog.edition_shared(&edition.id);
        let tenant = self.tenant(actor);
        let rounds = tenant.rounds(facility).await?;
        let mut sheets = Vec::with_capacity(shown.len());
        for edition in shown.into_iter().filter_map(shared) {
            sheets.push(self.sheet(&tenant, edition, &rounds).await?);
        }
        Ok(Overview { sheets, hidden: hidden.into_iter().filter_map(shared).collect() })
    }

    /// A sheet at one of its checks; none: at the one that is filled in now.
    ///
    /// # Errors
    /// Out of reach, no such sheet for this facility, or no such check.
    pub async fn selfcheck(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        key: Option<CheckKey>,
    ) -> Result<SelfCheck> {
        let snapshot = self.facts(actor, facility).await?;
        let edition = self.edition(actor, edition_id).await?;
        if !is_for(&edition, snapshot.facility.profile.kind.code()) || !is_used(&edition, &snapshot.facts) {
            return Err(AppError::NotFound);
        }
        let tenant = self.tenant(actor);
        let sheet = self.sheet(&tenant, edition, &tenant.rounds(facility).await?).await?;
        let key = key.unwrap_or_else(|| sheet.current());
        if key != sheet.current() && sheet.next() != Some(key) && sheet.check(key).is_none() {
            return Err(AppError::NotFound);
        }
        let proposals = self.propose(&snapshot, &sheet.edition, self.today());
        let facts_version = snapshot.facility.facts_version;
        Ok(SelfCheck { sheet, key, today: self.today(), facts_version, proposals })
    }

    /// A sheet with every check ever made with it.
    async fn sheet(&self, tenant: &Tenant, edition: Arc<Edition>, rounds: &[Round]) -> Result<Sheet> {
        let year = FiscalYear::of(self.today());
        let mut sheet = Sheet { edition, checks: Vec::new(), year, round: None, given: Vec::new() };
        for round in rounds.iter().filter(|round| round.edition == sheet.edition.id) {
            let id: RoundId = round.id.clone().into();
            let of = FiscalYear(i16::try_from(round.fiscal_year).unwrap_or(i16::MAX));
            let given = by_check(tenant.all_answers(&id).await?);
            sheet.checks.extend(checks(of, &given));
            if of == year {
                (sheet.round, sheet.given) = (Some(id), given);
            }
        }
        sheet.checks.sort_by_key(|check| std::cmp::Reverse(check.key));
        Ok(sheet)
    }
}

/// Whether an edition is a self-check for a kind of facility.
fn is_for(edition: &Edition, kind: &str) -> bool {
    edition.kind == EditionKind::SelfCheck && edition.facility_kinds.iter().any(|code| code == kind)
}

/// Whether the facility uses the service that a sheet is about.
pub(crate) fn is_used(edition: &Edition, facts: &Facts) -> bool {
    match edition.only_with {
        None => true,
        Some(Service::OnlineEligibility) => facts.all(Ledger::Systems).iter().any(|row| row.is("kind", "eligibility")),
    }
}

/// The check that each answer belongs to. A check is over once the next one has begun, so an answer
/// given later from elsewhere (an item's own page, another sheet) belongs to the newer one.
fn by_check(mut answers: Vec<Answer>) -> Vec<(u8, Answer)> {
    answers.sort_by(|a, b| a.at.cmp(&b.at).then(a.version.cmp(&b.version)));
    let mut newest = 1;
    let place = |answer: Answer| {
        newest = answer.decision.nth.max(newest);
        (newest, answer)
    };
    answers.into_iter().map(place).collect()
}

/// The last answer of each check to each row.
fn checks(year: FiscalYear, given: &[(u8, Answer)]) -> Vec<Check> {
    let mut checks: BTreeMap<u8, BTreeMap<String, Answer>> = BTreeMap::new();
    for (nth, answer) in given {
        checks.entry(*nth).or_default().insert(answer.item.clone(), answer.clone());
    }
    checks.into_iter().map(|(nth, answers)| Check { key: CheckKey { year, nth }, answers }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::home::tests::answer;
    use AnswerValue::{No, Yes};

    fn given(item: &str, version: i64, nth: u8, value: AnswerValue, at: &str) -> Answer {
        let mut answer = answer(&format!("gl52-staff:{item}"), value);
        (answer.version, answer.decision.nth, answer.at) = (version, nth, at.to_owned());
        answer
    }

    fn sheet(answers: Vec<Answer>, earlier: Vec<Answer>) -> Sheet {
        let edition = tate_catalog::Catalog::builtin().unwrap().edition_shared("gl52-staff").unwrap();
        let year = FiscalYear(2026);
        let given = by_check(answers);
        let mut all = checks(year, &given);
        all.extend(checks(FiscalYear(2024), &by_check(earlier)));
        all.sort_by_key(|check| std::cmp::Reverse(check.key));
        Sheet { edition, checks: all, year, round: None, given }
    }

    fn key(year: i16, nth: u8) -> CheckKey {
        CheckKey { year: FiscalYear(year), nth }
    }

    #[test]
    fn a_new_check_asks_again_and_the_one_before_stays() {
        let sheet = sheet(
            vec![
                given("t01", 1, 1, Yes, "2026-05-01T00:00:00Z"),
                given("t02", 1, 1, No, "2026-05-01T00:00:00Z"),
                given("t01", 2, 2, No, "2026-10-01T00:00:00Z"),
            ],
            vec![],
        );
        assert_eq!((sheet.current(), sheet.next()), (key(2026, 2), Some(key(2026, 3))));
        assert_eq!((sheet.score(key(2026, 1)).whole().yes, sheet.score(key(2026, 2)).whole().yes), (1, 0));
        assert_eq!(sheet.score(key(2026, 2)).whole().answered, 1);
        assert_eq!(sheet.before(key(2026, 2)).unwrap().key, key(2026, 1));
        assert_eq!(sheet.version("gl52-staff:t01"), 2);
        assert_eq!(sheet.crossed(key(2026, 1), None).len(), 1);
    }

    #[test]
    fn the_check_before_the_first_of_a_year_is_the_last_of_the_latest_earlier_year() {
        let earlier = vec![given("t01", 1, 1, No, "2024-05-01"), given("t01", 2, 2, Yes, "2024-09-01")];
        let sheet = sheet(vec![], earlier);
        assert_eq!((sheet.current(), sheet.next()), (key(2026, 1), None));
        assert_eq!(sheet.before(sheet.current()).unwrap().key, key(2024, 2));
        assert_eq!(sheet.before(key(2024, 2)).unwrap().key, key(2024, 1));
        assert!(sheet.before(key(2024, 1)).is_none());
    }

    #[test]
    fn an_answer_from_elsewhere_belongs_to_the_check_that_is_open() {
        let sheet = sheet(
            vec![
                given("t01", 1, 1, Yes, "2026-05-01"),
                given("t02", 1, 2, Yes, "2026-06-01"),
                given("t01", 2, 1, No, "2026-07-01"),
            ],
            vec![],
        );
        assert_eq!(sheet.score(key(2026, 1)).whole().yes, 1);
        assert_eq!(sheet.crossed(key(2026, 2), None)[0].id, "gl52-staff:t01");
    }

    #[test]
    fn a_sheet_is_named_by_its_role() {
        assert_eq!(sheet(vec![], vec![]).role(), "職員");
    }
}
