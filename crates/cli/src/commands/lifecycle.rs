//! `tate lifecycle`

use super::{print, print_json};
use crate::open::{Outcome, catalog, lifecycle};
use clap::Subcommand;
use jiff::civil::Date;
use std::process::ExitCode;
use tate_app::clock::{Clock as _, SystemClock, day_in_japan};

/// End of support of operating systems
#[derive(Debug, Subcommand)]
pub enum LifecycleCommand {
    /// The verdict on one operating system, as a ledger would write it
    Check {
        /// For example "Windows 11 Pro 24H2"
        os: String,
        /// The day of the verdict
        #[arg(long, value_name = "YYYY-MM-DD")]
        today: Option<Date>,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
}

impl LifecycleCommand {
    /// Prints the verdict.
    ///
    /// # Errors
    /// A broken build.
    pub fn run(self) -> Outcome<ExitCode> {
        let Self::Check { os, today, json } = self;
        let data = lifecycle(&catalog()?)?;
        let today = today.unwrap_or_else(|| day_in_japan(SystemClock.now()));
        let answer = data.check(&os, today);
        if json {
            print_json(&serde_json::to_value(&answer).map_err(|error| error.to_string())?)?;
        } else {
            print(&answer.reason)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
