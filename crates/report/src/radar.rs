//! The picture of a score: a radar from three axes on, bars below that. One SVG for page and paper.
//!
//! Black on white: what tells two series apart is the line (solid, dashed) and the mark (round,
//! square), never the colour. Text stays text, so that it can be searched and read aloud.

use serde::{Deserialize, Serialize};
use std::f64::consts::{PI, TAU};
use std::fmt::Write as _;

/// Shares of several axes, of this check and of the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScoreChart {
    /// What the picture shows, for those who cannot see it.
    pub title: String,
    /// The axes, clockwise from the top; a space in a name breaks the line.
    pub axes: Vec<String>,
    /// What is drawn: the first solid, any other dashed.
    pub series: Vec<ScoreSeries>,
}

/// One line of the picture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScoreSeries {
    /// Name in the legend.
    pub name: String,
    /// Percent per axis; none where there is nothing to show.
    pub values: Vec<Option<u8>>,
}

/// Fonts of the printed documents; a browser without them takes its own.
const FONTS: &str = "BIZ UDPGothic, Noto Sans JP, sans-serif";
/// Width of either picture.
const WIDTH: f64 = 600.0;
/// Size of the names of axes and series.
const LETTER: f64 = 17.0;
/// Height of one line of text.
const LINE: f64 = 20.0;
/// Radius of 100 %.
const RADIUS: f64 = 130.0;
/// Middle of the radar.
const MIDDLE: (f64, f64) = (WIDTH / 2.0, 192.0);
/// Height of one bar.
const BAR: f64 = 20.0;

impl ScoreChart {
    /// The picture as SVG. The same chart gives the same text.
    #[must_use]
    pub fn svg(&self) -> String {
        if self.axes.len() < 3 { self.bars() } else { self.radar() }
    }

    /// What each axis shows, in words: `経営層 予防 75%、前回 63%`.
    #[must_use]
    pub fn words(&self) -> String {
        let of = |axis: usize| {
            let values = self.series.iter().enumerate().filter_map(|(number, series)| {
                let value = series.values.get(axis).copied().flatten()?;
                Some(if number == 0 { format!("{value}%") } else { format!("{} {value}%", series.name) })
            });
            values.collect::<Vec<_>>().join("、")
        };
        let said = self.axes.iter().enumerate().map(|(axis, name)| match of(axis) {
            values if values.is_empty() => format!("{name} 未回答"),
            values => format!("{name} {values}"),
        });
        format!("{}。{}", self.title, said.collect::<Vec<_>>().join("。"))
    }

