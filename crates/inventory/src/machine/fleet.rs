//! Fleet: the hosts of its API (`/api/v1/fleet/hosts` and `/hosts/{id}`), as they come.

use super::bounds::{self, Budget};
use super::content::people::{bare, is_admin_group, is_service_shell};
use super::content::protection::yes_no;
use super::day::Order;
use super::draft::{self, Draft};
use super::json::{self, Sink, Want};
use super::value::{Record, Value};
use super::{Format, Host, Inventory, Problem, windows};
use crate::ReadError;
use std::collections::BTreeMap;

struct Hosts<'a> {
    budget: &'a Budget,
    hosts: Vec<Host>,
    problems: Vec<Problem>,
    newest: String,
    left: usize,
    asked: bool,
}

impl Sink for Hosts<'_> {
    fn want(&mut self, path: &[String]) -> Want {
        match path {
            [name] if name == "hosts" || name == "host" => {
                self.asked = true;
                Want::Take
            }
            _ => Want::Skip,
        }
    }

    fn take(&mut self, _: &[String], value: Value) -> Result<(), ()> {
        let Value::Record(record) = value else { return Ok(()) };
        let number = u32::try_from(self.hosts.len() + 1).unwrap_or(u32::MAX);
        let seen = record.first(&["detail_updated_at", "last_enrolled_at", "updated_at"]);
        if *seen > *self.newest {
            seen.clone_into(&mut self.newest);
        }
        let host = host(&record, self.budget, number, &mut self.problems);
        self.budget.keep(&host);
        self.hosts.push(host);
        self.budget.stop().map_err(drop)
    }

    fn full(&self, _: &[String]) -> bool {
        self.hosts.len() >= self.budget.limits.hosts
    }

    fn lost(&mut self, _: &[String]) {
        self.left += 1;
    }
}

/// Reads one file. Of a file that breaks off, the hosts before the break are kept, and said to be not all.
pub(super) fn read(text: &str, budget: &Budget) -> Result<Inventory, ReadError> {
    let product = Format::Fleet.label();
    let mut hosts =
        Hosts { budget, hosts: Vec::new(), problems: Vec::new(), newest: String::new(), left: 0, asked: false };
    let walked = json::walk(text, budget, &mut hosts);
    budget.stop()?;
    match walked {
        Err(broken) if hosts.hosts.is_empty() => {
            return Err(ReadError::Broken { product: product.to_owned(), line: broken.line });
        }
        Err(broken) => bounds::breaks_off(&mut hosts.problems, broken.line),
        Ok(()) => {}
    }
    if !hosts.asked {
        return Err(ReadError::NotOfProduct { product: product.to_owned() });
    }
    if hosts.left > 0 {
        bounds::too_many_hosts(&mut hosts.problems, budget, hosts.left);
    }
    budget.tell(&mut hosts.problems);
    let Hosts { hosts, problems, newest, .. } = hosts;
    Ok(Inventory { format: Format::Fleet, taken_at: newest, run: BTreeMap::new(), hosts, problems })
}

fn host(record: &Record, budget: &Budget, number: u32, problems: &mut Vec<Problem>) -> Host {
    let mut draft = Draft::new(budget, Order::MonthFirst);
    draft.host.put("host", record.first(&["computer_name", "hostname", "display_name"]));
    for (key, name) in
        [("uuid", "uuid"), ("maker", "hardware_vendor"), ("model", "hardware_model"), ("serial", "hardware_serial")]
    {
        draft.put_real(key, record.text(name));
    }
    system(&mut draft, record);
    draft.ip(record.text("primary_ip"));
    draft.mac(record.text("primary_mac"));
    let mac = draft::mac(record.text("primary_mac")).unwrap_or_default();
    draft.host.put("mac", mac);
    protection(&mut draft, record);
    record.records("software").for_each(|program| software(&mut draft, program));
    users(&mut draft, record);
    let seen = record.first(&["detail_updated_at", "last_enrolled_at", "updated_at"]);
    let collected = draft.day("detail_updated_at", seen);
    draft.host.put("collected", collected);
    for (label, name) in
        [("チーム", "team_name"), ("状態", "status"), ("最後の通信", "seen_time"), ("osquery", "osquery_version")]
    {
        let text = record.text(name);
        draft.more("Fleet", if text.is_empty() { String::new() } else { format!("{label}：{text}") });
    }
    draft.finish(number, problems)
}

fn system(draft: &mut Draft<'_>, record: &Record) {
    let text = record.text("os_version");
    if windows::is(text) || record.text("platform") == "windows" {
        let (name, release, build) = windows::split(text);
        let build = if build.is_empty() { windows::build(record.text("build")).to_owned() } else { build };
        if windows::is_server(&name) {
            draft.host.put("kind", "server");
        }
        draft.host.put("os", name);
        draft.host.put("os_release", release);
        draft.host.put("os_build", build);
    } else {
        draft.host.put("os", text);
    }
}

fn protection(draft: &mut Draft<'_>, record: &Record) {
    draft.host.put("encrypted", yes_no(record.flag("disk_encryption_enabled")));
    for policy in record.records("policies") {
        let answer = match policy.text("response") {
            "pass" => "適合",
            "fail" => "不適合",
            _ => "未判定",
        };
        draft.more("Fleetのポリシー", format!("{}：{answer}", policy.text("name")));
    }
}

fn software(draft: &mut Draft<'_>, program: &Record) {
    let installed = draft.day("software.installed_at", program.text("installed_at"));
    draft.software(&[
        ("name", program.text("name")),
        ("version", program.text("version")),
        ("publisher", program.text("vendor")),
        ("installed", &installed),
    ]);
}

fn users(draft: &mut Draft<'_>, record: &Record) {
    let mut admins = Vec::new();
    for user in record.records("users") {
        let login = user.text("username");
        if user.text("type") == "special" || is_service_shell(user.text("shell")) {
            continue;
        }
        // Only the first group of a user is told: of the others, nothing is known.
        let admin = is_admin_group("", user.text("groupname"));
        if admin {
            admins.push(bare(login).to_owned());
        }
        draft.account(&[("login", login), ("privilege", if admin { "admin" } else { "" })]);
    }
    draft.join("admins", admins);
}
