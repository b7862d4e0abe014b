//! What was brought: a file, pasted lines, or both; kept as drafts until it is registered.

use crate::App;
use crate::error::{AppError, Result};
use bytes::Bytes;
use std::sync::Arc;
use tate_domain::id::{FacilityId, FileId};
use tate_domain::role::Actor;
use tate_inventory::disclosure::{self, Found, Head, Layout};
use tate_inventory::{ReadError, Table, paste};
use tate_store::FileRecord;

/// The subject of what is kept until it is registered.
pub(super) const DRAFT: &str = "disclosure-draft";
/// The name under which pasted lines are kept.
const PASTED: &str = "貼り付け.txt";
/// The most sheets of a workbook that are tried.
const MOST_SHEETS: usize = 8;

/// What a person brings.
#[derive(Debug, Clone, Default)]
pub struct Brought {
    /// The document: its name and bytes.
    pub file: Option<(String, Bytes)>,
    /// Lines pasted from a spreadsheet.
    pub paste: String,
}

/// What is kept of it between the dry run and the registration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drafts {
    /// The document.
    pub file: Option<FileId>,
    /// The pasted lines.
    pub paste: Option<FileId>,
}

/// What was read of the sources.
#[derive(Debug, Clone, Default)]
pub(super) struct Looked {
    /// The lines, where the columns are known.
    pub(super) found: Option<Found>,
    /// The head, also from a cover sheet.
    pub(super) head: Head,
    /// The table to choose columns in; none where only a document such as a PDF was brought.
    pub(super) table: Option<Table>,
    /// What the document is called.
    pub(super) file: Option<FileRecord>,
}

/// Whether a document can hold lines that a program reads.
fn is_table(media_type: &str) -> bool {
    media_type == "text/plain" || media_type.ends_with("spreadsheetml.sheet")
}

fn refused(field: &str, error: &ReadError) -> AppError {
    AppError::invalid(field, error.to_string())
}

impl App {
    /// Keeps what was brought.
    pub(super) async fn keep_drafts(&self, actor: &Actor, facility: &FacilityId, brought: Brought) -> Result<Drafts> {
        let paste = brought.paste.trim();
        if brought.file.is_none() && paste.is_empty() {
            return Err(AppError::invalid(
                "file",
                "開示書がありません。受け取った開示書のファイルを選ぶか、行を貼り付けてください。",
            ));
        }
        if !paste.is_empty() {
            paste::read(paste).map_err(|error| refused("paste", &error))?;
        }
        let mut drafts = Drafts::default();
        if let Some((name, bytes)) = brought.file {
            let record = self.keep_file(actor, facility, DRAFT, &name, bytes).await?;
            drafts.file = Some(record.id.into());
        }
        if !paste.is_empty() {
            let bytes = Bytes::from(brought.paste);
            let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
            let record = FileRecord {
                id: crate::new_id::<FileId>().0,
                sha256: self.blobs.put(bytes).await?,
                name: PASTED.to_owned(),
                media_type: "text/plain".to_owned(),
                size,
                subject: DRAFT.to_owned(),
                by_name: actor.name.clone(),
                at: self.now(),
            };
            let mut change = self.tenant(actor).change(self.who(actor)).await?;
            change.add_file(facility, &record).await?;
            change.commit().await?;
            drafts.paste = Some(record.id.into());
        }
        Ok(drafts)
    }

    /// A draft with its bytes.
    pub(super) async fn draft(&self, actor: &Actor, facility: &FacilityId, id: &FileId) -> Result<(FileRecord, Bytes)> {
        if id.0.contains('\0') {
            return Err(AppError::NotFound);
        }
        let record = self.tenant(actor).file(facility, id).await?;
        let record = record.filter(|record| record.subject == DRAFT).ok_or(AppError::NotFound)?;
        let bytes = self.blobs.get(&record.sha256).await?;
        Ok((record, bytes))
    }

    /// Reads the lines: of the paste if there is one, else of the file. A chosen sheet and chosen columns are taken
    /// as they are.
    pub(super) async fn look_at(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        drafts: &Drafts,
        (sheet, layout): (&str, Option<&Layout>),
    ) -> Result<Looked> {
        let mut looked = Looked::default();
        let mut tables = Vec::new();
        if let Some(id) = &drafts.file {
            let (record, bytes) = self.draft(actor, facility, id).await?;
            if is_table(&record.media_type) {
                tables = self.disclosure_sheets(&record.name, &bytes, sheet, drafts.paste.is_some()).await?;
            }
            looked.file = Some(record);
        }
        if let Some(id) = &drafts.paste {
            let (_, bytes) = self.draft(actor, facility, id).await?;
            let table = paste::read(&String::from_utf8_lossy(&bytes)).map_err(|error| refused("paste", &error))?;
            tables.insert(0, table);
        }
        // What was pasted, or the sheet that is wanted or reads as a statement, stands first.
        if let Some(table) = tables.first() {
            looked.found = match layout.filter(|layout| layout.is_enough()) {
                Some(layout) => Some(disclosure::read(table, layout)),
                None => disclosure::find(table),
            };
            let heading = looked.found.as_ref().and_then(|found| found.layout.heading);
            looked.head = disclosure::head(table, heading);
            looked.table = Some(table.clone());
        }
        for table in tables.iter().skip(1) {
            let heading = disclosure::detect(table).and_then(|layout| layout.heading);
            // Another filled sheet may be another document; only a cover says something about this one.
            if heading.is_none() || drafts.paste.is_some() {
                looked.head.fill(disclosure::head(table, heading));
            }
        }
        Ok(looked)
    }

    /// The sheets of a workbook up to the one that is wanted or reads as a statement; a text file is one.
    async fn disclosure_sheets(&self, name: &str, bytes: &Bytes, wanted: &str, only_head: bool) -> Result<Vec<Table>> {
        let (reader, name, bytes, wanted) =
            (Arc::clone(&self.tables), name.to_owned(), bytes.clone(), wanted.to_owned());
        let read = tokio::task::spawn_blocking(move || -> Result<Vec<Table>, ReadError> {
            let first = reader.read(&name, &bytes)?;
            let names = first.sheets.clone();
            let is_wanted = |table: &Table| match wanted.as_str() {
                "" => disclosure::find(table).is_some(),
                sheet => table.sheet.as_deref() == Some(sheet),
            };
            let mut tables = vec![first];
            if tables.iter().any(is_wanted) || only_head {
                return Ok(tables);
            }
            let had = tables[0].sheet.clone();
            let first_names = names.into_iter().filter(|name| Some(name) != had.as_ref());
            let tried = first_names.filter(|name| wanted.is_empty() || *name == wanted).take(MOST_SHEETS);
            for sheet in tried {
                let Ok(table) = reader.sheet(&name, &bytes, &sheet) else { continue };
                let done = is_wanted(&table);
                tables.push(table);
                if done {
                    // The one that is read stands first.
                    tables.rotate_right(1);
                    break;
                }
            }
            Ok(tables)
        });
        let read = read.await.map_err(|error| AppError::Internal(error.to_string()))?;
        read.map_err(|error| refused("file", &error))
    }

    /// The record of the document as it is kept with the statement.
    pub(super) fn document_file(&self, draft: &FileRecord, subject: String) -> FileRecord {
        FileRecord { id: crate::new_id::<FileId>().0, subject, at: self.now(), ..draft.clone() }
    }
}
