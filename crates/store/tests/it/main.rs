//! The store on both engines. Every test exists twice, as `name::on_sqlite` and
//! `name::on_postgres`; the second needs `TATE_TEST_POSTGRES`:
//!
//! ```sh
//! export TATE_TEST_POSTGRES=$(tools/postgres start)
//! cargo nextest run -p tate-store
//! ```
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod desk;
mod disclosures;
mod exceptions;
mod fixture;
mod requests;
mod site;

mod answers;
mod audit;
mod backup;
mod blobs;
mod carried;
mod changes;
mod ledgers;
mod lint;
mod machines;
mod mail;
mod migrations;
mod netcheck;
mod tenancy;
mod users;
mod vendor_sheets;
