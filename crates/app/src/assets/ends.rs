//! What ends within the next eighteen months.

use super::charts::whole;
use crate::facts::os_answer;
use jiff::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;
use tate_domain::date::slashed;
use tate_domain::facts::{Facts, Row};
use tate_domain::firmware;
use tate_domain::ledger::Ledger;
use tate_domain::lifecycle::{LifecycleData, Verdict};
use tate_report::{Bar, BarChart, Part, Tone};

/// Months that are looked ahead, this one included.
const MONTHS: i32 = 18;

/// What ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EndKind {
    /// The operating system of a device.
    Os,
    /// A program.
    Software,
    /// The model of a network device.
    Model,
}

impl EndKind {
    /// Every kind, in the order of the chart.
    pub const ALL: [Self; 3] = [Self::Os, Self::Software, Self::Model];

    /// The name for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Os => "OS",
            Self::Software => "ソフト",
            Self::Model => "機器の型番",
        }
    }

    const fn tone(self) -> Tone {
        match self {
            Self::Os => Tone::Watch,
            Self::Software => Tone::Fair,
            Self::Model => Tone::Unknown,
        }
    }
}

/// Rows that share product and day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndGroup {
    /// What ends.
    pub kind: EndKind,
    /// The product.
    pub name: String,
    /// Its last day.
    pub day: Date,
    /// The rows: ledger, id, name.
    pub rows: Vec<(Ledger, String, String)>,
}

/// One month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndMonth {
    /// 2027年1月.
    pub label: String,
    /// Rows by kind, as in [`EndKind::ALL`].
    pub counts: [u32; 3],
    /// What ends, by day.
    pub groups: Vec<EndGroup>,
}

/// Every month from the one of `today` on.
pub(super) fn months(facts: &Facts, lifecycle: &LifecycleData, today: Date) -> Vec<EndMonth> {
    let groups = groups(facts, lifecycle, today);
    let month = |ahead: i32| {
        let first = today.first_of_month().checked_add(Span::new().months(ahead)).ok()?;
        let here = |group: &&EndGroup| group.day.year() == first.year() && group.day.month() == first.month();
        let groups: Vec<EndGroup> = groups.iter().filter(here).cloned().collect();
        let count =
            |kind: EndKind| whole(groups.iter().filter(|group| group.kind == kind).map(|group| group.rows.len()).sum());
        Some(EndMonth {
            label: format!("{}年{}月", first.year(), first.month()),
            counts: EndKind::ALL.map(count),
            groups,
        })
    };
    (0..MONTHS).filter_map(month).collect()
}

type Key = (Date, EndKind, String);

/// Everything with a last day that has not passed, by day.
fn groups(facts: &Facts, lifecycle: &LifecycleData, today: Date) -> Vec<EndGroup> {
    let devices = facts.devices_in_use().filter_map(|row| Some((os_end(lifecycle, row, today)?, row)));
    let software = facts.all(Ledger::Software).iter().filter(|row| is_used(facts, row));
    let software = software.filter_map(|row| Some((software_end(lifecycle, row, today)?, row)));
    let models = facts.devices_in_use().filter_map(|row| Some((model_end(facts, row, today)?, row)));
    let mut sorted: BTreeMap<Key, Vec<(Ledger, String, String)>> = BTreeMap::new();
    for (key, row) in devices.chain(software).chain(models).filter(|((day, ..), _)| *day >= today) {
        sorted.entry(key).or_default().push((row.ledger, row.id.clone(), row.name()));
    }
    sorted.into_iter().map(|((day, kind, name), rows)| EndGroup { kind, name, day, rows }).collect()
}

/// A program on a device that is not used any more ends with it.
fn is_used(facts: &Facts, row: &Row) -> bool {
    facts.target(row, "device").is_none_or(|device| facts.devices_in_use().any(|used| used.id == device.id))
}

/// The last day of an operating system: of its regular support, or of the extension that already counts.
fn os_end(lifecycle: &LifecycleData, row: &Row, today: Date) -> Option<Key> {
    row.filled("os").or_else(|| row.filled("os_build"))?;
    let answer = os_answer(lifecycle, row, today);
    let day = match answer.verdict {
        Verdict::Supported | Verdict::EndingSoon => {
            answer.end_of_support.filter(|day| *day >= today).or(answer.extended_until)?
        }
        Verdict::Expired | Verdict::Unknown => return None,
    };
    let parts = [answer.product, answer.release];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Some((day, EndKind::Os, if name.is_empty() { row.text("os").to_owned() } else { name }))
}

fn software_end(lifecycle: &LifecycleData, row: &Row, today: Date) -> Option<Key> {
    let known = || lifecycle.check_software(row.text("name"), row.text("version"), today)?.end_of_support;
    Some((row.day("support_until").or_else(known)?, EndKind::Software, row.name()))
}

fn model_end(facts: &Facts, row: &Row, today: Date) -> Option<Key> {
    let table = facts.all(Ledger::Firmware);
    if table.is_empty() || row.filled("model").is_none() {
        return None;
    }
    let day = firmware::judge(row, table, today).support_until?;
    Some((day, EndKind::Model, row.text("model").to_owned()))
}

impl EndGroup {
    /// Windows Server 2016（2027/01/12）3件.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}（{}）{}件", self.name, slashed(self.day), self.rows.len())
    }
}

impl super::Assets {
    /// The picture of the months; none when nothing ends.
    #[must_use]
    pub fn ends_chart(&self) -> Option<BarChart> {
        let part = |kind: &EndKind| Part { label: kind.label().to_owned(), tone: kind.tone() };
        let bar = |month: &EndMonth| Bar { label: month.label.clone(), values: month.counts.to_vec() };
        let any = self.ends.iter().any(|month| !month.groups.is_empty());
        any.then(|| BarChart {
            id: "ends".to_owned(),
            title: "これから18か月に終わるサポートの図。同じ数字が下の表にあります。".to_owned(),
            parts: EndKind::ALL.iter().map(part).collect(),
            bars: self.ends.iter().map(bar).collect(),
        })
    }
}
