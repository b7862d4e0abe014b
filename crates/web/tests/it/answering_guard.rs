//! The link of a vendor under attack. Each test has the right way beside the wrong one.
use crate::answering::{all_yes, ask_about, enter, items, link, send, state, vendor};
use crate::{on_both, on_one};
use tate_domain::id::RequestId;
use tate_domain::vendor::State;
use tate_testkit::{TestApp, html};

/// What the audit log says of refusals at the request's link.
async fn refusals(test: &TestApp, request: &RequestId) -> Vec<String> {
    let events =
        test.app.store.tenant(&test.organization).events_about(&format!("request:{request}"), 99).await.unwrap();
    events.into_iter().filter(|event| event.action == "link.refuse").map(|event| event.after).collect()
}

on_one!(codes_cannot_be_guessed_and_guessing_is_slowed_over_all_links, |test| {
    let request = ask_about(&test, "").await;
    let (code, pin) = link(&test, &request).await;
    let browser = test.browser();
    let mut answers = Vec::new();
    for n in 0..31 {
        let guess = format!("{n:043}");
        answers.push(enter(&browser, &guess, &pin).await);
    }
    assert!(answers[..30].iter().all(|answer| answer.status == 403));
    assert_eq!(answers[30].status, 429, "30 refusals in a quarter of an hour");
    assert_eq!(enter(&browser, &code, &pin).await.status, 429, "whoever guesses waits");
    let wrong_pin = enter(&test.browser(), &code, "00000000").await;
    assert_eq!(wrong_pin.status, 429, "by origin, whatever the link");
    test.clock.pass(15 * 60);
    let wrong_pin = enter(&test.browser(), &code, "00000000").await;
    assert_eq!((wrong_pin.status, &wrong_pin.body), (403, &answers[0].body), "one sentence for both");
    assert_eq!(enter(&browser, &code, &pin).await.status, 303, "negative control");
});

on_both!(wrong_pins_lock_the_link_and_then_revoke_it, |test| {
    let request = ask_about(&test, "").await;
    let (code, pin) = link(&test, &request).await;
    let browser = test.browser();
    for round in 0..4 {
        for _ in 0..5 {
            assert_eq!(enter(&browser, &code, "12345678").await.status, 403);
        }
        assert_eq!(enter(&browser, &code, &pin).await.status, 403, "locked after five, round {round}");
        test.clock.pass(15 * 60 + 1);
    }
    assert_eq!(enter(&browser, &code, &pin).await.status, 403, "revoked after twenty");
    test.clock.pass(24 * 60 * 60);
    assert_eq!(enter(&browser, &code, &pin).await.status, 403, "for good");
    let said = refusals(&test, &request).await;
    assert_eq!(said.len(), 26, "every attempt is in the log: {said:?}");
    assert!(!said.iter().any(|after| after.contains("12345678") || after.contains(&code)), "without what was typed");
    let page = test.signed_in("owner").await.get(&format!("/vendors/requests/{request}")).await.text();
    assert!(page.contains("暗証番号を20回間違えた") && page.contains("使えるリンクはありません"), "{page}");
    let (code, pin) = link(&test, &request).await;
    assert_eq!(enter(&browser, &code, &pin).await.status, 303, "negative control: a new link opens");
});

on_one!(a_revoked_link_opens_nothing_and_shows_whoever_is_inside_out, |test| {
    let request = ask_about(&test, "").await;
    let (code, pin) = link(&test, &request).await;
    let browser = test.browser();
    assert_eq!(enter(&browser, &code, &pin).await.status, 303);
    assert_eq!(browser.get("/answer/sheet").await.status, 200, "negative control");
    test.app.revoke_link(&test.actor(), &test.facility, &request).await.unwrap();
    assert_eq!(browser.get("/answer/sheet").await.location(), "/answer?told=ended");
    assert_eq!(send(&browser, &format!("/answer/sheet?of={request}"), &all_yes(&test)).await.status, 401);
    assert_eq!(enter(&browser, &code, &pin).await.status, 403, "replayed");
    assert!(refusals(&test, &request).await[0].contains("リンクは無効"));
});

