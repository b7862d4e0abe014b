//! A ledger of invented devices, and what the diagnosis makes of it.

mod admission;
mod results;

use crate::facility::{FacilityKind, Profile};
use crate::facts::{Facts, Row};
use crate::ledger::Ledger;

/// A row; every key must be a column of its ledger.
pub(super) fn row(ledger: Ledger, id: &str, fields: &[(&str, &str)]) -> Row {
    let fields = fields
        .iter()
        .inspect(|(key, _)| assert!(ledger.column(key).is_some(), "{ledger:?} has no {key}"))
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    Row { id: id.to_owned(), ledger, version: 1, fields, updated_at: String::new() }
}

/// A facility with a router, a PC, a PC of IPv6, one stopped, and `more`.
pub(super) fn facts(more: Vec<Row>) -> Facts {
    let profile = Profile {
        kind: FacilityKind::Clinic,
        name: "みどり町診療所".into(),
        insurance_code: String::new(),
        founder: String::new(),
        manager: String::new(),
        phone: "03-0000-0100".into(),
        address: String::new(),
        has_network: None,
    };
    let device = |id: &str, fields: &[(&str, &str)]| row(Ledger::Devices, id, fields);
    let mut rows = vec![
        device(
            "router",
            &[
                ("host", "ROUTER"),
                ("ip", "192.168.1.1、203.0.113.9"),
                ("kind", "network"),
                ("registered", "2026-04-01"),
            ],
        ),
        device("pc", &[("host", "UKETSUKE"), ("ip", "192.168.1.10/24"), ("kind", "pc")]),
        device("six", &[("host", "SIX"), ("ip", "fd00::10"), ("kind", "pc")]),
        device("link", &[("host", "LINK"), ("ip", "fe80::10"), ("kind", "pc")]),
        device("old", &[("host", "OLD"), ("ip", "192.168.1.77"), ("kind", "pc"), ("state", "stopped")]),
        device("here", &[("host", "HERE"), ("ip", "127.0.0.1"), ("kind", "server")]),
        device("moving", &[("host", "MOVING"), ("ip", "動的"), ("kind", "tablet")]),
    ];
    rows.extend(more);
    Facts::new(profile, rows)
}
