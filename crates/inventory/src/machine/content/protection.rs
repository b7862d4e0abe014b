//! What protects the machine, and what was plugged into it.

use super::super::draft::Draft;
use super::super::value::Record;
use super::words;

/// USB's class of mass storage.
const MASS_STORAGE: u32 = 8;

/// The findings of one host.
#[derive(Default)]
pub(in super::super) struct Protection {
    scanners: Vec<(bool, String)>,
    scanner_on: Option<bool>,
    scanner_date: String,
    firewalls: Vec<bool>,
    disks: Vec<bool>,
    remote: Vec<String>,
    usb: Vec<String>,
}

impl Protection {
    pub(super) fn antivirus(&mut self, draft: &mut Draft<'_>, record: &Record) {
        let on = record.flag("enabled");
        let name = words(&[record.text("name"), record.text("version")]);
        if self.scanners.len() < 50 {
            self.scanners.push((on == Some(true), name.clone()));
        }
        if let Some(on) = on {
            self.scanner_on = Some(self.scanner_on.unwrap_or(false) || on);
        }
        let mut day = draft.day("antivirus.base_creation", record.first(&["base_creation", "base_date"]));
        if day.is_empty() {
            // Some products name their definitions after the day: 20261118, 2026.11.18.
            day = super::super::day::day(record.text("base_version"), super::super::day::Order::DayFirst)
                .unwrap_or_default();
        }
        if on != Some(false) && day > self.scanner_date {
            self.scanner_date = day;
        }
        let state = |flag: &str, yes: &str, no: &str| match record.flag(flag) {
            Some(true) => yes.to_owned(),
            Some(false) => no.to_owned(),
            None => String::new(),
        };
        let (running, fresh) = (state("enabled", "動作中", "停止中"), state("uptodate", "定義は最新", "定義が古い"));
        let until = draft.day("antivirus.expiration", record.text("expiration"));
        let until = super::line("期限", &until);
        draft.more("ウイルス対策", words(&[&name, &running, &fresh, record.text("base_version"), &until]));
    }

    pub(super) fn firewall(&mut self, draft: &mut Draft<'_>, record: &Record) {
        self.firewalls.extend(record.flag("status").filter(|_| self.firewalls.len() < 1_000));
        let name = record.first(&["profile", "description"]);
        draft.more("ファイアウォール", words(&[name, record.text("status")]));
    }

    pub(super) fn drive(&mut self, draft: &mut Draft<'_>, record: &Record) {
        let status = record.text("encrypt_status");
        if !status.is_empty() && self.disks.len() < 1_000 {
            // "Partially" is not encrypted yet.
            self.disks.push(record.flag("encrypt_status") == Some(true));
        }
        let place = record.first(&["letter", "type", "volumn"]);
        let name = record.text("encrypt_name");
        let encryption = match (status, name) {
            ("", "") => String::new(),
            (status, name) => format!("暗号化：{}", words(&[name, record.text("encrypt_algo"), status])),
        };
        draft.more("ドライブ", words(&[place, record.text("filesystem"), record.text("label"), &encryption]));
    }

    pub(super) fn remote(&mut self, draft: &mut Draft<'_>, record: &Record) {
        // The number under which it can be reached is no one's business in a ledger.
        let name = words(&[record.text("type"), record.text("version")]);
        draft.more("遠隔操作ソフト", name);
        if self.remote.len() < 50 {
            self.remote.push(record.text("type").to_owned());
        }
    }

    pub(super) fn usb(&mut self, draft: &mut Draft<'_>, record: &Record) {
        let name = record.first(&["name", "caption"]);
        let line = words(&[record.text("manufacturer"), name]);
        draft.more("USB機器", line);
        let class = record.text("class").trim_start_matches("0x");
        if u32::from_str_radix(class, 16).is_ok_and(|class| class == MASS_STORAGE) && self.usb.len() < 50 {
            self.usb.push(words(&[name, record.text("serial")]));
        }
    }

    pub(super) fn storage(&mut self, draft: &mut Draft<'_>, record: &Record) {
        let name = record.first(&["model", "name"]);
        draft.more("ディスク", words(&[record.text("manufacturer"), name, record.text("firmware")]));
        if record.text("interface").eq_ignore_ascii_case("USB") && self.usb.len() < 50 {
            self.usb.push(words(&[name, record.first(&["serial", "serialnumber"])]));
        }
    }

    pub(super) fn finish(mut self, draft: &mut Draft<'_>) {
        // The ones that run first.
        self.scanners.sort_by_key(|(on, _)| !on);
        draft.join("antivirus", self.scanners.into_iter().map(|(_, name)| name));
        draft.host.put("antivirus_on", yes_no(self.scanner_on));
        draft.host.put("antivirus_date", self.scanner_date);
        draft.host.put("firewall", yes_no(all(&self.firewalls)));
        draft.host.put("encrypted", yes_no(all(&self.disks)));
        draft.join("remote_tools", self.remote);
        draft.join("usb_seen", self.usb);
    }
}

/// Whether all say yes; `None` when nothing was said.
pub(in super::super) fn all(answers: &[bool]) -> Option<bool> {
    if answers.is_empty() { None } else { Some(answers.iter().all(|&yes| yes)) }
}

/// `yes`, `no`, or empty.
pub(in super::super) fn yes_no(answer: Option<bool>) -> &'static str {
    match answer {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}
