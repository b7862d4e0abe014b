//! Checks of the crosswalk.

use crate::Catalog;

/// Every concept a row names is known, every known concept is used, every row has one.
pub(super) fn concepts(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for item in catalog.items() {
        if item.concepts.is_empty() {
            tell(&item.id, "共通項目が1つもありません".to_owned());
        }
        for concept in item.concepts.iter().filter(|id| catalog.concept(id).is_none()) {
            tell(&item.id, format!("共通項目「{concept}」は concepts.toml にありません"));
        }
    }
    for concept in &catalog.concepts {
        if !catalog.items().any(|item| item.concepts.contains(&concept.id)) {
            tell(&concept.id, "どの項目からも使われていません".to_owned());
        }
    }
}

/// Both ends of the crosswalk exist and say the same.
pub(super) fn ends(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for concept in &catalog.concepts {
        for id in &concept.items {
            match catalog.item(id) {
                None => tell(&concept.id, format!("項目「{id}」はありません")),
                Some(item) if !item.concepts.contains(&concept.id) => {
                    tell(&concept.id, format!("項目「{id}」の側にこの共通項目が書かれていません"));
                }
                Some(_) => {}
            }
        }
    }
    for item in catalog.items() {
        for concept in item.concepts.iter().filter_map(|id| catalog.concept(id)) {
            if !concept.items.contains(&item.id) {
                tell(&item.id, format!("共通項目「{}」の側にこの項目が書かれていません", concept.id));
            }
        }
    }
}
