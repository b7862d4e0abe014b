//! A whole ledger as a file; before a file that cannot hold everything, what it cannot hold.

use super::ledger;
use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use crate::pages::checklist::item::attachment;
use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::ledgers::ExportFormat;
use tate_domain::ledger::Ledger;

/// The most places that are spelled out.
const MOST_SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "pages/ledgers/lost.html")]
struct LostPage {
    frame: Frame,
    ledger: Ledger,
    lost: Vec<String>,
    total: usize,
}

/// Which kind of file, and whether to take it although characters are lost.
#[derive(Debug, Deserialize)]
pub struct ExportQuery {
    #[serde(default)]
    format: String,
    anyway: Option<String>,
}

fn format(code: &str) -> Option<ExportFormat> {
    match code {
        "xlsx" => Some(ExportFormat::Xlsx),
        "csv" => Some(ExportFormat::Csv),
        "cp932" => Some(ExportFormat::CsvCp932),
        _ => None,
    }
}

/// The file, or the page about what it cannot hold.
pub async fn download(
    page: Page,
    State(site): State<Site>,
    Path(code): Path<String>,
    Query(query): Query<ExportQuery>,
) -> PageResult {
    let ledger = ledger(&code)?;
    let format = format(&query.format).ok_or(AppError::NotFound)?;
    let file = site.app.export_ledger(page.actor(), page.at(), ledger, format).await?;
    if file.lost.is_empty() || query.anyway.is_some() {
        return attachment(&file.name, file.media_type, file.bytes);
    }
    let total = file.lost.len();
    let lost = file.lost.into_iter().take(MOST_SHOWN).collect();
    render(&LostPage {
        frame: page.frame(format!("{}のダウンロード", ledger.title()), ledger.code()),
        ledger,
        lost,
        total,
    })
}
