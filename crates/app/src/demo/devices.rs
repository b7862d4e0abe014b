//! The hospital's 300 devices.

use super::book::Book;
use super::departments::person;
use super::dice::{days_ago, mac, pick, roll, serial};
use super::hospital::{Lists, remote};
use crate::error::Result;
use tate_domain::ledger::Ledger;

/// A group of like devices: kind, how many, prefix of number and host, maker, private network.
struct Group {
    kind: &'static str,
    count: usize,
    prefix: &'static str,
    model: &'static str,
    net: u8,
    /// Operating systems with their version; the first are the usual ones.
    systems: &'static [(&'static str, &'static str)],
}

/// 12 + 150 + 30 + 40 + 6 + 30 + 26 + 4 + 2 = 300.
const GROUPS: [Group; 9] = [
    Group {
        kind: "server",
        count: 12,
        prefix: "SV",
        model: "SR-900",
        net: 1,
        systems: &[
            ("Windows Server 2022 Standard", ""),
            ("Windows Server 2022 Standard", ""),
            ("Windows Server 2019 Standard", ""),
            ("Windows Server 2016 Standard", ""),
        ],
    },
    Group {
        kind: "pc",
        count: 150,
        prefix: "PC",
        model: "MN-15",
        net: 2,
        systems: &[
            ("Windows 11 Pro", "25H2"),
            ("Windows 11 Enterprise", "24H2"),
            ("Windows 11 Pro", "25H2"),
            ("Windows 11 Enterprise", "25H2"),
            ("Windows 11 Pro", "25H2"),
        ],
    },
    Group {
        kind: "tablet",
        count: 30,
        prefix: "TB",
        model: "KG-11",
        net: 3,
        systems: &[("iPadOS", "26"), ("iPadOS", "18")],
    },
    Group {
        kind: "network", count: 40, prefix: "NW", model: "KT-S24", net: 4, systems: &[("本体ファームウェア", "")]
    },
    Group {
        kind: "nas",
        count: 6,
        prefix: "NA",
        model: "ND-8",
        net: 5,
        systems: &[("Windows Server 2022 Standard", "")],
    },
    Group {
        kind: "medical",
        count: 30,
        prefix: "ME",
        model: "MD-3",
        net: 6,
        systems: &[
            ("Windows 10 Enterprise LTSC 2019", ""),
            ("Windows 10 Enterprise LTSC 2019", ""),
            ("Windows 10 Enterprise LTSC 2021", ""),
        ],
    },
    Group { kind: "printer", count: 26, prefix: "PR", model: "AK-410", net: 7, systems: &[("本体制御", "")] },
    Group {
        kind: "virtual",
        count: 4,
        prefix: "VM",
        model: "仮想マシン",
        net: 8,
        systems: &[("Windows Server 2022 Standard", "")],
    },
    Group {
        kind: "cloud", count: 2, prefix: "CL", model: "クラウド", net: 9, systems: &[("事業者が管理", "")]
    },
];

/// Expired or unclear systems that a house of this size still has: kind, place in its group.
const OLD: [(&str, usize, &str, &str); 8] = [
    ("pc", 17, "Windows 10 Pro", "22H2"),
    ("pc", 58, "Windows 10 Pro", "22H2"),
    ("pc", 91, "Windows 11 Pro", "23H2"),
    ("pc", 92, "Windows 11 Pro", ""),
    ("pc", 133, "Windows 11 Pro", ""),
    ("medical", 4, "Windows 7 Professional", ""),
    ("medical", 22, "Windows XP Professional", ""),
    ("server", 9, "Windows Server 2012 R2 Standard", ""),
];

const MAKERS: [&str; 5] = ["みなも電機", "北辰コンピュータ", "かげろう製作所", "あかね精機", "翠嵐電子"];

/// Writes the devices down.
pub(super) fn hospital(book: &mut Book, lists: &Lists) -> Result<()> {
    for group in &GROUPS {
        for at in 0..group.count {
            device(book, lists, group, at)?;
        }
    }
    Ok(())
}

