//! Use cases against a real SQLite store.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod crosswalk;
mod demo;
mod documents;
mod one_fact;
mod packs;
mod r6;
mod selfcheck;
mod support;
mod survey;
mod switching;
