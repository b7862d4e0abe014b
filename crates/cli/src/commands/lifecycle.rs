//! `tate lifecycle`

mod check;
mod import;

use crate::open::Outcome;
use check::Check;
use clap::Subcommand;
use import::Import;
use std::process::ExitCode;

/// End of support of operating systems and programs
#[derive(Debug, Subcommand)]
pub enum LifecycleCommand {
    /// The verdict on one operating system, as a ledger would write it
    Check(Check),
    /// Read newer end-of-support data from a file; no network is needed
    Import(Import),
}

impl LifecycleCommand {
    /// Prints the verdict, or reads the file.
    ///
    /// # Errors
    /// A broken build; the file or the data cannot be read.
    pub async fn run(self) -> Outcome<ExitCode> {
        match self {
            Self::Check(check) => check.run().await,
            Self::Import(import) => import.run().await,
        }
    }
}
