//! What machines say of themselves: the one shape into which every machine format is read.
//!
//! GLPI, FusionInventory, osquery, Fleet, nmap and the collector's own JSON differ in everything but this: there are
//! hosts, and a host has a device row, programs, users, services and a date. A reader fills [`Inventory`]; the use case
//! compares it with the ledgers (practice.md §3.3) and never looks at a format again.
//!
//! Values are the raw texts of the file under the column keys of the ledgers; [`tate_domain::ledger::Column::parse`]
//! checks them later, like anything that a person types.

pub mod collector;

mod bounds;
mod content;
mod day;
mod draft;
mod fleet;
mod fusion;
mod glpi;
mod json;
mod nmap;
mod osquery;
mod reading;
mod value;
mod windows;
mod xml;

pub(crate) use day::filetime_day;
pub use reading::{detect, read};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tate_domain::ledger::Fields;

/// The product that wrote the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// The JSON of `tate collect` and of the PowerShell script.
    Collector,
    /// GLPI agent, JSON.
    Glpi,
    /// FusionInventory and OCS, XML.
    Fusion,
    /// osquery snapshots, one JSON object a line.
    Osquery,
    /// Fleet, hosts as JSON.
    Fleet,
    /// `nmap -oX`.
    Nmap,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 6] = [Self::Collector, Self::Glpi, Self::Fusion, Self::Osquery, Self::Fleet, Self::Nmap];

    /// The code on the command line, in JSON and in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Collector => "collector",
            Self::Glpi => "glpi",
            Self::Fusion => "fusion",
            Self::Osquery => "osquery",
            Self::Fleet => "fleet",
            Self::Nmap => "nmap",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Collector => "盾の収集プログラム",
            Self::Glpi => "GLPIエージェント",
            Self::Fusion => "FusionInventory",
            Self::Osquery => "osquery",
            Self::Fleet => "Fleet",
            Self::Nmap => "nmap",
        }
    }

    /// The format with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.code() == code)
    }

    /// Whether the product only sees hosts from outside: what it finds is never a ledger row by itself, but waits in
    /// 未登録の機器 until a person takes it over.
    #[must_use]
    pub fn sees_from_outside(self) -> bool {
        self == Self::Nmap
    }
}

/// One file, read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    /// The product.
    pub format: Format,
    /// When it looked, RFC 3339 or ISO day; empty where the file does not say.
    pub taken_at: String,
    /// Facts about the run that a proof keeps: version of the product, nmap's arguments, the host that scanned.
    pub run: BTreeMap<String, String>,
    /// The hosts, in the order of the file.
    pub hosts: Vec<Host>,
    /// What could not be read, in Japanese sentences; the rest was.
    pub problems: Vec<Problem>,
}

/// Something in the file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Which host of the file, from 1; 0 for the file as a whole.
    pub host: u32,
    /// Where: the field's name in the file.
    pub field: String,
    /// What happened, why, what to do.
    pub message: String,
}

/// One host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// The device row: keys of [`tate_domain::ledger::Ledger::Devices`]. `ip` holds every address, `mac` the one to
    /// show; `collected` the day of `taken_at` of this host.
    pub device: Fields,
    /// Every hardware address, `AA:BB:CC:DD:EE:FF`.
    pub macs: Vec<String>,
    /// Programs: keys of the software ledger (`name`, `version`, `publisher`, `installed`); no updates among them.
    pub software: Vec<Fields>,
    /// Local users: keys of the account ledger (`login`, `holder`, `privilege`, `state`, `last_login`, `password_set`).
    pub accounts: Vec<Fields>,
    /// Services, listening ports, autostart: keys of the services ledger (`name`, `kind`, `detail`, `state`).
    pub services: Vec<Fields>,
    /// Updates of the operating system, newest first.
    pub updates: Vec<Update>,
    /// Everything else worth showing on the device's page, by group (`ドライブ`, `ネットワーク`, `USB機器` …): lines of text.
    pub more: BTreeMap<String, Vec<String>>,
}

/// One update (KB, package).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// `KB5040442` or the package's name.
    pub name: String,
    /// ISO day on which it was installed; empty if unknown.
    pub day: String,
    /// What it is, as the file says.
    pub title: String,
}

impl Host {
    /// A value of the device row; empty text where there is none.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        self.device.get(key).map_or("", String::as_str)
    }

    /// Sets a value of the device row unless it is empty.
    pub fn put(&mut self, key: &str, value: impl Into<String>) {
        let value = value.into();
        if !value.trim().is_empty() {
            self.device.insert(key.to_owned(), value);
        }
    }

    /// The name for messages: host, serial or address.
    #[must_use]
    pub fn name(&self) -> String {
        ["host", "serial", "ip", "mac"]
            .iter()
            .map(|key| self.text(key))
            .find(|value| !value.is_empty())
            .unwrap_or("（名前のない機器）")
            .to_owned()
    }
}
