//! End of support of operating systems: from a dirty string to a verdict on a given day.
//!
//! The facts are data (`catalogs/lifecycle/*.toml`, read by the catalogue crate into [`LifecycleFile`]).
//! The path of a string is: `lex` (full width, half-width kana, OCR damage, glued words → tokens) →
//! `recognise` (tokens → every release the text can mean) → `judge` (all of them agree → that verdict;
//! they do not → `unknown`). Because the last step asks *every* reading, the engine never guesses: an answer
//! other than `unknown` is true whichever of the possible systems stands in the room.
//!
//! Rules worth knowing, with their reason:
//!
//! * "Windows 11" without a version is `unknown`: 24H2 Home/Pro ended on 2026-10-13 while 25H2 lives on.
//! * "Windows 10" without an edition is `unknown`: LTSC 2019 is maintained until 2029. "Windows 10 Home", "Pro" and
//!   "Education" are decided, since every version of them has ended and none of them has an LTSC.
//! * "Enterprise" may have been written for "Enterprise LTSC"; where the two end in different states the answer is
//!   `unknown`.
//! * A bought extension (ESU, ESM, ELS) never counts without a day that somebody has evidenced.
//! * Network devices are `unknown` here; their firmware is compared with a table of its own.

mod answer;
mod data;
mod dictionary;
mod edition;
mod engine;
mod extract;
mod judge;
mod lex;
mod overlay;
mod plain;
mod reading;
mod reason;
mod recognise;
mod repair;
mod said;
mod software;
mod unknown;
mod windows;

#[cfg(test)]
mod tests;

pub use answer::{ENDING_SOON_DAYS, LifecycleAnswer, OsInput, Verdict};
pub use data::{Channel, LifecycleError, LifecycleFile, OPEN_END_TRUST_DAYS, Product, ProductKind, Release};
pub use engine::LifecycleData;
pub use extract::{Extract, ExtractError, read_extract};
pub use overlay::{LifecycleChange, MOST_PRODUCTS, MOST_RELEASES, STALE_DATA_DAYS};
