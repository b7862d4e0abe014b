//! `tate propose`

use super::{print, print_json};
use crate::open::{Data, Outcome, facility, sentence};
use clap::Args;
use jiff::civil::Date;
use serde_json::json;
use std::process::ExitCode;

/// What the facts propose for each item
#[derive(Debug, Args)]
pub struct Propose {
    #[command(flatten)]
    data: Data,
    /// Facility (id or code)
    #[arg(long, value_name = "ID")]
    facility: String,
    /// Edition, for example r7-pharmacy
    #[arg(long, value_name = "E")]
    edition: String,
    /// The day that the rules see
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

impl Propose {
    /// Prints the proposals.
    ///
    /// # Errors
    /// No such facility or edition.
    pub async fn run(self) -> Outcome<ExitCode> {
        let app = self.data.open_existing(self.today).await?;
        let (actor, facility) = facility(&app, &self.facility).await?;
        let catalog = app.catalog(&actor).await.map_err(|error| sentence(&error))?;
        let edition = catalog
            .edition(&self.edition)
            .ok_or_else(|| format!("版「{}」はありません。`tate catalog list` で確認してください。", self.edition))?;
        let snapshot = app.facts(&actor, &facility.id).await.map_err(|error| sentence(&error))?;
        let today = app.today();
        let proposals = app.propose(&snapshot, edition, today);
        if self.json {
            print_json(&json!({ "edition": edition.id, "today": today.to_string(), "proposals": *proposals }))?;
        } else {
            for (item, proposal) in edition.rows().zip(proposals.iter()) {
                print(&format!("{}\t{}\t{}", item.number, proposal.verdict.label(), item.label))?;
                for reason in proposal.reasons.iter().chain(&proposal.missing) {
                    print(&format!("\t{}", reason.text))?;
                }
            }
        }
        app.store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
