//! `tate lifecycle check`

use super::super::{print, print_json};
use crate::open::{Data, Outcome, catalog, facility, lifecycle, sentence};
use clap::Args;
use jiff::civil::Date;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tate_app::clock::{Clock as _, SystemClock, day_in_japan};
use tate_app::command_line;
use tate_domain::date::slashed;
use tate_domain::lifecycle::{LifecycleData, STALE_DATA_DAYS};

/// The verdict on one operating system, as a ledger would write it
#[derive(Debug, Args)]
pub struct Check {
    /// For example "Windows 11 Pro 24H2"
    os: String,
    /// The day of the verdict
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// Folder of the data: with the data that the organization has read in
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// PostgreSQL address instead of the SQLite inside the folder
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The organization of this facility (id or code), where there are several
    #[arg(long, value_name = "ID")]
    organization_of: Option<String>,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

impl Check {
    /// Prints the verdict.
    ///
    /// # Errors
    /// A broken build; the data cannot be opened.
    pub async fn run(self) -> Outcome<ExitCode> {
        let data = self.lifecycle().await?;
        let today = self.today.unwrap_or_else(|| day_in_japan(SystemClock.now()));
        let answer = data.check(&self.os, today);
        if self.json {
            print_json(&serde_json::to_value(&answer).map_err(|error| error.to_string())?)?;
        } else {
            print(&answer.reason)?;
            print(&age(&data, today))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn lifecycle(&self) -> Outcome<Arc<LifecycleData>> {
        if self.data.is_none() && self.database.is_none() {
            return Ok(Arc::new(lifecycle(&catalog()?)?));
        }
        let folder = self.data.clone().unwrap_or_else(|| "./data".into());
        let app = Data { data: folder, database: self.database.clone() }.open_existing(None).await?;
        let actor = match &self.organization_of {
            Some(code) => facility(&app, code).await?.0,
            None => match app.store.organizations().await.map_err(|error| error.to_string())?.as_slice() {
                [only] => command_line(only.clone()),
                [] => return Err("まだデータがありません。`tate init` で登録してください。".into()),
                _ => return Err("法人が複数あります。--organization-of で施設を1つ選んでください。".into()),
            },
        };
        let data = app.lifecycle_of(&actor).await.map_err(|error| sentence(&error))?;
        app.store.close().await;
        Ok(data)
    }
}

/// Of which day the data is, and whether that is too long ago.
fn age(data: &LifecycleData, today: Date) -> String {
    let day = data.newest().map_or_else(|| "日付なし".to_owned(), slashed);
    if data.is_stale(today) {
        format!(
            "（サポート期限のデータは{day}時点のもので、{STALE_DATA_DAYS}日より古くなっています。`tate lifecycle import` で新しくしてください。）"
        )
    } else {
        format!("（サポート期限のデータ：{day}時点）")
    }
}
