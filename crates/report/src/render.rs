//! How a document becomes a file: the two traits that the leaf crates implement.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    AnswerSheet, Binder, ContactChart, FaxSheet, FilledCell, Form, LedgerTable, Letter, Meta, Receipt, SelfCheck,
    VendorSheet,
};

/// A document that can be printed. In JSON (`reports/examples`) the field `kind` says which.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Document {
    /// The inspection binder.
    Binder(Box<Binder>),
    /// A checklist sheet.
    Form(Form),
    /// The contact chart.
    ContactChart(ContactChart),
    /// One ledger.
    Ledger(LedgerTable),
    /// A self-check sheet.
    SelfCheck(SelfCheck),
    /// The answers to a survey or form.
    AnswerSheet(AnswerSheet),
    /// A letter to a vendor.
    Letter(Letter),
    /// The same behind the cover of a fax.
    FaxSheet(FaxSheet),
    /// The receipt of a vendor's sheet.
    Receipt(Receipt),
}

impl Document {
    /// Head and foot of the document.
    pub fn meta(&self) -> &Meta {
        match self {
            Self::Binder(binder) => &binder.meta,
            Self::Form(form) => &form.meta,
            Self::ContactChart(chart) => &chart.meta,
            Self::Ledger(ledger) => &ledger.meta,
            Self::SelfCheck(sheet) => &sheet.meta,
            Self::AnswerSheet(sheet) => &sheet.meta,
            Self::Letter(letter) => &letter.meta,
            Self::FaxSheet(sheet) => &sheet.letter.meta,
            Self::Receipt(receipt) => &receipt.meta,
        }
    }
}

/// One sheet of an xlsx workbook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Sheet {
    /// A checklist sheet in the official columns.
    Form(Form),
    /// A ledger with a frozen header and drop-down lists.
    Ledger(LedgerTable),
    /// A sheet that a vendor fills in; only its answers can be written to.
    Vendor(Box<VendorSheet>),
}

/// Prints documents as PDF/A.
///
/// Rendering computes for tens of milliseconds to seconds: call it off the async threads and
/// put a time limit around it.
pub trait RenderPdf: Send + Sync {
    /// The bytes of a PDF/A-2a file.
    ///
    /// # Errors
    /// [`RenderError::MissingGlyph`] when a character cannot be printed, otherwise
    /// [`RenderError::Other`].
    fn pdf(&self, document: &Document) -> Result<Vec<u8>, RenderError>;
}

/// Writes forms and ledgers as xlsx.
pub trait RenderXlsx: Send + Sync {
    /// The bytes of a workbook with these sheets, in this order.
    ///
    /// # Errors
    /// [`RenderError::Other`], for instance when a cell is longer than Excel can hold.
    fn xlsx(&self, sheets: &[Sheet]) -> Result<Vec<u8>, RenderError>;

    /// A workbook from outside with these cells filled in and nothing else changed.
    ///
    /// # Errors
    /// [`RenderError::Other`] when it cannot be read, is too large, or a cell holds a formula.
    fn fill(&self, workbook: &[u8], cells: &[FilledCell]) -> Result<Vec<u8>, RenderError>;
}

/// Why a document could not be made. The messages are for the person at the screen.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum RenderError {
    /// No embedded font has this character; printing would show an empty box.
    #[error(
        "書類を作成できませんでした。「{text}」に含まれる文字「{character}」（U+{code:04X}）が、\
         印刷用の書体にありません。別の文字に直してから、もう一度出力してください。",
        code = u32::from(*.character)
    )]
    MissingGlyph {
        /// The text in which the character stands, shortened.
        text: String,
        /// The character.
        character: char,
    },
    /// Anything else; the text says what.
    #[error("書類を作成できませんでした。{0}")]
    Other(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_glyph_is_named_with_its_code_and_what_to_do() {
        let error = RenderError::MissingGlyph { text: "受付😀".into(), character: '😀' };
        let message = error.to_string();
        assert!(message.contains("「受付😀」") && message.contains("U+1F600"));
        assert!(message.contains("直してから"));
    }

    #[test]
    fn the_kind_of_a_document_is_written_in_its_json() {
        let document: Document = serde_json::from_str(r#"{"kind":"ledger","title":"機器台帳"}"#).unwrap();
        assert!(matches!(document, Document::Ledger(ledger) if ledger.title == "機器台帳"));
    }
}
