//! All rules together: the clean shop, the binder of practice.md §0-7 under invented names, the manual.

use super::Severity::{MustFix, Warning};
use super::testing::{World, row};
use super::{LintFinding, all};
use crate::ledger::Ledger::*;

#[test]
fn a_clean_shop_has_no_finding_at_all() {
    let found = World::clean().lint();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn an_empty_shop_has_no_finding_either() {
    assert!(World::empty().lint().is_empty(), "what is missing is for the proposals to say");
}

#[test]
fn every_rule_has_its_own_name_signs_its_findings_and_has_its_section_in_the_manual() {
    let manual = include_str!("../../../../docs/manual/ja/18-mujun-check.md");
    let mut names: Vec<&str> = all().iter().map(|rule| rule.name).collect();
    for rule in all() {
        assert!(manual.contains(&format!("<a id=\"{}\"></a>", rule.name)), "{}", rule.name);
        assert!(manual.contains(rule.title), "{}", rule.title);
        for finding in binder().lint().iter().filter(|finding| finding.rule == rule.name) {
            assert!(finding.key.starts_with(rule.name) && finding.text.ends_with('。'), "{finding:#?}");
        }
    }
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert!(names.len() == count && count >= 30);
}

/// A binder in the structure of the filled-in example: nine devices, five systems, shared IDs, a scan from macOS.
/// Every name, number and address is invented.
fn binder() -> World {
    let mut world = World::empty();
    let device = |id: &str, os: &str, host: &str, version: &str| {
        row(
            Devices,
            id,
            &[
                ("maker", "みなと電機"),
                ("os", os),
                ("host", host),
                ("software", "カルテ「しおさい」"),
                ("software_version", version),
                ("place", "受付"),
                ("ip", "192.168.30.10"),
                ("remote", "no"),
            ],
        )
    };
    world.rows = vec![
        device("d1", "Windows 11 Home 22H2", "UKETSUKE", "最新"),
        device("d2", "Windows 7", "SHINSATSU", "3.2"),
        device("d3", "Windows 10 Pro 1511", "XRAY", "2.0"),
        device("d4", "Windows 11 Pro 25H2", "KARTE", "3.2"),
        device("d5", "Windows 10 Enterprise LTSC 1809", "SHIKAKU", "1.4"),
    ];
    for (id, name) in [("s1", "カルテ"), ("s2", "レセコン"), ("s3", "画像"), ("s4", "予約"), ("s5", "検査")]
    {
        world = world.with(Systems, id, &[("name", name), ("patient_data", "yes"), ("vendor", "v1")]);
    }
    for (id, system) in [("a1", "s1"), ("a2", "s2"), ("a3", "s3")] {
        world = world.with(
            Accounts,
            id,
            &[("system", system), ("login", "clinic"), ("holder", "院長・事務"), ("privilege", "admin")],
        );
    }
    for (id, system) in [("a4", "s1"), ("a5", "s2"), ("a6", "s3"), ("a7", "s4"), ("a8", "s5")] {
        world = world.with(
            Accounts,
            id,
            &[("system", system), ("login", "admin"), ("holder", "院長"), ("privilege", "admin")],
        );
    }
    world
        .with(Vendors, "v1", &[("name", "しおさい情報")])
        .with(People, "p1", &[("name", "潮見 なぎ"), ("job", "manager")])
        .with(Appointments, "r1", &[("role", "officer"), ("person", "p1"), ("appointed", "2026-04-01")])
        .with(
            Connections,
            "n1",
            &[
                ("name", "光回線"),
                ("kind", "internet"),
                ("note", "ルータの画面は添付のとおり。ポート診断はmacOSの端末から実施（2026/05/10）"),
            ],
        )
        .with(
            Backups,
            "b1",
            &[
                ("name", "カルテの控え"),
                ("system", "s1"),
                ("method", "nas"),
                ("place", "院長室のNAS"),
                ("restore_test", "2026-09-01"),
                ("offline", "yes"),
            ],
        )
}

#[test]
fn the_example_binder_lists_its_eleven_faults() {
    let found = binder().lint();
    let told = |rule: &str, id: &str| {
        let named = |finding: &&LintFinding| finding.rule == rule && (id.is_empty() || finding.concerns(id));
        assert_eq!(found.iter().filter(named).count(), 1, "{rule} {id}: {found:#?}");
    };
    told("os_expired", "d2"); // Windows 7
    told("os_expired", "d3"); // Windows 10 1511
    told("os_expired", "d1"); // Windows 11 22H2
    told("newest_is_no_version", "d1");
    told("shared_login", "a1"); // one ID for 院長・事務 in three systems
    told("shared_login", "a4"); // admin in five
    told("everybody_admin", "");
    told("ledger_without_router", "");
    told("backup_without_nas", "b1");
    told("columns_blank", ""); // 利用者, 登録日, 状態, serial
    told("unlisted_device", "n1"); // the Mac of the scan
    told("phone_blank", "p1");
    assert_eq!(found.len(), 12, "nothing else: {found:#?}");
    assert!(found.iter().filter(|finding| finding.severity == MustFix).count() >= 9);
    assert!(found.iter().all(|finding| finding.severity <= Warning));
}

#[test]
fn the_heaviest_findings_come_first_and_keys_are_unique() {
    let found = binder().lint();
    assert!(found.is_sorted_by_key(|finding| finding.severity));
    let mut keys: Vec<&str> = found.iter().map(|finding| finding.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), found.len());
}

#[test]
fn a_finding_keeps_its_key_and_changes_its_hash_when_what_it_says_changes() {
    let find = |world: &World| world.run("newest_is_no_version").remove(0);
    let one = World::clean().set("d2", "software_version", "最新");
    let same = find(&one.clone().set("d3", "note", "入れ替え予定"));
    assert_eq!((find(&one).key, find(&one).hash()), (same.key.clone(), same.hash()));
    let renamed = find(&one.clone().set("d2", "host", "PC-9"));
    assert!(renamed.key == same.key && renamed.hash() != same.hash());
    let more = find(&one.set("d3", "software_version", "最新"));
    assert_ne!(more.key, same.key);
}
