//! Colours and patterns. The library fills with plain colours, so it gets stand-ins that are exchanged afterwards.

use crate::geometry::{Geometry, WIDTH};
use charts_rs::Color;
use std::fmt::Write as _;
use tate_report::{BarChart, Tone};

/// Stands for numbers inside bars: dark, with a white edge that keeps them readable on every pattern.
pub(crate) const HALO: (u8, u8, u8) = (1, 1, 1);

/// The colour that stands for a tone; none of them is used for anything else.
pub(crate) fn stand_in(tone: Tone) -> Color {
    channel(tone).into()
}

const fn channel(tone: Tone) -> (u8, u8, u8) {
    match tone {
        Tone::Good => (1, 2, 1),
        Tone::Fair => (1, 2, 2),
        Tone::Watch => (1, 2, 3),
        Tone::Bad => (1, 2, 4),
        Tone::Unknown => (1, 2, 5),
    }
}

fn hex((red, green, blue): (u8, u8, u8)) -> String {
    format!("fill=\"#{red:02X}{green:02X}{blue:02X}\"")
}

/// Puts patterns and edges in the place of the stand-ins.
pub(crate) fn exchange(svg: &str, chart: &BarChart) -> String {
    let mut svg = svg.replace(
        &hex(HALO),
        "fill=\"#1a1a1a\" stroke=\"#ffffff\" stroke-width=\"4\" stroke-linejoin=\"round\" paint-order=\"stroke\"",
    );
    for tone in Tone::ALL {
        let shown = format!("fill=\"url(#{}-{})\" stroke=\"#333333\" stroke-width=\"1\"", chart.id, tone.code());
        svg = svg.replace(&hex(channel(tone)), &shown);
    }
    svg
}

/// The size as the library writes it into the root element.
pub(crate) fn root(place: &Geometry) -> String {
    format!("<svg width=\"{WIDTH}\" height=\"{}\"", place.height)
}

/// Without a size of its own the picture is as wide as the page lets it be.
pub(crate) fn scaled(_: &Geometry) -> String {
    "<svg class=\"bars\"".to_owned()
}

/// The patterns of the parts that the chart has, as the first child of the root element.
pub(crate) fn with_definitions(svg: &str, chart: &BarChart) -> String {
    let mut all = String::from("<defs>");
    for part in &chart.parts {
        // Writing into a string cannot fail.
        let _ = write!(
            all,
            "<pattern id=\"{}-{}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">{}</pattern>",
            chart.id,
            part.tone.code(),
            lines(part.tone)
        );
    }
    all.push_str("</defs>");
    match svg.find('>') {
        Some(end) => format!("{}{all}{}", &svg[..=end], &svg[end + 1..]),
        None => svg.to_owned(),
    }
}

/// The dark colours have a contrast of more than 4.5 to white, and each pattern differs from the others in grey.
const fn lines(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "<rect width=\"8\" height=\"8\" fill=\"#197a4b\"/>",
        Tone::Fair => {
            "<rect width=\"8\" height=\"8\" fill=\"#e6f5ec\"/><path d=\"M2 0V8M6 0V8\" stroke=\"#197a4b\" stroke-width=\"1.5\"/>"
        }
        Tone::Watch => {
            "<rect width=\"8\" height=\"8\" fill=\"#ffeee2\"/><path d=\"M-2 2L2 -2M0 8L8 0M6 10L10 6\" stroke=\"#ac3e00\" stroke-width=\"2.5\"/>"
        }
        Tone::Bad => {
            "<rect width=\"8\" height=\"8\" fill=\"#a90000\"/><path d=\"M0 0H8M0 0V8\" stroke=\"#ffdada\" stroke-width=\"1.5\"/>"
        }
        Tone::Unknown => {
            "<rect width=\"8\" height=\"8\" fill=\"#f2f2f2\"/><circle cx=\"4\" cy=\"4\" r=\"1.8\" fill=\"#4d4d4d\"/>"
        }
    }
}
