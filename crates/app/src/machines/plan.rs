//! Compares inventories with the ledgers: host by host, on a copy of the ledgers, so that a device that is in two
//! files is one device.

use super::bench::{Bench, Records, Work};
use super::identity::{self, Found};
use super::merge::Faults;
use super::outcome::{Counts, FileRead, Line, Outcome, What};
use super::{Reading, Stamp, children, device, inbox, missing, report};
use jiff::Timestamp;
use std::collections::BTreeMap;
use tate_catalog::Catalog;
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::{Column, Fields, Ledger, show};
use tate_domain::text::shorten;
use tate_inventory::machine::{Format, Host, Inventory};
use tate_store::{Census, Disagreement};

/// What an import would do, and the ledgers after it.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) outcome: Outcome,
    pub(super) bench: Bench,
    /// The records before.
    pub(super) records: Records,
}

/// Compares what was read with the ledgers.
pub(super) fn plan(facts: &Facts, records: Records, readings: &[Reading], catalog: &Catalog, now: Timestamp) -> Plan {
    let mut plan = Plan { outcome: Outcome::default(), bench: Bench::new(facts, records.clone()), records };
    for reading in readings {
        plan.read(reading, catalog, now);
    }
    plan.take_census(readings, now);
    plan.tell(facts);
    plan
}

impl Plan {
    fn read(&mut self, reading: &Reading, catalog: &Catalog, now: Timestamp) {
        let inventory = &reading.inventory;
        self.outcome.files.push(FileRead {
            name: reading.file.clone(),
            format: inventory.format,
            hosts: inventory.hosts.len(),
            day: super::moment(&inventory.taken_at).map(super::day).unwrap_or_default(),
        });
        for problem in &inventory.problems {
            let mut faults = Faults { file: &reading.file, row: problem.host, errors: &mut self.outcome.errors };
            faults.tell(&problem.field, problem.message.clone());
        }
        let mut taken: BTreeMap<usize, u32> = BTreeMap::new();
        for (number, host) in (1..).zip(&inventory.hosts) {
            self.host(reading, number, host, &mut taken, catalog, now);
        }
    }

    fn host(
        &mut self,
        reading: &Reading,
        number: u32,
        host: &Host,
        taken: &mut BTreeMap<usize, u32>,
        catalog: &Catalog,
        now: Timestamp,
    ) {
        let inventory: &Inventory = &reading.inventory;
        let stamp = Stamp::new(inventory, host, now);
        let Self { outcome, bench, .. } = self;
        let mut faults = Faults { file: &reading.file, row: number, errors: &mut outcome.errors };
        let found = identity::find(bench, host);
        let at = match found {
            Found::Row(at) => match taken.get(&at) {
                Some(other) => {
                    faults.tell(
                        "機器",
                        format!(
                            "「{}」は、同じファイルの{other}台目と同じ台帳の機器「{}」に当てはまります。シリアル番号やコンピュータ名が別の機器と重なっていないか、確かめてください。",
                            host.name(),
                            bench.rows[at].name()
                        ),
                    );
                    return;
                }
                None => at,
            },
            Found::Ambiguous { by, names } => {
                faults.tell(
                    by,
                    format!(
                        "「{}」に、{by}の同じ機器が台帳に{}台あり、どれか決められません：{}。台帳の重複を直してから、もう一度取り込んでください。",
                        host.name(),
                        names.len(),
                        names.iter().map(|name| format!("「{name}」")).collect::<String>()
                    ),
                );
                return;
            }
            Found::New if !stamp.format.sees_from_outside() => device::add(bench, host, &stamp, &mut faults),
            Found::New | Found::TooLittle => {
                outcome.unregistered.extend(inbox::note(bench, host, &stamp, &mut faults));
                return;
            }
        };
        taken.insert(at, number);
        self.of_device(reading, at, number, host, &stamp, catalog);
    }

    fn of_device(&mut self, reading: &Reading, at: usize, number: u32, host: &Host, stamp: &Stamp, catalog: &Catalog) {
        let Self { outcome, bench, .. } = self;
        let mut faults = Faults { file: &reading.file, row: number, errors: &mut outcome.errors };
        let is_new = bench.rows[at].before.is_none();
        if !is_new {
            device::update(bench, at, host, stamp, &mut faults);
            if !identity::in_use(bench, at) {
                outcome.notes.push(format!(
                    "「{}」は、台帳では稼働中ではありませんが、{}が見つけました。状態を確かめてください。",
                    bench.rows[at].name(),
                    stamp.format.label()
                ));
            }
        }
        let id = bench.rows[at].id.clone();
        let stale =
            bench.reports.get(&(id.clone(), stamp.source().to_owned())).is_some_and(|r| r.taken_at > stamp.taken_at);
        if stale {
            outcome.notes.push(format!(
                "「{}」のファイルは、前に取り込んだものより古いため、無くなったソフトは調べません。",
                host.name()
            ));
        }
        if host.software.len() > children::MOST_PROGRAMS {
            outcome.notes.push(format!(
                "「{}」のソフトは{}件あり、人が見直せる数を超えるため台帳には入れません。機器のページの「機械が読み取った内容」に残します。",
                host.name(),
                host.software.len()
            ));
        }
        if !stale {
            outcome.vanished.extend(children::software(bench, &id, host, stamp, &mut faults));
            children::accounts(bench, &id, host, stamp, &mut faults);
            children::notable(bench, catalog, &id, host, stamp, &mut faults);
        }
        report::keep(bench, &id, host, stamp);
        inbox::settle(bench, &id, host);
        let tools = host.text("remote_tools").trim();
        if !tools.is_empty() {
            outcome.remote_tools.push(format!(
                "「{}」に遠隔操作ソフトがあります：{}。リモート保守（2-②）の台帳と合っているか確かめてください。",
                host.name(),
                shorten(tools, 80)
            ));
        }
    }

