//! The facts of a facility, kept while they do not change, and what they propose.

use crate::App;
use crate::error::{AppError, Result};
use jiff::civil::Date;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tate_domain::date::{FiscalYear, slashed};
use tate_domain::edition::{Edition, EditionKind, Flag, Item, RuleParams};
use tate_domain::facts::{Facts, Row};
use tate_domain::id::FacilityId;
use tate_domain::lifecycle::{ENDING_SOON_DAYS, LifecycleAnswer, LifecycleData, OsInput, Verdict};
use tate_domain::proposal::Proposal;
use tate_domain::role::{Actor, Permission};
use tate_domain::rules::{self, OsVerdict, Params, RuleInput};
use tate_domain::vendor::{Asked, AskedRow, Roll, roll_up};
use tate_store::FacilityRecord;

/// Facilities whose facts are kept at once; a hospital's take about 2 MB.
const MOST_KEPT: usize = 48;

/// A facility and its facts at one version.
#[derive(Debug)]
pub struct Snapshot {
    /// The facility.
    pub facility: FacilityRecord,
    /// Its facts.
    pub facts: Facts,
    /// The end-of-support data of its organization.
    pub lifecycle: Arc<LifecycleData>,
    /// The fiscal year whose requests to vendors are among the facts.
    pub year: FiscalYear,
    proposals: Mutex<HashMap<ProposalKey, Arc<Vec<Proposal>>>>,
}

impl Snapshot {
    /// A facility with its facts, before anything is proposed.
    pub(crate) fn new(facility: FacilityRecord, facts: Facts, lifecycle: Arc<LifecycleData>, year: FiscalYear) -> Self {
        Self { facility, facts, lifecycle, year, proposals: Mutex::default() }
    }
}

/// Editions whose proposals are kept with a snapshot at once: the sheets of one facility.
const MOST_EDITIONS: usize = 8;

/// Edition, day and fiscal year.
type ProposalKey = (String, Date, FiscalYear);

/// Snapshots by facility. The version is read from the database every time, so several processes
/// on one database never show old facts.
#[derive(Debug, Default)]
pub struct Kept(Mutex<HashMap<FacilityId, Arc<Snapshot>>>);

impl Kept {
    fn get(&self, id: &FacilityId, version: i64) -> Option<Arc<Snapshot>> {
        self.0.lock().ok()?.get(id).filter(|kept| kept.facility.facts_version == version).cloned()
    }

    fn put(&self, snapshot: &Arc<Snapshot>) {
        if let Ok(mut kept) = self.0.lock() {
            if kept.len() >= MOST_KEPT
                && let Some(any) = kept.keys().next().cloned()
            {
                kept.remove(&any);
            }
            kept.insert(snapshot.facility.id.clone(), Arc::clone(snapshot));
        }
    }
}

impl App {
    /// A facility and everything known about it.
    ///
    /// # Errors
    /// Out of reach, or not there.
    pub async fn facts(&self, actor: &Actor, id: &FacilityId) -> Result<Arc<Snapshot>> {
        actor.may_at(Permission::View, id)?;
        let tenant = self.tenant(actor);
        let facility = tenant.facility(id).await?.ok_or(AppError::NotFound)?;
        let lifecycle = self.lifecycle_of(actor).await?;
        let year = FiscalYear::of(self.today());
        let kept = self.kept.get(id, facility.facts_version).filter(|kept| kept.year == year);
        let facts = match kept {
            Some(kept) if kept.facility.wizard == facility.wizard && Arc::ptr_eq(&kept.lifecycle, &lifecycle) => {
                return Ok(kept);
            }
            // The wizard's state is not part of the version: the fresh record, the same facts.
            Some(kept) => kept.facts.clone(),
            None => {
                let asked = self.asked(actor, (id, id), year).await?;
                Facts::new(facility.profile.clone(), tenant.all_rows(id).await?).with_asked(asked)
            }
        };
        let snapshot = Arc::new(Snapshot::new(facility, facts, lifecycle, year));
        self.kept.put(&snapshot);
        Ok(snapshot)
    }

