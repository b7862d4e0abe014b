//! A disclosure statement (開示書、MDS/SDS) as a table: where its columns are, what its head says, what each line says.
//!
//! Makers fill in a common template, an older one, or their own; nothing here knows one layout. Headings give the
//! columns their roles ([`detect`]); where there are none, what stands in the columns does. What stays unclear becomes
//! a sentence, and a person chooses the columns. The file itself was read before, in the child process.

mod answer;
mod head;
mod layout;
mod number;
mod rows;

pub use head::{Head, head};
pub use layout::{Layout, Role, detect, looked_for};
pub use rows::{Found, RowProblem, read};

use crate::Table;

/// Reads a table as a statement by the layout that is found in it; none where no layout is found.
#[must_use]
pub fn find(table: &Table) -> Option<Found> {
    let layout = detect(table)?;
    Some(read(table, &layout)).filter(|found| !found.lines.is_empty())
}
