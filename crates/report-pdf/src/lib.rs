//! Prints the structs of `tate-report` as PDF/A-2a with Typst.
//!
//! Everything is in memory: templates and fonts are embedded, the document travels as `data.json`
//! and is never pasted into markup, so no value can be read as Typst code. Nothing reaches the
//! file system, the network or the clock.
#![warn(missing_docs)]

mod error;
mod fonts;
mod text;
mod world;

use tate_report::{Document, RenderError, RenderPdf};
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::world::ReportWorld;

/// How many documents a cached layout piece survives. None: what is kept of a hospital's binder is
/// half a gigabyte, and a server that is asked for one a day must not hold it.
const CACHE_AGE: usize = 0;

/// Minutes that Japanese time is ahead of UTC.
const JAPAN_OFFSET: i32 = 9 * 60;

/// Prints documents as PDF/A-2a; keep one and use it for all documents.
///
/// Archive level A-2a is what makes a missing glyph an error instead of a silent empty box.
/// There is no time limit inside: the caller sets one.
///
/// # Example
/// ```
/// use tate_report::{Document, Form, Meta, RenderPdf};
/// use tate_report_pdf::PdfRenderer;
///
/// let meta = Meta { made_at: "2026/11/20 15:56".into(), ..Meta::default() };
/// let pdf = PdfRenderer::new().pdf(&Document::Form(Form { meta, ..Form::default() }))?;
/// assert!(pdf.starts_with(b"%PDF"));
/// # Ok::<(), tate_report::RenderError>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct PdfRenderer;

impl PdfRenderer {
    /// A renderer. Fonts are read once per process, on first use.
    pub fn new() -> Self {
        Self
    }
}

impl RenderPdf for PdfRenderer {
    fn pdf(&self, document: &Document) -> Result<Vec<u8>, RenderError> {
        let data = text::printable_json(document)?;
        let world = ReportWorld::new(document, data);
        let result = compile(&world).and_then(|paged| export(&paged, document));
        typst::comemo::evict(CACHE_AGE);
        result
    }
}

fn compile(world: &ReportWorld) -> Result<PagedDocument, RenderError> {
    typst::compile::<PagedDocument>(world).output.map_err(|errors| error::from_typst(&errors))
}

fn export(paged: &PagedDocument, document: &Document) -> Result<Vec<u8>, RenderError> {
    let standards =
        PdfStandards::new(&[PdfStandard::A_2a]).map_err(|error| RenderError::Other(error.message().to_string()))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Tate".into())),
        timestamp: Some(made_at(&document.meta().made_at)?),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(paged, &options).map_err(|errors| error::from_typst(&errors))
}

/// The date of the file; PDF/A does not go without one, and a made-up date would be a lie.
fn made_at(text: &str) -> Result<Timestamp, RenderError> {
    timestamp(text).ok_or_else(|| {
        RenderError::Other(format!(
            "作成日時「{text}」を日付として読み取れません。「2026/11/20 15:56」の形で指定してください。"
        ))
    })
}

/// Reads `YYYY/MM/DD HH:MM` as Japanese time.
fn timestamp(made_at: &str) -> Option<Timestamp> {
    let mut parts = made_at.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    // Four digits, or it is a year of an era (令和8年) and not one of the calendar.
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let mut next = || parts.next().unwrap_or("0").parse::<u8>().ok();
    let (month, day, hour, minute) = (next()?, next()?, next()?, next()?);
    let datetime = Datetime::from_ymd_hms(year, month, day, hour, minute, 0)?;
    Timestamp::new_local(datetime, JAPAN_OFFSET)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_made_at_line_becomes_the_date_of_the_file() {
        assert!(timestamp("2026/11/20 15:56").is_some());
        assert!(timestamp("2026/11/20").is_some());
    }

    #[test]
    fn a_made_at_line_that_is_no_date_is_refused_by_name() {
        for made_at in ["", "令和8年11月20日", "2026/13/40 99:99"] {
            assert!(timestamp(made_at).is_none(), "{made_at}");
            assert!(super::made_at(made_at).unwrap_err().to_string().contains("作成日時"));
        }
    }
}
