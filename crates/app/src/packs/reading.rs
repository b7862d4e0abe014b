//! Reading a pack: a hostile file until it has been looked at.

use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};
use tate_catalog::Problem;
use tate_domain::text::{printable, shorten};
use zip::ZipArchive;

/// The most bytes a pack may have as it arrives.
pub const MOST_PACKED: usize = 4 << 20;
/// The most files in a pack.
pub const MOST_FILES: usize = 100;
/// The most bytes of one file.
pub const MOST_FILE: usize = 1 << 20;
/// The most bytes of all files together, measured by inflating them.
pub(super) const MOST_BYTES: usize = 8 << 20;
/// Folders of `catalogs/` that are no editions and come with the program only.
const OTHER_FOLDERS: [&str; 5] = ["benchmarks", "calendar", "lifecycle", "offices", "qa"];

/// A pack that was read and is not checked yet.
#[derive(Debug, Clone, Default)]
pub struct Pack {
    /// What it calls itself; its file name where it says nothing.
    pub title: String,
    /// When it was made, as it says.
    pub made_at: String,
    pub(super) editions: Vec<(String, String)>,
    pub(super) concepts: Vec<(String, String)>,
    pub(super) counts: Option<(String, String)>,
    /// What could not be read; every one of them.
    pub(super) problems: Vec<Problem>,
}

/// The file `pack.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Label {
    title: String,
    #[serde(default)]
    made_at: String,
    /// Path from `pack.toml` → SHA-256. Where there are any, every file is named.
    #[serde(default)]
    files: BTreeMap<String, String>,
}

impl Pack {
    /// Reads a zip, or one TOML file.
    #[must_use]
    pub fn read(name: &str, bytes: &[u8]) -> Self {
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let files = if bytes.starts_with(b"PK") { unzip(bytes) } else { Ok(vec![(name.to_owned(), bytes.to_vec())]) };
        match files {
            Ok(files) => Self::of_files(name, files),
            Err(text) => {
                let mut pack = Self::default();
                pack.refuse(name, text);
                pack
            }
        }
    }

    /// Reads the files of a folder: (path from the folder, bytes).
    #[must_use]
    pub fn of_files(name: &str, files: Vec<(String, Vec<u8>)>) -> Self {
        let mut pack = Self { title: shown(name), ..Self::default() };
        let total: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
        if files.len() > MOST_FILES || total > MOST_BYTES || files.iter().any(|(_, bytes)| bytes.len() > MOST_FILE) {
            pack.refuse(name, TOO_LARGE);
            return pack;
        }
        // A zip mostly holds one folder with everything in it.
        let root = files.iter().find_map(|(path, _)| path.strip_suffix("pack.toml")).unwrap_or_default().to_owned();
        let mut hashes = BTreeMap::new();
        let mut label = None;
        for (path, bytes) in files {
            let path = path.strip_prefix(&root).unwrap_or(&path).to_owned();
            if is_aside(&path) {
                continue;
            }
            let hash = hex::encode(Sha256::digest(&bytes));
            let Ok(text) = String::from_utf8(bytes) else {
                pack.refuse(&path, "文字コードが UTF-8 ではないか、文章のファイルではありません");
                continue;
            };
            let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
            if path == "pack.toml" {
                label = Some(text);
                continue;
            }
            hashes.insert(path.clone(), hash);
            pack.sort(path, text);
        }
        if let Some(text) = label {
            pack.read_label(&text, &hashes);
        }
        pack
    }

    fn refuse(&mut self, place: &str, text: impl Into<String>) {
        self.problems.push(Problem { check: "pack", place: shown(place), text: text.into() });
    }

    /// The name and the folder say what a file holds.
    fn sort(&mut self, path: String, text: String) {
        let folder = path.rsplit('/').nth(1).unwrap_or_default().to_owned();
        let name = path.rsplit('/').next().unwrap_or_default();
        if !name.ends_with(".toml") {
            self.refuse(&path, "パックに入れられないファイルです。版（.toml）と説明（.md、.txt）だけを入れてください");
        } else if OTHER_FOLDERS.contains(&folder.as_str()) || name == "own-words.toml" {
            self.refuse(&path, "版ではないデータです。プログラムの更新で届くもので、パックでは受け取れません");
        } else if name == "counts.toml" {
            self.counts = Some(("counts.toml".to_owned(), text));
        } else if folder == "crosswalk" {
            self.concepts.push((format!("crosswalk/{name}"), text));
        } else {
            self.editions.push((path, text));
        }
    }

    /// Compares the files with what the pack says of itself.
    fn read_label(&mut self, text: &str, hashes: &BTreeMap<String, String>) {
        let label: Label = match toml::from_str(text) {
            Ok(label) => label,
            Err(error) => return self.refuse("pack.toml", error.to_string().trim_end()),
        };
        self.title = shown(&label.title);
        self.made_at = shown(&label.made_at);
        if label.files.is_empty() {
            return;
        }
        let all: BTreeSet<&String> = hashes.keys().chain(label.files.keys()).collect();
        for path in all {
            match (hashes.get(path), label.files.get(path)) {
                (Some(found), Some(said)) if found.eq_ignore_ascii_case(said) => {}
                (Some(_), Some(_)) => self.refuse(path, "内容が、パックを作ったときの値（SHA-256）と一致しません"),
                (Some(_), None) => self.refuse(path, "pack.toml の一覧にないファイルです"),
                (None, _) => self.refuse(path, "pack.toml の一覧にあるファイルが入っていません"),
            }
        }
    }
}

const TOO_LARGE: &str = "大きすぎるか、ファイルが多すぎます（100ファイル、1ファイル1MB、合わせて8MBまで）。版のファイルだけを入れてください";

fn shown(text: &str) -> String {
    shorten(&printable(text, false), 120)
}

/// Explanations, and what systems leave in a folder or zip.
fn is_aside(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    path.starts_with("__MACOSX/")
        || name.starts_with('.')
        || [".md", ".txt"].iter().any(|end| name.to_lowercase().ends_with(end))
}

/// The files of a zip; sizes are what inflating gives, not what its directory claims.
fn unzip(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, &'static str> {
    const DAMAGED: &str = "zipファイルを開けません。壊れているか、パスワードが付いています。もう一度受け取ってください";
    if bytes.len() > MOST_PACKED {
        return Err(TOO_LARGE);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| DAMAGED)?;
    if archive.len() > MOST_FILES {
        return Err(TOO_LARGE);
    }
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut total = 0;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| DAMAGED)?;
        let name = part.name().map_err(|_| DAMAGED)?.into_owned();
        if part.is_dir() {
            continue;
        }
        let mut inflated = Vec::new();
        part.take(MOST_FILE as u64 + 1).read_to_end(&mut inflated).map_err(|_| DAMAGED)?;
        total += inflated.len();
        if inflated.len() > MOST_FILE || total > MOST_BYTES {
            return Err(TOO_LARGE);
        }
        if files.iter().any(|(other, _)| *other == name) {
            return Err("同じ名前のファイルが2つ入っています。パックを作り直してください");
        }
        files.push((name, inflated));
    }
    Ok(files)
}
