//! The vendor's workbook, read back into the sheet.

use super::sheet::SheetPage;
use super::{Shell, Told, conflict, row};
use crate::Site;
use crate::frame::{PageResult, go, render, render_refused};
use crate::upload::Upload;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Multipart, State};
use tate_app::AppError;
use tate_app::answering::Returned;

#[derive(Template)]
#[template(path = "pages/answer/upload.html")]
struct ReadPage {
    shell: Shell,
    read: Returned,
}

/// Reads it; nothing is handed in yet.
pub async fn save(Visit(visitor): Visit, State(site): State<Site>, form: Multipart) -> PageResult {
    let upload = Upload::read(form).await?;
    let done = match upload.file {
        Some((name, bytes)) => site.app.upload_visit(&visitor, &name, bytes).await,
        None => Err(AppError::invalid("file", "ファイルが選ばれていません。記入した回答用紙を選んでください。")),
    };
    match done {
        Ok(read) if read.broken.is_empty() && read.notes.is_empty() => {
            go(&format!("/answer/check?of={}&told=read", visitor.request), None)
        }
        Ok(read) => {
            let view = site.app.visitor_sheet(&visitor).await?;
            let page = ReadPage { shell: Shell::of("回答用紙の読み取り", &view, &Told::default()), read };
            if page.read.broken.is_empty() { render(&page) } else { render_refused(&page) }
        }
        Err(AppError::Conflict) => Ok(conflict()),
        Err(AppError::Invalid(problems)) => {
            let view = site.app.visitor_sheet(&visitor).await?;
            let rows = row::rows(&view, &view.typed(), false);
            render_refused(&SheetPage::new(view, &Told::default(), rows, problems))
        }
        Err(other) => Err(other.into()),
    }
}
