//! What a rule of the lint found.

use crate::disclosure::Statement;
use crate::facts::Row;
use crate::proposal::RowRef;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How much a finding weighs; the heaviest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 要修正: both cannot be true, or a deadline has passed.
    MustFix,
    /// 注意: worth a second look.
    Warning,
    /// 参考: good to know.
    Note,
}

impl Severity {
    /// Every severity, the heaviest first.
    pub const ALL: [Self; 3] = [Self::MustFix, Self::Warning, Self::Note];

    /// 要修正, 注意, 参考.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::MustFix => "要修正",
            Self::Warning => "注意",
            Self::Note => "参考",
        }
    }

    /// The code in JSON and in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::MustFix => "must_fix",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One side of a contradiction: a row of a ledger, or an answer to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// A row.
    Row(RowRef),
    /// An item of a sheet and its answer.
    Item {
        /// Its id.
        id: String,
        /// Number and label.
        name: String,
    },
    /// A disclosure statement of the register.
    Disclosure {
        /// Its id.
        id: String,
        /// The document and its product.
        name: String,
    },
}

impl Link {
    /// The ledger's code; `item` for an item, `disclosure` for a statement.
    #[must_use]
    pub fn ledger(&self) -> &'static str {
        match self {
            Self::Row(row) => row.ledger.code(),
            Self::Item { .. } => "item",
            Self::Disclosure { .. } => "disclosure",
        }
    }

    /// The identifier of the row, item or statement.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Row(row) => &row.id,
            Self::Item { id, .. } | Self::Disclosure { id, .. } => id,
        }
    }

    /// The name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Row(row) => &row.name,
            Self::Item { name, .. } | Self::Disclosure { name, .. } => name,
        }
    }
}

impl From<&Row> for Link {
    fn from(row: &Row) -> Self {
        Self::Row(row.pointer())
    }
}

impl From<&Statement> for Link {
    fn from(one: &Statement) -> Self {
        Self::Disclosure { id: one.id.to_string(), name: one.name() }
    }
}

impl From<RowRef> for Link {
    fn from(row: RowRef) -> Self {
        Self::Row(row)
    }
}

/// As in `tate lint --json`: `{ledger, id, name}`.
impl Serialize for Link {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut link = serializer.serialize_struct("Link", 3)?;
        link.serialize_field("ledger", self.ledger())?;
        link.serialize_field("id", self.id())?;
        link.serialize_field("name", self.name())?;
        link.end()
    }
}

/// A contradiction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LintFinding {
    /// Its identity over time: the rule and the sorted ids of its subjects.
    pub key: String,
    /// The rule that found it.
    pub rule: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What does not fit, and what to do: Japanese sentences.
    pub text: String,
    /// Both sides.
    pub rows: Vec<Link>,
}

/// The longest key that is kept as it is; a longer one is shortened to its hash.
const LONGEST_KEY: usize = 160;

impl LintFinding {
    /// A finding about these subjects; its key is made of all of them.
    pub(super) fn new(rule: &'static str, severity: Severity, text: impl Into<String>, subjects: Vec<Link>) -> Self {
        let mut ids: Vec<&str> = subjects.iter().map(Link::id).collect();
        ids.sort_unstable();
        ids.dedup();
        let joined = ids.join(",");
        let key = if joined.len() > LONGEST_KEY {
            format!("{rule}:{}", hex::encode(Sha256::digest(joined.as_bytes())))
        } else {
            format!("{rule}:{joined}")
        };
        Self { key, rule, severity, text: text.into(), rows: subjects }
    }

    /// The same with a mark in its key, where one rule says two things of the same subjects.
    pub(super) fn marked(mut self, mark: &str) -> Self {
        self.key = format!("{}#{mark}", self.key);
        self
    }

    /// The same with further links that are not part of its identity.
    pub(super) fn see(mut self, more: impl IntoIterator<Item = Link>) -> Self {
        for link in more {
            if !self.rows.contains(&link) {
                self.rows.push(link);
            }
        }
        self
    }

    /// SHA-256 of what it says: a suppression ends when this changes. Elapsed days count up by themselves and are
    /// left out.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        for part in [self.key.as_str(), self.severity.code(), &without_days(&self.text)] {
            hasher.update(part.as_bytes());
            hasher.update([0]);
        }
        hex::encode(hasher.finalize())
    }

    /// Whether one of its sides is this item or row.
    #[must_use]
    pub fn concerns(&self, id: &str) -> bool {
        self.rows.iter().any(|link| link.id() == id)
    }
}

/// A text without its counts of days: 「（784日前）」 says the same tomorrow, 「10月8日」 is a day and stays.
fn without_days(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut digits = String::new();
    let mut in_date = false;
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            if c == '日' && !in_date {
                kept.push('#');
            } else {
                kept.push_str(&digits);
            }
            digits.clear();
        }
        in_date = c == '月';
        kept.push(c);
    }
    kept + &digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_days_is_no_part_of_what_a_finding_says_and_a_date_is() {
        assert_eq!(
            without_days("2024年10月8日に終わりました（784日前）。残り53日、12件"),
            "2024年10月8日に終わりました（#日前）。残り#日、12件"
        );
        let said = |text: &str| LintFinding::new("r", Severity::Note, text, vec![]).hash();
        assert_eq!(said("784日前です。"), said("785日前です。"));
        assert_ne!(said("10月8日です。"), said("10月9日です。"));
        assert_ne!(said("3件です。"), said("4件です。"));
    }

    #[test]
    fn a_key_is_the_same_in_any_order_and_short_however_many_rows_there_are() {
        let item = |n: usize| Link::Item { id: format!("r7-pharmacy:{n:03}"), name: String::new() };
        let key = |links: Vec<Link>| LintFinding::new("r", Severity::Note, "", links).key;
        assert_eq!(key(vec![item(2), item(1), item(2)]), "r:r7-pharmacy:001,r7-pharmacy:002");
        assert_eq!(key((0..300).map(item).collect()).len(), 66);
    }
}
