//! From the bytes of a file to an [`Inventory`]: which product wrote it, and its reader.

use super::{Format, Inventory};
use crate::{Limits, ReadError};

/// Reads what machines say of themselves. Without a format, the content decides.
///
/// # Errors
/// See [`ReadError`]: each way of being unreadable has its own sentence.
pub fn read(name: &str, content: &[u8], format: Option<Format>, limits: &Limits) -> Result<Inventory, ReadError> {
    if content.is_empty() {
        return Err(ReadError::Empty);
    }
    if content.len() > limits.machine_bytes {
        let most = limits.machine_bytes / 1_000_000;
        return Err(ReadError::TooBig { megabytes: content.len().div_ceil(1_000_000), most });
    }
    let format = format.or_else(|| detect(name, content)).ok_or(ReadError::NotInventory)?;
    match format {
        // The collector's own JSON: its reader takes this place.
        Format::Collector => Err(ReadError::NotYet { product: format.label().to_owned() }),
        Format::Glpi | Format::Fusion | Format::Osquery | Format::Fleet | Format::Nmap => {
            Err(ReadError::NotYet { product: format.label().to_owned() })
        }
    }
}

/// Which product wrote a file, by its content; `None` when no known one did.
#[must_use]
pub fn detect(_name: &str, _content: &[u8]) -> Option<Format> {
    None
}
