//! `tate demo`

use super::{print, print_json};
use crate::open::{Data, Outcome, sentence};
use clap::Args;
use serde_json::json;
use std::process::ExitCode;

/// Fill an empty data folder with a fictional pharmacy, hospital and chain
#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    data: Data,
    /// One JSON document with logins and facilities
    #[arg(long)]
    json: bool,
}

impl Demo {
    /// Fills.
    ///
    /// # Errors
    /// The folder is not empty.
    pub async fn run(self) -> Outcome<ExitCode> {
        let app = self.data.open(None).await?;
        let report = app.demo().await.map_err(|error| sentence(&error))?;
        app.store.close().await;
        if self.json {
            let logins: Vec<_> = report
                .logins
                .iter()
                .map(|l| json!({ "login": l.login, "password": l.password, "what": l.what }))
                .collect();
            let facilities: Vec<_> =
                report.facilities.iter().map(|(code, name)| json!({ "code": code, "name": name })).collect();
            print_json(&json!({ "logins": logins, "facilities": facilities }))?;
            return Ok(ExitCode::SUCCESS);
        }
        print("架空の施設を作りました。名前・電話番号・アドレスはすべて架空です。")?;
        for login in &report.logins {
            print(&format!("  {}　ログイン名: {}　パスワード: {}", login.what, login.login, login.password))?;
        }
        for (code, name) in &report.facilities {
            print(&format!("  施設コード {code}　{name}"))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
