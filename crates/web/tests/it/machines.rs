//! Machine inventories: merge rules, what a person decides, undoing, and who may.
use crate::support::{add_row, assert_explains};
use crate::{on_both, on_one};
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_app::machines::{Choice, Outcome, Reading, What};
use tate_domain::facts::Row;
use tate_domain::id::{BatchId, RowId};
use tate_domain::ledger::{Fields, Ledger};
use tate_domain::role::{Reach, Role};
use tate_inventory::machine::{Format, Host, Inventory};
use tate_testkit::TestApp;

fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn host(pairs: &[(&str, &str)]) -> Host {
    let device = fields(pairs);
    let macs = device.get("mac").cloned().into_iter().collect();
    Host { device, macs, ..Host::default() }
}

/// A full host: programs, users, services.
fn full(name: &str, serial: &str) -> Host {
    Host {
        software: vec![
            fields(&[("name", "みほん薬歴"), ("version", "1.0"), ("publisher", "みほんシステム")]),
            fields(&[("name", "地図ビューア"), ("version", "3.1")]),
        ],
        accounts: vec![
            fields(&[("login", "uketsuke"), ("privilege", "user"), ("state", "active")]),
            fields(&[("login", "Administrator"), ("privilege", "admin"), ("state", "disabled")]),
        ],
        services: vec![
            fields(&[("name", "Spooler"), ("kind", "service"), ("state", "running")]),
            fields(&[("name", "uvnc_service"), ("kind", "service"), ("state", "running")]),
            fields(&[("name", "TCP 445"), ("kind", "port"), ("detail", "0.0.0.0:445"), ("state", "running")]),
            fields(&[("name", "TCP 5432"), ("kind", "port"), ("detail", "127.0.0.1:5432"), ("state", "running")]),
        ],
        ..host(&[
            ("host", name),
            ("serial", serial),
            ("maker", "みほん電機"),
            ("kind", "pc"),
            ("os", "Windows 11 Pro"),
            ("os_release", "24H2"),
            ("ip", "192.0.2.10"),
        ])
    }
}

fn reading(format: Format, taken_at: &str, hosts: Vec<Host>) -> Reading {
    let inventory = Inventory { format, taken_at: taken_at.into(), run: BTreeMap::new(), hosts, problems: Vec::new() };
    Reading { file: format!("{}.json", format.code()), inventory }
}

async fn import(test: &TestApp, readings: &[Reading]) -> (BatchId, Outcome) {
    let (id, done) = test.app.import_readings(&test.actor(), &test.facility, readings).await.unwrap();
    (id, done.outcome)
}

async fn glpi(test: &TestApp, day: &str, hosts: Vec<Host>) -> Outcome {
    import(test, &[reading(Format::Glpi, day, hosts)]).await.1
}

async fn all(test: &TestApp, ledger: Ledger) -> Vec<Row> {
    test.app.facts(&test.actor(), &test.facility).await.unwrap().facts.all(ledger).to_vec()
}

async fn device(test: &TestApp, pairs: &[(&str, &str)]) -> RowId {
    let typed: BTreeMap<String, String> = fields(pairs).into_iter().collect();
    test.app.save_row(&test.actor(), &test.facility, Ledger::Devices, None, &typed).await.unwrap()
}

async fn row(test: &TestApp, id: &RowId) -> Row {
    test.app.ledger_row(&test.actor(), &test.facility, Ledger::Devices, id).await.unwrap().0
}

/// Everything that an import can touch, as text: values and origins of rows, and the records beside them.
async fn everything(test: &TestApp) -> String {
    let tenant = test.app.store.tenant(&test.organization);
    let rows: Vec<(String, Fields)> =
        tenant.all_rows(&test.facility).await.unwrap().into_iter().map(|row| (row.id, row.fields)).collect();
    let mut reports = Vec::new();
    for (id, _) in &rows {
        reports.extend(tenant.reports_of(&test.facility, id).await.unwrap());
    }
    let beside = (
        tenant.origins(&test.facility).await.unwrap(),
        tenant.disagreements(&test.facility).await.unwrap(),
        tenant.sightings(&test.facility).await.unwrap(),
        tenant.censuses(&test.facility).await.unwrap(),
    );
    format!("{rows:#?}{reports:#?}{beside:#?}")
}

