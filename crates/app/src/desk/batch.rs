//! Many sheets at once: read, matched, filled and signed in chunks. A hostile file among them costs only itself.

use super::hand_out::{answer_file, stem};
use super::known::Known;
use super::place;
use crate::error::{AppError, Result};
use crate::signed::{SigningKey, file_text};
use crate::{App, new_id, uploads};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use tate_domain::desk::{FileKind, Incoming, IncomingState};
use tate_domain::id::{FacilityId, FileId};
use tate_domain::role::{Actor, Permission};
use tate_inventory::incoming::IncomingFile;
use tate_report::FilledCell;
use tate_store::FileRecord;

/// Everything loaded once, for one chunk of files after the other.
pub struct DeskBatch {
    app: App,
    actor: Actor,
    known: Known,
    key: Option<SigningKey>,
}

impl std::fmt::Debug for DeskBatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DeskBatch({})", self.known.at())
    }
}

/// What became of one file.
#[derive(Debug, Clone)]
pub struct FilledFile {
    /// Its name.
    pub name: String,
    /// Whether it is filled.
    pub state: FilledState,
    /// What happened and what to do, in one sentence.
    pub sentence: String,
    /// The customer; empty where it is not known.
    pub customer: String,
    /// The product; empty where it is not known.
    pub product: String,
    /// Id of the sheet; empty where it was not read.
    pub id: String,
    /// The files to hand out: name and bytes.
    pub outputs: Vec<(String, Vec<u8>)>,
}

/// Whether a file is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilledState {
    /// Whole.
    Whole,
    /// So many rows wait for a person.
    Deltas(usize),
    /// It could not be read.
    Unreadable,
}

impl FilledState {
    /// The code of the command line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Deltas(_) => "deltas",
            Self::Unreadable => "unreadable",
        }
    }
}

/// A file that was read, on its way.
struct Taken {
    one: Incoming,
    /// Whether it differs from what is stored.
    write: bool,
    file: IncomingFile,
    bytes: Bytes,
    /// The name of the first file with the same request, if this is another one.
    twin: Option<String>,
}

impl App {
    /// Loads what the desk knows, for filling many sheets. Without a key the desk's own signs, and without that nothing is
    /// signed.
    ///
    /// # Errors
    /// The actor may not, or no desk.
    pub async fn desk_batch(&self, actor: &Actor, facility: &FacilityId, key: Option<SigningKey>) -> Result<DeskBatch> {
        let record = self.desk_at(actor, facility, Permission::PrepareAnswers).await?;
        if record.profile.phone.is_empty() {
            // A sheet without a way to ask back is refused by the facilities.
            return Err(AppError::invalid(
                "file",
                "依頼に回答できません。回答用紙に書く窓口の電話番号が登録されていません。「設定」の「施設」で電話番号を入力してから、もう一度受け取ってください。",
            ));
        }
        let known = self.known(actor, record).await?;
        let key = match key {
            Some(key) => Some(key),
            None => self.desk_signing_key(actor, facility).await?,
        };
        Ok(DeskBatch { app: self.clone(), actor: actor.clone(), known, key })
    }
}

impl DeskBatch {
    /// Whether answer files are signed.
    #[must_use]
    pub fn signs(&self) -> bool {
        self.key.is_some()
    }

    /// Takes one chunk of files in: one read, one transaction.
    ///
    /// # Errors
    /// The database or the disk refuses; a file by itself never is an error.
    pub async fn fill(&mut self, files: Vec<(String, Bytes)>) -> Result<Vec<FilledFile>> {
        let (reader, files) = (Arc::clone(&self.app.tables), Arc::new(files));
        let handed = Arc::clone(&files);
        let read = tokio::task::spawn_blocking(move || reader.incoming(&handed))
            .await
            .map_err(|error| AppError::Internal(error.to_string()))?;
        let now = self.app.now();
        let mut taken: Vec<std::result::Result<Taken, (String, String)>> = Vec::with_capacity(files.len());
        for ((name, bytes), read) in files.iter().zip(read) {
            taken.push(
                read.map_err(|error| error.to_string())
                    .and_then(|file| self.take(name, bytes, file, &now, &taken))
                    .map_err(|sentence| (name.clone(), sentence)),
            );
        }
        self.store(&mut taken).await?;
        self.outputs(taken).await
    }

    fn take(
        &self,
        name: &str,
        bytes: &Bytes,
        file: IncomingFile,
        now: &str,
        before: &[std::result::Result<Taken, (String, String)>],
    ) -> std::result::Result<Taken, String> {
        let sha256 = hex::encode(Sha256::digest(bytes));
        let mut one = self.known.take((name, &sha256), &file, now)?;
        if let Some(first) = before.iter().flatten().find(|first| first.one.key == one.key) {
            let (one, twin) = (first.one.clone(), Some(first.one.name.clone()));
            return Ok(Taken { one, write: false, file, bytes: bytes.clone(), twin });
        }
        self.known.finish(&mut one, (&self.actor.name, now));
        let stored = self.known.incoming.get(&one.key);
        let write = stored != Some(&one);
        Ok(Taken { one, write, file, bytes: bytes.clone(), twin: None })
    }

