//! `tate vendor fill`

use crate::commands::{print, print_json};
use crate::open::{Data, Outcome, facility, sentence};
use bytes::Bytes;
use clap::Args;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use tate_app::desk::{FilledFile, FilledState};
use tate_app::signed::SigningKey;

/// Files of one chunk: one read by the children, one transaction.
const CHUNK: usize = 100;
/// The most bytes of a chunk: large files are taken in smaller ones.
const CHUNK_BYTES: u64 = 32_000_000;
/// The most bytes of one file; a larger one is not even opened.
const MOST_BYTES: u64 = 20_000_000;

/// Fill every incoming sheet of a folder from the answer library; exit 1 when rows or files wait for a person
#[derive(Debug, Args)]
pub struct Fill {
    #[command(flatten)]
    data: Data,
    /// Folder with the sheets as they came in
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The vendor's facility (id or code)
    #[arg(long, value_name = "ID")]
    facility: String,
    /// Where filled sheets and signed answers are written (default: `filled` inside the folder)
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Private key to sign with instead of the desk's own
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The day that the rules see
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

/// Everything of a run.
#[derive(Default)]
struct Report {
    whole: usize,
    deltas: usize,
    rows: usize,
    unreadable: usize,
    files: Vec<Value>,
    lines: Vec<String>,
}

impl Report {
    fn add(&mut self, one: &FilledFile) {
        match one.state {
            FilledState::Whole => self.whole += 1,
            FilledState::Deltas(rows) => {
                self.deltas += 1;
                self.rows += rows;
            }
            FilledState::Unreadable => self.unreadable += 1,
        }
        let rows = if let FilledState::Deltas(rows) = one.state { rows } else { 0 };
        self.files.push(json!({
            "file": one.name, "state": one.state.code(), "deltas": rows, "customer": one.customer,
            "product": one.product, "text": one.sentence, "written": one.outputs.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        }));
        if one.state != FilledState::Whole {
            self.lines.push(format!("{}\t{}\t{}", one.state.code(), one.name, one.sentence));
        }
    }
}

impl Fill {
    /// Fills.
    ///
    /// # Errors
    /// The folder or the data cannot be read, or nothing can be written.
    pub async fn run(self) -> Outcome<ExitCode> {
        let began = Instant::now();
        let files = files(&self.folder)?;
        let out = self.out.clone().unwrap_or_else(|| self.folder.join("filled"));
        std::fs::create_dir_all(&out).map_err(|error| format!("「{}」を作れません（{error}）。", out.display()))?;
        let key = self.key.as_deref().map(private_key).transpose()?;
        let app = self.data.open_existing(self.today).await?;
        let (actor, facility) = facility(&app, &self.facility).await?;
        let mut desk = app.desk_batch(&actor, &facility.id, key).await.map_err(|error| match error {
            tate_app::AppError::NotFound => format!("施設「{}」は事業者ではないため、依頼に回答できません。`tate init --kind vendor` で作った施設を選んでください。", facility.code),
            other => sentence(&other),
        })?;
        if !desk.signs() {
            eprintln!(
                "署名の鍵がないため、署名付きの回答ファイルは作りません。画面の「署名の鍵」で作るか、--key で指定してください。"
            );
        }
        let (mut report, mut names) = (Report::default(), BTreeSet::new());
        let mut chunk: Vec<(String, Bytes)> = Vec::new();
        let (mut bytes, mut read) = (0, 0);
        let total = files.len();
        for path in &files {
            read += 1;
            match load(path) {
                Ok((name, content)) => {
                    bytes += content.len() as u64;
                    chunk.push((name, content));
                }
                Err((name, sentence)) => report.add(&unreadable(name, sentence)),
            }
            if chunk.len() >= CHUNK || bytes >= CHUNK_BYTES || read == total {
                bytes = 0;
                let filled = desk.fill(std::mem::take(&mut chunk)).await.map_err(|error| sentence(&error))?;
                for mut one in filled {
                    write(&out, &mut one, &mut names)?;
                    report.add(&one);
                }
                progress(read, total, began);
            }
        }
        app.store.close().await;
        let seconds = began.elapsed().as_secs_f64();
        if self.json {
            print_json(&json!({
                "files": report.files, "whole": report.whole, "with_deltas": report.deltas, "deltas": report.rows,
                "unreadable": report.unreadable, "seconds": seconds, "out": out.display().to_string(),
            }))?;
        } else {
            for line in &report.lines {
                print(line)?;
            }
            print(&format!(
                "{total}件のうち、すべて回答 {}件・回答が必要な行あり {}件（{}行）・読み取れない {}件。{seconds:.1}秒。出力先：{}",
                report.whole,
                report.deltas,
                report.rows,
                report.unreadable,
                out.display()
            ))?;
        }
        Ok(if report.deltas + report.unreadable == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

/// The private key of a file.
pub(super) fn private_key(path: &Path) -> Outcome<SigningKey> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("鍵「{}」を読み取れません（{error}）。", path.display()))?;
    SigningKey::read(&text).ok_or_else(|| format!("「{}」は、署名の鍵（PKCS#8のPEM）ではありません。`tate vendor sign --new-key FILE` で作ったファイルを指定してください。", path.display()))
}

/// The plain files of a folder by name; links, folders and what was written before are none.
fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let failed = |error: std::io::Error| format!("フォルダ「{}」を読み取れません（{error}）。", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let own = name.ends_with(".answer.json") || name.ends_with(".sig") || name.starts_with('.');
        if entry.file_type().map_err(failed)?.is_file() && !own {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn load(path: &Path) -> Result<(String, Bytes), (String, String)> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let failed = |error: std::io::Error| (name.clone(), format!("ファイルを開けません（{error}）。"));
    let length = std::fs::metadata(path).map_err(failed)?.len();
    if length > MOST_BYTES {
        return Err((
            name.clone(),
            format!("大きすぎます（{}MB）。1つのファイルは20MBまでです。", length.div_ceil(1_000_000)),
        ));
    }
    let content = std::fs::read(path).map_err(failed)?;
    Ok((name, content.into()))
}

fn unreadable(name: String, sentence: String) -> FilledFile {
    FilledFile {
        name,
        state: FilledState::Unreadable,
        sentence,
        customer: String::new(),
        product: String::new(),
        id: String::new(),
        outputs: Vec::new(),
    }
}

/// Writes the outputs of one file; two that would bear the same name do not overwrite each other.
fn write(out: &Path, one: &mut FilledFile, names: &mut BTreeSet<String>) -> Outcome<()> {
    for (name, bytes) in &mut one.outputs {
        if !names.insert(name.clone()) {
            let id = one.id.get(one.id.len().saturating_sub(8)..).unwrap_or_default();
            *name = format!("{id}_{name}");
            names.insert(name.clone());
        }
        let path = out.join(&*name);
        std::fs::write(&path, &*bytes)
            .map_err(|error| format!("「{}」に書き込めません（{error}）。", path.display()))?;
        bytes.clear();
    }
    Ok(())
}

fn progress(read: usize, total: usize, began: Instant) {
    let end = if std::io::stderr().is_terminal() && read < total { "\r" } else { "\n" };
    eprint!("{read}／{total}件（{:.0}秒）{end}", began.elapsed().as_secs_f64());
}
