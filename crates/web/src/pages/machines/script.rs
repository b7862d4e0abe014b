//! The Windows script that writes the collector's file.

use crate::error::WebError;
use crate::frame::{Page, PageResult};
use axum::http::header;
use axum::response::IntoResponse;
use tate_app::AppError;
use tate_domain::role::Permission;

/// The script's text. THE ONE PLACE where the collector's script comes in: once the crate that has it is there, this
/// is `Some(WINDOWS_SCRIPT)`; until then the page does not offer it and its address says that there is none.
pub(super) const SCRIPT: Option<&str> = None;

/// The script as a file.
pub async fn download(page: Page) -> PageResult {
    page.actor().may_at(Permission::EditLedgers, page.at()).map_err(AppError::from)?;
    let script = SCRIPT.ok_or(WebError::App(AppError::NotFound))?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"tate-collect.ps1\""),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    // Windows PowerShell 5.1 reads a file without this mark in the system's old encoding.
    let text = format!("\u{feff}{}", script.trim_start_matches('\u{feff}'));
    Ok((headers, text).into_response())
}
