//! Links, visits, and the sheets that vendors hand in.

use crate::fixture::{Org, found, new_id, sheet, vendor_request, visit, who};
use crate::site::{NOW, Site, both};
use tate_domain::id::{LinkId, RequestId, SubmissionId};
use tate_domain::vendor::{Request, Route, State, Typed};
use tate_store::{Change, StoreError};

const ITEM: &str = "r7-vendor:2-6";
const END: &str = "2026-12-31T00:00:00Z";

async fn done(site: &Site, org: &Org, write: impl AsyncFnOnce(&mut Change) -> tate_store::Result<()>) {
    let mut change = site.store.tenant(&org.id).change(who()).await.unwrap();
    write(&mut change).await.unwrap();
    change.commit().await.unwrap();
}

async fn asked(site: &Site) -> Org {
    let org = found(&site.store, "青空").await;
    done(site, &org, async |change| {
        change.ask_vendor(&vendor_request(&org), "u").await?;
        change.make_link(&org.facility, &org.request, &org.link, &org.link_token, END).await
    })
    .await;
    org
}

both!(a_new_link_ends_the_one_before_and_the_visits_through_it, |site| {
    let org = asked(site).await;
    done(site, &org, async |change| change.begin_visit("cookie", &visit(&org)).await).await;
    let now = "2026-11-20T02:00:00Z";
    let kept = site.store.vendor_visit_by_token("cookie", now).await.unwrap().unwrap();
    assert_eq!(kept, visit(&org));
    let request = site.store.tenant(&org.id).request(&org.facility, &org.request).await.unwrap().unwrap();
    assert_eq!(request.opened_at, NOW, "the request counts as opened");
    let second: LinkId = new_id();
    done(site, &org, async |change| change.make_link(&org.facility, &org.request, &second, "second", END).await).await;
    assert_eq!(site.store.vendor_visit_by_token("cookie", now).await.unwrap(), None);
    let first = site.store.vendor_link_by_token(&org.link_token).await.unwrap().unwrap();
    assert!(!first.opens(now) && first.revoked_at == NOW);
    let link = site.store.vendor_link_by_token("second").await.unwrap().unwrap();
    assert!(link.opens(now) && !link.opens(END), "and only until its end");
    assert_eq!(site.store.tenant(&org.id).links(&org.facility, &org.request).await.unwrap().len(), 2);
});

both!(a_visit_ends_by_time_by_leaving_and_with_its_link, |site| {
    let org = asked(site).await;
    let at = async |now: &str| site.store.vendor_visit_by_token("cookie", now).await.unwrap().is_some();
    done(site, &org, async |change| change.begin_visit("cookie", &visit(&org)).await).await;
    assert!(at("2026-11-20T08:59:59Z").await && !at("2026-11-20T09:00:00Z").await);
    site.store.touch_vendor_visit(&org.id, "cookie", "2026-11-20T10:00:00Z").await.unwrap();
    assert!(at("2026-11-20T09:59:00Z").await);
    done(site, &org, async |change| {
        change.begin_visit("other", &visit(&org)).await?;
        change.end_visit(&org.facility, &org.request, "cookie").await
    })
    .await;
    assert!(!at("2026-11-20T08:00:00Z").await);
    done(site, &org, async |change| change.revoke_links(&org.facility, &org.request, "試験").await.map(|_| ())).await;
    assert_eq!(site.store.vendor_visit_by_token("other", NOW).await.unwrap(), None);
});

both!(wrong_pins_are_counted_and_forgiven_by_the_right_one, |site| {
    let org = asked(site).await;
    let link = async || site.store.vendor_link_by_token(&org.link_token).await.unwrap().unwrap();
    done(site, &org, async |change| {
        change.note_wrong_pin(&org.facility, &org.request, &org.link, "").await?;
        let lock = "2026-11-20T01:15:00Z";
        assert_eq!(change.note_wrong_pin(&org.facility, &org.request, &org.link, lock).await?, 2);
        Ok(())
    })
    .await;
    assert!(!link().await.opens(NOW) && link().await.opens("2026-11-20T01:15:00Z"));
    done(site, &org, async |change| change.begin_visit("cookie", &visit(&org)).await).await;
    assert_eq!((link().await.failures, link().await.locked_until.as_str()), (0, ""));
    let events = site.store.tenant(&org.id).events_about(&format!("request:{}", org.request), 9).await.unwrap();
    let actions: Vec<&str> = events.iter().map(|event| event.action.as_str()).collect();
    let all = ["request.open", "link.open", "link.refuse", "link.refuse", "link.make", "request.ask"];
    assert_eq!(actions, all);
    assert!(!events.iter().any(|event| event.after.contains(&org.link_token)), "no secrets in the log");
});

