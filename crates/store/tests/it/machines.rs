//! Origins of values, and the records of machine imports.

use crate::fixture::{add_device, fields, found, furnished, new_id, records, who};
use crate::site::both;
use tate_domain::id::{BatchId, RowId};
use tate_domain::ledger::Ledger;
use tate_domain::origin::{Origin, Origins};
use tate_store::{BatchEffect, Record, StoreError};

fn from(source: &str, keys: &[&str]) -> Origins {
    let origin = Origin { source: source.into(), at: "2026-11-20".into() };
    keys.iter().map(|key| ((*key).to_owned(), origin.clone())).collect()
}

both!(a_persons_change_of_a_value_makes_it_a_persons, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let id: RowId = new_id();
    let mut change = tenant.change(who()).await.unwrap();
    let read = fields(&[("host", "PC-1"), ("os", "Windows 11"), ("ip", "192.0.2.1")]);
    let origins = from("glpi", &["host", "os", "ip"]);
    change.add_row_from(&org.facility, &id, Ledger::Devices, &read, &origins).await.unwrap();
    change.commit().await.unwrap();
    assert_eq!(tenant.origins(&org.facility).await.unwrap()[id.as_str()], origins);

    let mut change = tenant.change(who()).await.unwrap();
    let typed = fields(&[("host", "PC-1"), ("os", "Windows 11 Pro"), ("place", "受付")]);
    change.change_row(&org.facility, &id, Ledger::Devices, 1, &typed).await.unwrap();
    change.commit().await.unwrap();
    assert_eq!(tenant.origins(&org.facility).await.unwrap()[id.as_str()], from("glpi", &["host"]));

    // An import and an undo hand the origins in, and they are kept as they are.
    let mut change = tenant.change(who()).await.unwrap();
    change.change_row_from(&org.facility, &id, Ledger::Devices, 2, &read, &origins).await.unwrap();
    change.commit().await.unwrap();
    assert_eq!(tenant.origins(&org.facility).await.unwrap()[id.as_str()], origins);
});

both!(a_row_that_a_backup_of_an_older_version_left_has_no_origins, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let id = add_device(&tenant, &org.facility, &[("host", "PC-1")]).await;
    site.run("UPDATE ledger_row SET origins = ''").await;
    assert!(tenant.origins(&org.facility).await.unwrap().is_empty());
    let mut change = tenant.change(who()).await.unwrap();
    change.change_row(&org.facility, &id, Ledger::Devices, 1, &fields(&[("host", "PC-2")])).await.unwrap();
    change.commit().await.unwrap();
});

both!(a_row_is_put_back_only_as_the_import_left_it, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let id = add_device(&tenant, &org.facility, &[("host", "PC-1")]).await;
    let mut change = tenant.change(who()).await.unwrap();
    let there = change.restore_row(&org.facility, &id, Ledger::Devices, 1).await;
    assert!(matches!(there, Err(StoreError::Conflict)), "it is in its ledger: {there:?}");
    change.remove_row(&org.facility, &id, Ledger::Devices, 1).await.unwrap();
    let stale = change.restore_row(&org.facility, &id, Ledger::Devices, 1).await;
    assert!(matches!(stale, Err(StoreError::Conflict)), "{stale:?}");
    assert_eq!(change.restore_row(&org.facility, &id, Ledger::Devices, 2).await.unwrap(), 3);
    change.commit().await.unwrap();
    assert_eq!(tenant.row(&org.facility, id.as_str()).await.unwrap().unwrap().text("host"), "PC-1");
});

both!(a_record_gives_way_to_one_of_the_same_key_and_can_be_dropped, |site| {
    let org = furnished(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let all = async || {
        let (reports, sightings) = (
            tenant.reports_of(&org.facility, org.row.as_str()).await.unwrap(),
            tenant.sightings(&org.facility).await.unwrap(),
        );
        let (disagreements, censuses) =
            (tenant.disagreements(&org.facility).await.unwrap(), tenant.censuses(&org.facility).await.unwrap());
        let mut all: Vec<Record> = reports.into_iter().map(Record::Report).collect();
        all.extend(disagreements.into_iter().map(Record::Disagreement));
        all.extend(sightings.into_iter().map(Record::Sighting));
        all.extend(censuses.into_iter().map(Record::Census));
        all
    };
    assert_eq!(all().await, records(&org));
    let changed = records(&org).map(|record| match record {
        Record::Report(report) => Record::Report(tate_store::HostReport { content: r#"{"a":1}"#.into(), ..report }),
        Record::Disagreement(found) => Record::Disagreement(tate_store::Disagreement { state: "kept".into(), ..found }),
        Record::Sighting(seen) => Record::Sighting(tate_store::Sighting { reason: "来客".into(), ..seen }),
        Record::Census(census) => Record::Census(tate_store::Census { hosts: 9, ..census }),
    });
    let mut change = tenant.change(who()).await.unwrap();
    for record in &changed {
        change.put_record(&org.facility, record).await.unwrap();
    }
    change.commit().await.unwrap();
    assert_eq!(all().await, changed);
    let mut change = tenant.change(who()).await.unwrap();
    for record in &changed {
        change.drop_record(&org.facility, record).await.unwrap();
    }
    change.commit().await.unwrap();
    assert!(all().await.is_empty());
    tenant.verify_log(&[]).await.unwrap().unwrap();
});

both!(a_machine_import_knows_its_effects, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let batch: BatchId = new_id();
    let effect = BatchEffect { place: "report:d:glpi".into(), before: "{}".into() };
    let mut change = tenant.change(who()).await.unwrap();
    change
        .add_machine_batch(&org.facility, &batch, "a.json", "追加 0", &[], std::slice::from_ref(&effect))
        .await
        .unwrap();
    change.commit().await.unwrap();
    assert_eq!(tenant.batch_effects(&batch).await.unwrap(), [effect]);
    assert_eq!(tenant.machine_batches(&org.facility, 9).await.unwrap().len(), 1);
    assert!(tenant.batches(&org.facility, Ledger::Devices, 9).await.unwrap().is_empty());
});
