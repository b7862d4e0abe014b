//! `tate import`: a table into a ledger, or files of machine inventories into several.

mod machines;

use super::{print, print_json};
use crate::open::{Data, Outcome, facility_or_only, read_file, sentence};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tate_app::ledgers::{Choices, Preview, Source};
use tate_domain::ledger::Ledger;

/// Read a table into a ledger
#[derive(Debug, Args)]
pub struct Import {
    /// Which ledger: devices, software, accounts, vendors, people (and the others)
    ledger: String,
    /// The table; for devices also files of machine inventories, as many as there are
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    data: Data,
    /// What the file is; auto looks at its bytes
    #[arg(long, default_value = "auto", value_parser = ["auto", "csv", "tsv", "xlsx", "collector", "glpi", "fusion", "osquery", "fleet", "nmap"])]
    format: String,
    /// Facility (id or code); may be left out when there is only one
    #[arg(long, value_name = "ID")]
    facility: Option<String>,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
    /// Blanks below a merged cell take the value above
    #[arg(long)]
    fill_down: bool,
    /// The column by which rows of the ledger are recognised (its key, e.g. number, serial, host, mac); auto uses the
    /// ledger's own order. Left out: as with the last table of this heading
    #[arg(long = "match", value_name = "KEY")]
    match_key: Option<String>,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

/// A file's name without its folders.
fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

impl Import {
    /// Imports, or says what would happen. Rows with errors are left out; exit 1 then.
    ///
    /// # Errors
    /// The table cannot be read.
    pub async fn run(self) -> Outcome<ExitCode> {
        let Some(ledger) = Ledger::from_code(&self.ledger) else {
            let codes: Vec<_> = Ledger::ALL.iter().map(|ledger| ledger.code()).collect();
            eprintln!("台帳「{}」はありません。使える台帳：{}", self.ledger, codes.join("、"));
            return Ok(ExitCode::from(2));
        };
        let files =
            self.files.iter().map(|path| Ok((file_name(path), read_file(path)?))).collect::<Outcome<Vec<_>>>()?;
        if let Some(format) = self.machine_format(ledger, &files) {
            if ledger != Ledger::Devices || self.match_key.is_some() || self.fill_down {
                eprintln!(
                    "機器を調べたファイルは `tate import devices` で取り込みます。--match と --fill-down は表だけで使えます。"
                );
                return Ok(ExitCode::from(2));
            }
            return self.run_machines(files, format).await;
        }
        let Ok([(name, bytes)]) = <[_; 1]>::try_from(files) else {
            eprintln!("表は、一度に1つずつ取り込みます。機器を調べたファイルと表は、分けて取り込んでください。");
            return Ok(ExitCode::from(2));
        };
        let app = self.data.open_existing(None).await?;
        let (actor, facility) = facility_or_only(&app, self.facility.as_deref()).await?;
        let source = Source::File { name, bytes: bytes.into() };
        let choices = Choices {
            mapping: None,
            fill_down: self.fill_down,
            match_key: self.match_key.clone().map(|key| if key == "auto" { String::new() } else { key }),
        };
        let preview = if self.dry_run {
            app.dry_run(&actor, &facility.id, ledger, source, &choices).await
        } else {
            app.import(&actor, &facility.id, ledger, source, &choices).await.map(|(_, preview)| preview)
        }
        .map_err(|error| sentence(&error))?;
        app.store.close().await;
        self.show(&preview)?;
        Ok(if preview.plan.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    fn show(&self, preview: &Preview) -> Outcome<()> {
        let plan = &preview.plan;
        let mut findings = plan.findings.clone();
        findings.extend(plan.unresolved.iter().map(|u| {
            format!(
                "{}「{}」が{}の台帳にないため、空欄のままにしました（{}行）。",
                u.column,
                u.text,
                u.ledger.label(),
                u.rows.len()
            )
        }));
        if self.json {
            let errors: Vec<_> =
                plan.errors.iter().map(|e| json!({ "row": e.row, "column": e.column, "message": e.message })).collect();
            return print_json(
                &json!({ "format": preview.table.format, "added": plan.adds.len(), "updated": plan.updates.len(), "unchanged": plan.unchanged, "errors": errors, "findings": findings }),
            );
        }
        print(&format!("{}{}", if self.dry_run { "（試し）" } else { "" }, plan.summary()))?;
        for error in &plan.errors {
            print(&error.sentence())?;
        }
        for finding in findings {
            print(&finding)?;
        }
        Ok(())
    }
}
