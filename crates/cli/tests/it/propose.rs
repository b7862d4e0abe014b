//! `tate propose`: the shape, and the faults planted in the demo.

use crate::site::Site;
use serde_json::Value;
use tate_app::demo::PLANTED;

fn propose(site: &Site, facility: &str) -> Value {
    site.run(&["propose", "--facility", facility, "--edition", "r7-pharmacy", "--json"]).ok().json()
}

fn proposal<'a>(all: &'a Value, item: &str) -> &'a Value {
    all["proposals"].as_array().unwrap().iter().find(|p| p["item"] == item).unwrap_or_else(|| panic!("no {item}"))
}

#[test]
fn every_planted_fault_is_told_and_none_is_covered_by_a_yes() {
    let (site, _) = Site::demo();
    let all = propose(&site, "demo-pharmacy");
    let mut missed = Vec::new();
    for (rule, item, phrase) in PLANTED {
        let found = proposal(&all, item);
        let told = ["reasons", "missing"].iter().flat_map(|key| found[key].as_array().unwrap()).any(|reason| {
            let named =
                reason["rows"].as_array().unwrap().iter().any(|row| row["name"].as_str().unwrap().contains(phrase));
            reason["rule"] == *rule && (named || reason["text"].as_str().unwrap().contains(phrase))
        });
        if !told || found["verdict"] == "yes" {
            missed.push((item, phrase, found["verdict"].clone()));
        }
    }
    assert!(missed.is_empty(), "{missed:?}");
    assert!(PLANTED.len() >= 12);
}

#[test]
fn the_shape_is_the_one_scripts_rely_on() {
    let (site, _) = Site::demo();
    let shown = site
        .run(&["propose", "--facility", "demo-hospital", "--edition", "r7-pharmacy", "--today", "2026-11-20", "--json"])
        .ok()
        .json();
    assert_eq!((shown["edition"].as_str(), shown["today"].as_str()), (Some("r7-pharmacy"), Some("2026-11-20")));
    let all = shown["proposals"].as_array().unwrap();
    assert_eq!(all.len(), 19);
    for proposal in all {
        assert!(["yes", "no", "undetermined", "not_applicable"].contains(&proposal["verdict"].as_str().unwrap()));
        for key in ["reasons", "missing"] {
            for reason in proposal[key].as_array().unwrap() {
                assert!(reason["rule"].is_string() && reason["text"].is_string());
                assert!(
                    reason["rows"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .all(|row| ["ledger", "id", "name"].iter().all(|key| row[key].is_string()))
                );
            }
        }
    }
}

#[test]
fn the_same_day_and_facts_give_the_same_words() {
    let (site, _) = Site::demo();
    assert_eq!(propose(&site, "demo-chain-01"), propose(&site, "demo-chain-01"));
}

#[test]
fn a_facility_or_edition_that_is_not_there_is_refused_with_those_that_are() {
    let site = Site::init();
    site.run(&["propose", "--facility", "nowhere", "--edition", "r7-pharmacy", "--json"])
        .refused(1, &["nowhere", "minato"]);
    site.run(&["propose", "--facility", "minato", "--edition", "r99", "--json"]).refused(1, &["r99", "catalog list"]);
    site.run(&["propose", "--facility", "minato", "--edition", "r7-pharmacy", "--today", "平成38年"])
        .refused(2, &["--today"]);
}
