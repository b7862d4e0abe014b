//! Several returned workbooks at once.

use crate::Site;
use crate::frame::{Frame, Page, PageResult, render, render_refused};
use crate::upload::Upload;
use askama::Template;
use axum::extract::{Multipart, State};
use tate_app::AppError;
use tate_app::answering::ReturnedFile;
use tate_domain::role::Permission;

#[derive(Template)]
#[template(path = "pages/requests/bulk.html")]
struct BulkPage {
    frame: Frame,
    done: Vec<ReturnedFile>,
    error: String,
}

impl BulkPage {
    fn good(&self) -> usize {
        self.done.iter().filter(|one| one.problems.is_empty()).count()
    }
}

fn page_of(page: &Page, done: Vec<ReturnedFile>, error: String) -> BulkPage {
    BulkPage { frame: page.frame("返送された回答用紙の取り込み", "vendor"), done, error }
}

/// The form.
pub async fn show(page: Page) -> PageResult {
    page.actor().may_at(Permission::PrepareAnswers, page.at()).map_err(AppError::from)?;
    render(&page_of(&page, Vec::new(), String::new()))
}

/// Takes them in, each on its own; what became of each.
pub async fn save(page: Page, State(site): State<Site>, form: Multipart) -> PageResult {
    let upload = Upload::read(form).await?;
    match site.app.upload_sheets(page.actor(), page.at(), upload.files).await {
        Ok(done) => render(&page_of(&page, done, String::new())),
        Err(AppError::Invalid(problems)) => {
            let text = problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" ");
            render_refused(&page_of(&page, Vec::new(), text))
        }
        Err(other) => Err(other.into()),
    }
}
