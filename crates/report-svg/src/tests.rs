use super::*;
use tate_report::{Bar, Part, Tone};

fn part(label: &str, tone: Tone) -> Part {
    Part { label: label.to_owned(), tone }
}

fn bar(label: &str, values: &[u32]) -> Bar {
    Bar { label: label.to_owned(), values: values.to_vec() }
}

fn chart() -> BarChart {
    BarChart {
        id: "os".into(),
        title: "OSのサポート".into(),
        parts: vec![
            part("サポート中", Tone::Good),
            part("まもなく終了", Tone::Watch),
            part("終了", Tone::Bad),
            part("判断できない", Tone::Unknown),
        ],
        bars: vec![
            bar("サーバ", &[12, 3, 0, 2]),
            bar("端末PC", &[30, 1, 8, 17]),
            bar("ネットワーク機器", &[0, 0, 0, 1]),
        ],
    }
}

/// The values of an attribute of every element of a name, in order.
fn all(svg: &str, element: &str, attribute: &str) -> Vec<String> {
    let start = format!("<{element} ");
    let tags = svg.split(&start).skip(1).map(|rest| rest.split('>').next().unwrap());
    let value = |tag: &str| Some(tag.split(&format!(" {attribute}=\"")).nth(1)?.split('"').next()?.to_owned());
    tags.map(|tag| format!(" {tag}")).filter_map(|tag| value(&tag)).collect()
}

#[test]
fn nothing_in_the_picture_is_refused_by_a_strict_page() {
    let svg = SvgCharts.svg(&chart()).unwrap();
    for refused in ["style=", "<style", "<script", "href", "onload", "#010"] {
        assert!(!svg.contains(refused), "{refused}: {svg}");
    }
    assert!(svg.starts_with("<svg class=\"bars\" viewBox=\"0 0 480 138\"") && svg.ends_with("</svg>"), "{svg}");
    assert!(svg.contains("role=\"img\"") && svg.contains("<title>OSのサポート</title>"), "{svg}");
}

#[test]
fn a_title_cannot_break_out_of_the_picture() {
    let hostile = "</title><script>alert(1)</script>\" onload=\"x";
    let mut chart = BarChart { title: hostile.into(), ..chart() };
    chart.bars[0].label = hostile.into();
    chart.parts[0].label = hostile.into();
    let svg = SvgCharts.svg(&chart).unwrap();
    let inside = svg.split('<').filter_map(|tag| tag.split('>').next());
    assert!(!svg.contains("<script") && !inside.into_iter().any(|tag| tag.contains("\" onload=")), "{svg}");
    assert_eq!(svg.matches("</title>").count(), 1);
}

#[test]
fn every_part_has_its_pattern_and_its_length() {
    let svg = SvgCharts.svg(&chart()).unwrap();
    let fills: Vec<String> = all(&svg, "rect", "fill").into_iter().filter(|fill| fill.starts_with("url")).collect();
    assert_eq!(fills.len(), 12, "{svg}");
    for tone in ["good", "watch", "bad", "unknown"] {
        assert!(svg.contains(&format!("<pattern id=\"os-{tone}\"")) && fills.contains(&format!("url(#os-{tone})")));
    }
    assert!(!svg.contains("os-fair"));
    let width = |value: &str| {
        let tag = svg.split("<rect ").find(|tag| tag.contains(&format!("data-value=\"{value}\""))).unwrap();
        tag.split("width=\"").nth(1).unwrap().split('"').next().unwrap().parse::<f32>().unwrap()
    };
    // The axis ends at 60: 284 units for 60 devices.
    assert!((width("30") - 142.0).abs() < 0.2 && (width("17") - 80.5).abs() < 0.2, "{} {}", width("30"), width("17"));
}

#[test]
fn names_and_numbers_stand_beside_their_bars() {
    let svg = SvgCharts.svg(&chart()).unwrap();
    let middle = |value: &str| {
        let tag = svg.split("<rect ").find(|tag| tag.contains(&format!("data-value=\"{value}\""))).unwrap();
        let read =
            |key: &str| tag.split(&format!("{key}=\"")).nth(1).unwrap().split('"').next().unwrap().parse::<f32>();
        read(" y").unwrap() + read("height").unwrap() / 2.0
    };
    let text = |words: &str| {
        let tag = svg.split("<text ").find(|tag| tag.contains(&format!(">\n{words}\n<"))).unwrap();
        tag.split(" y=\"").nth(1).unwrap().split('"').next().unwrap().parse::<f32>().unwrap()
    };
    for (name, value) in [("サーバ", "12"), ("端末PC", "30")] {
        assert!((text(name) - middle(value)).abs() < 0.6, "{name}: {} {}", text(name), middle(value));
    }
    assert!(text("サーバ") < text("端末PC"));
    // 17 devices of servers, 56 PCs; and no number in a part that has no room for it.
    assert!(svg.contains(">\n56\n<") && svg.contains(">\n17\n<") && svg.contains(">\n8\n<"), "{svg}");
    assert_eq!(svg.matches(">\n3\n<").count(), 0, "{svg}");
}

#[test]
fn charts_that_cannot_be_drawn_are_refused() {
    let refused = [
        BarChart { bars: vec![], ..chart() },
        BarChart { bars: vec![bar("多い", &[1, 1, 1, 1]); MOST_BARS + 1], ..chart() },
        BarChart { bars: vec![bar("短い", &[1])], ..chart() },
        BarChart { parts: vec![], bars: vec![bar("空", &[])], ..chart() },
        BarChart { id: "\"><script>".into(), ..chart() },
    ];
    for chart in refused {
        assert!(SvgCharts.svg(&chart).is_err(), "{chart:?}");
    }
    let zero = BarChart { bars: vec![bar("なし", &[0, 0, 0, 0])], ..chart() };
    assert!(SvgCharts.svg(&zero).is_ok());
    let large = BarChart { bars: vec![bar("多数", &[400_000, 0, 3, 100_000])], ..chart() };
    assert!(SvgCharts.svg(&large).unwrap().contains("500003"));
}
