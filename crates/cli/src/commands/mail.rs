//! `tate mail`

use super::{print, print_json};
use crate::mail::MailOptions;
use crate::open::{Data, Outcome, public_address, sentence};
use clap::Subcommand;
use serde_json::json;
use std::process::ExitCode;

/// The mail queue
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Send what is due now; `tate serve` does the same in the background
    Send {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        mail: MailOptions,
        /// Address under which vendors reach the server: links in mails begin with it
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
        /// One JSON document on stdout
        #[arg(long)]
        json: bool,
    },
}

impl MailCommand {
    /// Does it.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub async fn run(self) -> Outcome<ExitCode> {
        let Self::Send { data, mail, base_url, json } = self;
        let mailing = mail.mailing()?;
        if mailing.server.is_none() {
            return Err("メールサーバの指定がありません。--mail-server と --mail-from を指定してください。".into());
        }
        let mut app = data.open_existing(None).await?;
        app.mail = mailing;
        app.base = public_address(base_url.as_deref());
        let round = app.send_due_mail().await.map_err(|error| sentence(&error))?;
        app.store.close().await;
        if json {
            print_json(&json!(round))?;
        } else {
            print(&format!(
                "送信済み {}件、送信できず {}件、後でもう一度 {}件、送信できたか不明 {}件",
                round.sent, round.failed, round.later, round.uncertain
            ))?;
        }
        Ok(if round.failed + round.uncertain > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
    }
}
