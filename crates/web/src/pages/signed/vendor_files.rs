//! Pinned keys, signed answers and notices.

use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use crate::upload::Upload;
use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::signed::{ImportedNotice, NoticeView, PublicKey, SignedView, groups};
use tate_domain::id::NoticeId;
use tate_domain::role::Permission;

fn problem<'a>(problems: &'a [Problem], field: &str) -> &'a str {
    problems.iter().find(|problem| problem.field == field).map_or("", |problem| problem.message.as_str())
}

/// The two files of an upload: the one that ends with `.sig` is the signature, whichever field it came in.
fn pair(upload: &Upload) -> (Vec<u8>, Vec<u8>) {
    let is_signature = |name: &str| name.to_lowercase().ends_with(".sig");
    let find = |signature: bool| upload.files.iter().find(|(name, _)| is_signature(name) == signature);
    let bytes = |found: Option<&(String, bytes::Bytes)>| found.map(|(_, bytes)| bytes.to_vec()).unwrap_or_default();
    (bytes(find(false)), bytes(find(true)))
}

#[derive(Template)]
#[template(path = "pages/signed/signed.html")]
struct SignedPage {
    frame: Frame,
    view: SignedView,
    problems: Vec<Problem>,
}

impl SignedPage {
    fn has_key(&self) -> bool {
        self.view.keys.iter().any(|key| key.revoked_at.is_empty())
    }
}

/// The form, and what was imported.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let view = site.app.signed_view(page.actor(), page.at()).await?;
    render(&SignedPage { frame: page.frame("署名付きの回答", "signed"), view, problems: Vec::new() })
}

/// Imports an answer file with its signature.
pub async fn import(page: Page, State(site): State<Site>, form: Multipart) -> PageResult {
    page.actor().may_at(Permission::PrepareAnswers, page.at()).map_err(AppError::from)?;
    let (bytes, signature) = pair(&Upload::read(form).await?);
    match site.app.import_signed(page.actor(), page.at(), (&bytes, &signature)).await {
        Ok(_) => go("/vendors/signed", Some(Done::Signed)),
        Err(AppError::Invalid(problems)) => {
            let view = site.app.signed_view(page.actor(), page.at()).await?;
            render_refused(&SignedPage { frame: page.frame("署名付きの回答", "signed"), view, problems })
        }
        Err(other) => Err(other.into()),
    }
}

/// The form of a key.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PinForm {
    vendor: String,
    key: String,
    compared: String,
}

#[derive(Template)]
#[template(path = "pages/signed/keys.html")]
struct KeysPage {
    frame: Frame,
    view: SignedView,
    form: PinForm,
    problems: Vec<Problem>,
}

impl KeysPage {
    fn problem(&self, field: &str) -> &str {
        problem(&self.problems, field)
    }

    /// The fingerprint of a key, to be read aloud.
    fn fingerprint(&self, key: &str) -> String {
        PublicKey::read(key).map(|key| groups(&key.fingerprint())).unwrap_or_default()
    }
}

/// The keys, and pinning another one.
pub async fn keys(page: Page, State(site): State<Site>) -> PageResult {
    let view = site.app.signed_view(page.actor(), page.at()).await?;
    let frame = page.frame("事業者の鍵", "signed");
    render(&KeysPage { frame, view, form: PinForm::default(), problems: Vec::new() })
}

/// Pins a key. Sent without the tick, the page shows the fingerprint to compare.
pub async fn pin(page: Page, State(site): State<Site>, Form(form): Form<PinForm>) -> PageResult {
    let typed = (form.vendor.as_str(), form.key.as_str(), !form.compared.is_empty());
    match site.app.pin_vendor_key(page.actor(), page.at(), typed).await {
        Ok(()) => go("/vendors/keys", Some(Done::Pinned)),
        Err(AppError::Invalid(problems)) => {
            let view = site.app.signed_view(page.actor(), page.at()).await?;
            render_refused(&KeysPage { frame: page.frame("事業者の鍵", "signed"), view, form, problems })
        }
        Err(other) => Err(other.into()),
    }
}

/// Revokes a key.
pub async fn revoke(page: Page, State(site): State<Site>, Path(id): Path<String>) -> PageResult {
    site.app.revoke_vendor_key(page.actor(), page.at(), &id).await?;
    go("/vendors/keys", Some(Done::Revoked))
}

#[derive(Template)]
#[template(path = "pages/signed/notices.html")]
struct NoticesPage {
    frame: Frame,
    views: Vec<NoticeView>,
    problems: Vec<Problem>,
    /// The notice whose note was refused.
    refused: String,
}

async fn notices_page(page: &Page, site: &Site) -> Result<NoticesPage, AppError> {
    let views = site.app.vendor_notices(page.actor(), page.at()).await?;
    let frame = page.frame("事業者からのお知らせ", "notices");
    Ok(NoticesPage { frame, views, problems: Vec::new(), refused: String::new() })
}

/// The notices.
pub async fn notices(page: Page, State(site): State<Site>) -> PageResult {
    render(&notices_page(&page, &site).await?)
}

/// Imports a notice with its signature.
pub async fn import_notice(page: Page, State(site): State<Site>, form: Multipart) -> PageResult {
    page.actor().may_at(Permission::PrepareAnswers, page.at()).map_err(AppError::from)?;
    let (bytes, signature) = pair(&Upload::read(form).await?);
    match site.app.import_notice(page.actor(), page.at(), (&bytes, &signature)).await {
        Ok(ImportedNotice::New(_)) => go("/vendors/notices", Some(Done::NoticeImported)),
        Ok(ImportedNotice::There(_)) => go("/vendors/notices", Some(Done::NoticeThere)),
        Err(AppError::Invalid(problems)) => {
            render_refused(&NoticesPage { problems, ..notices_page(&page, &site).await? })
        }
        Err(other) => Err(other.into()),
    }
}

/// What was done about a notice.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CheckForm {
    note: String,
}

/// Marks a notice as checked.
pub async fn check(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<CheckForm>,
) -> PageResult {
    let done = site.app.check_vendor_notice(page.actor(), page.at(), &NoticeId::from(id.as_str()), &form.note).await;
    match done {
        Ok(()) => go("/vendors/notices", Some(Done::NoticeChecked)),
        Err(AppError::Invalid(problems)) => {
            render_refused(&NoticesPage { problems, refused: id, ..notices_page(&page, &site).await? })
        }
        Err(other) => Err(other.into()),
    }
}
