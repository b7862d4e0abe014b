//! The database of Tate: SQLite inside, PostgreSQL when it grows, one SQL text for both.
//!
//! [`Store`] opens and migrates. [`Tenant`] reads; every statement it runs carries its
//! organization. [`Change`] writes, and refuses to commit without an audit event. What must look
//! across tenants (sign-in, the command line) lives in [`crossing`] and nowhere else.
#![warn(missing_docs)]

mod answers;
pub mod backup;
mod carried;
mod catalog;
mod change;
pub mod crossing;
mod db;
mod desk;
mod disclosures;
mod exceptions;
mod facilities;
mod files;
mod ledgers;
mod links;
mod lint;
mod log;
mod machines;
mod mail;
mod mailing;
mod netcheck;
mod records;
mod requests;
mod submissions;
mod tenant;
mod users;

pub use answers::{FileRecord, Note, Proof, Round};
pub use carried::Carried;
pub use catalog::{CatalogEntry, EntryKind};
pub use change::{Change, Event, Who};
pub use db::{OpenError, Store, Target};
pub use desk::{DeskKey, IncomingCount, IncomingLine, IssuedNotice, SignedRecord, VendorKey, VendorNotice};
pub use facilities::FacilityRecord;
pub use files::{BlobError, Blobs};
pub use ledgers::{Batch, BatchChange};
pub use links::{LinkRecord, VisitRecord};
pub use lint::{ItemFile, RoundAnswer, Suppression};
pub use machines::{BatchEffect, Census, Disagreement, HostReport, Record, Sighting};
pub use mailing::{DueMail, Outcome};
pub use netcheck::{NetCheck, NetRuns};
pub use requests::LetterRecord;
pub use submissions::{EarlierSheet, Submission, WrittenRow};
pub use tenant::Tenant;
pub use users::{NewUser, SessionRecord, UserRecord};

/// What can go wrong in the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    /// A stored text is not what it must be.
    #[error("stored {what} cannot be read: {why}")]
    Corrupt {
        /// Which text.
        what: &'static str,
        /// Why.
        why: String,
    },
    /// Somebody else changed the same thing first.
    #[error("changed by somebody else meanwhile")]
    Conflict,
    /// The identifier does not exist within the organization.
    #[error("not found")]
    NotFound,
    /// A change was about to be committed without its audit event.
    #[error("a change without an audit event")]
    Unaudited,
    /// The name is taken.
    #[error("already exists")]
    Taken,
}

impl From<sqlx::Error> for StoreError {
    /// A reference that points at nothing is an identifier of nobody, or of another organization.
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(ref inner) if inner.is_foreign_key_violation() => Self::NotFound,
            other => Self::Database(other),
        }
    }
}

impl StoreError {
    fn unique(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(ref inner) if inner.is_unique_violation() => Self::Taken,
            other => other.into(),
        }
    }

    fn corrupt(what: &'static str) -> impl Fn(serde_json::Error) -> Self {
        move |why| Self::Corrupt { what, why: why.to_string() }
    }
}

/// What a statement that names the version it has seen says: nothing touched means that it is another version by now, or
/// not the facility's.
fn changed(touched: u64) -> Result<()> {
    if touched == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

/// The result of every question to the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
