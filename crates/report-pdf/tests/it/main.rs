//! Renders every example and looks at the result with independent tools (poppler, qpdf).
//!
//! The files stay in the target folder's `tmp/reports`, to be looked at by eye.
#![allow(clippy::unwrap_used, reason = "the helpers of tests may panic as the tests themselves")]

mod archive;
mod content;
mod glyphs;
mod hospital;
mod tools;
