//! Where the files of the machine are, and how they are read: bounded, and as far as the user may.

use crate::day;
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// The most bytes that are read from one file.
const MOST_BYTES: u64 = 64_000_000;
/// The most entries that are read from one folder.
const MOST_NAMES: usize = 50_000;
/// The most characters of a value.
const MOST_CHARS: usize = 1_000;

/// A Linux machine, as its files show it.
#[derive(Debug)]
pub struct Machine {
    root: PathBuf,
    is_root: bool,
    addresses: Vec<(String, IpAddr)>,
    is_live: bool,
}

impl Machine {
    /// The machine on which this program runs.
    #[must_use]
    pub fn this() -> Self {
        let addresses = if_addrs::get_if_addrs()
            .map(|all| all.into_iter().map(|one| (one.name.clone(), one.ip())).collect())
            .unwrap_or_default();
        let is_root = rustix::process::geteuid().is_root();
        Self { root: PathBuf::from("/"), is_root, addresses, is_live: true }
    }

    /// A copy of a machine's files below a folder, with the addresses of its adapters.
    #[must_use]
    pub fn at(root: &Path, is_root: bool, addresses: Vec<(String, IpAddr)>) -> Self {
        Self { root: root.to_owned(), is_root, addresses, is_live: false }
    }

    /// Whether the administrator asks.
    pub(crate) fn is_root(&self) -> bool {
        self.is_root
    }

    /// Whether programs of the machine may be asked, not only its files.
    pub(crate) fn is_live(&self) -> bool {
        self.is_live
    }

    /// Addresses by the name of their adapter.
    pub(crate) fn addresses(&self) -> &[(String, IpAddr)] {
        &self.addresses
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// The text of a file; bytes that are no UTF-8 become �.
    pub(crate) fn text(&self, path: &str) -> io::Result<String> {
        let mut bytes = Vec::new();
        File::open(self.path(path))?.take(MOST_BYTES).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The text of the first of several files that can be read.
    pub(crate) fn first_text(&self, paths: &[&str]) -> Option<String> {
        paths.iter().find_map(|path| self.text(path).ok())
    }

    /// The value of a file of one line; `None` where there is none.
    pub(crate) fn line(&self, path: &str) -> Option<String> {
        let text = self.text(path).ok()?;
        let line: String = text.trim().chars().filter(|c| !c.is_control()).take(MOST_CHARS).collect();
        Some(line).filter(|line| !line.is_empty())
    }

    /// Some bytes of a file.
    pub(crate) fn bytes_at(&self, path: &str, offset: u64, count: usize) -> io::Result<Vec<u8>> {
        let mut file = File::open(self.path(path))?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = vec![0; count];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// The names in a folder, sorted; none if it cannot be read.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path(folder)) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .take(MOST_NAMES)
            .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
            .collect();
        names.sort();
        names
    }

    /// Where a link points; the text of the link, which may lead nowhere.
    pub(crate) fn link(&self, path: &str) -> Option<String> {
        Some(fs::read_link(self.path(path)).ok()?.to_string_lossy().into_owned())
    }

    /// The day on which a file was last written.
    pub(crate) fn written(&self, path: &str) -> Option<String> {
        day::of_system(fs::metadata(self.path(path)).ok()?.modified().ok()?)
    }
}

/// Why a file was not read, for people.
pub(crate) fn why(path: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            format!("{path}を、この利用者の権限では読み取れません。管理者（root）として実行すると読み取れます。")
        }
        io::ErrorKind::NotFound => format!("{path}がありません。この環境では調べられません。"),
        _ => format!("{path}を読み取れません（{error}）。"),
    }
}

/// The values of `KEY=value` lines, as in os-release: quotes are taken off.
pub(crate) fn setting(text: &str, key: &str) -> Option<String> {
    text.lines().rev().find_map(|line| {
        let (name, value) = line.trim().split_once('=')?;
        let value = value.trim();
        let bare = value
            .strip_prefix('"')
            .and_then(|value| value.strip_suffix('"'))
            .or_else(|| value.strip_prefix('\'').and_then(|value| value.strip_suffix('\'')))
            .unwrap_or(value);
        (name.trim() == key && !bare.is_empty()).then(|| bare.replace("\\\"", "\""))
    })
}
