use super::*;
use crate::ledger::Ledger;
use jiff::civil::date;
use std::cmp::Ordering::{Equal, Greater, Less};

const TODAY: Date = date(2026, 11, 20);

fn row(ledger: Ledger, fields: &[(&str, &str)]) -> Row {
    let fields = fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Row { id: "r".into(), ledger, version: 1, fields, updated_at: String::new() }
}

fn router(firmware: &str) -> Row {
    row(Ledger::Devices, &[("maker", "青葉電機"), ("model", "AX-1210"), ("firmware", firmware)])
}

fn entry(fields: &[(&str, &str)]) -> Row {
    let mut all =
        vec![("maker", "青葉電機"), ("model", "AX-1210"), ("latest", "Rev.14.01.42"), ("checked", "2026-11-01")];
    all.extend_from_slice(fields);
    row(Ledger::Firmware, &all)
}

fn state(device: &Row, table: &[Row]) -> FirmwareState {
    let answer = judge(device, table, TODAY);
    assert!(answer.text.ends_with('。'), "{}", answer.text);
    answer.state
}

#[test]
fn versions_are_ordered_only_where_they_are_comparable() {
    let cases = [
        ("Rev.14.01.38", "Rev.14.01.42", Some(Less)),
        ("rev 14.1.42", "Ｒｅｖ．１４．０１．４２", Some(Equal)),
        ("AX-1210 Rev.14.01.42", "14.01.42", Some(Equal)),
        ("10.9.1-b2", "10.9.1-b10", Some(Less)),
        ("10.9.1-b2", "10.9.2-b1", Some(Less)),
        ("10.9.1-b2", "10.9.1-rc1", None),
        ("10.9.1", "10.9.1-b2", None),
        ("v6.2.3", "6.2.3", Some(Equal)),
        ("6.2", "6.2.3", None),
        ("6.2", "6.2.0", Some(Equal)),
        ("6.3", "6.2.9", Some(Greater)),
        ("01.02.03", "1.2.3", Some(Equal)),
        ("01.02.03", "01.02.10", Some(Less)),
        ("15.2(7)E3", "15.2(7)E10", Some(Less)),
        ("15.2(7)E3", "15.2(7)SE3", None),
        ("バージョン1.2.3（最新）", "1.2.3", Some(Equal)),
        // A decimal, or two numbers? The order depends on it.
        ("1.5", "1.50", None),
        ("2.9", "2.10", None),
        ("1.02", "1.1", None),
        ("1.49", "1.50", Some(Less)),
        ("1.99", "2.00", Some(Less)),
        ("20260801", "20261101", Some(Less)),
        ("7.4.3 build2573", "7.4.3 build2600", Some(Less)),
        ("最新", "1.2.3", None),
        ("1.2.3", "", None),
        ("99999999999999999999999.1", "1.2.3", None),
        ("第3版", "3", None),
    ];
    for (mine, latest, order) in cases {
        assert_eq!(compare(mine, latest, "AX-1210"), order, "{mine} / {latest}");
        let back = order.map(Ordering::reverse);
        assert_eq!(compare(latest, mine, "AX-1210"), back, "{latest} / {mine}");
    }
    assert_eq!(compare(&"1.".repeat(1_000), "1.1", ""), None);
}

#[test]
fn the_newest_version_is_believed_for_ninety_days() {
    let table = [entry(&[])];
    assert_eq!(state(&router("Rev.14.01.42"), &table), FirmwareState::Newest);
    for (checked, expected) in [
        ("2026-08-22", FirmwareState::Newest),
        ("2026-08-21", FirmwareState::Stale),
        ("2026-11-21", FirmwareState::Stale),
        ("", FirmwareState::Stale),
    ] {
        assert_eq!(state(&router("14.01.42"), &[entry(&[("checked", checked)])]), expected, "{checked}");
    }
    let patient = judge_within(&router("14.01.42"), &[entry(&[("checked", "2026-08-21")])], TODAY, 120);
    assert_eq!(patient.state, FirmwareState::Newest);
}

#[test]
fn an_old_table_still_proves_that_a_device_is_older() {
    let table = [entry(&[("checked", "2025-01-01")])];
    assert_eq!(state(&router("Rev.14.01.38"), &table), FirmwareState::Older);
    assert_eq!(state(&router("Rev.14.01.50"), &table), FirmwareState::Stale);
}

#[test]
fn what_is_missing_is_said() {
    let table = [entry(&[])];
    assert_eq!(state(&router(""), &table), FirmwareState::Unknown);
    assert_eq!(state(&router("14.01"), &table), FirmwareState::Unknown);
    assert_eq!(state(&row(Ledger::Devices, &[("firmware", "1")]), &table), FirmwareState::Unknown);
    assert_eq!(state(&router("14.01.42"), &[]), FirmwareState::Unlisted);
    let other = row(Ledger::Devices, &[("model", "AX-1220"), ("firmware", "14.01.42")]);
    assert_eq!(state(&other, &table), FirmwareState::Unlisted);
}

#[test]
fn the_maker_decides_between_rows_of_one_model_and_does_not_matter_for_a_single_one() {
    let other = entry(&[("maker", "白樺通信"), ("latest", "9.0.0")]);
    assert_eq!(state(&router("14.01.42"), &[other.clone(), entry(&[])]), FirmwareState::Newest);
    let unnamed = row(Ledger::Devices, &[("model", "ax-1210"), ("firmware", "14.01.42")]);
    assert_eq!(state(&unnamed, &[other, entry(&[])]), FirmwareState::Unknown);
    assert_eq!(state(&unnamed, &[entry(&[])]), FirmwareState::Newest);
}

#[test]
fn a_model_past_its_support_is_said_to_be_so_from_the_day_after() {
    let on = |day: &str| judge(&router("14.01.42"), &[entry(&[("support_until", day)])], TODAY);
    assert!(on("2026-11-19").support_ended);
    assert!(on("2026-11-19").text.contains("2026/11/19に終わっています"));
    assert!(!on("2026-11-20").support_ended);
    assert_eq!(on("2026-11-20").support_until, Some(TODAY));
}
