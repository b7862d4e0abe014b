//! Each section, with a machine on which the answer is the other one.

use crate::tree::{Tree, server};
use crate::{file, unread, valid};
use serde_json::{Value, json};

/// The server with one file changed.
fn changed(path: &str, content: &str) -> Value {
    file(&server().file(path, content).machine())
}

/// The server without some files.
fn without(paths: &[&str]) -> Value {
    let tree = server();
    for path in paths {
        tree.remove(path);
    }
    file(&tree.machine())
}

#[test]
fn a_whole_server_is_valid_and_says_what_it_is() {
    let file = file(&server().machine());
    valid(&file);
    assert_eq!(file["taken_at"], "2026-11-20T12:00:00+09:00");
    assert_eq!(file["tool"]["rights"], "admin");
    assert_eq!(
        file["host"],
        json!({ "name": "karte-sv", "domain": null, "maker": "Example Servers", "model": "RX-2", "serial": "SV-0001",
                "uuid": "0f0e0d0c-0b0a-0908-0706-050403020100", "kind": "server", "virtual": false })
    );
    assert_eq!(file["os"]["name"], "Debian GNU/Linux 13 (trixie)");
    assert_eq!((&file["os"]["release"], &file["os"]["build"]), (&json!("13"), &json!("6.12.48+deb13-amd64")));
    assert_eq!(
        file["network"],
        json!([{ "name": "eth0", "mac": "00:11:22:aa:bb:cc", "ips": ["192.168.1.40"], "dhcp": true }])
    );
    assert_eq!(file["unread"], json!([]));
}

#[test]
fn a_laptop_and_a_virtual_machine_are_told_apart() {
    assert_eq!(changed("/sys/class/dmi/id/chassis_type", "10\n")["host"]["kind"], "pc");
    assert_eq!(
        changed("/sys/class/dmi/id/chassis_type", "3\n")["host"]["kind"],
        "server",
        "a desktop case without a desktop"
    );
    assert_eq!(changed("/sys/class/dmi/id/product_name", "VMware Virtual Platform\n")["host"]["virtual"], true);
    assert_eq!(changed("/proc/cpuinfo", "flags : fpu hypervisor\n")["host"]["virtual"], true);
}

#[test]
fn packages_are_those_that_are_installed() {
    let file = file(&server().machine());
    let names: Vec<&str> = file["programs"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["openssh-server", "xrdp"]);
    assert_eq!(file["programs"][0]["publisher"], "Example Team");
    assert!(file["programs"][0]["installed"].is_string(), "the day on which the list of files was written");
    assert_eq!(file["remote_tools"], json!(["xrdp"]));
}

#[test]
fn updates_are_the_newest_of_each_package() {
    let file = file(&server().machine());
    assert_eq!(
        file["updates"],
        json!([{ "name": "openssh-server", "title": "1:10.0p1-6 → 1:10.0p1-7", "day": "2026-11-10" },
               { "name": "tzdata", "title": "2026a → 2026b", "day": "2026-10-03" }])
    );
    let none = without(&["/var/log/dpkg.log", "/var/log/dpkg.log.1"]);
    assert_eq!((&none["updates"], unread(&none, "updates").len()), (&json!([]), 1));
}

#[test]
fn alpine_and_dnf_are_read_too() {
    let tree = Tree::new();
    tree.file(
        "/lib/apk/db/installed",
        "C:Q1x\nP:busybox\nV:1.37.0-r12\nm:Example <e@example.jp>\n\nP:musl\nV:1.2.5-r9\n",
    )
    .file("/etc/runlevels/default/sshd", "")
    .file("/run/openrc/started/sshd", "")
    .file("/etc/runlevels/boot/hostname", "")
    .file(
        "/var/log/dnf.rpm.log",
        "2026-11-09T12:00:01+0900 SUBDEBUG Upgrade: glibc-2.34-100.el9.x86_64\n2026-11-09T12:00:01+0900 INFO x\n",
    );
    let file = file(&tree.machine());
    assert_eq!(file["programs"][0]["name"], "busybox");
    assert_eq!(
        file["services"][1],
        json!({ "name": "sshd", "label": null, "state": "running", "start": "auto", "account": null, "path": null })
    );
    assert_eq!(file["services"][0]["state"], "stopped");
    assert_eq!(file["updates"][0]["day"], "2026-11-09");
}

#[test]
fn users_are_people_and_their_state_is_that_of_shadow() {
    let file = file(&server().machine());
    let user =
        |name: &str| file["users"].as_array().unwrap().iter().find(|user| user["name"] == name).cloned().unwrap();
    assert_eq!(
        user("hanako"),
        json!({ "name": "hanako", "full_name": "架空 花子", "enabled": true, "last_logon": "2025-11-20", "password_set": "2025-11-08" })
    );
    assert_eq!(user("taro")["enabled"], false, "locked");
    assert_eq!(user("old")["enabled"], false, "expired");
    assert_eq!(user("root")["enabled"], false, "without a password");
    assert!(file["users"].as_array().unwrap().iter().all(|user| user["name"] != "daemon"));
    let admins: Vec<&str> = file["admins"].as_array().unwrap().iter().map(|a| a["name"].as_str().unwrap()).collect();
    assert_eq!(admins, ["hanako", "root", "taro"]);
}

#[test]
fn without_shadow_nobody_is_called_enabled() {
    let file = without(&["/etc/shadow"]);
    let states: Vec<&Value> = file["users"].as_array().unwrap().iter().map(|user| &user["enabled"]).collect();
    assert!(states.iter().all(|state| state.is_null()), "{states:?}");
    assert_eq!(unread(&file, "users").len(), 1);
}