    /// Stores what is new or differs, the files of sheets that a person will finish among it.
    async fn store(&mut self, taken: &mut [std::result::Result<Taken, (String, String)>]) -> Result<()> {
        let mut records = Vec::new();
        for one in taken.iter_mut().flatten().filter(|one| one.write) {
            if one.one.deltas() == 0 || !one.one.file.is_empty() || one.one.kind == FileKind::Json {
                continue;
            }
            // What cannot be kept as a file can still be answered by hand.
            let Ok(checked) = uploads::check(&one.one.name, &one.bytes) else { continue };
            let id: FileId = new_id();
            records.push(FileRecord {
                id: id.0.clone(),
                sha256: self.app.blobs.put(one.bytes.clone()).await?,
                name: checked.name,
                media_type: checked.media_type.to_owned(),
                size: i64::try_from(one.bytes.len()).unwrap_or(i64::MAX),
                subject: format!("incoming:{}", one.one.id),
                by_name: self.actor.name.clone(),
                at: self.app.now(),
            });
            one.one.file = id.0;
        }
        let all: Vec<Incoming> = taken.iter().flatten().filter(|one| one.write).map(|one| one.one.clone()).collect();
        if all.is_empty() {
            return Ok(());
        }
        let mut change = self.app.tenant(&self.actor).change(self.app.who(&self.actor)).await?;
        for record in &records {
            change.add_file(self.known.at(), record).await?;
        }
        change.take_in(self.known.at(), &all, "batch").await?;
        change.commit().await?;
        for mut one in all {
            one.version += 1;
            self.known.note(&one);
            self.known.incoming.insert(one.key.clone(), one);
        }
        Ok(())
    }

    /// Fills and signs, on as many threads as there are processors.
    async fn outputs(&self, taken: Vec<std::result::Result<Taken, (String, String)>>) -> Result<Vec<FilledFile>> {
        let mut jobs = Vec::with_capacity(taken.len());
        for one in taken {
            jobs.push(match one {
                Err((name, sentence)) => Err(FilledFile {
                    name,
                    state: FilledState::Unreadable,
                    sentence,
                    customer: String::new(),
                    product: String::new(),
                    id: String::new(),
                    outputs: Vec::new(),
                }),
                Ok(taken) => self.job(taken)?,
            });
        }
        let xlsx = Arc::clone(&self.app.xlsx);
        tokio::task::spawn_blocking(move || {
            let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get).min(4);
            let each = jobs.len().div_ceil(threads).max(1);
            std::thread::scope(|scope| {
                let mut parts = Vec::new();
                let mut rest = jobs.into_iter();
                loop {
                    let part: Vec<_> = rest.by_ref().take(each).collect();
                    if part.is_empty() {
                        break;
                    }
                    let xlsx = &xlsx;
                    parts
                        .push(scope.spawn(move || {
                            part.into_iter().map(|job| written(job, xlsx.as_ref())).collect::<Vec<_>>()
                        }));
                }
                parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
            })
        })
        .await
        .map_err(|error| AppError::Internal(error.to_string()))
    }

    fn job(&self, taken: Taken) -> Result<std::result::Result<Job, FilledFile>> {
        let one = &taken.one;
        let product =
            self.known.product(one.product.as_ref()).map(tate_domain::desk::Product::title).unwrap_or_default();
        let deltas = one.deltas();
        let mut filled = FilledFile {
            name: one.name.clone(),
            state: if one.state == IncomingState::Done { FilledState::Whole } else { FilledState::Deltas(deltas) },
            sentence: sentence(one, &taken, deltas),
            customer: one.customer.clone(),
            product,
            id: one.id.to_string(),
            outputs: Vec::new(),
        };
        if one.state != IncomingState::Done || taken.twin.is_some() {
            return Ok(Err(filled));
        }
        if let (Some(key), Some(file)) = (&self.key, answer_file(&self.known, one)) {
            let text = file_text(&file)?;
            let (name, signature) = (format!("{}.answer.json", stem(&one.name)), key.sign(text.as_bytes()));
            filled.outputs.push((format!("{name}.sig"), signature.into_bytes()));
            filled.outputs.push((name, text.into_bytes()));
        }
        let edition = self.known.catalog.edition(&one.edition).ok_or(AppError::NotFound)?;
        let about = (one.answered_by.as_str(), one.contact.as_str(), self.known.today);
        let answers = one.answers().unwrap_or_default();
        let cells = place::cells(&taken.file, (&self.known.catalog, edition), &answers, about);
        Ok(Ok(Job { filled, cells, name: format!("{}（回答済み）.xlsx", stem(&one.name)), bytes: taken.bytes }))
    }
}

/// A workbook to be filled.
struct Job {
    filled: FilledFile,
    cells: Option<Vec<FilledCell>>,
    name: String,
    bytes: Bytes,
}

fn written(job: std::result::Result<Job, FilledFile>, xlsx: &dyn tate_report::RenderXlsx) -> FilledFile {
    let Job { mut filled, cells, name, bytes } = match job {
        Ok(job) => job,
        Err(done) => return done,
    };
    match cells.map(|cells| xlsx.fill(&bytes, &cells)) {
        None => {}
        Some(Ok(bytes)) => filled.outputs.push((name, bytes)),
        Some(Err(error)) => filled.sentence = format!("回答はそろいましたが、元のExcelに書き込めませんでした。{error}"),
    }
    filled
}

fn sentence(one: &Incoming, taken: &Taken, deltas: usize) -> String {
    if let Some(first) = &taken.twin {
        return format!("「{first}」と同じ依頼です。回答は1つだけ作りました。");
    }
    if one.state == IncomingState::Done {
        return "すべての行に回答しました。".to_owned();
    }
    if one.product.is_none() {
        return format!(
            "どの製品の依頼か分かりません（システム：{}）。「依頼一覧」で製品を選んでください。",
            if one.system.is_empty() { "記載なし" } else { &one.system }
        );
    }
    let why =
        one.rows.iter().find_map(|row| row.delta.as_ref()).map(tate_domain::desk::Delta::sentence).unwrap_or_default();
    format!("{deltas}行に回答が必要です。{why}「依頼一覧」で回答してください。")
}
