//! The board: every contract with what was asked of it, what came back, and since when it waits.

use super::Desk;
use crate::App;
use crate::error::Result;
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};
use tate_domain::date::{FiscalYear, parse_day};
use tate_domain::facts::{Facts, Row};
use tate_domain::id::FacilityId;
use tate_domain::ledger::{Ledger, show};
use tate_domain::proposal::RowRef;
use tate_domain::role::{Actor, Permission};
use tate_domain::vendor::{Request, Standing, State};
use tate_store::LetterRecord;

/// Mails that did not arrive and are looked at.
const MOST_LOST: i64 = 500;

/// Whether a contract's vendor must answer a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Maintenance or service: one sheet per system and contract (Q&A 12-23, 12-39).
    Required,
    /// It is not written down whether there is a maintenance contract.
    Unknown,
    /// Bought only, without operation or maintenance: not required (facts A-6).
    NoContract,
    /// The system holds no patient information: outside the checklist (Q&A 1-8, 12-22).
    NoPatientData,
    /// The contract has ended.
    Over,
}

impl Scope {
    /// Whether the vendor can be asked.
    #[must_use]
    pub fn may_ask(self) -> bool {
        match self {
            Self::Required | Self::Unknown => true,
            Self::NoContract | Self::NoPatientData | Self::Over => false,
        }
    }

    /// 必要, 不要（契約なし）, …
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Required => "必要",
            Self::Unknown => "契約の種類が未記入",
            Self::NoContract => "不要（契約なし）",
            Self::NoPatientData => "不要（患者情報なし）",
            Self::Over => "契約終了",
        }
    }

    pub(super) fn of(facts: &Facts, contract: &Row, today: Date) -> Self {
        let system = facts.target(contract, "system");
        if contract.is("kind", "none") {
            Self::NoContract
        } else if contract.day("until").is_some_and(|day| day < today) {
            Self::Over
        } else if system.is_some_and(|system| system.yes("patient_data") == Some(false)) {
            Self::NoPatientData
        } else if contract.text("kind").is_empty() {
            Self::Unknown
        } else {
            Self::Required
        }
    }
}

/// One contract of the board.
#[derive(Debug, Clone)]
pub struct BoardLine {
    /// The contract.
    pub contract: RowRef,
    /// The vendor under contract.
    pub vendor: Option<RowRef>,
    /// The desk that is asked.
    pub desk: Option<Desk>,
    /// The system's name; may be empty.
    pub system: String,
    /// Whether a sheet is required.
    pub scope: Scope,
    /// This year's request.
    pub request: Option<Request>,
    /// MDS/SDS in words.
    pub disclosure: String,
    /// The remote maintenance's SDS in words; empty where there is none to ask for.
    pub remote_disclosure: String,
    /// Letters about the request, the oldest first.
    pub letters: Vec<LetterRecord>,
    /// A mail about the request that did not arrive, or may not have.
    pub lost_mail: Option<String>,
    /// Days since the request went out, while the vendor is waited for.
    pub waiting: Option<i32>,
}

impl BoardLine {
    /// Where the request stands; none where nothing was asked.
    #[must_use]
    pub fn standing(&self, today: Date) -> Option<Standing> {
        self.request.as_ref().map(|request| request.standing(today))
    }

    /// Whether another desk collects for the vendor.
    #[must_use]
    pub fn is_collected(&self) -> bool {
        matches!((&self.vendor, &self.desk), (Some(vendor), Some(desk)) if vendor.id != desk.id)
    }

    /// Whether it can be asked now: in scope, not asked yet, with a vendor.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.scope.may_ask() && self.request.is_none() && self.desk.is_some()
    }

    /// How many reminders went out.
    #[must_use]
    pub fn reminders(&self) -> usize {
        self.letters.iter().filter(|letter| letter.kind == "remind").count()
    }
}

/// All contracts of a facility this year.
#[derive(Debug, Clone)]
pub struct Board {
    /// The fiscal year.
    pub year: FiscalYear,
    /// Today.
    pub today: Date,
    /// What needs somebody first: overdue, refused, to review, … not asked, not required.
    pub lines: Vec<BoardLine>,
    /// Systems in scope without any contract in the ledger.
    pub without_contract: Vec<RowRef>,
}

