//! The register of disclosure statements.

use crate::fixture::{disclosed_lines, disclosure, found, new_id, who};
use crate::site::both;
use jiff::civil::date;
use tate_domain::disclosure::{Stage, State};
use tate_domain::id::DisclosureId;
use tate_store::StoreError;

both!(a_statement_is_registered_talked_about_replaced_and_withdrawn_and_the_log_says_so, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let (first, second): (DisclosureId, DisclosureId) = (new_id(), new_id());
    let mut change = tenant.change(who()).await.unwrap();
    change.add_disclosure(&org.facility, &disclosure(&first, "薬歴"), &disclosed_lines()).await.unwrap();
    change.commit().await.unwrap();

    let mut kept = tenant.disclosure(&org.facility, &first).await.unwrap().unwrap();
    assert_eq!((kept.facility.clone(), kept.counts.total(), kept.follow_ups.len()), (org.facility.clone(), 3, 2));
    assert_eq!(tenant.disclosure_lines(&org.facility, &first).await.unwrap(), disclosed_lines());
    kept.follow_ups[0].ask("いつですか", "試験 太郎", date(2026, 11, 20)).unwrap();
    let mut change = tenant.change(who()).await.unwrap();
    let what = [&kept.follow_ups[0]];
    change.follow_disclosure(&org.facility, (&first, 1), &kept.follow_ups, "disclosure.ask", &what).await.unwrap();
    change.end_disclosure(&org.facility, &first, 2, State::Replaced, "差し替え").await.unwrap();
    change.add_disclosure(&org.facility, &disclosure(&second, "薬歴"), &[]).await.unwrap();
    change.commit().await.unwrap();

    let all = tenant.disclosures(Some(&org.facility)).await.unwrap();
    assert_eq!(
        all.iter().map(|one| (&one.id, one.state)).collect::<Vec<_>>(),
        [(&first, State::Replaced), (&second, State::Current)]
    );
    assert_eq!(all[0].follow_ups[0].stage, Stage::Asked);
    let mut change = tenant.change(who()).await.unwrap();
    change.end_disclosure(&org.facility, &second, 1, State::Withdrawn, "登録の誤り").await.unwrap();
    change.commit().await.unwrap();
    let actions = async |id: &DisclosureId| {
        let events = tenant.events_about(&format!("disclosure:{id}"), 9).await.unwrap();
        events.into_iter().map(|event| event.action).collect::<Vec<_>>()
    };
    assert_eq!(actions(&first).await, ["disclosure.replace", "disclosure.ask", "disclosure.register"]);
    assert_eq!(actions(&second).await, ["disclosure.withdraw", "disclosure.register"]);
    tenant.verify_log(&[]).await.unwrap().unwrap();
});

both!(of_a_product_one_document_of_a_kind_holds, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let mut change = tenant.change(who()).await.unwrap();
    change.add_disclosure(&org.facility, &disclosure(&new_id(), "薬歴"), &[]).await.unwrap();
    // Negative control: another product and another facility are free.
    change.add_disclosure(&org.facility, &disclosure(&new_id(), "レセコン"), &[]).await.unwrap();
    change.add_disclosure(&org.branch, &disclosure(&new_id(), "薬歴"), &[]).await.unwrap();
    change.commit().await.unwrap();
    let mut change = tenant.change(who()).await.unwrap();
    let second = change.add_disclosure(&org.facility, &disclosure(&new_id(), "薬　歴"), &[]).await;
    assert!(matches!(second, Err(StoreError::Taken)), "{second:?}");
});

both!(what_changed_meanwhile_or_holds_no_longer_is_a_conflict, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let id: DisclosureId = new_id();
    let mut change = tenant.change(who()).await.unwrap();
    change.add_disclosure(&org.facility, &disclosure(&id, "薬歴"), &[]).await.unwrap();
    let stale = change.end_disclosure(&org.facility, &id, 2, State::Withdrawn, "x").await;
    assert!(matches!(stale, Err(StoreError::Conflict)), "{stale:?}");
    change.end_disclosure(&org.facility, &id, 1, State::Withdrawn, "x").await.unwrap();
    let ended = change.follow_disclosure(&org.facility, (&id, 2), &[], "disclosure.ask", &[]).await;
    assert!(matches!(ended, Err(StoreError::Conflict)), "{ended:?}");
});
