//! From the bytes of a file to an [`Inventory`]: its encoding, the product that wrote it, and its reader.

use super::bounds::Budget;
use super::{Format, Inventory, collector, fleet, fusion, glpi, nmap, osquery};
use crate::{Limits, ReadError, decode};
use encoding_rs::{Encoding, UTF_8};
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// How far into a file a root element may stand, behind comments and style sheets.
const HEAD: usize = 64_000;

/// Reads what machines say of themselves. Without a format, the content decides. The name plays no part.
///
/// Nothing is guessed: what the file does not say stays empty. What cannot be read in part becomes a
/// [`super::Problem`], and the rest is read.
///
/// # Errors
/// See [`ReadError`]: each way of being unreadable has its own sentence.
///
/// # Example
/// ```
/// use tate_inventory::{Limits, machine};
/// let file = br#"{"hosts":[{"hostname":"pc-1","os_version":"Windows 11 Pro 24H2 10.0.26100.4652"}]}"#;
/// let inventory = machine::read("hosts.json", file, None, &Limits::default())?;
/// assert_eq!(inventory.hosts[0].text("os_release"), "24H2");
/// # Ok::<(), tate_inventory::ReadError>(())
/// ```
pub fn read(_name: &str, content: &[u8], format: Option<Format>, limits: &Limits) -> Result<Inventory, ReadError> {
    if content.is_empty() {
        return Err(ReadError::Empty);
    }
    if content.len() > limits.machine_bytes {
        let most = limits.machine_bytes / 1_000_000;
        return Err(ReadError::TooBig { megabytes: content.len().div_ceil(1_000_000), most });
    }
    let text = text_of(content)?;
    let text = text.trim_start_matches('\u{feff}');
    let format = format.or_else(|| format_of(text)).ok_or(ReadError::NotInventory)?;
    let budget = Budget::new(limits);
    match format {
        // It decodes for itself: what PowerShell writes has been through mail and editors.
        Format::Collector => collector::read(content),
        Format::Glpi => glpi::read(text, &budget),
        Format::Fusion => fusion::read(text, &budget),
        Format::Osquery => osquery::read(text, &budget),
        Format::Fleet => fleet::read(text, &budget),
        Format::Nmap => nmap::read(text, &budget),
    }
}

/// Which product wrote a file, by its content; `None` when no known one did. The name plays no part, since people
/// rename files.
#[must_use]
pub fn detect(_name: &str, content: &[u8]) -> Option<Format> {
    let text = text_of(content).ok()?;
    format_of(text.trim_start_matches('\u{feff}'))
}

fn text_of(content: &[u8]) -> Result<Cow<'_, str>, ReadError> {
    if let Some(encoding) = declared(content) {
        let (text, _, wrong) = encoding.decode(content);
        return if wrong { Err(ReadError::Encoding) } else { Ok(text) };
    }
    if let Ok(text) = std::str::from_utf8(content) {
        return if text.contains('\0') { Err(ReadError::NotInventory) } else { Ok(Cow::Borrowed(text)) };
    }
    match decode::decode(content) {
        Ok((text, _)) => Ok(Cow::Owned(text)),
        Err(ReadError::NotTable { .. }) => Err(ReadError::NotInventory),
        Err(other) => Err(other),
    }
}

/// The encoding that an XML file declares, if it is not the usual one.
fn declared(content: &[u8]) -> Option<&'static Encoding> {
    let head = content.get(..content.len().min(200))?;
    let head = head.strip_prefix(b"<?xml")?;
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let text = String::from_utf8_lossy(head.get(..end)?).into_owned();
    let value = text.split_once("encoding")?.1.trim_start_matches([' ', '=']);
    let label = value.get(1..)?.split(['"', '\'']).next()?;
    Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != UTF_8)
}

fn format_of(text: &str) -> Option<Format> {
    let text = text.trim_start();
    if text.starts_with('<') {
        let end = (0..=HEAD.min(text.len())).rev().find(|&at| text.is_char_boundary(at))?;
        let head = &text[..end];
        let root = |name: &str| {
            head.match_indices(name)
                .any(|(at, _)| head[at + name.len()..].starts_with([' ', '>', '\n', '\r', '\t', '/']))
        };
        return match () {
            () if root("<nmaprun") => Some(Format::Nmap),
            () if root("<REQUEST") || root("<request") => Some(Format::Fusion),
            () => None,
        };
    }
    // Wherever it stands: editors sort names, and our own file also has a `host`.
    if text.contains("\"tate_collector\"") {
        return Some(Format::Collector);
    }
    let mut found = None;
    // The first names decide; the walk ends there, or where the text is broken.
    let _ = serde_json::Deserializer::from_str(text).deserialize_any(Names(&mut found));
    found
}

/// The format that a name on the outermost level gives away.
fn by_name(name: &str) -> Option<Format> {
    match name {
        "content" | "deviceid" | "itemtype" => Some(Format::Glpi),
        "hosts" | "host" => Some(Format::Fleet),
        "hostIdentifier" | "snapshot" | "calendarTime" | "unixTime" | "diffResults" => Some(Format::Osquery),
        _ => None,
    }
}

struct Names<'f>(&'f mut Option<Format>);

impl<'de> Visitor<'de> for Names<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<Cow<'_, str>>()? {
            if let Some(format) = by_name(&name) {
                *self.0 = Some(format);
                return Err(A::Error::custom("found"));
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        // Of a list, osquery's results are known; its first element decides.
        list.next_element_seed(First(self.0)).map(drop)
    }
}

struct First<'f>(&'f mut Option<Format>);

impl<'de> serde::de::DeserializeSeed<'de> for First<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_map(Names(self.0))
    }
}
