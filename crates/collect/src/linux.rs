//! The sections, one file each.

pub(crate) mod access;
pub(crate) mod encryption;
pub(crate) mod host;
pub(crate) mod network;
pub(crate) mod packages;
pub(crate) mod password;
pub(crate) mod ports;
pub(crate) mod processes;
pub(crate) mod protection;
pub(crate) mod remote;
pub(crate) mod rpm;
pub(crate) mod services;
pub(crate) mod usb;
pub(crate) mod users;
