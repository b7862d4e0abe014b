//! `tate backup`: made, checked, restored elsewhere, and checked again.

use crate::site::{Site, tate};

fn ledger(site: &Site, name: &str) -> String {
    let out = site.path(name);
    site.run(&["export", "ledger", "--facility", "demo-hospital", "--out", &out]).ok();
    std::fs::read_to_string(out).unwrap()
}

#[test]
fn a_backup_restored_elsewhere_holds_the_same_and_its_log_verifies() {
    let (site, notes) = Site::demo();
    let before = ledger(&site, "before.csv");
    let file = site.path("all.tate-backup");
    let made = site.run(&["backup", "create", "--out", &file]).ok();
    assert!(made.out.contains("照合済み"), "{made:?}");
    assert!(tate(&["backup", "verify", &file]).ok().out.contains("正しいバックアップです"));
    let other = Site::empty();
    other.run(&["backup", "restore", &file]).ok();
    other.run(&["audit", "verify"]).ok();
    assert_eq!(ledger(&other, "after.csv"), before);
    for login in notes["logins"].as_array().unwrap() {
        assert!(other.run(&["user", "list"]).ok().out.contains(login["login"].as_str().unwrap()));
    }
    other.run(&["backup", "restore", &file]).refused(1, &["空ではありません"]);
    let propose =
        ["propose", "--facility", "demo-pharmacy", "--edition", "r7-pharmacy", "--today", "2026-11-20", "--json"];
    assert_eq!(site.run(&propose).ok().json(), other.run(&propose).ok().json());
}

#[test]
fn a_damaged_backup_is_noticed_and_never_restored() {
    let site = Site::init();
    let file = site.path("good.tate-backup");
    site.run(&["backup", "create", "--out", &file]).ok();
    let good = std::fs::read(&file).unwrap();
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    for (name, bytes) in [
        ("flipped", flipped),
        ("cut", good[..good.len() / 2].to_vec()),
        ("empty", Vec::new()),
        ("text", b"not a backup".to_vec()),
    ] {
        let bad = site.write(name, bytes);
        tate(&["backup", "verify", &bad]).refused(1, &[]);
        let other = Site::empty();
        other.run(&["backup", "restore", &bad]).refused(1, &[]);
        assert_eq!(other.run(&["user", "list"]).out, "", "{name} was restored in part");
    }
}

#[test]
fn the_folder_of_backups_is_listed_and_pruned_to_the_newest() {
    let site = Site::init();
    let folder = format!("{}/backups", site.data());
    site.run(&["backup", "create"]).ok();
    let newest = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    for year in 2021..=2024 {
        std::fs::copy(&newest, format!("{folder}/{year}0101000000.tate-backup")).unwrap();
    }
    assert_eq!(site.run(&["backup", "list"]).ok().out.lines().count(), 5);
    site.run(&["backup", "prune", "--keep", "2"]).ok();
    let left = site.run(&["backup", "list"]).ok().out;
    assert!(
        left.lines().count() == 2 && left.contains("20240101") && left.contains(newest.to_str().unwrap()),
        "{left}"
    );
}
