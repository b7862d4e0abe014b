//! From what somebody chose or typed to addresses, each name resolved once.

use crate::error::{AppError, Problem, Result};
use std::net::IpAddr;
use std::time::Duration;
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::Ledger;
use tate_domain::netcheck::{Admitted, Asked, Candidate, MOST_TARGETS, Refusal, addresses_of, admit, read};
use tate_domain::text::{code, search_key};

/// How long a name may take to be resolved.
const RESOLVE_WITHIN: Duration = Duration::from_secs(5);

/// What somebody wants diagnosed.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Row ids of devices.
    pub devices: Vec<String>,
    /// Addresses, names, or devices by their number or host name.
    pub hosts: Vec<String>,
    /// Whether `hosts` were confirmed on purpose: they may then lie outside or in no ledger.
    pub confirmation: Confirmation,
    /// Whether the operator has turned diagnoses from the pages off.
    pub off: bool,
}

/// Whether somebody confirmed a target on purpose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Confirmation {
    /// Not asked for.
    #[default]
    None,
    /// Given.
    Given,
    /// Begun and not complete.
    Broken,
}

impl Confirmation {
    /// On the page: ticked, and the target typed once more.
    #[must_use]
    pub fn typed(host: &str, again: &str, sure: bool) -> Self {
        match (code(again), sure) {
            (again, false) if again.is_empty() => Self::None,
            (again, true) if !again.is_empty() && again == code(host) => Self::Given,
            _ => Self::Broken,
        }
    }
}

const OFF: &str = "このサーバでは、画面からのネットワーク診断を止めています。サーバを管理している方が、起動のときに止める指定をしたためです。診断が必要なときは、管理している方に依頼してください。";
const BROKEN: &str = "確認が完了していません。台帳にない宛先を診断するときは、宛先と同じものをもう一度入力し、確認の欄に印を付けてください。";

/// The targets of a run; every refusal at once.
///
/// `resolve` is asked once for a name, and what it says is what is checked and connected to: a name
/// that points elsewhere a moment later (rebinding) gains nothing.
pub(super) async fn targets<R>(facts: &Facts, wanted: &Wanted, resolve: R) -> Result<Vec<Admitted>>
where
    R: AsyncFn(&str) -> Vec<IpAddr>,
{
    if wanted.off {
        return Err(AppError::invalid("devices", OFF));
    }
    if wanted.confirmation == Confirmation::Broken {
        return Err(AppError::invalid("again", BROKEN));
    }
    let confirmed = wanted.confirmation == Confirmation::Given;
    let (mut candidates, mut problems) = (Vec::new(), Vec::new());
    let asked = wanted.devices.len() + wanted.hosts.len();
    if asked > MOST_TARGETS {
        return Err(AppError::invalid("devices", Refusal::TooMany(asked).to_string()));
    }
    for id in &wanted.devices {
        match facts.devices_in_use().find(|row| row.id == *id) {
            Some(row) => candidates.push(of_device(row, false)),
            None => problems.push(Problem::new(
                "devices",
                "選んだ機器が、稼働中の機器の台帳にありません。画面を開き直して、選び直してください。",
            )),
        }
    }
    for written in &wanted.hosts {
        match host(facts, written, confirmed, &resolve).await {
            Ok(candidate) => candidates.push(candidate),
            Err(refusal) => problems.push(Problem::new("host", refusal.to_string())),
        }
    }
    let admitted = if problems.is_empty() { admit(&candidates, facts) } else { Err(Vec::new()) };
    admitted.map_err(|refusals| {
        problems.extend(refusals.into_iter().map(|refusal| Problem::new(field(&refusal), refusal.to_string())));
        AppError::Invalid(problems)
    })
}

/// Where a refusal is shown.
fn field(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Empty | Refusal::TooMany(_) => "devices",
        Refusal::Unreadable(_)
        | Refusal::Range(_)
        | Refusal::NoAddress(_)
        | Refusal::Never(..)
        | Refusal::Outside(..)
        | Refusal::NotInLedger(..) => "host",
    }
}

fn of_device(row: &Row, confirmed: bool) -> Candidate {
    Candidate { written: row.name(), addresses: addresses_of(row), confirmed }
}

async fn host<R>(facts: &Facts, written: &str, confirmed: bool, resolve: &R) -> Result<Candidate, Refusal>
where
    R: AsyncFn(&str) -> Vec<IpAddr>,
{
    // The ledger knows its own machines better than any name server.
    if let Some(row) = named(facts, written) {
        return Ok(of_device(row, confirmed));
    }
    Ok(match read(written)? {
        Asked::Address(address) => {
            Candidate { written: written.trim().to_owned(), addresses: vec![address], confirmed }
        }
        Asked::Name(name) => {
            let addresses = tokio::time::timeout(RESOLVE_WITHIN, resolve(&name)).await.unwrap_or_default();
            Candidate { written: name, addresses, confirmed }
        }
    })
}

/// The device in use with this number or host name, where there is exactly one with an address.
fn named<'a>(facts: &'a Facts, written: &str) -> Option<&'a Row> {
    let key = search_key(written);
    let is = |row: &&Row| {
        ["number", "host"].iter().any(|column| row.filled(column).is_some_and(|value| search_key(value) == key))
    };
    let mut found = facts.devices_in_use().filter(is).filter(|row| !addresses_of(row).is_empty());
    match (found.next(), found.next()) {
        (Some(only), None) if !key.is_empty() => Some(only),
        _ => None,
    }
}

/// Asks the machine's own resolver.
pub(super) async fn by_system(name: &str) -> Vec<IpAddr> {
    match tokio::net::lookup_host((name, 0)).await {
        Ok(found) => {
            let mut addresses: Vec<IpAddr> = found.map(|address| address.ip().to_canonical()).collect();
            addresses.dedup();
            addresses
        }
        Err(error) => {
            tracing::info!(%error, "a name to be diagnosed was not resolved");
            Vec::new()
        }
    }
}

/// Whether a facility has any device, for the page's empty state.
pub(super) fn has_devices(facts: &Facts) -> bool {
    !facts.all(Ledger::Devices).is_empty()
}
