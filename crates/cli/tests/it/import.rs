//! `tate import`: files as people have them, through the child process that reads them.

use crate::site::{Run, Site};
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use std::collections::BTreeSet;

/// Two good rows and one whose date is none.
const ROWS: [[&str; 4]; 4] = [
    ["管理番号", "コンピュータ名", "利用者", "登録日"],
    ["Z-01", "UKETSUKE-1", "髙﨑 ①", "2026/4/1"],
    ["Z-02", "UKETSUKE-2", "加賀 ㈱", "令和8年4月2日"],
    ["Z-03", "UKETSUKE-3", "−〜−", "平成38年13月1日"],
];

fn text(separator: &str, rows: &[[&str; 4]]) -> String {
    rows.iter().map(|row| row.join(separator) + "\r\n").collect()
}

fn workbook(rows: &[[&str; 4]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            sheet.write_string(at, column, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn shape(run: &Run) -> Value {
    let shown = run.json();
    let keys: BTreeSet<&str> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(["format", "added", "updated", "unchanged", "errors", "findings"]));
    shown
}

/// Added, updated, unchanged, errors.
fn counts(shown: &Value) -> (u64, u64, u64, usize) {
    let count = |key: &str| shown[key].as_u64().unwrap();
    (count("added"), count("updated"), count("unchanged"), shown["errors"].as_array().unwrap().len())
}

#[test]
fn a_bad_row_is_told_with_row_and_column_and_the_others_are_taken() {
    let (utf16, cp932) = (format!("\u{feff}{}", text("\t", &ROWS)), text(",", &ROWS));
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(&cp932);
    let files = [
        ("plain.csv", text(",", &ROWS).into_bytes(), "csv"),
        ("excel.csv", format!("\u{feff}{}", text(",", &ROWS)).into_bytes(), "csv"),
        ("cp932.csv", cp932.into_owned(), "csv"),
        ("utf16.txt", utf16.encode_utf16().flat_map(u16::to_le_bytes).collect(), "tsv"),
        ("book.xlsx", workbook(&ROWS), "xlsx"),
    ];
    for (name, bytes, format) in files {
        let site = Site::init();
        let file = site.write(name, bytes);
        let dry = site.run(&["import", "devices", &file, "--dry-run", "--json"]);
        let shown = shape(&dry);
        assert_eq!((dry.code, counts(&shown)), (1, (2, 0, 0, 1)), "{name}: {dry:?}");
        let error = &shown["errors"][0];
        assert_eq!((error["row"].as_u64(), error["column"].as_str()), (Some(4), Some("登録日")), "{name}");
        assert!(error["message"].as_str().unwrap().contains("平成38年13月1日"), "{name}: {error}");
        assert_eq!(shown["format"], format, "{name}");
        let real = site.run(&["import", "devices", &file, "--facility", "minato", "--json"]);
        assert_eq!(counts(&shape(&real)), (2, 0, 0, 1), "{name}: the dry run had saved something");
        let again = site.run(&["import", "devices", &file, "--json"]);
        assert_eq!((again.code, counts(&shape(&again))), (1, (0, 0, 2, 1)), "{name}");
        let out = site.path("out.csv");
        site.run(&["export", "ledger", "--facility", "minato", "--out", &out]).ok();
        let ledger = std::fs::read_to_string(&out).unwrap();
        assert!(
            ledger.contains("髙﨑 ①") && ledger.contains("加賀 ㈱") && !ledger.contains("Z-03"),
            "{name}: {ledger}"
        );
    }
}

#[test]
fn a_file_without_errors_exits_0_and_a_changed_row_is_an_update() {
    let site = Site::init();
    let file = site.write("a.csv", text(",", &ROWS[..3]));
    let first = site.run(&["import", "devices", &file, "--json"]).ok();
    assert_eq!(counts(&first.json()), (2, 0, 0, 0));
    let mut rows = ROWS;
    rows[2][2] = "交代 した人";
    let file = site.write("b.csv", text(",", &rows[..3]));
    assert_eq!(counts(&site.run(&["import", "devices", &file, "--json"]).ok().json()), (0, 1, 1, 0));
}

#[test]
fn what_was_exported_comes_back_unchanged() {
    let (site, _) = Site::demo();
    for ledger in ["devices", "software", "accounts", "vendors", "people"] {
        for ending in ["xlsx", "csv"] {
            let file = site.path(&format!("{ledger}.{ending}"));
            site.run(&["export", "ledger", "--ledger", ledger, "--facility", "demo-pharmacy-clean", "--out", &file])
                .ok();
            let back = site.run(&["import", ledger, &file, "--facility", "demo-pharmacy-clean", "--json"]);
            let (added, updated, unchanged, errors) = counts(&shape(&back));
            assert_eq!((added, updated, errors, back.code), (0, 0, 0, 0), "{ledger}.{ending}: {back:?}");
            assert!(unchanged > 0, "{ledger}.{ending}");
        }
    }
}

#[test]
fn a_bomb_or_a_file_that_is_none_is_told_and_nothing_is_saved() {
    let site = Site::init();
    // Seven kilobytes that name the first and the last cell of a sheet: 17 thousand million between.
    let mut sparse = Workbook::new();
    let sheet = sparse.add_worksheet();
    sheet.write_string(0, 0, "管理番号").unwrap();
    sheet.write_string(1_048_575, 16_383, "x").unwrap();
    let file = site.write("sparse.xlsx", sparse.save_to_buffer().unwrap());
    let run = site.run(&["import", "devices", &file, "--json"]).ok();
    assert_eq!(counts(&shape(&run)), (0, 0, 0, 0));
    assert!(run.json()["findings"][0].as_str().unwrap().contains("201列目"), "what was not read is told: {run:?}");
    let files = [
        ("text.xlsx", b"PK\x03\x04 this is no workbook".to_vec()),
        ("empty.csv", Vec::new()),
        ("noise.csv", (0..=255).cycle().take(4_000).collect()),
    ];
    for (name, bytes) in files {
        let file = site.write(name, bytes);
        site.run(&["import", "devices", &file, "--json"]).refused(1, &[]);
    }
    assert!(!site.run(&["audit", "export", "--out", &site.path("log.jsonl")]).ok().out.is_empty());
    assert!(!std::fs::read_to_string(site.path("log.jsonl")).unwrap().contains("ledger."), "something was saved");
}

#[test]
fn an_unknown_ledger_or_format_is_bad_use_and_a_missing_file_is_named() {
    let site = Site::init();
    let file = site.write("a.csv", text(",", &ROWS[..3]));
    site.run(&["import", "cakes", &file, "--json"]).refused(2, &["cakes", "devices"]);
    site.run(&["import", "devices", &file, "--format", "pdf"]).refused(2, &["pdf"]);
    site.run(&["import", "devices", &site.path("none.csv")]).refused(1, &["none.csv"]);
    let (several, _) = Site::demo();
    several.run(&["import", "devices", &file]).refused(1, &["--facility", "demo-hospital"]);
}

/// A GLPI agent's file of one computer.
fn glpi(name: &str, serial: &str, os: &str) -> String {
    serde_json::json!({
        "action": "inventory",
        "deviceid": format!("{name}-2026-11-19-09-00-00"),
        "itemtype": "Computer",
        "content": {
            "versionclient": "GLPI-Agent_v1.11",
            "hardware": { "name": name, "uuid": "4C4C4544-0042-3510-8051-B4C04F564231", "chassis_type": "Desktop" },
            "bios": { "smanufacturer": "みほん電機", "smodel": "MH-1", "ssn": serial },
            "operatingsystem": { "full_name": os, "name": "Windows", "version": "24H2" },
            "softwares": [{ "name": "みほん薬歴", "version": "1.0" }, { "name": "AnyDesk", "version": "8" }],
            "networks": [{ "description": "eth0", "mac": "02:00:00:00:00:01", "ipaddress": "192.0.2.10" }],
            "remote_mgmt": [{ "type": "anydesk", "id": "123456789" }]
        }
    })
    .to_string()
}

#[test]
fn files_of_machines_are_told_by_their_content_and_imported_together() {
    let site = Site::init();
    let first = site.write("pc1.json", glpi("PC-1", "SN-1", "Microsoft Windows 11 Pro"));
    let dry = site.run(&["import", "devices", &first, "--dry-run", "--json"]).ok();
    let shown = shape(&dry);
    assert_eq!((shown["format"].as_str(), counts(&shown)), (Some("glpi"), (3, 0, 0, 0)), "{shown}");
    let text = shown["findings"].to_string();
    assert!(text.contains("機器：追加 1") && text.contains("遠隔操作ソフト"), "{text}");
    let real = site.run(&["import", "devices", &first, "--format", "glpi", "--json"]).ok();
    assert_eq!(counts(&shape(&real)), (3, 0, 0, 0), "the dry run had saved something");
    let again = site.run(&["import", "devices", &first, "--json"]).ok();
    assert_eq!(counts(&shape(&again)), (0, 0, 3, 0));
    let scan = site.write(
        "scan.xml",
        r#"<?xml version="1.0"?><nmaprun scanner="nmap" start="1795046400"><host><status state="up"/><address addr="192.0.2.77" addrtype="ipv4"/><address addr="02:00:00:00:00:77" addrtype="mac" vendor="Mihon"/></host><runstats/></nmaprun>"#,
    );
    let both = site.run(&["import", "devices", &first, &scan, "--json"]).ok();
    let shown = shape(&both);
    assert_eq!((shown["format"].as_str(), counts(&shown)), (Some("glpi+nmap"), (0, 0, 3, 0)));
    assert!(shown["findings"].to_string().contains("台帳にない機器が1台"), "{shown}");
}

#[test]
fn a_file_that_is_no_inventory_is_told_and_tables_are_not_mixed_with_machines() {
    let site = Site::init();
    let broken = site.write("pc.json", "{\"action\": \"inventory\", ");
    let run = site.run(&["import", "devices", &broken, "--json"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("pc.json"), "{run:?}");
    let good = site.write("good.json", glpi("PC-1", "SN-1", "Microsoft Windows 11 Pro"));
    let one_bad = site.run(&["import", "devices", &broken, &good, "--json"]);
    let shown = shape(&one_bad);
    assert_eq!((one_bad.code, counts(&shown)), (1, (3, 0, 0, 1)), "{shown}");
    let table = site.write("a.csv", text(",", &ROWS[..3]));
    assert_eq!(site.run(&["import", "devices", &table, &good]).code, 2);
    assert_eq!(site.run(&["import", "software", &good, "--format", "glpi"]).code, 2);
    assert_eq!(site.run(&["import", "devices"]).code, 2);
}

#[test]
fn the_column_by_which_rows_are_recognised_can_be_chosen() {
    let site = Site::init();
    let old = site.write("old.csv", "管理番号,シリアル番号\r\n001,SN-1\r\n");
    site.run(&["import", "devices", &old]).ok();
    let new = site.write("new.csv", "管理番号,シリアル番号\r\n777,SN-1\r\n");
    let auto = site.run(&["import", "devices", &new, "--dry-run", "--match", "auto", "--json"]).ok();
    assert_eq!(counts(&shape(&auto)).0 + counts(&shape(&auto)).1, 1);
    let by_serial = site.run(&["import", "devices", &new, "--match", "serial", "--json"]).ok();
    assert_eq!(counts(&shape(&by_serial)), (0, 1, 0, 0));
    let refused = site.run(&["import", "devices", &new, "--match", "ip"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("照合の列"), "{refused:?}");
}
