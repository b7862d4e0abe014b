//! Draws the bar charts of pages as SVG, with `charts-rs` (docs/adr/0015).
//!
//! The library lays out axis, grid and bars. Names and numbers are placed by us, by anchor and not by measured width:
//! the only font the library can measure has no Japanese, and the page is shown in the reader's own font. Colours that
//! are never shown stand for patterns and are exchanged in the text of the SVG.
#![warn(missing_docs)]

mod geometry;
mod pattern;

use charts_rs::{
    Box as Margin, Color, FontConfig, HorizontalBarChart, Series, TextConfig, YAxisConfig, svg_with_accessibility,
};
use geometry::Geometry;
use tate_report::{BarChart, MOST_BARS, MOST_PARTS, RenderChart, RenderError};

/// Draws bars as SVG.
#[derive(Debug, Clone, Copy, Default)]
pub struct SvgCharts;

impl RenderChart for SvgCharts {
    fn svg(&self, chart: &BarChart) -> Result<String, RenderError> {
        check(chart)?;
        let place = Geometry::of(chart);
        let drawn = draw(chart, &place).svg().map_err(|error| RenderError::Other(error.to_string()))?;
        let drawn = drawn.replacen(&pattern::root(&place), &pattern::scaled(&place), 1);
        let drawn = pattern::exchange(&drawn, chart);
        let named = svg_with_accessibility(&drawn, &chart.title, "");
        Ok(pattern::with_definitions(&named, chart))
    }
}

fn check(chart: &BarChart) -> Result<(), RenderError> {
    let plain = |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let fits = !chart.bars.is_empty() && chart.bars.len() <= MOST_BARS && chart.parts.len() <= MOST_PARTS;
    let whole = chart.bars.iter().all(|bar| bar.values.len() == chart.parts.len());
    if fits && whole && !chart.parts.is_empty() && plain(&chart.id) {
        Ok(())
    } else {
        Err(RenderError::Other(format!("図「{}」の行か列の数が正しくありません。", chart.title)))
    }
}

fn draw(chart: &BarChart, place: &Geometry) -> HorizontalBarChart {
    let names = chart.bars.iter().rev().map(|bar| bar.label.clone()).collect();
    let mut bars = HorizontalBarChart::new(series(chart), names);
    (bars.width, bars.height) = (geometry::WIDTH, place.height);
    bars.margin =
        Margin { left: geometry::NAMES, top: geometry::EDGE, right: geometry::TOTALS, bottom: geometry::EDGE };
    bars.background_color = Color::transparent();
    bars.font_family = "inherit".to_owned();
    bars.y_axis_hidden = true;
    bars.legend.show = Some(false);
    bars.x_axis.height = geometry::AXIS;
    bars.grid.stroke_color = (0xcc, 0xcc, 0xcc).into();
    let axis = YAxisConfig {
        font: font((0x4d, 0x4d, 0x4d), 14.0),
        stroke_color: (0x76, 0x76, 0x76).into(),
        min: Some(0.0),
        max: Some(geometry::number(place.most)),
        split_number: place.steps,
        ..bars.y_axis_configs.first().cloned().unwrap_or_default()
    };
    bars.y_axis_configs = vec![axis];
    bars.texts = texts(chart, place);
    bars
}

/// One series for each part; all of them on one pile. The library draws the first row at the bottom.
fn series(chart: &BarChart) -> Vec<Series> {
    let of = |(at, part): (usize, &tate_report::Part)| {
        let values: Vec<f32> =
            chart.bars.iter().rev().map(|bar| geometry::number(bar.values.get(at).copied().unwrap_or(0))).collect();
        let mut series: Series = (part.label.as_str(), values).into();
        series.stack = Some("all".to_owned());
        series.label_show = false;
        series.colors = Some(vec![Some(pattern::stand_in(part.tone)); chart.bars.len()]);
        series
    };
    chart.parts.iter().enumerate().map(of).collect()
}

/// The names on the left, the number in every part that has room for it, the sum on the right.
fn texts(chart: &BarChart, place: &Geometry) -> Vec<TextConfig> {
    let mut texts = Vec::new();
    for (row, bar) in chart.bars.iter().enumerate() {
        let top = Some(place.middle(row) - geometry::TEXT / 2.0);
        let name = font((0x1a, 0x1a, 0x1a), geometry::TEXT);
        let right = Some(geometry::WIDTH - geometry::NAMES + geometry::GAP);
        texts.push(TextConfig { text: bar.label.clone(), right, top, font: name.clone(), ..TextConfig::default() });
        let total: u32 = bar.values.iter().sum();
        let left = Some(place.x(total) + geometry::GAP);
        texts.push(TextConfig { text: total.to_string(), left, top, font: name, ..TextConfig::default() });
        if chart.parts.len() < 2 {
            continue;
        }
        let mut before = 0;
        for value in &bar.values {
            if let Some(left) = place.number_in(before, *value) {
                let font =
                    FontConfig { size: geometry::TEXT, color: pattern::HALO.into(), weight: Some("bold".into()) };
                texts.push(TextConfig {
                    text: value.to_string(),
                    left: Some(left),
                    top,
                    font,
                    ..TextConfig::default()
                });
            }
            before += value;
        }
    }
    texts
}

fn font(color: (u8, u8, u8), size: f32) -> FontConfig {
    FontConfig { size, color: color.into(), weight: None }
}

#[cfg(test)]
mod tests;
