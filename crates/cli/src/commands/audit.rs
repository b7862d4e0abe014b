//! `tate audit`

use super::{print, print_json};
use crate::open::{Data, Outcome, read_file};
use clap::Subcommand;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use tate_domain::audit::Checkpoint;

/// Check and export the audit log
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Walk every chain; exit 1 and the place when one is broken
    Verify {
        #[command(flatten)]
        data: Data,
        /// Checkpoints kept elsewhere (from `audit export --checkpoint`)
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Write the whole log as JSON lines, or only its checkpoints
    Export {
        #[command(flatten)]
        data: Data,
        /// The file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Only the heads, to be kept on another machine or on paper
        #[arg(long)]
        checkpoint: bool,
    },
}

impl AuditCommand {
    /// Verifies or exports.
    ///
    /// # Errors
    /// The database or the file cannot be reached.
    pub async fn run(self) -> Outcome<ExitCode> {
        match self {
            Self::Verify { data, checkpoint, json } => verify(data, checkpoint, json).await,
            Self::Export { data, out, checkpoint } => export(data, out, checkpoint).await,
        }
    }
}

async fn verify(data: Data, anchors: Option<PathBuf>, as_json: bool) -> Outcome<ExitCode> {
    let anchors: Vec<Checkpoint> = match anchors {
        Some(path) => serde_json::from_slice(&read_file(&path)?).map_err(|error| format!("照合値のファイルを読み取れません（{error}）。`tate audit export --checkpoint` で作ったファイルを指定してください。"))?,
        None => Vec::new(),
    };
    let app = data.open_existing(None).await?;
    let (mut good, mut broken) = (Vec::new(), Vec::new());
    let organizations = app.store.organizations().await.map_err(|error| error.to_string())?;
    for organization in &organizations {
        match app.store.tenant(organization).verify_log(&anchors).await.map_err(|error| error.to_string())? {
            Ok(head) => good.push(head),
            Err(found) => broken.push(found),
        }
    }
    for anchor in anchors.iter().filter(|anchor| !organizations.iter().any(|o| o.as_str() == anchor.organization)) {
        broken.push(tate_domain::audit::Break {
            organization: anchor.organization.clone(),
            seq: 1,
            text: "照合値にある法人の監査記録が、データベースにありません。".into(),
        });
    }
    app.store.close().await;
    if as_json {
        print_json(&json!({ "ok": broken.is_empty(), "chains": good, "broken": broken }))?;
    } else {
        for head in &good {
            print(&format!("正常: 法人 {}　{}件　照合値 {}", head.organization, head.count, head.head))?;
        }
        for found in &broken {
            print(&format!("異常: 法人 {}　{}番　{}", found.organization, found.seq, found.text))?;
        }
    }
    Ok(if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

async fn export(data: Data, out: PathBuf, only_heads: bool) -> Outcome<ExitCode> {
    use std::io::Write as _;
    let app = data.open_existing(None).await?;
    let organizations = app.store.organizations().await.map_err(|error| error.to_string())?;
    let file =
        std::fs::File::create(&out).map_err(|error| format!("「{}」に書き込めません（{error}）。", out.display()))?;
    let mut file = std::io::BufWriter::new(file);
    let written = |error: std::io::Error| error.to_string();
    let mut count = 0;
    if only_heads {
        let mut heads = Vec::new();
        for organization in &organizations {
            heads.push(app.store.tenant(organization).checkpoint().await.map_err(|error| error.to_string())?);
        }
        count = heads.len();
        serde_json::to_writer_pretty(&mut file, &heads).map_err(|error| error.to_string())?;
    } else {
        for organization in &organizations {
            let (tenant, mut last) = (app.store.tenant(organization), 0);
            loop {
                let events = tenant.events_after(last, 1_000).await.map_err(|error| error.to_string())?;
                let Some(end) = events.last().map(|event| event.seq) else { break };
                for event in &events {
                    let mut line = serde_json::to_value(event).map_err(|error| error.to_string())?;
                    line["organization"] = organization.as_str().into();
                    writeln!(file, "{line}").map_err(written)?;
                }
                count += events.len();
                last = end;
            }
        }
    }
    file.flush().map_err(written)?;
    app.store.close().await;
    print(&format!("{}（{count}件）", out.display()))?;
    Ok(ExitCode::SUCCESS)
}
