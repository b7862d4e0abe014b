//! What runs: the names of processes, and which socket is whose.

use crate::machine::Machine;
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;

/// The most sockets of one process that are looked at.
const MOST_SOCKETS: usize = 20_000;

/// The processes of the machine, as far as the user may see them.
#[derive(Debug, Default)]
pub(crate) struct Processes {
    /// Names; the kernel cuts them after 15 characters.
    pub(crate) names: BTreeSet<String>,
    sockets: BTreeMap<u64, String>,
    /// Whether some processes would not show their sockets.
    pub(crate) hidden: bool,
}

impl Processes {
    pub(crate) fn of(machine: &Machine) -> Self {
        let mut processes = Self::default();
        for pid in machine.names("/proc").iter().filter(|name| name.bytes().all(|byte| byte.is_ascii_digit())) {
            let Some(name) = machine.line(&format!("/proc/{pid}/comm")) else { continue };
            processes.sockets_of(machine, pid, &name);
            processes.names.insert(name);
        }
        processes
    }

    fn sockets_of(&mut self, machine: &Machine, pid: &str, name: &str) {
        let folder = format!("/proc/{pid}/fd");
        if std::fs::read_dir(machine.path(&folder)).is_err_and(|error| error.kind() == ErrorKind::PermissionDenied) {
            self.hidden = true;
        }
        for file in machine.names(&folder).iter().take(MOST_SOCKETS) {
            let inode = machine
                .link(&format!("{folder}/{file}"))
                .and_then(|link| link.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok());
            if let Some(inode) = inode {
                self.sockets.insert(inode, name.to_owned());
            }
        }
    }

    /// The process that holds a socket.
    pub(crate) fn holder(&self, inode: u64) -> Option<&String> {
        self.sockets.get(&inode)
    }

    /// Whether a process of this name runs.
    pub(crate) fn run(&self, name: &str) -> bool {
        let cut: String = name.chars().take(15).collect();
        self.names.contains(&cut)
    }
}