/// What the matrix of permissions works on.
pub(crate) async fn prepare(test: &TestApp, role: &str) -> Vec<(&'static str, String)> {
    let row2 = device(test, &[("host", &format!("MISS-{role}"))]).await;
    let row3 = device(test, &[("host", &format!("DIS-{role}")), ("os", "Windows 10 Pro 22H2")]).await;
    let seen = (1..=3).map(|n| host(&[("host", &format!("SEEN-{n}-{role}")), ("ip", "192.0.2.99")])).collect();
    let differs = host(&[("host", &format!("DIS-{role}")), ("os", "Windows 11 Pro 24H2")]);
    import(test, &[reading(Format::Nmap, "2026-11-19", seen), reading(Format::Glpi, "2026-11-19", vec![differs])])
        .await;
    let (batch, _) =
        import(test, &[reading(Format::Glpi, "2026-11-20", vec![host(&[("host", &format!("NEW-{role}"))])])]).await;
    let open = test.app.open_sightings(&test.actor(), &test.facility).await.unwrap();
    let of = |n: u32| {
        let name = format!("SEEN-{n}-{role}");
        open.iter().find(|one| one.host.name() == name).unwrap().sighting.id.clone()
    };
    vec![
        ("{row2}", row2.to_string()),
        ("{row3}", row3.to_string()),
        ("{machines}", batch.to_string()),
        ("{seen1}", of(1)),
        ("{seen2}", of(2)),
        ("{seen3}", of(3)),
    ]
}

on_both!(a_new_host_fills_four_ledgers_and_the_same_file_again_changes_nothing, |test| {
    let first = glpi(&test, "2026-11-19", vec![full("PC-1", "SN-0001")]).await;
    assert_eq!(first.errors, []);
    assert_eq!(first.summary(), "追加 7／更新 0／変更なし 0／エラー 0", "{:?}", first.lines);
    let pc = &all(&test, Ledger::Devices).await[0];
    assert_eq!((pc.text("state"), pc.text("collected")), ("active", "2026-11-19"));
    assert_eq!(pc.text("source"), "GLPIエージェント 2026/11/19");
    assert!(all(&test, Ledger::Accounts).await.iter().all(|row| row.text("device") == pc.id));
    let mut services: Vec<String> = all(&test, Ledger::Services).await.iter().map(Row::name).collect();
    services.sort();
    assert_eq!(services, ["TCP 445", "uvnc_service"], "ordinary services and loopback stay in the report");
    let read = test.app.read_hosts(&test.actor(), &test.facility, &pc.id).await.unwrap();
    assert_eq!((read.len(), read[0].host.services.len()), (1, 4));

    let before = everything(&test).await;
    let again = glpi(&test, "2026-11-19", vec![full("PC-1", "SN-0001")]).await;
    assert_eq!(again.summary(), "追加 0／更新 0／変更なし 7／エラー 0");
    assert!(!again.writes);
    assert_eq!(everything(&test).await, before);
});

on_both!(what_an_import_wrote_is_brought_up_to_date_and_what_a_person_typed_stays, |test| {
    let id =
        device(&test, &[("number", "001"), ("host", "PC-1"), ("serial", "SN-0001"), ("os", "Windows 10 Pro")]).await;
    let first = glpi(&test, "2026-11-18", vec![full("PC-1", "SN-0001")]).await;
    assert_eq!(first.counts[&Ledger::Devices].updated, 1);
    let pc = row(&test, &id).await;
    assert_eq!((pc.text("os"), pc.text("os_release"), pc.text("number")), ("Windows 10 Pro", "24H2", "001"));
    let open = test.app.open_disagreements(&test.actor(), &test.facility).await.unwrap();
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!(open[0].words(), "台帳：Windows 10 Pro／取り込み：Windows 11 Pro（GLPIエージェント、2026/11/18）");
    assert_eq!(first.disagreements.len(), 1);

    // An empty value erases nothing, a newer one replaces what the import wrote, an older file changes nothing.
    let mut next = full("PC-1", "SN-0001");
    next.device.insert("os_release".into(), "25H2".into());
    next.device.insert("ip".into(), String::new());
    let second = glpi(&test, "2026-11-19", vec![next]).await;
    assert_eq!((second.disagreements.len(), second.counts[&Ledger::Devices].updated), (0, 1));
    let pc = row(&test, &id).await;
    assert_eq!((pc.text("os_release"), pc.text("ip"), pc.text("os")), ("25H2", "192.0.2.10", "Windows 10 Pro"));
    let old = glpi(&test, "2026-11-01", vec![full("PC-1", "SN-0001")]).await;
    assert_eq!(old.counts[&Ledger::Devices].updated, 0, "{:?}", old.lines);
    assert!(old.notes.iter().any(|note| note.contains("古い")), "{:?}", old.notes);
    assert_eq!(row(&test, &id).await.text("os_release"), "25H2");

    // A value that a person corrects is the person's from then on.
    let pc = row(&test, &id).await;
    let mut typed: BTreeMap<String, String> = pc.fields.clone().into_iter().collect();
    typed.insert("os_release".into(), "23H2".into());
    test.app.save_row(&test.actor(), &test.facility, Ledger::Devices, Some((&id, pc.version)), &typed).await.unwrap();
    let mut third = full("PC-1", "SN-0001");
    third.device.insert("os_release".into(), "26H1".into());
    glpi(&test, "2026-11-20", vec![third]).await;
    assert_eq!(row(&test, &id).await.text("os_release"), "23H2");
    assert_eq!(test.app.open_disagreements(&test.actor(), &test.facility).await.unwrap().len(), 2);
});

