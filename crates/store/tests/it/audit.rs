//! Whoever changes the audit log in the database is found, with the place.

use crate::fixture::{Org, add_device, found};
use crate::site::{Site, both};
use tate_domain::audit::{AuditEvent, Break, Checkpoint, GENESIS};

/// An organization with nine events, and another one that must stay whole.
async fn nine(site: &Site) -> Org {
    let org = found(&site.store, "青空").await;
    found(&site.store, "若葉").await;
    for n in 5..=9 {
        add_device(&site.store.tenant(&org.id), &org.facility, &[("number", &n.to_string())]).await;
    }
    assert_eq!(verify(site, &org, &[]).await.unwrap().count, 9);
    org
}

async fn verify(site: &Site, org: &Org, anchors: &[Checkpoint]) -> Result<Checkpoint, Break> {
    let others = site.store.organizations().await.unwrap();
    for other in others.iter().filter(|other| **other != org.id) {
        site.store.tenant(other).verify_log(anchors).await.unwrap().expect("the other organization's chain is whole");
    }
    site.store.tenant(&org.id).verify_log(anchors).await.unwrap()
}

/// Asserts that the chain breaks at a position and that the sentence names it.
fn broken_at(result: Result<Checkpoint, Break>, seq: i64, what: &str) {
    let found = result.expect_err(what);
    assert_eq!(found.seq, seq, "{what}: {}", found.text);
    assert!(found.text.contains("疑い"), "{what}: {}", found.text);
}

both!(an_untouched_log_passes_with_its_own_checkpoint_as_anchor, |site| {
    let org = nine(site).await;
    let checkpoint = site.store.tenant(&org.id).checkpoint().await.unwrap();
    assert_eq!(checkpoint.count, 9);
    assert_eq!(verify(site, &org, std::slice::from_ref(&checkpoint)).await.unwrap(), checkpoint);
});

both!(one_changed_character_in_any_column_of_an_event_is_found, |site| {
    let org = nine(site).await;
    for column in ["at", "actor", "origin", "action", "subject", "facility_id", "before", "after", "prev", "hash"] {
        let place = format!("organization_id = '{}' AND seq = 6", org.id);
        let old = site.texts(&format!("SELECT \"{column}\" FROM audit_event WHERE {place}")).await.remove(0);
        // The last byte only, or one more where there was none.
        let new = match old.chars().last() {
            Some(last) => format!("{}{}", &old[..old.len() - last.len_utf8()], if last == '0' { '1' } else { '0' }),
            None => "x".to_owned(),
        };
        let set =
            |text: &str| format!("UPDATE audit_event SET \"{column}\" = '{}' WHERE {place}", text.replace('\'', "''"));
        assert_eq!(site.run(&set(&new)).await, 1);
        let result = verify(site, &org, &[]).await;
        let text = result.as_ref().err().map(|b| b.text.clone()).unwrap_or_default();
        assert!(text.contains("6番"), "{column}: {text}");
        broken_at(result, 6, column);
        site.run(&set(&old)).await;
        verify(site, &org, &[]).await.expect("put back, it passes");
    }
});

both!(a_deleted_event_is_found, |site| {
    let org = nine(site).await;
    for (victim, noticed) in [(9, 9), (5, 5), (1, 1)] {
        assert_eq!(
            site.run(&format!("DELETE FROM audit_event WHERE organization_id = '{}' AND seq = {victim}", org.id)).await,
            1
        );
        broken_at(verify(site, &org, &[]).await, noticed, "deleted");
    }
});

both!(a_deleted_event_whose_gap_was_closed_is_found, |site| {
    let org = nine(site).await;
    let of = format!("organization_id = '{}'", org.id);
    site.run(&format!("DELETE FROM audit_event WHERE {of} AND seq = 4")).await;
    site.run(&format!("UPDATE audit_event SET seq = seq + 1000 WHERE {of} AND seq > 4")).await;
    site.run(&format!("UPDATE audit_event SET seq = seq - 1001 WHERE {of} AND seq > 4")).await;
    broken_at(verify(site, &org, &[]).await, 4, "closed gap");
});

both!(two_swapped_events_are_found, |site| {
    let org = nine(site).await;
    let of = format!("organization_id = '{}'", org.id);
    for (from, to) in [(3, 1003), (7, 3), (1003, 7)] {
        assert_eq!(site.run(&format!("UPDATE audit_event SET seq = {to} WHERE {of} AND seq = {from}")).await, 1);
    }
    broken_at(verify(site, &org, &[]).await, 3, "swapped");
});

both!(a_cut_tail_is_found, |site| {
    let org = nine(site).await;
    assert_eq!(site.run(&format!("DELETE FROM audit_event WHERE organization_id = '{}' AND seq > 6", org.id)).await, 3);
    broken_at(verify(site, &org, &[]).await, 7, "cut tail");
});

both!(a_log_without_its_head_is_found, |site| {
    let org = nine(site).await;
    site.run(&format!("DELETE FROM audit_event WHERE organization_id = '{}' AND seq > 6", org.id)).await;
    site.run(&format!("DELETE FROM audit_head WHERE organization_id = '{}'", org.id)).await;
    broken_at(verify(site, &org, &[]).await, 7, "no head");
    site.run(&format!("DELETE FROM audit_event WHERE organization_id = '{}'", org.id)).await;
    broken_at(verify(site, &org, &[]).await, 1, "nothing left");
});

