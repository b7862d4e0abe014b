//! One row: its form, saving, what somebody else changed meanwhile, removing.

use super::field::Field;
use super::form::{self, Difference, Typed};
use super::mark::{self, Mark};
use super::{ledger, list_address, row_address};
use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render};
use crate::pages::lint;
use crate::pages::machines::read::ReadView;
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use std::sync::Arc;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::facts::Snapshot;
use tate_app::machines::OpenDisagreement;
use tate_domain::facts::Row;
use tate_domain::id::RowId;
use tate_domain::ledger::Ledger;
use tate_domain::lint::LintFinding;
use tate_domain::proposal::RowRef;
use tate_domain::role::Permission;

#[derive(Template)]
#[template(path = "pages/ledgers/row.html")]
struct RowPage {
    frame: Frame,
    ledger: Ledger,
    /// Where the form is sent.
    address: String,
    /// Under which name the script keeps what is typed.
    draft: String,
    existing: bool,
    seen: i64,
    first: Vec<Field>,
    more: Vec<Field>,
    problems: Vec<Problem>,
    why: Why,
    differences: Vec<Difference>,
    mark: Option<Mark>,
    updated: String,
    referring: Vec<RowRef>,
    shown: Vec<(&'static str, String)>,
    /// Where imports disagree with what stands in the row.
    disagreements: Vec<OpenDisagreement>,
    /// What machines read of a device.
    read: Vec<ReadView>,
    /// Where deciding a disagreement leads back to.
    from: &'static str,
    /// What must be put right about the row that was saved just before.
    found: Vec<LintFinding>,
}

/// Why the form does not simply show what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    Stored,
    /// Something was typed earlier and not saved.
    Draft,
    /// Somebody else changed the row meanwhile.
    Conflict,
    /// Somebody else removed the row meanwhile.
    Gone,
}

/// Where a form stands.
struct At<'a> {
    page: &'a Page,
    ledger: Ledger,
    snapshot: &'a Snapshot,
    beside: &'a Beside,
}

/// What machine imports know of the row.
#[derive(Debug, Clone, Default)]
struct Beside {
    disagreements: Vec<OpenDisagreement>,
    read: Vec<ReadView>,
}

impl Beside {
    async fn of(page: &Page, site: &Site, ledger: Ledger, id: &str) -> Result<Self, AppError> {
        let (app, actor, at) = (&site.app, page.actor(), page.at());
        let mut disagreements = app.open_disagreements(actor, at).await?;
        disagreements.retain(|found| found.row == id);
        let read = match ledger {
            Ledger::Devices => app.read_hosts(actor, at, id).await?.iter().map(ReadView::new).collect(),
            _ => Vec::new(),
        };
        Ok(Self { disagreements, read })
    }
}

impl RowPage {
    fn new(at: &At<'_>, row: Option<&Row>, typed: &Typed, problems: Vec<Problem>, why: Why) -> Self {
        let At { page, ledger, .. } = *at;
        let facts = &at.snapshot.facts;
        let id = row.map(|row| row.id.as_str());
        let title = row.map_or_else(|| format!("{}の追加", ledger.label()), Row::name);
        let (first, more) = form::fields(facts, ledger, typed, id, &problems);
        let differences = if why == Why::Draft || why == Why::Conflict {
            form::differences(facts, ledger, typed, row)
        } else {
            Vec::new()
        };
        let shown = row.map(|row| {
            ledger.columns().iter().map(|column| column.label).zip(tate_app::ledgers::shown(facts, row).cells).collect()
        });
        Self {
            frame: page.frame(title, ledger.code()),
            ledger,
            address: row_address(ledger, id),
            draft: format!("row:{}:{}", ledger.code(), id.unwrap_or("new")),
            existing: row.is_some(),
            seen: row.map_or(0, |row| row.version),
            first,
            more,
            problems,
            why,
            differences,
            mark: row.and_then(|row| mark::of(&at.snapshot.lifecycle, row, page.today)),
            updated: row.map(|row| row.updated_at.clone()).unwrap_or_default(),
            referring: id.map(|id| form::referring(facts, ledger, id)).unwrap_or_default(),
            shown: shown.unwrap_or_default(),
            disagreements: at.beside.disagreements.clone(),
            read: at.beside.read.clone(),
            from: "row",
            found: Vec::new(),
        }
    }

    /// Whether the further fields are unfolded: one of them holds something, or is wrong.
    fn more_open(&self) -> bool {
        self.more.iter().any(|field| !field.value.is_empty() || !field.error.is_empty())
    }
}

/// How a row's page is asked for.
#[derive(Debug, Deserialize)]
pub struct RowQuery {
    /// Leaves out what was typed and not saved.
    #[serde(default)]
    stored: bool,
    /// Goes on to the next empty form after saving.
    #[serde(default)]
    again: bool,
    /// The row that was saved just before.
    #[serde(default)]
    about: String,
}

/// The empty form.
pub async fn blank(
    page: Page,
    State(site): State<Site>,
    Path(code): Path<String>,
    Query(query): Query<RowQuery>,
) -> PageResult {
    let ledger = ledger(&code)?;
    page.actor().may_at(Permission::EditLedgers, page.at()).map_err(AppError::from)?;
    let snapshot = site.app.facts(page.actor(), page.at()).await?;
    open(&page, &site, ledger, &snapshot, None, &query).await
}

