//! The vendor's files.

use super::row;
use super::sheet::SheetPage;
use super::{Told, conflict};
use crate::Site;
use crate::frame::{PageResult, go, render_refused};
use crate::pages::checklist::item::attachment;
use crate::upload::Upload;
use crate::visit::Visit;
use axum::extract::{Multipart, Path, State};
use tate_app::AppError;
use tate_app::answering::Visitor;
use tate_domain::id::FileId;

/// Hands one of them out.
pub async fn show(Visit(visitor): Visit, State(site): State<Site>, Path(file): Path<String>) -> PageResult {
    let (record, bytes) = site.app.visitor_file(&visitor, &FileId::from(file)).await?;
    attachment(&record.name, &record.media_type, bytes.to_vec())
}

/// Adds one.
pub async fn attach(Visit(visitor): Visit, State(site): State<Site>, form: Multipart) -> PageResult {
    let upload = Upload::read(form).await?;
    let done = match upload.file {
        Some((name, bytes)) => site.app.attach_visitor_file(&visitor, &name, bytes).await,
        None => Err(AppError::invalid("file", "ファイルが選ばれていません。添付するファイルを選んでください。")),
    };
    answer(&site, &visitor, done, "attached").await
}

/// Takes one off.
pub async fn detach(Visit(visitor): Visit, State(site): State<Site>, Path(file): Path<String>) -> PageResult {
    let done = site.app.detach_visitor_file(&visitor, &FileId::from(file)).await;
    answer(&site, &visitor, done, "removed").await
}

async fn answer(site: &Site, visitor: &Visitor, done: Result<(), AppError>, told: &str) -> PageResult {
    match done {
        Ok(()) => go(&format!("/answer/sheet?of={}&told={told}", visitor.request), None),
        Err(AppError::Conflict) => Ok(conflict()),
        Err(AppError::Invalid(problems)) => {
            let view = site.app.visitor_sheet(visitor).await?;
            let rows = row::rows(&view, &view.typed(), false);
            render_refused(&SheetPage::new(view, &Told::default(), rows, problems))
        }
        Err(other) => Err(other.into()),
    }
}
