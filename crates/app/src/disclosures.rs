//! The register of disclosure statements (開示書、MDS/SDS): which documents the contracts need and which are there.
//! Reading one in is in [`mod@importing`], registering and withdrawing in [`mod@registering`], the talk about
//! いいえ and 対象外 in [`mod@talking`], the question list in [`mod@questions`].

mod importing;
mod questions;
mod registering;
mod source;
mod talking;
mod view;

pub use importing::{Choice, DisclosurePreview, NewDisclosure, TypedDisclosure};
pub use source::{Brought, Drafts};
pub use talking::{MOST_CHARS, TypedAcceptance};
pub use view::{DisclosureView, Talked};

use crate::App;
use crate::error::{AppError, Result};
use jiff::civil::Date;
use tate_domain::disclosure::{Around, Need, Remark, Standing, Statement, Subject, Versions, check, needs, outdated};
use tate_domain::facts::{Facts, Row};
use tate_domain::id::FacilityId;
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Permission};

/// A statement with what stands out in it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The statement.
    pub statement: Statement,
    /// What stands out.
    pub remarks: Vec<Remark>,
    /// Whether it is older than what can be asked for.
    pub outdated: bool,
    /// Lines about which somebody still has to do something.
    pub open: usize,
    /// Lines asked about more than 30 days ago, or whose acceptance is over.
    pub urgent: usize,
    /// Lines whose risk is accepted.
    pub accepted: usize,
    /// Days since it was made.
    pub days: Option<i32>,
}

/// One document that a contract needs, and what is there for it.
#[derive(Debug, Clone)]
pub struct NeededLine {
    /// The document.
    pub need: Need,
    /// The statements that are it.
    pub has: Vec<Listed>,
    /// How the contract's row says it stands: 入手済み, 請求中, …; may be empty.
    pub ledger: String,
    /// Whether the row says that it was received: on paper, its lines are not in the register.
    pub on_paper: bool,
}

impl NeededLine {
    /// Whether a document is needed and not there.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.has.is_empty() && self.need.sure
    }
}

/// One contract of the register.
#[derive(Debug, Clone)]
pub struct ContractLines {
    /// The contract's row.
    pub contract: Row,
    /// Who is under contract.
    pub vendor: String,
    /// The system it is about.
    pub system: String,
    /// What it needs.
    pub needed: Vec<NeededLine>,
    /// Statements that are none of these.
    pub others: Vec<Listed>,
}

/// The register of a facility.
#[derive(Debug, Clone, Default)]
pub struct Register {
    /// Contracts in force that need a document or have one.
    pub contracts: Vec<ContractLines>,
    /// Statements that hold, whose contract is not in the ledger any more.
    pub orphans: Vec<Listed>,
    /// Whether there is any contract to register one for.
    pub any_contract: bool,
}

impl Register {
    /// Documents that are needed and not there.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.contracts.iter().flat_map(|one| &one.needed).filter(|line| line.is_missing()).count()
    }

    /// Whether no document is registered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orphans.is_empty()
            && self
                .contracts
                .iter()
                .all(|one| one.others.is_empty() && one.needed.iter().all(|line| line.has.is_empty()))
    }
}

/// Looks at one statement among the others of its facility.
fn listed(one: &Statement, all: &[Statement], facts: &Facts, versions: &Versions, today: Date) -> Listed {
    let contract = facts.find(Ledger::Contracts, &one.contract_id);
    let system = contract.and_then(|contract| facts.target(contract, "system"));
    let ledger_version = system.map_or("", |system| system.text("version"));
    let urgent =
        one.follow_ups.iter().filter(|talk| matches!(talk.standing(today), Standing::Overdue | Standing::Expired));
    Listed {
        remarks: check(one, &Around { versions, others: all, ledger_version, today }),
        outdated: !outdated(one, versions, today).is_empty(),
        open: one.open(today).count(),
        urgent: urgent.count(),
        accepted: one.accepted(today).count(),
        days: one.made_on.map(|made| (today - made).get_days()),
        statement: one.clone(),
    }
}

/// Whether a contract counts: in force, and more than a purchase.
fn in_force(contract: &Row, today: Date) -> bool {
    !contract.is("kind", "none") && contract.day("until").is_none_or(|until| until >= today)
}

/// The register from the ledgers and the statements of a facility.
pub(crate) fn register(facts: &Facts, all: &[Statement], versions: &Versions, today: Date) -> Register {
    let current: Vec<&Statement> = all.iter().filter(|one| one.is_current()).collect();
    let look = |one: &Statement| listed(one, all, facts, versions, today);
    let rows = facts.all(Ledger::Contracts);
    let contracts = rows.iter().filter_map(|contract| {
        let own: Vec<&Statement> = current.iter().copied().filter(|one| one.contract_id == contract.id).collect();
        let system = facts.target(contract, "system");
        let needed = if in_force(contract, today) { needs(contract, system, &own) } else { Vec::new() };
        if needed.is_empty() && own.is_empty() {
            return None;
        }
        let others = own.iter().filter(|one| !needed.iter().any(|need| need.is_met_by(one))).map(|one| look(one));
        let vendor = facts.target(contract, "vendor").or_else(|| facts.target(system?, "vendor"));
        Some(ContractLines {
            vendor: vendor.map(Row::name).unwrap_or_default(),
            system: system.map(Row::name).unwrap_or_default(),
            others: others.collect(),
            needed: needed
                .into_iter()
                .map(|need| NeededLine {
                    need,
                    has: own.iter().filter(|one| need.is_met_by(one)).map(|one| look(one)).collect(),
                    ledger: shown(contract, column(need)),
                    on_paper: contract.is(column(need), "received"),
                })
                .collect(),
            contract: contract.clone(),
        })
    });
    let gone = |one: &&Statement| facts.find(Ledger::Contracts, &one.contract_id).is_none();
    Register {
        contracts: contracts.collect(),
        orphans: current.iter().copied().filter(gone).map(look).collect(),
        any_contract: rows.iter().any(|contract| in_force(contract, today)),
    }
}

/// The column of a contract that says how a document stands.
fn column(need: Need) -> &'static str {
    match need.subject {
        Subject::System => "disclosure",
        Subject::Remote => "remote_disclosure",
    }
}

/// A value of a contract as the ledger shows it.
fn shown(contract: &Row, key: &str) -> String {
    let column = Ledger::Contracts.column(key);
    column.map(|column| tate_domain::ledger::show(column, contract.text(key))).unwrap_or_default()
}

impl App {
    /// The register: per contract the documents it needs, those that are there, and what stands out.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn disclosures(&self, actor: &Actor, facility: &FacilityId) -> Result<Register> {
        actor.may_at(Permission::View, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let all = self.tenant(actor).disclosures(Some(facility)).await?;
        let catalog = self.catalog(actor).await?;
        Ok(register(&snapshot.facts, &all, catalog.disclosure_versions(), self.today()))
    }

    /// A contract of the ledger.
    fn contract<'a>(facts: &'a Facts, id: &str) -> Result<&'a Row> {
        facts.find(Ledger::Contracts, id).ok_or_else(|| {
            AppError::invalid("contract", "契約が選ばれていません。どの契約の開示書かを選んでください。契約がないときは、先に契約の台帳に登録してください。")
        })
    }
}
