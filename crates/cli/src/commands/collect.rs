//! `tate collect`

use super::print;
use crate::open::Outcome;
use clap::Args;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tate_app::clock::{Clock as _, SystemClock};
use tate_collect::Machine;
use tate_inventory::machine::collector::WINDOWS_SCRIPT;

/// Take an inventory of this machine (Linux), or print the script that does so on Windows
#[derive(Debug, Args)]
pub struct Collect {
    /// Where to write; without it, to stdout
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print the PowerShell script for Windows instead
    #[arg(long)]
    windows: bool,
}

impl Collect {
    /// Looks at this machine and writes what it found. Nothing is sent anywhere, no data folder is needed.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn run(self) -> Outcome<ExitCode> {
        if self.windows {
            self.write(WINDOWS_SCRIPT.trim_end())?;
            return Ok(ExitCode::SUCCESS);
        }
        let report = tate_collect::collect(&Machine::this(), SystemClock.now());
        self.write(&serde_json::to_string_pretty(&report).map_err(|error| error.to_string())?)?;
        eprintln!(
            "調べ終わりました。読み取れなかったことの数：{}（内容は、結果の unread にあります）。結果は、どこにも送信していません。",
            report.unread()
        );
        Ok(ExitCode::SUCCESS)
    }

    fn write(&self, text: &str) -> Outcome<()> {
        let Some(file) = &self.out else { return print(text) };
        write_private(file, text).map_err(|error| {
            format!("「{}」に書き込めません（{error}）。書き込める場所を --out で指定してください。", file.display())
        })
    }
}

/// Readable by its owner only: the file says how the machine is protected.
fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    let mut out = options.write(true).create(true).truncate(true).mode(0o600).open(file)?;
    out.write_all(text.as_bytes())?;
    out.write_all(b"\n")
}
