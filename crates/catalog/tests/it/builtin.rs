//! The catalogues that are shipped.

use jiff::civil::date;
use std::collections::BTreeSet;
use tate_catalog::{Catalog, HolidayKind, RULES, check, edition_json};
use tate_domain::edition::{Flag, RuleParams, Target};

fn catalog() -> Catalog {
    Catalog::builtin().unwrap()
}

fn numbers(catalog: &Catalog, edition: &str) -> Vec<String> {
    let rows = &catalog.edition(edition).unwrap().items;
    rows.iter().map(|item| format!("{} {}", item.number, item.target)).collect()
}

#[test]
fn the_shipped_catalogues_are_in_order() {
    let problems: Vec<String> = check(&catalog()).iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn the_pharmacy_sheet_has_its_19_rows_in_official_order() {
    assert_eq!(
        numbers(&catalog(), "r7-pharmacy"),
        [
            "1-① 体制",
            "2-① 全般",
            "2-② 全般",
            "2-③ 全般",
            "2-④ 全般",
            "2-⑤ 全般",
            "2-⑥ 全般",
            "2-⑦ 全般",
            "2-⑧ 全般",
            "2-⑨ 全般",
            "2-⑩ 全般",
            "2-⑪ サーバ",
            "2-⑫ サーバ",
            "2-⑫ 端末PC",
            "2-⑬ ネットワーク機器",
            "3-① インシデント",
            "3-② インシデント",
            "3-③ インシデント",
            "4-① 規程",
        ]
    );
}

#[test]
fn the_vendor_sheet_has_its_14_rows_and_no_rules() {
    let catalog = catalog();
    assert_eq!(
        numbers(&catalog, "r7-vendor"),
        [
            "1-① 体制",
            "2-② 全般",
            "2-③ 全般",
            "2-④ 全般",
            "2-⑤ 全般",
            "2-⑥ 全般",
            "2-⑦ 全般",
            "2-⑧ 全般",
            "2-⑨ 全般",
            "2-⑩ 全般",
            "2-⑪ サーバ",
            "2-⑫ サーバ",
            "2-⑫ 端末PC",
            "2-⑬ ネットワーク機器",
        ]
    );
    assert!(catalog.edition("r7-vendor").unwrap().items.iter().all(|item| item.rules.is_empty()));
}

#[test]
fn the_facility_sheet_is_listed_before_the_vendor_sheet() {
    let ids: Vec<String> = catalog().editions().map(|edition| edition.id.clone()).collect();
    assert_eq!(ids, ["r7-pharmacy", "r7-vendor"]);
}

#[test]
fn the_pharmacy_sheet_uses_each_of_the_nine_rules_once() {
    let catalog = catalog();
    let used: Vec<&str> =
        catalog.edition("r7-pharmacy").unwrap().items.iter().flat_map(|i| &i.rules).map(String::as_str).collect();
    assert_eq!(used.len(), RULES.len());
    assert_eq!(used.into_iter().collect::<BTreeSet<_>>(), RULES.into_iter().collect());
}

#[test]
fn the_sample_thresholds_are_those_of_the_pharmacy_sheet() {
    let catalog = catalog();
    for id in ["r7-pharmacy", "r7-vendor"] {
        assert_eq!(catalog.edition(id).unwrap().params, RuleParams::sample());
    }
}

#[test]
fn four_documents_are_seen_in_person_and_the_log_may_be_asked() {
    let catalog = catalog();
    let with = |flag| -> Vec<&str> {
        let rows = &catalog.edition("r7-pharmacy").unwrap().items;
        rows.iter().filter(|item| item.has(flag)).map(|item| item.number.as_str()).collect()
    };
    assert_eq!(with(Flag::SeenInPerson), ["2-①", "3-①", "3-③", "4-①"]);
    assert_eq!(with(Flag::MayBeAsked), ["2-⑪"]);
    assert_eq!(with(Flag::SkipWithoutContract), ["2-②", "2-③"]);
    assert_eq!(with(Flag::PlannedCountsAsYes), ["2-⑩"]);
    assert_eq!(with(Flag::NewItem), ["2-⑦", "2-⑧", "2-⑨", "2-⑩", "4-①"]);
}

#[test]
fn a_misprinted_number_finds_its_row_unless_it_is_an_official_number() {
    let catalog = catalog();
    let ids = |edition: &str, label: &str| -> Vec<String> {
        catalog.find(edition, label).iter().map(|item| item.id.clone()).collect()
    };
    assert_eq!(ids("r7-pharmacy", "2-⑭"), ["r7-pharmacy:2-13"]);
    assert_eq!(ids("r7-pharmacy", "4-④"), ["r7-pharmacy:4-1"]);
    assert_eq!(ids("r7-pharmacy", "2-⑬"), ["r7-pharmacy:2-13"]);
    assert_eq!(ids("r7-pharmacy", "２－（３）"), ["r7-pharmacy:2-3"]);
    assert_eq!(ids("r7-vendor", "2-①"), ["r7-vendor:2-2"]);
    assert_eq!(ids("r7-vendor", "2-②"), ["r7-vendor:2-2"]);
    assert_eq!(ids("r7-pharmacy", "r7-pharmacy:2-12-pc"), ["r7-pharmacy:2-12-pc"]);
    assert!(ids("r7-pharmacy", "9-9").is_empty());
    let printed: Vec<&str> = catalog.printed_as("r7-pharmacy", "2-⑬").iter().map(|item| item.id.as_str()).collect();
    assert_eq!(printed, ["r7-pharmacy:2-12-pc", "r7-pharmacy:2-13"]);
}

#[test]
fn every_vendor_row_has_its_counterpart_on_the_pharmacy_sheet() {
    let catalog = catalog();
    for row in &catalog.edition("r7-vendor").unwrap().items {
        let expected = row.id.replace("r7-vendor", "r7-pharmacy");
        assert_eq!(catalog.counterpart(&row.id, "r7-pharmacy").unwrap().id, expected);
    }
    assert!(catalog.counterpart("r7-pharmacy:2-1", "r7-vendor").is_none());
    assert!(catalog.siblings("no-such:row").is_empty());
}

#[test]
fn the_json_has_the_promised_keys_and_no_others() {
    let catalog = catalog();
    let json = edition_json(catalog.edition("r7-pharmacy").unwrap());
    let keys = |value: &serde_json::Value| -> BTreeSet<String> { value.as_object().unwrap().keys().cloned().collect() };
    let expect = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(keys(&json), expect(&["id", "title", "fiscal_year", "side", "items"]));
    assert_eq!(
        keys(&json["items"][0]),
        expect(&["id", "number", "aliases", "target", "section", "label", "flags", "concepts"])
    );
    assert_eq!(json["side"], "facility");
    assert_eq!(json["items"].as_array().unwrap().len(), 19);
    assert_eq!(json["items"][13]["target"], "端末PC");
    assert_eq!(json["items"][13]["aliases"][2], "2-⑬");
    assert_eq!(json["items"][1]["flags"][0], "seen_in_person");
}

#[test]
fn fiscal_2026_has_its_19_holidays_on_the_right_weekdays() {
    let catalog = catalog();
    let holidays = catalog.holidays();
    assert!(holidays.covers(2026) && !holidays.covers(2025));
    assert_eq!(holidays.iter().filter(|day| day.kind != HolidayKind::YearEnd).count(), 19);
    for (day, name) in [
        (date(2026, 7, 20), "海の日"),
        (date(2026, 9, 21), "敬老の日"),
        (date(2026, 10, 12), "スポーツの日"),
        (date(2027, 1, 11), "成人の日"),
    ] {
        assert_eq!(holidays.on(day).unwrap().name, name);
        assert_eq!(day.weekday(), jiff::civil::Weekday::Monday, "{name}");
    }
    assert_eq!(holidays.on(date(2027, 3, 22)).unwrap().kind, HolidayKind::Substitute);
}

#[test]
fn a_deadline_in_the_golden_week_moves_to_the_seventh_of_may() {
    assert_eq!(catalog().holidays().working_day_from(date(2026, 5, 2)), date(2026, 5, 7));
}

#[test]
fn the_old_ministry_number_is_recognised_as_superseded() {
    let catalog = catalog();
    let today = date(2026, 11, 20);
    let (_, next) = catalog.superseded_office("", "03-3595-2430", today).unwrap();
    assert_eq!(next.unwrap().phone.as_deref(), Some("03-6812-7837"));
    assert!(catalog.superseded_office("厚生労働省 研究開発振興課", "", today).is_some());
    assert!(catalog.superseded_office("厚生労働省", "03-6812-7837", today).is_none());
}

#[test]
fn the_office_kinds_are_the_codes_of_the_ledger() {
    for office in catalog().offices() {
        assert_eq!(serde_json::to_value(office.kind).unwrap(), office.kind.code());
    }
}

#[test]
fn every_target_of_the_domain_is_used() {
    let catalog = catalog();
    let used: BTreeSet<Target> = catalog.items().map(|item| item.target).collect();
    assert_eq!(used.len(), Target::ALL.len());
}
