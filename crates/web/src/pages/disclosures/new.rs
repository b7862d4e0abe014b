//! Bringing a statement in: for which contract, and the document.

use super::preview::PreviewPage;
use crate::Site;
use crate::frame::{Frame, Page, PageResult, render, render_refused};
use crate::upload::Upload;
use askama::Template;
use axum::extract::{Multipart, Query, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::disclosures::{Brought, NewDisclosure, TypedDisclosure};
use tate_app::error::Problem;

/// The most bytes of a refused paste that are sent back; a larger one is still on the clipboard.
const MOST_KEPT_BYTES: usize = 1 << 20;

#[derive(Template)]
#[template(path = "pages/disclosures/new.html")]
struct NewPage {
    frame: Frame,
    new: NewDisclosure,
    asked: Asked,
    paste: String,
    problems: Vec<Problem>,
}

impl NewPage {
    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }
}

/// For which contract, about what.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    contract: String,
    subject: String,
    kind: String,
}

/// The form.
pub async fn show(page: Page, State(site): State<Site>, Query(asked): Query<Asked>) -> PageResult {
    let new = site.app.new_disclosure(page.actor(), page.at()).await?;
    let frame = page.frame("開示書の登録", "disclosures");
    render(&NewPage { frame, new, asked, paste: String::new(), problems: Vec::new() })
}

/// Reads what was brought and shows what registering it would do.
pub async fn read(page: Page, State(site): State<Site>, form: Multipart) -> PageResult {
    let upload = Upload::read(form).await?;
    let text = |name: &str| upload.text(name).to_owned();
    let asked = Asked { contract: text("contract"), subject: text("subject"), kind: text("kind") };
    let typed = TypedDisclosure {
        contract: asked.contract.clone(),
        subject: asked.subject.clone(),
        kind: asked.kind.clone(),
        ..TypedDisclosure::default()
    };
    let paste = text("paste");
    let brought = Brought { file: upload.file, paste: paste.clone() };
    match site.app.preview_disclosure(page.actor(), page.at(), typed, brought).await {
        Ok(preview) => render(&PreviewPage::new(&page, preview, Vec::new())),
        Err(AppError::Invalid(problems)) => {
            let new = site.app.new_disclosure(page.actor(), page.at()).await?;
            let paste = if paste.len() > MOST_KEPT_BYTES { String::new() } else { paste };
            let frame = page.frame("開示書の登録", "disclosures");
            render_refused(&NewPage { frame, new, asked, paste, problems })
        }
        Err(other) => Err(other.into()),
    }
}
