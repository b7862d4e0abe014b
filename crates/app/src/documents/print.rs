//! From a document to a file, with a limit on time and on how many are made at once.

use super::{WhichCheck, binder, file_name};
use crate::App;
use crate::error::{AppError, Result};
use crate::ledgers::{Exported, ledger_table};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;
use tate_domain::date::FiscalYear;
use tate_domain::id::FacilityId;
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Permission};
use tate_report::{Document, RenderError, Sheet};
use tate_store::Event;
use tokio::sync::Semaphore;

/// Which document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentKind {
    /// The binder for the on-site inspection.
    Binder,
    /// The facility's sheet of a fiscal year; none: of this one.
    Form(Option<FiscalYear>),
    /// The vendor's sheet to fill in, for the vendor with this row id; none: for anybody.
    VendorForm(Option<String>),
    /// The contact chart.
    ContactChart,
    /// One ledger.
    Ledger(Ledger),
    /// A self-check sheet.
    SelfCheck(WhichCheck),
    /// The answer sheet of a survey or form.
    AnswerSheet(Option<FiscalYear>),
}

impl DocumentKind {
    /// The code in addresses and in the audit log.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Binder => "binder",
            Self::Form(_) => "form",
            Self::VendorForm(_) => "vendor-form",
            Self::ContactChart => "contact-chart",
            Self::Ledger(ledger) => ledger.code(),
            Self::AnswerSheet(_) => "answers",
            Self::SelfCheck(_) => "selfcheck",
        }
    }
}

/// How long one document may take; a hospital's binder takes about a second.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// A binder takes tens of megabytes while it is made, so only two are made at once. The permit
/// goes with the work, so one that runs past its limit still counts.
static RENDERING: Semaphore = Semaphore::const_new(2);

const PDF: &str = "application/pdf";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A document that cannot be made, with a sentence for the screen.
pub(super) fn refuse(text: &str) -> AppError {
    AppError::Document(text.to_owned())
}

/// Renders off the async threads.
pub(crate) async fn render(work: impl FnOnce() -> Result<Vec<u8>, RenderError> + Send + 'static) -> Result<Vec<u8>> {
    let run = async {
        let permit = RENDERING.acquire().await.map_err(|error| AppError::Internal(error.to_string()))?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        });
        let result = done.await.map_err(|error| AppError::Internal(error.to_string()))?;
        // The message is already a sentence for the person at the screen, a missing glyph's too.
        result.map_err(|error| AppError::Document(error.to_string()))
    };
    tokio::time::timeout(TIME_LIMIT, run).await.unwrap_or_else(|_| Err(refuse("書類を作成できませんでした。60秒以内に終わらなかったため、中止しました。しばらく待ってから、もう一度出力してください。続くときは、台帳を分けて出力してください。")))
}

impl App {
    /// A document as PDF/A. Printing is recorded with the SHA-256 of what was handed out.
    ///
    /// # Errors
    /// The actor may not, no such edition or vendor, or the document cannot be made (the text says
    /// which character has no glyph, for instance).
    pub async fn document_pdf(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        kind: DocumentKind,
    ) -> Result<Exported> {
        actor.may_at(Permission::Print, facility)?;
        let (document, title) = self.document(actor, facility, edition_id, &kind).await?;
        let holder = document.meta().facility.clone();
        let pdf = Arc::clone(&self.pdf);
        let bytes = render(move || pdf.pdf(&document)).await?;
        self.record_print(actor, facility, edition_id, (kind.code(), "pdf"), &bytes).await?;
        Ok(Exported {
            name: file_name(&holder, &title, self.clock.now(), "pdf"),
            media_type: PDF,
            bytes,
            lost: Vec::new(),
        })
    }

    /// A sheet as xlsx in the official columns: the facility's or the vendor's.
    ///
    /// # Errors
    /// As [`App::document_pdf`]; any other document is no workbook.
    pub async fn form_xlsx(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        kind: DocumentKind,
    ) -> Result<Exported> {
        actor.may_at(Permission::Print, facility)?;
        let (Document::Form(form), title) = self.document(actor, facility, edition_id, &kind).await? else {
            return Err(refuse("この書類は、Excelでは出力できません。PDFで出力してください。"));
        };
        let name = file_name(&form.meta.facility, &title, self.clock.now(), "xlsx");
        let xlsx = Arc::clone(&self.xlsx);
        let bytes = render(move || xlsx.xlsx(&[Sheet::Form(form)])).await?;
        self.record_print(actor, facility, edition_id, (kind.code(), "xlsx"), &bytes).await?;
        Ok(Exported { name, media_type: XLSX, bytes, lost: Vec::new() })
    }

    /// The document and its name in the file name.
    async fn document(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        kind: &DocumentKind,
    ) -> Result<(Document, String)> {
        Ok(match kind {
            DocumentKind::Binder => {
                (Document::Binder(Box::new(self.binder(actor, facility, edition_id).await?)), binder::TITLE.to_owned())
            }
            DocumentKind::Form(year) => {
                let form = self.form(actor, facility, edition_id, *year).await?;
                let title = titled(&form);
                (Document::Form(form), title)
            }
            DocumentKind::VendorForm(vendor) => {
                let form = self.vendor_form(actor, facility, edition_id, vendor.as_deref()).await?;
                let title = titled(&form);
                (Document::Form(form), title)
            }
            DocumentKind::ContactChart => {
                let chart = self.contact_chart(actor, facility).await?;
                let title = chart.meta.title.clone();
                (Document::ContactChart(chart), title)
            }
            DocumentKind::SelfCheck(which) => {
                let sheet = self.selfcheck_sheet(actor, facility, edition_id, *which).await?;
                let title = sheet.meta.title.clone();
                (Document::SelfCheck(sheet), title)
            }
            DocumentKind::AnswerSheet(year) => {
                let sheet = self.answer_sheet(actor, facility, edition_id, *year).await?;
                let title = sheet.meta.title.clone();
                (Document::AnswerSheet(sheet), title)
            }
            DocumentKind::Ledger(ledger) => {
                let snapshot = self.facts(actor, facility).await?;
                let meta = self.document_meta(actor, &snapshot, &ledger.title(), "").await?;
                (Document::Ledger(ledger_table(&snapshot.facts, *ledger, meta, |column| column.listed)), ledger.title())
            }
        })
    }

    pub(crate) async fn record_print(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        (kind, format): (&str, &str),
        bytes: &[u8],
    ) -> Result<()> {
        let after = json!({ "edition": edition_id, "format": format, "sha256": hex::encode(Sha256::digest(bytes)), "size": bytes.len() }).to_string();
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change
            .record(Event {
                action: "document.print",
                subject: format!("document:{kind}"),
                facility: Some(facility),
                after,
                ..Event::default()
            })
            .await?;
        Ok(change.commit().await?)
    }
}

fn titled(form: &tate_report::Form) -> String {
    let vendor = form.vendor.as_deref().unwrap_or_default();
    if vendor.is_empty() { form.meta.title.clone() } else { format!("{}（{vendor}）", form.meta.title) }
}