/// Writes an event as an intruder would who knows how the hash is made.
async fn forge(site: &Site, org: &Org, seq: i64, prev: &str) -> AuditEvent {
    let mut event = AuditEvent {
        seq,
        at: "2026-11-20T00:00:00Z".into(),
        actor: "偽".into(),
        origin: "cli".into(),
        action: "x".into(),
        subject: "x".into(),
        facility: String::new(),
        before: String::new(),
        after: String::new(),
        prev: prev.to_owned(),
        hash: String::new(),
    };
    event.hash = event.expected_hash(org.id.as_str());
    site.run(&format!(
        "INSERT INTO audit_event (organization_id, seq, at, actor, origin, action, subject, facility_id, before, after, prev, hash) VALUES ('{}', {seq}, '{}', '{}', 'cli', 'x', 'x', '', '', '', '{prev}', '{}')",
        org.id, event.at, event.actor, event.hash
    ))
    .await;
    event
}

both!(an_event_slipped_in_is_found_wherever_it_is, |site| {
    let org = nine(site).await;
    let of = format!("organization_id = '{}'", org.id);
    let hash = async |seq: i64| {
        site.texts(&format!("SELECT hash FROM audit_event WHERE {of} AND seq = {seq}")).await.remove(0)
    };

    let last = hash(9).await;
    forge(site, &org, 10, &last).await;
    broken_at(verify(site, &org, &[]).await, 10, "at the end");
    site.run(&format!("DELETE FROM audit_event WHERE {of} AND seq = 10")).await;

    for early in [0, -5] {
        forge(site, &org, early, GENESIS).await;
        assert!(verify(site, &org, &[]).await.is_err(), "before the first: {early}");
        site.run(&format!("DELETE FROM audit_event WHERE {of} AND seq = {early}")).await;
    }
    verify(site, &org, &[]).await.expect("put back, it passes");

    site.run(&format!("UPDATE audit_event SET seq = seq + 1000 WHERE {of} AND seq > 4")).await;
    site.run(&format!("UPDATE audit_event SET seq = seq - 999 WHERE {of} AND seq > 4")).await;
    let before = hash(4).await;
    forge(site, &org, 5, &before).await;
    broken_at(verify(site, &org, &[]).await, 6, "in the middle: the one after no longer fits its place");
});

both!(a_chain_built_anew_needs_a_checkpoint_kept_elsewhere, |site| {
    let org = nine(site).await;
    let tenant = site.store.tenant(&org.id);
    let anchor = tenant.checkpoint().await.unwrap();
    add_device(&tenant, &org.facility, &[("number", "10")]).await;
    let mut prev = GENESIS.to_owned();
    for mut event in tenant.events_after(0, 99).await.unwrap() {
        let honest = event.seq < 4;
        if event.seq == 4 {
            event.actor = "別の人".into();
        }
        event.prev.clone_from(&prev);
        event.hash = event.expected_hash(org.id.as_str());
        prev.clone_from(&event.hash);
        if !honest {
            site.run(&format!("UPDATE audit_event SET actor = '{}', prev = '{}', hash = '{}' WHERE organization_id = '{}' AND seq = {}", event.actor, event.prev, event.hash, org.id, event.seq)).await;
        }
    }
    site.run(&format!("UPDATE audit_head SET head = '{prev}' WHERE organization_id = '{}'", org.id)).await;
    assert_eq!(
        verify(site, &org, &[]).await.unwrap().count,
        10,
        "negative control: a chain built anew is whole in itself"
    );
    broken_at(verify(site, &org, std::slice::from_ref(&anchor)).await, 9, "built anew");

    // And one that was cut together with its head.
    site.run(&format!("DELETE FROM audit_event WHERE organization_id = '{}' AND seq > 3", org.id)).await;
    let head = site
        .texts(&format!("SELECT hash FROM audit_event WHERE organization_id = '{}' AND seq = 3", org.id))
        .await
        .remove(0);
    site.run(&format!("UPDATE audit_head SET count = 3, head = '{head}' WHERE organization_id = '{}'", org.id)).await;
    assert_eq!(verify(site, &org, &[]).await.unwrap().count, 3, "negative control");
    broken_at(verify(site, &org, &[anchor]).await, 4, "cut with its head");
});

both!(a_long_chain_is_walked_to_its_end, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let mut change = tenant.change(crate::fixture::who()).await.unwrap();
    for n in 0..4_100 {
        change
            .record(tate_store::Event { action: "test", subject: n.to_string(), ..Default::default() })
            .await
            .unwrap();
    }
    change.commit().await.unwrap();
    assert_eq!(verify(site, &org, &[]).await.unwrap().count, 4_104);
    site.run(&format!("UPDATE audit_event SET subject = 'x' WHERE organization_id = '{}' AND seq = 4001", org.id))
        .await;
    broken_at(verify(site, &org, &[]).await, 4_001, "in the third stride");
});

both!(an_organization_that_never_was_has_no_log, |site| {
    found(&site.store, "青空").await;
    assert!(matches!(site.store.tenant(&"nobody".into()).verify_log(&[]).await, Err(tate_store::StoreError::NotFound)));
});