on_both!(a_person_decides_between_two_values_once, |test| {
    let id = device(&test, &[("host", "PC-1"), ("os", "Windows 10"), ("maker", "手入力電機")]).await;
    let seen = || host(&[("host", "PC-1"), ("os", "Windows 11 Pro"), ("maker", "みほん電機")]);
    glpi(&test, "2026-11-18", vec![seen()]).await;
    let (app, actor, at) = (&test.app, test.actor(), &test.facility);
    let version = row(&test, &id).await.version;
    app.decide_disagreement(&actor, at, (&id, "maker", "glpi"), version, Choice::Keep).await.unwrap();
    let stale = app.decide_disagreement(&actor, at, (&id, "os", "glpi"), version + 7, Choice::Take).await;
    assert!(matches!(stale, Err(AppError::Conflict)), "{stale:?}");
    app.decide_disagreement(&actor, at, (&id, "os", "glpi"), version, Choice::Take).await.unwrap();
    assert_eq!(
        (row(&test, &id).await.text("os"), row(&test, &id).await.text("maker")),
        ("Windows 11 Pro", "手入力電機")
    );
    let again = glpi(&test, "2026-11-18", vec![seen()]).await;
    assert!(again.disagreements.is_empty() && !again.writes, "{again:?}");
    // Taken over, the value is the import's to keep up to date; another value of a kept one is asked about again.
    let mut next = seen();
    next.device.insert("os".into(), "Windows 11 Enterprise".into());
    next.device.insert("maker".into(), "別の電機".into());
    let next = glpi(&test, "2026-11-19", vec![next]).await;
    assert_eq!(row(&test, &id).await.text("os"), "Windows 11 Enterprise");
    assert_eq!(next.disagreements.len(), 1, "{next:?}");
    let gone = app.decide_disagreement(&actor, at, (&id, "os", "glpi"), 1, Choice::Take).await;
    assert!(matches!(gone, Err(AppError::NotFound)), "{gone:?}");
});

on_both!(a_host_is_recognised_by_serial_uuid_mac_and_name_and_never_by_address, |test| {
    let serial =
        device(&test, &[("number", "S"), ("serial", "SN-1"), ("maker", "みほん電機"), ("ip", "192.0.2.1")]).await;
    let uuid = device(&test, &[("number", "U"), ("uuid", "4C4C4544-0042-3510-8051-B4C04F564231")]).await;
    let mac = device(&test, &[("number", "M"), ("mac", "02:00:00:00:00:0A")]).await;
    let name = device(&test, &[("number", "N"), ("host", "PC-NAME"), ("serial", "SN-9")]).await;
    let done = glpi(
        &test,
        "2026-11-20",
        vec![
            host(&[("serial", "sn-1"), ("maker", "みほん電機株式会社"), ("host", "A"), ("place", "受付")]),
            host(&[("uuid", "4c4c4544-0042-3510-8051-b4c04f564231"), ("host", "B"), ("place", "受付")]),
            host(&[("host", "pc-name.example.jp"), ("place", "受付")]),
            // The same name with another serial number is another machine; the same address says nothing.
            host(&[("host", "PC-NAME"), ("serial", "SN-77"), ("ip", "192.0.2.1")]),
            // What makers write where a number should be is none.
            host(&[
                ("host", "D"),
                ("serial", "To Be Filled By O.E.M."),
                ("uuid", "00000000-0000-0000-0000-000000000000"),
            ]),
            host(&[
                ("host", "E"),
                ("serial", "To Be Filled By O.E.M."),
                ("uuid", "00000000-0000-0000-0000-000000000000"),
            ]),
        ],
    )
    .await;
    let placed = async |id: &RowId| row(&test, id).await.text("place") == "受付";
    assert!(placed(&serial).await && placed(&uuid).await && placed(&name).await, "{:?}", done.lines);
    assert_eq!(done.errors, []);
    assert!(!placed(&mac).await);
    glpi(
        &test,
        "2026-11-20",
        vec![Host { macs: vec!["02:00:00:00:00:0A".into()], ..host(&[("host", "F"), ("place", "受付")]) }],
    )
    .await;
    assert!(placed(&mac).await, "any of its addresses");
    assert_eq!(all(&test, Ledger::Devices).await.len(), 4 + 3, "PC-NAME with SN-77, D and E are new");
});