on_one!(a_link_ends_sixty_days_after_the_deadline, |test| {
    let request = ask_about(&test, "").await;
    let (code, pin) = link(&test, &request).await;
    // From 20 November over the deadline of 20 December to 18 February.
    test.clock.pass((30 + 59) * 24 * 60 * 60);
    assert_eq!(enter(&test.browser(), &code, &pin).await.status, 303, "negative control");
    test.clock.pass(24 * 60 * 60);
    assert_eq!(enter(&test.browser(), &code, &pin).await.status, 403);
    assert!(refusals(&test, &request).await[0].contains("期限切れ"));
});

on_one!(a_visit_ends_when_it_is_not_used_and_after_a_day, |test| {
    let request = ask_about(&test, "").await;
    let browser = vendor(&test, &request).await;
    for _ in 0..3 {
        test.clock.pass(7 * 60 * 60);
        assert_eq!(browser.get("/answer/sheet").await.status, 200, "used every seven hours");
    }
    test.clock.pass(3 * 60 * 60 + 1);
    assert_eq!(browser.get("/answer/sheet").await.status, 303, "but not longer than a day");
    let browser = vendor(&test, &request).await;
    test.clock.pass(8 * 60 * 60);
    assert_eq!(browser.get("/answer/sheet").await.status, 303, "idle");
});

on_one!(another_sheet_a_file_or_a_row_of_it_is_not_there_and_asking_is_noted, |test| {
    let (mine, other) = (ask_about(&test, "").await, ask_about(&test, "himitsu").await);
    let theirs = vendor(&test, &other).await;
    let sent =
        theirs.upload(&format!("/answer/files?of={other}"), &[], Some(("himitsu.pdf", b"%PDF-1.7".to_vec()))).await;
    assert_eq!(sent.status, 303);
    let page = theirs.get("/answer/sheet").await;
    let file = html::links(&page.body).into_iter().find(|link| link.starts_with("/answer/files/")).unwrap();
    assert_eq!(theirs.get(&file).await.status, 200, "negative control");
    let browser = vendor(&test, &mine).await;
    let id = file.split(['/', '?']).nth(3).unwrap();
    let row = [("value.r6-vendor:2-6".to_owned(), "yes".to_owned())];
    let same = [("then".to_owned(), "same:r6-vendor:2-6".to_owned())];
    let tried = [
        browser.get(&format!("/answer/sheet?of={other}")).await,
        browser.get(&format!("/answer/files/{id}")).await,
        browser.get(&format!("/answer/files/{id}?of={mine}")).await,
        browser.post(&format!("/answer/files/{id}/remove?of={mine}"), &[]).await,
        send(&browser, &format!("/answer/sheet?of={other}"), &all_yes(&test)).await,
        send(&browser, "/answer/sheet", &all_yes(&test)).await,
        send(&browser, &format!("/answer/sheet?of={mine}"), &row).await,
        send(&browser, &format!("/answer/sheet?of={mine}"), &same).await,
        browser.post(&format!("/answer/submit?of={other}"), &[("seen", "2")]).await,
        browser.get("/answer/files/none%00").await,
    ];
    for (n, answer) in tried.iter().enumerate() {
        assert!(answer.status == 404 && !answer.body.contains("himitsu"), "{n}: {} {}", answer.status, answer.text());
    }
    assert_eq!(refusals(&test, &mine).await.len(), tried.len() - 1, "all but the broken address are noted");
    let tenant = test.app.store.tenant(&test.organization);
    assert!(tenant.written_rows(&test.facility, &other).await.unwrap().is_empty());
    assert!(tenant.written_rows(&test.facility, &mine).await.unwrap().is_empty());
    assert_eq!(theirs.get(&file).await.status, 200, "still there");
});

