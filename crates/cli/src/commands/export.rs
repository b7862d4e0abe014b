//! `tate export`

use super::print;
use crate::open::{Data, Outcome, facility, read_file, sentence};
use clap::Args;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tate_app::App;
use tate_app::documents::{DocumentKind, WhichCheck};
use tate_app::ledgers::ExportFormat;
use tate_app::survey::{is_survey, surveys};
use tate_domain::date::FiscalYear;
use tate_domain::edition::{EditionKind, Side};
use tate_domain::id::FacilityId;
use tate_domain::ledger::Ledger;
use tate_domain::role::Actor;

/// Write a document or ledger
#[derive(Debug, Args)]
pub struct Export {
    /// What to write
    #[arg(value_parser = ["binder", "form", "vendor-form", "chart", "ledger", "gmis"])]
    what: String,
    #[command(flatten)]
    data: Data,
    /// Facility (id or code)
    #[arg(long, value_name = "ID")]
    facility: String,
    /// Edition; left out: the one of the facility's kind
    #[arg(long, value_name = "E")]
    edition: Option<String>,
    /// Fiscal year of the form, e.g. 2025; left out: this one
    #[arg(long, value_name = "YEAR")]
    year: Option<i16>,
    /// Vendor whose sheet is written (row id), for `vendor-form`; left out: a blank one
    #[arg(long, value_name = "ID")]
    vendor: Option<String>,
    /// Which ledger, for `ledger`
    #[arg(long, default_value = "devices")]
    ledger: String,
    /// The day of the document
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// Official workbook that the answers of a `form` are written into
    #[arg(long, value_name = "FILE.xlsx")]
    template: Option<PathBuf>,
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
            "form" => DocumentKind::Form(self.year.map(FiscalYear)),
            "vendor-form" => DocumentKind::VendorForm(self.vendor.clone()),
            "chart" => DocumentKind::ContactChart,
            "gmis" => DocumentKind::AnswerSheet(self.year.map(FiscalYear)),
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
            (None, DocumentKind::AnswerSheet(_)) => surveys(&catalog, facility.profile.kind)
                .find(|e| e.kind == EditionKind::Survey)
                .map(|e| e.id.clone())
                .ok_or("この施設の種類が答える調査はありません。調査（G-MIS）は病院のものです。".to_owned())?,
            (None, _) => app.current_edition(&actor, &facility.id).await.map_err(|error| sentence(&error))?.id.clone(),
        };
        let Some(sheet) = catalog.edition(&edition) else {
            return Err(format!("版「{edition}」はありません。`tate catalog list` で確認してください。"));
        };
        let kind = match kind {
            DocumentKind::Form(_) if sheet.side == Side::Vendor => DocumentKind::VendorForm(self.vendor.clone()),
            DocumentKind::Form(year) if sheet.kind == EditionKind::SelfCheck => {
                DocumentKind::SelfCheck(year.map_or(WhichCheck::Current, WhichCheck::LastOf))
            }
            DocumentKind::Form(year) if is_survey(sheet) => DocumentKind::AnswerSheet(year),
            other => other,
        };
        if self.year.is_some()
            && !matches!(kind, DocumentKind::Form(_) | DocumentKind::SelfCheck(_) | DocumentKind::AnswerSheet(_))
        {
            eprintln!("--year を指定できるのは、チェックリスト・自己点検・調査・様式の用紙だけです。");
            return Ok(ExitCode::from(2));
        }
        if let Some(template) = &self.template {
            if !matches!(kind, DocumentKind::Form(_)) || ending != "xlsx" {
                eprintln!("--template は、form を .xlsx に書き出すときだけ使えます。");
                return Ok(ExitCode::from(2));
            }
            return self.fill(&app, &actor, &facility.id, &edition, template).await;
        }
        let exported = match (&kind, ending.as_str()) {
            (_, "pdf") => app.document_pdf(&actor, &facility.id, &edition, kind).await,
            (DocumentKind::Form(_) | DocumentKind::VendorForm(_), "xlsx") => {
                app.form_xlsx(&actor, &facility.id, &edition, kind).await
            }
            (DocumentKind::AnswerSheet(year), "csv") => app.answers_csv(&actor, &facility.id, &edition, *year).await,
            (DocumentKind::Ledger(ledger), "xlsx") => {
                app.export_ledger(&actor, &facility.id, *ledger, ExportFormat::Xlsx).await
            }
            (DocumentKind::Ledger(ledger), "csv") => {
                let format = if self.cp932 { ExportFormat::CsvCp932 } else { ExportFormat::Csv };
                app.export_ledger(&actor, &facility.id, *ledger, format).await
            }
            _ => {
                eprintln!("「{}」は「.{ending}」では書き出せません。ファイル名の終わりを .pdf（フォームは .xlsx、台帳は .xlsx か .csv、調査と様式は .csv も可）にしてください。", self.what);
                return Ok(ExitCode::from(2));
            }
        }
        .map_err(|error| sentence(&error))?;
        app.store.close().await;
        self.write(&exported.bytes)?;
        for lost in &exported.lost {
            eprintln!("Shift_JISにない文字を〓に置き換えました：{lost}");
        }
        print(&format!("{}（{}バイト）", self.out.display(), exported.bytes.len()))?;
        Ok(ExitCode::SUCCESS)
    }

    /// Writes the answers into an official workbook; what stays empty goes to stderr.
    async fn fill(
        &self,
        app: &App,
        actor: &Actor,
        facility: &FacilityId,
        edition: &str,
        template: &Path,
    ) -> Outcome<ExitCode> {
        let year = self.year.map_or_else(|| FiscalYear::of(app.today()), FiscalYear);
        let name = template.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let form = (name.as_str(), read_file(template)?.into());
        let filled = app.fill_form(actor, facility, (edition, year), form).await;
        let (exported, fill) = filled.map_err(|error| sentence(&error))?;
        app.store.close().await;
        self.write(&exported.bytes)?;
        for left in &fill.left {
            eprintln!("空けています：{} {}（{}）", left.number, left.text, left.why);
        }
        for way in &fill.ways {
            eprintln!("{way}");
        }
        print(&format!("{}（{}行に記入、{}行は空けています）", self.out.display(), fill.filled, fill.left.len()))?;
        Ok(ExitCode::SUCCESS)
    }

    fn write(&self, bytes: &[u8]) -> Outcome<()> {
        std::fs::write(&self.out, bytes)
            .map_err(|error| format!("「{}」に書き込めません（{error}）。", self.out.display()))
    }
}
