//! A change is whole, audited and alone.

use crate::fixture::{add_device, fields, found, furnished, new_id, profile, session, who};
use crate::site::{NOW, both};
use tate_domain::id::{OrganizationId, RowId};
use tate_domain::ledger::Ledger;
use tate_store::{Change, Event, StoreError};

both!(a_change_without_an_event_is_refused_and_leaves_nothing, |site| {
    let org = furnished(site, "青空").await;
    let before = site.snapshot(None).await;
    let tenant = site.store.tenant(&org.id);
    let mut change = tenant.change(who()).await.unwrap();
    // Two writes that record nothing themselves: they only ever belong to something that does.
    change.use_totp_step(&org.user, 101).await.unwrap();
    change.clear_drafts(&org.facility, "item:x", org.user.as_str()).await.unwrap();
    assert!(matches!(change.commit().await, Err(StoreError::Unaudited)));
    assert_eq!(site.snapshot(None).await, before);
});

both!(a_dropped_change_leaves_nothing_and_blocks_nobody, |site| {
    let org = found(&site.store, "青空").await;
    let before = site.snapshot(None).await;
    let tenant = site.store.tenant(&org.id);
    let mut change = tenant.change(who()).await.unwrap();
    change.add_row(&org.facility, &new_id(), Ledger::Devices, &fields(&[("number", "1")])).await.unwrap();
    drop(change);
    let founding = Change::found(&site.store, &new_id::<OrganizationId>(), "未完", who()).await.unwrap();
    drop(founding);
    assert_eq!(site.snapshot(None).await, before);
    add_device(&tenant, &org.facility, &[("number", "1")]).await;
    assert_eq!(tenant.verify_log(&[]).await.unwrap().unwrap().count, 5);
});

both!(a_failed_statement_cannot_be_committed_around, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let before = site.snapshot(None).await;
    let mut change = tenant.change(who()).await.unwrap();
    assert!(matches!(change.add_facility(&new_id(), "青空-1", &profile("二重")).await, Err(StoreError::Taken)));
    assert!(matches!(change.commit().await, Err(StoreError::Unaudited | StoreError::Database(_))));
    assert_eq!(site.snapshot(None).await, before);
});

both!(every_field_of_an_event_is_what_was_handed_in, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let mut change = tenant.change(who()).await.unwrap();
    change
        .record(Event {
            action: "x.y",
            subject: "s:1".into(),
            facility: Some(&org.facility),
            before: "{\"𠮷\":1}".into(),
            after: "".into(),
        })
        .await
        .unwrap();
    change.commit().await.unwrap();
    let event = tenant.latest_events(0, 1).await.unwrap().remove(0);
    assert_eq!(
        (event.seq, event.action.as_str(), event.subject.as_str(), event.facility.as_str()),
        (5, "x.y", "s:1", org.facility.as_str())
    );
    assert_eq!(
        (event.before.as_str(), event.after.as_str(), event.at, event.actor, event.origin),
        ("{\"𠮷\":1}", "", who().at, who().actor, who().origin)
    );
    assert_eq!(tenant.events_about("s:1", 9).await.unwrap().len(), 1);
    assert_eq!(tenant.latest_events(5, 9).await.unwrap().first().unwrap().seq, 4);
    assert_eq!(tenant.events_after(3, 1).await.unwrap().first().unwrap().seq, 4);
});

both!(twenty_writers_in_one_organization_all_land, |site| {
    let org = found(&site.store, "青空").await;
    // Half of them in another process, as the command line is beside the running server.
    let beside = site.reopen(NOW).await.unwrap();
    let tasks: Vec<_> = (0..20)
        .map(|writer| {
            let store = if writer % 2 == 0 { &site.store } else { &beside };
            let (tenant, facility) = (store.tenant(&org.id), org.facility.clone());
            tokio::spawn(async move {
                for turn in 0..10 {
                    add_device(&tenant, &facility, &[("number", &format!("{writer}-{turn}"))]).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let tenant = site.store.tenant(&org.id);
    assert_eq!(tenant.count_rows(&org.facility, Ledger::Devices, "").await.unwrap(), 200);
    // Founding wrote four events.
    assert_eq!(tenant.verify_log(&[]).await.unwrap().unwrap().count, 204);
    assert_eq!(tenant.facility(&org.facility).await.unwrap().unwrap().facts_version, 201);
});

both!(organizations_have_chains_of_their_own, |site| {
    let (a, b) = (found(&site.store, "青空").await, found(&site.store, "若葉").await);
    add_device(&site.store.tenant(&a.id), &a.facility, &[("number", "1")]).await;
    let count = async |id| site.store.tenant(id).verify_log(&[]).await.unwrap().unwrap().count;
    assert_eq!((count(&a.id).await, count(&b.id).await), (5, 4));
    assert_eq!(site.store.organizations().await.unwrap(), [a.id.clone(), b.id.clone()]);
});

both!(two_of_one_name_are_taken, |site| {
    let (a, b) = (found(&site.store, "青空").await, found(&site.store, "若葉").await);
    assert!(matches!(Change::found(&site.store, &a.id, "再び", who()).await, Err(StoreError::Taken)));
    let tenant = site.store.tenant(&b.id);
    let mut change = tenant.change(who()).await.unwrap();
    let taken = change.add_facility(&new_id(), "青空-1", &profile("若葉")).await;
    assert!(matches!(taken, Err(StoreError::Taken)), "a facility's code is unique over all organizations: {taken:?}");
});

both!(a_stranger_identifier_begins_no_change, |site| {
    let org = found(&site.store, "青空").await;
    let nobody = site.store.tenant(&"nobody".into());
    assert!(matches!(nobody.change(who()).await.map(|_| ()), Err(StoreError::NotFound)));
    assert!(matches!(nobody.organization_name().await, Err(StoreError::NotFound)));
    let tenant = site.store.tenant(&org.id);
    let mut change = tenant.change(who()).await.unwrap();
    let ghost = new_id::<RowId>();
    let result = change.change_row(&org.facility, &ghost, Ledger::Devices, 1, &fields(&[])).await;
    assert!(matches!(result, Err(StoreError::NotFound)), "{result:?}");
    drop(change);
    let mut change = tenant.change(who()).await.unwrap();
    let stray = change
        .begin_session(
            "t",
            &tate_store::SessionRecord { user_id: "nobody".into(), ..session(&org, "s", "2027-01-01T00:00:00Z") },
        )
        .await;
    assert!(matches!(stray, Err(StoreError::NotFound)), "{stray:?}");
});
