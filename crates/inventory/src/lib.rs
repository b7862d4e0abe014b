//! What comes from outside: tables that people already have, and what machines say of themselves ([`machine`]).
//!
//! Tables that people already have — an Excel file, a CSV or TSV in any encoding, a range copied
//! from a sheet — become rows of a ledger.
//!
//! The way of a file: [`table::read`] (or [`child::read_in`], which does the same in a process with
//! limits) → [`header::detect`] → [`Mapping::suggest`] → [`plan::plan`]. The plan is the dry run: it
//! says what would be added, changed and refused, and touches nothing. The way back out is
//! [`export::csv`].
//!
//! Nothing here writes a file or asks a clock.
#![warn(missing_docs)]

pub mod child;
pub mod disclosure;
pub mod error;
pub mod export;
pub mod header;
pub mod incoming;
pub mod limits;
pub mod machine;
pub mod mapping;
pub mod official;
pub mod paste;
pub mod plan;
pub mod table;
pub mod vendor_sheet;

mod archive;
mod decode;
mod guard;
mod joined;
mod known;
mod separated;
mod workbook;

pub use error::ReadError;
pub use header::Header;
pub use limits::Limits;
pub use mapping::{Mapping, MappingError};
pub use plan::Plan;
pub use table::Table;
