//! One item: what it means, why this proposal, the answer, proofs, notes, history.

use super::list::year_of;
use super::{item_address, sheet_address, siblings};
use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render};
use crate::pages::lint;
use crate::pages::surveys::question_address;
use crate::upload::Upload;
use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use tate_app::AppError;
use tate_app::checklist::{ItemView, TypedAnswer};
use tate_app::error::Problem;
use tate_app::reviews::{ReviewLine, kinds_of, lines};
use tate_app::survey::is_survey;
use tate_app::switching::CarriedSheet;
use tate_domain::answer::{Answer, AnswerValue, Decision};
use tate_domain::edition::{EditionKind, Flag};
use tate_domain::exception::{Registered, State as Stands};
use tate_domain::id::FileId;
use tate_domain::lint::LintFinding;
use tate_domain::role::Permission;

/// The answer form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    value: String,
    substate: String,
    checked_on: String,
    target_date: String,
    reason: String,
    remark: String,
    exception: String,
    /// The three fields of the page as it was before there was a register: one that was still open.
    exception_reason: String,
    exception_measure: String,
    exception_until: String,
    nth: String,
    seen: i64,
}

impl AnswerForm {
    /// What the page shows at first: the latest answer, or nothing yet where the next check is due;
    /// over it what was typed and not confirmed.
    fn of(view: &ItemView) -> Self {
        let today = view.list.today.to_string();
        let mut form = Self { checked_on: today, target_date: view.list.year.last().to_string(), ..Self::default() };
        if let Some(answer) = &view.row().answer {
            form.seen = answer.version;
            let due = Self::due(view, &answer.decision);
            form.nth = due.to_string();
            if due == answer.decision.nth {
                form.fill(&answer.decision);
                form.except(view, answer.decision.exception.is_some());
            }
        } else if let Some(decision) = view.carried.as_ref().and_then(CarriedSheet::filled_in) {
            form.fill(decision);
            form.except(view, decision.exception.is_some());
        } else {
            form.except(view, true);
        }
        if view.row().answer.is_none() && form.remark.is_empty() {
            form.remark = view.vendors.remark();
        }
        for (field, value) in &view.draft {
            match field.as_str() {
                "value" => form.value.clone_from(value),
                "substate" => form.substate.clone_from(value),
                "checked_on" => form.checked_on.clone_from(value),
                "target_date" => form.target_date.clone_from(value),
                "reason" => form.reason.clone_from(value),
                "remark" => form.remark.clone_from(value),
                "exception" => form.except(view, !value.is_empty()),
                "nth" if view.list.checks(view.row()).iter().any(|nth| nth.to_string() == *value) => {
                    form.nth.clone_from(value);
                }
                _ => {}
            }
        }
        form
    }

    /// The check that the form is for: after いいえ the next one, otherwise the same once more.
    fn due(view: &ItemView, decision: &Decision) -> u8 {
        let next = view.list.checks(view.row()).last().copied();
        next.filter(|_| decision.value == AnswerValue::No).unwrap_or(decision.nth)
    }

    fn fill(&mut self, decision: &Decision) {
        self.value = decision.value.code().to_owned();
        self.substate = decision.substate.clone().unwrap_or_default();
        self.reason.clone_from(&decision.reason);
        self.remark.clone_from(&decision.remark);
        if let Some(day) = decision.target_date {
            self.target_date = day.to_string();
        }
    }

    /// Ticks the exception in force, or no exception.
    fn except(&mut self, view: &ItemView, ticked: bool) {
        let in_force = view.exception(Stands::InForce).filter(|_| ticked);
        self.exception = in_force.map(|entry| entry.id.to_string()).unwrap_or_default();
    }

    /// What was typed into the fields of an exception that the page no longer has.
    fn former(&self) -> Vec<(&'static str, &str)> {
        [
            ("exception_reason", self.exception_reason.as_str()),
            ("exception_measure", &self.exception_measure),
            ("exception_until", &self.exception_until),
        ]
        .into_iter()
        .filter(|(_, value)| self.value == AnswerValue::Yes.code() && !value.trim().is_empty())
        .collect()
    }

    fn typed(&self) -> TypedAnswer {
        TypedAnswer {
            value: self.value.clone(),
            substate: self.substate.clone(),
            checked_on: self.checked_on.clone(),
            target_date: self.target_date.clone(),
            reason: self.reason.clone(),
            remark: self.remark.clone(),
            exception: self.exception.clone(),
            nth: self.nth.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "pages/checklist/item.html")]
struct ItemPage {
    frame: Frame,
    view: ItemView,
    form: AnswerForm,
    problems: Vec<Problem>,
    conflict: bool,
    next: String,
    before: String,
    /// What must be put right about what was confirmed just before.
    found: Vec<LintFinding>,
    /// The last reviews of what the item asks about.
    reviews: Vec<ReviewLine>,
    /// The kinds of review that it asks about.
    kinds: &'static [&'static str],
}

