//! Mails handed to a real mail server (tools/smtpd, in Debian's Python), alone and from the queue of a real application.
#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod handing;
mod queue;
mod smtpd;