impl Board {
    /// How many requests stand so.
    #[must_use]
    pub fn count(&self, standing: Standing) -> usize {
        self.lines.iter().filter(|line| line.standing(self.today) == Some(standing)).count()
    }

    /// How many contracts can be asked now.
    #[must_use]
    pub fn free(&self) -> usize {
        self.lines.iter().filter(|line| line.is_free()).count()
    }

    /// How many were asked.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.lines.iter().filter(|line| line.request.is_some()).count()
    }
}

fn words(contract: &Row, key: &str) -> String {
    Ledger::Contracts.column(key).map(|column| show(column, contract.text(key))).unwrap_or_default()
}

fn waiting(request: &Request, today: Date) -> Option<i32> {
    let since = match request.state {
        State::Asked | State::Returned => parse_day(&request.asked_at).ok()?,
        State::Submitted | State::Accepted | State::Refused | State::Withdrawn => return None,
    };
    since.until(today).ok().map(|span| span.get_days())
}

fn line(facts: &Facts, contract: &Row, today: Date) -> BoardLine {
    let vendor = Desk::vendor(facts, contract);
    let remote = contract.is("remote", "yes");
    let remote_disclosure = if remote { words(contract, "remote_disclosure") } else { String::new() };
    BoardLine {
        contract: contract.pointer(),
        vendor: vendor.map(Row::pointer),
        desk: vendor.map(|vendor| Desk::for_vendor(facts, vendor)),
        system: facts.target(contract, "system").map(Row::name).unwrap_or_default(),
        scope: Scope::of(facts, contract, today),
        request: None,
        disclosure: words(contract, "disclosure"),
        remote_disclosure: if remote && remote_disclosure.is_empty() {
            "未請求".to_owned()
        } else {
            remote_disclosure
        },
        letters: Vec::new(),
        lost_mail: None,
        waiting: None,
    }
}

impl App {
    /// Every contract with this year's request.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn board(&self, actor: &Actor, facility: &FacilityId) -> Result<Board> {
        actor.may_at(Permission::View, facility)?;
        let (snapshot, today, tenant) = (self.facts(actor, facility).await?, self.today(), self.tenant(actor));
        let (facts, year) = (&snapshot.facts, FiscalYear::of(today));
        let mut requests: HashMap<String, Request> =
            facts.asked().iter().map(|one| (one.request.contract_id.clone(), one.request.clone())).collect();
        let mut letters: HashMap<String, Vec<LetterRecord>> = HashMap::new();
        for letter in tenant.letters(facility, i64::from(year.0)).await? {
            letters.entry(letter.request_id.clone()).or_default().push(letter);
        }
        let lost: HashSet<String> = tenant
            .troubled_mails(facility, MOST_LOST)
            .await?
            .into_iter()
            .map(|mail| mail.what.id.to_string())
            .collect();
        let mut lines: Vec<BoardLine> = Vec::new();
        for contract in facts.all(Ledger::Contracts) {
            let mut line = line(facts, contract, today);
            line.request = requests.remove(&contract.id);
            line.letters =
                line.request.as_ref().and_then(|request| letters.remove(request.id.as_str())).unwrap_or_default();
            line.lost_mail =
                line.letters.iter().rev().map(|letter| &letter.mail_id).find(|id| lost.contains(id.as_str())).cloned();
            line.waiting = line.request.as_ref().and_then(|request| waiting(request, today));
            lines.push(line);
        }
        // Not asked comes after what waits for somebody, not required last.
        lines.sort_by_key(|line| match line.standing(today) {
            Some(standing) if standing < Standing::Accepted => (0, Some(standing), line.scope),
            None if line.scope.may_ask() => (1, None, line.scope),
            other => (2, other, line.scope),
        });
        let bare = facts.systems_in_scope().filter(|system| facts.contracts_of(system).next().is_none());
        Ok(Board { year, today, lines, without_contract: bare.map(Row::pointer).collect() })
    }
}
