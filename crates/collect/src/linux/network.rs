//! Adapters with their addresses.

use crate::Gaps;
use crate::machine::Machine;
use crate::report::Adapter;
use std::collections::BTreeMap;

const ADAPTERS: &str = "/sys/class/net";

/// Every adapter with an address or a hardware address, without the loopback.
pub(crate) fn adapters(machine: &Machine, gaps: &mut Gaps) -> Vec<Adapter> {
    let mut by_name: BTreeMap<String, Vec<String>> = machine
        .names(ADAPTERS)
        .into_iter()
        .filter(|name| name != "bonding_masters")
        .map(|name| (name, Vec::new()))
        .collect();
    for (name, ip) in machine.addresses() {
        by_name.entry(name.clone()).or_default().push(ip.to_string());
    }
    let found: Vec<Adapter> = by_name
        .into_iter()
        .filter(|(name, _)| name != "lo")
        .map(|(name, ips)| {
            let mac = machine.line(&format!("{ADAPTERS}/{name}/address")).filter(|mac| mac != "00:00:00:00:00:00");
            let dhcp = if ips.is_empty() { None } else { dhcp(machine, &name) };
            Adapter { name, mac: mac.filter(|mac| mac.len() == 17), ips, dhcp }
        })
        .filter(|adapter| !adapter.ips.is_empty())
        .collect();
    if found.is_empty() {
        gaps.note("network", "IPアドレスのあるネットワークが見つかりません。接続を確かめてください。");
    }
    found
}

/// Whether a DHCP client keeps a lease for the adapter. No lease says nothing: there are many clients.
fn dhcp(machine: &Machine, name: &str) -> Option<bool> {
    let number = machine.line(&format!("{ADAPTERS}/{name}/ifindex"));
    if number.is_some_and(|number| machine.exists(&format!("/run/systemd/netif/leases/{number}"))) {
        return Some(true);
    }
    let managed = machine.names("/var/lib/NetworkManager");
    if managed.iter().any(|file| file.starts_with("internal-") && file.ends_with(&format!("-{name}.lease"))) {
        return Some(true);
    }
    let sign = format!("interface \"{name}\"");
    let leases = machine.names("/var/lib/dhcp");
    leases
        .iter()
        .any(|file| machine.text(&format!("/var/lib/dhcp/{file}")).is_ok_and(|text| text.contains(&sign)))
        .then_some(true)
}
