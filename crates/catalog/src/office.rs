//! Outside offices for the contact chart, with the time for which they are right.

use crate::Catalog;
use crate::lookup::fold;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An outside office (外部の窓口) that the contact chart names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Key, e.g. `mhlw-medical-information`.
    pub id: String,
    /// What kind of office.
    pub kind: OfficeKind,
    /// Japanese name.
    pub name: String,
    /// Telephone number as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
    /// Address of a report page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When to turn to this office, one Japanese line.
    pub purpose: String,
    /// First day the entry is right; unknown when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
    /// Last day the entry was right; still right when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    /// Key of the office that followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<String>,
    /// Whether the facility writes in the local office itself.
    #[serde(default)]
    pub fill_in: bool,
    /// Where the entry comes from.
    pub source: String,
}

/// Kind of an outside office; the codes are those of the ledger 外部の連絡先.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeKind {
    /// 厚生労働省.
    Mhlw,
    /// 警察.
    Police,
    /// 保健所.
    HealthCenter,
    /// 個人情報保護委員会.
    Ppc,
    /// 情報セキュリティ事業者.
    Security,
    /// 弁護士等の専門家.
    Lawyer,
    /// 職能団体・医師会等.
    Association,
    /// その他.
    Other,
}

impl OfficeKind {
    /// The code stored in the ledger, e.g. `health_center`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Mhlw => "mhlw",
            Self::Police => "police",
            Self::HealthCenter => "health_center",
            Self::Ppc => "ppc",
            Self::Security => "security",
            Self::Lawyer => "lawyer",
            Self::Association => "association",
            Self::Other => "other",
        }
    }
}

/// The file `offices/offices.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfficeFile {
    pub(crate) office: Vec<Office>,
}

impl Office {
    /// Whether the entry is right on this day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_until.is_none_or(|until| day <= until)
    }
}

impl Catalog {
    /// The office entries that are right on this day, in the order of the file.
    pub fn current_offices(&self, day: Date) -> impl Iterator<Item = &Office> {
        self.offices.iter().filter(move |office| office.holds_on(day))
    }

    /// The superseded office that a written name or telephone number means on this day, with the
    /// office that followed; `None` when nothing old was written.
    ///
    /// A name means the old office when it holds one of the words that its successor's name no
    /// longer has (研究開発振興課), so that 厚生労働省 alone is not taken for old.
    #[must_use]
    pub fn superseded_office(&self, name: &str, phone: &str, day: Date) -> Option<(&Office, Option<&Office>)> {
        self.offices
            .iter()
            .filter(|office| office.valid_until.is_some_and(|until| until < day))
            .map(|old| (old, self.successor(old)))
            .find(|(old, next)| same_phone(old, phone) || same_name(old, *next, name))
    }

    fn successor(&self, old: &Office) -> Option<&Office> {
        let next = old.superseded_by.as_ref()?;
        self.offices.iter().find(|office| &office.id == next)
    }
}

fn same_phone(old: &Office, written: &str) -> bool {
    let own = old.phone.as_deref().map(digits).filter(|own| !own.is_empty());
    own.is_some_and(|own| own == digits(written))
}

fn same_name(old: &Office, next: Option<&Office>, written: &str) -> bool {
    let written = fold(written);
    old.name
        .split_whitespace()
        .filter(|word| next.is_none_or(|next| !next.name.contains(word)))
        .any(|word| written.contains(&fold(word)))
}

fn digits(phone: &str) -> String {
    fold(phone).chars().filter(char::is_ascii_digit).collect()
}
