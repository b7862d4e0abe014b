//! One diagnosis as it is kept: from where, when, by whom, of what, with which results.

use super::admit::Admitted;
use super::port::{PortState, SIX, port};
use super::services::declared;
use crate::facts::{Facts, Row};
use crate::ledger::Ledger;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// 安全な設定 or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// Closed, or no answer.
    Safe,
    /// Open, and the services ledger says why it must be.
    Needed,
    /// Open, and nobody has said why.
    Check,
    /// It could not be tried.
    Unknown,
}

impl Judgement {
    /// 安全, 要確認, …
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Safe => "安全",
            Self::Needed => "必要（理由あり）",
            Self::Check => "要確認",
            Self::Unknown => "判断できない",
        }
    }

    /// The same for a narrow column.
    #[must_use]
    pub fn short(self) -> &'static str {
        match self {
            Self::Safe => "安全",
            Self::Needed => "必要",
            Self::Check => "要確認",
            Self::Unknown => "不明",
        }
    }

    /// `safe` in JSON; none where it could not be tried.
    #[must_use]
    pub fn safe(self) -> Option<bool> {
        match self {
            Self::Safe | Self::Needed => Some(true),
            Self::Check => Some(false),
            Self::Unknown => None,
        }
    }
}

/// What one attempt saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The port.
    pub port: u16,
    /// What it met.
    pub state: PortState,
    /// Why it could not be tried; else empty.
    pub why: String,
}

/// One port of one target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortResult {
    /// The port.
    pub port: u16,
    /// Its name.
    pub name: String,
    /// What the attempt met.
    pub state: PortState,
    /// What that means.
    pub judgement: Judgement,
    /// Why it is needed, or why it could not be tried; else empty.
    pub why: String,
}

/// One target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// As somebody named it.
    pub host: String,
    /// The address that was connected to.
    pub address: String,
    /// The device's row; none for a target outside the ledger.
    pub device: Option<String>,
    /// The device's name at that time; empty for none.
    pub device_name: String,
    /// The six.
    pub ports: Vec<PortResult>,
}

impl Target {
    /// The device's name, else what was written.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.device_name.is_empty() { &self.host } else { &self.device_name }
    }

    /// Whether nothing at all came back: the machine may be off, or the address old.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.ports.iter().all(|port| matches!(port.state, PortState::Filtered | PortState::Error))
    }
}

/// One diagnosis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// 接続元IP: addresses of the machine that connected, separated by 「、」.
    pub source: String,
    /// Its host name; may be empty.
    pub source_host: String,
    /// Its operating system.
    pub os: String,
    /// When it began, RFC 3339 in UTC.
    pub at: String,
    /// The day in Japan.
    pub day: Date,
    /// Who.
    pub by: String,
    /// The targets.
    pub targets: Vec<Target>,
}

impl Check {
    /// How many ports have a judgement.
    #[must_use]
    pub fn count(&self, judgement: Judgement) -> usize {
        self.targets.iter().flat_map(|target| &target.ports).filter(|port| port.judgement == judgement).count()
    }

    /// 「要確認 2件」, 「すべて安全」 …
    #[must_use]
    pub fn summary(&self) -> String {
        let (open, unknown) = (self.count(Judgement::Check), self.count(Judgement::Unknown));
        let silent = self.targets.iter().filter(|target| target.is_silent()).count();
        let mut parts = Vec::new();
        if open > 0 {
            parts.push(format!("要確認 {open}件"));
        }
        if unknown > 0 {
            parts.push(format!("判断できない {unknown}件"));
        }
        if silent > 0 {
            parts.push(format!("応答のない機器 {silent}台"));
        }
        if parts.is_empty() { "すべて安全".to_owned() } else { parts.join("、") }
    }
}

/// A target with what was seen, judged by the services ledger.
#[must_use]
pub fn judged(facts: &Facts, target: &Admitted, seen: &[Seen]) -> Target {
    let device = target.device.as_deref().and_then(|id| facts.find(Ledger::Devices, id));
    let ports = SIX.iter().map(|six| seen.iter().find(|one| one.port == six.number)).zip(&SIX);
    Target {
        host: target.host.clone(),
        address: target.address.to_string(),
        device: target.device.clone(),
        device_name: device.map(Row::name).unwrap_or_default(),
        ports: ports
            .map(|(seen, six)| match seen {
                Some(seen) => result(facts, device, seen),
                None => PortResult {
                    port: six.number,
                    name: six.name.to_owned(),
                    state: PortState::Error,
                    judgement: Judgement::Unknown,
                    why: "時間内に調べられませんでした".to_owned(),
                },
            })
            .collect(),
    }
}

fn result(facts: &Facts, device: Option<&Row>, seen: &Seen) -> PortResult {
    let needed = device.filter(|_| seen.state == PortState::Open).and_then(|row| declared(facts, row, seen.port));
    let (judgement, why) = match (seen.state, needed) {
        (PortState::Closed | PortState::Filtered, _) => (Judgement::Safe, String::new()),
        (PortState::Open, Some(row)) => (Judgement::Needed, row.text("reason").to_owned()),
        (PortState::Open, None) => (Judgement::Check, String::new()),
        (PortState::Error, _) => (Judgement::Unknown, seen.why.clone()),
    };
    let name = port(seen.port).map_or_else(|| seen.port.to_string(), |port| port.name.to_owned());
    PortResult { port: seen.port, name, state: seen.state, judgement, why }
}