    /// What was asked of the vendors of some facilities in a year, and what they answered.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub(crate) async fn asked(
        &self,
        actor: &Actor,
        (first, last): (&FacilityId, &FacilityId),
        year: FiscalYear,
    ) -> Result<Vec<Asked>> {
        let found = self.tenant(actor).asked_between(first, last, i64::from(year.0)).await?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let catalog = self.catalog(actor).await?;
        let mut rows: HashMap<String, Arc<[AskedRow]>> = HashMap::new();
        let asked = found.into_iter().map(|(request, sheet)| {
            let of = || catalog.edition(&request.edition).map_or_else(|| [].into(), AskedRow::of);
            let rows = Arc::clone(rows.entry(request.edition.clone()).or_insert_with(of));
            Asked { request, rows, sheet }
        });
        Ok(asked.collect())
    }

    /// What the facts propose for every item of an edition on a day.
    #[must_use]
    pub fn propose(&self, snapshot: &Snapshot, edition: &Edition, today: Date) -> Arc<Vec<Proposal>> {
        let year = FiscalYear::of(today);
        let key = (edition.id.clone(), today, year);
        if let Some(found) = snapshot.proposals.lock().ok().and_then(|kept| kept.get(&key).cloned()) {
            return found;
        }
        let proposals = Arc::new(propose(&snapshot.facts, edition, &snapshot.lifecycle, year, today));
        if let Ok(mut kept) = snapshot.proposals.lock() {
            if kept.len() >= MOST_EDITIONS {
                kept.clear();
            }
            kept.insert(key, Arc::clone(&proposals));
        }
        proposals
    }
}

/// The thresholds of an edition, with the fiscal year it was issued for.
pub(crate) fn params(from: &RuleParams, edition_year: Option<i16>) -> Params {
    Params {
        patch_max_age_days: i64::from(from.patch_max_age_days),
        definition_max_age_days: i64::from(from.definition_max_age_days),
        firmware_check_max_age_days: i64::from(from.firmware_check_max_age_days),
        account_unused_days: i64::from(from.account_unused_days),
        backup_min_generations: from.backup_min_generations,
        restore_test_max_age_days: i64::from(from.restore_test_max_age_days),
        inventory_max_age_days: i64::from(from.inventory_max_age_days),
        password_variants: from.password_variants.clone(),
        two_factor_fiscal_year_limit: from.two_factor_fiscal_year_limit,
        two_factor_reference_day: from.two_factor_reference_day,
        log_review_max_age_days: i64::from(from.log_review_max_age_days),
        services_check_max_age_days: i64::from(from.services_check_max_age_days),
        connection_check_max_age_days: i64::from(from.connection_check_max_age_days),
        paper_max_age_days: i64::from(from.paper_max_age_days),
        drill_max_age_days: i64::from(from.drill_max_age_days),
        media_lend_max_days: i64::from(from.media_lend_max_days),
        rule_only_max_pcs: usize::try_from(from.rule_only_max_pcs).unwrap_or(usize::MAX),
        edition_year,
        ..Params::default()
    }
}

/// What the facts propose: the pure computation behind [`App::propose`].
#[must_use]
pub fn propose(
    facts: &Facts,
    edition: &Edition,
    lifecycle: &LifecycleData,
    year: FiscalYear,
    today: Date,
) -> Vec<Proposal> {
    let os = os_verdicts(lifecycle, today);
    let params = params(&edition.params, Some(edition.fiscal_year));
    let software = software_verdicts(lifecycle, today);
    let input = RuleInput { facts, year, today, params: &params, os: &os, software: &software };
    let items: Vec<rules::Item<'_>> = edition
        .rows()
        .map(|item| rules::Item {
            id: &item.id,
            // Advice of another time is shown as such and never proposed as today's.
            rules: if item.superseded.is_some() { &[] } else { &item.rules },
            label: &item.label,
            skip_without_contract: item.has(Flag::SkipWithoutContract),
            skip_without_network: item.has(Flag::SkipWithoutNetwork),
            person_says_yes: item.has(Flag::PersonSaysYes),
            look_at: &item.help.look_at,
        })
        .collect();
    let mut proposals = rules::propose(&items, &input);
    if edition.kind == EditionKind::Checklist {
        for (proposal, item) in proposals.iter_mut().zip(edition.rows()) {
            roll_of(facts, item).join(proposal);
        }
    }
    proposals
}

