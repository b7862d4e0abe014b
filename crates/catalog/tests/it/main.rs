//! Tests of the catalogues, over the public interface.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod builtin;
mod check;
mod diff;
mod disclosure;
mod mini;
mod offices;
mod questions;
mod services;
