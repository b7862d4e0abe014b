//! The network diagnosis (ネットワーク診断): six ports, which targets are allowed, what a result says.
//!
//! Source: the filled-in R6 binder records, under 2-(7), where a diagnosis was made from, when, on
//! which OS, and whether each of six ports is 安全な設定. Nothing here connects to anything.

mod address;
mod admit;
mod check;
mod port;
mod services;
mod standing;
#[cfg(test)]
mod tests;

pub use address::{Asked, Place, addresses_of, canonical, place, read};
pub use admit::{Admitted, Candidate, MOST_TARGETS, Refusal, admit};
pub use check::{Check, Judgement, PortResult, Seen, Target, judged};
pub use port::{Port, PortState, SIX, port};
pub use services::{ServiceChange, declared, service_changes};
pub use standing::{Remark, Standing, standing};

use crate::edition::Item;

/// Whether the diagnosis is a ground of an item: the restriction of sources (2-⑬, R6 2-(8)), and the
/// R6 row of network devices (2-(7)) under which the binder of the sources keeps it.
#[must_use]
pub fn concerns(item: &Item) -> bool {
    let about = |concept: &str| item.concepts.iter().any(|c| c == concept);
    about("source_restriction") || (about("patch_network") && item.target.as_str() == "ネットワーク機器")
}
