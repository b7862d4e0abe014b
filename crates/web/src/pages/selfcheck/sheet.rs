//! One sheet on one page: every row with ○ and ×, saved together.

use super::words;
use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render};
use crate::pages::checklist::item_address;
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::selfcheck::{
    Axis, Check, CheckKey, Entry, SelfCheck, SelfCheckRow, State as Standing, TypedRow, TypedSheet, chart, told,
    weakest,
};
use tate_domain::answer::AnswerValue;
use tate_domain::date::FiscalYear;
use tate_domain::proposal::Verdict;
use tate_domain::scoring::Share;

#[derive(Template)]
#[template(path = "pages/selfcheck/sheet.html")]
struct SheetPage {
    frame: Frame,
    view: SelfCheck,
    entries: Vec<Entry>,
    checked_on: String,
    problems: Vec<Problem>,
}

impl SheetPage {
    fn new(page: &Page, view: SelfCheck) -> Self {
        let frame = page.frame(format!("自己点検 {}", view.sheet.role()), "selfcheck");
        let (entries, checked_on) = (view.stored(), view.today.to_string());
        Self { frame, view, entries, checked_on, problems: Vec::new() }
    }

    /// Whether the rows are a form.
    fn fillable(&self) -> bool {
        self.frame.may_confirm && self.view.is_open()
    }

    fn rows(&self) -> Vec<(SelfCheckRow<'_>, &Entry)> {
        self.view.rows().zip(&self.entries).collect()
    }

    /// Whether a row begins a section.
    fn begins(&self, at: &usize) -> bool {
        let rows = &self.view.sheet.edition.items;
        *at == 0 || rows[*at].section != rows[*at - 1].section
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|problem| problem.field == field).map_or("", |problem| problem.message.as_str())
    }

    /// The rows that somebody else answered differently meanwhile.
    fn conflicts(&self) -> Vec<SelfCheckRow<'_>> {
        let conflicts = self.view.rows().zip(&self.entries).filter(|(_, entry)| entry.state == Standing::Conflict);
        conflicts.map(|(row, _)| row).collect()
    }

    fn check(&self) -> Option<&Check> {
        self.view.sheet.check(self.view.key)
    }

    /// The check before.
    fn before(&self) -> Option<&Check> {
        self.view.sheet.before(self.view.key)
    }

    /// All rows together, in the check that is shown.
    fn whole(&self) -> Share {
        self.view.sheet.score(self.view.key).whole()
    }

    /// The share of ○ of one of the checks.
    fn result(&self, check: &Check) -> String {
        told(&self.view.sheet.score(check.key).whole())
    }

    /// The check that this person can begin from here.
    fn next(&self) -> Option<CheckKey> {
        self.view.sheet.next().filter(|next| self.frame.may_confirm && *next != self.view.key)
    }

    fn axes(&self) -> Vec<Axis<'_>> {
        self.view.sheet.axes(self.view.key)
    }

    fn picture(&self, axes: &[Axis<'_>]) -> String {
        let before = self.before().map(|check| check.key.name()).unwrap_or_default();
        chart(axes, |axis| axis.viewpoint().to_owned(), [self.view.key.name(), before]).svg()
    }

    /// Whether the sheet has the field 記入者.
    fn named(&self) -> bool {
        self.view.sheet.edition.header_fields.iter().any(|field| field == "記入者")
    }

    /// The first sentence behind a proposal; of an undetermined one, what is missing.
    fn reason<'a>(&self, row: &SelfCheckRow<'a>) -> &'a str {
        let Some(proposal) = row.proposal else { return "" };
        let first = match proposal.verdict {
            Verdict::Undetermined => proposal.missing.first().or(proposal.reasons.first()),
            _ => proposal.reasons.first(),
        };
        first.map_or("", |reason| reason.text.as_str())
    }

    /// Whether ○ stands against what the ledgers show.
    fn contradicts(&self, row: &SelfCheckRow<'_>) -> bool {
        row.proposal.is_some_and(|proposal| proposal.verdict == Verdict::No)
            && row.answer.is_some_and(|answer| answer.decision.value == AnswerValue::Yes)
    }

    /// The rest of the address of a check, for links.
    fn query(&self, key: &CheckKey) -> String {
        format!("year={}&nth={}", key.year.0, key.nth)
    }
}

/// Which check is looked at.
#[derive(Debug, Default, Deserialize)]
pub struct CheckQuery {
    year: Option<i16>,
    nth: Option<u8>,
}

impl CheckQuery {
    /// The check, if the address names one; a year left out is this one.
    pub fn key(&self, page: &Page) -> Option<CheckKey> {
        let year = self.year.map_or_else(|| FiscalYear::of(page.today), FiscalYear);
        self.nth.map(|nth| CheckKey { year, nth })
    }
}

/// The sheet: to be filled in, or as it was left.
pub async fn show(
    page: Page,
    State(site): State<Site>,
    Path(edition): Path<String>,
    Query(query): Query<CheckQuery>,
) -> PageResult {
    let view = site.app.selfcheck(page.actor(), page.at(), &edition, query.key(&page)).await?;
    render(&SheetPage::new(&page, view))
}

/// Saves the rows that were changed, all or none; then the sheet with everything typed still there.
pub async fn save(
    page: Page,
    State(site): State<Site>,
    Path(edition): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    let typed = typed(form);
    let (status, problems) = match site.app.save_selfcheck(page.actor(), page.at(), &edition, &typed).await {
        Ok(_) => return go(&format!("/selfcheck/{edition}"), Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, problems),
        Err(AppError::Conflict) => (StatusCode::CONFLICT, Vec::new()),
        Err(other) => return Err(other.into()),
    };
    let key = CheckKey { year: FiscalYear::of(page.today), nth: typed.nth.parse().unwrap_or(1) };
    let view = site.app.selfcheck(page.actor(), page.at(), &edition, Some(key)).await?;
    let mut shown = SheetPage::new(&page, view);
    match shown.view.compare(&typed) {
        Ok(entries) => shown.entries = entries,
        // The form of another sheet: what it says of the rows means nothing here.
        Err(AppError::Invalid(_)) => {}
        Err(other) => return Err(WebError::App(other)),
    }
    (shown.checked_on, shown.problems) = (typed.checked_on, problems);
    let mut response = render(&shown)?;
    *response.status_mut() = status;
    Ok(response)
}

/// The fields of the form: `s01` is the choice of a row, `s01.remark` its 備考.
fn typed(form: BTreeMap<String, String>) -> TypedSheet {
    let mut typed = TypedSheet::default();
    for (field, value) in form {
        match (field.as_str(), field.split_once('.')) {
            ("nth", _) => typed.nth = value,
            ("checked_on", _) => typed.checked_on = value,
            ("seen", _) => typed.seen = value,
            (_, Some((row, "remark"))) => typed.rows.entry(row.to_owned()).or_default().remark = value,
            _ => typed.rows.entry(field).or_insert_with(TypedRow::default).value = value,
        }
    }
    typed
}
