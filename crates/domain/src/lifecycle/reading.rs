//! What a text can mean: every release that fits, or why there is none.

use super::data::{Channel, Product, Release};

/// One release that fits the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) product: &'a Product,
    pub(super) release: &'a Release,
    pub(super) channel: Channel,
}

/// The outcome of reading a text.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    /// Stated (or implied by every candidate) product.
    pub(super) product: Option<String>,
    /// Stated release.
    pub(super) release: Option<String>,
    /// Stated edition.
    pub(super) edition: Option<String>,
    /// Everything the text can mean, or why nothing fits.
    pub(super) candidates: Result<Vec<Candidate<'a>>, Undecided>,
    /// Whether the text calls its version "最新", worth a word in the reason.
    pub(super) says_latest: bool,
}

/// Why a text does not lead to any release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Undecided {
    /// Empty, a dash, 不明.
    Blank,
    /// `*****` of an asset tool.
    Masked,
    /// "最新" alone.
    LatestOnly,
    /// Router, switch, access point, NAS, printer: firmware, not an OS of the table.
    NetworkDevice,
    /// More than one operating system is named.
    SeveralSystems(Vec<String>),
    /// The parts of the text contradict each other, such as "Windows 10" with a build of Windows 11.
    Contradiction,
    /// The product is known, the version is missing.
    VersionMissing,
    /// The product is known, this version or edition of it is not in the data.
    NotInData(String),
    /// A relative of a known product with a lifecycle of its own, such as CentOS Stream.
    OtherProduct(String),
    /// A system inside a machine (VxWorks, TRON …), whose support the maker of the machine decides.
    EmbeddedSystem(String),
    /// "Linux" without the name of its distribution.
    LinuxKind,
    /// Nothing was recognised.
    NotRecognised,
}

impl<'a> Reading<'a> {
    /// A reading without candidates.
    pub(super) fn undecided(product: Option<&str>, why: Undecided) -> Self {
        Self {
            product: product.map(str::to_owned),
            release: None,
            edition: None,
            candidates: Err(why),
            says_latest: false,
        }
    }
}