#[test]
fn services_say_whether_they_run_only_where_that_is_known() {
    let file = file(&server().machine());
    let services = file["services"].as_array().unwrap();
    assert_eq!((&services[0]["name"], &services[0]["state"]), (&json!("cups"), &json!("stopped")));
    assert_eq!(
        (&services[1]["label"], &services[1]["state"]),
        (&json!("OpenBSD Secure Shell server"), &json!("running"))
    );
    let container = without(&["/run/systemd/system/.keep"]);
    // The folder is still there; a container has none.
    assert_eq!(container["services"][0]["state"], "stopped");
    let tree = server();
    std::fs::remove_dir_all(tree.root().join("run/systemd/system")).unwrap();
    let container = crate::file(&tree.machine());
    assert_eq!((&container["services"][0]["state"], unread(&container, "services").len()), (&Value::Null, 1));
}

#[test]
fn ports_that_listen_have_their_process() {
    let file = file(&server().machine());
    assert_eq!(
        file["ports"],
        json!([{ "protocol": "tcp", "address": "0.0.0.0", "port": 22, "process": "sshd" },
               { "protocol": "tcp", "address": "0.0.0.0", "port": 3389, "process": null },
               { "protocol": "tcp", "address": "127.0.0.1", "port": 5432, "process": null }])
    );
    assert_eq!(file["remote_desktop"], json!({ "on": true, "detail": "TCP 3389、sshd" }));
    let closed = changed("/proc/net/tcp", "  sl  local_address\n");
    assert_eq!(closed["remote_desktop"], json!({ "on": false, "detail": "sshd" }));
}

#[test]
fn encryption_is_that_of_the_disk_below() {
    let drive = |file: &Value| file["encryption"][0]["on"].clone();
    assert_eq!(drive(&file(&server().machine())), true);
    assert_eq!(drive(&changed("/sys/class/block/dm-0/dm/uuid", "LVM-def\n")), false);
    let container = changed("/proc/self/mountinfo", "22 1 0:50 / / rw - overlay overlay rw\n");
    assert_eq!((&container["encryption"], unread(&container, "encryption").len()), (&json!([]), 1));
}

#[test]
fn protection_is_on_only_when_it_runs() {
    let on = file(&server().machine());
    assert_eq!(
        on["antivirus"],
        json!([{ "name": "ClamAV", "on": true, "current": null, "definitions": "2026-11-10" }])
    );
    assert_eq!(on["firewall"], json!([{ "name": "ufw", "on": true, "kind": "product" }]));
    assert_eq!(without(&["/proc/702/comm"])["antivirus"][0]["on"], false);
    assert_eq!(changed("/etc/ufw/ufw.conf", "ENABLED=no\n")["firewall"][0]["on"], false);
    let bare = without(&["/etc/ufw/ufw.conf"]);
    assert_eq!((&bare["firewall"], unread(&bare, "firewall").len()), (&json!([]), 1), "nothing found is not known");
}

#[test]
fn nftables_counts_when_it_starts_and_refuses() {
    let with = |rules: &str, starts: bool| {
        let tree = server();
        tree.remove("/etc/ufw/ufw.conf").file("/etc/nftables.conf", rules);
        if starts {
            tree.link("/etc/systemd/system/sysinit.target.wants/nftables.service", "/x");
        }
        file(&tree.machine())["firewall"][0]["on"].clone()
    };
    let good = "table inet filter {\n chain input { type filter hook input priority 0; policy drop; }\n}\n";
    assert_eq!(with(good, true), true);
    assert_eq!(with(good, false), false);
    assert_eq!(with("# policy drop\nflush ruleset\n", true), false);
}

#[test]
fn usb_is_refused_only_while_its_driver_is_away() {
    let refused = file(&server().machine());
    assert_eq!(refused["usb"], json!({ "control": "blocked", "detail": ["usb.conf: install usb-storage /bin/false"] }));
    assert_eq!(refused["usb_seen"], json!([{ "name": "Example Flash Disk", "serial": "0123ABCD" }]));
    let loaded = changed("/sys/module/usb_storage/refcnt", "1\n");
    assert_eq!((&loaded["usb"]["control"], unread(&loaded, "usb").len()), (&Value::Null, 1));
    assert_eq!(without(&["/etc/modprobe.d/usb.conf"])["usb"]["control"], "open");
    assert_eq!(changed("/proc/703/comm", "usbguard-daemon\n")["usb"]["control"], "allowlist");
}

#[test]
fn password_rules_come_from_every_place_that_has_a_say() {
    let file = file(&server().machine());
    assert_eq!(
        file["password"],
        json!({ "min_length": 12, "mixed": true, "max_age_days": 0, "history": null, "lockout_threshold": 5 })
    );
    let bare = without(&["/etc/pam.d/common-auth"]);
    assert_eq!(bare["password"]["lockout_threshold"], 0);
    let plain = changed("/etc/pam.d/common-password", "password [success=1] pam_unix.so minlen=7\n");
    assert_eq!((&plain["password"]["min_length"], &plain["password"]["mixed"]), (&json!(7), &json!(false)));
    let credits = changed("/etc/security/pwquality.conf", "dcredit = -1\nucredit = -1\nocredit = -1\n");
    assert_eq!(credits["password"]["mixed"], true);
    assert_eq!(changed("/etc/security/pwquality.conf", "dcredit = -1\n")["password"]["mixed"], false);
    assert_eq!(changed("/etc/login.defs", "PASS_MAX_DAYS 90\n")["password"]["max_age_days"], 90);
}

#[test]
fn the_clock_is_set_by_whoever_runs() {
    let file = file(&server().machine());
    assert_eq!(file["time_sync"], json!({ "on": true, "source": "ntp.example.jp", "detail": "chronyd" }));
    assert_eq!(without(&["/proc/701/comm"])["time_sync"]["on"], false);
}
