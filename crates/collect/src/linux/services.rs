//! Services of systemd or OpenRC, and what a desktop starts by itself.

use crate::Gaps;
use crate::machine::{Machine, setting};
use crate::report::{Autostart, Service};
use std::collections::{BTreeMap, BTreeSet};

const UNITS: [&str; 4] =
    ["/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"];
/// Where the kernel groups the processes of a service: cgroup 2, then cgroup 1.
const GROUPS: [&str; 2] = ["/sys/fs/cgroup/system.slice", "/sys/fs/cgroup/systemd/system.slice"];

/// Services that are enabled or run.
pub(crate) fn services(machine: &Machine, gaps: &mut Gaps) -> Vec<Service> {
    let systemd = machine.exists("/run/systemd/system");
    let running: BTreeSet<String> =
        GROUPS.iter().flat_map(|group| machine.names(group)).filter(|name| name.ends_with(".service")).collect();
    let enabled = enabled(machine);
    if enabled.is_empty() && running.is_empty() {
        return openrc(machine, gaps);
    }
    if !systemd {
        gaps.note(
            "services",
            "systemdが動いていない環境（コンテナなど）のため、サービスが動作中かどうかは分かりません。",
        );
    }
    let names: BTreeSet<&String> = enabled.union(&running).collect();
    names.into_iter().map(|name| service(machine, name, &enabled, systemd.then_some(&running))).collect()
}

/// Units that a target wants: those that start with the machine.
fn enabled(machine: &Machine) -> BTreeSet<String> {
    let folder = UNITS[0];
    let targets = machine.names(folder);
    let wants = targets.iter().filter(|name| name.ends_with(".wants") || name.ends_with(".requires"));
    wants
        .flat_map(|wants| machine.names(&format!("{folder}/{wants}")))
        .filter(|name| name.ends_with(".service"))
        .collect()
}

fn service(machine: &Machine, unit: &str, enabled: &BTreeSet<String>, running: Option<&BTreeSet<String>>) -> Service {
    // getty@tty1.service is described by getty@.service.
    let file = unit.split_once('@').map_or_else(|| unit.to_owned(), |(name, _)| format!("{name}@.service"));
    let text = UNITS.iter().find_map(|folder| machine.text(&format!("{folder}/{file}")).ok()).unwrap_or_default();
    let name = unit.trim_end_matches(".service").to_owned();
    Service {
        label: setting(&text, "Description").filter(|label| !label.contains('%')),
        state: running.map(|running| if running.contains(unit) { "running" } else { "stopped" }),
        start: if enabled.contains(unit) { "auto" } else { "manual" },
        account: Some(setting(&text, "User").unwrap_or_else(|| "root".to_owned())).filter(|_| !text.is_empty()),
        path: setting(&text, "ExecStart"),
        name,
    }
}

fn openrc(machine: &Machine, gaps: &mut Gaps) -> Vec<Service> {
    let levels = machine.names("/etc/runlevels");
    let live = machine.exists("/run/openrc/started");
    let names: BTreeMap<String, bool> = levels
        .iter()
        .flat_map(|level| machine.names(&format!("/etc/runlevels/{level}")))
        .map(|name| {
            let started = machine.path(&format!("/run/openrc/started/{name}")).symlink_metadata().is_ok();
            (name, started)
        })
        .collect();
    if names.is_empty() {
        gaps.note("services", "サービスの仕組み（systemd、OpenRC）が見つからないため、サービスを調べられません。");
    }
    let state = |started| if started { "running" } else { "stopped" };
    let service = |(name, started): (String, bool)| Service {
        name,
        label: None,
        state: live.then(|| state(started)),
        start: "auto",
        account: None,
        path: None,
    };
    names.into_iter().map(service).collect()
}

/// Programs that every desktop session starts, and jobs that run at each start of the machine.
pub(crate) fn autostart(machine: &Machine) -> Vec<Autostart> {
    let folder = "/etc/xdg/autostart";
    let mut found = Vec::new();
    for file in machine.names(folder).into_iter().filter(|name| name.ends_with(".desktop")) {
        let text = machine.text(&format!("{folder}/{file}")).unwrap_or_default();
        if setting(&text, "Hidden").as_deref() != Some("true") {
            let name = setting(&text, "Name").unwrap_or_else(|| file.clone());
            found.push(Autostart { name, command: setting(&text, "Exec"), place: folder.to_owned() });
        }
    }
    let jobs = machine.names("/etc/cron.d").into_iter().map(|name| format!("/etc/cron.d/{name}"));
    for place in jobs.chain(["/etc/crontab".to_owned()]) {
        let text = machine.text(&place).unwrap_or_default();
        for line in text.lines().filter(|line| line.trim_start().starts_with("@reboot")) {
            let command = line.trim().to_owned();
            found.push(Autostart { name: "@reboot".to_owned(), command: Some(command), place: place.clone() });
        }
    }
    found
}
