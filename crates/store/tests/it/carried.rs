//! What is carried over from an earlier round, and what an organization adds to the catalogue.

use crate::fixture::{carried, found, furnished, new_id, who};
use crate::site::both;
use tate_domain::answer::AnswerValue;
use tate_store::{Carried, EntryKind, StoreError};

both!(what_was_carried_over_gives_way_to_a_later_one_and_is_no_answer, |site| {
    let org = furnished(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let answers = tenant.all_answers(&org.round).await.unwrap();
    let mut later = Carried { from_year: 2024, decision: None, ..carried("2-2", "青空") };
    later.parts[0].decision.value = AnswerValue::No;
    let mut change = tenant.change(who()).await.unwrap();
    change.carry(&org.facility, &org.round, std::slice::from_ref(&later)).await.unwrap();
    change.commit().await.unwrap();
    assert_eq!(tenant.carried(&org.round).await.unwrap(), [later]);
    assert_eq!(tenant.all_answers(&org.round).await.unwrap(), answers);
    let event = tenant.events_about(&format!("round:{}", org.round), 1).await.unwrap().remove(0);
    assert_eq!(event.action, "round.carry");
    assert!(event.after.contains("\"2-2\"") && event.after.contains("2024"), "{event:?}");
});

both!(an_edition_once_published_is_neither_changed_nor_removed_nor_published_twice, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    for kind in [EntryKind::Edition, EntryKind::Concepts] {
        let id = new_id::<String>();
        let mut change = tenant.change(who()).await.unwrap();
        change.put_catalog_entry(kind, &id, "r8", "第1版", 0, "青空").await.unwrap();
        change.commit().await.unwrap();
        let mut change = tenant.change(who()).await.unwrap();
        let changed = change.put_catalog_entry(kind, &id, "r8", "第2版", 1, "青空").await;
        assert!(matches!(changed, Err(StoreError::Conflict)), "{changed:?}");
        let twice = change.put_catalog_entry(kind, &new_id::<String>(), "r8", "第2版", 0, "青空").await;
        assert!(matches!(twice, Err(StoreError::Taken)), "{twice:?}");
        let removed = change.remove_catalog_entry(kind, &id).await;
        assert!(matches!(removed, Err(StoreError::NotFound)), "{removed:?}");
        drop(change);
        assert_eq!(tenant.catalog_entry(kind, &id).await.unwrap().unwrap().content, "第1版");
    }
    assert_eq!(tenant.catalog_version().await.unwrap(), 2);
});
