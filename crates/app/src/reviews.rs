//! Reviews (点検): what is due, and recording one together with what it changes in other ledgers.

mod accounts;
mod recording;

pub use accounts::{AccountLine, SystemAccounts};
pub use recording::TypedReview;

use crate::App;
use crate::error::{AppError, Result};
use crate::facts::os_verdict;
use jiff::civil::Date;
use std::collections::BTreeMap;
use tate_domain::facts::{Facts, Reviewed, Row};
use tate_domain::id::FacilityId;
use tate_domain::ledger::{Kind, Ledger, show};
use tate_domain::lifecycle::{LifecycleData, Verdict};
use tate_domain::proposal::RowRef;
use tate_domain::role::{Actor, Permission};

/// The codes and names of the kinds of review.
#[must_use]
pub fn kinds() -> &'static [(&'static str, &'static str)] {
    match Ledger::Reviews.column("kind").map(|column| column.kind) {
        Some(Kind::Choice(kinds)) => kinds,
        _ => &[],
    }
}

/// 利用者IDの棚卸, …; a code that is none as it is.
#[must_use]
pub fn kind_label(code: &str) -> &str {
    kinds().iter().find(|(kind, _)| *kind == code).map_or(code, |(_, label)| label)
}

/// How a kind of review stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// `accounts`, `patches`, …
    pub kind: &'static str,
    /// 利用者IDの棚卸, …
    pub label: &'static str,
    /// The last review.
    pub last: Option<Date>,
    /// Its row.
    pub row: Option<RowRef>,
    /// Its result in words; empty: none yet.
    pub result: String,
    /// Who did it.
    pub reviewer: String,
    /// When the next one is due.
    pub next: Option<Date>,
    /// Whether that day has passed, or there has been none at all.
    pub overdue: bool,
    /// Findings that are open.
    pub open: usize,
}

/// Every kind of review: the overdue ones first, then by day, then those never done.
#[must_use]
pub fn due(facts: &Facts, today: Date) -> Vec<Due> {
    let open = facts.open_findings(today);
    let mut all: Vec<Due> = kinds()
        .iter()
        .map(|(kind, label)| {
            let last = facts.reviews(kind, Reviewed::Anything, today).into_iter().next();
            let next = facts.review_due(kind, today);
            let word = |row: &Row, key: &str| {
                row.ledger.column(key).map(|column| show(column, row.text(key))).unwrap_or_default()
            };
            Due {
                kind,
                label,
                last: last.and_then(|row| row.day("day")),
                row: last.map(Row::pointer),
                result: last.map(|row| word(row, "result")).unwrap_or_default(),
                reviewer: last.and_then(|row| facts.target(row, "reviewer")).map(Row::name).unwrap_or_default(),
                next,
                overdue: next.is_none_or(|day| day < today),
                open: open.iter().filter(|row| row.is("kind", kind)).count(),
            }
        })
        .collect();
    all.sort_by_key(|one| (one.next.is_none(), one.next));
    all
}

/// A device as the review of patches lists it.
#[derive(Debug, Clone)]
pub struct DeviceLine {
    /// The device.
    pub row: RowRef,
    /// Its operating system.
    pub os: String,
    /// The last update.
    pub last_patch: Option<Date>,
    /// Days since then.
    pub age: Option<i64>,
    /// What the support dates say.
    pub verdict: Verdict,
    /// The same as a sentence.
    pub text: String,
}

/// A backup as the reviews of backups list it.
#[derive(Debug, Clone)]
pub struct BackupLine {
    /// The backup.
    pub row: RowRef,
    /// The last success.
    pub last_success: Option<Date>,
    /// Days since then.
    pub age: Option<i64>,
    /// The last restore test.
    pub restore_test: Option<Date>,
}

/// What the form of a review shows.
#[derive(Debug, Clone)]
pub struct ReviewForm {
    /// `accounts`, …
    pub kind: &'static str,
    /// 利用者IDの棚卸, …
    pub label: &'static str,
    /// How this kind stands.
    pub due: Due,
    /// What the fields begin with: days as stored, references as ids.
    pub typed: BTreeMap<String, String>,
    /// People who may have reviewed.
    pub people: Vec<RowRef>,
    /// Systems.
    pub systems: Vec<RowRef>,
    /// Logs.
    pub logs: Vec<RowRef>,
    /// Accounts by system; for the review of accounts only.
    pub accounts: Vec<SystemAccounts>,
    /// Devices, the longest without an update first; for the review of patches only.
    pub devices: Vec<DeviceLine>,
    /// Backups, the longest without a success first; for the reviews of backups and the restore tests.
    pub backups: Vec<BackupLine>,
    /// Today.
    pub today: Date,
}

/// Whole days from a day to today.
fn age(day: Option<Date>, today: Date) -> Option<i64> {
    day.and_then(|day| day.until(today).ok()).map(|span| i64::from(span.get_days()))
}

fn devices(facts: &Facts, lifecycle: &LifecycleData, today: Date) -> Vec<DeviceLine> {
    let line = |row: &Row| {
        let verdict = os_verdict(lifecycle, row, today);
        let last_patch = row.day("last_patch");
        DeviceLine {
            row: row.pointer(),
            os: [row.text("os"), row.text("os_release")].join(" ").trim().to_owned(),
            last_patch,
            age: age(last_patch, today),
            verdict: verdict.verdict,
            text: verdict.text,
        }
    };
    let mut lines: Vec<DeviceLine> = facts.devices_in_use().map(line).collect();
    lines.sort_by_key(|line| (line.last_patch, line.row.name.clone()));
    lines
}

