//! The inventory of the GLPI family: sections of records under the same names in GLPI's JSON and, in capitals, in the
//! XML of FusionInventory and OCS. Sources: `inventory.schema.json` of glpi-project, and the agents' own output.

mod device;
pub(super) mod people;
pub(super) mod protection;

use super::bounds::Budget;
use super::day::Order;
use super::draft::Draft;
use super::value::{Record, Value};
use super::{Host, Problem};
use people::People;
use protection::Protection;
use std::collections::BTreeMap;

/// The sections that are looked at; everything else is read past. Never among them: `licenseinfos`, whose keys are
/// secrets, `envs` and `processes`, whose command lines may hold passwords.
const SECTIONS: [&str; 24] = [
    "accesslog",
    "antivirus",
    "bios",
    "databases_services",
    "drives",
    "firewall",
    "firewalls",
    "firmwares",
    "hardware",
    "local_groups",
    "local_users",
    "network_device",
    "network_ports",
    "networks",
    "operatingsystem",
    "printers",
    "remote_mgmt",
    "softwares",
    "storages",
    "usbdevices",
    "user",
    "users",
    "versionclient",
    "virtualmachines",
];

/// Whether a section is looked at.
pub(super) fn wanted(section: &str) -> bool {
    SECTIONS.contains(&section)
}

/// One host of the family while it is read.
pub(super) struct Content<'a> {
    pub(super) draft: Draft<'a>,
    people: People,
    protection: Protection,
    /// When the agent looked, as the file has it.
    pub(super) looked: String,
    /// Version of the agent.
    pub(super) client: String,
    kernel: String,
    /// How many sections were understood.
    pub(super) sections: usize,
    /// How many records of each section there were.
    counts: BTreeMap<String, usize>,
}

impl<'a> Content<'a> {
    pub(super) fn new(budget: &'a Budget) -> Self {
        Self {
            draft: Draft::new(budget, Order::DayFirst),
            people: People::default(),
            protection: Protection::default(),
            looked: String::new(),
            client: String::new(),
            kernel: String::new(),
            sections: 0,
            counts: BTreeMap::new(),
        }
    }

    /// Whether a section has as many records as are kept of one.
    pub(super) fn full(&self, section: &str) -> bool {
        self.counts.get(section).is_some_and(|count| *count >= self.draft.budget.limits.entries)
    }

    /// Counts a record that was read past.
    pub(super) fn lost(&self) {
        self.draft.budget.room(usize::MAX);
    }

    /// One record of a section.
    pub(super) fn section(&mut self, name: &str, value: &Value) {
        self.sections += usize::from(wanted(name));
        *self.counts.entry(name.to_owned()).or_default() += 1;
        if name == "versionclient" {
            value.text().clone_into(&mut self.client);
        }
        let Some(record) = value.record() else { return };
        match name {
            "accesslog" => record.text("logdate").clone_into(&mut self.looked),
            "hardware" => self.hardware(record),
            "bios" => self.bios(record),
            "operatingsystem" => self.system(record),
            "networks" => self.network(record),
            "network_device" => self.network_device(record),
            "network_ports" => self.network_port(record),
            "firmwares" => self.firmware(record),
            "softwares" => self.software(record),
            "drives" => self.protection.drive(&mut self.draft, record),
            "antivirus" => self.protection.antivirus(&mut self.draft, record),
            "firewall" | "firewalls" => self.protection.firewall(&mut self.draft, record),
            "remote_mgmt" => self.protection.remote(&mut self.draft, record),
            "usbdevices" => self.protection.usb(&mut self.draft, record),
            "storages" => self.protection.storage(&mut self.draft, record),
            "local_users" => self.people.user(&mut self.draft, record),
            "local_groups" => self.people.group(record),
            "users" | "user" => self.draft.more("利用の状況", line("利用中のID", record.text("login"))),
            "databases_services" => self.database(record),
            "printers" => self.draft.more("プリンタ", record.text("name")),
            "virtualmachines" => {
                self.draft
                    .more("仮想マシン", words(&[record.text("name"), record.text("vmtype"), record.text("status")]));
            }
            _ => {}
        }
    }

    /// The host, when all its sections have been seen.
    pub(super) fn finish(mut self, item: &str, number: u32, problems: &mut Vec<Problem>) -> Host {
        self.system_kind(item);
        self.people.finish(&mut self.draft);
        self.protection.finish(&mut self.draft);
        let collected = self.draft.day("accesslog.logdate", &self.looked.clone());
        self.draft.host.put("collected", collected);
        self.draft.finish(number, problems)
    }

    fn software(&mut self, record: &Record) {
        let name = record.text("name");
        let installed = self.draft.day("softwares.install_date", record.first(&["install_date", "installdate"]));
        if let Some(kb) = knowledge_base(name).filter(|_| is_update(record)) {
            let title = if name.eq_ignore_ascii_case(&kb) { record.text("comments") } else { name };
            let kind = record.text("release_type");
            return self.draft.update(&kb, installed, if title.is_empty() { kind } else { title });
        }
        self.draft.software(&[
            ("name", name),
            ("version", record.text("version")),
            ("publisher", record.text("publisher")),
            ("installed", &installed),
        ]);
    }

    fn database(&mut self, record: &Record) {
        let backup = self.draft.day("databases_services.last_backup_date", record.text("last_backup_date"));
        let name = words(&[record.text("type"), record.text("name"), record.text("version")]);
        self.draft.more("データベース", words(&[&name, &line("最終バックアップ", &backup)]));
        for database in record.records("databases") {
            let backup = self.draft.day("databases.last_backup_date", database.text("last_backup_date"));
            self.draft.more("データベース", words(&[database.text("name"), &line("最終バックアップ", &backup)]));
        }
    }
}

/// `KB5040442` in a name.
pub(super) fn knowledge_base(name: &str) -> Option<String> {
    let upper = name.to_ascii_uppercase();
    upper.match_indices("KB").find_map(|(at, _)| {
        let rest = &upper[at + 2..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let before = upper[..at].chars().next_back();
        let apart = before.is_none_or(|c| !c.is_ascii_alphanumeric());
        (apart && (6..=8).contains(&digits)).then(|| format!("KB{}", &rest[..digits]))
    })
}

/// Agents list the updates of Windows among the programs.
fn is_update(record: &Record) -> bool {
    let kind = record.text("release_type").to_lowercase();
    let name = record.text("name").to_lowercase();
    ["update", "hotfix", "service pack"].iter().any(|word| kind.contains(word))
        || name.starts_with("kb")
        || ["update", "hotfix", "更新", "修正プログラム"].iter().any(|word| name.contains(word))
}

/// `見出し：値`; empty without a value.
fn line(label: &str, value: &str) -> String {
    if value.is_empty() { String::new() } else { format!("{label}：{value}") }
}

/// The parts that say something, with spaces between.
fn words(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}
