//! Machines with nothing on them, and with files that are not what they should be.

use crate::tree::{Tree, server};
use crate::{file, unread, valid};
use tate_collect::Machine;

#[test]
fn an_empty_machine_is_a_valid_file_full_of_reasons() {
    let tree = Tree::new();
    let file = file(&Machine::at(tree.root(), false, Vec::new()));
    valid(&file);
    assert_eq!(file["tool"]["rights"], "user");
    for section in [
        "host",
        "os",
        "updates",
        "programs",
        "users",
        "services",
        "ports",
        "antivirus",
        "firewall",
        "encryption",
        "usb",
        "password",
        "time_sync",
        "network",
    ] {
        let reasons = unread(&file, section);
        assert!(!reasons.is_empty(), "{section}");
        assert!(reasons.iter().all(|reason| reason.ends_with('。')), "{reasons:?}");
    }
    for section in ["os", "usb", "password", "remote_desktop", "time_sync"] {
        assert!(file[section].is_null(), "{section} is not known, not off");
    }
}

/// Every file of the server, replaced by each kind of rubbish in turn.
#[test]
fn no_file_can_break_the_collector() {
    let rubbish: [&[u8]; 5] =
        [b"", b"\xff\xfe\x00\x01", b"=\n:\n::::::\n= = =\n\"", &[b'A'; 100_000], "：\n".as_bytes()];
    let paths = [
        "etc/os-release",
        "etc/passwd",
        "etc/shadow",
        "etc/group",
        "etc/sudoers",
        "var/log/lastlog",
        "var/lib/dpkg/status",
        "var/log/dpkg.log",
        "proc/net/tcp",
        "proc/self/mountinfo",
        "proc/700/comm",
        "var/lib/clamav/daily.cld",
        "etc/pam.d/common-password",
        "etc/security/pwquality.conf",
        "etc/login.defs",
        "etc/ufw/ufw.conf",
        "sys/class/net/eth0/address",
        "sys/class/dmi/id/chassis_type",
        "etc/chrony/chrony.conf",
        "etc/modprobe.d/usb.conf",
        "proc/sys/kernel/hostname",
        "sys/class/block/dm-1/dm/uuid",
    ];
    for path in paths {
        for content in rubbish {
            let tree = server();
            tree.file(path, content);
            valid(&file(&tree.machine()));
        }
    }
}

#[test]
fn a_folder_in_place_of_a_file_and_a_ring_of_disks_are_survived() {
    let tree = server();
    tree.remove("/etc/passwd").file("/etc/passwd/x", "");
    tree.remove("/sys/class/block/dm-1/slaves/dm-0").file("/sys/class/block/dm-1/slaves/dm-1", "");
    let file = file(&tree.machine());
    valid(&file);
    assert_eq!(file["encryption"][0]["on"], false, "a ring is no encryption");
    assert!(unread(&file, "users")[0].contains("/etc/passwd"));
}
