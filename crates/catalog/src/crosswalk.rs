//! The crosswalk: the control behind rows of several editions, and which rows correspond.

use crate::Catalog;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use tate_domain::edition::{Edition, Item};

/// A control (共通項目) that rows of one or several editions ask about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concept {
    /// Key, e.g. `device_ledger`.
    pub id: String,
    /// Japanese name, e.g. 機器台帳.
    pub name: String,
    /// Ids of the rows that ask about it.
    pub items: Vec<String>,
}

/// The file `crosswalk/concepts.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConceptFile {
    pub(crate) concept: Vec<Concept>,
}

/// Enters the rows of an edition under the known concepts that they name.
pub(crate) fn join(concepts: &mut [Concept], edition: &Edition) {
    for item in edition.rows() {
        for concept in concepts.iter_mut().filter(|concept| item.concepts.contains(&concept.id)) {
            if !concept.items.contains(&item.id) {
                concept.items.push(item.id.clone());
            }
        }
    }
}

impl Catalog {
    /// Rows of other editions that share a control with this one, the closest first; empty for
    /// an unknown id.
    ///
    /// Closest means: the row's first concept is shared, then more concepts shared, then the same
    /// target, then the same number.
    #[must_use]
    pub fn siblings(&self, item_id: &str) -> Vec<&Item> {
        let Some(item) = self.item(item_id) else {
            return Vec::new();
        };
        let mut siblings: Vec<(Closeness, &Item)> = self
            .items()
            .filter(|other| other.edition_id() != item.edition_id())
            .map(|other| (Closeness::between(item, other), other))
            .filter(|(closeness, _)| closeness.shared > 0)
            .collect();
        siblings.sort_by_key(|(closeness, _)| Reverse(*closeness));
        siblings.into_iter().map(|(_, item)| item).collect()
    }

    /// The one row of another edition that corresponds best, e.g. the vendor's row behind a row of
    /// the facility; `None` where that edition has no such row.
    #[must_use]
    pub fn counterpart(&self, item_id: &str, edition_id: &str) -> Option<&Item> {
        self.siblings(item_id).into_iter().find(|item| item.edition_id() == edition_id)
    }
}

/// How much two rows have in common; the order of the fields is the order of importance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Closeness {
    first_concept: bool,
    shared: usize,
    target: bool,
    number: bool,
}

impl Closeness {
    fn between(item: &Item, other: &Item) -> Self {
        let shares = |concept: &&String| other.concepts.contains(concept);
        Self {
            first_concept: item.concepts.first().is_some_and(|first| shares(&first)),
            shared: item.concepts.iter().filter(shares).count(),
            target: item.target == other.target,
            number: item.number == other.number,
        }
    }
}
