//! The dry run: what a document says, before anything is registered.

use super::source::{Brought, Drafts, Looked};
use crate::App;
use crate::error::{AppError, Problem, Result};
use jiff::civil::Date;
use tate_domain::disclosure::{Difference, Kind, Line, Remark, Statement, Subject, compare};
use tate_domain::facts::Row;
use tate_domain::id::FacilityId;
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Permission};
use tate_domain::text::search_key;
use tate_inventory::disclosure::{Found, Layout, looked_for};
use tate_inventory::table::SourceRow;

/// Rows of the source that are shown to choose columns in.
const SAMPLE_ROWS: usize = 12;

/// The form as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedDisclosure {
    /// The row of the contract.
    pub contract: String,
    /// Code of [`Subject`].
    pub subject: String,
    /// Code of [`Kind`]; empty: as the document says.
    pub kind: String,
    /// 製品名.
    pub product: String,
    /// バージョン.
    pub product_version: String,
    /// 製造元.
    pub maker: String,
    /// 販売・保守.
    pub giver: String,
    /// 書式の版.
    pub template: String,
    /// ガイドラインの版.
    pub guideline: String,
    /// 作成日.
    pub made_on: String,
    /// 受け取った日; empty: today.
    pub received_on: String,
}

/// How the table is to be read.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// The sheet of a workbook; empty: the one that reads as a statement.
    pub sheet: String,
    /// The columns; none: as they are found.
    pub layout: Option<Layout>,
}

/// What the first form needs.
#[derive(Debug, Clone)]
pub struct NewDisclosure {
    /// Contracts to choose from: id and name.
    pub contracts: Vec<(String, String)>,
}

/// A dry run.
#[derive(Debug, Clone)]
pub struct DisclosurePreview {
    /// What is kept for the registration.
    pub drafts: Drafts,
    /// The name of the document.
    pub file: String,
    /// The contract.
    pub contract: Row,
    /// The form, filled with what the document says.
    pub typed: TypedDisclosure,
    /// What was read; none where the columns are not known or there is no table.
    pub found: Option<Found>,
    /// The first rows of the table, for choosing columns.
    pub sample: Vec<SourceRow>,
    /// The sheets to choose from.
    pub sheets: Vec<String>,
    /// The sheet that was read.
    pub sheet: String,
    /// Which headings were looked for, where the columns are not known.
    pub looked_for: Option<&'static str>,
    /// The statement that would be replaced.
    pub replaces: Option<Statement>,
    /// What differs from it, or from the newest of the same contract and kind.
    pub difference: Option<Difference>,
    /// What stands out.
    pub remarks: Vec<Remark>,
    /// Today.
    pub today: Date,
}

impl DisclosurePreview {
    /// The lines that would be registered.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        self.found.as_ref().map_or(&[], |found| &found.lines)
    }
}

/// The form with what the document says where nothing was typed.
fn filled(mut typed: TypedDisclosure, looked: &Looked, contract: &Row, vendor: &str, today: Date) -> TypedDisclosure {
    let head = &looked.head;
    let fill = |own: &mut String, found: &str| {
        if own.is_empty() {
            found.clone_into(own);
        }
    };
    fill(&mut typed.product, &head.product);
    fill(&mut typed.product_version, &head.product_version);
    fill(&mut typed.maker, &head.maker);
    fill(&mut typed.giver, if head.giver.is_empty() { vendor } else { &head.giver });
    fill(&mut typed.template, &head.template);
    fill(&mut typed.guideline, &head.guideline);
    fill(&mut typed.made_on, &head.made_on.map(|day| day.to_string()).unwrap_or_default());
    fill(&mut typed.received_on, &today.to_string());
    fill(&mut typed.kind, head.kind.map_or("", Kind::code));
    fill(&mut typed.subject, if head.remote { Subject::Remote.code() } else { Subject::System.code() });
    contract.id.clone_into(&mut typed.contract);
    typed
}

