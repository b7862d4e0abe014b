//! `tate lint`: the shape, the planted faults, and the clean shop without a false alarm.

use crate::site::Site;
use serde_json::Value;

fn lint(site: &Site, facility: &str, status: i32) -> Value {
    let run = site.run(&["lint", "--facility", facility, "--json"]);
    assert_eq!(run.code, status, "{facility}: {run:?}");
    run.json()
}

fn told(all: &Value, rule: &str, name: &str) -> bool {
    all["findings"].as_array().unwrap().iter().any(|finding| {
        let named = finding["rows"].as_array().unwrap().iter().any(|row| row["name"].as_str().unwrap().contains(name));
        finding["rule"] == rule && (named || finding["text"].as_str().unwrap().contains(name))
    })
}

#[test]
fn the_planted_contradictions_are_told_and_the_clean_shop_has_none() {
    let (site, _) = Site::demo();
    let all = lint(&site, "demo-pharmacy", 1);
    for (rule, name) in PLANTED {
        assert!(told(&all, rule, name), "{rule} {name}: {all:#}");
    }
    let clean = lint(&site, "demo-pharmacy-clean", 0);
    assert_eq!(clean["findings"].as_array().unwrap().len(), 0, "{clean:#}");
}

/// Contradictions of `demo-pharmacy`: the rule and a name that must be in the finding.
const PLANTED: [(&str, &str); 21] = [
    ("newest_is_no_version", "P-01 RECE-SV"),
    ("os_expired", "P-01 RECE-SV"),
    ("os_expired", "P-02 RECE-02"),
    ("os_expired", "P-03 KANSA-PC"),
    ("os_expired", "P-08 KAIKEI-01"),
    ("shared_login", "front（楠田 りく、朝霧 ふみ）"),
    ("shared_login", "admin"),
    ("everybody_admin", "すべて管理者"),
    ("leaver_in_use", "keyakida"),
    ("ledger_without_router", "ルータ"),
    ("backup_without_nas", "レセコンの控え"),
    ("unlisted_device", "インターネット回線"),
    ("remote_tool_not_declared", "AnyDesk"),
    ("remote_tool_not_declared", "レセコン保守契約"),
    ("superseded_office", "研究開発振興課"),
    ("phone_blank", "霧笛調剤機器株式会社"),
    ("phone_blank", "楠田 りく"),
    ("backup_same_lan", "レセコンの控え"),
    ("restore_never_tested", "レセコンの控え"),
    ("restore_never_tested", "電子薬歴の控え"),
    ("leaver_in_use", "欅田 まどか"),
];

#[test]
fn the_shape_is_the_one_scripts_rely_on() {
    let (site, _) = Site::demo();
    let all = lint(&site, "demo-hospital", 1);
    let findings = all["findings"].as_array().unwrap();
    assert!(!findings.is_empty() && all["suppressed"].is_array() && all["checks"].as_u64().unwrap() >= 30);
    for finding in findings {
        assert!(["must_fix", "warning", "note"].contains(&finding["severity"].as_str().unwrap()));
        assert!(finding["rule"].is_string() && finding["text"].as_str().unwrap().ends_with(['。', '）']), "{finding}");
        let rows = finding["rows"].as_array().unwrap();
        assert!(rows.iter().all(|row| ["ledger", "id", "name"].iter().all(|key| row[key].is_string())));
    }
    let weights: Vec<_> = findings.iter().map(|finding| finding["severity"].as_str().unwrap()).collect();
    assert!(weights.is_sorted_by_key(|weight| ["must_fix", "warning", "note"].iter().position(|one| one == weight)));
    assert_eq!(lint(&site, "demo-hospital", 1), all, "the same day and facts give the same words");
}

#[test]
fn an_organization_is_linted_facility_by_facility_and_an_unknown_one_is_refused() {
    let (site, _) = Site::demo();
    let run = site.run(&["lint", "--facility", "demo-chain-01", "--organization", "--json"]);
    let all = run.json();
    let facilities = all["facilities"].as_array().unwrap();
    assert_eq!(facilities.len(), 12);
    assert!(facilities.iter().all(|one| one["facility"].as_str().unwrap().starts_with("demo-chain-")));
    let one = lint(
        &site,
        "demo-chain-01",
        i32::from(!facilities[0]["findings"].as_array().unwrap().iter().all(|f| f["severity"] != "must_fix")),
    );
    assert_eq!(facilities[0]["findings"], one["findings"], "one by one or together");
    site.run(&["lint", "--facility", "nowhere", "--json"]).refused(1, &["nowhere"]);
    site.run(&["lint", "--facility", "demo-pharmacy", "--today", "平成38年"]).refused(2, &["--today"]);
}

#[test]
fn the_day_decides_what_is_late() {
    let (site, _) = Site::demo();
    let run = site.run(&["lint", "--facility", "demo-pharmacy-clean", "--today", "2036-01-15", "--json"]);
    let later = run.json();
    assert!(told(&later, "contract_over", "レセコン保守契約"), "{later:#}");
    assert!(told(&later, "device_unchanged", "機器台帳"));
}
