//! One statement with everything kept about it; two side by side.

use super::registering::subject;
use super::{Listed, listed};
use crate::App;
use crate::error::{AppError, Result};
use jiff::civil::Date;
use tate_domain::disclosure::{
    Difference, FollowUp, Kept, Line, Standing, Statement, compare, needs, project, question, settle,
};
use tate_domain::facts::Row;
use tate_domain::id::{DisclosureId, FacilityId};
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Permission};
use tate_store::FileRecord;

/// One line with the talk about it.
#[derive(Debug, Clone)]
pub struct Talked {
    /// Its place, from 0.
    pub at: usize,
    /// The line.
    pub line: Line,
    /// The talk; none for a line that needs none.
    pub talk: Option<FollowUp>,
    /// Where the talk stands today.
    pub standing: Option<Standing>,
}

impl Talked {
    /// Whether somebody still has to do something.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.standing.is_some_and(|standing| !matches!(standing, Standing::Accepted | Standing::Closed))
    }

    /// Whether it can be put into a question list.
    #[must_use]
    pub fn can_be_asked(&self) -> bool {
        self.is_open() && self.standing != Some(Standing::Expired)
    }

    /// The question as it was asked, else as it is proposed.
    #[must_use]
    pub fn question(&self) -> String {
        let asked = self.talk.as_ref().map(|talk| talk.question.clone()).filter(|text| !text.is_empty());
        asked.unwrap_or_else(|| question(&self.line))
    }
}

/// One statement.
#[derive(Debug, Clone)]
pub struct DisclosureView {
    /// The statement and what stands out.
    pub listed: Listed,
    /// Its lines.
    pub lines: Vec<Talked>,
    /// Its file, and others kept with it.
    pub files: Vec<FileRecord>,
    /// Other statements of the contract, the newest first.
    pub others: Vec<Statement>,
    /// The contract, where it is still in the ledger.
    pub contract: Option<Row>,
    /// Values of the ledger that a person typed and that differ from the documents: heading, there, documents.
    pub kept: Vec<(String, String, String)>,
    /// Today.
    pub today: Date,
}

impl DisclosureView {
    /// The lines that say いいえ or 対象外.
    pub fn talks(&self) -> impl Iterator<Item = &Talked> {
        self.lines.iter().filter(|line| line.talk.is_some())
    }
}

/// The lines of a statement with their talks.
pub(super) fn talked(one: &Statement, lines: Vec<Line>, today: Date) -> Vec<Talked> {
    let with = |(at, line): (usize, Line)| {
        let talk = one.follow_ups.iter().find(|talk| talk.line == at).cloned();
        Talked { at, line, standing: talk.as_ref().map(|talk| talk.standing(today)), talk }
    };
    lines.into_iter().enumerate().map(with).collect()
}

/// A value that was left, in words.
fn told(kept: Kept) -> (String, String, String) {
    let column = Ledger::Contracts.column(kept.column);
    let show = |text: &str| column.map_or_else(|| text.to_owned(), |column| tate_domain::ledger::show(column, text));
    (column.map_or("", |column| column.label).to_owned(), show(&kept.has), show(&kept.document))
}

impl App {
    /// One statement with its lines, its file and what stands out.
    ///
    /// # Errors
    /// Out of reach, or not there.
    pub async fn disclosure(&self, actor: &Actor, facility: &FacilityId, id: &DisclosureId) -> Result<DisclosureView> {
        actor.may_at(Permission::View, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let (tenant, today) = (self.tenant(actor), self.today());
        let all = tenant.disclosures(Some(facility)).await?;
        let one = all.iter().find(|one| one.id == *id).ok_or(AppError::NotFound)?;
        let catalog = self.catalog(actor).await?;
        let versions = catalog.disclosure_versions();
        let contract = snapshot.facts.find(Ledger::Contracts, &one.contract_id).cloned();
        let current: Vec<&Statement> =
            all.iter().filter(|other| other.is_current() && other.contract_id == one.contract_id).collect();
        let kept = contract.as_ref().map(|row| {
            let values = project(&needs(row, snapshot.facts.target(row, "system"), &current), &current, versions);
            settle(&row.fields, &values, &values, versions).1
        });
        let own = subject(id);
        let mut files = tenant.files(facility, &own).await?;
        files.retain(|file| file.subject == own);
        let mut others: Vec<Statement> =
            all.iter().filter(|other| other.contract_id == one.contract_id && other.id != *id).cloned().collect();
        others.reverse();
        let lines = talked(one, tenant.disclosure_lines(facility, id).await?, today);
        let listed = listed(one, &all, &snapshot.facts, versions, today);
        let kept = kept.unwrap_or_default().into_iter().map(told).collect();
        Ok(DisclosureView { listed, lines, files, others, contract, kept, today })
    }

    /// Two statements of the facility and what differs: of the same product before and after, or of two products.
    ///
    /// # Errors
    /// Out of reach, or one of them is not there.
    pub async fn compare_disclosures(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (before, after): (&DisclosureId, &DisclosureId),
    ) -> Result<(Statement, Statement, Difference)> {
        actor.may_at(Permission::View, facility)?;
        let tenant = self.tenant(actor);
        let a = tenant.disclosure(facility, before).await?.ok_or(AppError::NotFound)?;
        let b = tenant.disclosure(facility, after).await?.ok_or(AppError::NotFound)?;
        let (of_a, of_b) =
            (tenant.disclosure_lines(facility, before).await?, tenant.disclosure_lines(facility, after).await?);
        Ok((a, b, compare(&of_a, &of_b)))
    }
}
