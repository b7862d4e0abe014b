//! Bars with their numbers, for pages; and the same numbers as a table, for the binder.

use serde::{Deserialize, Serialize};

use crate::RenderError;

/// The most rows of a chart; more do not fit beside their names.
pub const MOST_BARS: usize = 40;
/// The most parts of a bar: as many as there are patterns.
pub const MOST_PARTS: usize = 5;

/// How a part of a bar looks: a colour and, always, a pattern of its own, so that nothing rests on colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// In order: plain.
    Good,
    /// Nearly in order: upright lines.
    Fair,
    /// Soon not in order: slanted lines.
    Watch,
    /// Not in order: a grid.
    Bad,
    /// Not known: dots.
    Unknown,
}

impl Tone {
    /// Every tone, the best first.
    pub const ALL: [Self; 5] = [Self::Good, Self::Fair, Self::Watch, Self::Bad, Self::Unknown];

    /// The code in classes and in the names of patterns.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Watch => "watch",
            Self::Bad => "bad",
            Self::Unknown => "unknown",
        }
    }
}

/// One kind of part: what it means and how it looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it means, such as "サポート中".
    pub label: String,
    /// How it looks.
    pub tone: Tone,
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// Its name, at most about nine full-width characters.
    pub label: String,
    /// One number for each part, in their order.
    pub values: Vec<u32>,
}

/// Horizontal bars, each made of parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BarChart {
    /// Short ASCII name, different for every chart of a page.
    pub id: String,
    /// What the picture is called by assistive technology.
    pub title: String,
    /// The parts, in the order in which they follow each other.
    pub parts: Vec<Part>,
    /// The bars from top to bottom.
    pub bars: Vec<Bar>,
}

/// Draws charts for pages.
pub trait RenderChart: Send + Sync {
    /// A complete `<svg>` element without styles and scripts of its own, to be put into a page.
    ///
    /// # Errors
    /// [`RenderError::Other`] for more bars or parts than fit, or a bar with too few numbers.
    fn svg(&self, chart: &BarChart) -> Result<String, RenderError>;
}

/// The numbers of one picture as a table of the binder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CountTable {
    /// Heading.
    pub title: String,
    /// Headings of the columns; the first is of the names.
    pub columns: Vec<String>,
    /// Rows of ready-to-print cells, each as long as the columns.
    pub rows: Vec<Vec<String>>,
    /// A line below the table; may be empty.
    pub note: String,
}
