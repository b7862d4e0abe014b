//! A glance at a part as it is inflated: how many tags, how long a cell, what it claims.

use crate::ReadError;

/// The most bytes between two `<` of a part: Excel's longest cell, several times over.
const LONGEST_RUN: usize = 1_000_000;
/// The most shared strings that a workbook may declare or hold.
const MOST_STRINGS: u64 = 1_000_000;
/// The most bytes of the shared strings.
const MOST_STRING_BYTES: u64 = 64_000_000;
/// The most tags in the styles, workbook or relationship parts; Excel allows 64,000 cell formats.
const MOST_TAGS: u64 = 500_000;
/// What a part is to the reader.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Strings,
    Sheet,
    /// Styles, workbook, relationships, theme: read whole into memory
    Frame,
    /// Never read: pictures, macros, printer settings
    Other,
}

impl Part {
    pub(super) fn of(lower: &str) -> Self {
        if lower.ends_with("sharedstrings.xml") {
            Self::Strings
        } else if lower.contains("worksheets/") || lower.contains("worksheets\\") {
            Self::Sheet
        } else if lower.ends_with(".xml") || lower.ends_with(".rels") {
            Self::Frame
        } else {
            Self::Other
        }
    }
}

/// Counts in a stream of XML, without parsing it.
#[derive(Default)]
pub(super) struct Scan {
    tags: u64,
    run: usize,
    tail: Vec<u8>,
}

impl Scan {
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        for &byte in bytes {
            match byte {
                b'<' => {
                    self.tags += 1;
                    self.run = 0;
                }
                // UTF-16 would slip through a scan for ASCII; no spreadsheet writes it here.
                0 => return Err(ReadError::Damaged),
                _ => {
                    self.run += 1;
                    if self.run > LONGEST_RUN {
                        return Err(ReadError::TooHeavy);
                    }
                }
            }
        }
        // `uniqueCount` is only a claim, but the reader reserves memory for it at once.
        self.tail.extend_from_slice(bytes);
        let key = b"uniqueCount";
        let mut from = 0;
        while let Some(at) = find(&self.tail[from..], key) {
            from += at + key.len();
            let digits = self.tail[from..]
                .iter()
                .copied()
                .skip_while(|b| !b.is_ascii_digit() && *b != b'>')
                .take_while(u8::is_ascii_digit);
            let claimed = digits.fold(0_u64, |n, b| n.saturating_mul(10).saturating_add(u64::from(b - b'0')));
            if claimed > MOST_STRINGS {
                return Err(ReadError::TooHeavy);
            }
        }
        // Keep enough for a claim that is cut by the end of a chunk.
        let keep = self.tail.len().min(256);
        self.tail.drain(..self.tail.len() - keep);
        Ok(())
    }

    pub(super) fn check(&self, kind: Part, size: u64) -> Result<(), ReadError> {
        let heavy = match kind {
            // One string has at least <si>, and mostly <t> and both ends.
            Part::Strings => size > MOST_STRING_BYTES || self.tags > 4 * MOST_STRINGS,
            Part::Frame => self.tags > MOST_TAGS,
            Part::Sheet | Part::Other => false,
        };
        if heavy { Err(ReadError::TooHeavy) } else { Ok(()) }
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = haystack[from..].iter().position(|&b| b == needle[0]) {
        if haystack[from + at..].starts_with(needle) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}
