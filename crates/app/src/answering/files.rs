//! Files that go with a sheet: the vendor's own, and what the facility keeps about a request.

use super::{MOST_FILES, Visitor, desk_subject, subject};
use crate::error::{AppError, Result};
use crate::{App, uploads};
use bytes::Bytes;
use tate_domain::id::{FacilityId, FileId, RequestId};
use tate_domain::role::{Actor, Permission};
use tate_store::{FileRecord, Tenant, Who};

impl App {
    /// Attaches a vendor's file to its sheet.
    ///
    /// # Errors
    /// A sentence on `file`; [`AppError::Conflict`] when the sheet cannot be written any more.
    pub async fn attach_visitor_file(&self, visitor: &Visitor, name: &str, bytes: Bytes) -> Result<()> {
        let view = self.visitor_sheet(visitor).await?;
        if !view.request.state.is_open() {
            return Err(AppError::Conflict);
        }
        if view.files.len() >= MOST_FILES {
            return Err(AppError::invalid(
                "file",
                format!("添付できるファイルは{MOST_FILES}件までです。要らないファイルを外してから追加してください。"),
            ));
        }
        let (tenant, who) = (self.visited(visitor), self.visitor_who(visitor));
        let whose = (subject(&visitor.request), visitor.name());
        self.add_request_file((&tenant, who), &visitor.facility, whose, (name, bytes)).await
    }

    /// Takes one of the vendor's files off again.
    ///
    /// # Errors
    /// Not a file of this request (which is noted); [`AppError::Conflict`] when the sheet cannot be written any more.
    pub async fn detach_visitor_file(&self, visitor: &Visitor, file: &FileId) -> Result<()> {
        let request = self.visited(visitor).request(&visitor.facility, &visitor.request).await?;
        let record = self.visitor_file_record(visitor, file).await?;
        if !request.is_some_and(|request| request.state.is_open()) {
            return Err(AppError::Conflict);
        }
        let mut change = self.visited(visitor).change(self.visitor_who(visitor)).await?;
        change.remove_file(&visitor.facility, &FileId::from(record.id)).await?;
        Ok(change.commit().await?)
    }

    /// One of the vendor's files.
    ///
    /// # Errors
    /// Not a file of this request; that somebody asked for it is noted.
    pub async fn visitor_file(&self, visitor: &Visitor, file: &FileId) -> Result<(FileRecord, Bytes)> {
        let record = self.visitor_file_record(visitor, file).await?;
        let bytes = self.blobs.get(&record.sha256).await?;
        Ok((record, bytes))
    }

    async fn visitor_file_record(&self, visitor: &Visitor, file: &FileId) -> Result<FileRecord> {
        let found = self.visited(visitor).file(&visitor.facility, file).await?;
        match found.filter(|record| record.subject == subject(&visitor.request)) {
            Some(record) => Ok(record),
            None => {
                self.note_beyond(visitor, "ファイル").await?;
                Err(AppError::NotFound)
            }
        }
    }

    /// Keeps a file that reached the facility about a request (the vendor's own form, a letter); the vendor's pages do
    /// not show it.
    ///
    /// # Errors
    /// The actor may not, there is no such request, or a sentence on `file`.
    pub async fn attach_request_file(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        request: &RequestId,
        name: &str,
        bytes: Bytes,
    ) -> Result<()> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let tenant = self.tenant(actor);
        tenant.request(facility, request).await?.ok_or(AppError::NotFound)?;
        let whose = (desk_subject(request), actor.name.clone());
        self.add_request_file((&tenant, self.who(actor)), facility, whose, (name, bytes)).await
    }

    async fn add_request_file(
        &self,
        (tenant, who): (&Tenant, Who),
        facility: &FacilityId,
        (subject, by_name): (String, String),
        (name, bytes): (&str, Bytes),
    ) -> Result<()> {
        let checked = uploads::check(name, &bytes)?;
        let record = self.stored(checked, bytes, (subject, by_name)).await?;
        let mut change = tenant.change(who).await?;
        change.add_file(facility, &record).await?;
        Ok(change.commit().await?)
    }
}
