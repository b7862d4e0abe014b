//! The ledgers as an import would leave them, beside what they are now.

use super::Stamp;
use std::collections::{BTreeMap, HashMap};
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::{Fields, Ledger};
use tate_domain::origin::Origins;
use tate_domain::text::search_key;
use tate_store::{Census, Disagreement, HostReport, Sighting};

/// The ledgers that machine imports write.
pub(super) const LEDGERS: [Ledger; 4] = [Ledger::Devices, Ledger::Software, Ledger::Accounts, Ledger::Services];

/// A row as it is and as it would be.
#[derive(Debug, Clone)]
pub(super) struct Work {
    pub(super) id: String,
    pub(super) ledger: Ledger,
    /// 0 for a row that the import adds.
    pub(super) version: i64,
    pub(super) before: Option<(Fields, Origins)>,
    pub(super) fields: Fields,
    pub(super) origins: Origins,
    pub(super) removed: bool,
    /// Whether a host of the import was this row.
    pub(super) touched: bool,
}

impl Work {
    pub(super) fn text(&self, key: &str) -> &str {
        self.fields.get(key).map_or("", String::as_str)
    }

    pub(super) fn name(&self) -> String {
        self.ledger.name_of(&self.fields)
    }

    /// Whether a person wrote none of its values.
    pub(super) fn is_all_read(&self) -> bool {
        self.fields.iter().all(|(key, value)| value.is_empty() || self.origins.contains_key(key))
    }

    pub(super) fn changed(&self) -> bool {
        match &self.before {
            None => !self.removed,
            Some((fields, origins)) => self.removed || *fields != self.fields || *origins != self.origins,
        }
    }
}

/// Everything an import compares with.
#[derive(Debug)]
pub(super) struct Bench {
    pub(super) rows: Vec<Work>,
    /// Rows that refer to a device, by ledger and device.
    children: HashMap<(Ledger, String), Vec<usize>>,
    by_id: HashMap<String, usize>,
    pub(super) reports: BTreeMap<(String, String), HostReport>,
    pub(super) disagreements: BTreeMap<(String, String, String), Disagreement>,
    pub(super) sightings: Vec<Sighting>,
    pub(super) censuses: Vec<Census>,
}

/// The records that stand beside the rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Records {
    pub(super) origins: BTreeMap<String, Origins>,
    pub(super) reports: Vec<HostReport>,
    pub(super) disagreements: Vec<Disagreement>,
    pub(super) sightings: Vec<Sighting>,
    pub(super) censuses: Vec<Census>,
}

impl Bench {
    pub(super) fn new(facts: &Facts, records: Records) -> Self {
        let key = |found: &Disagreement| (found.row_id.clone(), found.column_key.clone(), found.source.clone());
        let mut bench = Self {
            rows: Vec::new(),
            children: HashMap::new(),
            by_id: HashMap::new(),
            reports: records.reports.into_iter().map(|r| ((r.device_id.clone(), r.source.clone()), r)).collect(),
            disagreements: records.disagreements.into_iter().map(|found| (key(&found), found)).collect(),
            sightings: records.sightings,
            censuses: records.censuses,
        };
        for row in LEDGERS.into_iter().flat_map(|ledger| facts.all(ledger)) {
            bench.push(of_row(row, records.origins.get(&row.id)));
        }
        bench
    }

    fn push(&mut self, work: Work) -> usize {
        let at = self.rows.len();
        if work.ledger != Ledger::Devices {
            self.children.entry((work.ledger, work.text("device").to_owned())).or_default().push(at);
        }
        self.by_id.insert(work.id.clone(), at);
        self.rows.push(work);
        at
    }

    pub(super) fn find(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied().filter(|at| !self.rows[*at].removed)
    }

    pub(super) fn devices(&self) -> impl Iterator<Item = usize> + '_ {
        let is_device = |at: &usize| self.rows[*at].ledger == Ledger::Devices && !self.rows[*at].removed;
        (0..self.rows.len()).filter(is_device)
    }

    /// The rows of a ledger that refer to a device.
    pub(super) fn children(&self, ledger: Ledger, device: &str) -> Vec<usize> {
        let all = self.children.get(&(ledger, device.to_owned())).map_or(&[][..], Vec::as_slice);
        all.iter().copied().filter(|at| !self.rows[*at].removed).collect()
    }

    /// A new row with nothing in it; a child refers to its device.
    pub(super) fn add(&mut self, ledger: Ledger, device: Option<&str>, stamp: &Stamp) -> usize {
        let mut work = Work {
            id: crate::new_id::<String>(),
            ledger,
            version: 0,
            before: None,
            fields: Fields::new(),
            origins: Origins::new(),
            removed: false,
            touched: true,
        };
        if let Some(device) = device {
            super::merge::write(&mut work, "device", device.to_owned(), stamp);
        }
        self.push(work)
    }

    /// The hardware addresses by which a device is known: the ledger's and those that were read of it.
    pub(super) fn macs(&self, at: usize) -> Vec<String> {
        let row = &self.rows[at];
        let known = self.reports.range((row.id.clone(), String::new())..);
        let known = known.take_while(|((device, _), _)| *device == row.id);
        let mut macs: Vec<String> =
            known.flat_map(|(_, report)| report.macs.split_whitespace()).map(str::to_owned).collect();
        macs.extend(Some(row.text("mac").to_owned()).filter(|mac| !mac.is_empty()));
        macs
    }
}

fn of_row(row: &Row, origins: Option<&Origins>) -> Work {
    let origins = origins.cloned().unwrap_or_default();
    Work {
        id: row.id.clone(),
        ledger: row.ledger,
        version: row.version,
        before: Some((row.fields.clone(), origins.clone())),
        fields: row.fields.clone(),
        origins,
        removed: false,
        touched: false,
    }
}

/// Two texts that mean the same name or number.
pub(super) fn same_key(a: &str, b: &str) -> bool {
    !a.is_empty() && search_key(a) == search_key(b)
}

/// Whether a device's row says that it is in use: 稼働, or no state given.
pub(super) fn in_use_row(row: &Row) -> bool {
    !matches!(row.text("state"), "stopped" | "disposed")
}