    /// One look at the whole facility: a product that named two hosts or more, or that looks from outside.
    fn take_census(&mut self, readings: &[Reading], now: Timestamp) {
        let mut looks: BTreeMap<Format, (String, usize)> = BTreeMap::new();
        for reading in readings {
            let taken = super::moment(&reading.inventory.taken_at);
            let hosts = reading.inventory.hosts.iter().filter_map(|host| super::moment(host.text("collected")));
            let at = crate::clock::stamp(taken.or_else(|| hosts.max()).unwrap_or(now));
            let look = looks.entry(reading.inventory.format).or_default();
            look.0 = look.0.clone().max(at);
            look.1 += reading.inventory.hosts.len();
        }
        for (format, (taken_at, hosts)) in looks {
            let known = |census: &Census| census.source == format.code() && census.taken_at == taken_at;
            if (hosts >= 2 || format.sees_from_outside()) && !self.bench.censuses.iter().any(known) {
                self.bench.censuses.push(Census {
                    source: format.code().to_owned(),
                    taken_at,
                    hosts: i64::try_from(hosts).unwrap_or(i64::MAX),
                    batch_id: String::new(),
                });
            }
        }
    }

    /// Counts and words, from the difference between the ledgers before and after.
    fn tell(&mut self, facts: &Facts) {
        let rows = &self.bench.rows;
        let name_of = |id: &str| rows.iter().find(|row| row.id == id).map(Work::name).unwrap_or_default();
        let names: BTreeMap<String, String> =
            rows.iter().filter(|row| row.ledger == Ledger::Devices).map(|row| (row.id.clone(), row.name())).collect();
        for row in rows.iter().filter(|row| row.touched || row.changed()) {
            let counts: &mut Counts = self.outcome.counts.entry(row.ledger).or_default();
            let what = match (row.changed(), &row.before, row.removed) {
                (false, None, _) => continue,
                (false, Some(_), _) => {
                    counts.unchanged += 1;
                    continue;
                }
                (true, None, _) => What::Added,
                (true, Some(_), true) => What::Removed,
                (true, Some(_), false) => What::Changed,
            };
            if what == What::Added {
                counts.added += 1
            } else {
                counts.updated += 1
            }
            let device = names.get(row.text("device")).cloned().unwrap_or_default();
            self.outcome.lines.push(Line { ledger: row.ledger, name: row.name(), device, what, changes: changes(row) });
        }
        self.outcome
            .lines
            .sort_by(|a, b| (a.ledger, a.what, &a.device, &a.name).cmp(&(b.ledger, b.what, &b.device, &b.name)));
        let new = |found: &&Disagreement| found.state == "open" && !self.records.disagreements.contains(found);
        let words: Vec<String> = self
            .bench
            .disagreements
            .values()
            .filter(new)
            .filter_map(|found| {
                let row = rows.iter().find(|row| row.id == found.row_id)?;
                let column = row.ledger.column(&found.column_key)?;
                let (ours, theirs) = (show(column, row.text(column.key)), show(column, &found.value));
                Some(format!("{}の{}（台帳：{ours}／取り込み：{theirs}）", name_of(&found.row_id), column.label))
            })
            .collect();
        self.outcome.disagreements = words;
        self.outcome.missing = self.missing(facts);
        self.outcome.writes = rows.iter().any(Work::changed) || !self.effects().is_empty();
    }

    fn missing(&self, facts: &Facts) -> Vec<missing::MissingDevice> {
        let devices = self.bench.devices().map(|at| {
            let row = &self.bench.rows[at];
            Row {
                id: row.id.clone(),
                ledger: row.ledger,
                version: row.version,
                fields: row.fields.clone(),
                updated_at: String::new(),
            }
        });
        let after = Facts::new(facts.profile.clone(), devices);
        let reports: Vec<_> = self.bench.reports.values().cloned().collect();
        missing::missing(&after, &reports, &self.bench.censuses)
    }
}

/// Heading, before, after of what changes in a row.
fn changes(row: &Work) -> Vec<(&'static str, String, String)> {
    let none = Fields::new();
    let before = row.before.as_ref().map_or(&none, |(fields, _)| fields);
    let differs = |column: &&Column| column.key != "device" && before.get(column.key) != row.fields.get(column.key);
    let text = |fields: &Fields, column: &Column| {
        shorten(&show(column, fields.get(column.key).map_or("", String::as_str)), 60)
    };
    let changed = row.ledger.columns().iter().filter(differs);
    changed.map(|column| (column.label, text(before, column), text(&row.fields, column))).collect()
}