on_both!(a_host_that_may_be_two_devices_is_an_error_that_names_them, |test| {
    device(&test, &[("number", "001"), ("host", "PC-1")]).await;
    let second = device(&test, &[("number", "002"), ("host", "pc-1")]).await;
    let before = everything(&test).await;
    let done = glpi(&test, "2026-11-20", vec![host(&[("host", "PC-1")])]).await;
    let error = &done.errors[0];
    assert_eq!((error.row, error.column.as_str()), (1, "コンピュータ名"));
    assert!(error.message.contains("001 PC-1") && error.message.contains("002 pc-1"), "{error:?}");
    assert_eq!(everything(&test).await, before);
    // One that is thrown away is no candidate beside one in use.
    let row = row(&test, &second).await;
    let mut typed: BTreeMap<String, String> = row.fields.clone().into_iter().collect();
    typed.insert("state".into(), "disposed".into());
    test.app
        .save_row(&test.actor(), &test.facility, Ledger::Devices, Some((&second, row.version)), &typed)
        .await
        .unwrap();
    assert_eq!(glpi(&test, "2026-11-20", vec![host(&[("host", "PC-1")])]).await.errors, []);
    // Two hosts of one file are not one device.
    let twins = glpi(&test, "2026-11-20", vec![host(&[("host", "X")]), host(&[("host", "x")])]).await;
    assert_eq!((twins.errors.len(), twins.errors[0].row), (1, 2), "{twins:?}");
});

on_both!(a_bad_value_is_told_and_the_rest_is_taken, |test| {
    let done =
        glpi(&test, "2026-11-20", vec![host(&[("host", "PC-1"), ("ip", "999.1.1.1"), ("os", "Ubuntu 24.04")])]).await;
    assert_eq!((done.errors.len(), done.errors[0].column.as_str(), done.failed()), (1, "IPアドレス", 1));
    let pc = &all(&test, Ledger::Devices).await[0];
    assert_eq!((pc.text("os"), pc.text("ip")), ("Ubuntu 24.04", ""));
});

on_both!(what_is_gone_is_told_and_taken_out_unless_a_person_wrote_into_it, |test| {
    glpi(&test, "2026-11-18", vec![full("PC-1", "SN-1")]).await;
    let software = all(&test, Ledger::Software).await;
    let kept = software.iter().find(|row| row.text("name") == "地図ビューア").unwrap();
    let mut typed: BTreeMap<String, String> = kept.fields.clone().into_iter().collect();
    typed.insert("note".into(), "送迎で使用".into());
    let id = RowId::from(kept.id.as_str());
    test.app.save_row(&test.actor(), &test.facility, Ledger::Software, Some((&id, 1)), &typed).await.unwrap();
    let before = everything(&test).await;
    let gone = Host {
        software: vec![fields(&[("name", "新しいソフト"), ("version", "1")])],
        accounts: vec![fields(&[("login", "uketsuke"), ("privilege", "admin"), ("state", "active")])],
        services: vec![fields(&[("name", "Spooler"), ("kind", "service"), ("state", "running")])],
        ..full("PC-1", "SN-1")
    };
    let (batch, done) = import(&test, &[reading(Format::Glpi, "2026-11-19", vec![gone])]).await;
    let told: Vec<(&str, bool)> = done.vanished.iter().map(|gone| (gone.name.as_str(), gone.removed)).collect();
    assert_eq!(told, [("みほん薬歴", true), ("地図ビューア", false)]);
    let names: Vec<String> = all(&test, Ledger::Software).await.iter().map(Row::name).collect();
    assert_eq!(names, ["地図ビューア", "新しいソフト"]);
    let state = async |ledger: Ledger, name: &str| {
        let rows = all(&test, ledger).await;
        rows.iter().find(|row| row.text(ledger.name_key()) == name).unwrap().text("state").to_owned()
    };
    assert_eq!(state(Ledger::Accounts, "Administrator").await, "deleted");
    assert_eq!(state(Ledger::Services, "uvnc_service").await, "removed");
    assert_eq!(state(Ledger::Services, "TCP 445").await, "running", "the file lists no ports at all");
    test.app.undo_machines(&test.actor(), &test.facility, &batch).await.unwrap();
    assert_eq!(everything(&test).await, before);
    // Another product that does not see a program says nothing about it.
    let osquery = Host { software: vec![fields(&[("name", "別のソフト")])], ..full("PC-1", "SN-1") };
    assert!(import(&test, &[reading(Format::Osquery, "2026-11-20", vec![osquery])]).await.1.vanished.is_empty());
});

on_both!(a_new_version_of_a_program_is_an_update, |test| {
    glpi(&test, "2026-11-18", vec![full("PC-1", "SN-1")]).await;
    let mut next = full("PC-1", "SN-1");
    next.software[0].insert("version".into(), "1.1".into());
    let done = glpi(&test, "2026-11-18", vec![next]).await;
    let counts = done.counts[&Ledger::Software];
    assert_eq!((counts.added, counts.updated, counts.unchanged), (0, 1, 1));
    let line = done.lines.iter().find(|line| line.ledger == Ledger::Software).unwrap();
    assert_eq!((line.what, &line.changes), (What::Changed, &vec![("バージョン", "1.0".to_owned(), "1.1".to_owned())]));
});

