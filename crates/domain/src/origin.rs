//! Where the values of a ledger row came from, as far as a machine import wrote them.
//!
//! A value without an origin is a person's: imports never overwrite it silently (practice.md §3.3, ADR 0013).

use crate::ledger::Fields;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who wrote a value, and when it was true.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    /// The code of the product that read it from the machine: `glpi`, `collector`, …
    pub source: String,
    /// The ISO day on which the product looked.
    pub at: String,
}

/// The origins of one row: column key → who wrote its value.
pub type Origins = BTreeMap<String, Origin>;

/// Forgets the origins of values that somebody changed: they are that person's from now on.
pub fn forget_changed(origins: &mut Origins, before: &Fields, after: &Fields) {
    origins.retain(|key, _| before.get(key) == after.get(key));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn only_the_values_that_were_changed_become_a_persons() {
        let origin = Origin { source: "glpi".into(), at: "2026-11-20".into() };
        let mut origins: Origins = ["os", "host", "ip"].map(|key| (key.to_owned(), origin.clone())).into();
        let before = fields(&[("os", "Windows 11"), ("host", "PC-1"), ("ip", "192.0.2.1")]);
        forget_changed(&mut origins, &before, &fields(&[("os", "Windows 11"), ("host", "PC-2")]));
        assert_eq!(origins.keys().collect::<Vec<_>>(), ["os"]);
    }
}
