//! The mail queue: one mail per occasion, one process at a time, and nothing unsure goes out by itself.

use crate::fixture::{found, mail, new_id, who};
use crate::site::{NOW, Site, both};
use tate_domain::id::MailId;
use tate_domain::mail::State;
use tate_store::{Outcome, StoreError, Tenant, Who};

const SOON: &str = "2026-11-20T01:02:33Z";
const LATER: &str = "2026-11-20T01:10:00Z";

fn at(at: &str) -> Who {
    Who { at: at.into(), ..who() }
}

fn outcome(state: State, next_at: &str) -> Outcome {
    Outcome { state, next_at: next_at.into(), error: "理由".into(), server: "451 later".into() }
}

/// An organization with one mail in its queue.
async fn queued(site: &Site) -> (Tenant, crate::fixture::Org, MailId) {
    let org = found(&site.store, "青空").await;
    let (tenant, id) = (site.store.tenant(&org.id), new_id::<MailId>());
    let mut change = tenant.change(who()).await.unwrap();
    assert!(change.queue_mail(&org.facility, &mail(&id, "a", ""), "書いた人").await.unwrap());
    change.commit().await.unwrap();
    (tenant, org, id)
}

both!(the_same_occasion_is_queued_once_whatever_happens, |site| {
    let (tenant, org, id) = queued(site).await;
    let mut change = tenant.change(who()).await.unwrap();
    assert!(!change.queue_mail(&org.facility, &mail(&new_id(), "a", ""), "二度目").await.unwrap());
    assert!(!change.queue_mail(&org.branch, &mail(&new_id(), "a", ""), "別の施設").await.unwrap());
    assert!(change.queue_mail(&org.facility, &mail(&new_id(), "b", ""), "別の機会").await.unwrap(), "negative control");
    change.commit().await.unwrap();
    let all = tenant.mails(&org.facility, "", 9).await.unwrap();
    assert_eq!(all.len(), 2);
    let kept = tenant.mail(&org.facility, &id).await.unwrap().unwrap();
    assert_eq!((kept.what.clone(), kept.state, kept.by_name.as_str()), (mail(&id, "a", ""), State::Queued, "書いた人"));
    assert_eq!(tenant.mails(&org.facility, all[0].what.id.as_str(), 9).await.unwrap().len(), 1, "the page after");
    let events = tenant.events_about(&format!("mail:{id}"), 9).await.unwrap();
    assert_eq!(events.len(), 1);
    assert!(events[0].action == "mail.queue" && events[0].after.contains("desk@example.jp"));
    assert!(!events[0].after.contains("回答用リンク"), "the log says nothing of links: {}", events[0].after);
});

both!(a_due_mail_is_claimed_by_one_process_only, |site| {
    let (tenant, org, id) = queued(site).await;
    let due = site.store.due_mail(NOW).await.unwrap().unwrap();
    assert_eq!((&due.organization, &due.facility, &due.id), (&org.id, &org.facility, &id));
    assert!(!tenant.claim_mail(&org.branch, &id, "x", NOW, SOON).await.unwrap(), "of another facility");
    let (one, two) = tokio::join!(
        tenant.claim_mail(&org.facility, &id, "one", NOW, SOON),
        tenant.claim_mail(&org.facility, &id, "two", NOW, SOON)
    );
    let (one, two) = (one.unwrap(), two.unwrap());
    assert!(one != two, "exactly one: {one} {two}");
    let (mine, other) = if one { ("one", "two") } else { ("two", "one") };
    assert!(site.store.due_mail(LATER).await.unwrap().is_none());
    assert!(!tenant.handing_mail(&org.facility, &id, other, SOON).await.unwrap());
    assert!(tenant.renew_mail(&org.facility, &id, mine, SOON).await.unwrap());
    assert!(tenant.handing_mail(&org.facility, &id, mine, SOON).await.unwrap());
    let mut change = tenant.change(who()).await.unwrap();
    assert!(!change.end_mail(&org.facility, &id, other, &outcome(State::Failed, "")).await.unwrap());
    assert!(change.end_mail(&org.facility, &id, mine, &outcome(State::Sent, "")).await.unwrap());
    change.commit().await.unwrap();
    let sent = tenant.mail(&org.facility, &id).await.unwrap().unwrap();
    assert_eq!((sent.state, sent.sent_at.as_str(), sent.attempts), (State::Sent, NOW, 1));
    tenant.verify_log(&[]).await.unwrap().unwrap();
});

