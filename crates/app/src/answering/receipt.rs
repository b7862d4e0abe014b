//! The receipt (受付の控え): what was handed in, when, and the hash by which it is known again.

use super::{SheetView, Visitor, sheet};
use crate::App;
use crate::documents::{file_name, made_at, render};
use crate::error::{AppError, Result};
use crate::ledgers::Exported;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use tate_domain::date::{FiscalYear, slashed};
use tate_report::{Document, Meta, Receipt, ReceiptRow};
use tate_store::{Event, Submission};

const TITLE: &str = "回答の受付控え";

/// The number under which a submission is known: the tail of its id, and which one of the request it is.
#[must_use]
pub fn receipt_number(sent: &Submission) -> String {
    let tail: String = sent.id.as_str().chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
    format!("{}-{}", tail.to_uppercase(), sent.number)
}

impl App {
    fn receipt(&self, view: &SheetView, sent: &Submission) -> Receipt {
        let request = &view.request;
        let year = i16::try_from(request.fiscal_year).map_or_else(|_| String::new(), |year| FiscalYear(year).name());
        let rows = view.edition.rows().filter_map(|item| {
            let row = sent.sheet.row(&item.id)?;
            Some(ReceiptRow {
                number: item.number.clone(),
                target: item.target.to_string(),
                label: item.text().to_owned(),
                answer: row.value.label().to_owned(),
                target_date: row.target_date.map(slashed).unwrap_or_default(),
                ground: row.ground.clone(),
                remark: row.remark.clone(),
            })
        });
        Receipt {
            meta: Meta {
                facility: view.facility.clone(),
                fiscal_year_label: year,
                title: TITLE.to_owned(),
                edition: view.edition.short_title.clone(),
                made_at: made_at(self.clock.now()),
                version: format!("Tate {}", env!("CARGO_PKG_VERSION")),
                checkpoint: String::new(),
            },
            number: receipt_number(sent),
            received_at: crate::clock::local_text(&sent.at),
            route: sent.route.label().to_owned(),
            vendor: request.vendor.clone(),
            system: request.system.clone(),
            contract: request.contract.clone(),
            answered_by: sent.sheet.answered_by.clone(),
            contact: sent.sheet.contact.clone(),
            files: view.files.iter().map(|file| file.name.clone()).collect(),
            sha256: sent.sha256.clone(),
            rows: rows.collect(),
        }
    }

    /// The receipt of the newest sheet that a vendor handed in, as PDF. That it was made is recorded.
    ///
    /// # Errors
    /// Nothing was handed in yet, or it cannot be printed.
    pub async fn receipt_pdf(&self, visitor: &Visitor) -> Result<Exported> {
        let view = self.visitor_sheet(visitor).await?;
        let sent = view.submissions.first().ok_or(AppError::NotFound)?;
        let (pdf, document) = (Arc::clone(&self.pdf), Document::Receipt(self.receipt(&view, sent)));
        let bytes = render(move || pdf.pdf(&document)).await?;
        let hash = hex::encode(Sha256::digest(&bytes));
        let after = json!({ "edition": view.edition.id, "format": "pdf", "sha256": hash, "size": bytes.len() });
        let mut change = self.visited(visitor).change(self.visitor_who(visitor)).await?;
        change
            .record(Event {
                action: "document.print",
                subject: "document:receipt".to_owned(),
                facility: Some(&visitor.facility),
                after: after.to_string(),
                ..Event::default()
            })
            .await?;
        change.commit().await?;
        let name = file_name(&view.facility, TITLE, self.clock.now(), "pdf");
        Ok(Exported { name, media_type: "application/pdf", bytes, lost: Vec::new() })
    }
}

/// The answers of a submission in words, by item.
#[must_use]
pub(super) fn said(sent: &Submission, item: &str) -> String {
    sent.sheet.row(item).map(sheet::answer_words).unwrap_or_default()
}
