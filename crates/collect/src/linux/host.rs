//! The machine itself and its operating system.

use crate::Gaps;
use crate::machine::{Machine, setting, why};
use crate::report::{HostFacts, System};

const DMI: &str = "/sys/class/dmi/id";
/// SMBIOS numbers of cases: portable and desktop computers; 30 is a tablet.
const PC_CASES: [u32; 14] = [3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 16, 31, 32, 35];

/// Name, maker, model, serial number, UUID and kind.
pub(crate) fn host(machine: &Machine, gaps: &mut Gaps) -> HostFacts {
    let name = machine.line("/proc/sys/kernel/hostname").or_else(|| machine.line("/etc/hostname"));
    if name.is_none() {
        gaps.note("host", "コンピュータ名が分かりません。/etc/hostname がありません。");
    }
    let dmi = |file: &str| machine.line(&format!("{DMI}/{file}"));
    if !machine.exists(DMI) {
        gaps.note("host", "メーカー・型番・シリアル番号の情報（DMI）がない環境です。仮想環境やコンテナでは、ほかの方法で確かめてください。");
    }
    HostFacts {
        name: name.unwrap_or_else(|| "localhost".to_owned()),
        domain: None,
        maker: dmi("sys_vendor"),
        model: dmi("product_name"),
        serial: secret(machine, "product_serial", gaps),
        uuid: secret(machine, "product_uuid", gaps),
        kind: Some(kind(machine)),
        r#virtual: is_virtual(machine),
    }
}

/// Values that only the administrator may read.
fn secret(machine: &Machine, file: &str, gaps: &mut Gaps) -> Option<String> {
    let path = format!("{DMI}/{file}");
    if let Err(error) = machine.text(&path)
        && machine.exists(&path)
    {
        gaps.note("host", why(&path, &error));
    }
    machine.line(&path)
}

/// A portable case is a PC; any other case is one if it shows a desktop; the rest are servers.
fn kind(machine: &Machine) -> &'static str {
    let case = machine.line(&format!("{DMI}/chassis_type")).and_then(|case| case.parse::<u32>().ok()).unwrap_or(0);
    let desktop = machine.path("/etc/systemd/system/display-manager.service").symlink_metadata().is_ok()
        || machine.link("/etc/systemd/system/default.target").is_some_and(|link| link.ends_with("graphical.target"));
    match case {
        30 => "tablet",
        8..=10 | 14 | 31 | 32 => "pc",
        case if PC_CASES.contains(&case) && desktop => "pc",
        0..=2 if desktop => "pc",
        _ => "server",
    }
}

fn is_virtual(machine: &Machine) -> Option<bool> {
    let names = ["sys_vendor", "product_name"].map(|file| machine.line(&format!("{DMI}/{file}")).unwrap_or_default());
    let signs = ["QEMU", "KVM", "VMware", "VirtualBox", "Virtual Machine", "Xen", "Amazon EC2", "Google Compute"];
    if signs.iter().any(|sign| names.iter().any(|name| name.contains(sign))) {
        return Some(true);
    }
    let flags = machine.text("/proc/cpuinfo").ok()?;
    let line = flags.lines().find(|line| line.starts_with("flags"))?;
    Some(line.split_whitespace().any(|flag| flag == "hypervisor"))
}

/// The distribution with its release, and the kernel.
pub(crate) fn system(machine: &Machine, gaps: &mut Gaps) -> Option<System> {
    let paths = ["/etc/os-release", "/usr/lib/os-release"];
    let Some(text) = machine.first_text(&paths) else {
        gaps.note("os", "/etc/os-release がないため、OSの名前が分かりません。台帳に入力してください。");
        return None;
    };
    Some(System {
        family: "linux",
        name: setting(&text, "PRETTY_NAME").or_else(|| setting(&text, "NAME")),
        edition: setting(&text, "VARIANT"),
        release: setting(&text, "VERSION_ID"),
        build: machine.line("/proc/sys/kernel/osrelease"),
        arch: Some(std::env::consts::ARCH.to_owned()).filter(|_| machine.is_live()),
        installed: machine.written("/var/log/installer/status").or_else(|| machine.written("/root/anaconda-ks.cfg")),
    })
}
