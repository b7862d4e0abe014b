//! Requests to vendors: once a contract, year and sheet; their letters; who waits.

use crate::fixture::{Org, found, letter, new_id, sheet, vendor_request, who};
use crate::site::{Site, both};
use tate_domain::id::SubmissionId;
use tate_domain::vendor::{Request, Route, State};
use tate_store::{Change, StoreError};

async fn done(site: &Site, org: &Org, write: impl AsyncFnOnce(&mut Change) -> tate_store::Result<()>) {
    let mut change = site.store.tenant(&org.id).change(who()).await.unwrap();
    write(&mut change).await.unwrap();
    change.commit().await.unwrap();
}

async fn asked(site: &Site, name: &str) -> Org {
    let org = found(&site.store, name).await;
    done(site, &org, async |change| change.ask_vendor(&vendor_request(&org), "u").await).await;
    org
}

both!(a_contract_is_asked_once_a_year_unless_that_request_was_withdrawn, |site| {
    let org = asked(site, "青空").await;
    let again = Request { id: new_id(), ..vendor_request(&org) };
    let mut change = site.store.tenant(&org.id).change(who()).await.unwrap();
    assert!(matches!(change.ask_vendor(&again, "u").await, Err(StoreError::Taken)));
    drop(change);
    let by = ("試験 太郎", "誤り");
    done(site, &org, async |change| {
        change.decide_request(&org.facility, &org.request, 1, State::Withdrawn, by).await?;
        change.ask_vendor(&again, "u").await
    })
    .await;
    let all = site.store.tenant(&org.id).requests(&org.facility, 2026).await.unwrap();
    assert_eq!(all.iter().map(|one| one.state).collect::<Vec<_>>(), [State::Withdrawn, State::Asked]);
});

both!(an_occasion_has_one_letter, |site| {
    let org = asked(site, "青空").await;
    let mut change = site.store.tenant(&org.id).change(who()).await.unwrap();
    let one = letter(&org.request, "remind:-14");
    assert!(change.write_letter(&org.facility, &one).await.unwrap());
    assert!(!change.write_letter(&org.facility, &one).await.unwrap());
    assert!(change.write_letter(&org.facility, &letter(&org.request, "remind:-7")).await.unwrap());
    change.commit().await.unwrap();
    assert_eq!(site.store.tenant(&org.id).letters(&org.facility, 2026).await.unwrap().len(), 2);
});

both!(who_waits_is_found_until_it_is_answered_or_paused, |site| {
    let (org, other) = (asked(site, "青空").await, asked(site, "若葉").await);
    let tenant = site.store.tenant(&org.id);
    let waiting = async || tenant.facilities_waiting(2026).await.unwrap();
    assert_eq!(waiting().await, std::slice::from_ref(&org.facility), "and not the other organization's");
    assert!(tenant.facilities_waiting(2025).await.unwrap().is_empty());
    done(site, &org, async |change| change.change_request(&org.facility, &org.request, 1, "2026-08-31", true).await)
        .await;
    assert!(waiting().await.is_empty(), "paused");
    assert_eq!(site.store.tenant(&other.id).facilities_waiting(2026).await.unwrap().len(), 1);
});

both!(the_newest_sheet_comes_with_its_request, |site| {
    let org = asked(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let newest = async || tenant.asked_between(&org.facility, &org.facility, 2026).await.unwrap();
    assert!(newest().await[0].1.is_none());
    let (first, second) = (new_id::<SubmissionId>(), new_id::<SubmissionId>());
    let (one, two) = (sheet("r7-vendor:2-6"), sheet("r7-vendor:2-7"));
    done(site, &org, async |change| {
        change.submit_sheet(&org.facility, &org.request, &one, (&first, Route::Link, "受付"), 1).await?;
        change.submit_sheet(&org.facility, &org.request, &two, (&second, Route::Xlsx, "受付"), 2).await.map(|_| ())
    })
    .await;
    assert_eq!(newest().await[0].1.as_ref(), Some(&two));
    let before = tenant.facility(&org.facility).await.unwrap().unwrap().facts_version;
    let by = ("試験 太郎", "");
    done(site, &org, async |change| change.decide_request(&org.facility, &org.request, 3, State::Accepted, by).await)
        .await;
    let after = tenant.facility(&org.facility).await.unwrap().unwrap().facts_version;
    assert!(after > before, "kept proposals are computed anew");
});
