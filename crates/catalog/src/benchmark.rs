//! National figures beside an own answer.

use crate::Catalog;
use serde::{Deserialize, Serialize};

/// One published figure about one survey question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The question, e.g. `gmis-r6:q14`.
    pub item: String,
    /// The year in which it was published or answered.
    pub year: i16,
    /// The survey.
    pub survey: String,
    /// What was counted, where it is not simply はい.
    #[serde(default)]
    pub measure: Option<String>,
    /// Of whom: 全体 or a band of beds.
    pub group: String,
    /// Fewest beds of the band.
    #[serde(default)]
    pub beds_from: Option<u32>,
    /// Most beds of the band.
    #[serde(default)]
    pub beds_to: Option<u32>,
    /// Share in per cent.
    pub percent: f64,
    /// How many were counted, where known.
    #[serde(default)]
    pub n: Option<u32>,
    /// Where it was published.
    pub source: String,
    /// A doubt: other wording, read from a chart and so on.
    #[serde(default)]
    pub note: Option<String>,
}

/// A file of `benchmarks/`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FigureFile {
    pub(crate) figure: Vec<Figure>,
}

impl Catalog {
    /// The national figures of a question, newest first, 全体 before the bands.
    #[must_use]
    pub fn figures(&self, item_id: &str) -> Vec<&Figure> {
        let mut found: Vec<&Figure> = self.figures.iter().filter(|figure| figure.item == item_id).collect();
        found.sort_by_key(|figure| (std::cmp::Reverse(figure.year), figure.beds_from));
        found
    }
}
