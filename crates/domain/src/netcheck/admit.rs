//! Which targets are allowed: of the ledger, inside, or confirmed on purpose; never no one in particular.

use super::address::{Place, addresses_of, canonical, place};
use crate::facts::{Facts, Row};
use std::net::IpAddr;

/// The most targets of one run.
pub const MOST_TARGETS: usize = 64;

/// One thing somebody wants diagnosed, with the addresses it has been resolved to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// As written, or the device's name.
    pub written: String,
    /// What it was resolved to, once; only these are checked and connected to.
    pub addresses: Vec<IpAddr>,
    /// Whether the person confirmed this target on purpose (`--yes`, or typed once more).
    pub confirmed: bool,
}

/// A target that may be diagnosed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// As written.
    pub host: String,
    /// The address that is connected to.
    pub address: IpAddr,
    /// The device of the ledger at that address.
    pub device: Option<String>,
}

/// Why a target is not diagnosed; a Japanese sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing was given.
    #[error("診断する機器がありません。台帳の機器を1台以上選んでください。")]
    Empty,
    /// Neither an address nor a name.
    #[error(
        "「{0}」をIPアドレスとして読み取れません。8進数・16進数・省略した書き方は受け付けません。「192.168.1.10」か「fd00::10」の形で入力してください。"
    )]
    Unreadable(String),
    /// More than one machine.
    #[error("「{0}」は診断できません。範囲や複数の宛先をまとめた書き方のためです。1台ずつ指定してください。")]
    Range(String),
    /// The name has no address.
    #[error(
        "「{0}」のIPアドレスが分かりません。名前が台帳になく、名前の解決もできなかったためです。IPアドレスで指定してください。"
    )]
    NoAddress(String),
    /// No single machine has this address.
    #[error("「{0}」（{1}）は診断できません。{2}のためです。機器のIPアドレスを指定してください。")]
    Never(String, IpAddr, &'static str),
    /// An address of the internet.
    #[error(
        "「{0}」（{1}）は診断しません。施設の中のアドレスではないためです。施設が管理している機器に間違いなければ、確認のうえで指定してください。"
    )]
    Outside(String, IpAddr),
    /// No device in use has this address.
    #[error(
        "「{0}」（{1}）は診断しません。このIPアドレスの稼働中の機器が、機器の台帳にないためです。台帳に登録するか、確認のうえで指定してください。"
    )]
    NotInLedger(String, IpAddr),
    /// Too many at once.
    #[error("一度に診断できるのは{MOST_TARGETS}件までです（指定：{0}件）。分けて診断してください。")]
    TooMany(usize),
}

/// Decides over all candidates together; a single refused address refuses the run, so that nothing is
/// half done. The same address twice is one target.
///
/// # Errors
/// Every refusal, in order.
pub fn admit(candidates: &[Candidate], facts: &Facts) -> Result<Vec<Admitted>, Vec<Refusal>> {
    let (mut admitted, mut refused): (Vec<Admitted>, Vec<Refusal>) = (Vec::new(), Vec::new());
    for candidate in candidates {
        if candidate.addresses.is_empty() {
            refused.push(Refusal::NoAddress(candidate.written.clone()));
        }
        for address in &candidate.addresses {
            match decide(candidate, canonical(*address), facts) {
                Ok(target) if admitted.iter().any(|known| known.address == target.address) => {}
                Ok(target) => admitted.push(target),
                Err(refusal) => refused.push(refusal),
            }
        }
    }
    if admitted.len() > MOST_TARGETS {
        refused.push(Refusal::TooMany(admitted.len()));
    }
    match (refused.is_empty(), admitted.is_empty()) {
        (false, _) => Err(refused),
        (true, true) => Err(vec![Refusal::Empty]),
        (true, false) => Ok(admitted),
    }
}

fn decide(candidate: &Candidate, address: IpAddr, facts: &Facts) -> Result<Admitted, Refusal> {
    let device = device_at(facts, address, &candidate.written);
    let written = || candidate.written.clone();
    match (place(address), device, candidate.confirmed) {
        (Place::Never(why), _, _) => Err(Refusal::Never(written(), address, why)),
        (Place::Outside, _, false) => Err(Refusal::Outside(written(), address)),
        (Place::Inside, None, false) => Err(Refusal::NotInLedger(written(), address)),
        (Place::Inside, Some(_), _) | (Place::Inside | Place::Outside, _, true) => {
            Ok(Admitted { host: written(), address, device: device.map(|row| row.id.clone()) })
        }
    }
}

/// The device in use with an address; where several have it, the one that was named.
fn device_at<'a>(facts: &'a Facts, address: IpAddr, named: &str) -> Option<&'a Row> {
    let mut first = None;
    for row in facts.devices_in_use().filter(|row| addresses_of(row).contains(&address)) {
        if row.name() == named {
            return Some(row);
        }
        first = first.or(Some(row));
    }
    first
}
