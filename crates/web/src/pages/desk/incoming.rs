//! Incoming sheets: the list, one sheet with its deltas, its files.

use super::problem;
use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use crate::pages::checklist::item::attachment;
use crate::upload::Upload;
use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, Query, State};
use serde::Deserialize;
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_app::desk::{IncomingList, IncomingView, TypedRow};
use tate_app::error::Problem;
use tate_domain::desk::{Delta, IncomingRow, IncomingState, Source};
use tate_domain::id::IncomingId;
use tate_domain::role::Permission;
use tate_domain::vendor::{Typed, Value};

#[derive(Template)]
#[template(path = "pages/desk/incoming.html")]
struct ListPage {
    frame: Frame,
    list: IncomingList,
    problems: Vec<Problem>,
    today: String,
}

/// Which page of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    state: String,
    page: i64,
}

/// The list.
pub async fn list(page: Page, State(site): State<Site>, Query(query): Query<ListQuery>) -> PageResult {
    let list = site.app.incoming_list(page.actor(), page.at(), query.state == "done", query.page).await?;
    let today = page.today.to_string();
    render(&ListPage { frame: page.frame("依頼一覧", "incoming"), list, problems: Vec::new(), today })
}

/// Takes files in; one that cannot be read does not keep the others out.
pub async fn receive(page: Page, State(site): State<Site>, form: Multipart) -> PageResult {
    page.actor().may_at(Permission::PrepareAnswers, page.at()).map_err(AppError::from)?;
    let upload = Upload::read(form).await?;
    let mut files = upload.files;
    if files.is_empty() {
        files.push((String::new(), bytes::Bytes::new()));
    }
    let (count, mut problems, mut last) = (files.len(), Vec::new(), String::new());
    for (name, bytes) in files.into_iter().take(100) {
        match site.app.receive(page.actor(), page.at(), (&name, bytes)).await {
            Ok(id) => last = id.to_string(),
            Err(AppError::Invalid(found)) => problems.extend(found.into_iter().map(|one| {
                let message = if name.is_empty() {
                    one.message
                } else {
                    format!("「{}」：{}", tate_domain::text::shorten(&name, 60), one.message)
                };
                Problem::new("file", message)
            })),
            Err(other) => return Err(other.into()),
        }
    }
    match (problems.is_empty(), count) {
        (true, 1) => go(&format!("/desk/incoming/{last}"), Some(Done::Received)),
        (true, _) => go("/desk/incoming", Some(Done::Received)),
        (false, _) => {
            let list = site.app.incoming_list(page.actor(), page.at(), false, 0).await?;
            let today = page.today.to_string();
            render_refused(&ListPage { frame: page.frame("依頼一覧", "incoming"), list, problems, today })
        }
    }
}

#[derive(Template)]
#[template(path = "pages/desk/sheet.html")]
struct SheetPage {
    frame: Frame,
    view: IncomingView,
    form: BTreeMap<String, String>,
    problems: Vec<Problem>,
    conflict: bool,
}

impl SheetPage {
    fn new(page: &Page, view: IncomingView) -> Self {
        let title =
            if view.incoming.customer.is_empty() { view.incoming.name.clone() } else { view.incoming.customer.clone() };
        Self {
            frame: page.frame(format!("依頼：{title}"), "incoming"),
            view,
            form: BTreeMap::new(),
            problems: Vec::new(),
            conflict: false,
        }
    }

    fn problem(&self, field: &str) -> &str {
        problem(&self.problems, field)
    }

    fn row_problem(&self, item: &str, field: &str) -> &str {
        problem(&self.problems, &format!("{item}.{field}"))
    }

    /// What a field of a row holds: as it was typed, else what is offered.
    fn held(&self, row: &IncomingRow, field: &str) -> String {
        if let Some(typed) = self.form.get(&format!("{}.{field}", row.item)) {
            return typed.clone();
        }
        match field {
            "value" => row.offered.value.clone(),
            "ground" => row.offered.ground.clone(),
            "target_date" => row.offered.target_date.clone(),
            "remark" => row.offered.remark.clone(),
            _ => String::new(),
        }
    }

    fn is_ticked(&self, row: &IncomingRow, field: &str) -> bool {
        self.form.contains_key(&format!("{}.{field}", row.item))
    }

    fn answered_by(&self) -> &str {
        self.form.get("answered_by").map_or(self.view.incoming.answered_by.as_str(), String::as_str)
    }

    fn contact(&self) -> &str {
        self.form.get("contact").map_or(self.view.incoming.contact.as_str(), String::as_str)
    }

    fn is_open(&self) -> bool {
        self.view.incoming.state == IncomingState::Open
    }

    fn open_rows(&self) -> Vec<&(tate_domain::edition::Item, IncomingRow)> {
        self.view.rows.iter().filter(|(_, row)| row.answer.is_none()).collect()
    }

    fn filled_rows(&self) -> Vec<&(tate_domain::edition::Item, IncomingRow)> {
        self.view.rows.iter().filter(|(_, row)| row.answer.is_some()).collect()
    }

