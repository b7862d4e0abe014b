//! `tate backup`

use super::print;
use crate::open::{Data, Outcome};
use clap::Subcommand;
use std::path::PathBuf;
use std::process::ExitCode;
use tate_app::command_line;
use tate_store::{Event, backup};

/// Back up, check and restore
#[derive(Debug, Subcommand)]
pub enum BackupCommand {
    /// Write everything into one file
    Create {
        #[command(flatten)]
        data: Data,
        /// The file; left out: backups/ in the data folder
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// The files in backups/ of the data folder
    List {
        #[command(flatten)]
        data: Data,
    },
    /// Check a backup without restoring it
    Verify {
        /// The backup
        file: PathBuf,
    },
    /// Restore into an empty data folder or database
    Restore {
        /// The backup
        file: PathBuf,
        #[command(flatten)]
        data: Data,
    },
    /// Delete the oldest files in backups/, keeping some
    Prune {
        #[command(flatten)]
        data: Data,
        /// How many to keep
        #[arg(long, default_value_t = 3)]
        keep: usize,
    },
}

/// Backups in the folder, oldest first: names begin with the time.
fn files(data: &Data) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(data.data.join("backups"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "tate-backup"))
        .collect();
    found.sort();
    found
}

impl BackupCommand {
    /// Does it.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub async fn run(self) -> Outcome<ExitCode> {
        match self {
            Self::Create { data, out } => create(data, out).await,
            Self::List { data } => {
                for file in files(&data) {
                    let size = std::fs::metadata(&file).map_or(0, |m| m.len());
                    print(&format!("{}\t{size}", file.display()))?;
                }
                Ok(ExitCode::SUCCESS)
            }
            Self::Verify { file } => {
                let manifest = backup::verify(&file).map_err(|error| error.to_string())?;
                let rows: u64 = manifest.rows.values().sum();
                print(&format!(
                    "正しいバックアップです。作成 {}、{}行、ファイル{}件。",
                    manifest.made_at,
                    rows,
                    manifest.parts.keys().filter(|name| name.starts_with("files/")).count()
                ))?;
                Ok(ExitCode::SUCCESS)
            }
            Self::Restore { file, data } => {
                let app = data.open(None).await?;
                let manifest =
                    backup::restore(&app.store, &app.blobs, &file).await.map_err(|error| error.to_string())?;
                let held = app.hold_restored_mail().await.map_err(|error| crate::open::sentence(&error))?;
                app.store.close().await;
                print(&format!(
                    "復元しました。作成 {} のバックアップ、{}行。",
                    manifest.made_at,
                    manifest.rows.values().sum::<u64>()
                ))?;
                if held > 0 {
                    print(&format!(
                        "送信待ちだったメール{held}件は、すでに送信されているかもしれないため、止めてあります。画面の「送信記録」で確かめてください。"
                    ))?;
                }
                Ok(ExitCode::SUCCESS)
            }
            Self::Prune { data, keep } => {
                let all = files(&data);
                for file in all.iter().take(all.len().saturating_sub(keep.max(1))) {
                    std::fs::remove_file(file).map_err(|error| error.to_string())?;
                    print(&format!("削除: {}", file.display()))?;
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

async fn create(data: Data, out: Option<PathBuf>) -> Outcome<ExitCode> {
    let app = data.open_existing(None).await?;
    let now = app.now();
    let stamp: String = now.chars().filter(char::is_ascii_digit).take(14).collect();
    let path = out.unwrap_or_else(|| data.data.join("backups").join(format!("{stamp}.tate-backup")));
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("「{}」を作れません（{error}）。", folder.display()))?;
    }
    // Recorded before, so that the backup itself tells that it was made.
    for organization in app.store.organizations().await.map_err(|error| error.to_string())? {
        let actor = command_line(organization);
        let who = tate_store::Who { actor: actor.name.clone(), origin: actor.from.clone(), at: now.clone() };
        let mut change = app.store.tenant(&actor.organization).change(who).await.map_err(|error| error.to_string())?;
        change
            .record(Event { action: "backup.create", subject: "backup".into(), ..Event::default() })
            .await
            .map_err(|error| error.to_string())?;
        change.commit().await.map_err(|error| error.to_string())?;
    }
    let manifest = backup::dump(&app.store, Some(&app.blobs), &path, &now).await.map_err(|error| error.to_string())?;
    app.store.close().await;
    backup::verify(&path).map_err(|error| error.to_string())?;
    print(&format!("{}（{}行、照合済み）", path.display(), manifest.rows.values().sum::<u64>()))?;
    Ok(ExitCode::SUCCESS)
}
