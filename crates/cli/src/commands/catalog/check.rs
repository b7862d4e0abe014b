//! `tate catalog check`

use super::super::{print, print_json};
use crate::open::Outcome;
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tate_catalog::{OwnWords, own_words};

/// Where the source texts lie beside a working copy of the project.
const SOURCES: &str = "../shared/domain/sources";
/// The check that needs them.
const OWN_WORDS: &str = "own_words";

/// Check everything; all problems are printed together
#[derive(Debug, Args)]
pub struct Check {
    /// Folder of the source texts that no sentence may be copied from (../shared/domain/sources where it is there)
    #[arg(long, value_name = "DIR")]
    sources: Option<PathBuf>,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

impl Check {
    /// Runs every check; exit 1 when there is a problem.
    ///
    /// # Errors
    /// The folder of the sources cannot be read.
    pub fn run(self) -> Outcome<ExitCode> {
        let catalog = crate::open::catalog()?;
        let mut problems: Vec<_> =
            tate_catalog::check(&catalog).into_iter().map(|p| (p.check.to_owned(), p.place, p.text)).collect();
        if let Err(error) = crate::open::lifecycle(&catalog) {
            problems.push(("lifecycle".into(), "catalogs/lifecycle".into(), error));
        }
        let folder = self.sources.clone().or_else(|| Some(PathBuf::from(SOURCES)).filter(|folder| folder.is_dir()));
        let mut skipped = Vec::new();
        match folder {
            Some(folder) => {
                let texts = texts(&folder)?;
                let found = own_words(&catalog, &OwnWords::new(texts.iter().map(String::as_str)));
                problems.extend(found.into_iter().map(|p| (p.check.to_owned(), p.place, p.text)));
            }
            None => skipped.push(OWN_WORDS),
        }
        let names: Vec<&str> = tate_catalog::check::names().chain(["lifecycle", OWN_WORDS]).collect();
        if self.json {
            let list: Vec<_> = problems
                .iter()
                .map(|(check, place, text)| json!({ "check": check, "place": place, "text": text }))
                .collect();
            print_json(&json!({ "checks": names, "skipped": skipped, "problems": list }))?;
        } else {
            for (check, place, text) in &problems {
                print(&format!("{check}\t{place}\t{text}"))?;
            }
            let clean = |name: &&&str| !skipped.contains(*name) && problems.iter().all(|(check, ..)| check != **name);
            for name in names.iter().filter(clean) {
                print(&format!("{name}\t問題なし"))?;
            }
            for name in &skipped {
                print(&format!("{name}\t資料のフォルダがないため、行いませんでした（--sources で指定できます）"))?;
            }
            print(&format!("{}種類の検査、問題{}件", names.len() - skipped.len(), problems.len()))?;
        }
        Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

/// The texts of a folder.
fn texts(folder: &Path) -> Outcome<Vec<String>> {
    let unreadable = |error: std::io::Error| format!("「{}」を読み取れません（{error}）。", folder.display());
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_file() {
            texts.push(String::from_utf8_lossy(&std::fs::read(&path).map_err(unreadable)?).into_owned());
        }
    }
    if texts.is_empty() { Err(format!("「{}」に資料がありません。", folder.display())) } else { Ok(texts) }
}