on_both!(an_import_is_undone_to_the_last_origin_and_in_order, |test| {
    device(&test, &[("host", "PC-1"), ("os", "Windows 10")]).await;
    glpi(&test, "2026-11-17", vec![full("PC-2", "SN-2"), host(&[("host", "PC-1"), ("os", "Windows 11 Pro")])]).await;
    let before = everything(&test).await;
    let files = [
        reading(Format::Glpi, "2026-11-18", vec![full("PC-2", "SN-2"), full("PC-3", "SN-3")]),
        reading(Format::Nmap, "2026-11-18", vec![host(&[("mac", "02:00:00:00:00:77"), ("ip", "192.0.2.77")])]),
    ];
    let (first, done) = import(&test, &files).await;
    assert_eq!(done.unregistered, ["192.0.2.77"]);
    let between = everything(&test).await;
    let (second, _) =
        import(&test, &[reading(Format::Glpi, "2026-11-19", vec![full("PC-3", "SN-3"), full("PC-4", "SN-4")])]).await;
    let (app, actor, at) = (&test.app, test.actor(), &test.facility);
    let early = app.undo_machines(&actor, at, &first).await;
    assert!(matches!(&early, Err(AppError::Invalid(why)) if why[0].message.contains("順に")), "{early:?}");
    app.undo_machines(&actor, at, &second).await.unwrap();
    assert_eq!(everything(&test).await, between);
    assert!(matches!(app.undo_machines(&actor, at, &second).await, Err(AppError::Conflict)));
    app.undo_machines(&actor, at, &first).await.unwrap();
    assert_eq!(everything(&test).await, before);
    test.app.store.tenant(&test.organization).verify_log(&[]).await.unwrap().unwrap();
});

on_both!(an_import_after_which_somebody_decided_is_not_undone, |test| {
    let (batch, _) =
        import(&test, &[reading(Format::Nmap, "2026-11-18", vec![host(&[("host", "RT"), ("ip", "192.0.2.1")])])]).await;
    let (app, actor, at) = (&test.app, test.actor(), &test.facility);
    let open = app.open_sightings(&actor, at).await.unwrap();
    app.ignore_sighting(&actor, at, &open[0].sighting.id, "試験用の機器").await.unwrap();
    let before = everything(&test).await;
    let refused = app.undo_machines(&actor, at, &batch).await;
    assert!(matches!(&refused, Err(AppError::Invalid(why)) if why[0].message.contains("決めた")), "{refused:?}");
    assert_eq!(everything(&test).await, before);
});

on_both!(a_host_seen_from_outside_waits_until_a_person_decides, |test| {
    let (app, actor, at) = (&test.app, test.actor(), &test.facility);
    let known = device(&test, &[("number", "001"), ("ip", "192.0.2.5")]).await;
    let scan = |day: &str| {
        let hosts = vec![
            host(&[("mac", "02:00:00:00:00:01"), ("ip", "192.0.2.21"), ("maker", "みほんルータ")]),
            host(&[("mac", "02:00:00:00:00:02"), ("ip", "192.0.2.22")]),
            host(&[("ip", "192.0.2.23")]),
            host(&[("ip", "192.0.2.5")]),
        ];
        [reading(Format::Nmap, day, hosts)]
    };
    let (_, done) = import(&test, &scan("2026-11-17")).await;
    assert_eq!(done.unregistered, ["192.0.2.21", "192.0.2.22", "192.0.2.23", "192.0.2.5"], "an address is no identity");
    assert_eq!(all(&test, Ledger::Devices).await.len(), 1);
    let open = app.open_sightings(&actor, at).await.unwrap();
    let typed: BTreeMap<String, String> =
        [("kind".to_owned(), "network".to_owned()), ("number".to_owned(), "R1".to_owned())].into();
    let router = app.register_sighting(&actor, at, &open[0].sighting.id, &typed).await.unwrap();
    assert_eq!(row(&test, &router).await.text("maker"), "みほんルータ");
    app.same_sighting(&actor, at, &open[1].sighting.id, &known).await.unwrap();
    let blank = app.ignore_sighting(&actor, at, &open[2].sighting.id, " ").await;
    assert!(matches!(blank, Err(AppError::Invalid(_))), "{blank:?}");
    app.ignore_sighting(&actor, at, &open[2].sighting.id, "来客の電話").await.unwrap();
    app.same_sighting(&actor, at, &open[3].sighting.id, &known).await.unwrap();
    assert!(app.open_sightings(&actor, at).await.unwrap().is_empty());
    let twice = app.ignore_sighting(&actor, at, &open[2].sighting.id, "もう一度").await;
    assert!(matches!(twice, Err(AppError::NotFound)), "{twice:?}");
    let (_, again) = import(&test, &scan("2026-11-18")).await;
    assert!(again.unregistered.is_empty() && again.errors.is_empty(), "{again:?}");
    // Somebody gives the device another address: what answers at the old one has to be decided anew.
    let version = row(&test, &known).await.version;
    let mut typed: BTreeMap<String, String> = row(&test, &known).await.fields.into_iter().collect();
    typed.insert("ip".into(), "192.0.2.6".into());
    app.save_row(&actor, at, Ledger::Devices, Some((&known, version)), &typed).await.unwrap();
    assert_eq!(import(&test, &scan("2026-11-19")).await.1.unregistered, ["192.0.2.5"]);
});

