//! The facts as they stand in `catalogs/lifecycle/*.toml`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// For this many days after its as-of day a "still maintained, no end announced" is believed.
///
/// Apple and Google publish no end dates, so such a fact grows old; afterwards the answer is `unknown` until the
/// data has been refreshed.
pub const OPEN_END_TRUST_DAYS: i32 = 180;

/// One file of `catalogs/lifecycle/`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifecycleFile {
    /// The day on which the facts were true.
    pub as_of: Date,
    /// Where the facts come from.
    pub source: String,
    /// Licence note of the source.
    pub licence: String,
    /// The products of this file.
    #[serde(rename = "product")]
    pub products: Vec<Product>,
}

/// A product with its releases, such as "Windows 11" or "Ubuntu".
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// The name shown to people and returned in answers.
    pub name: String,
    /// How the product is recognised.
    pub kind: ProductKind,
    /// Windows only: what follows the word "Windows", such as "11", "8.1", "xp", "2012 r2". For Windows Embedded
    /// every mark has to occur, for the others one of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
    /// Other systems: the names under which they are written, lower case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// Windows only: the kernel version that builds of this product carry, such as "10.0".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nt: Option<String>,
    /// Name of the extension that can be bought, such as "ESU".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_name: Option<String>,
    /// A Japanese sentence added to every decided answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The releases, newest first.
    #[serde(rename = "release")]
    pub releases: Vec<Release>,
    /// Copied from the file when files are merged.
    #[serde(skip)]
    pub as_of: Option<Date>,
}

/// How a product is recognised in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductKind {
    /// Windows for PCs.
    WindowsClient,
    /// Windows Server.
    WindowsServer,
    /// Windows Embedded and POSReady.
    WindowsEmbedded,
    /// A name followed by a version number.
    Plain,
    /// The same, but consulted only when the text names no operating system.
    Application,
}

/// One release of a product.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// "24H2", "20.04"; empty where the product name says it all.
    #[serde(default)]
    pub name: String,
    /// Other names, lower case: code names, "2009".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// The year that Microsoft prints after LTSC/LTSB, such as "2019" for 1809.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ltsc_name: Option<String>,
    /// Windows build numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub builds: Vec<u32>,
    /// Editions (as in answers) that this release never had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_editions: Vec<String>,
    /// Last day with security updates, by servicing channel.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub end: BTreeMap<Channel, Date>,
    /// Maintained on the as-of day, no end announced.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open_ended: bool,
    /// Ended, the day is not recorded.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ended: bool,
    /// After this day an open end no longer decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recheck_after: Option<Date>,
    /// Last day of an extension that everybody gets free of charge (Debian LTS).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_until: Option<Date>,
    /// Name of the free extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_name: Option<String>,
    /// Last day up to which an extension can be bought at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_until: Option<Date>,
    /// The same for the Home edition, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_until_home: Option<Date>,
    /// A Japanese sentence added to answers about this release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The servicing channel on which the end date depends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// One date for every edition.
    Any,
    /// Home, Pro, Pro Education, Pro for Workstations, SE.
    HomePro,
    /// Enterprise, Education, IoT Enterprise.
    Enterprise,
    /// Enterprise LTSC and LTSB.
    Ltsc,
    /// IoT Enterprise LTSC.
    IotLtsc,
}

/// What can be wrong with lifecycle data.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LifecycleError {
    /// Two files describe the same product.
    #[error("product {0:?} is described twice")]
    ProductTwice(String),
    /// A product has two releases of one name.
    #[error("release {1:?} of {0:?} is described twice")]
    ReleaseTwice(String, String),
    /// A release says neither when it ends nor that it is open-ended or ended, or says more than one of them.
    #[error("release {1:?} of {0:?} must have exactly one of `end`, `open_ended` and `ended`")]
    EndUnclear(String, String),
    /// A product can never be recognised.
    #[error("product {0:?} needs `words` (plain, application), or `marks` or `nt` (windows)")]
    NotRecognisable(String),
    /// More products, releases or names than any honest file has.
    #[error("{0:?} holds too much, or nothing")]
    TooMuch(String),
    /// A text that is too long or holds characters that are not shown.
    #[error("{0:?} is too long or holds characters that cannot be shown")]
    NotPrintable(String),
    /// A day outside 1990 to 2100.
    #[error("{0} is no possible day")]
    ImpossibleDay(String),
}

impl Product {
    /// Checks one product of a file.
    pub(super) fn check(&self) -> Result<(), LifecycleError> {
        let named = match self.kind {
            ProductKind::Plain | ProductKind::Application => !self.words.is_empty(),
            _ => !self.marks.is_empty() || self.nt.is_some(),
        };
        if !named {
            return Err(LifecycleError::NotRecognisable(self.name.clone()));
        }
        for (i, release) in self.releases.iter().enumerate() {
            let place = || (self.name.clone(), release.name.clone());
            if self.releases[..i].iter().any(|other| other.name == release.name) {
                let (product, release) = place();
                return Err(LifecycleError::ReleaseTwice(product, release));
            }
            let said = [!release.end.is_empty(), release.open_ended, release.ended];
            if said.iter().filter(|s| **s).count() != 1 {
                let (product, release) = place();
                return Err(LifecycleError::EndUnclear(product, release));
            }
        }
        Ok(())
    }
}

impl Release {
    /// Whether a lower-case token names this release.
    pub(super) fn is_called(&self, token: &str) -> bool {
        self.name.eq_ignore_ascii_case(token) || self.also.iter().any(|a| a == token)
    }

    /// The channels that have an end date of their own; open-ended and ended releases have one for all.
    pub(super) fn channels(&self) -> Vec<Channel> {
        if self.end.is_empty() { vec![Channel::Any] } else { self.end.keys().copied().collect() }
    }
}
