//! Official workbooks (公式のExcel): a new edition from the ministry's own file, the official wording of an
//! edition that is there already, and answers written into the official form.
//!
//! Nothing that a file says becomes an edition by itself: it makes a draft (下書き), every row of which a
//! person accepts or changes, and a named person puts it into use.

mod blanks;
mod build;
mod draft;
mod fill;
mod matching;
mod place;
mod publish;
mod review;
mod wording;

pub use draft::{Candidate, DraftRow, EditionDraft, KeptDraft};
pub use fill::{Fill, Left};
pub use wording::{LoadedWording, WordingPlan};

use crate::App;
use crate::error::{AppError, Result};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tate_catalog::Catalog;
use tate_domain::edition::Target;
use tate_domain::text::{printable, shorten};
use tate_inventory::official::{OfficialRow, OfficialSheet};

/// The drafts that the sheets of a workbook propose.
#[must_use]
pub fn propose(
    catalog: &Catalog,
    sheets: &[OfficialSheet],
    (name, bytes): (&str, &[u8]),
    today: jiff::civil::Date,
) -> Vec<EditionDraft> {
    let (name, hash) = (file_name(name), hex::encode(Sha256::digest(bytes)));
    sheets.iter().map(|sheet| EditionDraft::propose(catalog, sheet, (&name, &hash), today)).collect()
}

impl App {
    /// Reads an official workbook in the child process.
    ///
    /// # Errors
    /// A sentence on the field `file` when it cannot be read.
    async fn read_workbook(&self, name: &str, bytes: Bytes) -> Result<Vec<OfficialSheet>> {
        let (reader, shown) = (Arc::clone(&self.tables), file_name(name));
        tokio::task::spawn_blocking(move || reader.official(&shown, &bytes))
            .await
            .map_err(|error| AppError::Internal(error.to_string()))?
            .map_err(|error| AppError::invalid("file", error.to_string()))
    }
}

/// A file's name without its folders, fit to be shown and kept.
fn file_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    shorten(&printable(name, false), 100)
}

/// The item of an edition that each row of a workbook is; none where it is not exactly one.
pub(crate) fn items_of(
    catalog: &tate_catalog::Catalog,
    edition: &tate_domain::edition::Edition,
    rows: &[OfficialRow],
) -> Vec<Option<String>> {
    place::items(catalog, edition, rows).into_iter().map(|item| item.ok().map(|item| item.id.clone())).collect()
}

/// What a row and a draft's row have in common, for finding the item they mean.
trait Numbered {
    fn number(&self) -> &str;
    fn target(&self) -> Option<Target>;
    fn section(&self) -> &str;
}

impl Numbered for OfficialRow {
    fn number(&self) -> &str {
        &self.number
    }

    fn target(&self) -> Option<Target> {
        self.target
    }

    fn section(&self) -> &str {
        &self.section
    }
}

#[cfg(test)]
mod tests;
