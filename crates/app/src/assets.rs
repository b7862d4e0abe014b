//! 資産の状態: how the devices stand today, in numbers that can be followed down to the rows.
//!
//! Every device gets marks (which chart, which part), and every number is a count of marks: so a number and the list
//! behind it cannot differ.

mod charts;
mod devices;
mod empty;
mod ends;
mod tables;

pub use charts::{ShareRow, Shares};
pub use devices::{AssetLine, Mark};
pub use empty::EmptyColumn;
pub use ends::{EndGroup, EndKind, EndMonth};

use crate::App;
use crate::error::Result;
use jiff::civil::Date;
use tate_domain::facts::Facts;
use tate_domain::id::FacilityId;
use tate_domain::ledger::{Kind, Ledger};
use tate_domain::lifecycle::LifecycleData;
use tate_domain::role::{Actor, Permission};
use tate_report::BarChart;

/// The state of the devices of a facility on a day.
#[derive(Debug, Clone)]
pub struct Assets {
    /// Support of operating systems, age of updates, virus protection, firmware; charts without a device are left out.
    pub shares: Vec<Shares>,
    /// Columns of the ledger that are empty, the most often empty first.
    pub empty: Vec<EmptyColumn>,
    /// What ends within the next eighteen months, month by month from this one on; empty months too.
    pub ends: Vec<EndMonth>,
    /// Every device in use, the worst first.
    pub lines: Vec<AssetLine>,
    /// The newest day of the end-of-support data.
    pub as_of: Option<Date>,
    /// Whether that day lies too far back.
    pub stale: bool,
}

impl Assets {
    /// Counts the devices in use of a facility.
    #[must_use]
    pub fn of(facts: &Facts, lifecycle: &LifecycleData, today: Date) -> Self {
        let mut lines: Vec<AssetLine> =
            facts.devices_in_use().map(|row| devices::line(facts, lifecycle, row, today)).collect();
        // Stable: devices of one severity stay in the order of the ledger.
        lines.sort_by_key(|line| std::cmp::Reverse(line.severity()));
        Self {
            shares: charts::all(&lines),
            empty: empty::columns(&lines),
            ends: ends::months(facts, lifecycle, today),
            lines,
            as_of: lifecycle.newest(),
            stale: lifecycle.is_stale(today),
        }
    }

    /// The devices with a mark (`os.bad`, `empty.serial`; every device where it is empty) and of a kind (every kind where
    /// it is none).
    pub fn with_mark<'a>(&'a self, mark: &'a str, kind: Option<&'a str>) -> impl Iterator<Item = &'a AssetLine> {
        self.lines.iter().filter(move |line| line.has(mark) && kind.is_none_or(|kind| line.kind == kind))
    }
}

impl App {
    /// The state of the devices of a facility today.
    ///
    /// # Errors
    /// Out of reach, or not there.
    pub async fn assets(&self, actor: &Actor, facility: &FacilityId) -> Result<Assets> {
        actor.may_at(Permission::View, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        Ok(Assets::of(&snapshot.facts, &snapshot.lifecycle, self.today()))
    }

    /// A chart as SVG for a page; empty where it cannot be drawn, because the table beneath says the same.
    #[must_use]
    pub fn draw(&self, chart: &BarChart) -> String {
        self.charts.svg(chart).unwrap_or_else(|error| {
            tracing::warn!(%error, chart = chart.id, "a chart was left out");
            String::new()
        })
    }
}

/// The kinds of devices in the order of the ledger, with what stands for an empty one.
fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    let choices = match Ledger::Devices.column("kind").map(|column| column.kind) {
        Some(Kind::Choice(choices)) => choices,
        _ => &[],
    };
    choices.iter().copied().chain([("", "種別が空欄")])
}

#[cfg(test)]
mod tests;
