//! Finding a row by what somebody typed or a sheet printed.

use crate::Catalog;
use tate_domain::edition::{Edition, EditionKind, Item, Target};

impl Catalog {
    /// The rows of an edition that a label means: an id, its part after the colon, the official
    /// number in any spelling (`2-⑫`, `２－１２`, `2-(12)`), or an alias.
    ///
    /// The official number wins over an alias, because the misprints of the source collide with
    /// official numbers (vendor `2-②` printed where 2-③ is meant). One number may mean two rows.
    ///
    /// # Example
    /// ```
    /// let catalog = tate_catalog::Catalog::builtin().unwrap();
    /// let ids: Vec<_> = catalog.find("r7-pharmacy", "2-12").iter().map(|i| &i.id).collect();
    /// assert_eq!(ids, ["r7-pharmacy:2-12-sv", "r7-pharmacy:2-12-pc"]);
    /// ```
    #[must_use]
    pub fn find(&self, edition_id: &str, label: &str) -> Vec<&Item> {
        let items = self.edition(edition_id).map_or(&[][..], |edition| &edition.items);
        let wanted = fold(label);
        let by_id =
            |item: &&Item| fold(&item.id) == wanted || item.id.split_once(':').is_some_and(|(_, key)| key == wanted);
        let by_number = |item: &&Item| fold(&item.number) == wanted;
        let by_alias = |item: &&Item| item.aliases.iter().any(|alias| fold(alias) == wanted);
        let mut found: Vec<&Item> = items.iter().filter(by_id).collect();
        if found.is_empty() {
            found = items.iter().filter(by_number).collect();
        }
        if found.is_empty() {
            found = items.iter().filter(by_alias).collect();
        }
        found
    }

    /// The rows whose printed number may be exactly this label in the source: official number or
    /// misprint. For reading a filled-in sheet, where the caller decides by position.
    #[must_use]
    pub fn printed_as(&self, edition_id: &str, label: &str) -> Vec<&Item> {
        let items = self.edition(edition_id).map_or(&[][..], |edition| &edition.items);
        let wanted = fold(label);
        items
            .iter()
            .filter(|item| std::iter::once(&item.number).chain(&item.aliases).any(|name| fold(name) == wanted))
            .collect()
    }
}

/// The id that a row of an edition has: edition + number, with the target only where one number has
/// several rows.
#[must_use]
pub fn item_id(edition: &Edition, item: &Item) -> String {
    if edition.kind == EditionKind::SelfCheck {
        // Printed as bare numbers on every sheet; the first alias tells the sheets apart (S26).
        return format!("{}:{}", edition.id, item.aliases.first().map(|alias| fold(alias)).unwrap_or_default());
    }
    let rows = edition.items.iter().filter(|other| other.number == item.number).count();
    let suffix = match item.target {
        _ if rows == 1 => "",
        Target::Facility => "-fac",
        Target::Server => "-sv",
        Target::Terminal => "-pc",
        Target::Network => "-nw",
        Target::Organization => "-org",
        Target::General => "-all",
        Target::Incident => "-inc",
        Target::Regulations => "-reg",
    };
    format!("{}:{}{suffix}", edition.id, fold(&item.number))
}

/// The search form of a label: circled and full-width digits as ASCII, one kind of hyphen, no
/// brackets or spaces, lower case. Only for comparing; never stored.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\u{2460}'..='\u{2473}' => folded.push_str(&(c as u32 - 0x245F).to_string()),
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                folded.extend(char::from_u32(c as u32 - 0xFEE0).map(|c| c.to_ascii_lowercase()));
            }
            '-' | '‐' | '‑' | '–' | '—' | '−' | '－' => folded.push('-'),
            '(' | ')' | '（' | '）' => {}
            c if c.is_whitespace() => {}
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn every_spelling_of_a_number_folds_to_one() {
        for spelling in ["2-⑫", "２－１２", "2-(12)", "2−（12）", " 2-12 "] {
            assert_eq!(fold(spelling), "2-12", "{spelling}");
        }
    }
}
