//! The XML of FusionInventory and OCS: a computer, or the devices that were asked over SNMP.

use super::bounds::Budget;
use super::content::{self, Content};
use super::day::{self, Order};
use super::value::{Record, Value};
use super::xml::{Node, Xml};
use super::{Format, Host, Inventory, Problem, bounds};
use crate::ReadError;
use std::collections::BTreeMap;

/// Parts of a device that may be long and are not looked at.
const LEFT_OUT: [&str; 6] = ["components", "cartridges", "pagecounters", "modems", "vlans", "aggregate"];

struct Run<'a> {
    budget: &'a Budget,
    content: Content<'a>,
    hosts: Vec<Host>,
    problems: Vec<Problem>,
    facts: BTreeMap<String, String>,
    kind: String,
    left: usize,
}

/// Reads one file.
pub(super) fn read(text: &str, budget: &Budget) -> Result<Inventory, ReadError> {
    let product = Format::Fusion.label();
    let mut xml = Xml::new(text, budget, product);
    let mut run = Run {
        budget,
        content: Content::new(budget),
        hosts: Vec::new(),
        problems: Vec::new(),
        facts: BTreeMap::new(),
        kind: String::new(),
        left: 0,
    };
    match xml.next("")? {
        Node::Open(root, _) if root == "request" => {}
        _ => return Err(ReadError::NotOfProduct { product: product.to_owned() }),
    }
    run.request(&mut xml)?;
    run.finish(product)
}

impl Run<'_> {
    fn request(&mut self, xml: &mut Xml<'_>) -> Result<(), ReadError> {
        loop {
            match xml.next("")? {
                Node::Open(name, _) if name == "content" => self.content(xml)?,
                Node::Open(name, attributes) => {
                    let value = xml.piece(attributes, &[])?;
                    match (name.as_str(), value.text()) {
                        ("itemtype", kind) => kind.clone_into(&mut self.kind),
                        ("deviceid" | "query", text) if !text.is_empty() => {
                            self.facts.insert(name, text.to_owned());
                        }
                        _ => {}
                    }
                }
                Node::Empty(..) => {}
                Node::Close => return Ok(()),
                Node::End => return Err(xml.broken()),
            }
        }
    }

    fn content(&mut self, xml: &mut Xml<'_>) -> Result<(), ReadError> {
        loop {
            self.budget.next_piece();
            match xml.next("")? {
                Node::Open(name, _) if name == "device" && self.hosts.len() >= self.budget.limits.hosts => {
                    self.left += 1;
                    xml.skip()?;
                }
                Node::Open(name, attributes) if name == "device" => {
                    let value = xml.piece(attributes, &LEFT_OUT)?;
                    self.device(&value);
                }
                Node::Open(name, _) if self.content.full(&name) => {
                    self.content.lost();
                    xml.skip()?;
                }
                Node::Open(name, attributes) if content::wanted(&name) => {
                    let value = xml.piece(attributes, &[])?;
                    self.content.section(&name, &value);
                }
                Node::Open(..) => xml.skip()?,
                Node::Empty(..) => {}
                Node::Close => return Ok(()),
                Node::End => return Err(xml.broken()),
            }
            self.budget.stop()?;
        }
    }

    /// A device that was asked over SNMP, brought into the shape of the JSON.
    fn device(&mut self, value: &Value) {
        let Some((device, info)) = value.record().and_then(|device| Some((device, device.record("info")?))) else {
            return;
        };
        let mut content = Content::new(self.budget);
        let mut about = info.clone();
        about.set("ips", list(info.record("ips"), "ip"));
        content.section("network_device", &Value::Record(about));
        for firmware in device.records("firmwares") {
            content.section("firmwares", &Value::Record(firmware.clone()));
        }
        for port in device.record("ports").into_iter().flat_map(|ports| ports.records("port")) {
            let mut port = port.clone();
            port.set("ips", list(port.record("ips"), "ip"));
            port.set("connections", list(port.record("connections"), "connection"));
            content.section("network_ports", &Value::Record(port));
        }
        let number = u32::try_from(self.hosts.len() + 1).unwrap_or(u32::MAX);
        let host = content.finish("", number, &mut self.problems);
        self.budget.keep(&host);
        self.hosts.push(host);
    }

    fn finish(mut self, product: &str) -> Result<Inventory, ReadError> {
        let taken_at = day::day(&self.content.looked, Order::DayFirst).unwrap_or_default();
        if !self.content.client.is_empty() {
            self.facts.insert("versionclient".to_owned(), self.content.client.clone());
        }
        // A file about other devices has a client's version, but no computer.
        if self.content.sections > 1 || (self.hosts.is_empty() && self.content.sections > 0) {
            let number = u32::try_from(self.hosts.len() + 1).unwrap_or(u32::MAX);
            let host = self.content.finish(&self.kind, number, &mut self.problems);
            self.budget.keep(&host);
            self.hosts.push(host);
        }
        if self.hosts.is_empty() {
            return Err(ReadError::NotOfProduct { product: product.to_owned() });
        }
        if self.left > 0 {
            bounds::too_many_hosts(&mut self.problems, self.budget, self.left);
        }
        self.budget.stop()?;
        self.budget.tell(&mut self.problems);
        Ok(Inventory { format: Format::Fusion, taken_at, run: self.facts, hosts: self.hosts, problems: self.problems })
    }
}

fn list(outer: Option<&Record>, name: &str) -> Value {
    Value::List(outer.map(|outer| outer.list(name).to_vec()).unwrap_or_default())
}
