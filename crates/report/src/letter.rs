//! A letter to a vendor (依頼文) and the sheet that goes before it through a fax machine (送付状).

use serde::{Deserialize, Serialize};

use crate::Meta;

/// A letter: to whom, about what, what is asked, how it is answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Letter {
    /// Head and foot.
    pub meta: Meta,
    /// The day on it, as printed.
    pub date: String,
    /// Lines of the addressee, with 御中 or 様.
    pub to: Vec<String>,
    /// Lines of the sender.
    pub from: Vec<String>,
    /// What it is about.
    pub subject: String,
    /// Paragraphs before the list.
    pub opening: Vec<String>,
    /// What is asked, numbered.
    pub points: Vec<String>,
    /// Tables, e.g. the systems it is about, or the rows asked back about.
    pub tables: Vec<LetterTable>,
    /// Ways in to the sheets; printed with a QR code.
    pub links: Vec<LetterLink>,
    /// By when, as printed; empty where nothing is due.
    pub deadline: String,
    /// Paragraphs after the list.
    pub closing: Vec<String>,
    /// What it rests on: Q&A numbers, articles.
    pub sources: Vec<String>,
}

/// A table inside a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LetterTable {
    /// What stands above it; may be empty.
    pub title: String,
    /// Headings.
    pub columns: Vec<String>,
    /// Rows; a row shorter than the columns is filled with blanks.
    pub rows: Vec<Vec<String>>,
}

/// The way in to a vendor's sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LetterLink {
    /// Which system and contract.
    pub label: String,
    /// The address.
    pub address: String,
    /// The address as a QR code: SVG; empty for none.
    pub qr: String,
}

/// The sheet before a faxed letter, and the letter behind it: the sheet counts the pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaxSheet {
    /// Fax number of the addressee; empty: a blank to write on.
    pub to_fax: String,
    /// Telephone of the addressee; empty: a blank to write on.
    pub to_phone: String,
    /// The sender's fax number for the reply; empty: a blank to write on.
    pub from_fax: String,
    /// The sender's telephone.
    pub from_phone: String,
    /// Questions that are answered by ringing はい or いいえ on the sheet; may be empty.
    pub questions: Vec<String>,
    /// The letter.
    pub letter: Letter,
}
