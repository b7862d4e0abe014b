//! What scans and an agent saw in the hospital: hosts outside the ledger, a device that is no longer seen, and a value
//! on which the agent and a person disagree.

use crate::App;
use crate::error::Result;
use crate::machines::Reading;
use jiff::ToSpan as _;
use std::collections::BTreeMap;
use tate_domain::id::FacilityId;
use tate_domain::role::Actor;
use tate_inventory::machine::{Format, Host, Inventory};

/// Days before today on which the network was scanned; three scans in a row without a device make it missing.
const SCANS: [i64; 4] = [29, 22, 15, 8];
/// Seen by every scan.
const ALWAYS: [&str; 2] = ["KSM-PC001", "KSM-PC002"];
/// Seen by the first scan alone.
const GONE: &str = "KSM-PC140";
/// In no ledger.
const STRANGERS: [&str; 2] = ["KEIKYO-NOTE", "DOKOKANO-CAMERA"];

fn host(name: &str, more: &[(&str, &str)]) -> Host {
    let mut host = Host::default();
    host.put("host", name);
    for (key, value) in more {
        host.put(key, *value);
    }
    host
}

fn reading(format: Format, file: &str, taken_at: String, hosts: Vec<Host>) -> Reading {
    let inventory = Inventory { format, taken_at, run: BTreeMap::new(), hosts, problems: Vec::new() };
    Reading { file: file.to_owned(), inventory }
}

impl App {
    /// Four scans of the network, then one agent's file.
    pub(super) async fn demo_machines(&self, clerk: &Actor, facility: &FacilityId) -> Result<()> {
        let today = self.today();
        let day = |back: i64| format!("{}T01:20:00Z", today.checked_sub(back.days()).unwrap_or(today));
        for (at, back) in SCANS.into_iter().enumerate() {
            let mut hosts: Vec<Host> = ALWAYS.iter().map(|name| host(name, &[])).collect();
            match at {
                0 => hosts.push(host(GONE, &[])),
                3 => hosts.extend(STRANGERS.iter().map(|name| host(name, &[]))),
                _ => {}
            }
            let scan = reading(Format::Nmap, "院内の走査.xml", day(back), hosts);
            self.import_readings(clerk, facility, &[scan]).await?;
        }
        let differs = host("KSM-PC003", &[("place", "医事課の奥（架空）")]);
        let agent = reading(Format::Glpi, "KSM-PC003.json", day(2), vec![differs]);
        self.import_readings(clerk, facility, &[agent]).await?;
        Ok(())
    }
}
