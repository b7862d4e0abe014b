//! Use cases against a real SQLite store.

mod demo;
mod support;
