//! Which column of the source goes where.

use crate::header::{self, Header};
use serde::Serialize;
use std::collections::BTreeSet;
use tate_domain::ledger::Ledger;

/// For each column of the source, the key of the ledger column it fills, or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Mapping(Vec<Option<&'static str>>);

/// Why a chosen mapping was refused; the message is for the screen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// Two source columns for one ledger column.
    #[error("列の対応を保存できません。「{0}」が2つの列に選ばれています。どちらかを「取り込まない」にしてください。")]
    Twice(&'static str),
    /// A key the ledger does not have.
    #[error("列の対応を保存できません。「{0}」という項目はこの台帳にありません。画面を開き直して選んでください。")]
    Unknown(String),
    /// Nothing was chosen.
    #[error("取り込む列がありません。どの列も「取り込まない」になっています。少なくとも1つの列を選んでください。")]
    Nothing,
}

impl Mapping {
    /// A suggestion from the headings: labels before aliases before looser matches, each ledger
    /// column at most once, the leftmost source column first.
    #[must_use]
    pub fn suggest(ledger: Ledger, header: &Header) -> Self {
        let mut candidates = Vec::new();
        for (index, heading) in header.cells.iter().enumerate() {
            candidates.extend(header::matches(ledger, heading).map(|(how, column)| (how, index, column.key)));
        }
        candidates.sort_by_key(|&(how, index, _)| (how, index));
        let mut mapping = vec![None; header.cells.len()];
        let mut used = BTreeSet::new();
        for (_, index, key) in candidates {
            if mapping[index].is_none() && used.insert(key) {
                mapping[index] = Some(key);
            }
        }
        Self(mapping)
    }

    /// The ledger's own columns in their order, for a table without headings. References are
    /// part of the order, as in an export.
    #[must_use]
    pub fn in_order(ledger: Ledger, width: usize) -> Self {
        Self(ledger.columns().iter().map(|column| Some(column.key)).take(width).collect())
    }

    /// What a person chose: one key per source column, empty text for 取り込まない.
    ///
    /// # Errors
    /// When a key is unknown or chosen twice, or nothing is chosen.
    pub fn from_form<S: AsRef<str>>(ledger: Ledger, choices: &[S]) -> Result<Self, MappingError> {
        let mut used = BTreeSet::new();
        let mut mapping = Vec::with_capacity(choices.len());
        for choice in choices {
            let choice = choice.as_ref().trim();
            if choice.is_empty() {
                mapping.push(None);
                continue;
            }
            let column =
                ledger.column(choice).ok_or_else(|| MappingError::Unknown(tate_domain::text::shorten(choice, 30)))?;
            if !used.insert(column.key) {
                return Err(MappingError::Twice(column.label));
            }
            mapping.push(Some(column.key));
        }
        if used.is_empty() { Err(MappingError::Nothing) } else { Ok(Self(mapping)) }
    }

    /// The mapping as it is remembered and sent in forms: keys, empty text for none.
    #[must_use]
    pub fn to_form(&self) -> Vec<String> {
        self.0.iter().map(|key| key.unwrap_or_default().to_owned()).collect()
    }

    /// The ledger column of each source column.
    #[must_use]
    pub fn keys(&self) -> &[Option<&'static str>] {
        &self.0
    }

    /// The source column that fills a ledger column, from 0.
    #[must_use]
    pub fn source_of(&self, key: &str) -> Option<usize> {
        self.0.iter().position(|mapped| *mapped == Some(key))
    }

    /// A short name of a source by its headings: the same product's next export has the same, so
    /// that the mapping chosen once is used again.
    #[must_use]
    pub fn signature(header: &Header) -> String {
        // FNV-1a, 64 bit: stable between versions, and nothing secret or hostile depends on it.
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for heading in &header.cells {
            for byte in tate_domain::text::search_key(heading).bytes().chain([0x1f]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        format!("{}-{hash:016x}", header.cells.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(cells: &[&str]) -> Header {
        Header { row_number: 1, cells: cells.iter().map(|&c| c.to_owned()).collect() }
    }

    #[test]
    fn the_label_wins_over_an_alias_and_no_column_is_filled_twice() {
        let mapping =
            Mapping::suggest(Ledger::Devices, &header(&["番号", "管理番号", "備考", "説明", "最終通信日時", ""]));
        assert_eq!(mapping.keys(), [None, Some("number"), None, Some("note"), None, None]);
        assert_eq!(mapping.source_of("note"), Some(3));
    }

    #[test]
    fn exports_of_products_are_suggested() {
        let netbox = header(&[
            "name",
            "role",
            "manufacturer",
            "device_type",
            "platform",
            "serial",
            "asset_tag",
            "status",
            "site",
            "location",
            "description",
        ]);
        let keys = Mapping::suggest(Ledger::Devices, &netbox);
        for key in ["host", "kind", "maker", "model", "os", "serial", "number", "state", "place"] {
            assert!(keys.source_of(key).is_some(), "{key}");
        }
    }

    #[test]
    fn a_signature_is_the_same_for_the_same_headings() {
        let one = Mapping::signature(&header(&["管理番号", "ＯＳ"]));
        assert_eq!(one, Mapping::signature(&header(&["管理番号", "OS"])));
        assert_ne!(one, Mapping::signature(&header(&["管理番号OS"])));
        assert_ne!(one, Mapping::signature(&header(&["OS", "管理番号"])));
    }

    #[test]
    fn a_form_is_checked_and_comes_back_as_it_was() {
        let chosen = ["number", "", "os"];
        assert_eq!(Mapping::from_form(Ledger::Devices, &chosen).unwrap().to_form(), chosen);
        assert_eq!(Mapping::from_form(Ledger::Devices, &["os", "os"]), Err(MappingError::Twice("OS")));
        assert_eq!(Mapping::from_form(Ledger::Devices, &["", ""]), Err(MappingError::Nothing));
        assert!(matches!(Mapping::from_form(Ledger::Devices, &["password"]), Err(MappingError::Unknown(_))));
    }
}
