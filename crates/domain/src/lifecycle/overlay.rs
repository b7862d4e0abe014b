//! Newer facts laid over those that are compiled in, within limits, and what they change.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use serde::Serialize;

use super::data::{Channel, LifecycleError, LifecycleFile, Product, Release};
use super::engine::LifecycleData;
use super::reason::day;

/// The most products of a file.
pub const MOST_PRODUCTS: usize = 200;
/// The most releases of a product.
pub const MOST_RELEASES: usize = 400;
/// Data whose as-of day lies further back is pointed out to whoever looks at it.
pub const STALE_DATA_DAYS: i64 = 180;
/// The longest name, note or word.
const MOST_CHARS: usize = 400;
/// The most names and builds of one release.
const MOST_NAMES: usize = 400;

/// One thing that newer data says differently.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LifecycleChange {
    /// "Windows 11".
    pub product: String,
    /// "25H2（Home・Pro）".
    pub release: String,
    /// What was said; empty for a new release.
    pub before: String,
    /// What is said now; empty for a release that is not there any more.
    pub after: String,
}

impl LifecycleData {
    /// This data with the products of a file in place of those of the same name, where the file is at least as new.
    ///
    /// # Errors
    /// [`LifecycleError`] for what is incomplete, twice or beyond the limits.
    pub fn with(&self, file: LifecycleFile) -> Result<Self, LifecycleError> {
        file.bounds()?;
        let mut products = self.products.clone();
        let mut seen = BTreeSet::new();
        for mut product in file.products {
            product.check()?;
            if !seen.insert(product.name.clone()) {
                return Err(LifecycleError::ProductTwice(product.name));
            }
            product.as_of = Some(file.as_of);
            match products.iter_mut().find(|known| known.name == product.name) {
                Some(known) if known.as_of <= product.as_of => *known = product,
                Some(_) => {}
                None => products.push(product),
            }
        }
        Ok(Self { products })
    }

    /// What `newer` says differently, by product and release.
    #[must_use]
    pub fn changes(&self, newer: &Self) -> Vec<LifecycleChange> {
        let (old, new) = (lines(self), lines(newer));
        let keys: BTreeSet<&Key> = old.keys().chain(new.keys()).collect();
        let said = |lines: &BTreeMap<Key, String>, key: &Key| lines.get(key).cloned().unwrap_or_default();
        keys.into_iter()
            .map(|key| LifecycleChange {
                product: key.0.clone(),
                release: key.1.clone(),
                before: said(&old, key),
                after: said(&new, key),
            })
            .filter(|change| change.before != change.after)
            .collect()
    }

    /// The newest as-of day of all products.
    #[must_use]
    pub fn newest(&self) -> Option<Date> {
        self.products.iter().filter_map(|p| p.as_of).max()
    }

    /// Whether the newest as-of day lies more than [`STALE_DATA_DAYS`] back.
    #[must_use]
    pub fn is_stale(&self, today: Date) -> bool {
        self.newest().is_none_or(|newest| i64::from((today - newest).get_days()) > STALE_DATA_DAYS)
    }
}

type Key = (String, String);

fn lines(data: &LifecycleData) -> BTreeMap<Key, String> {
    let of = |product: &Product, release: &Release| -> Vec<(Key, String)> {
        let said = |channel: Channel| {
            let name = format!("{}{}", release.name, channel.in_brackets());
            let text = match release.end.get(&channel) {
                Some(end) => format!("{}まで", day(*end)),
                None if release.ended => "終了（日付なし）".to_owned(),
                None => "サポート中（終了日は未発表）".to_owned(),
            };
            ((product.name.clone(), name), text)
        };
        release.channels().into_iter().map(said).collect()
    };
    data.products.iter().flat_map(|p| p.releases.iter().flat_map(move |r| of(p, r))).collect()
}

impl Channel {
    /// The editions of the channel for people; empty where there is one date for all.
    pub(super) const fn in_brackets(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::HomePro => "（Home・Pro）",
            Self::Enterprise => "（Enterprise・Education）",
            Self::Ltsc => "（Enterprise LTSC）",
            Self::IotLtsc => "（IoT Enterprise LTSC）",
        }
    }
}

impl LifecycleFile {
    /// Refuses what no honest file holds, so that a hostile one stays small and printable.
    fn bounds(&self) -> Result<(), LifecycleError> {
        if self.products.len() > MOST_PRODUCTS {
            return Err(LifecycleError::TooMuch("product".to_owned()));
        }
        printable(&self.source)?;
        printable(&self.licence)?;
        possible(self.as_of)?;
        self.products.iter().try_for_each(Product::bounds)
    }
}

impl Product {
    fn bounds(&self) -> Result<(), LifecycleError> {
        if self.releases.is_empty() || self.releases.len() > MOST_RELEASES {
            return Err(LifecycleError::TooMuch(self.name.clone()));
        }
        let optional = [&self.nt, &self.paid_name, &self.note].into_iter().flatten();
        let texts = std::iter::once(&self.name).chain(&self.marks).chain(&self.words).chain(optional);
        texts.map(String::as_str).try_for_each(printable)?;
        if self.words.iter().chain(&self.marks).any(|word| word.trim().is_empty()) {
            return Err(LifecycleError::NotRecognisable(self.name.clone()));
        }
        self.releases.iter().try_for_each(|release| release.bounds(&self.name))
    }
}

impl Release {
    fn bounds(&self, product: &str) -> Result<(), LifecycleError> {
        if self.also.len() > MOST_NAMES || self.builds.len() > MOST_NAMES || self.not_editions.len() > MOST_NAMES {
            return Err(LifecycleError::TooMuch(product.to_owned()));
        }
        let optional = [&self.ltsc_name, &self.free_name, &self.note].into_iter().flatten();
        let texts = std::iter::once(&self.name).chain(&self.also).chain(&self.not_editions).chain(optional);
        texts.map(String::as_str).try_for_each(printable)?;
        let optional = [self.recheck_after, self.free_until, self.paid_until, self.paid_until_home];
        self.end.values().copied().chain(optional.into_iter().flatten()).try_for_each(possible)
    }
}

fn printable(text: &str) -> Result<(), LifecycleError> {
    let fine = text.chars().count() <= MOST_CHARS && crate::text::printable(text, false) == text;
    if fine { Ok(()) } else { Err(LifecycleError::NotPrintable(crate::text::shorten(text, 40))) }
}

fn possible(day: Date) -> Result<(), LifecycleError> {
    if (date(1990, 1, 1)..=date(2100, 12, 31)).contains(&day) {
        Ok(())
    } else {
        Err(LifecycleError::ImpossibleDay(day.to_string()))
    }
}
