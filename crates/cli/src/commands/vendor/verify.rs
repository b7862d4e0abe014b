//! `tate vendor verify`

use crate::commands::{print, print_json};
use crate::open::{Data, Outcome, catalog, facility, read_file, sentence};
use clap::Args;
use jiff::civil::Date;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use tate_app::clock::{Clock as _, FixedClock, SystemClock, day_in_japan};
use tate_app::signed::{PublicKey, Refusal, verify_file};

/// Check the signature of an answer file and whether it would be taken; exit 1 with a sentence for every reason why not
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    data: Data,
    /// The answer file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Its signature (default: FILE.sig)
    #[arg(long, value_name = "FILE")]
    sig: Option<PathBuf>,
    /// The vendor's public key, or a file that holds it: the file alone is checked
    #[arg(long, value_name = "PUBLIC", required_unless_present = "facility")]
    key: Option<String>,
    /// The facility that would import it (id or code), with its pinned keys and its requests
    #[arg(long, value_name = "ID", conflicts_with = "key")]
    facility: Option<String>,
    /// The day that the rules see
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

impl Verify {
    /// Checks.
    ///
    /// # Errors
    /// A file or the data cannot be read.
    pub async fn run(self) -> Outcome<ExitCode> {
        let bytes = read_file(&self.file)?;
        let mut beside = self.file.clone().into_os_string();
        beside.push(".sig");
        let signature = read_file(&self.sig.clone().unwrap_or_else(|| beside.into()))?;
        let refusals = match (&self.key, &self.facility) {
            (Some(key), _) => self.by_key(key, &bytes, &signature)?,
            (None, Some(code)) => {
                let app = self.data.open_existing(self.today).await?;
                let (actor, facility) = facility(&app, code).await?;
                let found = app.verify_signed(&actor, &facility.id, (&bytes, &signature)).await;
                let found = found.map_err(|error| sentence(&error))?;
                app.store.close().await;
                found
            }
            (None, None) => return Ok(ExitCode::from(2)),
        };
        if self.json {
            let why: Vec<_> =
                refusals.iter().map(|one| json!({ "code": one.code(), "text": one.sentence() })).collect();
            print_json(&json!({ "valid": refusals.is_empty(), "refusals": why }))?;
        } else if refusals.is_empty() {
            print("署名は正しく、内容もそろっています。")?;
        }
        if !self.json {
            for refusal in &refusals {
                eprintln!("{}", refusal.sentence());
            }
        }
        Ok(if refusals.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    fn by_key(&self, key: &str, bytes: &[u8], signature: &[u8]) -> Outcome<Vec<Refusal>> {
        let text = if PublicKey::read(key).is_none() {
            std::fs::read_to_string(key).unwrap_or_default()
        } else {
            key.to_owned()
        };
        let public = PublicKey::read(&text).ok_or_else(|| {
            "公開鍵を読み取れません。44文字の公開鍵か、それが入ったファイルの名前を --key に指定してください。"
                .to_owned()
        })?;
        let now = self.today.map_or_else(|| SystemClock.now(), |day| FixedClock::on(day).now());
        let catalog = catalog()?;
        Ok(verify_file(bytes, signature, public, |id| catalog.edition_shared(id), (day_in_japan(now), now))
            .err()
            .unwrap_or_default())
    }
}
