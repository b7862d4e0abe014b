//! Contradiction lint (矛盾チェック): what does not fit together, and what somebody decided not to show.
//!
//! The rules are pure (`tate_domain::lint`); this loads what they look at, in few queries, and keeps
//! the suppressions. A suppression holds while the finding says the same.

mod ground;
mod organization;
mod suppress;

pub use organization::FacilityLint;

use crate::App;
use crate::error::Result;
use ground::Ground;
use std::collections::HashMap;
use tate_domain::date::FiscalYear;
use tate_domain::id::FacilityId;
use tate_domain::lint::{self, LintFinding, Severity};
use tate_domain::role::{Actor, Permission};
use tate_store::Suppression;

/// A finding that is not shown, with who decided so and why.
#[derive(Debug, Clone)]
pub struct Suppressed {
    /// The finding.
    pub finding: LintFinding,
    /// Why it is not shown.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// What the lint says of a facility.
#[derive(Debug, Clone)]
pub struct LintReport {
    /// Open findings, the heaviest first.
    pub findings: Vec<LintFinding>,
    /// Findings that are not shown.
    pub suppressed: Vec<Suppressed>,
    /// How many rules were asked.
    pub checks: usize,
    /// How many ledger rows and answers they looked at.
    pub looked_at: usize,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

impl LintReport {
    /// How many open findings weigh so much.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// The open findings of a severity.
    pub fn of(&self, severity: Severity) -> impl Iterator<Item = &LintFinding> {
        self.findings.iter().filter(move |finding| finding.severity == severity)
    }
}

/// Parts what was found into open and not shown.
fn part(found: Vec<LintFinding>, kept: &[Suppression]) -> (Vec<LintFinding>, Vec<Suppressed>) {
    let by_key: HashMap<&str, &Suppression> = kept.iter().map(|kept| (kept.key.as_str(), kept)).collect();
    let (mut open, mut hidden) = (Vec::new(), Vec::new());
    for finding in found {
        match by_key.get(finding.key.as_str()).filter(|kept| kept.content_hash == finding.hash()) {
            Some(kept) => hidden.push(Suppressed {
                finding,
                reason: kept.reason.clone(),
                by: kept.by_name.clone(),
                at: kept.at.clone(),
            }),
            None => open.push(finding),
        }
    }
    (open, hidden)
}

impl App {
    /// What does not fit together at a facility.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn lint(&self, actor: &Actor, facility: &FacilityId) -> Result<LintReport> {
        actor.may_at(Permission::View, facility)?;
        let ground = self.lint_ground(actor, facility).await?;
        let chain = self.lint_chain(actor).await?;
        let kept = self.tenant(actor).suppressions(Some(facility)).await?;
        let found = ground.lint(self, chain.as_ref());
        let (findings, suppressed) = part(found, &kept);
        let looked_at = ground.looked_at();
        Ok(LintReport { findings, suppressed, checks: lint::all().len(), looked_at, at: self.now() })
    }

    /// What must be put right about one item or row: shown on the page after it was saved. The shops
    /// of the organization are not compared here.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn lint_about(&self, actor: &Actor, facility: &FacilityId, id: &str) -> Result<Vec<LintFinding>> {
        let mut open = self.must_fix(actor, facility).await?;
        open.retain(|finding| finding.concerns(id));
        Ok(open)
    }

    /// The open findings that must be put right. No comparison of shops weighs so much, so their answers
    /// are not read.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn must_fix(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<LintFinding>> {
        actor.may_at(Permission::View, facility)?;
        let ground = self.lint_ground(actor, facility).await?;
        let kept = self.tenant(actor).suppressions(Some(facility)).await?;
        let (mut open, _) = part(ground.lint(self, None), &kept);
        open.retain(|finding| finding.severity == Severity::MustFix);
        Ok(open)
    }

    async fn lint_ground(&self, actor: &Actor, facility: &FacilityId) -> Result<Ground> {
        let snapshot = self.facts(actor, facility).await?;
        let (tenant, today) = (self.tenant(actor), self.today());
        let year = FiscalYear::of(today);
        let answers = tenant.round_answers(Some(facility), year.0 - 1).await?;
        let files = tenant.item_files(Some(facility)).await?;
        let catalog = self.catalog(actor).await?;
        let disclosures = tenant.disclosures(Some(facility)).await?;
        Ok(Ground::new(snapshot, catalog, answers, files, disclosures, today))
    }
}

/// The day in Japan of a moment, RFC 3339 in UTC.
fn day_of(at: &str) -> Option<jiff::civil::Date> {
    let moment: jiff::Timestamp = at.parse().ok()?;
    Some(crate::clock::day_in_japan(moment))
}
