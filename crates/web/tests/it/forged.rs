//! Requests that another site makes a browser send.
use crate::on_one;
use crate::support::{item, kept};

on_one!(a_form_sent_by_another_site_does_nothing, |test| {
    let browser = test.signed_in("owner").await;
    let form = [("value", "yes"), ("checked_on", "2026-11-20"), ("seen", "0")];
    let foreign: [&[(&str, &str)]; 6] = [
        &[("origin", "http://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://evil.example")],
        &[("origin", "http://127.0.0.1:1")],
    ];
    let before = test.events().await;
    for headers in foreign {
        let refused = browser.post_with(&item("2-7"), headers, &form).await;
        assert_eq!(refused.status, 403, "{headers:?}");
        assert_eq!(browser.post_with("/sign-out", headers, &[]).await.status, 403, "{headers:?}");
    }
    assert_eq!(test.events().await, before);
    assert!(kept(&test, "2-7").await.history.is_empty());
    assert_eq!(browser.get("/").await.status, 200);
});

on_one!(a_form_of_our_own_pages_is_taken, |test| {
    let browser = test.signed_in("owner").await;
    let own = test.address.clone();
    let ours: [&[(&str, &str)]; 4] = [
        &[],
        &[("origin", &own)],
        &[("sec-fetch-site", "same-origin"), ("origin", &own)],
        &[("sec-fetch-site", "none")],
    ];
    for (version, headers) in ours.into_iter().enumerate() {
        let form = [
            ("value", if version % 2 == 0 { "yes" } else { "not_applicable" }),
            ("reason", "理由"),
            ("checked_on", "2026-11-20"),
            ("seen", &version.to_string()),
        ];
        let saved = browser.post_with(&item("2-7"), headers, &form).await;
        assert_eq!(saved.status, 303, "{headers:?} {}", saved.body);
    }
    assert_eq!(kept(&test, "2-7").await.history.len(), 4);
});

on_one!(no_address_changes_anything_when_it_is_only_opened, |test| {
    let browser = test.signed_in("owner").await;
    let before = test.events().await;
    for path in [
        "/",
        "/checklist",
        &item("2-7"),
        "/ledgers/devices",
        "/ledgers/devices/new",
        "/ledgers/devices/import",
        "/settings/users",
        "/settings/account",
        "/settings/second-factor",
        "/settings/audit",
        "/chart",
        "/lint",
        "/inspection",
        "/wizard",
        "/sign-out",
    ] {
        browser.get(path).await;
    }
    assert_eq!(test.events().await, before);
    assert_eq!(browser.get("/checklist").await.status, 200, "still signed in");
});
