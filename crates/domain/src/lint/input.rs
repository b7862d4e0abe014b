//! What the rules of the lint may look at.

use super::{Chain, Link};
use crate::answer::{Answer, AnswerValue};
use crate::date::FiscalYear;
use crate::disclosure::{Statement, Versions};
use crate::edition::{Edition, EditionKind, Item};
use crate::facts::{Facts, Row};
use crate::ledger::Ledger;
use crate::proposal::Proposal;
use crate::rules::{OsVerdict, Params};
use jiff::civil::Date;

/// What was answered to the same item in the year before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastYear {
    /// The answer.
    pub value: AnswerValue,
    /// When it was confirmed, RFC 3339 in UTC.
    pub at: String,
}

/// One row of a sheet with what is kept about it.
#[derive(Debug, Clone)]
pub struct SheetRow<'a> {
    /// The item.
    pub item: &'a Item,
    /// Whether it is asked: gate and branches are open.
    pub asked: bool,
    /// What was confirmed last this year.
    pub answer: Option<&'a Answer>,
    /// What the facts say today.
    pub proposal: Option<&'a Proposal>,
    /// The newest day of what the answer rests on: its frozen proof or a file.
    pub proof_day: Option<Date>,
    /// Files kept with the item this year.
    pub files: usize,
    /// What was confirmed in the year before.
    pub last_year: Option<LastYear>,
    /// The ledgers that the answer rests on.
    pub rests_on: Vec<Ledger>,
}

impl SheetRow<'_> {
    /// The answer, where the row is asked and answered with this value.
    #[must_use]
    pub fn says(&self, value: AnswerValue) -> Option<&Answer> {
        self.answer.filter(|answer| self.asked && answer.decision.value == value)
    }

    /// Whether the row is first of all about a control of the crosswalk.
    #[must_use]
    pub fn is_about(&self, concept: &str) -> bool {
        self.item.concepts.first().is_some_and(|first| first == concept)
    }

    /// Number and label with the item's id.
    #[must_use]
    pub fn link(&self) -> Link {
        Link::Item { id: self.item.id.clone(), name: self.name() }
    }

    /// `2-① 機器台帳`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.item.number, self.item.label).trim_start().to_owned()
    }
}

/// A sheet of this year.
#[derive(Debug, Clone)]
pub struct LintSheet<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// Its rows in official order.
    pub rows: Vec<SheetRow<'a>>,
}

/// Everything the lint looks at. The day is handed in, never taken.
pub struct LintInput<'a> {
    /// The ledgers.
    pub facts: &'a Facts,
    /// The fiscal year.
    pub year: FiscalYear,
    /// The day.
    pub today: Date,
    /// Thresholds of the edition in use.
    pub params: &'a Params,
    /// The sheets with a round in this year.
    pub sheets: &'a [LintSheet<'a>],
    /// The lifecycle verdict of a device.
    pub os: &'a dyn Fn(&Row) -> OsVerdict,
    /// The register of disclosure statements, without their lines.
    pub disclosures: &'a [Statement],
    /// The known versions of their template and of the guideline.
    pub versions: &'a Versions,
    /// The other shops of the organization, for the rules that compare them; the facility's own id with it.
    pub chain: Option<(&'a Chain, &'a str)>,
}

impl<'a> LintInput<'a> {
    /// The rows of the official checklists that are asked.
    pub fn checklist(&self) -> impl Iterator<Item = &SheetRow<'a>> {
        self.sheets
            .iter()
            .filter(|sheet| sheet.edition.kind == EditionKind::Checklist)
            .flat_map(|sheet| &sheet.rows)
            .filter(|row| row.asked)
    }

    /// Rows of the checklists confirmed as はい, with their answers.
    pub fn yes(&self) -> impl Iterator<Item = (&SheetRow<'a>, &Answer)> {
        self.checklist().filter_map(|row| Some((row, row.says(AnswerValue::Yes)?)))
    }

    /// The disclosure statements that hold, of contracts that are still in the ledger.
    pub fn statements(&self) -> impl Iterator<Item = &'a Statement> {
        let facts: &'a Facts = self.facts;
        self.disclosures
            .iter()
            .filter(move |one| one.is_current() && facts.find(Ledger::Contracts, &one.contract_id).is_some())
    }

    /// Days since a day; negative for the future.
    #[must_use]
    pub fn age(&self, day: Date) -> i64 {
        i64::from((self.today - day).get_days())
    }

    /// Whether the sheet's question before all others is this row.
    #[must_use]
    pub fn is_gate(&self, row: &SheetRow<'_>) -> bool {
        self.sheets.iter().any(|sheet| sheet.edition.gate.as_ref().is_some_and(|gate| gate.id == row.item.id))
    }

    /// Devices in use of a kind.
    pub(super) fn devices(&self, kind: &'static str) -> impl Iterator<Item = &'a Row> {
        let facts: &'a Facts = self.facts;
        facts.devices_in_use().filter(move |device| crate::rules::device_kind(device) == kind)
    }
}
