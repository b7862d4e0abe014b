//! Diagnoses are kept as they were made, and every run is counted from the log.

use crate::fixture::{found, furnished, net_check, new_id, who};
use crate::site::{NOW, both};
use tate_store::{NetRuns, StoreError, Who};

const EVER: &str = "2000-01-01T00:00:00.000Z";

both!(a_diagnosis_comes_back_as_it_was_and_says_when_it_was_changed, |site| {
    let org = furnished(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let kept = tenant.net_check(&org.facility, &org.net_check).await.unwrap().unwrap();
    assert_eq!((&kept.check, kept.intact), (&net_check("青空"), true));
    assert_eq!(tenant.net_checks(&org.facility, 9).await.unwrap(), [kept]);
    let mut change = tenant.change(who()).await.unwrap();
    let twice = change.add_net_check(&org.facility, &org.net_check, &net_check("青空")).await;
    assert!(matches!(twice, Err(StoreError::Taken)), "{twice:?}");
    drop(change);
    site.run("UPDATE net_check SET content = replace(content, '\"open\"', '\"closed\"')").await;
    let bent = tenant.net_check(&org.facility, &org.net_check).await.unwrap().unwrap();
    assert!(!bent.intact && bent.check != net_check("青空"));
});

both!(the_newest_diagnosis_comes_first_and_no_more_than_asked_for, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let ids: Vec<String> = (0..3).map(|_| new_id()).collect();
    for id in &ids {
        let mut change = tenant.change(who()).await.unwrap();
        change.add_net_check(&org.facility, id, &net_check("青空")).await.unwrap();
        change.commit().await.unwrap();
    }
    let newest: Vec<String> =
        tenant.net_checks(&org.facility, 2).await.unwrap().into_iter().map(|kept| kept.id).collect();
    assert_eq!(newest, [ids[2].clone(), ids[1].clone()]);
});

both!(runs_are_counted_by_organization_and_time_and_end_or_fail, |site| {
    let (org, other) = (found(&site.store, "青空").await, found(&site.store, "若葉").await);
    let runs = async |since: &str| {
        let mut change = site.store.tenant(&org.id).change(who()).await.unwrap();
        change.net_runs(since).await.unwrap()
    };
    let begin = async |of: &crate::fixture::Org, id: &str, at: &str| {
        let mut change = site.store.tenant(&of.id).change(Who { at: at.into(), ..who() }).await.unwrap();
        change.begin_net_check(&of.facility, id, &["192.0.2.10".into()]).await.unwrap();
        change.commit().await.unwrap();
    };
    assert_eq!(runs(EVER).await, NetRuns { begun: 0, open: false });
    begin(&other, "x", NOW).await;
    assert_eq!(runs(EVER).await, NetRuns { begun: 0, open: false }, "another organization's");
    begin(&org, "a", NOW).await;
    assert_eq!(runs(EVER).await, NetRuns { begun: 1, open: true });
    let mut change = site.store.tenant(&org.id).change(who()).await.unwrap();
    change.fail_net_check(&org.facility, "a", "止まりました").await.unwrap();
    change.commit().await.unwrap();
    assert_eq!(runs(EVER).await, NetRuns { begun: 1, open: false });
    begin(&org, "b", "2026-11-20T05:00:00.000Z").await;
    assert_eq!(runs("2026-11-20T04:00:00.000Z").await, NetRuns { begun: 1, open: true });
    let mut change =
        site.store.tenant(&org.id).change(Who { at: "2026-11-20T05:00:01.000Z".into(), ..who() }).await.unwrap();
    change.add_net_check(&org.facility, "b", &net_check("青空")).await.unwrap();
    change.commit().await.unwrap();
    assert_eq!(runs(EVER).await, NetRuns { begun: 2, open: false });
});