fn device(book: &mut Book, lists: &Lists, group: &Group, at: usize) -> Result<()> {
    let kind = group.kind;
    let department = &lists.departments[at % lists.departments.len()];
    let (os, release) = OLD
        .iter()
        .find(|old| old.0 == kind && old.1 == at)
        .map_or_else(|| group.systems[roll(kind, at, group.systems.len())], |old| (old.2, old.3));
    let old = OLD.iter().any(|old| old.0 == kind && old.1 == at);
    let passive = matches!(kind, "network" | "printer" | "cloud");
    // Servers carry one system each; terminals mostly show the record system.
    let system = match kind {
        "server" | "virtual" => at * 2 % lists.systems.len(),
        "network" => 43,
        "nas" => 44,
        "medical" => 26 + at % 3,
        "cloud" => 31,
        "pc" if at.is_multiple_of(3) => own_system(at / 3 % lists.systems.len()),
        _ => 0,
    };
    let line = &lists.systems[system];
    let place = if matches!(kind, "server" | "virtual" | "nas") { "別館2階 サーバ室" } else { department[1] };
    let number = format!("{}-{:03}", group.prefix, at + 1);
    // One modality is reached from outside although its vendor denies it.
    let stray = kind == "medical" && at == 8;
    let disposed = kind == "pc" && at >= 147;
    // A few that nobody found on the last round.
    let unseen = at % 37 == 36;
    book.add(
        Ledger::Devices,
        &number,
        [
            ("number", number.clone()),
            ("maker", pick("maker", at + group.count, &MAKERS).to_owned()),
            ("os", os.to_owned()),
            ("os_release", release.to_owned()),
            ("software", if passive { os.to_owned() } else { line[0].to_owned() }),
            ("software_version", format!("{}.{}.{}", 1 + roll("a", at, 9), roll("b", at, 9), roll("c", at, 20))),
            (
                "ip",
                if kind == "tablet" { "動的".to_owned() } else { format!("192.168.{}.{}", group.net, at % 200 + 11) },
            ),
            ("host", format!("KSM-{}{:03}", group.prefix, at + 1)),
            ("place", place.to_owned()),
            ("user", if kind == "pc" { person(at % 126).0 } else { department[0].to_owned() }),
            ("registered", format!("-{}d", 120 + roll(kind, at, 1_500))),
            ("state", if disposed { "disposed" } else { "active" }.to_owned()),
            ("note", if old { "入れ替えの計画に載せている".to_owned() } else { String::new() }),
            ("kind", kind.to_owned()),
            ("model", group.model.to_owned()),
            ("serial", serial(kind, at)),
            ("mac", mac(kind, at)),
            ("patient_data", if passive { "no" } else { line[3] }.to_owned()),
            ("system", format!("s{system}")),
            ("vendor", format!("v{}", line[4])),
            (
                "remote",
                if stray {
                    "yes"
                } else if matches!(kind, "server" | "medical" | "pc") {
                    remote(system)
                } else {
                    "no"
                }
                .to_owned(),
            ),
            (
                "firmware_checked",
                if kind == "network" {
                    days_ago("firmware", at, 10, if at % 9 == 8 { 200 } else { 70 })
                } else {
                    String::new()
                },
            ),
            (
                "last_patch",
                if passive {
                    String::new()
                } else if old {
                    days_ago("old", at, 200, 300)
                } else {
                    days_ago(kind, at, 5, 40)
                },
            ),
            ("antivirus", if passive { String::new() } else { "Windows Defender".to_owned() }),
            ("antivirus_date", if passive { String::new() } else { days_ago("definitions", at, 0, 4) }),
            ("external", if matches!(kind, "medical" | "printer") { "no" } else { "yes" }.to_owned()),
            ("checked", if unseen { "-500d".to_owned() } else { days_ago("checked", at, 30, 120) }),
            ("firmware", firmware(kind, at).to_owned()),
            (
                "default_changed",
                // The boxes of one floor were put up by a vendor who gave no record.
                if matches!(kind, "network" | "nas") && at % 13 != 12 { "2024-05-20" } else { "" }.to_owned(),
            ),
            (
                "usb_control",
                match kind {
                    "pc" if at == 71 => "blocked",
                    "pc" | "server" => "allowlist",
                    _ => "",
                }
                .to_owned(),
            ),
            ("usb_seen", if kind == "pc" && at == 71 { "スマートフォン" } else { "" }.to_owned()),
            ("antivirus_on", if passive || kind == "tablet" { "" } else { antivirus(kind, at) }.to_owned()),
        ],
    )
}

/// The version that a switch, router or NAS shows; a few were left behind on the last round.
fn firmware(kind: &str, at: usize) -> &'static str {
    match (kind, at % 10) {
        ("network", 7) => "4.1.22",
        ("network", 9) => "",
        ("network", _) => "4.2.10",
        ("nas", _) => "7.1.3",
        _ => "",
    }
}

/// Whether the protection runs; on one terminal it was switched off for a test and never back on.
fn antivirus(kind: &str, at: usize) -> &'static str {
    if kind == "pc" && at == 44 { "no" } else { "yes" }
}

/// The system of a terminal that serves a department: nobody has listed those of two of them.
fn own_system(at: usize) -> usize {
    if at == 25 || at == 38 { 0 } else { at }
}
