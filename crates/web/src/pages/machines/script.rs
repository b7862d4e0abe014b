//! The Windows script that writes the collector's file.

use crate::frame::{Page, PageResult};
use axum::http::header;
use axum::response::IntoResponse;
use tate_app::AppError;
use tate_domain::role::Permission;
use tate_inventory::machine::collector::WINDOWS_SCRIPT;

/// The script as a file: plain ASCII, so that every PowerShell reads it without a mark at its beginning.
pub async fn download(page: Page) -> PageResult {
    page.actor().may_at(Permission::EditLedgers, page.at()).map_err(AppError::from)?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"tate-collect.ps1\""),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, WINDOWS_SCRIPT).into_response())
}
