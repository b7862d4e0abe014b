//! Virus protection and firewall.

use super::processes::Processes;
use crate::Gaps;
use crate::machine::{Machine, setting};
use crate::report::{Antivirus, Firewall};
use jiff::civil::Date;

/// Products by the name of their process.
const PRODUCTS: [(&str, &str); 8] = [
    ("ds_agent", "Trend Micro Deep Security"),
    ("wdavdaemon", "Microsoft Defender for Endpoint"),
    ("falcon-sensor", "CrowdStrike Falcon"),
    ("savd", "Sophos"),
    ("esets_daemon", "ESET"),
    ("oaeventd", "ESET"),
    ("fsma", "WithSecure"),
    ("klnagent", "Kaspersky"),
];

/// ClamAV with the day of its definitions, and other products by their process.
pub(crate) fn antivirus(machine: &Machine, processes: &Processes, gaps: &mut Gaps) -> Vec<Antivirus> {
    let mut found: Vec<Antivirus> = PRODUCTS
        .iter()
        .filter(|(process, _)| processes.run(process))
        .map(|(_, name)| Antivirus { name: (*name).to_owned(), on: Some(true), current: None, definitions: None })
        .collect();
    found.dedup_by(|a, b| a.name == b.name);
    for product in &found {
        gaps.note("antivirus", format!("{}の定義ファイルの日付は、製品の画面で確かめてください。", product.name));
    }
    let definitions = clamav_day(machine);
    if definitions.is_some() || machine.exists("/etc/clamav") || processes.run("clamd") {
        let on = Some(processes.run("clamd"));
        found.push(Antivirus { name: "ClamAV".to_owned(), on, current: None, definitions });
    }
    if found.is_empty() {
        gaps.note(
            "antivirus",
            "知っているウイルス対策ソフトが見つかりません。入っている場合は、台帳に入力してください。",
        );
    }
    found
}

/// The day in the head of ClamAV's daily definitions: `ClamAV-VDB:10 Nov 2026 08-27 +0000:27456:…`.
fn clamav_day(machine: &Machine) -> Option<String> {
    ["daily.cld", "daily.cvd"]
        .iter()
        .filter_map(|file| {
            let head = machine.bytes_at(&format!("/var/lib/clamav/{file}"), 0, 64).ok()?;
            let head = String::from_utf8_lossy(&head).into_owned();
            let words: Vec<&str> = head.strip_prefix("ClamAV-VDB:")?.split_whitespace().collect();
            let [day, month, year, ..] = words.as_slice() else { return None };
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
            let month = i8::try_from(months.iter().position(|name| name == month)? + 1).ok()?;
            Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
        })
        .max()
        .map(|day| day.to_string())
}

/// Each firewall that is set up, and whether it is on. Rules are not read: only root may.
pub(crate) fn firewall(machine: &Machine, processes: &Processes, gaps: &mut Gaps) -> Vec<Firewall> {
    let mut found = Vec::new();
    let mut add = |name, on| found.push(Firewall { name, on: Some(on), kind: "product" });
    if let Ok(text) = machine.text("/etc/ufw/ufw.conf") {
        add("ufw", setting(&text, "ENABLED").as_deref() == Some("yes"));
    }
    if machine.exists("/etc/firewalld") {
        add("firewalld", processes.run("firewalld") || runs(machine, "firewalld.service"));
    }
    for (name, unit, files) in [
        ("nftables", "nftables.service", ["/etc/nftables.conf", "/etc/sysconfig/nftables.conf"]),
        ("iptables", "netfilter-persistent.service", ["/etc/iptables/rules.v4", "/etc/sysconfig/iptables"]),
    ] {
        let Some(rules) = machine.first_text(&files) else { continue };
        let refuses = rules.lines().filter(|line| !line.trim_start().starts_with('#')).any(|line| {
            let line = line.to_lowercase();
            line.contains("drop") || line.contains("reject")
        });
        add(name, refuses && starts(machine, unit));
    }
    if found.is_empty() {
        gaps.note(
            "firewall",
            "この機器のファイアウォール（ufw、firewalld、nftables、iptables）の設定が見つかりません。ほかの仕組みを使っている場合は、台帳に入力してください。",
        );
    }
    found
}

fn runs(machine: &Machine, unit: &str) -> bool {
    machine.exists(&format!("/sys/fs/cgroup/system.slice/{unit}"))
}

fn starts(machine: &Machine, unit: &str) -> bool {
    let folder = "/etc/systemd/system";
    machine
        .names(folder)
        .iter()
        .filter(|name| name.ends_with(".wants"))
        .any(|wants| machine.names(&format!("{folder}/{wants}")).iter().any(|name| name == unit))
}
