//! The words and rules of Tate: ledgers, editions, answers, verdicts, deadlines.
//!
//! Nothing here reads a file, a clock or a database. The day is always handed in.
#![warn(missing_docs)]

pub mod answer;
pub mod audit;
pub mod date;
pub mod desk;
pub mod disclosure;
pub mod edition;
pub mod exception;
pub mod facility;
pub mod facts;
pub mod firmware;
pub mod id;
pub mod ledger;
pub mod lifecycle;
pub mod lint;
pub mod mail;
pub mod netcheck;
pub mod origin;
pub mod password;
pub mod proposal;
pub mod role;
pub mod rules;
pub mod scoring;
pub mod survey;
pub mod text;
pub mod vendor;
