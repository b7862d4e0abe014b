//! A host while it is read: adds entries within the limits and counts what is wrong.

use super::bounds::{self, Budget};
use super::day::{self, Order};
use super::{Fields, Host, Problem, Update};
use std::collections::{BTreeMap, BTreeSet};
use tate_domain::text::shorten;

/// The most lines of one group of [`Host::more`].
const MOST_LINES: usize = 200;
/// What makers leave in the fields for serial number and model.
const PLACEHOLDERS: [&str; 12] = [
    "to be filled by o.e.m.",
    "default string",
    "system serial number",
    "system product name",
    "system manufacturer",
    "not specified",
    "not available",
    "none",
    "n/a",
    "unknown",
    "0",
    "o.e.m.",
];

/// A host in the making.
pub(super) struct Draft<'a> {
    pub(super) host: Host,
    pub(super) budget: &'a Budget,
    order: Order,
    ips: Vec<String>,
    bad_days: BTreeMap<&'static str, (usize, String)>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(budget: &'a Budget, order: Order) -> Self {
        Self { host: Host::default(), budget, order, ips: Vec::new(), bad_days: BTreeMap::new() }
    }

    /// Sets a value of the device row that makers may have left at a placeholder.
    pub(super) fn put_real(&mut self, key: &str, value: &str) {
        if !PLACEHOLDERS.contains(&value.trim().to_ascii_lowercase().as_str()) {
            self.host.put(key, value.trim());
        }
    }

    /// The ISO day of a field; empty, and counted, when it is nonsense.
    pub(super) fn day(&mut self, field: &'static str, raw: &str) -> String {
        day::day(raw, self.order).unwrap_or_else(|| {
            let bad = self.bad_days.entry(field).or_insert_with(|| (0, shorten(raw, 30)));
            bad.0 += 1;
            String::new()
        })
    }

    /// Adds a program.
    pub(super) fn software(&mut self, values: &[(&str, &str)]) {
        if self.budget.room(self.host.software.len()) {
            push(&mut self.host.software, "name", values, self.budget);
        }
    }

    /// Adds a local user.
    pub(super) fn account(&mut self, values: &[(&str, &str)]) {
        if self.budget.room(self.host.accounts.len()) {
            push(&mut self.host.accounts, "login", values, self.budget);
        }
    }

    /// Adds a service, port or autostart.
    pub(super) fn service(&mut self, values: &[(&str, &str)]) {
        if self.budget.room(self.host.services.len()) {
            push(&mut self.host.services, "name", values, self.budget);
        }
    }

    /// Adds an update.
    pub(super) fn update(&mut self, name: &str, day: String, title: &str) {
        if !name.is_empty() && self.budget.room(self.host.updates.len()) {
            self.host.updates.push(Update { name: name.to_owned(), day, title: title.to_owned() });
        }
    }

    /// Adds a line to show on the device's page.
    pub(super) fn more(&mut self, group: &str, line: impl Into<String>) {
        let line = line.into();
        let lines = self.host.more.entry(group.to_owned()).or_default();
        if !line.trim().is_empty() && lines.len() < MOST_LINES && !lines.contains(&line) {
            lines.push(line);
        }
    }

    /// Adds an address, unless it is one that every machine has or that only its own wire knows.
    pub(super) fn ip(&mut self, raw: &str) {
        let raw = raw.trim().split(['/', '%']).next().unwrap_or_default();
        let Ok(address) = raw.parse::<std::net::IpAddr>() else { return };
        let local = match address {
            std::net::IpAddr::V4(v4) => v4.is_link_local(),
            std::net::IpAddr::V6(v6) => v6.is_unicast_link_local(),
        };
        let text = address.to_string();
        if !(local || address.is_loopback() || address.is_unspecified() || self.ips.contains(&text))
            && self.ips.iter().map(|ip| ip.len() + 2).sum::<usize>() + text.len() <= self.budget.limits.field_chars
        {
            self.ips.push(text);
        }
    }

    /// Adds a hardware address.
    pub(super) fn mac(&mut self, raw: &str) {
        if let Some(mac) = mac(raw)
            && self.host.macs.len() < 1_000
            && !self.host.macs.contains(&mac)
        {
            self.host.macs.push(mac);
        }
    }

    /// Joins texts of a device field with 「、」, each once; what no longer fits into a cell is counted at its end.
    pub(super) fn join(&mut self, key: &str, values: impl IntoIterator<Item = String>) {
        let mut all: BTreeSet<String> = BTreeSet::new();
        let (mut text, mut left) = (String::new(), 0);
        for value in values {
            if value.trim().is_empty() || !all.insert(value.clone()) {
                continue;
            }
            if text.chars().count() + value.chars().count() + 20 > self.budget.limits.field_chars {
                left += 1;
                continue;
            }
            text.push_str(if text.is_empty() { "" } else { "、" });
            text.push_str(&value);
        }
        if left > 0 {
            text.push_str(&format!("、ほか{left}件"));
        }
        self.host.put(key, text.trim_start_matches('、'));
    }

    /// The finished host, and what was wrong with it. Updates are brought into order; the newest that is one of the
    /// system itself gives its day to the device.
    pub(super) fn finish(mut self, number: u32, problems: &mut Vec<Problem>) -> Host {
        self.host.updates.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| a.name.cmp(&b.name)));
        self.host.updates.dedup_by(|a, b| a.name == b.name && a.day == b.day);
        let newest = self.host.updates.iter().find(|update| !update.day.is_empty() && of_system(update));
        if let Some(day) = newest.map(|update| update.day.clone()) {
            self.host.put("last_patch", day);
        }
        let ips = self.ips.join(", ");
        self.host.put("ip", ips);
        if self.host.text("mac").is_empty()
            && let Some(first) = self.host.macs.first().cloned()
        {
            self.host.put("mac", first);
        }
        self.host.more.retain(|_, lines| !lines.is_empty());
        for (field, (count, example)) in std::mem::take(&mut self.bad_days) {
            bounds::add(
                problems,
                number,
                field,
                format!(
                    "日付として読み取れない値が{count}件あります（例：「{example}」）。この日付は空欄にして、ほかの項目だけを取り込みます。"
                ),
            );
        }
        self.host
    }
}

