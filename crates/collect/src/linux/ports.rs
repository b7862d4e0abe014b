//! Listening ports, from the kernel's tables.

use super::processes::Processes;
use crate::Gaps;
use crate::machine::Machine;
use crate::report::Port;
use procfs_core::net::{TcpNetEntries, TcpState, UdpNetEntries};
use procfs_core::{ExplicitSystemInfo, FromReadSI, ProcResult};
use std::net::SocketAddr;

/// The tables name addresses in the byte order of the processor; the rest is of no concern to them.
const SYSTEM: ExplicitSystemInfo = ExplicitSystemInfo {
    boot_time_secs: 0,
    ticks_per_second: 100,
    page_size: 4096,
    is_little_endian: cfg!(target_endian = "little"),
};

/// TCP ports that listen and UDP ports without another end, each with its process.
pub(crate) fn ports(machine: &Machine, processes: &Processes, gaps: &mut Gaps) -> Vec<Port> {
    let mut found = Vec::new();
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
        let entries = read::<TcpNetEntries>(machine, table, gaps).map_or_else(Vec::new, |entries| entries.0);
        let listening = entries.iter().filter(|entry| entry.state == TcpState::Listen);
        found.extend(listening.map(|entry| ("tcp", entry.local_address, entry.inode)));
    }
    for table in ["/proc/net/udp", "/proc/net/udp6"] {
        let entries = read::<UdpNetEntries>(machine, table, gaps).map_or_else(Vec::new, |entries| entries.0);
        let waiting = entries.iter().filter(|entry| entry.remote_address.port() == 0);
        found.extend(waiting.map(|entry| ("udp", entry.local_address, entry.inode)));
    }
    found.sort_by_key(|(protocol, address, _)| (*protocol, address.port()));
    found.dedup();
    let ports: Vec<Port> =
        found.into_iter().map(|(protocol, address, inode)| port(protocol, address, processes.holder(inode))).collect();
    if processes.hidden && ports.iter().any(|port| port.process.is_none()) {
        gaps.note(
            "ports",
            "一部のポートは、使っているプログラムが分かりません。管理者（root）として実行すると分かります。",
        );
    }
    ports
}

fn port(protocol: &'static str, address: SocketAddr, process: Option<&String>) -> Port {
    let ip = match address.ip() {
        std::net::IpAddr::V6(ip) => ip.to_ipv4_mapped().map_or_else(|| ip.to_string(), |ip| ip.to_string()),
        std::net::IpAddr::V4(ip) => ip.to_string(),
    };
    Port { protocol, address: ip, port: address.port(), process: process.cloned() }
}

/// A table; that of IPv6 is missing where IPv6 is off.
fn read<T: FromReadSI>(machine: &Machine, table: &str, gaps: &mut Gaps) -> Option<T> {
    let path = machine.path(table);
    if !path.exists() {
        if !table.ends_with('6') {
            gaps.note("ports", format!("{table}がないため、待ち受けポートを調べられません。"));
        }
        return None;
    }
    let entries: ProcResult<T> = T::from_file(&path, &SYSTEM);
    if let Err(error) = &entries {
        gaps.note("ports", format!("{table}を読み取れません（{error}）。"));
    }
    entries.ok()
}