both!(a_request_that_is_over_takes_its_link_with_it, |site| {
    for (name, to, over) in
        [("若葉", State::Returned, false), ("青空", State::Accepted, true), ("白波", State::Withdrawn, true)]
    {
        let org = found(&site.store, name).await;
        done(site, &org, async |change| {
            change.ask_vendor(&vendor_request(&org), "u").await?;
            change.make_link(&org.facility, &org.request, &org.link, &org.link_token, END).await?;
            change.decide_request(&org.facility, &org.request, 1, to, ("試験", "")).await
        })
        .await;
        let link = site.store.vendor_link_by_token(&org.link_token).await.unwrap().unwrap();
        assert_eq!(link.opens(NOW), !over, "{to:?}");
    }
});

both!(a_sheet_is_frozen_with_its_hash_and_the_newest_counts, |site| {
    let org = asked(site).await;
    let tenant = site.store.tenant(&org.id);
    for (seen, route) in [(1, Route::Link), (2, Route::Xlsx)] {
        let id: SubmissionId = new_id();
        done(site, &org, async |change| {
            let sent =
                change.submit_sheet(&org.facility, &org.request, &sheet(ITEM), (&id, route, "見本 一郎"), seen).await?;
            assert_eq!((sent.number, sent.sha256.len()), (seen, 64));
            Ok(())
        })
        .await;
    }
    let mut change = tenant.change(who()).await.unwrap();
    let id: SubmissionId = new_id();
    let stale = change.submit_sheet(&org.facility, &org.request, &sheet(ITEM), (&id, Route::Link, "x"), 2).await;
    assert!(matches!(stale, Err(StoreError::Conflict)), "{stale:?}");
    drop(change);
    let all = tenant.submissions(&org.facility, &org.request).await.unwrap();
    assert_eq!(all.iter().map(|one| (one.number, one.route)).collect::<Vec<_>>(), [(2, Route::Xlsx), (1, Route::Link)]);
    assert_eq!(all[0].sheet, sheet(ITEM));
    assert_eq!((all[0].at.as_str(), all[0].route), (NOW, Route::Xlsx));
    let newest = tenant.asked_between(&org.facility, &org.facility, 2026).await.unwrap();
    let newest: Vec<_> = newest.into_iter().map(|(request, sheet)| (request.id, sheet)).collect();
    assert_eq!(newest, [(org.request.clone(), Some(sheet(ITEM)))]);
    let request = tenant.request(&org.facility, &org.request).await.unwrap().unwrap();
    assert_eq!((request.state, request.submitted_at.as_str()), (State::Submitted, NOW));
});

both!(rows_are_kept_as_typed_until_the_sheet_is_handed_in, |site| {
    let org = asked(site).await;
    let tenant = site.store.tenant(&org.id);
    let typed =
        [Typed { item: ITEM.into(), value: "たぶん".into(), target_date: "3月末".into(), ..Typed::default() }];
    let events = tenant.checkpoint().await.unwrap().count;
    tenant.keep_written(&org.facility, &org.request, &typed, NOW).await.unwrap();
    assert_eq!(tenant.checkpoint().await.unwrap().count, events, "a draft states nothing");
    let rows = tenant.written_rows(&org.facility, &org.request).await.unwrap();
    assert_eq!((rows[0].value.as_str(), rows[0].target_date.as_str()), ("たぶん", "3月末"));
    done(site, &org, async |change| {
        change.ask_back(&org.facility, &org.request, &[(ITEM.into(), "いつですか".into())]).await?;
        let id: SubmissionId = new_id();
        change.submit_sheet(&org.facility, &org.request, &sheet(ITEM), (&id, Route::Link, "x"), 1).await.map(|_| ())
    })
    .await;
    let rows = tenant.written_rows(&org.facility, &org.request).await.unwrap();
    assert_eq!((rows[0].value.as_str(), rows[0].question.as_str()), ("no", "いつですか"));
    let late = tenant.keep_written(&org.facility, &org.request, &typed, NOW).await;
    assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
});

both!(the_year_before_is_found_by_its_contract, |site| {
    let org = asked(site).await;
    let tenant = site.store.tenant(&org.id);
    let earlier: RequestId = new_id();
    assert_eq!(tenant.earlier_sheet(&org.facility, "c-1", 2026).await.unwrap(), None);
    done(site, &org, async |change| {
        let request =
            Request { id: earlier.clone(), fiscal_year: 2025, edition: "r6-vendor".into(), ..vendor_request(&org) };
        change.ask_vendor(&request, "u").await?;
        let id: SubmissionId = new_id();
        let sheet = sheet("r6-vendor:2-6");
        change.submit_sheet(&org.facility, &earlier, &sheet, (&id, Route::Typed, "x"), 1).await.map(|_| ())
    })
    .await;
    let found = tenant.earlier_sheet(&org.facility, "c-1", 2026).await.unwrap().unwrap();
    assert_eq!((found.fiscal_year, found.edition.as_str()), (2025, "r6-vendor"));
    assert_eq!(tenant.earlier_sheet(&org.facility, "c-2", 2026).await.unwrap(), None, "another contract");
    assert_eq!(tenant.earlier_sheet(&org.facility, "c-1", 2025).await.unwrap(), None, "not before itself");
});
