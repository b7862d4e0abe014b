//! What `nmap -oX` saw from outside: hosts that answered, their open ports, and by whom and how they were asked.

use super::bounds::{self, Budget};
use super::day::{self, Order};
use super::draft::Draft;
use super::value::Record;
use super::xml::{Node, Xml};
use super::{Format, Host, Inventory, Problem};
use crate::ReadError;
use std::collections::BTreeMap;

/// Parts of a host that are long and not looked at: what scripts printed, the way through the network.
const LEFT_OUT: [&str; 5] = ["script", "hostscript", "trace", "osfingerprint", "extraports"];

struct Scan<'a> {
    budget: &'a Budget,
    run: BTreeMap<String, String>,
    hosts: Vec<Host>,
    problems: Vec<Problem>,
    silent: usize,
    left: usize,
}

/// Reads one file. Of a scan that was stopped, the hosts before the stop are kept, and said to be not all.
pub(super) fn read(text: &str, budget: &Budget) -> Result<Inventory, ReadError> {
    let product = Format::Nmap.label();
    let mut xml = Xml::new(text, budget, product);
    let root = match xml.next("nmaprun")? {
        Node::Open(root, attributes) if root == "nmaprun" => attributes,
        _ => return Err(ReadError::NotOfProduct { product: product.to_owned() }),
    };
    let mut scan = Scan { budget, run: BTreeMap::new(), hosts: Vec::new(), problems: Vec::new(), silent: 0, left: 0 };
    for (key, name) in [("program", "scanner"), ("version", "version"), ("args", "args"), ("start", "startstr")] {
        scan.note(key, root.text(name));
    }
    let taken_at = day::rfc3339(root.text("start"));
    match scan.hosts(&mut xml, root.text("start")) {
        Err(ReadError::Broken { line, .. }) if !scan.hosts.is_empty() => {
            bounds::breaks_off(&mut scan.problems, line);
        }
        other => other?,
    }
    scan.finish(taken_at)
}

impl Scan<'_> {
    fn note(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.run.insert(key.to_owned(), text.to_owned());
        }
    }

    fn hosts(&mut self, xml: &mut Xml<'_>, start: &str) -> Result<(), ReadError> {
        loop {
            self.budget.next_piece();
            match xml.next("")? {
                Node::Open(name, _) if name == "host" && self.hosts.len() >= self.budget.limits.hosts => {
                    self.left += 1;
                    xml.skip()?;
                }
                Node::Open(name, attributes) if name == "host" => {
                    let value = xml.piece(attributes, &LEFT_OUT)?;
                    if let Some(record) = value.record() {
                        self.host(record, start);
                    }
                }
                Node::Open(name, attributes) if name == "runstats" => {
                    let value = xml.piece(attributes, &[])?;
                    if let Some(stats) = value.record() {
                        self.stats(stats);
                    }
                }
                Node::Open(..) => xml.skip()?,
                Node::Empty(name, attributes) if name == "scaninfo" => {
                    let what = format!("{} {}", attributes.text("type"), attributes.text("protocol"));
                    self.note("scan", what.trim());
                }
                Node::Empty(..) => {}
                Node::Close => return Ok(()),
                Node::End => return Err(xml.broken()),
            }
            self.budget.stop()?;
        }
    }

    fn stats(&mut self, stats: &Record) {
        if let Some(finished) = stats.record("finished") {
            self.note("finished", finished.text("timestr"));
            self.note("summary", finished.text("summary"));
            self.note("exit", finished.text("exit"));
        }
        if let Some(hosts) = stats.record("hosts") {
            for key in ["up", "down", "total"] {
                self.note(&format!("hosts_{key}"), hosts.text(key));
            }
        }
    }

    fn host(&mut self, record: &Record, start: &str) {
        let state = record.record("status").map_or("", |status| status.text("state"));
        if state == "down" {
            self.silent += 1;
            return;
        }
        let number = u32::try_from(self.hosts.len() + 1).unwrap_or(u32::MAX);
        let host = host(record, start, self.budget, number, &mut self.problems);
        self.budget.keep(&host);
        self.hosts.push(host);
    }

    fn finish(mut self, taken_at: String) -> Result<Inventory, ReadError> {
        if self.left > 0 {
            bounds::too_many_hosts(&mut self.problems, self.budget, self.left);
        }
        if self.silent > 0 {
            self.note("silent", &self.silent.to_string());
        }
        if self.run.get("exit").is_some_and(|exit| exit != "success") {
            bounds::add(&mut self.problems, 0, "exit", "nmapが途中で終わっています。見つかった機器だけを取り込みます。すべての機器を調べるには、もう一度実行してください。".to_owned());
        }
        self.budget.stop()?;
        self.budget.tell(&mut self.problems);
        let Self { run, hosts, problems, .. } = self;
        Ok(Inventory { format: Format::Nmap, taken_at, run, hosts, problems })
    }
}