/// A row.
pub async fn show(
    page: Page,
    State(site): State<Site>,
    Path((code, id)): Path<(String, String)>,
    Query(query): Query<RowQuery>,
) -> PageResult {
    let ledger = ledger(&code)?;
    let (row, snapshot) = site.app.ledger_row(page.actor(), page.at(), ledger, &RowId::from(id)).await?;
    open(&page, &site, ledger, &snapshot, Some(&row), &query).await
}

async fn open(
    page: &Page,
    site: &Site,
    ledger: Ledger,
    snapshot: &Arc<Snapshot>,
    row: Option<&Row>,
    query: &RowQuery,
) -> PageResult {
    let mut typed = form::stored(&snapshot.facts, ledger, row);
    let place = format!("row:{}:{}", ledger.code(), row.map_or("new", |row| row.id.as_str()));
    let draft = if query.stored { Typed::new() } else { site.app.drafts(page.actor(), page.at(), &place).await? };
    let why = if form::lay_over(ledger, &mut typed, &draft) { Why::Draft } else { Why::Stored };
    let beside = match row {
        Some(row) => Beside::of(page, site, ledger, &row.id).await?,
        None => Beside::default(),
    };
    let found = lint::about(page, site, &query.about).await?;
    let at = At { page, ledger, snapshot, beside: &beside };
    render(&RowPage { found, ..RowPage::new(&at, row, &typed, Vec::new(), why) })
}

/// Adds a row.
pub async fn add(
    page: Page,
    State(site): State<Site>,
    Path(code): Path<String>,
    Query(query): Query<RowQuery>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let ledger = ledger(&code)?;
    match site.app.save_row(page.actor(), page.at(), ledger, None, &typed).await {
        Ok(id) => {
            let next = row_address(ledger, Some(id.as_str()).filter(|_| !query.again));
            go(&lint::after(&page, &site, id.as_str(), &next).await?, Some(Done::Saved))
        }
        Err(AppError::Invalid(problems)) => {
            refused_new((&page, &site, ledger), &typed, problems, Why::Stored, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => Err(other.into()),
    }
}

/// The form of a row that is not in the ledger (yet, or any more), with what was typed.
async fn refused_new(
    (page, site, ledger): (&Page, &Site, Ledger),
    typed: &Typed,
    problems: Vec<Problem>,
    why: Why,
    status: StatusCode,
) -> PageResult {
    let snapshot = site.app.facts(page.actor(), page.at()).await?;
    let beside = &Beside::default();
    refused(&RowPage::new(&At { page, ledger, snapshot: &snapshot, beside }, None, typed, problems, why), status)
}

/// Saves a row, or shows the form again with what is wrong or what somebody else changed.
pub async fn save(
    page: Page,
    State(site): State<Site>,
    Path((code, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let ledger = ledger(&code)?;
    let id = RowId::from(id);
    let seen = seen(&typed);
    let (problems, why) = match site.app.save_row(page.actor(), page.at(), ledger, Some((&id, seen)), &typed).await {
        Ok(_) => {
            let next = row_address(ledger, Some(id.as_str()));
            return go(&lint::after(&page, &site, id.as_str(), &next).await?, Some(Done::Saved));
        }
        Err(AppError::Invalid(problems)) => (problems, Why::Stored),
        Err(AppError::Conflict) => (Vec::new(), Why::Conflict),
        Err(other) => return Err(other.into()),
    };
    match site.app.ledger_row(page.actor(), page.at(), ledger, &id).await {
        Ok((row, snapshot)) => {
            let beside = &Beside::of(&page, &site, ledger, &row.id).await?;
            let mut shown = RowPage::new(
                &At { page: &page, ledger, snapshot: &snapshot, beside },
                Some(&row),
                &typed,
                problems,
                why,
            );
            if why == Why::Stored {
                // Somebody may have changed the row since; saving again has to notice that.
                shown.seen = seen;
            }
            refused(&shown, if why == Why::Conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY })
        }
        // What was typed can still become a row of its own.
        Err(AppError::NotFound) if why == Why::Conflict => {
            refused_new((&page, &site, ledger), &typed, problems, Why::Gone, StatusCode::CONFLICT).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Takes a row out of its ledger.
pub async fn remove(
    page: Page,
    State(site): State<Site>,
    Path((code, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let ledger = ledger(&code)?;
    let id = RowId::from(id);
    match site.app.remove_row(page.actor(), page.at(), ledger, &id, seen(&typed)).await {
        Ok(()) => go(&list_address(ledger), Some(Done::Removed)),
        Err(AppError::Conflict) => {
            let (row, snapshot) = site.app.ledger_row(page.actor(), page.at(), ledger, &id).await?;
            let typed = form::stored(&snapshot.facts, ledger, Some(&row));
            let problem = Problem::new(
                "",
                "削除していません。ほかの人が先にこの行を変更したためです。最新の内容を確かめて、それでも不要な場合は、もう一度削除してください。",
            );
            let beside = &Beside::of(&page, &site, ledger, &row.id).await?;
            refused(
                &RowPage::new(
                    &At { page: &page, ledger, snapshot: &snapshot, beside },
                    Some(&row),
                    &typed,
                    vec![problem],
                    Why::Stored,
                ),
                StatusCode::CONFLICT,
            )
        }
        Err(other) => Err(other.into()),
    }
}

/// The version its editor saw. Not called `version`: two ledgers have a column of that name.
fn seen(typed: &Typed) -> i64 {
    typed.get("seen").and_then(|seen| seen.parse().ok()).unwrap_or(0)
}

fn refused(shown: &RowPage, status: StatusCode) -> Result<axum::response::Response, WebError> {
    let mut response = render(shown)?;
    *response.status_mut() = status;
    Ok(response)
}