    fn radar(&self) -> String {
        let mut svg = String::new();
        for percent in [25, 50, 75, 100] {
            let ring: Vec<(f64, f64)> = (0..self.axes.len()).map(|axis| self.point(axis, f64::from(percent))).collect();
            let stroke = if percent == 100 { "#333" } else { "#999" };
            put(&mut svg, format_args!(r#"<path d="{} Z" fill="none" stroke="{stroke}"/>"#, line(&ring)));
        }
        for (axis, name) in self.axes.iter().enumerate() {
            let (x, y) = self.point(axis, 100.0);
            put(&mut svg, format_args!(r##"<path d="{}" stroke="#999"/>"##, line(&[MIDDLE, (x, y)])));
            self.axis_name(&mut svg, axis, name);
        }
        for (number, series) in self.series.iter().enumerate().rev() {
            self.outline(&mut svg, number, series);
        }
        // On top of the lines, with a white edge, or the line of the first axis hides them.
        svg.push_str(r##"<g stroke="#fff" stroke-width="4" paint-order="stroke">"##);
        for percent in [50, 100] {
            let y = MIDDLE.1 - RADIUS * f64::from(percent) / 100.0 + 4.0;
            text(&mut svg, (MIDDLE.0 - 9.0, y), "end", 12.0, &format!("{percent}%"));
        }
        svg.push_str("</g>");
        let lowest = (0..self.axes.len()).map(|axis| self.point(axis, 100.0).1).fold(0.0, f64::max);
        self.legend(&mut svg, lowest + 84.0, |svg, number, (x, y)| {
            let sample = line(&[(x, y), (x + 40.0, y)]);
            put(svg, format_args!(r##"<path d="{sample}" stroke="#000" {}/>"##, stroke(number)));
            mark(svg, number, (x + 20.0, y));
        });
        self.framed(lowest + 98.0, &svg)
    }

    /// The point of a percentage on an axis.
    fn point(&self, axis: usize, percent: f64) -> (f64, f64) {
        let (x, y) = self.direction(axis);
        (MIDDLE.0 + x * RADIUS * percent / 100.0, MIDDLE.1 + y * RADIUS * percent / 100.0)
    }

    /// Where an axis points: the first upwards, the others clockwise.
    #[expect(clippy::cast_precision_loss, reason = "a chart has a handful of axes")]
    fn direction(&self, axis: usize) -> (f64, f64) {
        let angle = TAU * axis as f64 / self.axes.len() as f64 - PI / 2.0;
        (angle.cos(), angle.sin())
    }

    #[expect(clippy::cast_precision_loss, reason = "a name has two or three lines")]
    fn axis_name(&self, svg: &mut String, axis: usize, name: &str) {
        let (right, down) = self.direction(axis);
        let lines: Vec<&str> = name.split(' ').collect();
        let anchor = match right {
            r if r > 0.1 => "start",
            r if r < -0.1 => "end",
            _ => "middle",
        };
        // Above the picture the last line is next to it, below the first, beside it the middle.
        let above = (lines.len() as f64 - 1.0) * LINE * (1.0 - down) / 2.0;
        let (x, y) = (MIDDLE.0 + right * (RADIUS + 14.0), MIDDLE.1 + down * (RADIUS + 14.0) + 5.0 + down * 6.0);
        for (row, words) in lines.iter().enumerate() {
            text(svg, (x, y - above + row as f64 * LINE), anchor, LETTER, words);
        }
    }

    /// The line of a series: it has a gap where an axis has no value.
    fn outline(&self, svg: &mut String, number: usize, series: &ScoreSeries) {
        let points: Vec<Option<(f64, f64)>> = (0..self.axes.len())
            .map(|axis| Some(self.point(axis, f64::from(series.values.get(axis).copied().flatten()?))))
            .collect();
        let mut path = String::new();
        for (axis, from) in points.iter().enumerate() {
            if let (Some(from), Some(to)) = (from, points[(axis + 1) % points.len()]) {
                path.push_str(&line(&[*from, to]));
            }
        }
        if !path.is_empty() {
            put(svg, format_args!(r##"<path d="{path}" fill="none" stroke="#000" {}/>"##, stroke(number)));
        }
        points.into_iter().flatten().for_each(|point| mark(svg, number, point));
    }

    #[expect(clippy::cast_precision_loss, reason = "a chart has a handful of axes")]
    fn bars(&self) -> String {
        let mut svg = String::new();
        let words = self.axes.iter().flat_map(|name| name.split(' '));
        let left = words.map(|words| words.chars().count() as f64 * LETTER).fold(40.0, f64::max) + 16.0;
        let full = WIDTH - left - 72.0;
        let group = self.series.len().max(1) as f64 * (BAR + 4.0) + 14.0;
        let foot = 26.0 + self.axes.len() as f64 * group;
        for percent in [0, 50, 100] {
            let x = left + full * f64::from(percent) / 100.0;
            put(&mut svg, format_args!(r##"<path d="{}" stroke="#999"/>"##, line(&[(x, 22.0), (x, foot)])));
            text(&mut svg, (x, 16.0), "middle", 12.0, &format!("{percent}%"));
        }
        for (axis, name) in self.axes.iter().enumerate() {
            let top = 30.0 + axis as f64 * group;
            for (row, words) in name.split(' ').enumerate() {
                text(&mut svg, (left - 12.0, top + 16.0 + row as f64 * LINE), "end", LETTER, words);
            }
            for (number, series) in self.series.iter().enumerate() {
                let value = series.values.get(axis).copied().flatten();
                let (y, width) = (top + number as f64 * (BAR + 4.0), full * f64::from(value.unwrap_or(0)) / 100.0);
                if value.is_some() {
                    bar(&mut svg, number, (left, y), width);
                }
                let words = value.map_or_else(|| "未回答".to_owned(), |value| format!("{value}%"));
                text(&mut svg, (left + width + 8.0, y + 16.0), "start", LETTER, &words);
            }
        }
        self.legend(&mut svg, foot + 28.0, |svg, number, (x, y)| bar(svg, number, (x, y - BAR / 2.0), 40.0));
        self.framed(foot + 44.0, &svg)
    }

    /// The names of the series, each behind a sample of how it is drawn.
    #[expect(clippy::cast_precision_loss, reason = "a chart has two series")]
    fn legend(&self, svg: &mut String, y: f64, sample: impl Fn(&mut String, usize, (f64, f64))) {
        let left = MIDDLE.0 - self.series.len() as f64 * 110.0;
        for (number, series) in self.series.iter().enumerate() {
            let x = left + number as f64 * 220.0;
            sample(svg, number, (x, y - 6.0));
            text(svg, (x + 48.0, y), "start", LETTER, &series.name);
        }
    }

    fn framed(&self, height: f64, inside: &str) -> String {
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH:.0} {height:.0}" width="{WIDTH:.0}" height="{height:.0}" font-family="{FONTS}"><title>{}</title>{inside}</svg>"#,
            escaped(&self.words())
        )
    }
}

/// The line of a series: solid for the first, dashed for the others.
fn stroke(number: usize) -> &'static str {
    if number == 0 { r#"stroke-width="2.5""# } else { r#"stroke-width="2" stroke-dasharray="7 5""# }
}

/// A point of a series: round and black for the first, square and white for the others.
fn mark(svg: &mut String, number: usize, (x, y): (f64, f64)) {
    if number == 0 {
        put(svg, format_args!(r#"<circle cx="{x:.1}" cy="{y:.1}" r="5"/>"#));
    } else {
        let (x, y) = (x - 4.5, y - 4.5);
        put(
            svg,
            format_args!(
                r##"<rect x="{x:.1}" y="{y:.1}" width="9" height="9" fill="#fff" stroke="#000" stroke-width="1.5"/>"##
            ),
        );
    }
}

/// A bar: black for the first series, white and dashed for the others.
fn bar(svg: &mut String, number: usize, (x, y): (f64, f64), width: f64) {
    let fill = if number == 0 { "#333" } else { "#fff" };
    put(
        svg,
        format_args!(
            r##"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{BAR:.1}" fill="{fill}" stroke="#000" {}/>"##,
            stroke(number)
        ),
    );
}

fn line(points: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for (number, (x, y)) in points.iter().enumerate() {
        let command = if number == 0 { 'M' } else { 'L' };
        put(&mut path, format_args!("{command}{x:.1} {y:.1}"));
    }
    path
}

fn text(svg: &mut String, (x, y): (f64, f64), anchor: &str, size: f64, words: &str) {
    put(
        svg,
        format_args!(
            r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}" font-size="{size}">{}</text>"#,
            escaped(words)
        ),
    );
}

/// Writing to a string cannot fail.
fn put(svg: &mut String, piece: std::fmt::Arguments<'_>) {
    let _ = svg.write_fmt(piece);
}

fn escaped(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .map(|c| match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            other => other.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(axes: &[&str], series: &[&[Option<u8>]]) -> ScoreChart {
        let name = |number| if number == 0 { "今回".to_owned() } else { "前回".to_owned() };
        ScoreChart {
            title: "自己点検".into(),
            axes: axes.iter().map(|axis| (*axis).to_owned()).collect(),
            series: series
                .iter()
                .enumerate()
                .map(|(number, values)| ScoreSeries { name: name(number), values: values.to_vec() })
                .collect(),
        }
    }

    const THREE: [&str; 3] = ["システム管理者 予防", "システム管理者 発見", "システム管理者 是正"];

    #[test]
    fn a_radar_is_a_picture_with_words_and_nothing_that_runs() {
        let svg = chart(&THREE, &[&[Some(90), Some(14), Some(0)], &[Some(50), Some(50), Some(100)]]).svg();
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\""));
        assert!(svg.contains("<title>自己点検。システム管理者 予防 90%、前回 50%。"), "{svg}");
        for forbidden in ["<script", "style", "href", "on"] {
            let attributes = svg.split(['<', '>']).filter(|part| part.contains('='));
            let hits: Vec<&str> = attributes
                .flat_map(|tag| tag.split(' ').skip(1).filter(|a| a.split('=').next() == Some(forbidden)))
                .collect();
            assert!(hits.is_empty(), "{hits:?}");
        }
        assert_eq!((svg.matches("<circle").count(), svg.matches("stroke-dasharray").count()), (4, 2));
    }

    #[test]
    fn the_first_axis_points_upwards_and_the_same_chart_is_the_same_text() {
        let full = chart(&THREE, &[&[Some(100), Some(100), Some(100)]]);
        assert!(full.svg().contains(r#"<circle cx="300.0" cy="62.0" r="5"/>"#), "{}", full.svg());
        assert_eq!(full.svg(), full.clone().svg());
    }

    #[test]
    fn an_axis_without_a_value_leaves_a_gap() {
        let lines = |values: &[Option<u8>]| {
            let svg = chart(&["一", "二", "三", "四"], &[values]).svg();
            let path = svg.split(r##"fill="none" stroke="#000""##).next().unwrap();
            (svg.matches("<circle").count() - 1, path.rsplit("<path d=\"").next().unwrap().matches('M').count())
        };
        assert_eq!(lines(&[Some(1), Some(2), Some(3), Some(4)]), (4, 4));
        assert_eq!(lines(&[Some(1), None, Some(3), Some(4)]), (3, 2));
    }

    #[test]
    fn fewer_than_three_axes_become_bars() {
        let svg = chart(&["経営層 予防", "経営層 是正"], &[&[Some(75), None], &[Some(50), Some(33)]]).svg();
        // Three values and the two samples of the legend.
        assert_eq!(svg.matches(r#"height="20.0""#).count(), 5);
        for words in [">75%<", ">未回答<", ">33%<", ">経営層<", ">前回<"] {
            assert!(svg.contains(words), "{words}: {svg}");
        }
    }

    #[test]
    fn names_cannot_become_markup() {
        let svg = chart(&["<b>&\"", "二", "三"], &[]).svg();
        assert!(svg.contains("&lt;b&gt;&amp;&quot;") && !svg.contains("<b>"));
    }
}