impl ItemPage {
    fn new(page: &Page, view: ItemView, form: AnswerForm, problems: Vec<Problem>) -> Self {
        let frame = page.frame(view.row().name(), "checklist");
        let year = if view.list.over { format!("?year={}", view.list.year.0) } else { String::new() };
        let address = |at: Option<usize>| match at.and_then(|at| view.list.rows.get(at)) {
            Some(row) => item_address(&row.item.id) + &year,
            None => Self::list(&view),
        };
        let (next, before) = (address(Some(view.at + 1)), address(view.at.checked_sub(1)));
        let kinds = kinds_of(&view.row().item);
        let mut reviews = lines(&view.list.snapshot.facts, kinds, view.list.today);
        reviews.truncate(3);
        Self { frame, form, problems, conflict: false, next, before, found: Vec::new(), reviews, kinds, view }
    }

    /// An answer in words, with its exception.
    fn words(&self, answer: &Answer) -> String {
        answer.decision.words(self.view.list.today)
    }

    /// An exception of the item in a state.
    fn exception(&self, state: Stands) -> Option<&Registered> {
        self.view.exception(state)
    }

    /// Whether something was typed for an exception that nobody has asked for yet.
    fn exception_begun(&self) -> bool {
        self.view.draft.iter().any(|(field, value)| field.starts_with("exception_") && !value.is_empty())
    }

    /// The address of the list around an item.
    fn list(view: &ItemView) -> String {
        let past = view.list.over && view.list.edition.kind == EditionKind::Checklist;
        let year = if past { format!("&year={}", view.list.year.0) } else { String::new() };
        sheet_address(&view.list.edition) + &year
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    /// Whether a network diagnosis would be a ground of the item.
    fn wants_diagnosis(&self) -> bool {
        !self.view.list.over && tate_domain::netcheck::concerns(&self.view.row().item)
    }

    fn end_of_year(&self) -> String {
        tate_domain::date::both(self.view.list.year.last())
    }

    /// Notes and files are added to the year that runs.
    fn may_edit(&self) -> bool {
        self.frame.may_edit && !self.view.list.over
    }

    /// What an answer may be: the last check put right, or the next one; empty where there is
    /// nothing to choose.
    fn checks(&self) -> Vec<(u8, String)> {
        let checks = self.view.list.checks(self.view.row());
        let [last, next] = checks[..] else { return Vec::new() };
        vec![(last, format!("{last}回目の回答を直す")), (next, format!("{next}回目の確認として記録する"))]
    }

    /// Every answer ever given, the newest first, under the check it belongs to; one group without
    /// a heading where the sheet has one check.
    fn history(&self) -> Vec<(String, Vec<&Answer>)> {
        let mut groups: Vec<(String, Vec<&Answer>)> = Vec::new();
        for answer in &self.view.history {
            let several = self.view.list.edition.rounds > 1 && !self.view.list.is_gate(&self.view.row().item);
            let title = if several { format!("{}回目", answer.decision.nth) } else { String::new() };
            match groups.last_mut().filter(|(of, _)| *of == title) {
                Some((_, answers)) => answers.push(answer),
                None => groups.push((title, vec![answer])),
            }
        }
        groups
    }
}

/// The path of an item.
#[derive(Debug, Deserialize)]
pub struct ItemPath {
    edition: String,
    key: String,
}

impl ItemPath {
    fn id(&self) -> String {
        format!("{}:{}", self.edition, self.key)
    }
}

/// Of which year.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct YearQuery {
    year: String,
    /// The item that was confirmed just before.
    about: String,
}

/// The page; of a year that is over, without its forms.
pub async fn show(
    page: Page,
    State(site): State<Site>,
    Path(path): Path<ItemPath>,
    Query(query): Query<YearQuery>,
) -> PageResult {
    let view = match year_of(&query.year)? {
        Some(year) => site.app.item_of(page.actor(), page.at(), &path.id(), year).await?,
        None => site.app.item(page.actor(), page.at(), &path.id()).await?,
    };
    // A survey or form is answered as a whole, on its own page.
    if is_survey(&view.list.edition) {
        return go(&question_address(&path.id()), None);
    }
    let form = AnswerForm::of(&view);
    let found = lint::about(&page, &site, &query.about).await?;
    render(&ItemPage { found, ..ItemPage::new(&page, view, form, Vec::new()) })
}