on_one!(the_host_of_a_request_stands_in_no_link_page_or_redirect, |test| {
    let request = ask_about(&test, "").await;
    let owner = test.signed_in("owner").await;
    let address = format!("/vendors/requests/{request}");
    for name in ["host", "x-forwarded-host", "forwarded"] {
        let (code, pin) = link(&test, &request).await;
        let value = if name == "forwarded" { "host=evil.example" } else { "evil.example" };
        let ask =
            |browser: &tate_testkit::Browser, path: &str| browser.client.get(browser.url(path)).header(name, value);
        let page = owner.send(ask(&owner, &address)).await;
        assert!(page.status == 200 && page.body.contains("https://tate.example.jp/answer#"), "{name}");
        assert!(!page.body.contains("evil.example"), "{name}");
        let browser = test.browser();
        let post = browser.client.post(browser.url("/answer")).header(name, value);
        let inside = browser.send(post.form(&[("code", code.as_str()), ("pin", pin.as_str())])).await;
        assert_eq!((inside.status, inside.location()), (303, "/answer/sheet"), "{name}");
        for path in ["/answer", "/answer/sheet", "/answer/check"] {
            let page = browser.send(ask(&browser, path)).await;
            assert!(page.status == 200 && !page.body.contains("evil.example"), "{name} {path}");
        }
        let made = owner.client.post(owner.url(&format!("{address}/link"))).header(name, value);
        assert!(!owner.send(made).await.location().contains("evil"), "{name}");
    }
    let mut away = test.app.clone();
    away.base = String::new();
    let none = away.make_link(&test.actor(), &test.facility, &request).await.unwrap_err();
    assert!(matches!(&none, tate_app::AppError::Invalid(p) if p[0].message.contains("--base-url")), "{none:?}");
});

on_one!(an_address_opens_nothing_by_itself_and_is_not_used_up_by_a_mail_scanner, |test| {
    let request = ask_about(&test, "").await;
    let (code, pin) = link(&test, &request).await;
    let before = test.events().await;
    for path in [
        format!("/answer?code={code}&pin={pin}"),
        format!("/answer?token={code}"),
        format!("/answer/{code}"),
        format!("/answer/sheet?code={code}&pin={pin}"),
    ] {
        let page = test.browser().get(&path).await;
        assert!(page.header("set-cookie").is_empty(), "{path}");
        assert!(!page.body.contains(&code) && !page.body.contains("回答用紙の"), "{path}");
        assert!(matches!(page.status, 200 | 303 | 404), "{path}: {}", page.status);
    }
    assert_eq!(test.events().await, before, "opening changes nothing");
    assert_eq!(enter(&test.browser(), &code, &pin).await.status, 303, "negative control");
});

