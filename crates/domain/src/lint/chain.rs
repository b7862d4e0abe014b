//! The shops of an organization as the rules compare them: counts and marks, made once for all shops.

use crate::answer::AnswerValue;
use crate::text::search_key;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// More shops than this within a minute are no careful look at each.
pub(super) const MOST_SHOPS_A_MINUTE: usize = 20;
/// The length of a burst, in seconds.
pub(super) const BURST_SECONDS: i64 = 60;

/// The latest answer to an item in one shop.
#[derive(Debug, Clone)]
pub struct ShopAnswer {
    /// The facility.
    pub shop: String,
    /// The code of its kind.
    pub kind: &'static str,
    /// The item.
    pub item: String,
    /// The answer.
    pub value: AnswerValue,
    /// 理由 as confirmed.
    pub reason: String,
    /// Who confirmed.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// How the shops of one kind answered an item.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Votes {
    pub(super) yes: usize,
    pub(super) no: usize,
}

/// A minute in which one person confirmed answers in many shops.
#[derive(Debug, Clone)]
pub(super) struct Burst {
    pub(super) by: String,
    pub(super) shops: BTreeSet<String>,
}

/// What the shops of an organization have answered.
#[derive(Debug, Default)]
pub struct Chain {
    votes: HashMap<(&'static str, String), Votes>,
    words: HashMap<(String, String), BTreeSet<String>>,
    bursts: Vec<Burst>,
    kinds: BTreeMap<String, &'static str>,
}

impl Chain {
    /// From the latest answers of all shops, in any order.
    #[must_use]
    pub fn of(answers: &[ShopAnswer]) -> Self {
        let mut chain = Self::default();
        for answer in answers {
            chain.kinds.insert(answer.shop.clone(), answer.kind);
            let votes = chain.votes.entry((answer.kind, answer.item.clone())).or_default();
            match answer.value {
                AnswerValue::Yes => votes.yes += 1,
                AnswerValue::No => votes.no += 1,
                AnswerValue::NotApplicable | AnswerValue::Stated => {}
            }
            let words = search_key(&answer.reason);
            if !words.is_empty() {
                chain.words.entry((answer.item.clone(), words)).or_default().insert(answer.shop.clone());
            }
        }
        chain.bursts = bursts(answers);
        chain
    }

    /// How shops of the same kind answered an item, a shop's own answer among them.
    pub(super) fn votes(&self, shop: &str, item: &str) -> Votes {
        let kind = self.kinds.get(shop).copied();
        kind.and_then(|kind| self.votes.get(&(kind, item.to_owned()))).copied().unwrap_or_default()
    }

    /// In how many shops an item has the same free text.
    pub(super) fn shops_with(&self, item: &str, reason: &str) -> usize {
        self.words.get(&(item.to_owned(), search_key(reason))).map_or(0, BTreeSet::len)
    }

    /// The bursts in which a shop's answers were confirmed.
    pub(super) fn bursts_of<'a>(&'a self, shop: &'a str) -> impl Iterator<Item = &'a Burst> {
        self.bursts.iter().filter(move |burst| burst.shops.contains(shop))
    }
}

/// Minutes in which one person confirmed answers in more shops than can be looked at; overlapping
/// minutes are one burst.
fn bursts(answers: &[ShopAnswer]) -> Vec<Burst> {
    let mut by_person: BTreeMap<&str, Vec<(i64, &str)>> = BTreeMap::new();
    for answer in answers {
        if let Ok(at) = answer.at.parse::<Timestamp>() {
            by_person.entry(&answer.by).or_default().push((at.as_second(), &answer.shop));
        }
    }
    let mut found: Vec<Burst> = Vec::new();
    for (by, mut times) in by_person {
        times.sort_unstable();
        let (mut first, mut open, mut counts) = (0, false, HashMap::<&str, usize>::new());
        for last in 0..times.len() {
            *counts.entry(times[last].1).or_default() += 1;
            while times[last].0 - times[first].0 > BURST_SECONDS {
                if let Some(count) = counts.get_mut(times[first].1) {
                    *count -= 1;
                    if *count == 0 {
                        counts.remove(times[first].1);
                    }
                }
                first += 1;
            }
            if counts.len() <= MOST_SHOPS_A_MINUTE {
                open = false;
                continue;
            }
            let inside = times[first..=last].iter().map(|(_, shop)| (*shop).to_owned());
            match found.last_mut().filter(|_| open) {
                Some(burst) => {
                    burst.shops.insert(times[last].1.to_owned());
                }
                None => found.push(Burst { by: by.to_owned(), shops: inside.collect() }),
            }
            open = true;
        }
    }
    found
}
