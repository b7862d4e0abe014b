//! The pure parts: what was typed to the writes of a step.

use super::bench::{Bench, Write};
use super::form::{RowForm, StepForm};
use super::layout::Around;
use super::*;
use jiff::civil::{Date, date};
use tate_catalog::Catalog;
use tate_domain::facility::{FacilityKind, Profile};
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::Ledger;
use tate_domain::lifecycle::LifecycleData;

const TODAY: Date = date(2026, 11, 20);

/// Ledger, id and cells of a row.
type Planted<'a> = (Ledger, &'a str, &'a [(&'a str, &'a str)]);

fn facts(kind: FacilityKind, rows: &[Planted<'_>]) -> Facts {
    let profile = Profile {
        kind,
        name: "みどり町薬局".into(),
        insurance_code: String::new(),
        founder: "緑川 一郎".into(),
        manager: "緑川 花".into(),
        phone: "03-0000-0100".into(),
        address: String::new(),
        has_network: None,
    };
    let row = |(ledger, id, pairs): &(Ledger, &str, &[(&str, &str)])| Row {
        id: (*id).to_owned(),
        ledger: *ledger,
        version: 1,
        fields: map(pairs),
        updated_at: String::new(),
    };
    Facts::new(profile, rows.iter().map(row))
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn pharmacy() -> Facts {
    facts(FacilityKind::Pharmacy, &[])
}

/// The facts after writes, through a bench as the store would do it.
fn after(facts: &Facts, writes: &[Write]) -> Facts {
    let mut rows: Vec<Row> = Ledger::ALL.into_iter().flat_map(|ledger| facts.all(ledger).iter().cloned()).collect();
    for write in writes {
        match write {
            Write::Add { ledger, id, fields } => rows.push(Row {
                id: id.0.clone(),
                ledger: *ledger,
                version: 1,
                fields: fields.clone(),
                updated_at: String::new(),
            }),
            Write::Change { id, seen, fields, .. } => {
                let row = rows.iter_mut().find(|row| row.id == id.as_str()).unwrap();
                assert_eq!(row.version, *seen, "the version that the store holds");
                row.version += 1;
                row.fields = fields.clone();
            }
        }
    }
    Facts::new(facts.profile.clone(), rows)
}

fn ticked(facts: &Facts, typed: &[(&str, &str)]) -> Vec<Write> {
    let mut form = InventoryForm::of(facts);
    form.take(&map(typed));
    inventory::plan(facts, &mut form).unwrap()
}

/// What a browser sends back when nothing is touched.
fn sent(form: &InventoryForm) -> BTreeMap<String, String> {
    let mut typed = form.shown();
    typed.retain(|name, value| !(name.ends_with(".on") && value.is_empty()));
    for tick in &form.ticks {
        if let Some(row) = &tick.registered {
            typed.insert(tick.field("row"), row.id.clone());
            typed.insert(tick.field("version"), row.version.to_string());
        }
    }
    typed
}

fn names(facts: &Facts, ledger: Ledger) -> Vec<String> {
    facts.all(ledger).iter().map(Row::name).collect()
}

const TICKS: &[(&str, &str)] = &[
    ("receipt.on", "yes"),
    ("receipt.product", "レセプト太郎"),
    ("receipt.vendor", "みどり医療システム"),
    ("record.on", "yes"),
    ("record.product", ""),
    ("record.vendor", "みどり医療ｼｽﾃﾑ"),
    ("eligibility.on", "yes"),
    ("router.on", "yes"),
    ("router.product", "RTX830"),
    ("router.vendor", "あおぞら通信"),
    ("nas.on", "yes"),
    ("audit.product", "チェックなし"),
    ("other1.product", "在宅の報告書"),
];

#[test]
fn ticks_become_systems_vendors_contracts_and_devices() {
    let facts = pharmacy();
    let after = after(&facts, &ticked(&facts, TICKS));
    assert_eq!(names(&after, Ledger::Systems), ["レセプト太郎", "電子薬歴", "オンライン資格確認端末", "在宅の報告書"]);
    assert_eq!(
        names(&after, Ledger::Vendors),
        ["みどり医療システム", "あおぞら通信"],
        "one vendor, written in two ways"
    );
    assert_eq!(
        names(&after, Ledger::Contracts),
        [
            "レセプト太郎の契約",
            "電子薬歴の契約",
            "オンライン資格確認端末の契約",
            "ルータ（無線LANの親機を含む）の契約",
            "在宅の報告書の契約"
        ]
    );
    assert!(
        after.all(Ledger::Contracts).iter().all(|row| row.text("kind").is_empty()),
        "whether there is a contract is asked, not assumed"
    );
    let kinds: Vec<(&str, &str, bool)> = after
        .all(Ledger::Devices)
        .iter()
        .map(|row| (row.text("number"), row.text("kind"), row.filled("system").is_some()))
        .collect();
    assert_eq!(kinds, [("001", "pc", true), ("002", "pc", true), ("003", "nas", false), ("004", "network", false)]);
}

#[test]
fn the_same_ticks_twice_add_nothing() {
    let facts = pharmacy();
    let once = after(&facts, &ticked(&facts, TICKS));
    assert_eq!(ticked(&once, TICKS), [], "the first form sent again");
    let form = InventoryForm::of(&once);
    let mut again = InventoryForm::of(&once);
    again.take(&sent(&form));
    assert_eq!(inventory::plan(&once, &mut again).unwrap(), [], "the filled form sent back");
    for kind in FacilityKind::ALL {
        let facts = self::facts(kind, &[]);
        let all: Vec<(String, String)> =
            things(kind).iter().map(|thing| (format!("{}.on", thing.key), "yes".to_owned())).collect();
        let all: Vec<(&str, &str)> = all.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let once = after(&facts, &ticked(&facts, &all));
        assert_eq!(ticked(&once, &all), [], "{kind:?}");
    }
}

#[test]
fn a_product_named_later_renames_the_row_and_an_unticked_one_stays() {
    let facts = pharmacy();
    let once = after(&facts, &ticked(&facts, &[("record.on", "yes"), ("receipt.on", "yes")]));
    let mut typed = sent(&InventoryForm::of(&once));
    typed.insert("record.product".into(), "やくれき７".into());
    typed.remove("receipt.on");
    let mut form = InventoryForm::of(&once);
    form.take(&typed);
    let twice = after(&once, &inventory::plan(&once, &mut form).unwrap());
    assert_eq!(names(&twice, Ledger::Systems), ["レセコン", "やくれき７"]);
    assert_eq!(twice.all(Ledger::Contracts).len(), 2);
}

#[test]
fn a_row_somebody_else_renamed_is_not_overwritten_by_a_tick() {
    let facts = facts(FacilityKind::Pharmacy, &[(Ledger::Systems, "s1", &[("name", "レセコン"), ("kind", "receipt")])]);
    let mut form = InventoryForm::of(&facts);
    form.take(&map(&[
        ("receipt.on", "yes"),
        ("receipt.product", "レセプト太郎"),
        ("receipt.row", "s1"),
        ("receipt.version", "0"),
    ]));
    assert!(inventory::plan(&facts, &mut form).is_none());
    assert!(form.conflict());
    assert_eq!(form.ticks[0].product, "レセプト太郎", "what was typed stays");
}

#[test]
fn a_system_does_not_double_a_pasted_device_and_a_bad_name_is_reported_with_its_thing() {
    let facts = facts(FacilityKind::Pharmacy, &[(Ledger::Devices, "d1", &[("number", "PC-1"), ("kind", "pc")])]);
    let after = after(&facts, &ticked(&facts, &[("receipt.on", "yes")]));
    assert_eq!(after.all(Ledger::Devices).len(), 1);
    let mut form = InventoryForm::of(&facts);
    let long = "あ".repeat(600);
    form.take(&map(&[
        ("receipt.on", "yes"),
        ("receipt.product", &long),
        ("record.on", "yes"),
        ("record.vendor", &long),
    ]));
    assert!(inventory::plan(&facts, &mut form).is_none());
    assert!(form.ticks[0].problem("product").contains("500文字"));
    assert!(form.ticks[1].problem("vendor").contains("500文字"));
}

fn laid_out(facts: &Facts, step: Step) -> StepForm {
    let catalog = Catalog::builtin().unwrap();
    let lifecycle = LifecycleData::default();
    layout::form(&Around { facts, catalog: &catalog, lifecycle: &lifecycle, today: TODAY }, step).unwrap()
}

/// The step as a browser sends it, with some fields typed over.
fn posted(facts: &Facts, step: Step, typed: &[(&str, &str)]) -> (StepForm, Option<Vec<Write>>) {
    let shown = laid_out(facts, step);
    let mut all = shown.shown();
    all.extend(shown.rows().map(|row| (row.field("version"), row.version.to_string())));
    all.extend(map(typed));
    let mut form = laid_out(facts, step);
    form.take(facts, &all);
    let writes = saving::plan(facts, &mut form);
    (form, writes)
}

#[test]
fn every_row_step_can_be_laid_out_and_sent_back_untouched_without_a_write() {
    let facts = facts(
        FacilityKind::Pharmacy,
        &[
            (Ledger::Vendors, "v1", &[("name", "みどり医療システム")]),
            (Ledger::Systems, "s1", &[("name", "レセコン"), ("kind", "receipt")]),
            (
                Ledger::Contracts,
                "c1",
                &[
                    ("title", "レセコンの契約"),
                    ("system", "s1"),
                    ("vendor", "v1"),
                    ("kind", "none"),
                    ("remote_answered", "2026-05-01"),
                ],
            ),
            (Ledger::Devices, "d1", &[("number", "001"), ("kind", "pc"), ("os", "Windows 11"), ("system", "gone")]),
            (Ledger::People, "p1", &[("name", "緑川 花")]),
            (Ledger::People, "p2", &[("name", "緑川 一郎")]),
            (Ledger::Backups, "b1", &[("name", "控え"), ("system", "s1")]),
        ],
    );
    for step in [Step::Vendors, Step::Devices, Step::People, Step::Accounts, Step::Backups] {
        let (form, writes) = posted(&facts, step, &[]);
        let problems: Vec<_> = form.rows().flat_map(|row| &row.problems).collect();
        if step == Step::Devices {
            assert!(
                problems[0].message.contains("台帳にありません"),
                "a reference to a removed row is shown, not kept silently"
            );
        } else {
            assert_eq!(writes, Some(vec![]), "{step:?} {problems:?}");
        }
    }
    let (vendors, _) = posted(&facts, Step::Vendors, &[]);
    assert!(vendors.rows().any(|row| row.slot == "c1" && row.notes[0].contains("2-②と2-③")));
}

#[test]
fn a_new_person_can_be_appointed_in_the_same_step_and_the_manager_only_by_a_tick() {
    let facts = pharmacy();
    let (_, writes) = posted(&facts, Step::People, &[]);
    let saved = after(&facts, &writes.unwrap());
    assert_eq!(
        names(&saved, Ledger::People),
        ["緑川 花", "緑川 一郎"],
        "the names of the facility are not typed again"
    );
    assert_eq!(saved.all(Ledger::Appointments).len(), 0, "nobody is appointed without being asked");
    let (_, writes) = posted(
        &facts,
        Step::People,
        &[
            (form::OFFER, "yes"),
            ("appointments.new-officer.appointed", "R8.4.1"),
            ("people.new3.name", "青木 二葉"),
            ("appointments.new-contact.person", "青木二葉"),
        ],
    );
    let saved = after(&facts, &writes.unwrap());
    let officer = saved.appointed("officer", TODAY).unwrap();
    assert_eq!(
        (saved.target(officer, "person").unwrap().name(), officer.text("appointed")),
        ("緑川 花".to_owned(), "2026-04-01")
    );
    assert_eq!(saved.target(saved.appointed("contact", TODAY).unwrap(), "person").unwrap().name(), "青木 二葉");
}

#[test]
fn every_problem_of_every_row_is_reported_at_once_and_nothing_is_written() {
    let facts = facts(FacilityKind::Pharmacy, &[(Ledger::Devices, "d1", &[("number", "001"), ("kind", "pc")])]);
    let (form, writes) = posted(
        &facts,
        Step::Devices,
        &[
            ("devices.d1.registered", "平成38年2月"),
            ("devices.d1.system", "ないもの"),
            ("devices.new1.host", "PC-2"),
            ("devices.new1.number", "００１"),
        ],
    );
    assert!(writes.is_none());
    let row = |slot: &str| -> RowForm { form.rows().find(|row| row.slot == slot).unwrap().clone() };
    assert!(row("d1").problem("registered").contains("平成38年2月"));
    assert!(row("d1").problem("system").contains("ないもの"));
    assert!(row("new1").problem("number").contains("重複"));
    assert_eq!(row("d1").value("registered"), "平成38年2月", "what was typed stays");
    assert_eq!(form.faulty(), 2);
}

#[test]
fn a_new_device_gets_a_free_number_and_is_added_once() {
    let facts = facts(FacilityKind::Pharmacy, &[(Ledger::Devices, "d1", &[("number", "００１"), ("kind", "pc")])]);
    let typed = &[("devices.new1.host", "UKETSUKE"), ("devices.new2.host", "CHOZAI")];
    let saved = after(&facts, &posted(&facts, Step::Devices, typed).1.unwrap());
    assert_eq!(names(&saved, Ledger::Devices)[1..], ["002 UKETSUKE", "003 CHOZAI"]);
    assert!(saved.all(Ledger::Devices)[1..].iter().all(|row| row.is("state", "active")));
    assert_eq!(posted(&saved, Step::Devices, typed).1.unwrap(), [], "a form sent twice");
}

#[test]
fn a_row_changed_by_somebody_else_comes_back_with_both_values() {
    let facts = facts(
        FacilityKind::Pharmacy,
        &[(Ledger::Vendors, "v1", &[("name", "みどり医療システム"), ("phone", "03-0000-0001")])],
    );
    let (form, writes) =
        posted(&facts, Step::Vendors, &[("vendors.v1.phone", "03-0000-0002"), ("vendors.v1.version", "0")]);
    assert!(writes.is_none());
    let row = form.rows().find(|row| row.slot == "v1").unwrap();
    assert!(row.conflict);
    assert_eq!((row.value("phone"), row.stored["phone"].as_str(), row.version), ("03-0000-0002", "03-0000-0001", 1));
    let (_, writes) = posted(&facts, Step::Vendors, &[("vendors.v1.version", "0")]);
    assert_eq!(writes, Some(vec![]), "a row that was not touched is nobody's conflict");
}

#[test]
fn a_row_removed_by_somebody_else_is_added_again_only_when_sent_again() {
    let facts = pharmacy();
    let (form, writes) =
        posted(&facts, Step::Vendors, &[("vendors.v9.name", "消えた会社"), ("vendors.v9.version", "3")]);
    assert!(writes.is_none());
    let row = form.rows().find(|row| row.conflict).unwrap();
    assert!(row.is_new() && row.other_problems().any(|text| text.contains("削除しました")));
    let (name, value) = (row.field("name"), row.value("name").to_owned());
    let (_, writes) = posted(&facts, Step::Vendors, &[(&name, &value)]);
    assert_eq!(names(&after(&facts, &writes.unwrap()), Ledger::Vendors), ["消えた会社"]);
}

#[test]
fn drafts_are_laid_over_the_rows_and_say_what_the_ledger_holds() {
    let facts = facts(
        FacilityKind::Pharmacy,
        &[(Ledger::Vendors, "v1", &[("name", "みどり医療システム"), ("phone", "03-0000-0001")])],
    );
    let mut form = laid_out(&facts, Step::Vendors);
    form.restore(
        &facts,
        &map(&[
            ("vendors.v1.phone", "03-0000-0009"),
            ("vendors.new1.name", "あおぞら通信"),
            ("vendors.v1.name", "みどり医療システム"),
        ]),
    );
    assert!(form.restored);
    let row = form.rows().find(|row| row.slot == "v1").unwrap();
    assert_eq!((row.value("phone"), &row.stored), ("03-0000-0009", &map(&[("phone", "03-0000-0001")])));
    assert!(form.rows().any(|row| row.value("name") == "あおぞら通信"));
    let mut untouched = laid_out(&facts, Step::Vendors);
    untouched.restore(&facts, &BTreeMap::new());
    assert!(!untouched.restored);
}

#[test]
fn a_backup_of_a_system_is_named_after_it_and_the_ministry_is_filled_in() {
    let facts = facts(FacilityKind::Pharmacy, &[(Ledger::Systems, "s1", &[("name", "レセコン"), ("kind", "receipt")])]);
    let saved = after(&facts, &posted(&facts, Step::Backups, &[("backups.new-s1.generations", "３世代")]).1.unwrap());
    let backup = &saved.all(Ledger::Backups)[0];
    assert_eq!(
        (backup.name().as_str(), backup.text("system"), backup.number("generations")),
        ("レセコンのバックアップ", "s1", Some(3))
    );
    let saved =
        after(&facts, &posted(&facts, Step::Chart, &[("offices.new-health_center.phone", "03-0000-0300")]).1.unwrap());
    let kinds: Vec<&str> = saved.all(Ledger::Offices).iter().map(|row| row.text("kind")).collect();
    assert_eq!(kinds, ["mhlw", "health_center", "ppc"], "the local police is not invented");
}

#[test]
fn an_account_carries_the_name_of_its_person() {
    let facts = facts(
        FacilityKind::Pharmacy,
        &[
            (Ledger::Systems, "s1", &[("name", "レセコン"), ("kind", "receipt")]),
            (Ledger::People, "p1", &[("name", "緑川 花")]),
        ],
    );
    let typed = &[
        ("accounts.new1.system", "s1"),
        ("accounts.new1.login", "hana"),
        ("accounts.new1.person", "緑川 花"),
        ("accounts.new1.privilege", "user"),
    ];
    let saved = after(&facts, &posted(&facts, Step::Accounts, typed).1.unwrap());
    let account = &saved.all(Ledger::Accounts)[0];
    assert_eq!((account.text("holder"), account.text("person"), account.text("state")), ("緑川 花", "p1", "active"));
}

#[test]
fn progress_is_read_back_as_it_was_written() {
    let mut progress = Progress::read(&serde_json::json!({}));
    assert_eq!((progress.done, progress.first_open()), (false, Some(Step::Facility)));
    progress.finished.extend([Step::Facility, Step::Vendors]);
    assert_eq!(Progress::read(&progress.stored()), progress);
    assert_eq!(progress.stored()["finished"], serde_json::json!(["facility", "vendors"]));
    assert_eq!(progress.first_open(), Some(Step::Inventory));
    assert_eq!(Progress::read(&serde_json::json!({ "finished": ["facility", "later"] })).finished.len(), 1);
}

#[test]
fn a_facility_changed_by_somebody_else_is_not_overwritten() {
    let held = pharmacy().profile;
    let mut form = ProfileForm::of(&held);
    let seen = form.seen.clone();
    form.take(&map(&[("phone", "03-0000-0200"), ("has_network", "yes"), ("seen", &seen)]));
    assert_eq!(form.check(&held).unwrap().has_network, Some(true));
    let mut late = ProfileForm::of(&held);
    late.take(&map(&[("phone", "03-0000-0200"), ("seen", "old")]));
    assert!(late.check(&held).is_none());
    assert!(late.conflict);
    assert_eq!(late.stored["phone"], "03-0000-0100");
    let mut bad = ProfileForm::of(&held);
    bad.take(&map(&[("name", " "), ("insurance_code", "12"), ("seen", &seen)]));
    assert!(bad.check(&held).is_none());
    assert!(!bad.problem("name").is_empty() && !bad.problem("insurance_code").is_empty());
}

#[test]
fn numbers_of_devices_do_not_collide() {
    let facts = facts(FacilityKind::Pharmacy, &[(Ledger::Devices, "d1", &[("number", "００２")])]);
    let mut bench = Bench::new(&facts);
    assert_eq!(bench.next_number(), "001");
    bench.add(Ledger::Devices, map(&[("number", "001")]));
    assert_eq!(bench.next_number(), "003");
}
