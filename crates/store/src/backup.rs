//! Backups in a format of both engines: one zip with a JSON-lines file per table, the uploaded
//! files, and a manifest with the SHA-256 of each. Restoring is an import of untrusted data.

use crate::db::{Pool, Store};
use crate::{Blobs, StoreError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Row as _};
use std::collections::BTreeMap;
use std::io::{Read, Seek, Write};
use std::path::Path;
use tate_domain::audit::{AuditEvent, ChainWalk, Checkpoint};

/// Tables in an order in which rows can be inserted (referenced ones first).
const TABLES: [&str; 45] = [
    "organization",
    "facility",
    "login_user",
    "password_history",
    "recovery_code",
    "ledger_row",
    "batch",
    "batch_change",
    "batch_effect",
    "host_report",
    "disagreement",
    "sighting",
    "census",
    "column_mapping",
    "catalog_entry",
    "round",
    "proof",
    "answer",
    "carried",
    "exception",
    "note",
    "stored_file",
    "vendor_request",
    "vendor_letter",
    "vendor_link",
    "vendor_answer",
    "vendor_submission",
    "desk_product",
    "desk_answer",
    "desk_override",
    "desk_match",
    "desk_incoming",
    "desk_paper",
    "desk_notice",
    "desk_key",
    "vendor_key",
    "vendor_signed",
    "vendor_notice",
    "mail",
    "disclosure",
    "net_check",
    "draft",
    "lint_suppression",
    "audit_head",
    "audit_event",
];
/// The format's name and number.
const FORMAT: &str = "tate-backup-1";
/// The part that lists the others.
const MANIFEST: &str = "manifest.json";
/// The most bytes one part may inflate to when restoring.
const MOST_BYTES: u64 = 4 << 30;

/// What a backup says of itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// `tate-backup-1`.
    pub format: String,
    /// When it was made, RFC 3339 in UTC.
    pub made_at: String,
    /// Part → SHA-256.
    pub parts: BTreeMap<String, String>,
    /// Table → rows.
    pub rows: BTreeMap<String, u64>,
    /// The audit chains' heads at that moment.
    pub checkpoints: Vec<Checkpoint>,
}