fn backups(facts: &Facts, today: Date) -> Vec<BackupLine> {
    let line = |row: &Row| {
        let last_success = row.day("last_success");
        let age = age(last_success, today);
        BackupLine { row: row.pointer(), last_success, age, restore_test: row.day("restore_test") }
    };
    let mut lines: Vec<BackupLine> = facts.all(Ledger::Backups).iter().map(line).collect();
    lines.sort_by_key(|line| line.last_success);
    lines
}

impl App {
    /// What is due, and the reviews so far.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn reviews(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<Due>> {
        actor.may_at(Permission::View, facility)?;
        Ok(due(&self.facts(actor, facility).await?.facts, self.today()))
    }

    /// What the form of a kind of review shows.
    ///
    /// # Errors
    /// The actor may not, or no such kind.
    pub async fn review_form(&self, actor: &Actor, facility: &FacilityId, kind: &str) -> Result<ReviewForm> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let (facts, today) = (&snapshot.facts, self.today());
        let due = due(facts, today).into_iter().find(|one| one.kind == kind).ok_or(AppError::NotFound)?;
        let rows = |ledger| facts.all(ledger).iter().map(Row::pointer).collect();
        let is = |kinds: &[&str]| kinds.contains(&kind);
        let typed = self.begun(actor, facility, facts, &due).await?;
        Ok(ReviewForm {
            kind: due.kind,
            label: due.label,
            typed,
            people: facts
                .all(Ledger::People)
                .iter()
                .filter(|row| Facts::works_here(row, today))
                .map(Row::pointer)
                .collect(),
            systems: rows(Ledger::Systems),
            logs: if is(&["logs"]) { rows(Ledger::Logs) } else { Vec::new() },
            accounts: if is(&["accounts"]) { accounts::by_system(facts, today) } else { Vec::new() },
            devices: if is(&["patches"]) { devices(facts, &self.lifecycle, today) } else { Vec::new() },
            backups: if is(&["backup", "restore"]) { backups(facts, today) } else { Vec::new() },
            due,
            today,
        })
    }

    /// What the form begins with, and over it what was typed and not recorded.
    async fn begun(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        facts: &Facts,
        due: &Due,
    ) -> Result<BTreeMap<String, String>> {
        let today = self.today();
        let next = today.saturating_add(jiff::Span::new().days(tate_domain::facts::usual_days(due.kind)));
        let mut typed = BTreeMap::from([("day".to_owned(), today.to_string()), ("next".to_owned(), next.to_string())]);
        if let Some(own) = facts.all(Ledger::People).iter().find(|row| row.name() == actor.name) {
            typed.insert("reviewer".to_owned(), own.id.clone());
        }
        typed.extend(self.drafts(actor, facility, &recording::place(due.kind)).await?);
        Ok(typed)
    }

    /// The reviews of some kinds that have been recorded, the newest first.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn reviews_of(&self, actor: &Actor, facility: &FacilityId, kinds: &[&str]) -> Result<Vec<ReviewLine>> {
        let snapshot = self.facts(actor, facility).await?;
        Ok(lines(&snapshot.facts, kinds, self.today()))
    }
}

/// A review in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewLine {
    /// Its row.
    pub row: RowRef,
    /// When.
    pub day: Date,
    /// 利用者IDの棚卸, …
    pub label: String,
    /// What of: the system, backup or log; empty: everything.
    pub subject: String,
    /// Who.
    pub reviewer: String,
    /// 問題なし, …
    pub result: String,
    /// What was found.
    pub findings: String,
}

/// The reviews of some kinds, the newest first.
#[must_use]
pub fn lines(facts: &Facts, kinds: &[&str], today: Date) -> Vec<ReviewLine> {
    let mut rows: Vec<&Row> = kinds.iter().flat_map(|kind| facts.reviews(kind, Reviewed::Anything, today)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.day("day")));
    let line = |row: &Row| {
        let named = |key: &str| facts.target(row, key).map(Row::name);
        Some(ReviewLine {
            row: row.pointer(),
            day: row.day("day")?,
            label: kind_label(row.text("kind")).to_owned(),
            subject: named("backup").or_else(|| named("log")).or_else(|| named("system")).unwrap_or_default(),
            reviewer: named("reviewer").unwrap_or_default(),
            result: row.ledger.column("result").map(|column| show(column, row.text("result"))).unwrap_or_default(),
            findings: row.text("findings").to_owned(),
        })
    };
    rows.into_iter().filter_map(line).collect()
}

/// The kinds of review that an item asks about, by the rules and the number of its row.
#[must_use]
pub fn kinds_of(item: &tate_domain::edition::Item) -> &'static [&'static str] {
    let ruled = |name: &str| item.rules.iter().any(|rule| rule.starts_with(name));
    let key = item.id.split_once(':').map_or("", |(_, key)| key);
    if ruled("unneeded_accounts") {
        &["accounts"]
    } else if ruled("patching") {
        &["patches"]
    } else if ruled("backup") {
        &["restore", "backup"]
    } else if key == "2-11" && item.id.starts_with("r7-") {
        &["logs"]
    } else {
        &[]
    }
}
