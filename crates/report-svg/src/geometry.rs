//! Where things are, in units of the view box. It is narrow so that the writing stays readable on a phone.

use tate_report::BarChart;

/// Width of the view box.
pub(crate) const WIDTH: f32 = 480.0;
/// Room for the names: nine full-width characters.
pub(crate) const NAMES: f32 = 144.0;
/// Room for the sums on the right.
pub(crate) const TOTALS: f32 = 52.0;
/// Above and below.
pub(crate) const EDGE: f32 = 4.0;
/// Height of the axis with its numbers.
pub(crate) const AXIS: f32 = 28.0;
/// Between a text and what it belongs to.
pub(crate) const GAP: f32 = 6.0;
/// Height of the writing.
pub(crate) const TEXT: f32 = 15.0;
/// Height of a row.
const ROW: f32 = 34.0;
/// Width of a bold digit, on the large side.
const DIGIT: f32 = 9.5;

/// The places of one chart.
#[derive(Debug)]
pub(crate) struct Geometry {
    pub(crate) height: f32,
    /// Where the axis ends.
    pub(crate) most: u32,
    /// Into how many steps it is divided.
    pub(crate) steps: usize,
}

impl Geometry {
    pub(crate) fn of(chart: &BarChart) -> Self {
        let longest = chart.bars.iter().map(|bar| bar.values.iter().sum::<u32>()).max().unwrap_or(0).max(1);
        let step = step(longest);
        let steps = longest.div_ceil(step);
        let rows = number(u32::try_from(chart.bars.len()).unwrap_or(1));
        Self {
            height: rows.mul_add(ROW, AXIS + 2.0 * EDGE),
            most: step * steps,
            steps: usize::try_from(steps).unwrap_or(1),
        }
    }

    /// The middle of a row.
    pub(crate) fn middle(&self, row: usize) -> f32 {
        let row = number(u32::try_from(row).unwrap_or(0));
        (row + 0.5).mul_add(ROW, EDGE)
    }

    /// Where a number lies on the axis.
    pub(crate) fn x(&self, value: u32) -> f32 {
        let share = number(value) / number(self.most);
        share.mul_add(WIDTH - NAMES - TOTALS, NAMES)
    }

    /// Where the number of a part begins; none where there is no room.
    pub(crate) fn number_in(&self, before: u32, value: u32) -> Option<f32> {
        let (from, to) = (self.x(before), self.x(before + value));
        let digits = number(u32::try_from(value.to_string().len()).unwrap_or(1)) * DIGIT;
        (value > 0 && to - from >= digits + GAP).then_some((from + to - digits) / 2.0)
    }
}

/// A step of 1, 2 or 5 times a power of ten, so that at most five reach the longest bar.
fn step(longest: u32) -> u32 {
    let steps = (0..9).flat_map(|power| [1, 2, 5].map(|times| times * 10_u32.pow(power)));
    steps.into_iter().find(|step| longest.div_ceil(*step) <= 5).unwrap_or(longest)
}

/// Counts of a facility are far below what an `f32` holds exactly.
#[expect(clippy::cast_precision_loss, reason = "counts of devices; a picture needs no more")]
pub(crate) const fn number(count: u32) -> f32 {
    count as f32
}