/// What the vendors say about a row of the facility's sheet: about the control that it is first of all about.
#[must_use]
pub fn roll_of(facts: &Facts, item: &Item) -> Roll {
    item.concepts.first().map_or_else(Roll::default, |concept| roll_up(facts.asked(), concept, item.target))
}

/// The end-of-support verdicts of device rows on a day, each text judged once: a chain has thousands of
/// machines and a handful of systems.
pub(crate) fn os_verdicts(lifecycle: &LifecycleData, today: Date) -> impl Fn(&Row) -> OsVerdict {
    let judged: RefCell<HashMap<[String; 4], OsVerdict>> = RefCell::default();
    move |row| {
        let key = ["os", "os_release", "os_build", "esu_until"].map(|column| row.text(column).to_owned());
        if let Some(known) = judged.borrow().get(&key) {
            return known.clone();
        }
        let verdict = os_verdict(lifecycle, row, today);
        judged.borrow_mut().insert(key, verdict.clone());
        verdict
    }
}

/// The same for software rows: a hospital has the same program on a hundred machines.
fn software_verdicts(lifecycle: &LifecycleData, today: Date) -> impl Fn(&Row) -> Option<OsVerdict> {
    let judged: RefCell<HashMap<[String; 3], Option<OsVerdict>>> = RefCell::default();
    move |row| {
        let key = ["name", "version", "support_until"].map(|column| row.text(column).to_owned());
        if let Some(known) = judged.borrow().get(&key) {
            return known.clone();
        }
        let verdict = software_verdict(lifecycle, row, today);
        judged.borrow_mut().insert(key, verdict.clone());
        verdict
    }
}

/// The end-of-support verdict of a device row on a day.
#[must_use]
pub fn os_verdict(lifecycle: &LifecycleData, row: &Row, today: Date) -> OsVerdict {
    let answer = os_answer(lifecycle, row, today);
    OsVerdict { verdict: answer.verdict, text: answer.reason, product: answer.product }
}

/// The same with its dates.
#[must_use]
pub fn os_answer(lifecycle: &LifecycleData, row: &Row, today: Date) -> LifecycleAnswer {
    let input = OsInput {
        name: row.text("os").to_owned(),
        release: row.text("os_release").to_owned(),
        build: row.text("os_build").to_owned(),
        edition: String::new(),
    };
    lifecycle.check_with(&input, row.day("esu_until"), today)
}

/// The end-of-support verdict of a software row on a day: a day that a person has typed decides, otherwise the data. None
/// for programs about which nothing is known, which is most of them and says nothing against them.
#[must_use]
pub fn software_verdict(lifecycle: &LifecycleData, row: &Row, today: Date) -> Option<OsVerdict> {
    if let Some(end) = row.day("support_until") {
        let left = i64::from((end - today).get_days());
        let verdict = match left {
            ..0 => Verdict::Expired,
            left if left <= i64::from(ENDING_SOON_DAYS) => Verdict::EndingSoon,
            _ => Verdict::Supported,
        };
        let text = format!("台帳のサポート終了日は{}です。", slashed(end));
        return Some(OsVerdict { verdict, text, product: None });
    }
    let answer = lifecycle.check_software(row.text("name"), row.text("version"), today)?;
    Some(OsVerdict { verdict: answer.verdict, text: answer.reason, product: answer.product })
}

/// Whether a device has an operating system that its owner must know.
#[must_use]
pub fn runs_os(row: &Row) -> bool {
    matches!(row.text("kind"), "" | "pc" | "server" | "tablet" | "nas" | "medical" | "virtual")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_and_the_registry_name_the_same_rules() {
        let mut known: Vec<&str> = tate_catalog::RULES.to_vec();
        let mut written: Vec<&str> = rules::all().iter().map(|rule| rule.name).collect();
        known.sort_unstable();
        written.sort_unstable();
        assert_eq!(known, written);
    }
}
