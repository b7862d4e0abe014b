//! The shape of the file: `docs/schema/collector.schema.json` says what each field means.

use serde::Serialize;

/// One machine.
#[derive(Debug, Serialize)]
pub struct Report {
    pub(crate) tate_collector: u32,
    pub(crate) tool: Tool,
    pub(crate) taken_at: String,
    pub(crate) host: HostFacts,
    pub(crate) os: Option<System>,
    pub(crate) updates: Vec<Update>,
    pub(crate) programs: Vec<Program>,
    pub(crate) users: Vec<User>,
    pub(crate) admins: Vec<Admin>,
    pub(crate) services: Vec<Service>,
    pub(crate) autostart: Vec<Autostart>,
    pub(crate) ports: Vec<Port>,
    pub(crate) antivirus: Vec<Antivirus>,
    pub(crate) firewall: Vec<Firewall>,
    pub(crate) encryption: Vec<Drive>,
    pub(crate) usb: Option<Usb>,
    pub(crate) usb_seen: Vec<UsbSeen>,
    pub(crate) password: Option<Password>,
    pub(crate) remote_desktop: Option<Access>,
    pub(crate) remote_tools: Vec<String>,
    pub(crate) time_sync: Option<TimeSync>,
    pub(crate) network: Vec<Adapter>,
    pub(crate) unread: Vec<Unread>,
}

impl Report {
    /// How many things could not be read.
    #[must_use]
    pub fn unread(&self) -> usize {
        self.unread.len()
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    pub(crate) rights: &'static str,
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct HostFacts {
    pub(crate) name: String,
    pub(crate) domain: Option<String>,
    pub(crate) maker: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) serial: Option<String>,
    pub(crate) uuid: Option<String>,
    pub(crate) kind: Option<&'static str>,
    pub(crate) r#virtual: Option<bool>,
}

#[derive(Debug, Serialize)]
pub(crate) struct System {
    pub(crate) family: &'static str,
    pub(crate) name: Option<String>,
    pub(crate) edition: Option<String>,
    pub(crate) release: Option<String>,
    pub(crate) build: Option<String>,
    pub(crate) arch: Option<String>,
    pub(crate) installed: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Update {
    pub(crate) name: String,
    pub(crate) title: Option<String>,
    pub(crate) day: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Program {
    pub(crate) name: String,
    pub(crate) version: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) installed: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) full_name: Option<String>,
    pub(crate) enabled: Option<bool>,
    pub(crate) last_logon: Option<String>,
    pub(crate) password_set: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Admin {
    pub(crate) name: String,
    pub(crate) kind: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct Service {
    pub(crate) name: String,
    pub(crate) label: Option<String>,
    pub(crate) state: Option<&'static str>,
    pub(crate) start: &'static str,
    pub(crate) account: Option<String>,
    pub(crate) path: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Autostart {
    pub(crate) name: String,
    pub(crate) command: Option<String>,
    pub(crate) place: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Port {
    pub(crate) protocol: &'static str,
    pub(crate) address: String,
    pub(crate) port: u16,
    pub(crate) process: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Antivirus {
    pub(crate) name: String,
    pub(crate) on: Option<bool>,
    pub(crate) current: Option<bool>,
    pub(crate) definitions: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Firewall {
    pub(crate) name: &'static str,
    pub(crate) on: Option<bool>,
    pub(crate) kind: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct Drive {
    pub(crate) drive: String,
    pub(crate) on: Option<bool>,
    pub(crate) detail: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Usb {
    pub(crate) control: Option<&'static str>,
    pub(crate) detail: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct UsbSeen {
    pub(crate) name: String,
    pub(crate) serial: Option<String>,
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct Password {
    pub(crate) min_length: Option<u32>,
    pub(crate) mixed: Option<bool>,
    pub(crate) max_age_days: Option<u32>,
    pub(crate) history: Option<u32>,
    pub(crate) lockout_threshold: Option<u32>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Access {
    pub(crate) on: Option<bool>,
    pub(crate) detail: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct TimeSync {
    pub(crate) on: Option<bool>,
    pub(crate) source: Option<String>,
    pub(crate) detail: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Adapter {
    pub(crate) name: String,
    pub(crate) mac: Option<String>,
    pub(crate) ips: Vec<String>,
    pub(crate) dhcp: Option<bool>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Unread {
    pub(crate) section: &'static str,
    pub(crate) why: String,
}
