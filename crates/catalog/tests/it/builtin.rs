//! The catalogues that are shipped.

use jiff::civil::date;
use std::collections::BTreeSet;
use tate_catalog::{Catalog, HolidayKind, RULES, check, edition_json};
use tate_domain::edition::{AnswerKind, Flag, RuleParams, Target};

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
fn checklists_come_first_newest_before_older_and_the_facility_before_the_vendor() {
    let ids: Vec<String> = catalog().editions().map(|edition| edition.id.clone()).collect();
    assert_eq!(
        ids,
        [
            "r7-medical",
            "r7-pharmacy",
            "r7-vendor",
            "r6-medical",
            "r6-vendor",
            "gl52-executive",
            "gl52-online",
            "gl52-staff",
            "gl52-sysadmin",
            "gmis-r6",
            "form-8",
            "form-87-3-6",
        ]
    );
}

#[test]
fn the_r6_sheet_reuses_four_numbers_for_several_targets() {
    let catalog = catalog();
    assert_eq!(
        numbers(&catalog, "r6-medical"),
        [
            "1-(1) 体制",
            "2-(1) 全般",
            "2-(2) 全般",
            "2-(3) 全般",
            "2-(4) サーバ",
            "2-(5) サーバ",
            "2-(6) サーバ",
            "2-(7) サーバ",
            "2-(9) サーバ",
            "2-(4) 端末PC",
            "2-(5) 端末PC",
            "2-(7) 端末PC",
            "2-(9) 端末PC",
            "2-(7) ネットワーク機器",
            "2-(8) ネットワーク機器",
            "3-(1) インシデント",
            "3-(2) インシデント",
            "3-(3) インシデント",
        ]
    );
    let ids: Vec<&str> = catalog.find("r6-medical", "2-⑦").iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["r6-medical:2-7-sv", "r6-medical:2-7-pc", "r6-medical:2-7-nw"]);
}

#[test]
fn ten_rows_of_r6_carry_the_mark_of_the_year_before_and_eight_of_the_vendors() {
    let catalog = catalog();
    let marked = |edition: &str| -> Vec<String> {
        let rows = &catalog.edition(edition).unwrap().items;
        rows.iter()
            .filter(|item| item.has(Flag::R5Item))
            .map(|item| format!("{} {}", item.number, item.target))
            .collect()
    };
    assert_eq!(
        marked("r6-medical"),
        [
            "1-(1) 体制",
            "2-(1) 全般",
            "2-(2) 全般",
            "2-(3) 全般",
            "2-(4) サーバ",
            "2-(5) サーバ",
            "2-(6) サーバ",
            "2-(7) ネットワーク機器",
            "2-(8) ネットワーク機器",
            "3-(1) インシデント",
        ]
    );
    assert_eq!(marked("r6-vendor").len(), 8);
}

#[test]
fn only_the_r6_sheet_begins_with_a_gate() {
    let catalog = catalog();
    let gates: Vec<&str> = catalog.editions().filter_map(|e| e.gate.as_ref()).map(|gate| gate.id.as_str()).collect();
    assert_eq!(gates, ["r6-medical:gate"]);
    assert!(catalog.item("r6-medical:gate").is_some());
    assert_eq!(catalog.edition("r6-medical").unwrap().rounds, 2);
}

#[test]
fn the_survey_has_17_groups_and_its_branches_hang_together() {
    let catalog = catalog();
    let survey = catalog.edition("gmis-r6").unwrap();
    let sections: BTreeSet<&str> = survey.items.iter().map(|item| item.section.as_str()).collect();
    assert_eq!((survey.items.len(), sections.len()), (27, 17));
    let branches: Vec<(&str, &str)> = survey
        .items
        .iter()
        .filter_map(|item| Some((item.number.as_str(), item.shown_when.as_ref()?.item.split_once(':')?.1)))
        .collect();
    assert_eq!(
        branches.iter().filter(|(_, parent)| *parent == "q17-2").map(|(number, _)| *number).collect::<Vec<_>>(),
        ["Q17-3", "Q17-4", "Q17-5", "Q17-6"]
    );
    assert!(branches.contains(&("Q2-2", "q2-1")) && branches.contains(&("Q7-2", "q7-1")), "{branches:?}");
    assert_eq!(catalog.item("gmis-r6:q13").unwrap().answer, AnswerKind::Integer);
    assert_eq!(catalog.item("gmis-r6:q2-3").unwrap().answer, AnswerKind::Many);
}

#[test]
fn advice_of_2022_is_marked_as_such() {
    let catalog = catalog();
    for id in ["gl52-sysadmin:s29", "gl52-sysadmin:s32", "gl52-executive:e19", "gl52-staff:t05"] {
        assert!(catalog.item(id).unwrap().superseded.is_some(), "{id}");
    }
    let old = catalog.edition("gl52-sysadmin").unwrap();
    let variants = &old.params.password_variants;
    assert!(variants.iter().any(|variant| variant.change_within_days == Some(60)));
}

#[test]
fn every_rule_is_used_and_none_twice_on_the_pharmacy_sheet() {
    let catalog = catalog();
    let used: BTreeSet<&str> = catalog.items().flat_map(|item| &item.rules).map(String::as_str).collect();
    assert_eq!(used, RULES.iter().copied().collect());
}

#[test]
fn all_121_questions_are_there() {
    let catalog = catalog();
    assert_eq!(catalog.questions().count(), 121);
    assert!(catalog.questions().all(|question| catalog.qa_source(&question.id).is_some()));
    let contradictions: BTreeSet<&str> =
        catalog.questions().filter(|q| !q.contradicts.is_empty()).map(tate_catalog::Question::number).collect();
    assert_eq!(contradictions, ["6-4", "7-4", "9-13"].into_iter().collect());
    let unused: Vec<&str> = catalog
        .questions()
        .filter(|q| q.category < 12 && catalog.items_of_question(&q.id).is_empty())
        .map(|q| q.id.as_str())
        .collect();
    assert!(unused.is_empty(), "shown on no item page: {unused:?}");
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

#[test]
fn an_organization_keeps_its_own_edition_when_a_release_ships_one_of_the_same_key() {
    let text =
        include_str!("../../../../catalogs/mhlw/r7-pharmacy.toml").replace("title = \"令和7年度", "title = \"自分の");
    let catalog = catalog().with([("own/r7-pharmacy.toml".to_owned(), text)], &std::collections::BTreeMap::new());
    let mine: Vec<&str> = catalog
        .editions()
        .filter(|edition| edition.id == "r7-pharmacy")
        .map(|edition| edition.title.as_str())
        .collect();
    assert_eq!(mine.len(), 1);
    assert!(mine[0].starts_with("自分の"), "{mine:?}");
    assert!(catalog.is_own("r7-pharmacy") && !catalog.is_own("r7-medical"));
}