fn host(record: &Record, start: &str, budget: &Budget, number: u32, problems: &mut Vec<Problem>) -> Host {
    let mut draft = Draft::new(budget, Order::MonthFirst);
    let names: Vec<&str> =
        record.record("hostnames").into_iter().flat_map(|n| n.records("hostname")).map(|n| n.text("name")).collect();
    draft.host.put("host", names.first().copied().unwrap_or_default());
    names.iter().skip(1).filter(|name| **name != names[0]).for_each(|name| draft.more("ほかの名前", *name));
    for address in record.records("address") {
        if address.text("addrtype") == "mac" {
            draft.mac(address.text("addr"));
            // Who made the network adapter; of a machine with its own board, that is its maker.
            draft.host.put("maker", address.text("vendor"));
        } else {
            address_of(&mut draft, address.text("addr"));
        }
    }
    for port in record.record("ports").into_iter().flat_map(|ports| ports.records("port")) {
        open_port(&mut draft, port);
    }
    guesses(&mut draft, record);
    let looked = match record.text("endtime") {
        "" => start,
        end => end,
    };
    let collected = draft.day("endtime", looked);
    draft.host.put("collected", collected);
    draft.finish(number, problems)
}

/// nmap may have looked at the machine it runs on: then its own address is the only one there is.
fn address_of(draft: &mut Draft<'_>, address: &str) {
    draft.ip(address);
    if address.starts_with("127.") || address == "::1" {
        draft.host.put("ip", address);
    }
}

fn open_port(draft: &mut Draft<'_>, port: &Record) {
    if port.record("state").is_none_or(|state| state.text("state") != "open") {
        return;
    }
    let name = format!("{}/{}", port.text("portid"), port.text("protocol"));
    let mut detail = Vec::new();
    if let Some(service) = port.record("service") {
        // Over TLS, nmap names what is inside.
        let inside = if service.text("tunnel") == "ssl" { "tls/" } else { "" };
        detail.push(format!("{inside}{}", service.text("name")));
        detail.extend(["product", "version", "extrainfo"].map(|key| service.text(key).to_owned()));
        detail.extend(service.list("cpe").iter().map(|cpe| cpe.text().to_owned()));
    }
    detail.retain(|part| !part.is_empty());
    draft.service(&[("name", &name), ("kind", "port"), ("detail", &detail.join(" ")), ("state", "running")]);
}

/// Guesses stay guesses: they never fill a field of the ledger.
fn guesses(draft: &mut Draft<'_>, record: &Record) {
    let Some(os) = record.record("os") else { return };
    let best = os.records("osmatch").max_by_key(|guess| guess.text("accuracy").parse::<u32>().unwrap_or_default());
    if let Some(best) = best {
        draft.more("OSの推定（nmap）", format!("{}（確度{}％）", best.text("name"), best.text("accuracy")));
    }
    let classes = best.into_iter().chain([os]).flat_map(|outer| outer.records("osclass"));
    for class in classes.take(1) {
        let parts = ["type", "vendor", "osfamily", "osgen"].map(|key| class.text(key));
        draft.more("機器の推定（nmap）", parts.join(" ").trim().to_owned());
    }
}
