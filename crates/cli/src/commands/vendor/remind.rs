//! `tate vendor remind`

use super::super::{print, print_json};
use crate::mail::MailOptions;
use crate::open::{Data, Outcome, facility, public_address, sentence};
use clap::Args;
use serde_json::json;
use std::process::ExitCode;

/// Write the reminders that are due today
#[derive(Debug, Args)]
pub struct Remind {
    #[command(flatten)]
    data: Data,
    /// Facility (id or code) [default: all]
    #[arg(long, value_name = "ID")]
    facility: Option<String>,
    /// Address under which vendors reach the server: links in letters begin with it
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    #[command(flatten)]
    mail: MailOptions,
    /// Take this day for today
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<jiff::civil::Date>,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

impl Remind {
    /// Reminds.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub async fn run(self) -> Outcome<ExitCode> {
        let mut app = self.data.open_existing(self.today).await?;
        app.mail = self.mail.mailing()?;
        app.base = public_address(self.base_url.as_deref());
        let done = match &self.facility {
            Some(code) => {
                let (actor, facility) = facility(&app, code).await?;
                app.remind_due(&actor, &facility.id).await
            }
            None => app.remind_everywhere().await,
        };
        let done = done.map_err(|error| sentence(&error))?;
        if app.has_mail() {
            app.send_due_mail().await.map_err(|error| sentence(&error))?;
        }
        if self.json {
            print_json(&json!({ "requests": done.requests, "mails": done.mails, "paper": done.paper }))?;
        } else if done.requests == 0 {
            print("今日送る督促はありません。")?;
        } else {
            print(&format!(
                "{}件を督促しました（メール{}通、FAX・郵送{}通）。FAXと郵送の督促状は、画面「依頼状と督促」から印刷してください。",
                done.requests, done.mails, done.paper
            ))?;
        }
        app.store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
