//! The versions of the template and the editions of the guideline, from `catalogs/disclosure/versions.toml`.

use crate::text::nfkc;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Both lists, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Versions {
    /// A statement made more years ago than this is to be asked for anew.
    pub most_years: i16,
    /// Versions of the template (書式).
    pub template: Vec<TemplateVersion>,
    /// Editions of the guideline.
    pub guideline: Vec<GuidelineVersion>,
}

/// One version of the template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateVersion {
    /// Its number, e.g. `5.0`.
    pub id: String,
    /// As written on the document, e.g. `Ver.5.0`.
    pub name: String,
    /// The number of the standard, e.g. `24-005`; may be empty.
    #[serde(default)]
    pub standard: String,
    /// A day on which it was there already; the day of issue where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_since: Option<Date>,
    /// The edition of the guideline it follows, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guideline: Option<String>,
    /// Where the entry comes from.
    pub source: String,
}

/// One edition of the guideline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuidelineVersion {
    /// Its number, e.g. `6.0`.
    pub id: String,
    /// As written, e.g. `第6.0版`.
    pub name: String,
    /// The day of issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// Where the entry comes from.
    pub source: String,
}

/// The first number in a text that can be a version: `Ver.5.0`, `第６版`, `V4`. A year is none.
fn number(text: &str) -> Option<(u32, u32)> {
    let plain = nfkc(text);
    let mut parts = plain.split(|c: char| !c.is_ascii_digit() && c != '.').map(|part| part.trim_matches('.'));
    parts.find_map(|part| {
        let (major, minor) = part.split_once('.').unwrap_or((part, "0"));
        let minor = minor.split('.').next().unwrap_or("0");
        Some((major.parse().ok().filter(|major| *major < 100)?, minor.parse().ok()?))
    })
}

impl Versions {
    /// The newest template.
    #[must_use]
    pub fn newest_template(&self) -> Option<&TemplateVersion> {
        self.template.last()
    }

    /// The newest edition of the guideline.
    #[must_use]
    pub fn newest_guideline(&self) -> Option<&GuidelineVersion> {
        self.guideline.last()
    }

    /// The edition of the guideline that the newest template follows: what can be asked for.
    #[must_use]
    pub fn guideline_to_ask(&self) -> Option<&GuidelineVersion> {
        let wanted = self.newest_template()?.guideline.as_deref();
        wanted.and_then(|id| self.guideline.iter().find(|edition| edition.id == id)).or_else(|| self.newest_guideline())
    }

    /// The template that a text means: by its version or by the number of the standard.
    #[must_use]
    pub fn template(&self, written: &str) -> Option<&TemplateVersion> {
        let plain = nfkc(written);
        let by_standard = self.template.iter().find(|one| !one.standard.is_empty() && plain.contains(&one.standard));
        let wanted = number(written);
        by_standard.or_else(|| self.template.iter().find(|one| wanted.is_some() && number(&one.id) == wanted))
    }

    /// The edition of the guideline that a text means.
    #[must_use]
    pub fn guideline(&self, written: &str) -> Option<&GuidelineVersion> {
        let wanted = number(written)?;
        self.guideline.iter().find(|one| number(&one.id) == Some(wanted))
    }

    /// How two written versions of the template compare; none where one is no version.
    #[must_use]
    pub fn compare_templates(&self, a: &str, b: &str) -> Option<Ordering> {
        let of = |written| self.template(written).map_or_else(|| number(written), |one| number(&one.id));
        Some(of(a)?.cmp(&of(b)?))
    }

    /// How two written editions of the guideline compare; none where one is no edition.
    #[must_use]
    pub fn compare_guidelines(a: &str, b: &str) -> Option<Ordering> {
        Some(number(a)?.cmp(&number(b)?))
    }

    /// Whether the numbers of a list rise; what `tate catalog check` asks.
    #[must_use]
    pub fn rises<'a>(mut ids: impl Iterator<Item = &'a str>) -> bool {
        let mut last = None;
        ids.all(|id| {
            let this = number(id);
            let rises = this.is_some() && this > last;
            last = this;
            rises
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::testing::versions;

    #[test]
    fn a_version_is_known_in_any_spelling() {
        let versions = versions();
        for written in ["Ver.5.0", "５．０", "ver5", "JAHIS標準 24-005", "MDS書式 Ver5.0（2024年）"] {
            assert_eq!(versions.template(written).map(|one| one.id.as_str()), Some("5.0"), "{written}");
        }
        for written in ["", "独自様式", "2024年10月", "Ver.9.9"] {
            assert!(versions.template(written).is_none(), "{written}");
        }
        assert_eq!(versions.guideline("安全管理ガイドライン第６．０版対応").map(|one| one.id.as_str()), Some("6.0"));
        assert_eq!(versions.guideline("第5.2版").map(|one| one.id.as_str()), Some("5.2"));
    }

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(versions().compare_templates("Ver.4.1", "24-005"), Some(Ordering::Less));
        assert_eq!(versions().compare_templates("Ver.10", "Ver.5.0"), Some(Ordering::Greater));
        assert_eq!(versions().compare_templates("独自", "Ver.5.0"), None);
        assert!(Versions::rises(["4.0", "4.1", "5.0", "10.0"].into_iter()));
        assert!(!Versions::rises(["4.1", "4.0"].into_iter()) && !Versions::rises(["x"].into_iter()));
    }

    #[test]
    fn what_is_asked_for_is_what_the_newest_template_follows() {
        assert_eq!(versions().guideline_to_ask().map(|one| one.id.as_str()), Some("6.0"));
        assert_eq!(versions().newest_guideline().map(|one| one.id.as_str()), Some("7.0"), "negative control");
    }
}
