//! Choosing the facility to work on.
pub mod choose;
