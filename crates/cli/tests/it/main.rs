//! The binary itself, as scripts and people at a terminal use it: exit codes, streams, JSON
//! shapes, files, and what is left after kill -9.
//!
//! `TATE_BIN` names another binary (a release build) to be asked the same questions.
#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]
#![expect(unreachable_pub, reason = "a test binary has no outside; pub marks what other modules use")]

mod site;
mod web;

mod audit;
mod backup;
mod catalog;
mod collect;
mod desk;
mod export;
mod forty_vendors;
mod help;
mod import;
mod init;
mod kill;
mod lifecycle;
mod lint;
mod mail;
mod netcheck;
mod official;
mod propose;
mod serve;
mod user;
mod vendor_sheet;