on_both!(a_host_without_enough_to_know_it_again_goes_to_the_inbox_and_an_inventory_takes_it_out, |test| {
    let done = glpi(
        &test,
        "2026-11-18",
        vec![host(&[("mac", "02:00:00:00:00:05"), ("ip", "192.0.2.7")]), host(&[("os", "Windows")])],
    )
    .await;
    assert_eq!((done.unregistered.len(), done.errors.len()), (1, 1), "{done:?}");
    assert!(all(&test, Ledger::Devices).await.is_empty());
    glpi(&test, "2026-11-19", vec![host(&[("mac", "02:00:00:00:00:05"), ("host", "PC-5")])]).await;
    assert!(test.app.open_sightings(&test.actor(), &test.facility).await.unwrap().is_empty());
});

on_both!(a_device_is_missing_after_three_censuses_of_a_product_that_knew_it, |test| {
    let (app, actor, at) = (&test.app, test.actor(), &test.facility);
    let (a, b, c) = (full("PC-1", "SN-1"), full("PC-2", "SN-2"), full("PC-3", "SN-3"));
    device(&test, &[("host", "NEVER-SEEN")]).await;
    glpi(&test, "2026-11-10", vec![a.clone(), b.clone(), c.clone()]).await;
    let missing =
        async || app.missing_devices(&actor, at).await.unwrap().into_iter().map(|m| m.name).collect::<Vec<_>>();
    for day in ["2026-11-11", "2026-11-12"] {
        glpi(&test, day, vec![a.clone(), b.clone()]).await;
    }
    assert!(missing().await.is_empty(), "two censuses are not three");
    // One host is no census, and neither is another product's.
    glpi(&test, "2026-11-13", vec![a.clone()]).await;
    import(&test, &[reading(Format::Osquery, "2026-11-13", vec![a.clone(), b.clone()])]).await;
    // The same file again is the same census.
    glpi(&test, "2026-11-12", vec![a.clone(), b.clone()]).await;
    assert!(missing().await.is_empty());
    let (batch, third) = import(&test, &[reading(Format::Glpi, "2026-11-14", vec![a.clone(), b.clone()])]).await;
    assert_eq!(missing().await, ["PC-3"]);
    assert!(third.findings().iter().any(|text| text.contains("見当たらない機器が1台")), "{:?}", third.findings());
    app.undo_machines(&actor, at, &batch).await.unwrap();
    assert!(missing().await.is_empty(), "an undone import is no census");
    glpi(&test, "2026-11-14", vec![a.clone(), b.clone()]).await;
    let one = app.missing_devices(&actor, at).await.unwrap().remove(0);
    let id = RowId::from(one.id.as_str());
    for (day, words) in [("2026-12-24", "今日より後"), ("そのうち", "確かめた日")] {
        let refused = app.settle_missing(&actor, at, &id, one.version, "checked", day).await;
        assert!(matches!(&refused, Err(AppError::Invalid(why)) if why[0].message.contains(words)), "{refused:?}");
    }
    app.settle_missing(&actor, at, &id, one.version, "checked", "令和8年11月20日").await.unwrap();
    assert!(missing().await.is_empty(), "somebody found it");
    assert_eq!(row(&test, &id).await.text("checked"), "2026-11-20");
});

on_both!(a_missing_device_is_stopped_or_thrown_away, |test| {
    let (app, actor, at) = (&test.app, test.actor(), &test.facility);
    glpi(&test, "2026-11-10", vec![full("PC-1", "SN-1"), full("PC-2", "SN-2")]).await;
    for day in ["2026-11-11", "2026-11-12", "2026-11-13"] {
        import(&test, &[reading(Format::Glpi, day, vec![host(&[("host", "A")]), host(&[("host", "B")])])]).await;
    }
    let missing = app.missing_devices(&actor, at).await.unwrap();
    assert_eq!(missing.len(), 2);
    for (one, state) in missing.iter().zip(["stopped", "disposed"]) {
        let id = RowId::from(one.id.as_str());
        let stale = app.settle_missing(&actor, at, &id, one.version + 1, state, "").await;
        assert!(matches!(stale, Err(AppError::Conflict)), "{stale:?}");
        app.settle_missing(&actor, at, &id, one.version, state, "").await.unwrap();
        assert_eq!(row(&test, &id).await.text("state"), state);
    }
    assert!(app.missing_devices(&actor, at).await.unwrap().is_empty());
});

