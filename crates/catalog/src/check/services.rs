//! Checks of the ordinary services.

use crate::Catalog;
use std::collections::BTreeSet;

/// Names are written as they are compared (lower case, no `.service`), and once; a family says which systems it is of.
pub(super) fn services(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    let mut ids = BTreeSet::new();
    for family in catalog.service_families() {
        if !ids.insert(&family.id) {
            tell(&family.id, "同じ記号の組が2つあります".to_owned());
        }
        if family.os.is_empty() || family.services.is_empty() {
            tell(&family.id, "OSの言葉か、サービスの名前がありません".to_owned());
        }
        let mut seen = BTreeSet::new();
        for name in family.os.iter().chain(&family.services) {
            if name.trim().is_empty() || *name != name.trim().to_lowercase() {
                tell(&family.id, format!("「{name}」は小文字で、前後の空白なしに書きます"));
            }
        }
        for name in &family.services {
            if !seen.insert(name) {
                tell(&family.id, format!("「{name}」が2回書かれています"));
            }
            if name.strip_suffix(".service").is_some_and(|rest| !rest.contains('.')) {
                tell(&family.id, format!("「{name}」は「.service」を付けずに書きます"));
            }
            if name.contains('@') && !name.ends_with('@') {
                tell(&family.id, format!("「{name}」は「@」までで書きます"));
            }
        }
    }
}
