//! What each printed document says.
//!
//! The structs hold ready-to-print Japanese: whoever fills them (`tate-app`) has already looked up
//! names and written dates. A renderer therefore needs no ids, no clock and no database, and the
//! same struct prints the same document on any day.
//!
//! * [`Form`] — an official checklist sheet, facility side or vendor side
//! * [`ContactChart`] — 連絡体制図
//! * [`LedgerTable`] — one ledger
//! * [`SelfCheck`] — a self-check sheet with its score; [`ScoreChart`] draws it, also for pages
//! * [`AnswerSheet`] — the answers to a survey or form
//! * [`VendorSheet`] — the Excel sheet that a vendor fills in and sends back
//! * [`Receipt`] — what a vendor gets when it has handed a sheet in
//! * [`BarChart`] — bars for a page; [`CountTable`], the same numbers in the binder
//! * [`Letter`] — a letter to a vendor; [`FaxSheet`], the same behind a fax cover
//! * [`Binder`] — the file for the on-site inspection, holding all of these
//!
//! PDF is made by `tate-report-pdf`, xlsx by `tate-report-xlsx`, charts by `tate-report-svg`; they only know this
//! crate. Pages reach them as [`RenderPdf`], [`RenderXlsx`] and [`RenderChart`], so their tests compile none.
#![warn(missing_docs)]

mod answer_sheet;
mod bars;
mod binder;
mod chart;
mod diagnosis;
mod fill;
mod form;
mod item;
mod ledger;
mod letter;
mod meta;
mod radar;
mod receipt;
mod render;
mod selfcheck;
mod vendor_sheet;

pub use answer_sheet::{AnswerColumns, AnswerRow, AnswerSection, AnswerSheet, Given, HeaderField, PrintedChoice};
pub use bars::{Bar, BarChart, CountTable, MOST_BARS, MOST_PARTS, Part, RenderChart, Tone};
pub use binder::{
    AuditCheckpoint, Binder, BinderSummary, ExceptionLine, MissingDocument, SeenDocument, SuppressedWarning,
    VendorFormStatus, Warning,
};
pub use chart::{ContactChart, ContactGroup, ContactNode};
pub use diagnosis::{Diagnosis, DiagnosisRemark, DiagnosisTarget};
pub use fill::{FilledCell, FilledValue};
pub use form::{Check, Form, FormRow, FormSection, Mark};
pub use item::{AttachedFile, HistoryLine, ItemException, ItemPage, ItemReview, Proof, ProposalText};
pub use ledger::{LedgerColumn, LedgerTable};
pub use letter::{FaxSheet, Letter, LetterLink, LetterTable};
pub use meta::Meta;
pub use radar::{ScoreChart, ScoreSeries};
pub use receipt::{Receipt, ReceiptRow};
pub use render::{Document, RenderError, RenderPdf, RenderXlsx, Sheet};
pub use selfcheck::{ScoreLine, SelfCheck, SelfCheckRow};
pub use vendor_sheet::{VENDOR_SHEET_FORMAT, VendorSheet, VendorSheetRow};
