//! Which product an incoming sheet is about: by the names that customers write.

use super::Product;
use crate::id::ProductId;
use crate::text::search_key;

/// The fewest characters of a name that may be found inside another one.
const FEWEST_CHARS: usize = 3;

/// Whether a product was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// One product bears the name.
    Exact(ProductId),
    /// One product's name stands in the name, or the other way about.
    Contained(ProductId),
    /// Several could be meant: a person chooses.
    Ambiguous(Vec<ProductId>),
    /// None.
    Unknown,
}

impl Match {
    /// The product, where there is one.
    #[must_use]
    pub fn product(&self) -> Option<&ProductId> {
        match self {
            Self::Exact(id) | Self::Contained(id) => Some(id),
            Self::Ambiguous(_) | Self::Unknown => None,
        }
    }
}

/// The names of all products, ready for many look-ups.
#[derive(Debug, Clone, Default)]
pub struct ProductNames(Vec<(String, ProductId)>);

impl ProductNames {
    /// The names and other names of the products that are not retired.
    #[must_use]
    pub fn of<'a>(products: impl IntoIterator<Item = &'a Product>) -> Self {
        let mut names = Vec::new();
        for product in products.into_iter().filter(|product| !product.retired) {
            let with_release = product.title();
            let all = [&product.name, &with_release].into_iter().chain(&product.other_names);
            let keys = all.map(|name| search_key(name)).filter(|key| !key.is_empty());
            names.extend(keys.map(|key| (key, product.id.clone())));
        }
        names.sort();
        names.dedup();
        Self(names)
    }

    /// The product of a sheet: by its system first, then by its contract; exact before contained. Of contained names
    /// the longest counts where it holds the others (`架空カルテ クラウド` before `架空カルテ`).
    #[must_use]
    pub fn find(&self, system: &str, contract: &str) -> Match {
        let asked: Vec<String> = [system, contract].into_iter().map(search_key).filter(|key| !key.is_empty()).collect();
        for key in &asked {
            match self.products(self.0.iter().filter(|(name, _)| name == key)) {
                found if found.is_empty() => {}
                mut found if found.len() == 1 => return Match::Exact(found.remove(0)),
                found => return Match::Ambiguous(found),
            }
        }
        for key in &asked {
            let long = |text: &str| text.chars().count() >= FEWEST_CHARS;
            let within = self.0.iter().filter(|(name, _)| {
                (long(name) && key.contains(name.as_str())) || (long(key) && name.contains(key.as_str()))
            });
            let within: Vec<_> = within.collect();
            let longest =
                within.iter().filter(|(name, _)| key.contains(name.as_str())).max_by_key(|(name, _)| name.len());
            let rest = within
                .iter()
                .copied()
                .filter(|(name, id)| longest.is_none_or(|(long, of)| of == id || !long.contains(name.as_str())));
            match self.products(rest) {
                found if found.is_empty() => {}
                mut found if found.len() == 1 => return Match::Contained(found.remove(0)),
                found => return Match::Ambiguous(found),
            }
        }
        Match::Unknown
    }

    fn products<'a>(&self, found: impl Iterator<Item = &'a (String, ProductId)>) -> Vec<ProductId> {
        let mut ids: Vec<ProductId> = found.map(|(_, id)| id.clone()).collect();
        ids.sort();
        ids.dedup();
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::Deployment;

    fn product(id: &str, name: &str, others: &[&str], release: &str) -> Product {
        Product {
            id: id.into(),
            name: name.into(),
            other_names: others.iter().map(|name| (*name).to_owned()).collect(),
            release: release.into(),
            deployment: Deployment::Both,
            remote: false,
            note: String::new(),
            retired: false,
            version: 1,
        }
    }

    fn names() -> ProductNames {
        let retired = Product { retired: true, ..product("p9", "旧レセコン", &[], "") };
        ProductNames::of(&[
            product("p1", "架空カルテ", &["AOZORA KARTE"], "5"),
            product("p2", "架空カルテ クラウド", &[], ""),
            product("p3", "架空レセコン", &[], "1"),
            product("p4", "架空レセコン", &[], "2"),
            retired,
        ])
    }

    #[test]
    fn an_exact_name_wins_over_a_contained_one_and_spelling_does_not_matter() {
        assert_eq!(names().find("ａｏｚｏｒａ karte", ""), Match::Exact("p1".into()));
        assert_eq!(names().find("架空カルテ", ""), Match::Exact("p1".into()));
        assert_eq!(names().find("", "架空カルテクラウド"), Match::Exact("p2".into()));
        assert_eq!(names().find("架空レセコン 2", ""), Match::Exact("p4".into()));
    }

    #[test]
    fn of_contained_names_the_longest_counts() {
        assert_eq!(names().find("電子カルテ（架空カルテ クラウド 2026）", ""), Match::Contained("p2".into()));
        assert_eq!(names().find("電子カルテ（架空カルテ V5）", ""), Match::Contained("p1".into()));
    }

    #[test]
    fn what_could_be_two_goes_to_a_person_and_what_is_nobodys_is_unknown() {
        assert_eq!(names().find("架空レセコン", ""), Match::Ambiguous(vec!["p3".into(), "p4".into()]));
        assert_eq!(names().find("画像システム", "保守契約"), Match::Unknown);
        assert_eq!(names().find("旧レセコン", ""), Match::Unknown, "retired products are not matched");
        assert_eq!(names().find("", ""), Match::Unknown);
    }
}
