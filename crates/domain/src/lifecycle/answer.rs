//! What goes in and what comes out.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A system whose support ends within this many days is `ending_soon`.
///
/// Half a year: replacing a PC in a pharmacy takes an estimate, an order and a visit of the vendor of the
/// dispensing system. Server 2016 (2027-01-12) is inside it on 2026-11-20.
pub const ENDING_SOON_DAYS: i32 = 180;

/// Whether the maker still delivers security updates on the asked day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Security updates go on for more than [`ENDING_SOON_DAYS`] days.
    Supported,
    /// Still supported, the last day included, but not for longer than [`ENDING_SOON_DAYS`] days.
    EndingSoon,
    /// The last day has passed and no evidenced extension covers the asked day.
    Expired,
    /// The text, or the data, does not decide. Never treated as good or bad.
    Unknown,
}

/// The answer to "is this still supported?"; serialises exactly as `tate lifecycle check --json` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifecycleAnswer {
    /// The text as it was handed in.
    pub input: String,
    /// The product the text names, such as "Windows 11"; none when it can be several.
    pub product: Option<String>,
    /// The version, such as "24H2" or "20.04"; none when the text does not fix one.
    pub release: Option<String>,
    /// The edition that the text states, such as "Home" or "Enterprise LTSC".
    pub edition: Option<String>,
    /// The verdict on the asked day.
    pub verdict: Verdict,
    /// Last day of the regular support; with several possible releases the last one when all are expired,
    /// the first one otherwise. None when unknown or not announced.
    pub end_of_support: Option<Date>,
    /// Last day of an extension: the evidenced day when one was given and can apply, otherwise the day up to which
    /// the maker offers one at all. Informative unless evidenced (or free of charge, as Debian LTS is).
    pub extended_until: Option<Date>,
    /// One or two Japanese sentences for the screen, with dates and what to do.
    pub reason: String,
}

/// A ledger row whose columns are separate; every field is the raw text of its column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OsInput {
    /// OS name, such as "Microsoft Windows 11 Pro".
    pub name: String,
    /// Version column, such as "24H2", "14.5" or "10.0.22631".
    pub release: String,
    /// Build column, such as "26100.2033".
    pub build: String,
    /// Edition column, such as "Pro" or the registry's `EditionID` "EnterpriseS".
    pub edition: String,
}

impl OsInput {
    /// The columns joined to what a person would have written into one cell.
    pub(super) fn as_written(&self) -> String {
        let parts = [&self.name, &self.release, &self.build, &self.edition];
        parts.iter().map(|p| p.trim()).filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The columns joined for reading: a bare number in the build column is marked as a build, and the
    /// registry's edition "Core" (which is Home) is translated, because both are ambiguous outside their column.
    pub(super) fn for_reading(&self) -> String {
        let edition = match self.edition.trim() {
            core if core.eq_ignore_ascii_case("core") => "Home",
            other => other,
        };
        let build = match self.build.trim() {
            "" => String::new(),
            build => format!("build {build}"),
        };
        let parts = [self.name.trim(), edition, self.release.trim(), &build];
        parts.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(" ")
    }
}
