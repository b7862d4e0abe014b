//! The device row.

use super::super::Host;
use super::part::Part;
use super::words::{self, is_placeholder, joined, on_off, yes_no};
use std::net::IpAddr;

/// The most characters of `unread`, a column of several lines.
const MOST_LINES_CHARS: usize = 4_000;

fn line(host: &mut Host, group: &str, text: String) {
    host.more.entry(group.to_owned()).or_default().push(text);
}

/// Name, maker, model, serial number, UUID, kind and day.
pub(super) fn machine(part: &Part<'_>, host: &mut Host) {
    host.put("collected", part.day("taken_at").unwrap_or_default());
    let Some(machine) = part.object("host") else { return };
    host.put("host", machine.text("name").unwrap_or_default());
    for key in ["maker", "model", "serial", "uuid"] {
        host.put(key, machine.text(key).filter(|text| !is_placeholder(text)).unwrap_or_default());
    }
    let kind = machine.text("kind").filter(|kind| matches!(kind.as_str(), "pc" | "server" | "tablet"));
    host.put("kind", kind.unwrap_or_default());
    if let Some(domain) = machine.text("domain") {
        line(host, "ネットワーク", format!("ドメイン：{domain}"));
    }
    if machine.flag("virtual") == Some(true) {
        line(host, "機器", "仮想マシン".to_owned());
    }
}

/// Operating system, its release and its build.
pub(super) fn system(part: &Part<'_>, host: &mut Host) {
    let Some(system) = part.object("os") else { return };
    let name = system.text("name").unwrap_or_default();
    host.put("os", name.strip_prefix("Microsoft ").unwrap_or(&name));
    host.put("os_release", system.text("release").unwrap_or_default());
    host.put("os_build", system.text("build").unwrap_or_default());
    for (key, label) in [("edition", "エディション"), ("arch", "種類")] {
        if let Some(value) = system.text(key) {
            line(host, "OS", format!("{label}：{value}"));
        }
    }
    if let Some(day) = system.day("installed") {
        line(host, "OS", format!("インストール日：{day}"));
    }
}

/// Addresses of the adapters; the hardware address to show is that of the first real adapter.
pub(super) fn network(part: &Part<'_>, host: &mut Host) {
    let mut addresses: Vec<String> = Vec::new();
    let mut shown: Option<(bool, String)> = None;
    for adapter in part.list("network") {
        let name = adapter.text("name").unwrap_or_default();
        let ips = adapter.texts("ips");
        addresses.extend(ips.iter().filter(|ip| is_reachable(ip)).cloned());
        let dhcp = match adapter.flag("dhcp") {
            Some(true) => "（DHCP）",
            Some(false) => "（固定）",
            None => "",
        };
        line(host, "ネットワーク", format!("{name}：{}{dhcp}", joined(&ips)));
        let Some(mac) = adapter.text("mac").and_then(|mac| hardware(&mac)) else { continue };
        let good = !is_virtual(&name) && ips.iter().any(|ip| is_reachable(ip));
        if shown.as_ref().is_none_or(|(best, _)| good && !best) {
            shown = Some((good, mac.clone()));
        }
        if !host.macs.contains(&mac) {
            host.macs.push(mac);
        }
    }
    addresses.dedup();
    host.put("ip", addresses.iter().take(10).map(String::as_str).collect::<Vec<_>>().join("、"));
    host.put("mac", shown.map(|(_, mac)| mac).unwrap_or_default());
}

/// `AA:BB:CC:DD:EE:FF` of whatever separators.
fn hardware(text: &str) -> Option<String> {
    let hex: Vec<char> = text.chars().filter(char::is_ascii_hexdigit).collect();
    let pairs: Vec<String> = hex.chunks(2).map(|pair| pair.iter().collect::<String>().to_uppercase()).collect();
    (hex.len() == 12 && pairs.iter().any(|pair| pair != "00")).then(|| pairs.join(":"))
}

fn is_reachable(text: &str) -> bool {
    match text.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => !ip.is_loopback() && !ip.is_link_local() && !ip.is_unspecified(),
        Ok(IpAddr::V6(ip)) => !ip.is_loopback() && !ip.is_unicast_link_local() && !ip.is_unspecified(),
        Err(_) => false,
    }
}

fn is_virtual(name: &str) -> bool {
    let name = name.to_lowercase();
    ["virtual", "vethernet", "docker", "veth", "vmware", "loopback", "tap", "vpn", "br-", "virbr"]
        .iter()
        .any(|sign| name.contains(sign))
}

