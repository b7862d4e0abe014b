//! `tate init`

use super::{password, print};
use crate::open::{Data, Outcome, sentence};
use clap::Args;
use std::process::ExitCode;
use tate_app::facilities::Founding;

/// Make a data folder with a first facility and administrator (password from stdin)
#[derive(Debug, Args)]
pub struct Init {
    #[command(flatten)]
    data: Data,
    /// Kind of facility
    #[arg(long, value_parser = ["pharmacy", "clinic", "dental", "hospital", "vendor"])]
    kind: String,
    /// Name of the facility
    #[arg(long)]
    name: String,
    /// Login of the first administrator
    #[arg(long, value_name = "LOGIN")]
    admin: String,
    /// Short code of the facility for the command line
    #[arg(long, default_value = "")]
    code: String,
}

impl Init {
    /// Founds.
    ///
    /// # Errors
    /// Every problem with the input.
    pub async fn run(self) -> Outcome<ExitCode> {
        let app = self.data.open(None).await?;
        if !app.store.is_empty().await.map_err(|error| error.to_string())? {
            return Err("すでにデータがあります。空のフォルダを --data に指定するか、利用者の追加は `tate user add` を使ってください。".into());
        }
        let founding = Founding {
            kind: self.kind,
            name: self.name,
            code: self.code,
            login: self.admin,
            password: password("パスワード（13文字以上）: ")?,
            ..Founding::default()
        };
        let (_, facility, _) = app.found(&founding, "cli").await.map_err(|error| sentence(&error))?;
        let code = app
            .store
            .facility_by_code(facility.as_str())
            .await
            .map_err(|error| error.to_string())?
            .map(|found| found.code)
            .unwrap_or_default();
        app.store.close().await;
        print(&format!("登録しました。施設コード: {code}　ログイン名: {}", founding.login))?;
        Ok(ExitCode::SUCCESS)
    }
}
