//! Asking vendors for their sheets (依頼): the board, one act for many, reminders, the roll-up.

mod ask;
mod board;
mod contract;
mod desk;
mod rollup;

pub use ask::{Made, Prepared, PreparedDesk, TypedRequests};
pub use board::{Board, BoardLine, Scope};
pub use desk::Desk;
pub use rollup::{RollRow, RollTable};