on_one!(a_visit_is_no_session_and_a_session_is_no_visit, |test| {
    let request = ask_about(&test, "").await;
    let browser = vendor(&test, &request).await;
    for path in ["/", "/ledgers/devices", "/checklist", "/settings/users"] {
        assert!(browser.get(path).await.location().starts_with("/sign-in"), "{path}");
    }
    for path in [format!("/vendors/requests/{request}"), "/files/x".to_owned()] {
        assert_eq!(browser.get(&path).await.status, 303, "{path}");
    }
    let (code, pin) = link(&test, &request).await;
    let cookie = enter(&test.browser(), &code, &pin).await.header("set-cookie").to_owned();
    assert!(cookie.starts_with("tate-answer=") && cookie.contains("; HttpOnly; SameSite=Strict"), "{cookie}");
    let token = cookie.split(['=', ';']).nth(1).unwrap();
    let other = test.browser();
    let forged = other.client.get(other.url("/checklist")).header("cookie", format!("tate={token}"));
    assert_eq!(other.send(forged).await.status, 303, "under the session's name");
    let owner = test.signed_in("owner").await;
    assert_eq!(owner.get("/answer/sheet").await.location(), "/answer?told=ended");
    assert_eq!(owner.post(&format!("/answer/sheet?of={request}"), &[]).await.status, 401);
    assert_eq!(owner.get("/").await.status, 200, "negative control");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_https_the_cookie_is_pinned_to_the_host() {
    let test = TestApp::start_https(tate_testkit::Engine::Sqlite).await;
    let request = ask_about(&test, "").await;
    let (code, pin) = link(&test, &request).await;
    let cookie = enter(&test.browser(), &code, &pin).await.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-tate-answer=") && cookie.ends_with("; Secure"), "{cookie}");
}

on_one!(nothing_of_a_visit_is_cached_or_told_to_other_sites, |test| {
    let request = ask_about(&test, "").await;
    let browser = vendor(&test, &request).await;
    for path in ["/answer", "/answer/sheet", "/answer/check", "/answer/sheet.xlsx"] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        // The code stands in the fragment, which is in no referrer; to other sites nothing is sent at all.
        assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(page.header("x-frame-options"), "DENY", "{path}");
        if page.is_page() {
            assert_eq!(html::faults(&page.body), Vec::<String>::new(), "{path}");
            assert!(!html::links(&page.body).iter().any(|link| link.contains("://")), "{path}");
        }
    }
    let refused = enter(&test.browser(), "x", "y").await;
    assert_eq!((refused.header("cache-control"), refused.status), ("no-store", 403));
});

on_one!(another_site_can_send_nothing_in_a_vendor_s_name, |test| {
    let request = ask_about(&test, "").await;
    let browser = vendor(&test, &request).await;
    let before = test.events().await;
    for headers in [[("origin", "http://evil.example")], [("origin", "null")], [("sec-fetch-site", "cross-site")]] {
        for path in ["sheet", "submit", "refuse", "leave", "files", "upload"] {
            let path = format!("/answer/{path}?of={request}");
            assert_eq!(browser.post_with(&path, &headers, &[("reason", "x")]).await.status, 403, "{path} {headers:?}");
        }
        assert_eq!(browser.post_with("/answer", &headers, &[("code", "x")]).await.status, 403, "{headers:?}");
    }
    assert_eq!(test.events().await, before);
    let own = [("origin", test.address.as_str()), ("sec-fetch-site", "same-origin")];
    let path = format!("/answer/sheet?of={request}");
    assert_eq!(browser.post_with(&path, &own, &[("value.r7-vendor:2-6", "yes")]).await.status, 303, "negative control");
});

on_one!(mark_up_in_every_field_is_text_on_both_sides, |test| {
    let request = ask_about(&test, "<b>a</b>").await;
    let browser = vendor(&test, &request).await;
    let bad = "\"><script>alert(1)</script>";
    let form: Vec<(String, String)> = items(&test)
        .into_iter()
        .flat_map(|item| {
            let field = |name: &str, value: &str| (format!("{name}.{item}"), value.to_owned());
            [field("value", "yes"), field("ground", bad), field("target_date", bad), field("remark", bad)]
        })
        .collect();
    assert_eq!(send(&browser, &format!("/answer/sheet?of={request}"), &form).await.status, 303);
    let raw = |body: &str| body.contains("<script>alert") || body.contains("<b>a</b>");
    let sheet = browser.get("/answer/sheet?check=1").await;
    assert!(!raw(&sheet.body) && sheet.text().contains(bad), "shown as text");
    let refused = browser.post(&format!("/answer/refuse?of={request}"), &[("refused_by", bad), ("reason", "")]).await;
    assert!(refused.status == 422 && !raw(&refused.body) && refused.text().contains(bad));
    let check = browser.get("/answer/check").await;
    assert!(!raw(&check.body));
    let done = browser.submit(&check, "/answer/submit", &[("answered_by", bad), ("contact", bad)]).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let owner = test.signed_in("owner").await;
    for page in [
        browser.get("/answer/done").await,
        owner.get(&format!("/vendors/requests/{request}")).await,
        owner.get(&format!("/vendors/requests/{request}/typed")).await,
        owner.get("/settings/audit").await,
    ] {
        assert!(page.status == 200 && !raw(&page.body), "{}", page.text());
    }
    let door = enter(&test.browser(), bad, bad).await;
    assert!(!raw(&door.body) && door.status == 403, "and never shown back at the door");
});

on_one!(only_an_open_request_has_a_link, |test| {
    let request = ask_about(&test, "").await;
    let owner = test.signed_in("owner").await;
    let page = format!("/vendors/requests/{request}");
    let done = owner.post(&format!("{page}/refusal"), &[("seen", "1"), ("reason", "電話で断られた")]).await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!(state(&test, &request).await.state, State::Refused);
    let link = owner.post(&format!("{page}/link"), &[]).await;
    assert!(link.status == 422 && link.text().contains("回答用のリンクを作れません"), "{}", link.text());
    let (actor, sheet) = (test.actor(), crate::answering::sheet(&test, tate_domain::vendor::Value::Yes));
    let route = tate_domain::vendor::Route::Signed;
    let late = test.app.submit_for(&actor, &test.facility, &request, &sheet, route).await;
    assert!(matches!(late, Err(tate_app::AppError::Invalid(_))), "{late:?}");
});
