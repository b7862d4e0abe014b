//! Typing a sheet over from a form of the vendor's own.

use super::address;
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use crate::pages::answer::row::{self, RowForm};
use crate::upload::Upload;
use askama::Template;
use axum::extract::{Multipart, Path, State};
use tate_app::AppError;
use tate_app::answering::SheetView;
use tate_app::error::Problem;
use tate_domain::id::RequestId;
use tate_domain::role::Permission;
use tate_domain::vendor::Typed;

#[derive(Template)]
#[template(path = "pages/requests/typed.html")]
pub struct TypedPage {
    frame: Frame,
    view: SheetView,
    rows: Vec<RowForm>,
    answered_by: String,
    contact: String,
    /// What is wrong, in sentences that name the row.
    sentences: Vec<String>,
    problems: Vec<Problem>,
    /// Rows offer no year before here: what came in is typed as it came in.
    same: bool,
}

impl TypedPage {
    /// The form with what was typed or read.
    pub fn new(
        page: &Page,
        view: SheetView,
        (typed, answered_by, contact): (Vec<Typed>, String, String),
        sentences: Vec<String>,
        problems: Vec<Problem>,
    ) -> Self {
        let rows = row::rows(&view, &typed, !sentences.is_empty() || !problems.is_empty());
        let frame = page.frame(format!("{}の回答を入力", view.request.vendor), "vendor");
        Self { frame, rows, answered_by, contact, sentences, problems, same: false, view }
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    /// How many rows have something wrong.
    fn wrong_rows(&self) -> usize {
        self.rows.iter().filter(|row| !row.errors.is_empty()).count()
    }
}

/// The form with what has been written so far.
pub async fn show(page: Page, State(site): State<Site>, Path(id): Path<String>) -> PageResult {
    page.actor().may_at(Permission::PrepareAnswers, page.at()).map_err(AppError::from)?;
    let view = site.app.request_view(page.actor(), page.at(), &RequestId::from(id)).await?.sheet;
    let typed = (view.typed(), view.answered_by.clone(), view.contact.clone());
    render(&TypedPage::new(&page, view, typed, Vec::new(), Vec::new()))
}

/// Takes it in, or shows it again with what is wrong.
pub async fn save(page: Page, State(site): State<Site>, Path(id): Path<String>, form: Multipart) -> PageResult {
    let (upload, id) = (Upload::read(form).await?, RequestId::from(id));
    let typed = row::typed(&upload.fields);
    let (answered_by, contact) = (upload.text("answered_by").to_owned(), upload.text("contact").to_owned());
    let given = (typed.as_slice(), answered_by.as_str(), contact.as_str());
    match site.app.type_over(page.actor(), page.at(), &id, given, upload.file).await {
        Ok(_) => go(&address(id.as_str()), Some(Done::TakenIn)),
        Err(AppError::Invalid(problems)) => {
            let view = site.app.request_view(page.actor(), page.at(), &id).await?.sheet;
            let typed = (typed, answered_by, contact);
            render_refused(&TypedPage::new(&page, view, typed, Vec::new(), problems))
        }
        Err(other) => Err(other.into()),
    }
}