both!(a_claim_is_taken_over_only_when_its_time_is_up_and_by_where_it_stood, |site| {
    let (tenant, org, id) = queued(site).await;
    assert!(tenant.claim_mail(&org.facility, &id, "gone", NOW, SOON).await.unwrap());
    assert!(site.store.stale_mail(SOON).await.unwrap().is_empty(), "its time is not up");
    let stale = site.store.stale_mail(LATER).await.unwrap();
    assert_eq!((stale.len(), stale[0].handing), (1, false));
    let mut change = tenant.change(at(SOON)).await.unwrap();
    assert!(!change.recover_mail(&org.facility, &id, false, &outcome(State::Queued, SOON)).await.unwrap(), "too early");
    drop(change);
    // Before the mark: back to the queue, and the late process may not hand over any more.
    let mut change = tenant.change(at(LATER)).await.unwrap();
    assert!(change.recover_mail(&org.facility, &id, false, &outcome(State::Queued, LATER)).await.unwrap());
    change.commit().await.unwrap();
    assert!(!tenant.handing_mail(&org.facility, &id, "gone", LATER).await.unwrap());
    // After the mark: uncertain, never due; but news from the late process count.
    assert!(tenant.claim_mail(&org.facility, &id, "late", LATER, LATER).await.unwrap());
    assert!(tenant.handing_mail(&org.facility, &id, "late", LATER).await.unwrap());
    let end = "2026-11-20T02:00:00Z";
    let mut change = tenant.change(at(end)).await.unwrap();
    assert!(!change.recover_mail(&org.facility, &id, false, &outcome(State::Queued, end)).await.unwrap(), "marked");
    assert!(change.recover_mail(&org.facility, &id, true, &outcome(State::Uncertain, "")).await.unwrap());
    change.commit().await.unwrap();
    assert!(site.store.due_mail("2099-01-01T00:00:00Z").await.unwrap().is_none());
    assert_eq!(tenant.troubled_mails(&org.facility, 9).await.unwrap().len(), 1);
    let mut change = tenant.change(at(end)).await.unwrap();
    assert!(!change.end_mail(&org.facility, &id, "late", &outcome(State::Queued, end)).await.unwrap(), "not that");
    assert!(change.end_mail(&org.facility, &id, "late", &outcome(State::Sent, "")).await.unwrap());
    change.commit().await.unwrap();
    assert_eq!(tenant.mail(&org.facility, &id).await.unwrap().unwrap().state, State::Sent);
});

both!(a_person_acts_on_what_was_seen_and_the_log_says_so, |site| {
    let (tenant, org, id) = queued(site).await;
    let read = async || tenant.mail(&org.facility, &id).await.unwrap().unwrap();
    let mut change = tenant.change(who()).await.unwrap();
    for seen in [0, 2] {
        let stale = change.cancel_mail(&org.facility, &id, seen).await;
        assert!(matches!(stale, Err(StoreError::Conflict)), "{stale:?}");
    }
    assert!(matches!(change.bounce_mail(&org.facility, &id, 1, "x").await, Err(StoreError::Conflict)), "not sent yet");
    assert!(matches!(change.arrived_mail(&org.facility, &id, 1).await, Err(StoreError::Conflict)));
    drop(change);
    assert!(tenant.claim_mail(&org.facility, &id, "p", NOW, SOON).await.unwrap());
    let mut change = tenant.change(who()).await.unwrap();
    assert!(matches!(change.cancel_mail(&org.facility, &id, 2).await, Err(StoreError::Conflict)), "on its way");
    assert!(change.end_mail(&org.facility, &id, "p", &outcome(State::Failed, "")).await.unwrap());
    change.resend_mail(&org.facility, &id, 3).await.unwrap();
    change.commit().await.unwrap();
    let again = read().await;
    assert_eq!((again.state, again.attempts, again.error.as_str()), (State::Queued, 0, ""));
    assert_eq!(again.what.message_id, mail(&id, "a", "").message_id, "it keeps its number");
    let mut change = tenant.change(who()).await.unwrap();
    change.cancel_mail(&org.facility, &id, 4).await.unwrap();
    assert!(matches!(change.resend_mail(&org.facility, &id, 5).await, Err(StoreError::Conflict)), "taken back");
    change.commit().await.unwrap();
    let events = tenant.events_about(&format!("mail:{id}"), 9).await.unwrap();
    let actions: Vec<&str> = events.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, ["mail.cancel", "mail.resend", "mail.failed", "mail.queue"]);
});

both!(after_a_restore_nothing_goes_out_by_itself, |site| {
    let (tenant, org, id) = queued(site).await;
    let mut change = tenant.change(who()).await.unwrap();
    assert_eq!(change.hold_open_mail("復元した").await.unwrap(), 1);
    change.commit().await.unwrap();
    assert!(site.store.due_mail("2099-01-01T00:00:00Z").await.unwrap().is_none());
    let held = tenant.mail(&org.facility, &id).await.unwrap().unwrap();
    assert_eq!((held.state, held.error.as_str()), (State::Uncertain, "復元した"));
});
