//! `tate catalog`: the JSON shapes are a contract (design: command line).

use crate::site::{Site, tate};
use serde_json::{Value, json};
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
fn the_list_names_every_edition_and_the_check_finds_nothing() {
    let list = tate(&["catalog", "list", "--json"]).ok().json();
    let ids: BTreeMap<&str, u64> = list["editions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (e["id"].as_str().unwrap(), e["items"].as_u64().unwrap()))
        .collect();
    for (id, items) in [
        ("r7-pharmacy", 19),
        ("r7-medical", 19),
        ("r7-vendor", 14),
        ("r6-medical", 18),
        ("r6-vendor", 14),
        ("gl52-executive", 19),
        ("gl52-sysadmin", 97),
        ("gl52-online", 2),
        ("gl52-staff", 10),
        ("gmis-r6", 27),
        ("form-87-3-6", 8),
    ] {
        assert_eq!(ids.get(id), Some(&items), "{id}");
    }
    let check = tate(&["catalog", "check", "--json"]).ok().json();
    assert_eq!(check["problems"], json!([]));
    let checks: Vec<&str> = check["checks"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(checks.len() > 20 && checks.contains(&"own_words") && checks.contains(&"counts"), "{checks:?}");
}

#[test]
fn own_words_are_compared_with_the_sources_where_there_are_some() {
    // Tests run in the folder of their crate, where no sources lie beside.
    let skipped = tate(&["catalog", "check", "--json"]).ok().json();
    assert_eq!(skipped["skipped"], json!(["own_words"]));
    assert!(tate(&["catalog", "check"]).ok().out.contains("own_words\t資料のフォルダがない"));
    let site = Site::empty();
    std::fs::create_dir(site.path("sources")).unwrap();
    let sources = site.path("sources");
    tate(&["catalog", "check", "--sources", &sources]).refused(1, &["資料がありません"]);
    let copied = include_str!("../../../../catalogs/mhlw/r7-pharmacy.toml")
        .lines()
        .find_map(|line| line.strip_prefix("yes_when = "))
        .unwrap();
    site.write("sources/a.txt", copied);
    let found = tate(&["catalog", "check", "--sources", &sources, "--json"]);
    assert_eq!(found.code, 1);
    let found = found.json();
    assert_eq!((&found["skipped"], &found["problems"][0]["check"]), (&json!([]), &json!("own_words")));
    site.write("sources/a.txt", "関係のない文章です。");
    tate(&["catalog", "check", "--sources", &sources]).ok();
    tate(&["catalog", "check", "--sources", &site.path("none")]).refused(1, &["none"]);
}

#[test]
fn an_edition_that_is_not_there_is_named_with_those_that_are() {
    tate(&["catalog", "show", "r99-bakery", "--json"]).refused(1, &["r99-bakery", "r7-pharmacy", "r7-vendor"]);
    tate(&["catalog", "diff", "r6-medical", "r99-bakery"]).refused(1, &["r99-bakery", "r7-medical"]);
}

#[test]
fn the_differences_of_r6_and_r7_are_told_in_json_and_in_words() {
    let diff = tate(&["catalog", "diff", "r6-medical", "r7-medical", "--json"]).ok().json();
    let wanted = ["from", "to", "new", "merged", "split", "renumbered", "reworded", "dropped", "unchanged"];
    assert_eq!(keys(&diff), BTreeSet::from(wanted));
    assert_eq!((&diff["from"], &diff["to"]), (&json!("r6-medical"), &json!("r7-medical")));
    let numbers = |rows: &Value| -> Vec<String> {
        rows.as_array().unwrap().iter().map(|row| row["number"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(numbers(&diff["new"]), ["2-⑦", "2-⑧", "2-⑨", "2-⑩", "4-①"]);
    assert_eq!(diff["dropped"][0]["id"], "r6-medical:gate");
    let merged: Vec<(Vec<String>, Vec<String>)> = diff["merged"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| (numbers(&change["from"]), numbers(&change["to"])))
        .collect();
    let of = |from: &[&str], to: &str| (from.iter().map(|n| (*n).to_owned()).collect(), vec![to.to_owned()]);
    assert_eq!(
        merged,
        [of(&["2-(4)", "2-(4)"], "2-④"), of(&["2-(5)", "2-(5)"], "2-⑤"), of(&["2-(7)", "2-(7)", "2-(7)"], "2-⑥")]
    );
    let row = &diff["renumbered"][0]["to"][0];
    assert_eq!(keys(row), BTreeSet::from(["id", "number", "target", "label"]));
    let words = tate(&["catalog", "diff", "r6-medical", "r7-medical"]).ok().out;
    for line in ["新しい項目（5）", "2-(4)（サーバ）", "→ 2-⑪", "なくなった項目（1）"] {
        assert!(words.contains(line), "no {line} in {words}");
    }
}

/// The pharmacy's sheet as if it were the next year's.
fn next() -> String {
    include_str!("../../../../catalogs/mhlw/r7-pharmacy.toml")
        .replace("id = \"r7-pharmacy", "id = \"r8-test")
        .replace("fiscal_year = 2025", "fiscal_year = 2026")
        .replace("follows = \"r6-medical\"\n", "")
}

#[test]
fn a_pack_is_applied_once_and_seen_where_the_data_is() {
    let site = Site::init();
    std::fs::create_dir_all(site.path("pack/mhlw")).unwrap();
    site.write("pack/pack.toml", "title = \"令和8年度の版\"\nmade_at = \"2026-04-01\"\n");
    site.write("pack/README.md", "説明");
    let one = site.write("pack/mhlw/r8-test.toml", next());
    let folder = site.path("pack");
    let applied = site.run(&["catalog", "apply", &folder, "--json"]).ok().json();
    let wanted = ["title", "made_at", "organizations", "added", "already", "problems"];
    assert_eq!(keys(&applied), BTreeSet::from(wanted));
    assert_eq!((&applied["title"], &applied["added"]), (&json!("令和8年度の版"), &json!(["r8-test"])));
    let again = site.run(&["catalog", "apply", &one, "--json"]).ok().json();
    assert_eq!((&again["added"], &again["already"]), (&json!([]), &json!(["r8-test"])));
    assert!(site.run(&["catalog", "list"]).ok().out.contains("r8-test"));
    assert!(!tate(&["catalog", "list"]).ok().out.contains("r8-test"), "only where the data is");
    assert_eq!(site.run(&["catalog", "show", "r8-test", "--json"]).ok().json()["items"].as_array().unwrap().len(), 19);
    let diff = site.run(&["catalog", "diff", "r7-pharmacy", "r8-test", "--json"]).ok().json();
    assert_eq!((&diff["new"], diff["unchanged"].as_array().map(Vec::len)), (&json!([]), Some(16)));
    site.run(&["audit", "verify"]).ok();
    // A published edition never changes.
    site.write("pack/mhlw/r8-test.toml", next().replace("label = \"パスワードの使い回しの禁止\"", "label = \"別\""));
    let changed = site.run(&["catalog", "apply", &folder, "--json"]);
    assert_eq!((changed.code, changed.json()["problems"].as_array().map(Vec::len)), (1, Some(1)));
}

#[test]
fn a_bad_pack_is_refused_wholly_with_every_problem() {
    let site = Site::init();
    std::fs::create_dir_all(site.path("pack")).unwrap();
    site.write("pack/r8-test.toml", next());
    site.write(
        "pack/r9-test.toml",
        next().replace("r8-test", "r9-test").replace("number = \"2-⑨\"", "number = \"2-⑩\""),
    );
    site.write("pack/tool.exe", b"MZ");
    let refused = site.run(&["catalog", "apply", &site.path("pack")]);
    assert_eq!(refused.code, 1);
    for words in ["item_ids\tr9-test:2-9", "tool.exe", "何も登録していません"] {
        assert!(refused.out.contains(words), "no {words} in {}", refused.out);
    }
    assert!(!site.run(&["catalog", "list"]).ok().out.contains("r8-test"));
    site.run(&["catalog", "apply", &site.path("nothing")]).refused(1, &["nothing"]);
    tate(&["catalog", "apply", &site.path("pack"), "--data", &site.path("empty")]).refused(1, &["データがありません"]);
}