/// Confirms the answer, or shows the form again with what is wrong or what somebody else decided.
pub async fn confirm(
    page: Page,
    State(site): State<Site>,
    Path(path): Path<ItemPath>,
    Form(form): Form<AnswerForm>,
) -> PageResult {
    let id = path.id();
    if !form.former().is_empty() {
        return keep_former(&page, &site, &id, form).await;
    }
    let (problems, conflict) = match site.app.confirm(page.actor(), page.at(), &id, form.seen, &form.typed()).await {
        Ok(next) => {
            // During the first start the last answer leads on to the next step.
            let done = page.facility.wizard.get("done").and_then(serde_json::Value::as_bool) == Some(true);
            let edition = site.app.edition(page.actor(), &path.edition).await?;
            let end = if done { sheet_address(&edition) } else { "/wizard/answers".to_owned() };
            let next = next.map_or(end, |item| item_address(&item));
            let next = siblings::after(&page, &site, &id, next).await?;
            let next = lint::after(&page, &site, &id, &next).await?;
            return go(&next, Some(Done::Confirmed));
        }
        Err(AppError::Invalid(problems)) => (problems, false),
        Err(AppError::Conflict) => (Vec::new(), true),
        Err(other) => return Err(other.into()),
    };
    let view = site.app.item(page.actor(), page.at(), &id).await?;
    let seen = if conflict { view.row().answer.as_ref().map_or(0, |answer| answer.version) } else { form.seen };
    let mut shown = ItemPage::new(&page, view, AnswerForm { seen, ..form }, problems);
    shown.conflict = conflict;
    let mut response = render(&shown)?;
    *response.status_mut() = if conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(response)
}

/// An exception typed into a page from before there was a register is kept, and nothing is confirmed.
async fn keep_former(page: &Page, site: &Site, id: &str, form: AnswerForm) -> PageResult {
    // Refused here as anywhere else, before anything is kept.
    page.actor().may_at(Permission::ConfirmAnswers, page.at()).map_err(AppError::from)?;
    for (field, value) in form.former() {
        let place = format!("exception:{id}");
        site.app.keep_draft(page.actor(), page.at(), &place, field, value).await?;
    }
    let problem = Problem::new(
        "exception",
        "例外の「はい」は、先に申請と承認が必要になりました。入力した内容は申請の画面に移してあります。「例外を申請」から続けてください。",
    );
    let view = site.app.item(page.actor(), page.at(), id).await?;
    crate::frame::render_refused(&ItemPage::new(page, view, form, vec![problem]))
}

/// A note.
#[derive(Debug, Deserialize)]
pub struct NoteForm {
    note: String,
}

/// Adds a note.
pub async fn note(
    page: Page,
    State(site): State<Site>,
    Path(path): Path<ItemPath>,
    Form(form): Form<NoteForm>,
) -> PageResult {
    match site.app.add_note(page.actor(), page.at(), &path.id(), &form.note).await {
        Ok(()) => go(&format!("{}#notes", item_address(&path.id())), Some(Done::Noted)),
        Err(AppError::Invalid(problems)) => again(&page, &site, &path, problems).await,
        Err(other) => Err(other.into()),
    }
}

/// Adds a file.
pub async fn attach(page: Page, State(site): State<Site>, Path(path): Path<ItemPath>, form: Multipart) -> PageResult {
    let upload = Upload::read(form).await?;
    let Some((name, bytes)) = upload.file else {
        return again(
            &page,
            &site,
            &path,
            vec![Problem::new("file", "ファイルが選ばれていません。追加するファイルを選んでください。")],
        )
        .await;
    };
    match site.app.attach(page.actor(), page.at(), &path.id(), &name, bytes).await {
        Ok(()) => go(&format!("{}#files", item_address(&path.id())), Some(Done::Attached)),
        Err(AppError::Invalid(problems)) => again(&page, &site, &path, problems).await,
        Err(other) => Err(other.into()),
    }
}

async fn again(page: &Page, site: &Site, path: &ItemPath, problems: Vec<Problem>) -> PageResult {
    let view = site.app.item(page.actor(), page.at(), &path.id()).await?;
    let form = AnswerForm::of(&view);
    crate::frame::render_refused(&ItemPage::new(page, view, form, problems))
}

/// Takes a file off the item.
pub async fn detach(
    page: Page,
    State(site): State<Site>,
    Path((edition, key, file)): Path<(String, String, String)>,
) -> PageResult {
    site.app.detach(page.actor(), page.at(), &format!("{edition}:{key}"), &FileId::from(file)).await?;
    go(&format!("/checklist/{edition}/{key}#files"), Some(Done::Removed))
}

/// A kept file: always a download, never shown by the browser.
pub async fn download(page: Page, State(site): State<Site>, Path(file): Path<String>) -> PageResult {
    let (record, bytes) = site.app.file(page.actor(), page.at(), &FileId::from(file)).await?;
    attachment(&record.name, &record.media_type, bytes.to_vec())
}

/// A response that the browser saves under a (Japanese) name.
pub fn attachment(name: &str, media_type: &str, bytes: Vec<u8>) -> PageResult {
    let encoded: String = name
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.') {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    let disposition = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{encoded}"))
        .map_err(|error| WebError::Internal(error.to_string()))?;
    let media_type = HeaderValue::from_str(media_type).map_err(|error| WebError::Internal(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    Ok((headers, bytes).into_response())
}
