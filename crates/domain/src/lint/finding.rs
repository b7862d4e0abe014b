//! What a rule of the lint found.

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
}

impl Link {
    /// The ledger's code; `item` for an item.
    #[must_use]
    pub fn ledger(&self) -> &'static str {
        match self {
            Self::Row(row) => row.ledger.code(),
            Self::Item { .. } => "item",
        }
    }

    /// The identifier of the row or item.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Row(row) => &row.id,
            Self::Item { id, .. } => id,
        }
    }

    /// The name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Row(row) => &row.name,
            Self::Item { name, .. } => name,
        }
    }
}

impl From<&Row> for Link {
    fn from(row: &Row) -> Self {
        Self::Row(row.pointer())
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

    /// SHA-256 of what it says: a suppression ends when this changes.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        for part in [self.key.as_str(), self.severity.code(), &self.text] {
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
