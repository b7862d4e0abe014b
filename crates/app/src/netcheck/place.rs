//! From where a diagnosis is made: addresses, host name and operating system of this machine.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use tate_domain::netcheck::Admitted;
use tate_domain::text;

/// This machine, as the proof names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) source: String,
    pub(super) host: String,
    pub(super) os: String,
}

impl Place {
    /// This machine, as seen from the targets.
    pub(super) fn towards(targets: &[Admitted]) -> Self {
        let mut sources: Vec<String> = Vec::new();
        for address in targets.iter().filter_map(|target| source_towards(target.address)) {
            let text = address.to_string();
            if !sources.contains(&text) {
                sources.push(text);
            }
        }
        let host = gethostname::gethostname();
        Self { source: sources.join("、"), host: short(&host.to_string_lossy()), os: system() }
    }
}

/// The address from which this machine would connect. Connecting a datagram socket only asks the
/// routing table: nothing is sent.
fn source_towards(target: IpAddr) -> Option<IpAddr> {
    let any: IpAddr = match target {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind(SocketAddr::new(any, 0)).ok()?;
    socket.connect(SocketAddr::new(target, 9)).ok()?;
    socket.local_addr().ok().map(|address| address.ip().to_canonical())
}

fn short(name: &str) -> String {
    text::shorten(&text::printable(name, false), 100)
}

/// `Debian GNU/Linux 12 (bookworm)`, else the name of the kernel's family.
fn system() -> String {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let pretty = release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))
        .map(|value| short(value.trim().trim_matches('"')))
        .filter(|name| !name.is_empty());
    pretty.unwrap_or_else(|| {
        match std::env::consts::OS {
            "linux" => "Linux",
            "macos" => "macOS",
            "windows" => "Windows",
            other => other,
        }
        .to_owned()
    })
}
