//! `tate export`

use super::print;
use crate::open::{Data, Outcome, facility, sentence};
use clap::Args;
use jiff::civil::Date;
use std::path::PathBuf;
use std::process::ExitCode;
use tate_app::documents::DocumentKind;
use tate_app::ledgers::ExportFormat;
use tate_domain::ledger::Ledger;

/// Write a document or ledger
#[derive(Debug, Args)]
pub struct Export {
    /// What to write
    #[arg(value_parser = ["binder", "form", "vendor-form", "chart", "ledger"])]
    what: String,
    #[command(flatten)]
    data: Data,
    /// Facility (id or code)
    #[arg(long, value_name = "ID")]
    facility: String,
    /// Edition; left out: the one of the facility's kind
    #[arg(long, value_name = "E")]
    edition: Option<String>,
    /// Vendor whose sheet is written (row id), for `vendor-form`; left out: a blank one
    #[arg(long, value_name = "ID")]
    vendor: Option<String>,
    /// Which ledger, for `ledger`
    #[arg(long, default_value = "devices")]
    ledger: String,
    /// The day of the document
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// The file; its ending decides: .pdf, .xlsx, .csv
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// CSV in CP932 (Shift_JIS) instead of UTF-8
    #[arg(long)]
    cp932: bool,
}

impl Export {
    /// Writes the file.
    ///
    /// # Errors
    /// The document cannot be made or written.
    pub async fn run(self) -> Outcome<ExitCode> {
        let ending = self.out.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let Some(ledger) = Ledger::from_code(&self.ledger) else {
            eprintln!("台帳「{}」はありません。", self.ledger);
            return Ok(ExitCode::from(2));
        };
        let kind = match self.what.as_str() {
            "binder" => DocumentKind::Binder,
            "form" => DocumentKind::Form,
            "vendor-form" => DocumentKind::VendorForm(self.vendor.clone()),
            "chart" => DocumentKind::ContactChart,
            _ => DocumentKind::Ledger(ledger),
        };
        let app = self.data.open_existing(self.today).await?;
        let (actor, facility) = facility(&app, &self.facility).await?;
        let catalog = app.catalog(&actor).await.map_err(|error| sentence(&error))?;
        let edition = match (&self.edition, &kind) {
            (Some(id), _) => id.clone(),
            (None, DocumentKind::VendorForm(_)) => {
                tate_app::editions::vendor_edition(&catalog).map(|e| e.id.clone()).unwrap_or_default()
            }
            (None, _) => {
                app.current_edition(&actor, &facility.id).await.map_err(|error| sentence(&error))?.id.clone()
            }
        };
        if catalog.edition(&edition).is_none() {
            return Err(format!("版「{edition}」はありません。`tate catalog list` で確認してください。"));
        }
        let vendor_side = catalog.edition(&edition).is_some_and(|e| e.side == tate_domain::edition::Side::Vendor);
        let kind = if matches!(kind, DocumentKind::Form) && vendor_side {
            DocumentKind::VendorForm(self.vendor.clone())
        } else {
            kind
        };
        let exported = match (&kind, ending.as_str()) {
            (_, "pdf") => app.document_pdf(&actor, &facility.id, &edition, kind.clone()).await,
            (DocumentKind::Form | DocumentKind::VendorForm(_), "xlsx") => app.form_xlsx(&actor, &facility.id, &edition, self.vendor.as_deref()).await,
            (DocumentKind::Ledger(ledger), "xlsx") => app.export_ledger(&actor, &facility.id, *ledger, ExportFormat::Xlsx).await,
            (DocumentKind::Ledger(ledger), "csv") => app.export_ledger(&actor, &facility.id, *ledger, if self.cp932 { ExportFormat::CsvCp932 } else { ExportFormat::Csv }).await,
            _ => {
                eprintln!("「{}」は「.{ending}」では書き出せません。ファイル名の終わりを .pdf（フォームは .xlsx、台帳は .xlsx か .csv も可）にしてください。", self.what);
                return Ok(ExitCode::from(2));
            }
        }
        .map_err(|error| sentence(&error))?;
        app.store.close().await;
        std::fs::write(&self.out, &exported.bytes)
            .map_err(|error| format!("「{}」に書き込めません（{error}）。", self.out.display()))?;
        for lost in &exported.lost {
            eprintln!("Shift_JISにない文字を〓に置き換えました：{lost}");
        }
        print(&format!("{}（{}バイト）", self.out.display(), exported.bytes.len()))?;
        Ok(ExitCode::SUCCESS)
    }
}
