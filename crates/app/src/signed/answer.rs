//! The signed answer file (docs/schema/vendor-answer.schema.json).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tate_domain::vendor::{RowAnswer, Sheet};

/// The name of the layout.
pub const ANSWER_FORMAT: &str = "tate-answer-1";

/// A vendor's answers for one customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerFile {
    /// [`ANSWER_FORMAT`].
    pub format: String,
    /// The file's own id: it is imported once.
    pub id: String,
    /// The edition, e.g. `r7-vendor`.
    pub edition: String,
    /// For whom it is.
    pub customer: Customer,
    /// The vendor's name.
    pub vendor: String,
    /// The product.
    pub product: ProductName,
    /// Who answers.
    pub answered_by: String,
    /// How to reach them.
    pub contact: String,
    /// When it was issued, RFC 3339 in UTC.
    pub issued_at: String,
    /// The last day on which it may be imported.
    pub valid_until: Date,
    /// The versions of the library from which its rows come.
    #[serde(default)]
    pub library: Vec<LibraryVersion>,
    /// One answer per row of the edition.
    pub answers: Vec<RowAnswer>,
}

/// For whom an answer file is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// The customer's own id of its request.
    pub request: String,
    /// The facility's name.
    pub facility: String,
    /// Its 保険医療機関・薬局コード; empty where the request had none.
    pub code: String,
}

/// A product by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductName {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Which version of the library a row comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LibraryVersion {
    /// The item.
    pub item: String,
    /// The version.
    pub version: i64,
}

impl AnswerFile {
    /// The sheet that it hands in.
    #[must_use]
    pub fn sheet(&self) -> Sheet {
        Sheet { answered_by: self.answered_by.clone(), contact: self.contact.clone(), rows: self.answers.clone() }
    }
}
