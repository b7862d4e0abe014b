//! `tate vendor`

mod customers;
mod fill;
mod remind;
mod request;
mod sign;
mod verify;

use crate::open::Outcome;
use clap::Subcommand;
use std::process::ExitCode;

/// Vendors' sheets: asking, reminding; a vendor's own desk: filling, signing; checking signatures
#[derive(Debug, Subcommand)]
pub enum VendorCommand {
    /// Ask for the sheets of contracts: one letter per vendor
    Request(request::Request),
    /// Write the reminders that are due today
    Remind(remind::Remind),
    /// Fill every incoming sheet of a folder from the answer library
    Fill(fill::Fill),
    /// Read what holds for single customers from a file (JSON or CSV)
    Customers(customers::Customers),
    /// Sign an answer file, or make a key
    Sign(sign::Sign),
    /// Check the signature of an answer file and whether it would be taken
    Verify(verify::Verify),
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
            Self::Fill(fill) => fill.run().await,
            Self::Customers(customers) => customers.run().await,
            Self::Sign(sign) => sign.run(),
            Self::Verify(verify) => verify.run().await,
        }
    }
}