on_both!(only_who_edits_ledgers_imports_and_nobody_reaches_another_organization, |test| {
    let (batch, _) =
        import(&test, &[reading(Format::Nmap, "2026-11-18", vec![host(&[("host", "RT"), ("ip", "192.0.2.1")])])]).await;
    let id = test.app.open_sightings(&test.actor(), &test.facility).await.unwrap()[0].sighting.id.clone();
    let device = device(&test, &[("host", "PC-1")]).await;
    let files = [reading(Format::Glpi, "2026-11-18", vec![host(&[("host", "PC-9")])])];
    let before = everything(&test).await;
    let (app, at) = (&test.app, &test.facility);
    let (other, _) = test.found("other-owner", "よその薬局").await;
    let person = |role: Role| tate_domain::role::Actor { role, reach: Reach::All, ..test.actor() };
    let stranger = tate_app::command_line(other);
    for (actor, may) in [(person(Role::Staff), false), (person(Role::Inspector), false), (stranger, false)] {
        let results = [
            app.import_readings(&actor, at, &files).await.map(|_| ()),
            app.undo_machines(&actor, at, &batch).await,
            app.ignore_sighting(&actor, at, &id, "理由").await,
            app.same_sighting(&actor, at, &id, &device).await,
            app.register_sighting(&actor, at, &id, &BTreeMap::new()).await.map(|_| ()),
            app.settle_missing(&actor, at, &device, 1, "stopped", "").await,
            app.decide_disagreement(&actor, at, (&device, "os", "glpi"), 1, Choice::Take).await.map(|_| ()),
        ];
        for (n, result) in results.into_iter().enumerate() {
            assert_eq!(result.is_ok(), may, "{n} {:?}", actor.role);
            assert!(matches!(result, Err(AppError::Forbidden(_) | AppError::NotFound)), "{n}: {result:?}");
        }
    }
    assert_eq!(everything(&test).await, before);
    let operator = person(Role::Operator);
    app.import_readings(&operator, at, &files).await.unwrap();
});

on_both!(the_column_by_which_rows_are_recognised_is_chosen_and_remembered, |test| {
    let browser = test.signed_in("owner").await;
    add_row(&browser, "devices", &[("number", "001"), ("serial", "SN-1"), ("host", "OLD")]).await;
    let table = "管理番号\tシリアル番号\tコンピュータ名\n777\tSN-1\tNEW\n";
    let preview = crate::support::paste(&browser, "devices", table).await;
    assert!(preview.text().contains("照合"), "{}", preview.text());
    let chosen = |answer: &tate_testkit::Answer| {
        let fields = answer.fields("/ledgers/devices/import/commit");
        fields.into_iter().find(|(name, _)| name == "match_key").map(|(_, value)| value)
    };
    assert_eq!(chosen(&preview).as_deref(), Some(""));
    let mut form = preview.fields("/ledgers/devices/import/commit");
    form.retain(|(name, _)| name != "match_key");
    form.push(("match_key".into(), "serial".into()));
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let asked = browser.post("/ledgers/devices/import/preview", &form).await;
    assert_eq!(chosen(&asked).as_deref(), Some("serial"), "{}", asked.text());
    assert_eq!(crate::support::commit(&browser, "devices", &asked).await.status, 303);
    let rows = all(&test, Ledger::Devices).await;
    assert_eq!((rows.len(), rows[0].text("number"), rows[0].text("host")), (1, "777", "NEW"));
    let again = crate::support::paste(&browser, "devices", &table.replace("NEW", "NEWER")).await;
    assert_eq!(chosen(&again).as_deref(), Some("serial"), "remembered");
    let bad = browser.submit(&again, "/ledgers/devices/import/commit", &[("match_key", "ip")]).await;
    assert_explains(&bad, 422, "照合の列");
});

