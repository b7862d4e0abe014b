//! The headers of every answer, and the files beside the pages.
use crate::on_one;
use crate::support::item;
use tate_testkit::{Answer, html};

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

fn check(answer: &Answer, path: &str) {
    assert_eq!(answer.header("content-security-policy"), CSP, "{path}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
    assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
    assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
    assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    assert_eq!(answer.header("server"), "", "{path}");
}

on_one!(every_answer_carries_the_headers_that_bind_the_browser, |test| {
    let (stranger, owner) = (test.browser(), test.signed_in("owner").await);
    for path in ["/sign-in", "/about", "/nowhere", "/checklist", "/start", "/healthz"] {
        check(&stranger.get(path).await, path);
    }
    for path in [
        "/",
        "/checklist",
        "/checklist/vendor",
        "/ledgers/devices",
        "/ledgers/devices/new",
        "/settings/account",
        "/nowhere",
        "/checklist/r9-nothing/1",
        "/ledgers/devices/import/commit",
        "/files/none",
    ] {
        check(&owner.get(path).await, path);
    }
    check(&owner.post(&item("2-7"), &[]).await, "a refused answer");
    check(&stranger.post(&item("2-7"), &[("value", "yes")]).await, "an answer of nobody");
    check(&owner.post_with("/sign-out", &[("origin", "http://evil.example")], &[]).await, "a forged form");
    check(&stranger.post("/sign-in", &[("login", "x"), ("password", "y")]).await, "a refused sign-in");
});

on_one!(style_script_and_icon_come_from_here_and_are_kept_for_ever, |test| {
    let browser = test.browser();
    let page = browser.get("/sign-in").await;
    let assets: Vec<String> = html::tags(&page.body)
        .into_iter()
        .filter(|tag| matches!(tag.name.as_str(), "link" | "script"))
        .map(|tag| tag.get("href").or(tag.get("src")).unwrap().to_owned())
        .collect();
    assert_eq!(assets.len(), 4, "{assets:?}");
    for address in assets {
        let asset = browser.get(&address).await;
        assert_eq!(
            (asset.status, asset.header("cache-control")),
            (200, "public, max-age=31536000, immutable"),
            "{address}"
        );
        assert_eq!(asset.header("x-content-type-options"), "nosniff");
        assert!(
            !asset.body.contains("://") || asset.body.contains("http://www.w3.org/2000/svg"),
            "{address} names another host"
        );
        let mut parts: Vec<&str> = address.split('/').collect();
        parts[2] = "0123456789ab";
        let stale = browser.get(&parts.join("/")).await;
        assert_eq!((stale.status, stale.header("cache-control")), (404, "no-store"), "{address}");
    }
    for path in ["/static/x/../../Cargo.toml", "/static/x/..%2f..%2fCargo.toml", "/static/x/nothing"] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
});

on_one!(internet_explorer_is_told_in_words, |test| {
    let browser = test.browser();
    let request = browser
        .client
        .get(browser.url("/sign-in"))
        .header("user-agent", "Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0) like Gecko");
    assert!(browser.send(request).await.text().contains("IEモード"));
});
