//! What an import of machine inventories would do, and how it is told.

use super::missing::MissingDevice;
use std::collections::{BTreeMap, BTreeSet};
use tate_domain::ledger::Ledger;
use tate_domain::text::shorten;
use tate_inventory::machine::Format;

/// How many rows of a ledger would be written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// New rows.
    pub added: usize,
    /// Rows that change or are taken out.
    pub updated: usize,
    /// Rows that stay as they are.
    pub unchanged: usize,
}

/// One file, as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRead {
    /// Its name.
    pub name: String,
    /// The product.
    pub format: Format,
    /// How many hosts it holds.
    pub hosts: usize,
    /// The ISO day on which the product looked; empty where the file does not say.
    pub day: String,
}

/// Why a host, or a value of it, is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostError {
    /// The file.
    pub file: String,
    /// Which host of the file, from 1; 0 for the file as a whole.
    pub row: u32,
    /// Where: a column's heading, or the field of the file.
    pub column: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl HostError {
    /// 「pc.json 3台目：…」
    #[must_use]
    pub fn sentence(&self) -> String {
        match self.row {
            0 => format!("{}：{}", self.file, self.message),
            row => format!("{} {row}台目：{}", self.file, self.message),
        }
    }
}

/// What happens to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// It is new.
    Added,
    /// It changes.
    Changed,
    /// It is taken out.
    Removed,
}

/// A row that would be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its ledger.
    pub ledger: Ledger,
    /// Its name.
    pub name: String,
    /// The device on which it hangs; empty for a device.
    pub device: String,
    /// What happens.
    pub what: What,
    /// Heading, before, after.
    pub changes: Vec<(&'static str, String, String)>,
}

/// A program that the same product saw before and does not see any more (無くなったソフト).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vanished {
    /// The device.
    pub device: String,
    /// The program.
    pub name: String,
    /// Whether its row is taken out; it stays where a person wrote something into it.
    pub removed: bool,
}

/// What an import would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The files.
    pub files: Vec<FileRead>,
    /// Rows by ledger.
    pub counts: BTreeMap<Ledger, Counts>,
    /// What is left out, and why.
    pub errors: Vec<HostError>,
    /// The rows that are written.
    pub lines: Vec<Line>,
    /// Programs that are gone.
    pub vanished: Vec<Vanished>,
    /// Hosts that go to 未登録の機器.
    pub unregistered: Vec<String>,
    /// Values on which the import and a person disagree anew, in words.
    pub disagreements: Vec<String>,
    /// Remote-control programs that were found, in words.
    pub remote_tools: Vec<String>,
    /// Devices that are no longer seen.
    pub missing: Vec<MissingDevice>,
    /// What else a person should know.
    pub notes: Vec<String>,
    /// Whether anything at all is written, rows or what stands beside them.
    pub writes: bool,
}

/// How many of each are named in one sentence.
const NAMED: usize = 8;

fn named<'a>(all: impl ExactSizeIterator<Item = &'a str>) -> String {
    let count = all.len();
    let names: Vec<String> = all.take(NAMED).map(|name| format!("「{}」", shorten(name, 40))).collect();
    let rest = if count > NAMED { format!("ほか{}件", count - NAMED) } else { String::new() };
    format!("{}{rest}", names.join(""))
}

impl Outcome {
    /// All ledgers together.
    #[must_use]
    pub fn total(&self) -> Counts {
        self.counts.values().fold(Counts::default(), |sum, one| Counts {
            added: sum.added + one.added,
            updated: sum.updated + one.updated,
            unchanged: sum.unchanged + one.unchanged,
        })
    }

    /// How many hosts or values are left out.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.errors.iter().map(|error| (&error.file, error.row, &error.column)).collect::<BTreeSet<_>>().len()
    }

    /// 「追加 12／更新 30／変更なし 5／エラー 2」
    #[must_use]
    pub fn summary(&self) -> String {
        let total = self.total();
        format!("追加 {}／更新 {}／変更なし {}／エラー {}", total.added, total.updated, total.unchanged, self.failed())
    }

    /// The code of the format, or of all formats joined by `+`.
    #[must_use]
    pub fn format(&self) -> String {
        let codes: BTreeSet<&str> = self.files.iter().map(|file| file.format.code()).collect();
        codes.into_iter().collect::<Vec<_>>().join("+")
    }

    /// What a person should know, in sentences: counts by ledger, hosts in the inbox, disagreements, remote-control
    /// programs, programs that are gone, devices that are no longer seen.
    #[must_use]
    pub fn findings(&self) -> Vec<String> {
        let mut all: Vec<String> = self
            .counts
            .iter()
            .map(|(ledger, c)| {
                format!("{}：追加 {}／更新 {}／変更なし {}", ledger.label(), c.added, c.updated, c.unchanged)
            })
            .collect();
        if !self.unregistered.is_empty() {
            all.push(format!(
                "台帳にない機器が{}台あります：{}。「未登録の機器」で、登録するか、理由を残すかを決めてください。",
                self.unregistered.len(),
                named(self.unregistered.iter().map(String::as_str))
            ));
        }
        if !self.disagreements.is_empty() {
            all.push(format!(
                "人が入力した値と食い違うところが{}件あります：{}。台帳の値は変えていません。",
                self.disagreements.len(),
                named(self.disagreements.iter().map(String::as_str))
            ));
        }
        all.extend(self.remote_tools.iter().cloned());
        let (removed, kept): (Vec<_>, Vec<_>) = self.vanished.iter().partition(|gone| gone.removed);
        let words = |gone: &[&Vanished]| {
            let names: Vec<String> = gone.iter().map(|one| format!("{}（{}）", one.name, one.device)).collect();
            named(names.iter().map(String::as_str))
        };
        if !removed.is_empty() {
            all.push(format!("無くなったソフトが{}件あります：{}。台帳から外します。", removed.len(), words(&removed)));
        }
        if !kept.is_empty() {
            all.push(format!(
                "無くなったソフトのうち{}件は、人が書き足した行のため台帳に残します：{}。",
                kept.len(),
                words(&kept)
            ));
        }
        if !self.missing.is_empty() {
            all.push(format!(
                "見当たらない機器が{}台あります：{}。",
                self.missing.len(),
                named(self.missing.iter().map(|missing| missing.name.as_str()))
            ));
        }
        all.extend(self.notes.iter().cloned());
        all
    }
}