/// Why a backup was not made, not trusted or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file store.
    #[error(transparent)]
    Blob(#[from] crate::BlobError),
    /// The disk.
    #[error("ファイルを読み書きできません（{0}）。場所と空き容量を確認してください。")]
    Io(#[from] std::io::Error),
    /// Not a zip, or damaged.
    #[error("バックアップを開けません（{0}）。Tate のバックアップファイルか確認してください。")]
    Zip(#[from] zip::result::ZipError),
    /// Not to be trusted.
    #[error("バックアップが正しくありません：{0}")]
    Invalid(String),
    /// The target holds data.
    #[error(
        "復元先が空ではありません。空のフォルダか空のデータベースを指定してください。今のデータは変更していません。"
    )]
    NotEmpty,
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

type Cells = serde_json::Map<String, serde_json::Value>;

/// Columns of a table: name and whether it holds whole numbers.
pub(crate) async fn columns(store: &Store, table: &str) -> Result<Vec<(String, bool)>, sqlx::Error> {
    let found: Vec<(String, String)> = match &store.pool {
        Pool::Sqlite { read, .. } => sqlx::query_as("SELECT name, type FROM pragma_table_info($1) ORDER BY cid").bind(table).fetch_all(read).await?,
        Pool::Postgres(pool) => sqlx::query_as("SELECT column_name::text, data_type::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position").bind(table).fetch_all(pool).await?,
    };
    Ok(found
        .into_iter()
        .map(|(name, kind)| (name, matches!(kind.to_lowercase().as_str(), "integer" | "bigint")))
        .collect())
}

/// Writes every table (and, where given, every uploaded file) into one file.
///
/// SQLite tables are read one after another while nobody writes (the writing connection is held);
/// PostgreSQL ones in one repeatable-read transaction.
///
/// # Errors
/// See [`BackupError`]; a half-written file is removed.
pub async fn dump(store: &Store, blobs: Option<&Blobs>, path: &Path, now: &str) -> Result<Manifest, BackupError> {
    let partial = path.with_extension("partial");
    let result = write(store, blobs, &partial, now).await;
    match &result {
        Ok(_) => std::fs::rename(&partial, path)?,
        Err(_) => {
            let _ = std::fs::remove_file(&partial);
        }
    }
    result
}

async fn write(store: &Store, blobs: Option<&Blobs>, path: &Path, now: &str) -> Result<Manifest, BackupError> {
    let mut zip = zip::ZipWriter::new(private_file(path)?);
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated).large_file(true);
    let mut manifest = Manifest {
        format: FORMAT.to_owned(),
        made_at: now.to_owned(),
        parts: BTreeMap::new(),
        rows: BTreeMap::new(),
        checkpoints: Vec::new(),
    };
    let mut hashes = Vec::new();
    let mut tx = store.transaction().await?;
    if let crate::tenant::Tx::Postgres(pg) = &mut tx {
        sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute(&mut **pg).await?;
    }
    for table in TABLES {
        let columns = columns(store, table).await?;
        if columns.is_empty() {
            continue; // A table of a later migration.
        }
        let name = format!("tables/{table}.jsonl");
        zip.start_file(&name, options)?;
        let mut hasher = Sha256::new();
        let mut count = 0;
        let mut each = |cells: Cells| -> Result<(), BackupError> {
            if table == "stored_file"
                && let Some(hash) = cells.get("sha256").and_then(|v| v.as_str())
            {
                hashes.push(hash.to_owned());
            }
            if table == "mail"
                && let Some(files) = cells.get("attachments").and_then(|v| v.as_str())
            {
                let files: Vec<tate_domain::mail::Attachment> =
                    serde_json::from_str(files).map_err(StoreError::corrupt("mail.attachments"))?;
                hashes.extend(files.into_iter().map(|file| file.sha256));
            }
            if table == "audit_head" {
                manifest.checkpoints.push(checkpoint(&cells));
            }
            let mut line = serde_json::to_vec(&cells).map_err(StoreError::corrupt("row"))?;
            line.push(b'\n');
            hasher.update(&line);
            zip.write_all(&line)?;
            count += 1;
            Ok(())
        };
        let list = columns.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        let sql = format!("SELECT {list} FROM {table}");
        macro_rules! stream {
            ($tx:expr) => {{
                use futures::TryStreamExt as _;
                let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(&mut **$tx);
                while let Some(row) = rows.try_next().await? {
                    let mut cells = Cells::new();
                    for (index, (name, number)) in columns.iter().enumerate() {
                        let value = if *number {
                            row.try_get::<i64, _>(index)?.into()
                        } else {
                            row.try_get::<String, _>(index)?.into()
                        };
                        cells.insert(name.clone(), value);
                    }
                    each(cells)?;
                }
            }};
        }
        match &mut tx {
            crate::tenant::Tx::Sqlite(tx) => stream!(tx),
            crate::tenant::Tx::Postgres(tx) => stream!(tx),
        }
        manifest.rows.insert(table.to_owned(), count);
        manifest.parts.insert(name, hex::encode(hasher.finalize()));
    }
    drop(tx);
    hashes.sort();
    hashes.dedup();
    if let Some(blobs) = blobs {
        for hash in hashes {
            let bytes = blobs.get(&hash).await?;
            let name = format!("files/{hash}");
            zip.start_file(&name, options)?;
            zip.write_all(&bytes)?;
            manifest.parts.insert(name, hash);
        }
    }
    zip.start_file(MANIFEST, options)?;
    zip.write_all(&serde_json::to_vec_pretty(&manifest).map_err(StoreError::corrupt("manifest"))?)?;
    let file = zip.finish()?;
    file.sync_all()?;
    Ok(manifest)
}

/// A new file that only its owner may read: it holds what the database holds.
fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Checks a backup without restoring it: every part's hash, every row's form, every audit chain.
///
/// # Errors
/// What is wrong with it.
pub fn verify(path: &Path) -> Result<Manifest, BackupError> {
    let mut zip = zip::ZipArchive::new(std::io::BufReader::new(std::fs::File::open(path)?))?;
    let manifest = read_manifest(&mut zip)?;
    for name in zip.file_names() {
        let name = name?;
        if name != MANIFEST && !manifest.parts.contains_key(&*name) {
            return Err(BackupError::Invalid(format!("目録にない部分「{name}」があります。")));
        }
    }
    for (name, expected) in &manifest.parts {
        if !known_part(name) {
            return Err(BackupError::Invalid(format!("知らない部分「{name}」があります。")));
        }
        let mut hasher = Sha256::new();
        let mut part = zip.by_name(name)?.take(MOST_BYTES);
        let mut chunk = vec![0; 64 << 10];
        loop {
            let read = part.read(&mut chunk).map_err(|why| damaged(name, &why))?;
            if read == 0 {
                break;
            }
            hasher.update(&chunk[..read]);
        }
        let found = hex::encode(hasher.finalize());
        if found != *expected || name.strip_prefix("files/").is_some_and(|hash| hash != found) {
            return Err(BackupError::Invalid(format!("「{name}」の内容が、作成時の値と一致しません。")));
        }
    }
    verify_rows(&mut zip, &manifest)?;
    verify_chains(&mut zip, &manifest)?;
    Ok(manifest)
}

