//! Ways in without a link: the sheet as Excel, there and back, and files about a request.

use super::one::answer;
use super::typed::TypedPage;
use crate::Site;
use crate::frame::{Done, Page, PageResult, render_refused};
use crate::pages::checklist::item::attachment;
use crate::upload::Upload;
use axum::extract::{Multipart, Path, State};
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_domain::id::RequestId;

/// The sheet as Excel.
pub async fn workbook(page: Page, State(site): State<Site>, Path(id): Path<String>) -> PageResult {
    let made = site.app.request_xlsx(page.actor(), page.at(), &RequestId::from(id)).await?;
    attachment(&made.name, made.media_type, made.bytes)
}

/// Takes the returned sheet in. With problems, what was read stands in the form for typing over, nothing is saved.
pub async fn upload(page: Page, State(site): State<Site>, Path(id): Path<String>, form: Multipart) -> PageResult {
    let (upload, id) = (Upload::read(form).await?, RequestId::from(id));
    let done = match upload.file {
        Some((name, bytes)) => site.app.upload_sheet(page.actor(), page.at(), &id, &name, bytes).await,
        None => Err(AppError::invalid("file", "ファイルが選ばれていません。返送された回答用紙を選んでください。")),
    };
    match done {
        Ok(Ok(_)) => answer((&page, &site, &id), Ok(()), Done::TakenIn, BTreeMap::new()).await,
        Ok(Err(read)) => {
            let view = site.app.request_view(page.actor(), page.at(), &id).await?;
            let sentences = [read.broken, read.wrong].concat();
            let typed = (read.rows, read.answered_by, read.contact);
            render_refused(&TypedPage::new(&page, view.sheet, typed, sentences, Vec::new()))
        }
        Err(other) => answer((&page, &site, &id), Err(other), Done::TakenIn, BTreeMap::new()).await,
    }
}

/// Keeps a file about the request.
pub async fn attach(page: Page, State(site): State<Site>, Path(id): Path<String>, form: Multipart) -> PageResult {
    let (upload, id) = (Upload::read(form).await?, RequestId::from(id));
    let done = match upload.file {
        Some((name, bytes)) => site.app.attach_request_file(page.actor(), page.at(), &id, &name, bytes).await,
        None => Err(AppError::invalid("keep", "ファイルが選ばれていません。残すファイルを選んでください。")),
    };
    answer((&page, &site, &id), done, Done::Attached, BTreeMap::new()).await
}
