//! Disks: which file systems lie on LUKS.

use crate::Gaps;
use crate::machine::Machine;
use crate::report::Drive;
use procfs_core::FromRead as _;
use procfs_core::process::MountInfos;
use std::collections::BTreeSet;

const BLOCKS: &str = "/sys/class/block";
/// Device mapper over device mapper: LVM on LUKS on RAID has three levels.
const MOST_LEVELS: usize = 8;

/// Every mounted disk that holds data, with whether it is encrypted.
pub(crate) fn encryption(machine: &Machine, gaps: &mut Gaps) -> Vec<Drive> {
    let Ok(mounts) = MountInfos::from_file(machine.path("/proc/self/mountinfo")) else {
        gaps.note("encryption", "/proc/self/mountinfo を読み取れないため、ディスクの暗号化を調べられません。");
        return Vec::new();
    };
    let mut seen = BTreeSet::new();
    let mut drives = Vec::new();
    for mount in mounts.0 {
        let point = mount.mount_point.to_string_lossy().into_owned();
        let Some(source) = mount.mount_source.filter(|source| source.starts_with("/dev/")) else { continue };
        // Start-up partitions cannot be encrypted; snaps and discs are no disks.
        if point.starts_with("/boot") || matches!(mount.fs_type.as_str(), "squashfs" | "iso9660") {
            continue;
        }
        let Some(device) = device(machine, &source) else { continue };
        if seen.insert(device.clone()) {
            let on = is_encrypted(machine, &device, 0);
            let detail = Some(if on { format!("LUKS（{device}）") } else { device });
            drives.push(Drive { drive: point, on: Some(on), detail });
        }
    }
    if drives.is_empty() {
        gaps.note("encryption", "ディスクの情報がない環境（コンテナなど）のため、暗号化を調べられません。動かしている機器で確かめてください。");
    }
    drives
}

/// `dm-1` of `/dev/mapper/vg-root`, `sda2` of `/dev/sda2`.
fn device(machine: &Machine, source: &str) -> Option<String> {
    let name = source.rsplit('/').next()?;
    if machine.path(&format!("{BLOCKS}/{name}")).symlink_metadata().is_ok() {
        return Some(name.to_owned());
    }
    let mapped = |block: &String| machine.line(&format!("{BLOCKS}/{block}/dm/name")).as_deref() == Some(name);
    machine.names(BLOCKS).into_iter().find(mapped)
}

/// Whether a device is LUKS, or lies on one.
fn is_encrypted(machine: &Machine, device: &str, level: usize) -> bool {
    if level > MOST_LEVELS {
        return false;
    }
    if machine.line(&format!("{BLOCKS}/{device}/dm/uuid")).is_some_and(|uuid| uuid.starts_with("CRYPT-")) {
        return true;
    }
    let below = machine.names(&format!("{BLOCKS}/{device}/slaves"));
    !below.is_empty() && below.iter().all(|device| is_encrypted(machine, device, level + 1))
}