/// Definitions of a virus scanner, its monthly tool and Office come the same way, but say nothing of the system.
fn of_system(update: &Update) -> bool {
    let title = format!("{} {}", update.name, update.title).to_lowercase();
    ![
        "kb2267602",
        "kb890830",
        "defender",
        "security intelligence",
        "セキュリティ インテリジェンス",
        "定義の更新",
        "office",
    ]
    .iter()
    .any(|word| title.contains(word))
}

/// `AA:BB:CC:DD:EE:FF`; `None` for what is no hardware address of its own.
pub(super) fn mac(raw: &str) -> Option<String> {
    let raw = raw.trim();
    let hex: String = raw.chars().filter(char::is_ascii_hexdigit).map(|c| c.to_ascii_uppercase()).collect();
    let clean = raw.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '-' | '.'));
    if hex.len() != 12 || !clean || hex.bytes().all(|b| b == b'0') || hex.bytes().all(|b| b == b'F') {
        return None;
    }
    Some([0, 2, 4, 6, 8, 10].map(|at| &hex[at..at + 2]).join(":"))
}

/// Adds an entry of the values that are not empty, if it has the one that names it. What a reader put together is cut to
/// what a cell takes.
fn push(list: &mut Vec<Fields>, name: &str, values: &[(&str, &str)], budget: &Budget) {
    let fields: Fields = values
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(key, value)| ((*key).to_owned(), shorten(value.trim(), budget.limits.field_chars)))
        .collect();
    if fields.contains_key(name) {
        list.push(fields);
    }
}
