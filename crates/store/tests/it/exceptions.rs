//! The register of exceptions.

use crate::fixture::{exception, found, new_id, who};
use crate::site::{NOW, both};
use tate_domain::exception::State;
use tate_domain::id::ExceptionId;
use tate_store::StoreError;

const ITEM: &str = "r7-pharmacy:2-6";
const BY: (&str, &str) = ("u1", "書いた人");
const OTHER: (&str, &str) = ("u2", "承認する人");

both!(an_exception_is_written_approved_renewed_and_ended_and_the_log_says_so, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let (first, second): (ExceptionId, ExceptionId) = (new_id(), new_id());
    let today = "2026-11-20".parse().unwrap();
    let state = async |id: &ExceptionId| tenant.exception(&org.facility, id).await.unwrap().unwrap().state(today);

    let mut change = tenant.change(who()).await.unwrap();
    change.write_exception(&org.facility, &exception(&first, ITEM, BY)).await.unwrap();
    change.explain_exception(&org.facility, &first, 1, "会社がない").await.unwrap();
    change.commit().await.unwrap();
    assert_eq!(state(&first).await, State::Waiting);
    let mut change = tenant.change(who()).await.unwrap();
    change.approve_exception(&org.facility, &first, 2, OTHER).await.unwrap();
    let mut renewed = exception(&second, ITEM, BY);
    renewed.follows = Some(first.clone());
    change.write_exception(&org.facility, &renewed).await.unwrap();
    change.commit().await.unwrap();
    assert_eq!((state(&first).await, state(&second).await), (State::InForce, State::Waiting));

    let mut change = tenant.change(who()).await.unwrap();
    change.approve_exception(&org.facility, &second, 1, OTHER).await.unwrap();
    change.commit().await.unwrap();
    assert_eq!((state(&first).await, state(&second).await), (State::Ended, State::InForce), "one at a time");
    let kept = tenant.exceptions(&org.facility).await.unwrap();
    assert_eq!(kept.len(), 2);
    let kept = kept.iter().find(|one| one.id == second).unwrap();
    assert_eq!(kept.follows.as_ref(), Some(&first));
    assert_eq!(
        kept.approved.as_ref().map(|by| (by.user.as_str(), by.name.as_str(), by.at.as_str())),
        Some(("u2", "承認する人", NOW))
    );
    let events = tenant.events_about(&format!("exception:{first}"), 9).await.unwrap();
    let actions: Vec<&str> = events.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, ["exception.end", "exception.approve", "exception.explain", "exception.write"]);
    tenant.verify_log(&[]).await.unwrap().unwrap();
});

both!(of_an_item_one_exception_waits_at_a_time, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let mut change = tenant.change(who()).await.unwrap();
    change.write_exception(&org.facility, &exception(&new_id(), ITEM, BY)).await.unwrap();
    // Negative control: another item and another facility are free.
    change.write_exception(&org.facility, &exception(&new_id(), "r7-pharmacy:2-7", BY)).await.unwrap();
    change.write_exception(&org.branch, &exception(&new_id(), ITEM, BY)).await.unwrap();
    change.commit().await.unwrap();
    let mut change = tenant.change(who()).await.unwrap();
    let second = change.write_exception(&org.facility, &exception(&new_id(), ITEM, BY)).await;
    assert!(matches!(second, Err(StoreError::Taken)), "{second:?}");
});

both!(what_was_decided_or_changed_meanwhile_is_a_conflict, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let id: ExceptionId = new_id();
    let mut change = tenant.change(who()).await.unwrap();
    change.write_exception(&org.facility, &exception(&id, ITEM, BY)).await.unwrap();
    change.explain_exception(&org.facility, &id, 1, "会社がない").await.unwrap();
    for seen in [1, 3] {
        let stale = change.approve_exception(&org.facility, &id, seen, OTHER).await;
        assert!(matches!(stale, Err(StoreError::Conflict)), "{stale:?}");
    }
    change.decline_exception(&org.facility, &id, 2, OTHER, "期限が長い").await.unwrap();
    for seen in [2, 3] {
        assert!(matches!(change.approve_exception(&org.facility, &id, seen, OTHER).await, Err(StoreError::Conflict)));
        assert!(matches!(change.end_exception(&org.facility, &id, seen, OTHER, "x").await, Err(StoreError::Conflict)));
    }
    change.commit().await.unwrap();
    let kept = tenant.exception(&org.facility, &id).await.unwrap().unwrap();
    assert_eq!(
        (kept.state("2026-11-20".parse().unwrap()), kept.declined_reason.as_str()),
        (State::Declined, "期限が長い")
    );
});