impl App {
    /// The contracts for which a statement can be registered.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn new_disclosure(&self, actor: &Actor, facility: &FacilityId) -> Result<NewDisclosure> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let contracts = snapshot.facts.all(Ledger::Contracts).iter().filter(|row| super::in_force(row, self.today()));
        Ok(NewDisclosure { contracts: contracts.map(|row| (row.id.clone(), row.name())).collect() })
    }

    /// Reads what was brought and says what registering it would do. What was brought is kept, so that the
    /// registration takes exactly what was shown.
    ///
    /// # Errors
    /// The actor may not; no contract; nothing was brought, or it cannot be read.
    pub async fn preview_disclosure(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        typed: TypedDisclosure,
        brought: Brought,
    ) -> Result<DisclosurePreview> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        Self::contract(&snapshot.facts, &typed.contract)?;
        let drafts = self.keep_drafts(actor, facility, brought).await?;
        self.look_again(actor, facility, typed, drafts, &Choice::default()).await
    }

    /// The same of what is kept, with other columns or another sheet.
    ///
    /// # Errors
    /// As [`App::preview_disclosure`]; columns without a question or an answer.
    pub async fn look_again(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        typed: TypedDisclosure,
        drafts: Drafts,
        choice: &Choice,
    ) -> Result<DisclosurePreview> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let (facts, today) = (&snapshot.facts, self.today());
        let contract = Self::contract(facts, &typed.contract)?;
        if choice.layout.as_ref().is_some_and(|layout| !layout.is_enough()) {
            return Err(AppError::Invalid(vec![Problem::new(
                "columns",
                "行を読み取れません。「質問」の列と、「回答」（または「はい」の印）の列が選ばれていないためです。両方の列を選んでください。",
            )]));
        }
        let looked = self.look_at(actor, facility, &drafts, (&choice.sheet, choice.layout.as_ref())).await?;
        let vendor = facts.target(contract, "vendor").map(Row::name).unwrap_or_default();
        let typed = filled(typed, &looked, contract, &vendor, today);
        let all = self.tenant(actor).disclosures(Some(facility)).await?;
        let lines = looked.found.as_ref().map_or(&[][..], |found| &found.lines);
        let draft = self.statement(facility, contract, &typed, lines);
        let replaces = draft.as_ref().and_then(|draft| super::registering::replaced(draft, &all)).cloned();
        let before = replaces.clone().or_else(|| earlier(&typed, &all).cloned());
        let difference = match &before {
            Some(before) if !lines.is_empty() => {
                let old = self.tenant(actor).disclosure_lines(facility, &before.id).await?;
                (!old.is_empty()).then(|| compare(&old, lines))
            }
            _ => None,
        };
        let catalog = self.catalog(actor).await?;
        let others: Vec<Statement> =
            all.into_iter().filter(|one| replaces.as_ref().is_none_or(|old| old.id != one.id)).collect();
        let remarks = draft
            .as_ref()
            .map(|draft| super::listed(draft, &others, facts, catalog.disclosure_versions(), today).remarks);
        let table = looked.table;
        Ok(DisclosurePreview {
            drafts,
            file: looked.file.map(|file| file.name).unwrap_or_default(),
            contract: contract.clone(),
            typed,
            looked_for: (table.is_some() && looked.found.is_none()).then(looked_for),
            found: looked.found,
            sample: table.as_ref().map(|table| sample(table, choice)).unwrap_or_default(),
            sheets: table.as_ref().map(|table| table.sheets.clone()).unwrap_or_default(),
            sheet: table.and_then(|table| table.sheet).unwrap_or_default(),
            replaces,
            difference,
            remarks: remarks.unwrap_or_default(),
            today,
        })
    }
}

/// The rows around the headings.
fn sample(table: &tate_inventory::Table, choice: &Choice) -> Vec<SourceRow> {
    let heading = choice.layout.as_ref().and_then(|layout| layout.heading);
    let at = heading.and_then(|row| table.rows.iter().position(|one| one.number == row)).unwrap_or_default();
    table.rows.iter().skip(at).take(SAMPLE_ROWS).cloned().collect()
}

/// The newest statement of the contract about the same thing.
fn earlier<'a>(typed: &TypedDisclosure, all: &'a [Statement]) -> Option<&'a Statement> {
    all.iter().rev().find(|one| {
        one.contract_id == typed.contract
            && one.subject.code() == typed.subject
            && one.kind.code() == typed.kind
            && (typed.product.is_empty() || search_key(&one.product) == search_key(&typed.product))
    })
}
