//! Asking vendors for their sheets (依頼): the board, one act for many, reminders, the roll-up.

mod ask;
mod board;
mod change;
mod contract;
mod desk;
mod letters;
mod paper;
mod remind;
mod rollup;

pub use ask::{Made, Prepared, PreparedDesk, TypedRequests};
pub use board::{Board, BoardLine, Scope};
pub(crate) use contract::SheetState;
pub use desk::Desk;
pub use paper::{DeskLetters, PaperKind};
pub use remind::Reminded;
pub use rollup::{RollRow, RollTable};