on_one!(the_pages_say_what_waits_and_let_a_person_decide, |test| {
    let browser = test.signed_in("owner").await;
    assert_explains(&browser.get("/machines").await, 200, "まだ取り込んでいません");
    assert_explains(&browser.get("/machines/unregistered").await, 200, "決めていない機器はありません");
    assert_explains(&browser.get("/machines/missing").await, 200, "見当たらない機器はありません");
    assert_explains(&browser.get("/machines/disagreements").await, 200, "食い違いはありません");
    let id = device(&test, &[("host", "PC-1"), ("os", "Windows 10")]).await;
    let files = [
        reading(Format::Glpi, "2026-11-18", vec![full("PC-1", "SN-1")]),
        reading(Format::Nmap, "2026-11-18", vec![host(&[("mac", "02:00:00:00:00:07"), ("ip", "192.0.2.7")])]),
    ];
    import(&test, &files).await;
    let index = browser.get("/machines").await;
    assert_explains(&index, 200, "未登録の機器</a>：1台");
    assert!(index.text().contains("glpi.json ほか1個") && index.text().contains("元に戻す"));
    let page = browser.get(&format!("/ledgers/devices/{id}")).await;
    assert_explains(&page, 200, "機械が読み取った内容");
    assert!(page.text().contains("台帳：Windows 10／取り込み：Windows 11 Pro（GLPIエージェント、2026/11/18）"));
    assert!(page.text().contains("サービス・ポート・自動起動（4）"));
    assert_explains(&browser.get("/ledgers/devices").await, 200, "取り込み：Windows 11 Pro");
    let form = browser.get("/machines/disagreements").await;
    let taken = browser.submit(&form, "/machines/disagreements", &[("choice", "take")]).await;
    assert_eq!(taken.status, 303, "{}", taken.text());
    assert_eq!(row(&test, &id).await.text("os"), "Windows 11 Pro");
    let open = test.app.open_sightings(&test.actor(), &test.facility).await.unwrap();
    let address = format!("/machines/unregistered/{}", open[0].sighting.id);
    let form = browser.get(&address).await;
    assert_explains(&form, 200, "台帳の機器と同じ");
    let refused = browser.post(&format!("{address}/register"), &[("ip", "999.1.1.1"), ("place", "倉庫")]).await;
    assert_explains(&refused, 422, "999.1.1.1");
    assert_eq!(refused.input("place").as_deref(), Some("倉庫"), "what was typed stays");
    let done = browser.submit(&form, &format!("{address}/register"), &[("number", "N-1")]).await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert_explains(&browser.get("/").await, 200, "これからすること");
    // Files that nobody can read are refused with the reason, and nothing is kept.
    let events = test.events().await;
    let refused = browser.upload("/machines/import", &[], Some(("pc.json", b"no inventory".to_vec()))).await;
    assert_explains(&refused, 422, "pc.json");
    assert_explains(
        &browser.upload("/machines/import", &[("format", "auto")], None).await,
        422,
        "ファイルが選ばれていません",
    );
    assert_eq!(test.events().await, events);
});

/// A GLPI agent's file of one computer with many programs and processes, about 1.2 MB.
fn large_glpi() -> Vec<u8> {
    let softwares: Vec<_> = (0..450)
        .map(|n| serde_json::json!({ "name": format!("みほんソフト {n}"), "version": format!("1.{n}.0"), "publisher": "みほん社", "from": "registry" }))
        .collect();
    let processes: Vec<_> = (0..6_000)
        .map(|n| serde_json::json!({ "pid": n, "cmd": format!("C:\\Program Files\\Mihon\\mihon-{n}.exe --quiet --background --profile default"), "user": "uketsuke", "mem": 1.5, "cpuusage": 0.1, "started": "2026-11-19 09:00", "tty": "?" }))
        .collect();
    let file = serde_json::json!({
        "action": "inventory",
        "deviceid": "PC-LARGE-2026-11-19-09-00-00",
        "itemtype": "Computer",
        "content": {
            "versionclient": "GLPI-Agent_v1.11",
            "hardware": { "name": "PC-LARGE", "chassis_type": "Desktop" },
            "bios": { "smanufacturer": "みほん電機", "ssn": "SN-LARGE" },
            "operatingsystem": { "full_name": "Microsoft Windows 11 Pro", "version": "24H2" },
            "softwares": softwares,
            "processes": processes,
        }
    });
    file.to_string().into_bytes()
}

on_both!(a_file_of_a_megabyte_is_previewed_imported_and_undone_over_http, |test| {
    let browser = test.signed_in("owner").await;
    let bytes = large_glpi();
    assert!(bytes.len() > 1_100_000, "{}", bytes.len());
    let preview = browser.upload("/machines/import", &[], Some(("large.json", bytes))).await;
    assert_explains(&preview, 200, "この内容で取り込む");
    assert!(preview.bytes.len() < 150_000, "{}", preview.bytes.len());
    assert!(all(&test, Ledger::Devices).await.is_empty(), "a preview changes nothing");
    let done = browser.submit(&preview, "/machines/import/commit", &[]).await;
    assert_eq!((done.status, done.location()), (303, "/machines?done=imported"), "{}", done.text());
    assert_eq!(all(&test, Ledger::Software).await.len(), 450);
    let again = browser.upload("/machines/import", &[], Some(("large.json", large_glpi()))).await;
    assert_explains(&again, 200, "取り込む必要はありません");
    let index = browser.get("/machines").await;
    let undo = index.action_ending("/undo").unwrap();
    assert_eq!(browser.post(&undo, &[]).await.status, 303);
    assert!(all(&test, Ledger::Software).await.is_empty() && all(&test, Ledger::Devices).await.is_empty());
});
