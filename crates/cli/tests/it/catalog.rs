//! `tate catalog`: the JSON shapes are a contract (design: command line).

use crate::site::tate;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn items(edition: &str) -> Vec<Value> {
    let shown = tate(&["catalog", "show", edition, "--json"]).ok().json();
    assert!(
        ["id", "title", "fiscal_year", "side", "items"].iter().all(|key| keys(&shown).contains(key)),
        "{:?}",
        keys(&shown)
    );
    assert_eq!(shown["id"], edition);
    shown["items"].as_array().unwrap().clone()
}

fn targets(items: &[Value]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for item in items {
        *counts.entry(item["target"].as_str().unwrap()).or_default() += 1;
    }
    counts
}

#[test]
fn both_sheets_have_their_rows_numbers_and_targets() {
    let pharmacy = items("r7-pharmacy");
    assert_eq!(pharmacy.len(), 19);
    assert_eq!(
        targets(&pharmacy),
        BTreeMap::from([
            ("体制", 1),
            ("全般", 10),
            ("サーバ", 2),
            ("端末PC", 1),
            ("ネットワーク機器", 1),
            ("インシデント", 3),
            ("規程", 1)
        ])
    );
    let vendor = items("r7-vendor");
    assert_eq!(vendor.len(), 14);
    assert_eq!(
        targets(&vendor),
        BTreeMap::from([("体制", 1), ("全般", 9), ("サーバ", 2), ("端末PC", 1), ("ネットワーク機器", 1)])
    );
    let numbers = |items: &[Value]| items.iter().map(|i| i["number"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let twos = ["2-①", "2-②", "2-③", "2-④", "2-⑤", "2-⑥", "2-⑦", "2-⑧", "2-⑨", "2-⑩", "2-⑪", "2-⑫", "2-⑫", "2-⑬"];
    assert_eq!(numbers(&pharmacy), [&["1-①"][..], &twos, &["3-①", "3-②", "3-③", "4-①"]].concat());
    assert_eq!(numbers(&vendor), [&["1-①"][..], &twos[1..]].concat());
}

#[test]
fn every_item_has_every_key_and_an_id_of_its_edition() {
    for edition in ["r7-pharmacy", "r7-vendor"] {
        let items = items(edition);
        let ids: BTreeSet<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), items.len(), "an id stands twice");
        for item in &items {
            let wanted = BTreeSet::from(["id", "number", "aliases", "target", "section", "label", "flags", "concepts"]);
            let found = keys(item);
            assert!(
                found.is_superset(&wanted) && found.difference(&wanted).all(|key| *key == "viewpoint"),
                "{found:?}"
            );
            assert!(item["id"].as_str().unwrap().starts_with(&format!("{edition}:")));
            assert!(["aliases", "flags", "concepts"].iter().all(|key| item[key].is_array()));
        }
    }
}

#[test]
fn the_list_names_both_and_the_check_finds_nothing() {
    let list = tate(&["catalog", "list", "--json"]).ok().json();
    let ids: Vec<(&str, u64)> = list["editions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (e["id"].as_str().unwrap(), e["items"].as_u64().unwrap()))
        .collect();
    assert_eq!(ids, [("r7-pharmacy", 19), ("r7-vendor", 14)]);
    let check = tate(&["catalog", "check", "--json"]).ok().json();
    assert_eq!(check["problems"], serde_json::json!([]));
    assert!(check["checks"].as_array().unwrap().len() > 5);
}

#[test]
fn an_edition_that_is_not_there_is_named_with_those_that_are() {
    tate(&["catalog", "show", "r99-bakery", "--json"]).refused(1, &["r99-bakery", "r7-pharmacy", "r7-vendor"]);
}
