use super::*;
use jiff::civil::date;
use tate_domain::facility::{FacilityKind, Profile};
use tate_domain::facts::Row;

const TODAY: Date = date(2026, 11, 20);

pub(crate) fn row(ledger: Ledger, id: &str, fields: &[(&str, &str)]) -> Row {
    let fields = fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Row { id: id.to_owned(), ledger, version: 1, fields, updated_at: "2026-11-01T00:00:00.000Z".to_owned() }
}

pub(crate) fn pharmacy(rows: Vec<Row>) -> Facts {
    let profile = Profile {
        kind: FacilityKind::Pharmacy,
        name: "架空みなと薬局".into(),
        insurance_code: String::new(),
        founder: "湊 一郎".into(),
        manager: "湊 花子".into(),
        phone: String::new(),
        address: String::new(),
        has_network: None,
    };
    Facts::new(profile, rows)
}

fn drawn(rows: Vec<Row>) -> ContactChart {
    chart(&pharmacy(rows), &Catalog::builtin().unwrap(), TODAY, Meta::default())
}

fn by_role<'a>(chart: &'a ContactChart, role: &str) -> Vec<&'a ContactNode> {
    chart
        .inside
        .iter()
        .flatten()
        .chain(chart.outside.iter().flat_map(|group| &group.nodes))
        .filter(|node| node.role == role)
        .collect()
}

const OFFICER: &str = "医療情報システム安全管理責任者";

#[test]
fn a_facility_without_ledgers_shows_every_role_and_office_that_is_missing() {
    let chart = drawn(vec![]);
    for role in [OFFICER, "安全管理責任者の代理", "システム停止の判断者", "緊急連絡の窓口", "保健所"]
    {
        assert_eq!(by_role(&chart, role)[0].marks, [UNREGISTERED], "{role}");
    }
    assert_eq!(by_role(&chart, "開設者")[0].marks, [BLANK], "named, but without a number");
    assert!(by_role(&chart, "厚生労働省")[0].marks.is_empty(), "the catalogue knows the ministry");
    assert!(by_role(&chart, "警察").iter().any(|node| node.phone == "#9110"));
}

#[test]
fn an_officer_without_a_night_number_is_blank_and_a_leaver_is_marked() {
    let chart = drawn(vec![
        row(Ledger::People, "p1", &[("name", "湊花子"), ("phone", "090-0000-0001")]),
        row(Ledger::People, "p2", &[("name", "灘 次郎"), ("phone", "090-0000-0002"), ("left", "2026-09-30")]),
        row(Ledger::Appointments, "a1", &[("role", "officer"), ("person", "p1"), ("appointed", "2025-04-01")]),
        row(Ledger::Appointments, "a2", &[("role", "contact"), ("person", "p2")]),
        row(Ledger::Appointments, "a3", &[("role", "deputy"), ("person", "p1"), ("until", "2026-03-31")]),
    ]);
    assert_eq!(by_role(&chart, OFFICER)[0].marks, [BLANK]);
    assert!(by_role(&chart, "緊急連絡の窓口")[0].marks.iter().any(|mark| mark == LEFT));
    assert_eq!(by_role(&chart, "安全管理責任者の代理")[0].marks, [UNREGISTERED], "the appointment has ended");
    assert!(by_role(&chart, "管理薬剤師")[0].marks.is_empty(), "found in the ledger although the space differs");
}

#[test]
fn a_superseded_office_is_marked_and_the_current_one_stands_beside_it() {
    let chart = drawn(vec![row(
        Ledger::Offices,
        "o1",
        &[("kind", "mhlw"), ("name", "厚生労働省 研究開発振興課"), ("phone", "03-3595-2430")],
    )]);
    let ministry = by_role(&chart, "厚生労働省");
    assert_eq!(ministry[0].marks, [SUPERSEDED]);
    assert!(ministry[0].note.contains("03-6812-7837"));
    assert!(ministry[1].marks.is_empty() && ministry[1].phone == "03-6812-7837");
}

#[test]
fn an_own_office_replaces_the_catalogues_entry() {
    let chart = drawn(vec![row(
        Ledger::Offices,
        "o1",
        &[("kind", "police"), ("name", "架空警察署"), ("phone", "03-0000-0110"), ("checked", "2026-10-01")],
    )]);
    let police = by_role(&chart, "警察");
    assert_eq!((police.len(), police[0].phone.as_str()), (1, "03-0000-0110"));
    assert_eq!(chart.as_of, "2026/10/01");
}

#[test]
fn a_vendor_stands_once_with_all_its_systems_even_without_a_contract() {
    let chart = drawn(vec![
        row(Ledger::Vendors, "v1", &[("name", "架空システム"), ("phone", "0120-000-001")]),
        row(Ledger::Vendors, "v2", &[("name", "例示機器")]),
        row(Ledger::Systems, "s1", &[("name", "レセコン"), ("vendor", "v1")]),
        row(Ledger::Systems, "s2", &[("name", "電子薬歴")]),
        row(Ledger::Systems, "s3", &[("name", "分包機"), ("vendor", "v2")]),
        row(Ledger::Systems, "s4", &[("name", "掲示板"), ("patient_data", "no")]),
        row(Ledger::Systems, "s5", &[("name", "お薬手帳")]),
        row(Ledger::Contracts, "c1", &[("title", "保守"), ("system", "s1"), ("vendor", "v1"), ("kind", "maintenance")]),
        row(Ledger::Contracts, "c2", &[("title", "保守"), ("system", "s2"), ("vendor", "v1"), ("kind", "maintenance")]),
        row(Ledger::Contracts, "c3", &[("title", "購入"), ("system", "s3"), ("vendor", "v2"), ("kind", "none")]),
    ]);
    let vendors = &chart.outside[0].nodes;
    assert_eq!(
        vendors.iter().map(|node| node.role.as_str()).collect::<Vec<_>>(),
        ["レセコン、電子薬歴", "分包機", "お薬手帳"]
    );
    assert!(vendors[1].note.contains("契約なし") && vendors[1].marks == [BLANK]);
    assert_eq!(vendors[2].marks, [UNREGISTERED]);
}
