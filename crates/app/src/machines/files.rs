//! The files of an import: read in the child process, and kept between preview and import.

use super::{MachinePreview, Overview, Reading, plan::Plan};
use crate::error::{AppError, Problem, Result};
use crate::{App, new_id};
use bytes::Bytes;
use std::sync::Arc;
use tate_domain::id::{BatchId, FacilityId, FileId};
use tate_domain::role::{Actor, Permission};
use tate_domain::text;
use tate_inventory::machine::Format;
use tate_store::FileRecord;

/// The most files of one import.
const MOST_FILES: usize = 200;
/// Where kept files belong: `machines:` and the key of their import.
const SUBJECT: &str = "machines:";

/// What somebody wants to import.
#[derive(Debug, Clone)]
pub enum Files {
    /// Files as they arrive: name and bytes.
    New(Vec<(String, Bytes)>),
    /// What was kept by an earlier preview.
    Kept(String),
}

impl App {
    /// What the page of machine imports begins with.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn machines(&self, actor: &Actor, facility: &FacilityId) -> Result<Overview> {
        actor.may_at(Permission::View, facility)?;
        Ok(Overview {
            batches: self.tenant(actor).machine_batches(facility, super::MOST_BATCHES).await?,
            sightings: self.open_sightings(actor, facility).await?.len(),
            missing: self.missing_devices(actor, facility).await?.len(),
            disagreements: self.open_disagreements(actor, facility).await?.len(),
        })
    }

    /// Reads files and says what importing them would do. They are kept, so that the import takes what was shown.
    ///
    /// # Errors
    /// The actor may not; no file can be read.
    pub async fn preview_machines(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        files: Files,
        format: Option<Format>,
    ) -> Result<MachinePreview> {
        let (plan, given) = self.look_at_machines(actor, facility, files, format).await?;
        let kept = match given {
            Given::Kept(key) => key,
            Given::New(files) => self.keep_machines(actor, facility, files, format).await?,
        };
        Ok(MachinePreview { kept, outcome: plan.outcome })
    }

    /// The same without keeping anything (`tate import --dry-run`).
    ///
    /// # Errors
    /// As [`App::preview_machines`].
    pub async fn dry_run_machines(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        files: Files,
        format: Option<Format>,
    ) -> Result<MachinePreview> {
        let (plan, _) = self.look_at_machines(actor, facility, files, format).await?;
        Ok(MachinePreview { kept: String::new(), outcome: plan.outcome })
    }

    /// Does what a preview showed: all files in one change, undone as a whole.
    ///
    /// # Errors
    /// As the preview; somebody else changed a row meanwhile.
    pub async fn import_machines(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        files: Files,
        format: Option<Format>,
    ) -> Result<(BatchId, MachinePreview)> {
        let (plan, _) = self.look_at_machines(actor, facility, files, format).await?;
        let (id, outcome) = self.save_machines(actor, facility, plan).await?;
        Ok((id, MachinePreview { kept: String::new(), outcome }))
    }

    /// Imports what was read already, without a file.
    ///
    /// # Errors
    /// The actor may not; somebody else changed a row meanwhile.
    pub async fn import_readings(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        readings: &[Reading],
    ) -> Result<(BatchId, MachinePreview)> {
        let plan = self.plan_machines(actor, facility, readings, Vec::new()).await?;
        let (id, outcome) = self.save_machines(actor, facility, plan).await?;
        Ok((id, MachinePreview { kept: String::new(), outcome }))
    }

    async fn look_at_machines(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        files: Files,
        format: Option<Format>,
    ) -> Result<(Plan, Given)> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let (list, format, given) = match files {
            Files::New(list) => (list.clone(), format, Given::New(list)),
            Files::Kept(key) => {
                let (list, format) = self.kept_machines(actor, facility, &key).await?;
                (list, format, Given::Kept(key))
            }
        };
        if list.is_empty() {
            return Err(AppError::invalid(
                "file",
                "ファイルが選ばれていません。調べた結果のファイルを選んでください。",
            ));
        }
        if list.len() > MOST_FILES {
            return Err(AppError::invalid(
                "file",
                format!(
                    "ファイルが{}個あります。一度に取り込めるのは{MOST_FILES}個までです。分けて取り込んでください。",
                    list.len()
                ),
            ));
        }
        let (mut readings, mut problems) = (Vec::new(), Vec::new());
        for (name, bytes) in list {
            match self.read_machine(name, bytes, format).await? {
                Ok(reading) => readings.push(reading),
                Err(problem) => problems.push(problem),
            }
        }
        if readings.is_empty() {
            return Err(AppError::Invalid(problems.into_iter().map(|(_, problem)| problem).collect()));
        }
        Ok((self.plan_machines(actor, facility, &readings, problems).await?, given))
    }

    /// One file: what it says, or why it cannot be read.
    async fn read_machine(
        &self,
        name: String,
        bytes: Bytes,
        format: Option<Format>,
    ) -> Result<std::result::Result<Reading, (String, Problem)>> {
        let file = text::shorten(&text::printable(&name, false), 120);
        if file.contains(['/', '\\']) || file.contains("..") {
            let message = format!(
                "「{file}」は取り込めません。ファイル名にフォルダを表す文字（/ や ..）が含まれています。名前を変えてから選び直してください。"
            );
            return Ok(Err((file, Problem::new("file", message))));
        }
        let (reader, shown) = (Arc::clone(&self.tables), file.clone());
        let read = tokio::task::spawn_blocking(move || reader.machine(&shown, &bytes, format))
            .await
            .map_err(|error| AppError::Internal(error.to_string()))?;
        Ok(match read {
            Ok(inventory) => Ok(Reading { file, inventory }),
            Err(error) => {
                let message = format!("「{file}」：{error}");
                Err((file, Problem::new("file", message)))
            }
        })
    }

    async fn keep_machines(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        files: Vec<(String, Bytes)>,
        format: Option<Format>,
    ) -> Result<String> {
        let key: String = new_id();
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        for (name, bytes) in files {
            let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
            let record = FileRecord {
                id: new_id::<FileId>().0,
                sha256: self.blobs.put(bytes).await?,
                name: text::shorten(&text::printable(&name, false), 120),
                media_type: "application/octet-stream".into(),
                size,
                subject: format!("{SUBJECT}{key}:{}", format.map_or("auto", Format::code)),
                by_name: actor.name.clone(),
                at: self.now(),
            };
            change.add_file(facility, &record).await?;
        }
        change.commit().await?;
        Ok(key)
    }

    /// The files that an earlier preview kept, and what they were said to be.
    async fn kept_machines(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        key: &str,
    ) -> Result<(Vec<(String, Bytes)>, Option<Format>)> {
        if key.len() != 36 || !key.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') {
            return Err(AppError::NotFound);
        }
        let records = self.tenant(actor).files(facility, &format!("{SUBJECT}{key}:")).await?;
        let format = records.first().and_then(|record| Format::from_code(record.subject.rsplit(':').next()?));
        let mut files = Vec::new();
        for record in records {
            files.push((record.name, self.blobs.get(&record.sha256).await?));
        }
        if files.is_empty() { Err(AppError::NotFound) } else { Ok((files, format)) }
    }
}

/// What was asked for, to be kept after it was read.
enum Given {
    New(Vec<(String, Bytes)>),
    Kept(String),
}
