//! What is printed: the official sheets, the chart, the ledgers and the binder.
//!
//! The binder is honest: いいえ with its 目標日, vendors who have not answered
//! and documents that do not exist are printed as such. Internal notes of items never are.

mod answer_sheet;
mod binder;
mod diagnosis;
mod form;
mod item;
mod material;
mod meta;
mod print;
mod seen;
mod selfcheck;
mod vendors;
mod warnings;

pub use print::DocumentKind;
pub use seen::Seen;
pub use selfcheck::WhichCheck;

pub(crate) use form::form_row;
pub(crate) use meta::{file_name, made_at};
pub(crate) use print::render;
pub(crate) use seen::seen;
pub(crate) use warnings::{contradiction, expired, overdue};

#[cfg(test)]
mod tests;
