//! USB storage: whether it is refused, and what is plugged in.

use super::processes::Processes;
use crate::Gaps;
use crate::machine::Machine;
use crate::report::{Usb, UsbSeen};

const FOLDERS: [&str; 4] = ["/etc/modprobe.d", "/run/modprobe.d", "/usr/lib/modprobe.d", "/lib/modprobe.d"];
const DEVICES: &str = "/sys/bus/usb/devices";
/// The class of mass storage among USB interfaces.
const STORAGE: &str = "08";

/// What is set. A driver that is refused but loaded all the same refuses nothing.
pub(crate) fn control(machine: &Machine, processes: &Processes, gaps: &mut Gaps) -> Option<Usb> {
    let detail = refusals(machine);
    if processes.run("usbguard-daemon") {
        return Some(Usb { control: Some("allowlist"), detail: vec!["USBGuard".to_owned()] });
    }
    if !detail.is_empty() {
        let loaded = machine.exists("/sys/module/usb_storage");
        if loaded {
            gaps.note("usb", "USB記憶媒体を使わない設定がありますが、ドライバーが読み込まれています。再起動してから、もう一度調べてください。");
        }
        return Some(Usb { control: (!loaded).then_some("blocked"), detail });
    }
    if !machine.exists(DEVICES) {
        gaps.note("usb", "USBの情報がない環境（コンテナなど）のため、USB記憶媒体の制限を調べられません。");
        return None;
    }
    Some(Usb { control: Some("open"), detail })
}

/// Lines of modprobe that keep the driver away.
fn refusals(machine: &Machine) -> Vec<String> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        for file in machine.names(folder).into_iter().filter(|name| name.ends_with(".conf")) {
            let text = machine.text(&format!("{folder}/{file}")).unwrap_or_default();
            found.extend(text.lines().filter(|line| refuses(line)).map(|line| format!("{file}: {}", line.trim())));
        }
    }
    found.dedup();
    found
}

fn refuses(line: &str) -> bool {
    let line = line.replace('_', "-");
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        ["blacklist", "usb-storage"] => true,
        ["install", "usb-storage", program, ..] => program.ends_with("/true") || program.ends_with("/false"),
        _ => false,
    }
}

/// USB storage that is plugged in now; Linux keeps no record of earlier ones.
pub(crate) fn seen(machine: &Machine) -> Vec<UsbSeen> {
    let interfaces = machine.names(DEVICES).into_iter().filter(|name| name.contains(':'));
    let storage = interfaces
        .filter(|name| machine.line(&format!("{DEVICES}/{name}/bInterfaceClass")).as_deref() == Some(STORAGE));
    let mut found: Vec<UsbSeen> = storage
        .map(|name| {
            let device = name.split(':').next().unwrap_or_default().to_owned();
            let value = |file: &str| machine.line(&format!("{DEVICES}/{device}/{file}"));
            let words: Vec<String> = [value("manufacturer"), value("product")].into_iter().flatten().collect();
            let name = if words.is_empty() { device.clone() } else { words.join(" ") };
            UsbSeen { name, serial: value("serial") }
        })
        .collect();
    found.dedup_by(|a, b| a.name == b.name && a.serial == b.serial);
    found
}

#[cfg(test)]
mod tests {
    use super::refuses;

    #[test]
    fn only_lines_that_keep_the_driver_away_count() {
        for line in ["blacklist usb-storage", " blacklist usb_storage ", "install usb-storage /bin/false"] {
            assert!(refuses(line), "{line}");
        }
        for line in ["# blacklist usb-storage", "options usb-storage quirks=1", "install usb-storage /sbin/modprobe x"]
        {
            assert!(!refuses(line), "{line}");
        }
    }
}
