//! Findings that are not shown: one at a time for a key, kept for ever, each with its event.

use crate::fixture::{furnished, suppression, who};
use crate::site::both;
use tate_store::{StoreError, Suppression};

both!(a_finding_is_hidden_once_and_shown_again_and_every_step_is_recorded, |site| {
    let org = furnished(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let newer =
        Suppression { content_hash: "1".repeat(64), reason: "名刺が届くまで".into(), ..suppression("青空") };
    let mut change = tenant.change(who()).await.unwrap();
    change.suppress(&org.facility, &newer).await.unwrap();
    change.commit().await.unwrap();
    let kept = tenant.suppressions(Some(&org.facility)).await.unwrap();
    assert_eq!(kept.len(), 1, "the one before ended: {kept:?}");
    assert_eq!(
        (kept[0].reason.as_str(), kept[0].content_hash.as_str()),
        ("名刺が届くまで", newer.content_hash.as_str())
    );
    assert!(!kept[0].at.is_empty() && kept[0].facility_id == org.facility.as_str());
    assert_eq!(site.number("SELECT count(*) FROM lint_suppression").await, 2, "nothing is removed");

    let mut change = tenant.change(who()).await.unwrap();
    change.unsuppress(&org.facility, &newer.key).await.unwrap();
    change.commit().await.unwrap();
    assert!(tenant.suppressions(None).await.unwrap().is_empty());
    let mut change = tenant.change(who()).await.unwrap();
    let twice = change.unsuppress(&org.facility, &newer.key).await;
    assert!(matches!(twice, Err(StoreError::NotFound)), "{twice:?}");
    drop(change);
    let actions: Vec<_> = tenant.events_about("lint:phone_blank", 9).await.unwrap();
    assert_eq!(actions.iter().filter(|event| event.action == "lint.suppress").count(), 2);
    assert_eq!(actions.iter().filter(|event| event.action == "lint.unsuppress").count(), 1);
});

both!(the_answers_of_a_year_come_with_the_time_of_their_proof, |site| {
    let org = furnished(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let all = tenant.round_answers(None, 2026).await.unwrap();
    assert_eq!(all.len(), 1);
    let given = &all[0];
    assert_eq!((given.fiscal_year, given.edition.as_str(), given.answer.item.as_str()), (2026, "r7-pharmacy", "2-1"));
    assert!(given.facility == org.facility && given.proof_at.starts_with("2026-"));
    assert!(tenant.round_answers(None, 2027).await.unwrap().is_empty());
    let rows = tenant.rows_between(&org.facility, &org.facility).await.unwrap();
    assert!(rows.len() == 1 && rows[0].0 == org.facility);
    assert!(tenant.rows_between(&"zz".into(), &"zzz".into()).await.unwrap().is_empty());
});
