//! `tate vendor customers`

use crate::commands::{print, print_json};
use crate::open::{Data, Outcome, facility, read_file, sentence};
use clap::Args;
use jiff::civil::Date;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Read what holds for single customers from a file (JSON or CSV); exit 1 when rows were left out
#[derive(Debug, Args)]
pub struct Customers {
    #[command(flatten)]
    data: Data,
    /// JSON array, or a table with headings
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The vendor's facility (id or code)
    #[arg(long, value_name = "ID")]
    facility: String,
    /// The day that the rules see
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

impl Customers {
    /// Imports.
    ///
    /// # Errors
    /// The file as a whole cannot be read.
    pub async fn run(self) -> Outcome<ExitCode> {
        let bytes = read_file(&self.file)?;
        let app = self.data.open_existing(self.today).await?;
        let (actor, facility) = facility(&app, &self.facility).await?;
        let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let done = app.import_overrides(&actor, &facility.id, (&name, bytes.into())).await;
        let report = done.map_err(|error| sentence(&error))?;
        app.store.close().await;
        if self.json {
            let errors: Vec<_> =
                report.errors.iter().map(|(row, message)| json!({ "row": row, "message": message })).collect();
            print_json(&json!({ "written": report.written, "unchanged": report.unchanged, "errors": errors }))?;
        } else {
            for (row, message) in &report.errors {
                print(&format!("{row}行目：{message}"))?;
            }
            print(&format!(
                "登録・変更 {}行・変更なし {}行・取り込めない {}行",
                report.written,
                report.unchanged,
                report.errors.len()
            ))?;
        }
        Ok(if report.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}
