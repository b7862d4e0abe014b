//! The look into an Excel file before a parser sees it.
//!
//! An .xlsx is a zip archive; what its directory says about sizes is the sender's claim. So every
//! part is really inflated once, into a counter, and the parts that the workbook reader keeps in
//! memory are scanned for what would make it reserve far more than they weigh.

mod scan;

use crate::{Limits, ReadError};
use scan::{Part, Scan};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// From here on the compression ratio is asked.
const RATIO_FROM: u64 = 1_000_000;

/// Refuses an archive that is no workbook, or one that would be dangerous to read.
pub(crate) fn check(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
    if archive.len() > limits.parts {
        return Err(ReadError::TooHeavy);
    }
    let mut total = 0;
    let mut workbook = false;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(_) => ReadError::NotWorkbook,
            _ => ReadError::Damaged,
        })?;
        let name = part.name().map_err(|_| ReadError::Damaged)?.into_owned();
        if !safe(&name) {
            return Err(ReadError::UnsafeName {
                part: tate_domain::text::shorten(&tate_domain::text::printable(&name, false), 60),
            });
        }
        let lower = name.to_lowercase();
        workbook |= lower == "[content_types].xml";
        let compressed = part.compressed_size().max(1);
        total += inflate(&mut part, Part::of(&lower), compressed, total, limits)?;
    }
    // Word and PowerPoint files have the same container; the workbook reader tells them apart.
    if workbook { Ok(()) } else { Err(ReadError::NotWorkbook) }
}

fn safe(name: &str) -> bool {
    !name.starts_with(['/', '\\'])
        && !name.contains('\0')
        && !name.contains(':')
        && !name.split(['/', '\\']).any(|step| step == "..")
}

/// Inflates one part; the number of bytes it really has.
fn inflate(part: &mut impl Read, kind: Part, compressed: u64, before: u64, limits: &Limits) -> Result<u64, ReadError> {
    let mut chunk = vec![0; 64 * 1024];
    let mut size = 0;
    let mut scan = Scan::default();
    loop {
        let read = part.read(&mut chunk).map_err(|_| ReadError::Damaged)?;
        if read == 0 {
            return Ok(size);
        }
        size += read as u64;
        let swollen = size > RATIO_FROM && size / compressed > limits.ratio;
        if before + size > limits.inflated_bytes || swollen {
            return Err(ReadError::TooHeavy);
        }
        if kind != Part::Other {
            scan.feed(&chunk[..read])?;
            scan.check(kind, size)?;
        }
    }
}
