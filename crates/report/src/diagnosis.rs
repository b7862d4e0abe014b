//! The newest network diagnosis in the binder.

use serde::{Deserialize, Serialize};

use crate::AttachedFile;

/// From where, when and on which OS six ports of each machine were tried, and what that means.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Diagnosis {
    /// Numbers of the items whose ground it is, e.g. `2-⑬`; may be empty.
    pub items: String,
    /// When, as printed.
    pub made_at: String,
    /// Who.
    pub by: String,
    /// 接続元IP.
    pub source: String,
    /// Host name of the machine that connected; may be empty.
    pub host: String,
    /// Its operating system.
    pub os: String,
    /// The result in a few words, e.g. `要確認 1件`.
    pub result: String,
    /// Full SHA-256 of what is kept, or the word that it no longer fits.
    pub sha256: String,
    /// Headings of the ports, e.g. `SSH 22`.
    pub ports: Vec<String>,
    /// One line per machine.
    pub targets: Vec<DiagnosisTarget>,
    /// What the ledgers say of the diagnosis.
    pub remarks: Vec<DiagnosisRemark>,
    /// Screenshots kept with it.
    pub files: Vec<AttachedFile>,
}

/// One machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DiagnosisTarget {
    /// Its name in the ledger, or as written.
    pub name: String,
    /// Its address.
    pub address: String,
    /// One word per port, e.g. `安全`.
    pub results: Vec<String>,
    /// Reasons and what could not be tried; may be empty.
    pub note: String,
}

/// One line of the field list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DiagnosisRemark {
    /// What is looked at.
    pub label: String,
    /// `よい` or `要確認`.
    pub mark: String,
    /// What was found.
    pub text: String,
}
