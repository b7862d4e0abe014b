//! Use cases against a real SQLite store.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod demo;
mod documents;
mod support;
