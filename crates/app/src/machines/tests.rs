//! Dates and bounds of machine imports; the use cases are tested over HTTP and on both databases.

use super::*;
use std::collections::BTreeMap;

fn inventory(taken_at: &str) -> Inventory {
    Inventory {
        format: Format::Glpi,
        taken_at: taken_at.into(),
        run: BTreeMap::new(),
        hosts: Vec::new(),
        problems: Vec::new(),
    }
}

fn host(collected: &str) -> Host {
    Host { device: [("collected".to_owned(), collected.to_owned())].into(), ..Host::default() }
}

#[test]
fn a_moment_is_read_however_a_product_writes_it_and_a_day_begins_in_japan() {
    for (text, at) in [
        ("2026-11-20T09:00:00+09:00", "2026-11-20T00:00:00.000Z"),
        ("2026-11-20T00:00:00Z", "2026-11-20T00:00:00.000Z"),
        ("2026-11-20 09:00:00", "2026-11-20T00:00:00.000Z"),
        ("2026-11-20", "2026-11-19T15:00:00.000Z"),
    ] {
        assert_eq!(moment(text).map(crate::clock::stamp).as_deref(), Some(at), "{text}");
    }
    for text in ["", "きのう", "2026-13-40"] {
        assert_eq!(moment(text), None, "{text}");
    }
}

#[test]
fn a_host_has_its_own_day_and_the_files_moment_and_else_today() {
    let now: Timestamp = "2026-11-20T03:00:00Z".parse().unwrap();
    let stamp = Stamp::new(&inventory("2026-11-19T01:00:00Z"), &host("2026-11-03"), now);
    assert_eq!((stamp.day.as_str(), stamp.seen_at.as_str()), ("2026-11-03", "2026-11-19T01:00:00.000Z"));
    assert_eq!(stamp.words(), "GLPIエージェント 2026/11/03");
    let same_day = Stamp::new(&inventory("2026-11-19T01:00:00Z"), &host("2026-11-19"), now);
    assert_eq!(same_day.taken_at, same_day.seen_at);
    assert_eq!(Stamp::new(&inventory(""), &host(""), now).day, "2026-11-20");
}

#[test]
fn a_host_is_kept_within_bounds() {
    let lines: Vec<String> = (0..100_000).map(|n| format!("項目{n}の長い説明")).collect();
    let large = Host { more: [("そのほか".to_owned(), lines)].into(), ..host("2026-11-20") };
    let kept = report::bounded(&large);
    assert!(kept.len() <= 1 << 20, "{}", kept.len());
    let back: Host = serde_json::from_str(&kept).unwrap();
    assert!(back.more["そのほか"].len() > 1_000 && back.device == large.device);
    let small = host("2026-11-20");
    assert_eq!(serde_json::from_str::<Host>(&report::bounded(&small)).unwrap(), small, "negative control");
}
