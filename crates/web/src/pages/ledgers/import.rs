//! Bringing a table in: paste or file, preview, import.

use super::preview::{Look, PreviewPage, choices_of};
use super::{ledger, list_address};
use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use crate::upload::Upload;
use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, State};
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::ledgers::{Choices, Source};
use tate_domain::id::FileId;
use tate_domain::ledger::Ledger;
use tate_domain::role::Permission;

/// The most bytes of a refused paste that are sent back; a larger one is still on the clipboard.
const MOST_KEPT_BYTES: usize = 1 << 20;

#[derive(Template)]
#[template(path = "pages/ledgers/import.html")]
struct ImportPage {
    frame: Frame,
    ledger: Ledger,
    paste: String,
    problems: Vec<Problem>,
}

impl ImportPage {
    fn new(page: &Page, ledger: Ledger, paste: String, problems: Vec<Problem>) -> Self {
        Self { frame: page.frame(format!("{}の取り込み", ledger.label()), ledger.code()), ledger, paste, problems }
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|problem| problem.field == field).map_or("", |problem| problem.message.as_str())
    }

    fn labels(&self) -> String {
        let labels: Vec<&str> = self.ledger.columns().iter().map(|column| column.label).collect();
        labels.join("、")
    }
}

/// The form: paste, or a file.
pub async fn show(page: Page, Path(code): Path<String>) -> PageResult {
    let ledger = ledger(&code)?;
    page.actor().may_at(Permission::EditLedgers, page.at()).map_err(AppError::from)?;
    render(&ImportPage::new(&page, ledger, String::new(), Vec::new()))
}

/// Reads what was pasted or chosen and shows what importing it would do.
pub async fn read(page: Page, State(site): State<Site>, Path(code): Path<String>, form: Multipart) -> PageResult {
    let ledger = ledger(&code)?;
    let upload = Upload::read(form).await?;
    let pasted = upload.text("paste").to_owned();
    let blank = pasted.trim().is_empty();
    let (source, paste) = match upload.file {
        Some(_) if !blank => {
            return refused(
                &page,
                ledger,
                pasted,
                vec![Problem::new(
                    "file",
                    "貼り付けとファイルの両方が入力されています。一度に取り込めるのは1つです。どちらかを空にしてください。",
                )],
            );
        }
        None if blank => {
            return refused(
                &page,
                ledger,
                String::new(),
                vec![Problem::new("paste", "取り込む表がありません。表を貼り付けるか、ファイルを選んでください。")],
            );
        }
        Some((name, bytes)) => (Source::File { name, bytes }, String::new()),
        None => (Source::Paste(pasted.clone()), pasted),
    };
    match site.app.preview_import(page.actor(), page.at(), ledger, source, &Choices::default()).await {
        Ok(preview) => {
            let kept = preview.kept.clone().ok_or_else(|| WebError::Internal("a preview without its source".into()))?;
            let snapshot = site.app.facts(page.actor(), page.at()).await?;
            render(&PreviewPage::new(&page, ledger, &snapshot.facts, &kept, &preview, Look::default()))
        }
        Err(AppError::Invalid(problems)) => refused(&page, ledger, paste, problems),
        Err(other) => Err(other.into()),
    }
}

fn refused(page: &Page, ledger: Ledger, paste: String, problems: Vec<Problem>) -> PageResult {
    let paste = if paste.len() > MOST_KEPT_BYTES { String::new() } else { paste };
    render_refused(&ImportPage::new(page, ledger, paste, problems))
}

/// The preview with other choices.
pub async fn again(
    page: Page,
    State(site): State<Site>,
    Path(code): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    preview(&page, &site, ledger(&code)?, &form, false).await
}

/// Imports what the preview showed. Choices changed since then are previewed first.
pub async fn commit(
    page: Page,
    State(site): State<Site>,
    Path(code): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    let ledger = ledger(&code)?;
    let (choices, changed) = choices_of(&form);
    if changed {
        return preview(&page, &site, ledger, &form, true).await;
    }
    match site.app.import(page.actor(), page.at(), ledger, Source::Kept(kept(&form)), &choices).await {
        Ok(_) => go(&list_address(ledger), Some(Done::Imported)),
        Err(AppError::Invalid(_)) => preview(&page, &site, ledger, &form, false).await,
        Err(other) => Err(other.into()),
    }
}

fn kept(form: &BTreeMap<String, String>) -> FileId {
    FileId::from(form.get("kept").map_or("", String::as_str))
}

async fn preview(
    page: &Page,
    site: &Site,
    ledger: Ledger,
    form: &BTreeMap<String, String>,
    changed: bool,
) -> PageResult {
    let (kept, (choices, _)) = (kept(form), choices_of(form));
    let source = || Source::Kept(kept.clone());
    match site.app.preview_import(page.actor(), page.at(), ledger, source(), &choices).await {
        Ok(preview) => {
            let snapshot = site.app.facts(page.actor(), page.at()).await?;
            render(&PreviewPage::new(
                page,
                ledger,
                &snapshot.facts,
                &kept,
                &preview,
                Look { fill_down: choices.fill_down, changed, ..Look::default() },
            ))
        }
        // The columns as chosen, with what is wrong about them; a plan would be that of others.
        Err(AppError::Invalid(problems)) if problems.iter().any(|problem| problem.field == "mapping") => {
            let unchosen = Choices { mapping: None, ..choices.clone() };
            let preview = site.app.preview_import(page.actor(), page.at(), ledger, source(), &unchosen).await?;
            let snapshot = site.app.facts(page.actor(), page.at()).await?;
            render_refused(&PreviewPage::new(
                page,
                ledger,
                &snapshot.facts,
                &kept,
                &preview,
                Look { fill_down: choices.fill_down, chosen: choices.mapping, problems, changed: false },
            ))
        }
        Err(AppError::Invalid(problems)) => refused(page, ledger, String::new(), problems),
        Err(other) => Err(other.into()),
    }
}
