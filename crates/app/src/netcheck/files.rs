//! Screenshots kept with a diagnosis: the router's firmware, its restriction of sources.

use crate::App;
use crate::error::{AppError, Result};
use bytes::Bytes;
use tate_domain::id::{FacilityId, FileId};
use tate_domain::role::{Actor, Permission};
use tate_store::FileRecord;

/// The most files of one diagnosis.
const MOST_FILES: usize = 10;

fn subject(id: &str) -> String {
    format!("netcheck:{id}")
}

impl App {
    pub(super) async fn netcheck_files(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &str,
    ) -> Result<Vec<FileRecord>> {
        let own = subject(id);
        let mut files = self.tenant(actor).files(facility, &own).await?;
        files.retain(|file| file.subject == own);
        Ok(files)
    }

    /// Keeps a file with a diagnosis.
    ///
    /// # Errors
    /// The actor may not, there is no such diagnosis, or the file is refused.
    pub async fn attach_to_netcheck(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &str,
        name: &str,
        bytes: Bytes,
    ) -> Result<()> {
        actor.may_at(Permission::EditLedgers, facility)?;
        self.tenant(actor).net_check(facility, id).await?.ok_or(AppError::NotFound)?;
        if self.netcheck_files(actor, facility, id).await?.len() >= MOST_FILES {
            return Err(AppError::invalid(
                "file",
                format!(
                    "1つの診断に追加できるファイルは{MOST_FILES}件までです。要らないファイルを外してから追加してください。"
                ),
            ));
        }
        self.keep_file(actor, facility, &subject(id), name, bytes).await.map(|_| ())
    }

    /// Takes a file off a diagnosis.
    ///
    /// # Errors
    /// The actor may not, or it is not there.
    pub async fn detach_from_netcheck(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &str,
        file: &FileId,
    ) -> Result<()> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let record = self.tenant(actor).file(facility, file).await?;
        record.filter(|record| record.subject == subject(id)).ok_or(AppError::NotFound)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.remove_file(facility, file).await?;
        Ok(change.commit().await?)
    }
}