/// Virus protection, firewall, encryption.
pub(super) fn protection(part: &Part<'_>, host: &mut Host) {
    antivirus(part, host);
    firewall(part, host);
    let mut drives = Vec::new();
    for drive in part.list("encryption") {
        let on = drive.flag("on");
        drives.push(on);
        let state = if on == Some(true) { "暗号化" } else { on_off(on) };
        line(host, "ドライブ", format!("{}：{state}", drive.text("drive").unwrap_or_default()));
    }
    host.put("encrypted", all(&drives).map(yes_no).unwrap_or_default());
}

/// Yes if all are, no if one is not, nothing while one is unknown.
fn all(switches: &[Option<bool>]) -> Option<bool> {
    if switches.contains(&Some(false)) {
        Some(false)
    } else {
        (!switches.is_empty() && !switches.contains(&None)).then_some(true)
    }
}

fn antivirus(part: &Part<'_>, host: &mut Host) {
    let mut names = Vec::new();
    let mut on = None;
    let mut day = String::new();
    for product in part.list("antivirus") {
        let Some(name) = product.text("name") else { continue };
        let runs = product.flag("on");
        // One that runs is enough; the day is that of the products that run.
        on = if runs == Some(true) { runs } else { on.or(runs) };
        if runs != Some(false) {
            day = day.max(product.day("definitions").unwrap_or_default());
        }
        let old = if product.flag("current") == Some(false) { "、定義ファイルが古い" } else { "" };
        line(host, "ウイルス対策", format!("{name}：{}{old}", on_off(runs)));
        names.push(name);
    }
    host.put("antivirus", joined(&names));
    host.put("antivirus_on", on.map(yes_no).unwrap_or_default());
    host.put("antivirus_date", day);
}

fn firewall(part: &Part<'_>, host: &mut Host) {
    let mut profiles = Vec::new();
    let mut products = Vec::new();
    for wall in part.list("firewall") {
        let on = wall.flag("on");
        let name = wall.text("name").unwrap_or_default();
        line(host, "ファイアウォール", format!("{}：{}", words::profile(&name), on_off(on)));
        if wall.text("kind").as_deref() == Some("product") {
            products.push(on);
        } else {
            profiles.push(on);
        }
    }
    // A product that is on stands in for the profiles; on Linux there are only products.
    let on = if products.contains(&Some(true)) {
        Some(true)
    } else if profiles.is_empty() {
        all(&products)
    } else {
        all(&profiles)
    };
    host.put("firewall", on.map(yes_no).unwrap_or_default());
}

/// USB storage: what is allowed, and what was seen.
pub(super) fn usb(part: &Part<'_>, host: &mut Host) {
    if let Some(usb) = part.object("usb") {
        let known = ["blocked", "allowlist", "readonly", "open"];
        let control = usb.text("control").filter(|control| known.contains(&control.as_str()));
        host.put("usb_control", control.unwrap_or_default());
        for setting in usb.texts("detail") {
            line(host, "USB記憶媒体の設定", setting);
        }
    }
    let mut names: Vec<String> = Vec::new();
    for device in part.list("usb_seen") {
        let Some(name) = device.text("name") else { continue };
        let serial = device.text("serial").map(|serial| format!("（{serial}）")).unwrap_or_default();
        line(host, "USB機器", format!("{name}{serial}"));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    host.put("usb_seen", joined(&names));
}

/// Rules for passwords and lockout.
pub(super) fn password(part: &Part<'_>, host: &mut Host) {
    let Some(password) = part.object("password") else { return };
    for (key, column) in
        [("min_length", "password_min"), ("max_age_days", "password_change_days"), ("lockout_threshold", "lockout")]
    {
        host.put(column, password.number(key).map(|number| number.to_string()).unwrap_or_default());
    }
    host.put("password_mixed", password.flag("mixed").map(yes_no).unwrap_or_default());
}

/// Ways in from outside, and the clock.
pub(super) fn access(part: &Part<'_>, host: &mut Host) {
    for key in ["remote_desktop", "time_sync"] {
        let Some(access) = part.object(key) else { continue };
        host.put(key, access.flag("on").map(yes_no).unwrap_or_default());
        let detail: Vec<String> = ["source", "detail"].iter().filter_map(|key| access.text(key)).collect();
        if !detail.is_empty() {
            line(host, words::section(key), detail.join("、"));
        }
    }
    host.put("remote_tools", joined(&part.texts("remote_tools")));
}

/// What the collector could not read, one line each.
pub(super) fn unread(part: &Part<'_>, host: &mut Host) {
    let mut lines: Vec<String> = Vec::new();
    for gap in part.list("unread") {
        let (Some(section), Some(why)) = (gap.text("section"), gap.text("why")) else { continue };
        let text = format!("{}：{why}", words::section(&section));
        if !lines.contains(&text) {
            lines.push(text);
        }
    }
    host.put("unread", lines.join("\n").chars().take(MOST_LINES_CHARS).collect::<String>());
}
