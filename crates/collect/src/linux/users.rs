//! Local users and who among them is an administrator.

use crate::machine::{Machine, why};
use crate::report::{Admin, User};
use crate::{Gaps, day};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The groups whose members may become root.
const ADMIN_GROUPS: [&str; 3] = ["sudo", "wheel", "admin"];
/// Numbers of people's accounts; those below belong to programs.
const PEOPLE: std::ops::RangeInclusive<u32> = 1_000..=60_000;
/// The size of a record of lastlog: seconds (4), terminal (32), host (256).
const LASTLOG_RECORD: u64 = 292;
const SECONDS_A_DAY: i64 = 86_400;

/// A line of /etc/passwd.
struct Entry<'a> {
    name: &'a str,
    uid: u32,
    gid: u32,
    full_name: &'a str,
    shell: &'a str,
}

/// Users who are people, root, and everybody with a shell; and the administrators.
pub(crate) fn users(machine: &Machine, now: Timestamp, gaps: &mut Gaps) -> (Vec<User>, Vec<Admin>) {
    let passwd = match machine.text("/etc/passwd") {
        Ok(text) => text,
        Err(error) => {
            gaps.note("users", why("/etc/passwd", &error));
            return (Vec::new(), Vec::new());
        }
    };
    let entries: Vec<Entry<'_>> = passwd.lines().filter_map(entry).collect();
    let shadow = shadow(machine, gaps);
    if !machine.exists("/var/log/lastlog") {
        gaps.note(
            "users",
            "最後にログインした日の記録（/var/log/lastlog）がない環境です。「lastlog2」などで確かめてください。",
        );
    }
    let today = now.as_second() / SECONDS_A_DAY;
    let users = entries
        .iter()
        .filter(|entry| entry.uid == 0 || PEOPLE.contains(&entry.uid) || has_shell(entry))
        .map(|entry| user(machine, entry, shadow.as_ref().and_then(|shadow| shadow.get(entry.name)), today))
        .collect();
    (users, admins(machine, &entries, gaps))
}

fn entry(line: &str) -> Option<Entry<'_>> {
    let values: Vec<&str> = line.split(':').collect();
    let [name, _, uid, gid, gecos, _, shell] = values.as_slice() else { return None };
    let full_name = gecos.split(',').next().unwrap_or_default();
    Some(Entry { name, uid: uid.parse().ok()?, gid: gid.parse().ok()?, full_name, shell })
}

fn has_shell(entry: &Entry<'_>) -> bool {
    !entry.shell.is_empty()
        && !["nologin", "false", "sync", "halt", "shutdown"].iter().any(|end| entry.shell.ends_with(end))
}

/// Lines of /etc/shadow by name, if the user may read it.
fn shadow(machine: &Machine, gaps: &mut Gaps) -> Option<BTreeMap<String, String>> {
    match machine.text("/etc/shadow") {
        Ok(text) => {
            let lines = text.lines().filter_map(|line| line.split_once(':'));
            Some(lines.map(|(name, rest)| (name.to_owned(), rest.to_owned())).collect())
        }
        Err(error) => {
            gaps.note("users", why("/etc/shadow", &error));
            None
        }
    }
}

fn user(machine: &Machine, entry: &Entry<'_>, shadow: Option<&String>, today: i64) -> User {
    let values: Vec<&str> = shadow.map(|line| line.split(':').collect()).unwrap_or_default();
    let days = |at: usize| values.get(at).and_then(|value| value.parse::<i64>().ok());
    let locked = values.first().is_some_and(|hash| hash.starts_with(['!', '*']));
    let expired = days(6).is_some_and(|last| last < today);
    let enabled = if !has_shell(entry) || locked || expired { Some(false) } else { shadow.map(|_| true) };
    User {
        name: entry.name.to_owned(),
        full_name: Some(entry.full_name.to_owned()).filter(|name| !name.is_empty()),
        enabled,
        last_logon: last_logon(machine, entry.uid),
        password_set: days(1).filter(|days| *days > 0).and_then(|days| day::of_seconds(days * SECONDS_A_DAY)),
    }
}

fn last_logon(machine: &Machine, uid: u32) -> Option<String> {
    let bytes = machine.bytes_at("/var/log/lastlog", u64::from(uid) * LASTLOG_RECORD, 4).ok()?;
    let seconds = u32::from_ne_bytes(bytes.try_into().ok()?);
    day::of_seconds(i64::from(seconds))
}

/// Everybody with the number 0, the members of the groups, and whom sudoers names.
fn admins(machine: &Machine, entries: &[Entry<'_>], gaps: &mut Gaps) -> Vec<Admin> {
    let mut names: BTreeSet<String> =
        entries.iter().filter(|entry| entry.uid == 0).map(|entry| entry.name.to_owned()).collect();
    for line in machine.text("/etc/group").unwrap_or_default().lines() {
        let values: Vec<&str> = line.split(':').collect();
        let [group, _, gid, members] = values.as_slice() else { continue };
        if ADMIN_GROUPS.contains(group) {
            names.extend(members.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned));
            let primary = entries.iter().filter(|entry| gid.parse() == Ok(entry.gid));
            names.extend(primary.map(|entry| entry.name.to_owned()));
        }
    }
    names.extend(sudoers(machine, entries, gaps));
    names.into_iter().map(|name| Admin { name, kind: "user" }).collect()
}

/// Users with a line of their own in sudoers.
fn sudoers(machine: &Machine, entries: &[Entry<'_>], gaps: &mut Gaps) -> Vec<String> {
    if !machine.exists("/etc/sudoers") {
        return Vec::new();
    }
    let mut text = match machine.text("/etc/sudoers") {
        Ok(text) => text,
        Err(error) => {
            gaps.note("admins", why("/etc/sudoers", &error));
            return Vec::new();
        }
    };
    for file in machine.names("/etc/sudoers.d") {
        text.push('\n');
        text.push_str(&machine.text(&format!("/etc/sudoers.d/{file}")).unwrap_or_default());
    }
    let named = text.lines().filter(|line| line.contains('=')).filter_map(|line| line.split_whitespace().next());
    named.filter(|name| entries.iter().any(|entry| entry.name == *name)).map(str::to_owned).collect()
}
