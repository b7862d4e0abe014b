//! Files of our own collectors, and the script that writes those of Windows.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod faults;
mod script;
mod windows;

/// A pharmacy's PC, looked at by an ordinary user.
const WINDOWS_11: &str = include_str!("windows11.json");
/// A PC of a domain with products of other makers, looked at by its administrator.
const WINDOWS_10: &str = include_str!("windows10.json");
/// A server on which most sections failed.
const SERVER_2022: &str = include_str!("server2022.json");
const ALL: [&str; 3] = [WINDOWS_11, WINDOWS_10, SERVER_2022];
const SCHEMA: &str = include_str!("../../../../docs/schema/collector.schema.json");
