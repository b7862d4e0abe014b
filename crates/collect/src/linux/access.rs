//! Ways in from outside, and the clock.

use super::processes::Processes;
use crate::Gaps;
use crate::machine::Machine;
use crate::report::{Access, Port, TimeSync};

/// Programs that show the desktop to somebody elsewhere.
const DESKTOPS: [&str; 7] =
    ["xrdp", "Xvnc", "Xtigervnc", "x11vnc", "vncserver", "gnome-remote-desktop-daemon", "nxserver.bin"];
const RDP: u16 = 3_389;
const VNC: std::ops::RangeInclusive<u16> = 5_900..=5_910;
const SSH: u16 = 22;
/// Programs that set the clock.
const CLOCKS: [&str; 5] = ["chronyd", "systemd-timesyncd", "ntpd", "ntpsec", "openntpd"];
/// Their files, and the words before a server.
const CLOCK_FILES: [(&str, &[&str]); 6] = [
    ("/etc/chrony/chrony.conf", &["server", "pool"]),
    ("/etc/chrony.conf", &["server", "pool"]),
    ("/etc/ntpsec/ntp.conf", &["server", "pool"]),
    ("/etc/ntp.conf", &["server", "pool"]),
    ("/etc/systemd/timesyncd.conf", &["NTP="]),
    ("/etc/openntpd/ntpd.conf", &["server", "servers"]),
];

/// Whether the desktop can be used from elsewhere: xrdp, VNC and their ports. SSH is named, but is no desktop.
pub(crate) fn remote_desktop(processes: &Processes, ports: &[Port]) -> Option<Access> {
    let mut detail: Vec<String> =
        DESKTOPS.iter().filter(|name| processes.run(name)).map(|name| (*name).to_owned()).collect();
    let open = |port: &&Port| port.protocol == "tcp" && (port.port == RDP || VNC.contains(&port.port));
    detail.extend(ports.iter().filter(open).map(|port| format!("TCP {}", port.port)));
    let on = !detail.is_empty();
    if processes.run("sshd") || ports.iter().any(|port| port.protocol == "tcp" && port.port == SSH) {
        detail.push("sshd".to_owned());
    }
    detail.dedup();
    // Without processes and without ports nothing was looked at.
    (!processes.names.is_empty() || !ports.is_empty())
        .then(|| Access { on: Some(on), detail: Some(detail.join("、")).filter(|text| !text.is_empty()) })
}

/// Which program sets the clock, and whom it asks.
pub(crate) fn time_sync(machine: &Machine, processes: &Processes, gaps: &mut Gaps) -> Option<TimeSync> {
    let program = CLOCKS.iter().find(|name| processes.run(name));
    // In a container the clock belongs to the machine around it.
    if program.is_none() && !machine.exists("/run/systemd/system") && !machine.exists("/run/openrc") {
        gaps.note(
            "time_sync",
            "時刻を合わせるプログラムが見つかりません。コンテナの場合は、動かしている機器で確かめてください。",
        );
        return None;
    }
    let source = CLOCK_FILES.iter().find_map(|(file, words)| servers(&machine.text(file).ok()?, words));
    Some(TimeSync { on: Some(program.is_some()), source, detail: program.map(|name| (*name).to_owned()) })
}

fn servers(text: &str, before: &[&str]) -> Option<String> {
    let mut found: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        let mut words = line.split_whitespace();
        let first = words.next().unwrap_or_default();
        if before.contains(&first) {
            found.extend(words.next());
        } else if let Some(server) =
            before.iter().find_map(|word| first.strip_prefix(word)).filter(|_| before == ["NTP="])
        {
            found.push(server);
            found.extend(words);
        }
    }
    Some(found.join("、")).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::servers;

    #[test]
    fn servers_are_read_from_every_kind_of_file() {
        assert_eq!(
            servers("# x\npool ntp.example.jp iburst\nserver 192.0.2.1\n", &["server", "pool"]).unwrap(),
            "ntp.example.jp、192.0.2.1"
        );
        assert_eq!(
            servers("[Time]\nNTP=ntp1.example.jp ntp2.example.jp\n", &["NTP="]).unwrap(),
            "ntp1.example.jp、ntp2.example.jp"
        );
        assert_eq!(servers("[Time]\n#NTP=ntp1.example.jp\n", &["NTP="]), None);
    }
}
