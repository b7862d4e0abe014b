//! Which earlier item a row of a new sheet is about: a proposal with a score, never a decision.

use super::draft::Candidate;
use std::collections::{BTreeMap, BTreeSet};
use tate_catalog::Catalog;
use tate_domain::edition::{Edition, Item, Target};
use tate_domain::text::search_key;

/// The most candidates that are shown.
const MOST: usize = 3;
/// A candidate below this score says nothing.
const LEAST: u8 = 20;
/// What the words count for; the rest is number and target.
const WORDS: f64 = 80.0;
const SAME_NUMBER: f64 = 12.0;
const SAME_TARGET: f64 = 8.0;
/// What the same words still count for on another kind of device.
const OTHER_DEVICE: f64 = 0.6;

type Bigrams = BTreeSet<[char; 2]>;

/// The rows of an edition, ready to be compared with.
pub(super) struct Known<'a> {
    catalog: &'a Catalog,
    edition: &'a Edition,
    rows: Vec<(&'a Item, Vec<Bigrams>, Bigrams)>,
    /// In how many rows a bigram stands: what stands in all of them tells nothing.
    spread: BTreeMap<[char; 2], usize>,
}

impl<'a> Known<'a> {
    pub(super) fn new(catalog: &'a Catalog, edition: &'a Edition) -> Self {
        let rows: Vec<(&Item, Vec<Bigrams>, Bigrams)> = edition
            .items
            .iter()
            .map(|item| {
                let concepts: Vec<&str> = item
                    .concepts
                    .iter()
                    .filter_map(|id| catalog.concept(id))
                    .map(|concept| concept.name.as_str())
                    .collect();
                let short = [Some(item.label.as_str()), item.official_label.as_deref()].into_iter().flatten();
                let all = short.clone().chain(item.help.parts().map(|(_, text)| text)).chain(concepts);
                (item, short.map(bigrams).collect(), all.flat_map(bigrams).collect())
            })
            .collect();
        let mut spread: BTreeMap<[char; 2], usize> = BTreeMap::new();
        for (_, _, words) in &rows {
            for pair in words {
                *spread.entry(*pair).or_default() += 1;
            }
        }
        Self { catalog, edition, rows, spread }
    }

    /// The rows that a number, target and wording may mean, the likeliest first.
    pub(super) fn candidates(&self, number: &str, target: Target, text: &str) -> Vec<Candidate> {
        let wanted = bigrams(text);
        let named: BTreeSet<&str> =
            self.catalog.printed_as(&self.edition.id, number).iter().map(|item| item.id.as_str()).collect();
        let mut found: Vec<Candidate> = self
            .rows
            .iter()
            .map(|(item, short, all)| {
                let words = short.iter().map(|label| alike(&wanted, label)).fold(self.covered(&wanted, all), f64::max);
                let number = if named.contains(item.id.as_str()) { SAME_NUMBER } else { 0.0 };
                let (counts, target) = match (item.target, target) {
                    (one, other) if one == other => (1.0, SAME_TARGET),
                    (one, other) if is_device(one) && is_device(other) => (OTHER_DEVICE, 0.0),
                    _ => (1.0, 0.0),
                };
                Candidate { item: item.id.clone(), score: percent(words * counts * WORDS + number + target) }
            })
            .filter(|candidate| candidate.score >= LEAST)
            .collect();
        // Stable: of two alike the first in the official order.
        found.sort_by_key(|candidate| std::cmp::Reverse(candidate.score));
        found.truncate(MOST);
        found
    }

    /// How much of a wording stands in a row's own words; rare pairs of characters count more.
    fn covered(&self, wanted: &Bigrams, words: &Bigrams) -> f64 {
        let weight = |pair: &[char; 2]| 1.0 / (1 + self.spread.get(pair).copied().unwrap_or(0)) as f64;
        let all: f64 = wanted.iter().map(weight).sum();
        let shared: f64 = wanted.intersection(words).map(weight).sum();
        // Pairs that stand nowhere weigh most, and our help is said in other words on purpose.
        if all > 0.0 { (shared / all * 2.0).min(0.9) } else { 0.0 }
    }
}

fn is_device(target: Target) -> bool {
    matches!(target, Target::Server | Target::Terminal | Target::Network)
}

/// Dice's measure: 1 for the same text.
fn alike(one: &Bigrams, other: &Bigrams) -> f64 {
    let both = one.len() + other.len();
    if both == 0 { 0.0 } else { 2.0 * one.intersection(other).count() as f64 / both as f64 }
}

fn percent(score: f64) -> u8 {
    // In bounds after clamping.
    score.round().clamp(0.0, 100.0) as u8
}

/// Pairs of neighbouring characters, as they are searched for.
fn bigrams(text: &str) -> Bigrams {
    let letters: Vec<char> = search_key(text).chars().filter(|c| c.is_alphanumeric() || *c == 'ー').collect();
    letters.windows(2).map(|pair| [pair[0], pair[1]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(edition: &str, number: &str, target: Target, text: &str) -> String {
        let catalog = Catalog::builtin().unwrap();
        let known = Known::new(&catalog, catalog.edition(edition).unwrap());
        let found = known.candidates(number, target, text);
        assert!(
            found.len() <= MOST && found.is_sorted_by_key(|candidate| std::cmp::Reverse(candidate.score)),
            "{found:?}"
        );
        found.first().map(|candidate| candidate.item.clone()).unwrap_or_default()
    }

    #[test]
    fn the_words_win_over_a_number_that_moved() {
        let text = "パスワードの使い回しをやめている。";
        assert_eq!(best("r7-pharmacy", "2-7", Target::General, text), "r7-pharmacy:2-8");
        assert_eq!(best("r7-pharmacy", "9-9", Target::General, "組織の内と外の連絡体制図がある。"), "r7-pharmacy:3-1");
    }

    #[test]
    fn the_target_decides_between_rows_with_the_same_words() {
        let text = "裏で動く不要なソフトやサービスを止めている。";
        assert_eq!(best("r7-pharmacy", "2-12", Target::Server, text), "r7-pharmacy:2-12-sv");
        assert_eq!(best("r7-pharmacy", "2-12", Target::Terminal, text), "r7-pharmacy:2-12-pc");
    }

    #[test]
    fn the_official_wording_of_last_year_is_found_again_whole() {
        let text = "これまでに一度も使われたことのない文です。";
        let wording = BTreeMap::from([("r7-pharmacy:2-3".to_owned(), text.to_owned())]);
        let catalog = Catalog::builtin().unwrap().with([], &wording);
        let known = Known::new(&catalog, catalog.edition("r7-pharmacy").unwrap());
        let found = known.candidates("2-③", Target::General, text);
        assert_eq!((found[0].item.as_str(), found[0].score), ("r7-pharmacy:2-3", 100));
    }
}
