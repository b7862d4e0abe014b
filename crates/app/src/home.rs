//! The first page: what to do next, how far the sheet is, what an inspector asks to see.

mod tasks;

use crate::checklist::{Checklist, ChecklistRow};
use crate::documents::{Seen, seen};
use crate::error::Result;
use crate::reviews::{Due, due};
use crate::{App, chart};
use jiff::civil::Date;
use tate_domain::answer::AnswerValue;
use tate_domain::date::FiscalYear;
use tate_domain::disclosure::Statement;
use tate_domain::exception::Registered;
use tate_domain::facts::Facts;
use tate_domain::id::FacilityId;
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Permission};
use tate_report::{ContactChart, Meta};

/// The most tasks on the page: more is a list, and a list is not read.
pub const MOST_TASKS: usize = 5;

/// The most reviews on the page.
pub const MOST_REVIEWS: usize = 3;

/// The fiscal year of the newest official sheet of which we know that it was published.
const NEWEST_PUBLISHED: i16 = 2026;

/// The first page.
#[derive(Debug, Clone)]
pub struct Home {
    /// What to do next, by deadline and then by importance; at most [`MOST_TASKS`].
    pub tasks: Vec<Task>,
    /// How many tasks there are besides.
    pub more: usize,
    /// Rows with a confirmed answer.
    pub answered: usize,
    /// Rows of the sheet.
    pub total: usize,
    /// Rows answered はい.
    pub yes: usize,
    /// Rows answered いいえ.
    pub no: usize,
    /// The documents that an inspector looks at in person.
    pub seen: Vec<Seen>,
    /// The reviews that come next, the most urgent first; at most [`MOST_REVIEWS`].
    pub reviews: Vec<Due>,
    /// That a newer official sheet exists than the one in use, and what that means.
    pub notice_newer_edition: Option<String>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What, in one line.
    pub title: String,
    /// Why or how, in one or two sentences.
    pub detail: String,
    /// By when, where there is a day.
    pub due: Option<Date>,
    /// Whether that day has passed.
    pub overdue: bool,
    /// Where it is done.
    pub link: TaskLink,
}

/// Where a task is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskLink {
    /// The page of an item (its id).
    Item(String),
    /// A ledger.
    Ledger(Ledger),
    /// One row of a ledger (its id).
    Row(Ledger, String),
    /// The contact chart.
    Chart,
    /// The first-start wizard.
    Wizard,
    /// Printing the binder.
    Binder,
    /// Hosts outside the ledger.
    Unregistered,
    /// Devices that are no longer seen.
    MissingDevices,
    /// Values on which an import and a person disagree.
    Disagreements,
    /// The board of vendors, narrowed to these.
    Vendors(&'static str),
    /// The contradiction lint.
    Lint,
    /// An exception of the register (its id).
    Exception(String),
    /// Recording a review of a kind.
    Review(String),
    /// A disclosure statement (its id).
    Disclosure(String),
    /// Notices of vendors.
    Notices,
}

/// What the tasks are drawn from.
pub(crate) struct Situation<'a> {
    pub(crate) rows: &'a [ChecklistRow],
    pub(crate) chart: &'a ContactChart,
    pub(crate) wizard_done: bool,
    /// Findings of the lint of the weight 要修正.
    pub(crate) must_fix: usize,
    pub(crate) exceptions: &'a [Registered],
    pub(crate) disclosures: &'a [Statement],
    pub(crate) facts: &'a Facts,
    pub(crate) year: FiscalYear,
    pub(crate) today: Date,
    pub(crate) machines: Waiting,
    /// Notices of vendors that nobody has checked: how many, and the first day by which something is to be done.
    pub(crate) notices: (usize, Option<Date>),
}

/// What machine imports left for a person to decide, by number.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Waiting {
    pub(crate) unregistered: usize,
    pub(crate) missing: usize,
    pub(crate) disagreements: usize,
}

/// Words about the newer official sheet, while an older one is carried out.
fn newer_edition(edition_year: i16, year: FiscalYear) -> Option<String> {
    if edition_year >= year.0 {
        return None;
    }
    let (own, this) = (FiscalYear(edition_year).name(), year.name());
    let known = if year.0 <= NEWEST_PUBLISHED {
        format!("{this}版の公式チェックリストが、厚生労働省から公表されています。")
    } else {
        format!("{this}版の公式チェックリストが公表されているか、厚生労働省のページで確かめてください。")
    };
    Some(format!(
        "{known}このプログラムには{own}版の項目が入っており、今年度の点検はこの項目で行います。公式のファイルをお手元に用意できた場合は、「版の管理」で取り込んで切り替えられます。"
    ))
}

fn wizard_done(list: &Checklist) -> bool {
    list.snapshot.facility.wizard.get("done").and_then(serde_json::Value::as_bool).unwrap_or(false)
}

impl App {
    /// The first page of a facility as it stands today.
    ///
    /// # Errors
    /// Out of reach, or not there.
    pub async fn home(&self, actor: &Actor, facility: &FacilityId) -> Result<Home> {
        actor.may_at(Permission::View, facility)?;
        let edition = self.current_edition(actor, facility).await?;
        let list = self.checklist(actor, facility, &edition.id).await?;
        let facts = &list.snapshot.facts;
        let chart = chart::chart(facts, &self.builtin, list.today, Meta::default());
        let machines = Waiting {
            unregistered: self.open_sightings(actor, facility).await?.len(),
            missing: self.missing_devices(actor, facility).await?.len(),
            disagreements: self.open_disagreements(actor, facility).await?.len(),
        };
        let disclosures = self.tenant(actor).disclosures(Some(facility)).await?;
        let open = self.vendor_notices(actor, facility).await?;
        let open: Vec<_> = open.into_iter().filter(|one| one.record.checked_at.is_empty()).collect();
        let situation = Situation {
            notices: (open.len(), open.iter().filter_map(|one| one.file.by_when).min()),
            machines,
            rows: &list.rows,
            chart: &chart,
            wizard_done: wizard_done(&list),
            must_fix: self.must_fix(actor, facility).await?.len(),
            exceptions: &list.exceptions,
            disclosures: &disclosures,
            facts,
            year: list.year,
            today: list.today,
        };
        let mut tasks = tasks::tasks(&situation);
        let more = tasks.len().saturating_sub(MOST_TASKS);
        tasks.truncate(MOST_TASKS);
        Ok(Home {
            tasks,
            more,
            answered: list.answered(),
            total: list.total(),
            yes: list.count(AnswerValue::Yes),
            no: list.count(AnswerValue::No),
            seen: seen(&list.rows, facts, &chart),
            reviews: due(facts, list.today).into_iter().take(MOST_REVIEWS).collect(),
            notice_newer_edition: newer_edition(edition.fiscal_year, list.year),
        })
    }
}

#[cfg(test)]
pub(crate) mod tests;
