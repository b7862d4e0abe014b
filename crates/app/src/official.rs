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
use crate::packs::may_add_editions;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tate_catalog::Catalog;
use tate_domain::role::Actor;
use tate_domain::text::{printable, shorten};
use tate_inventory::official::{OfficialRow, OfficialSheet};

/// What a workbook would become: its sheets and a draft of each.
#[derive(Debug, Clone)]
pub struct ReadWorkbook {
    /// A draft per checklist of the workbook.
    pub drafts: Vec<EditionDraft>,
    /// The sheets they come from.
    pub sheets: Vec<OfficialSheet>,
}

impl App {
    /// Reads an official workbook in the child process.
    ///
    /// # Errors
    /// A sentence on the field `file` when it cannot be read.
    pub(crate) async fn read_workbook(&self, name: &str, bytes: bytes::Bytes) -> Result<Vec<OfficialSheet>> {
        let (reader, shown) = (Arc::clone(&self.tables), file_name(name));
        tokio::task::spawn_blocking(move || reader.official(&shown, &bytes))
            .await
            .map_err(|error| AppError::Internal(error.to_string()))?
            .map_err(|error| AppError::invalid("file", error.to_string()))
    }

    /// What an official workbook would become, without keeping anything.
    ///
    /// # Errors
    /// The actor may not, or the file cannot be read.
    pub async fn look_into_workbook(&self, actor: &Actor, name: &str, bytes: bytes::Bytes) -> Result<ReadWorkbook> {
        may_add_editions(actor)?;
        let hash = hex::encode(Sha256::digest(&bytes));
        let sheets = self.read_workbook(name, bytes).await?;
        let catalog = self.catalog(actor).await?;
        let drafts = sheets.iter().map(|sheet| self.draft_of(&catalog, name, &hash, sheet)).collect();
        Ok(ReadWorkbook { drafts, sheets })
    }

    fn draft_of(&self, catalog: &Catalog, name: &str, hash: &str, sheet: &OfficialSheet) -> EditionDraft {
        EditionDraft::propose(catalog, sheet, (&file_name(name), hash), self.today())
    }
}

/// A file's name without its folders, fit to be shown and kept.
fn file_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    shorten(&printable(name, false), 100)
}

/// What a row and a draft's row have in common, for finding the item they mean.
trait Numbered {
    fn number(&self) -> &str;
    fn target(&self) -> Option<tate_domain::edition::Target>;
    fn section(&self) -> &str;
}

impl Numbered for OfficialRow {
    fn number(&self) -> &str {
        &self.number
    }

    fn target(&self) -> Option<tate_domain::edition::Target> {
        self.target
    }

    fn section(&self) -> &str {
        &self.section
    }
}

#[cfg(test)]
mod tests;