    fn why(&self, row: &IncomingRow) -> String {
        row.delta.as_ref().map(Delta::sentence).unwrap_or_default()
    }

    fn from(&self, row: &IncomingRow) -> String {
        match &row.source {
            Some(Source::Library(number)) => format!("ライブラリ 第{number}版"),
            Some(Source::Override(_)) => "お客様ごとの回答".to_owned(),
            Some(Source::Person(name)) => format!("{name}が回答"),
            None => String::new(),
        }
    }

    fn is_person(&self, row: &IncomingRow) -> bool {
        matches!(row.source, Some(Source::Person(_)))
    }
}

/// One sheet.
pub async fn show(page: Page, State(site): State<Site>, Path(id): Path<String>) -> PageResult {
    let view = site.app.incoming_view(page.actor(), page.at(), &IncomingId::from(id)).await?;
    render(&SheetPage::new(&page, view))
}

/// On after a change, or the sheet again with what is wrong and what was typed.
async fn answer(
    (page, site, id): (&Page, &Site, &IncomingId),
    done: Result<(), AppError>,
    message: Done,
    form: BTreeMap<String, String>,
) -> PageResult {
    let (problems, conflict) = match done {
        Ok(()) => return go(&format!("/desk/incoming/{id}"), Some(message)),
        Err(AppError::Invalid(problems)) => (problems, false),
        Err(AppError::Conflict) => (Vec::new(), true),
        Err(other) => return Err(other.into()),
    };
    let view = site.app.incoming_view(page.actor(), page.at(), id).await?;
    let shown = SheetPage { form, problems, conflict, ..SheetPage::new(page, view) };
    let mut response = render_refused(&shown)?;
    if conflict {
        *response.status_mut() = axum::http::StatusCode::CONFLICT;
    }
    Ok(response)
}

fn seen(form: &BTreeMap<String, String>) -> i64 {
    form.get("seen").and_then(|seen| seen.parse().ok()).unwrap_or(0)
}

/// Saves answers to rows.
pub async fn save(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    let id = IncomingId::from(id);
    let mut rows: BTreeMap<String, TypedRow> = BTreeMap::new();
    for (name, value) in &form {
        // The item itself holds no dot before its field.
        let Some((item, field)) = name.rsplit_once('.').filter(|(item, _)| item.contains(':')) else { continue };
        let row = rows.entry(item.to_owned()).or_insert_with(|| TypedRow {
            typed: Typed { item: item.to_owned(), ..Typed::default() },
            ..TypedRow::default()
        });
        match field {
            "value" => row.typed.value.clone_from(value),
            "ground" => row.typed.ground.clone_from(value),
            "target_date" => row.typed.target_date.clone_from(value),
            "remark" => row.typed.remark.clone_from(value),
            "library" => row.library = true,
            "own" => row.own = true,
            _ => {}
        }
    }
    let rows: Vec<TypedRow> = rows.into_values().collect();
    let text = |name: &str| form.get(name).map_or("", String::as_str);
    let about = (text("answered_by"), text("contact"));
    let done = site.app.answer_incoming(page.actor(), page.at(), (&id, seen(&form)), about, &rows).await;
    answer((&page, &site, &id), done, Done::Saved, form.clone()).await
}

/// Chooses the product.
pub async fn product(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    let id = IncomingId::from(id);
    let text = |name: &str| form.get(name).map_or("", String::as_str);
    let chosen = (text("product"), text("customer"));
    let done = site.app.choose_product(page.actor(), page.at(), (&id, seen(&form)), chosen).await;
    answer((&page, &site, &id), done, Done::Filled, form.clone()).await
}

/// Takes a person's answer back.
pub async fn clear(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    let id = IncomingId::from(id);
    let item = form.get("item").map_or("", String::as_str);
    let done = site.app.clear_row(page.actor(), page.at(), (&id, seen(&form)), item).await;
    answer((&page, &site, &id), done, Done::Saved, BTreeMap::new()).await
}

/// Asks the library again.
pub async fn fill(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    let id = IncomingId::from(id);
    let done = site.app.ask_library(page.actor(), page.at(), &id, seen(&form)).await;
    answer((&page, &site, &id), done, Done::Filled, BTreeMap::new()).await
}

/// Finishes.
pub async fn finish(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    let id = IncomingId::from(id);
    let done = site.app.finish_incoming(page.actor(), page.at(), &id, seen(&form)).await;
    answer((&page, &site, &id), done, Done::Finished, BTreeMap::new()).await
}

/// Opens a finished sheet again.
pub async fn reopen(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    let id = IncomingId::from(id);
    let done = site.app.reopen_incoming(page.actor(), page.at(), &id, seen(&form)).await;
    answer((&page, &site, &id), done, Done::Reopened, BTreeMap::new()).await
}

/// One of its files.
pub async fn file(
    page: Page,
    State(site): State<Site>,
    Path((id, name)): Path<(String, String)>,
) -> Result<axum::response::Response, WebError> {
    let made = site.app.incoming_file(page.actor(), page.at(), &IncomingId::from(id), &name).await?;
    attachment(&made.name, made.media_type, made.bytes)
}
