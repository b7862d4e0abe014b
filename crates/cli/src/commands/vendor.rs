//! `tate vendor`

mod remind;
mod request;

use crate::open::Outcome;
use clap::Subcommand;
use std::process::ExitCode;

/// Vendors' sheets: asking and reminding
#[derive(Debug, Subcommand)]
pub enum VendorCommand {
    /// Ask for the sheets of contracts: one letter per vendor
    Request(request::Request),
    /// Write the reminders that are due today
    Remind(remind::Remind),
}

impl VendorCommand {
    /// Does it.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub async fn run(self) -> Outcome<ExitCode> {
        match self {
            Self::Request(request) => request.run().await,
            Self::Remind(remind) => remind.run().await,
        }
    }
}
