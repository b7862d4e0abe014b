//! Reading files, the preview, the import, undoing it.

use super::{SECTION, index};
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
use tate_app::machines::{Files, Line, MachinePreview, Outcome, What};
use tate_domain::id::BatchId;

/// The most rows of one kind that are spelled out.
const MOST_LINES: usize = 60;
/// The most errors that are spelled out.
const MOST_ERRORS: usize = 100;

#[derive(Template)]
#[template(path = "pages/machines/preview.html")]
struct PreviewPage {
    frame: Frame,
    kept: String,
    outcome: Outcome,
}

impl PreviewPage {
    fn new(page: &Page, preview: MachinePreview) -> Self {
        Self {
            frame: page.frame("自動調査の取り込み内容の確認", SECTION),
            kept: preview.kept,
            outcome: preview.outcome,
        }
    }

    /// What a file is, in words.
    fn file(&self, file: &tate_app::machines::FileRead) -> String {
        let day = file.day.parse().map(tate_domain::date::slashed).unwrap_or_default();
        let when = if day.is_empty() {
            "調べた日は書かれていません".to_owned()
        } else {
            format!("{day}に調べたもの")
        };
        format!("{}、{}台、{when}", file.format.label(), file.hosts)
    }

    fn errors(&self) -> Vec<String> {
        self.outcome.errors.iter().take(MOST_ERRORS).map(tate_app::machines::HostError::sentence).collect()
    }

    fn more_errors(&self) -> usize {
        self.outcome.errors.len().saturating_sub(MOST_ERRORS)
    }

    fn lines(&self, what: &What) -> Vec<&Line> {
        self.outcome.lines.iter().filter(|line| line.what == *what).take(MOST_LINES).collect()
    }

    fn more(&self, what: &What) -> usize {
        self.outcome.lines.iter().filter(|line| line.what == *what).count().saturating_sub(MOST_LINES)
    }

    fn kinds(&self) -> Vec<(What, &'static str)> {
        let all = [(What::Changed, "更新する行"), (What::Added, "追加する行"), (What::Removed, "台帳から外す行")];
        all.into_iter().filter(|(what, _)| self.outcome.lines.iter().any(|line| line.what == *what)).collect()
    }

    /// 「OS：Windows 11 → Windows 11 Pro」; of a new row its values.
    fn changes(&self, line: &Line) -> String {
        let blank = |text: &str| if text.is_empty() { "（空）".to_owned() } else { text.to_owned() };
        let words = |(label, before, after): &(&'static str, String, String)| match line.what {
            What::Changed => format!("{label}：{} → {}", blank(before), blank(after)),
            What::Added => format!("{label}：{after}"),
            What::Removed => format!("{label}：{before}"),
        };
        let shown = line.changes.iter().filter(|(_, before, after)| !(before.is_empty() && after.is_empty()));
        shown.take(8).map(words).collect::<Vec<_>>().join("　")
    }
}

/// Reads the files and shows what importing them would do.
pub async fn read(page: Page, State(site): State<Site>, form: Multipart) -> PageResult {
    let upload = Upload::read(form).await?;
    match site.app.preview_machines(page.actor(), page.at(), Files::New(upload.files), None).await {
        Ok(preview) => render(&PreviewPage::new(&page, preview)),
        Err(other) => refused(&page, &site, other).await,
    }
}

/// Imports what the preview showed.
pub async fn commit(page: Page, State(site): State<Site>, Form(form): Form<BTreeMap<String, String>>) -> PageResult {
    let kept = Files::Kept(form.get("kept").cloned().unwrap_or_default());
    match site.app.import_machines(page.actor(), page.at(), kept, None).await {
        Ok(_) => go("/machines", Some(Done::Imported)),
        Err(AppError::Conflict) => {
            let problem = Problem::new(
                "",
                "まだ取り込んでいません。確認している間に、ほかの人が台帳を変更しました。ファイルを選び直して、内容をもう一度確かめてください。",
            );
            render_refused(&index::page(&page, &site, vec![problem], false).await?)
        }
        Err(other) => refused(&page, &site, other).await,
    }
}

/// Puts everything that an import did back as it was.
pub async fn undo(page: Page, State(site): State<Site>, Path(batch): Path<String>) -> PageResult {
    match site.app.undo_machines(page.actor(), page.at(), &BatchId::from(batch)).await {
        Ok(()) => go("/machines", Some(Done::Undone)),
        Err(AppError::Conflict) => {
            let problem = Problem::new("", "この取り込みは、もう元に戻してあります。画面を開き直してください。");
            render_refused(&index::page(&page, &site, vec![problem], false).await?)
        }
        Err(other) => refused(&page, &site, other).await,
    }
}

async fn refused(page: &Page, site: &Site, error: AppError) -> PageResult {
    match error {
        AppError::Invalid(problems) => render_refused(&index::page(page, site, problems, false).await?),
        other => Err(WebError::from(other)),
    }
}
