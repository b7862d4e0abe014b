//! Takes an inventory of this Linux machine, in the shape that tate-collect.ps1 writes on Windows
//! (`docs/schema/collector.schema.json`).
//!
//! It reads files and runs nothing but `rpm -qa`, so that it works for an ordinary user, on a server without a
//! desktop and in a container. Each section stands alone: what cannot be read becomes a line of [`Report::unread`].
//! [`Machine`] is where the files are, [`collect`] asks one section after the other.
#![warn(missing_docs)]

mod day;
mod linux;
mod machine;
mod report;

pub use linux::remote::TOOLS as REMOTE_TOOLS;
pub use machine::Machine;
pub use report::Report;

use jiff::Timestamp;
use report::{Tool, Unread};

/// What could not be read so far.
#[derive(Debug, Default)]
pub(crate) struct Gaps(Vec<Unread>);

impl Gaps {
    /// Notes why a section, or a part of it, is missing: a Japanese sentence.
    fn note(&mut self, section: &'static str, why: impl Into<String>) {
        let why = why.into();
        if !self.0.iter().any(|gap| gap.section == section && gap.why == why) {
            self.0.push(Unread { section, why });
        }
    }
}

/// Takes the inventory. `now` is the time that the file will bear.
#[must_use]
pub fn collect(machine: &Machine, now: Timestamp) -> Report {
    use linux::{
        access, encryption, host, network, packages, password, ports, protection, remote, services, usb, users,
    };
    let mut gaps = Gaps::default();
    let processes = linux::processes::Processes::of(machine);
    let programs = packages::programs(machine, &mut gaps);
    let services = services::services(machine, &mut gaps);
    let ports = ports::ports(machine, &processes, &mut gaps);
    let (users, admins) = users::users(machine, now, &mut gaps);
    let mut report = Report {
        tate_collector: 1,
        tool: Tool {
            name: "tate collect",
            version: env!("CARGO_PKG_VERSION"),
            rights: if machine.is_root() { "admin" } else { "user" },
        },
        taken_at: day::local_time(now),
        host: host::host(machine, &mut gaps),
        os: host::system(machine, &mut gaps),
        updates: packages::updates(machine, &mut gaps),
        users,
        admins,
        autostart: services::autostart(machine),
        antivirus: protection::antivirus(machine, &processes, &mut gaps),
        firewall: protection::firewall(machine, &processes, &mut gaps),
        encryption: encryption::encryption(machine, &mut gaps),
        usb: usb::control(machine, &processes, &mut gaps),
        usb_seen: usb::seen(machine),
        password: password::rules(machine, &mut gaps),
        remote_desktop: access::remote_desktop(&processes, &ports),
        remote_tools: remote::found(&programs, &services, &processes),
        time_sync: access::time_sync(machine, &processes, &mut gaps),
        network: network::adapters(machine, &mut gaps),
        programs,
        services,
        ports,
        unread: Vec::new(),
    };
    report.unread = gaps.0;
    report
}
