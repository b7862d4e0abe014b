//! Reading what somebody wants diagnosed: one address or one name, never a range, and no notation
//! of numbers that a resolver understands and a reader does not.

use super::admit::Refusal;
use crate::facts::Row;
use crate::text;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// An address, canonical.
    Address(IpAddr),
    /// A name that somebody has to resolve, once.
    Name(String),
}

/// Where an address lies, seen from the machine that connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Loopback, private, link-local or unique-local.
    Inside,
    /// Anywhere else.
    Outside,
    /// No single machine: never a target. Says what it is.
    Never(&'static str),
}

/// The most letters of a host name (RFC 1035).
const MOST_NAME: usize = 253;

/// Reads one target as typed.
///
/// Addresses are read strictly (RFC 6943): `0177.0.0.1`, `0x7f.1`, `127.1` and `2130706433` are
/// addresses for a resolver and are refused here, so that what is checked is what is connected to.
///
/// # Errors
/// A range, several targets, or no address and no name.
pub fn read(written: &str) -> Result<Asked, Refusal> {
    let narrow = text::code(written.trim());
    let shown = || text::shorten(&text::printable(written.trim(), false), 60);
    if narrow.is_empty() {
        return Err(Refusal::Empty);
    }
    let bare = narrow.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&narrow);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(Asked::Address(canonical(address)));
    }
    if narrow.contains(['/', '*', ',', '、', ' ']) || is_span(&narrow) {
        return Err(Refusal::Range(shown()));
    }
    if is_name(&narrow) { Ok(Asked::Name(narrow)) } else { Err(Refusal::Unreadable(shown())) }
}

/// `192.168.1.1-20`.
fn is_span(narrow: &str) -> bool {
    narrow.contains('-') && narrow.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'))
}

/// Letters, digits and hyphens by label; the last label is no number in any notation.
fn is_name(narrow: &str) -> bool {
    let name = narrow.strip_suffix('.').unwrap_or(narrow);
    let label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    let last = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let hex = last.strip_prefix("0x").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_hexdigit()));
    let number = hex || last.chars().all(|c| c.is_ascii_digit());
    name.len() <= MOST_NAME && name.split('.').all(label) && !number
}

/// The address that is meant: an IPv4 address inside IPv6 (`::ffff:a.b.c.d`) is the IPv4 one.
#[must_use]
pub fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

/// Where an address lies.
#[must_use]
pub fn place(address: IpAddr) -> Place {
    match canonical(address) {
        IpAddr::V4(v4) => place_v4(v4),
        IpAddr::V6(v6) => place_v6(v6),
    }
}

fn place_v4(v4: Ipv4Addr) -> Place {
    match v4.octets()[0] {
        0 => Place::Never("特定の機器を指さないアドレス"),
        _ if v4.is_broadcast() => Place::Never("全員あて（ブロードキャスト）のアドレス"),
        224..=239 => Place::Never("グループあて（マルチキャスト）のアドレス"),
        240.. => Place::Never("使われていない予約済みのアドレス"),
        _ if v4.is_loopback() || v4.is_private() || v4.is_link_local() => Place::Inside,
        _ => Place::Outside,
    }
}

fn place_v6(v6: Ipv6Addr) -> Place {
    if v6.is_unspecified() {
        Place::Never("特定の機器を指さないアドレス")
    } else if v6.is_multicast() {
        Place::Never("グループあて（マルチキャスト）のアドレス")
    } else if v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local() {
        Place::Inside
    } else {
        Place::Outside
    }
}

/// The addresses of a device row. Several may stand in one cell, each with its prefix length; 動的
/// gives none.
#[must_use]
pub fn addresses_of(device: &Row) -> Vec<IpAddr> {
    let mut found: Vec<IpAddr> = Vec::new();
    for part in device.text("ip").split([',', '、', ' ', '\n']) {
        let bare = part.split('/').next().unwrap_or(part).trim();
        if let Ok(address) = bare.parse::<IpAddr>().map(canonical)
            && !found.contains(&address)
        {
            found.push(address);
        }
    }
    found
}