/// A part that cannot be inflated is a damaged backup, not a full disk.
fn damaged(name: &str, why: &std::io::Error) -> BackupError {
    BackupError::Invalid(format!(
        "「{name}」を読み取れません（{why}）。ファイルが壊れています。別の世代のバックアップを使ってください。"
    ))
}

/// Counts the rows of every table and looks at their cells: texts and whole numbers, nothing else.
fn verify_rows(zip: &mut zip::ZipArchive<impl Read + Seek>, manifest: &Manifest) -> Result<(), BackupError> {
    for table in TABLES {
        let mut count = 0;
        each_line(zip, table, |cells| {
            count += 1;
            if let Some((column, _)) = cells.iter().find(|(_, value)| !value.is_string() && !value.is_i64()) {
                return Err(BackupError::Invalid(format!(
                    "表「{table}」の列「{column}」が文字でも整数でもありません。"
                )));
            }
            Ok(())
        })?;
        let said = manifest.rows.get(table).copied().unwrap_or(0);
        if said != count {
            return Err(BackupError::Invalid(format!("表「{table}」は{said}行のはずですが、{count}行あります。")));
        }
    }
    Ok(())
}

fn known_part(name: &str) -> bool {
    name.strip_prefix("tables/").and_then(|n| n.strip_suffix(".jsonl")).is_some_and(|t| TABLES.contains(&t))
        || name.strip_prefix("files/").is_some_and(|h| h.len() == 64 && h.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn read_manifest(zip: &mut zip::ZipArchive<impl Read + Seek>) -> Result<Manifest, BackupError> {
    let mut text = String::new();
    let part = zip.by_name(MANIFEST).map_err(|_| {
        BackupError::Invalid("目録がありません。Tate のバックアップファイルか確認してください。".into())
    })?;
    part.take(64 << 20).read_to_string(&mut text).map_err(|why| damaged(MANIFEST, &why))?;
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|e| BackupError::Invalid(format!("目録を読み取れません（{e}）。")))?;
    if manifest.format != FORMAT {
        return Err(BackupError::Invalid(format!("形式「{}」には対応していません。", manifest.format)));
    }
    Ok(manifest)
}

/// A row of `audit_head`.
fn checkpoint(cells: &Cells) -> Checkpoint {
    let text = |key: &str| cells.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    Checkpoint {
        organization: text("organization_id"),
        count: cells.get("count").and_then(serde_json::Value::as_i64).unwrap_or(0),
        head: text("head"),
    }
}

fn verify_chains(zip: &mut zip::ZipArchive<impl Read + Seek>, manifest: &Manifest) -> Result<(), BackupError> {
    let mut chains: BTreeMap<String, Vec<AuditEvent>> = BTreeMap::new();
    each_line(zip, "audit_event", |cells| {
        let text = |key: &str| cells.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        let seq = cells.get("seq").and_then(serde_json::Value::as_i64).unwrap_or(0);
        chains.entry(text("organization_id")).or_default().push(AuditEvent {
            seq,
            at: text("at"),
            actor: text("actor"),
            origin: text("origin"),
            action: text("action"),
            subject: text("subject"),
            facility: text("facility_id"),
            before: text("before"),
            after: text("after"),
            prev: text("prev"),
            hash: text("hash"),
        });
        Ok(())
    })?;
    let mut heads = Vec::new();
    each_line(zip, "audit_head", |cells| {
        heads.push(checkpoint(&cells));
        Ok(())
    })?;
    if heads != manifest.checkpoints {
        return Err(BackupError::Invalid("監査記録の控えが目録と一致しません。".into()));
    }
    each_line(zip, "organization", |cells| match cells.get("id").and_then(|v| v.as_str()) {
        Some(id) if heads.iter().any(|head| head.organization == id) => Ok(()),
        _ => Err(BackupError::Invalid("監査記録の控えのない法人があります。".into())),
    })?;
    for head in &manifest.checkpoints {
        let mut events = chains.remove(&head.organization).unwrap_or_default();
        events.sort_by_key(|e| e.seq);
        let mut walk = ChainWalk::new(&head.organization, std::slice::from_ref(head));
        for event in &events {
            walk.take(event).map_err(|found| BackupError::Invalid(found.text))?;
        }
        walk.finish(Some(head)).map_err(|found| BackupError::Invalid(found.text))?;
    }
    if chains.is_empty() {
        Ok(())
    } else {
        Err(BackupError::Invalid("目録にない法人の監査記録があります。".into()))
    }
}

fn each_line(
    zip: &mut zip::ZipArchive<impl Read + Seek>,
    table: &str,
    mut each: impl FnMut(Cells) -> Result<(), BackupError>,
) -> Result<(), BackupError> {
    use std::io::BufRead;
    let Ok(part) = zip.by_name(&format!("tables/{table}.jsonl")) else { return Ok(()) };
    for line in std::io::BufReader::new(part.take(MOST_BYTES)).lines() {
        let cells: Cells = serde_json::from_str(&line.map_err(|why| damaged(table, &why))?)
            .map_err(|e| BackupError::Invalid(format!("表「{table}」の行を読み取れません（{e}）。")))?;
        each(cells)?;
    }
    Ok(())
}

/// Restores a verified backup into an empty database; all rows or none.
///
/// # Errors
/// See [`BackupError`].
pub async fn restore(store: &Store, blobs: &Blobs, path: &Path) -> Result<Manifest, BackupError> {
    if !store.is_empty().await? || !store.organizations().await?.is_empty() {
        return Err(BackupError::NotEmpty);
    }
    let manifest = verify(path)?;
    let mut zip = zip::ZipArchive::new(std::io::BufReader::new(std::fs::File::open(path)?))?;
    for (name, hash) in manifest.parts.iter().filter(|(name, _)| name.starts_with("files/")) {
        let mut bytes = Vec::new();
        zip.by_name(name)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
        if blobs.put(bytes.into()).await? != *hash {
            return Err(BackupError::Invalid(format!("「{name}」の内容が、作成時の値と一致しません。")));
        }
    }
    let mut tx = store.transaction().await?;
    for table in TABLES {
        let known = columns(store, table).await?;
        let mut rows = Vec::new();
        each_line(&mut zip, table, |cells| {
            rows.push(cells);
            Ok(())
        })?;
        let list = known.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        let marks = (1..=known.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
        let sql = format!("INSERT INTO {table} ({list}) VALUES ({marks})");
        for cells in rows {
            if let Some(unknown) = cells.keys().find(|key| !known.iter().any(|(name, _)| name == *key)) {
                return Err(BackupError::Invalid(format!(
                    "表「{table}」に知らない列「{unknown}」があります。新しい版の Tate で作られた可能性があります。"
                )));
            }
            macro_rules! insert {
                ($tx:expr) => {{
                    let mut query = sqlx::query(AssertSqlSafe(sql.clone()));
                    for (name, number) in &known {
                        query = match (cells.get(name), number) {
                            (Some(value), true) => query.bind(value.as_i64().ok_or_else(|| BackupError::Invalid(format!("表「{table}」の列「{name}」が数ではありません。")))?),
                            (Some(value), false) => query.bind(value.as_str().ok_or_else(|| BackupError::Invalid(format!("表「{table}」の列「{name}」が文字ではありません。")))?.to_owned()),
                            // A column added since: empty, as its migration would have made it.
                            (None, true) => query.bind(0_i64),
                            (None, false) => query.bind(String::new()),
                        };
                    }
                    // Whatever the database does not take is the backup's fault: the tables are ours.
                    query.execute(&mut **$tx).await.map_err(|why| BackupError::Invalid(format!("表「{table}」の行を書き込めません（{why}）。復元は行っていません。")))?;
                }};
            }
            match &mut tx {
                crate::tenant::Tx::Sqlite(tx) => insert!(tx),
                crate::tenant::Tx::Postgres(tx) => insert!(tx),
            }
        }
    }
    tx.commit().await?;
    Ok(manifest)
}
