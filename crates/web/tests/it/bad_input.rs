//! What no page of ours sends: each gets a page in Japanese, and the server goes on.
use crate::support::{assert_explains, item};
use crate::{on_both, on_one};

on_one!(an_address_that_is_not_there_gets_a_page, |test| {
    let browser = test.signed_in("owner").await;
    for path in [
        "/nowhere",
        "/ledgers/spaceships",
        "/ledgers/devices/none",
        "/files/none",
        "/documents/secret.pdf",
        "/documents/..%2fform.pdf",
        "/wizard/nothing",
        "/settings/users/none",
        "/checklist/r7-pharmacy/none",
        "/ledgers/devices/export?format=exe",
        "/ledgers/devices/../../etc/passwd",
        "/static/none",
    ] {
        assert_explains(&browser.get(path).await, 404, "見つかりません");
    }
});

on_one!(the_address_of_a_button_gets_a_page_when_opened, |test| {
    let browser = test.signed_in("owner").await;
    for path in [
        format!("{}/notes", item("2-7")),
        "/drafts".into(),
        "/ledgers/devices/import/commit".into(),
        "/settings/audit/verify".into(),
        "/sign-out".into(),
    ] {
        assert_explains(&browser.get(&path).await, 405, "ボタンから送信する");
    }
});

on_one!(a_form_that_cannot_be_read_gets_a_page, |test| {
    let browser = test.signed_in("owner").await;
    let post = |path: &str, kind: &'static str, body: &'static [u8]| {
        browser.send(browser.client.post(browser.url(path)).header("content-type", kind).body(body))
    };
    let form = "application/x-www-form-urlencoded";
    for (path, kind, body) in [
        (item("2-7"), form, &b"seen=many"[..]),
        (item("2-7"), form, b"value=yes&value=no"),
        (item("2-7"), "application/json", b"{}"),
        (item("2-7"), "text/plain", b"value=yes"),
        (format!("{}/notes", item("2-7")), form, b"other=1"),
        (format!("{}/files", item("2-7")), form, b"file=x"),
        (
            format!("{}/files", item("2-7")),
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7 cut",
        ),
        ("/ledgers/devices/import".into(), "multipart/form-data", b"no boundary"),
        ("/facilities".into(), form, b""),
        ("/sign-in".into(), "application/json", b"{}"),
    ] {
        let refused = post(&path, kind, body).await;
        assert_explains(&refused, 400, "送信された内容を読み取れません");
    }
    assert!(crate::support::kept(&test, "2-7").await.files.is_empty());
});

on_one!(a_form_of_several_megabytes_gets_a_page, |test| {
    let browser = test.signed_in("owner").await;
    let long = "x".repeat(3 << 20);
    assert_explains(
        &browser.post(&item("2-7"), &[("value", "yes"), ("reason", &long)]).await,
        413,
        "大きすぎて受け取れません",
    );
    assert_explains(
        &test.browser().post("/sign-in", &[("login", "owner"), ("password", &long)]).await,
        413,
        "大きすぎて受け取れません",
    );
});

on_both!(zero_bytes_and_broken_characters_break_nothing, |test| {
    let browser = test.signed_in("owner").await;
    let zero = "a\0b";
    let mut broken = Vec::new();
    for path in [
        "/ledgers/devices?q=%00",
        "/ledgers/devices?q=%FF%FE",
        "/ledgers/devices?page=99999999999999999999",
        "/ledgers/devices?page=-1",
        "/files/%00",
        "/files/%FF",
        "/ledgers/devices/%00",
        "/ledgers/%00/new",
        "/settings/users/%00",
        "/checklist/r7-pharmacy/%00",
        "/checklist/%00/x",
        "/settings/audit?before=-5",
        "/settings/audit?before=99999999999999999999",
        "/sign-in?next=%00",
        "/sign-in?next=a&next=b",
        "/?done=nothing",
        "/documents/vendor-form.pdf?vendor=%00",
        "/%00",
    ] {
        let answer = browser.get(path).await;
        if answer.status >= 500 {
            broken.push(format!("GET {path}"));
            continue;
        }
        assert!(answer.status < 300 || answer.status >= 400 && answer.is_page(), "{path}: {}", answer.status);
    }
    let posts: Vec<(String, Vec<(&str, &str)>)> = vec![
        ("/sign-in".into(), vec![("login", zero), ("password", zero), ("code", zero)]),
        ("/facilities".into(), vec![("facility", zero)]),
        ("/drafts".into(), vec![("place", "item:r7-pharmacy:2-7"), ("field", "reason"), ("value", zero)]),
        ("/drafts".into(), vec![("place", "item:\0"), ("field", "reason"), ("value", "x")]),
        (item("2-7"), vec![("value", "yes"), ("reason", zero), ("remark", zero), ("checked_on", zero), ("seen", "0")]),
        (item("2-8"), vec![("value", "yes"), ("reason", zero), ("remark", zero), ("seen", "0")]),
        (format!("{}/notes", item("2-7")), vec![("note", zero)]),
        (format!("{}/files/%00/remove", item("2-7")), vec![]),
        ("/ledgers/devices/new".into(), vec![("host", zero), ("note", zero), ("number", zero), ("system", zero)]),
        ("/ledgers/people/new".into(), vec![("name", zero), ("phone", zero), ("mail", zero)]),
        ("/ledgers/devices/%00".into(), vec![("host", "x"), ("seen", "1")]),
        ("/ledgers/devices/%00/remove".into(), vec![("seen", "1")]),
        ("/ledgers/devices/batches/%00/undo".into(), vec![]),
        ("/ledgers/devices/import/commit".into(), vec![("kept", zero), ("m0", "host"), ("shown", "host|")]),
        (
            "/settings/users/new".into(),
            vec![
                ("login", zero),
                ("name", zero),
                ("role", "staff"),
                ("reach", "all"),
                ("password", "sora-umi-\0-hana-tori"),
                ("password_again", "sora-umi-\0-hana-tori"),
            ],
        ),
        ("/settings/users/%00/disable".into(), vec![]),
        ("/settings/account/sessions/%00/end".into(), vec![]),
        ("/settings/account/password".into(), vec![("present", zero), ("new", zero), ("password_again", zero)]),
        ("/settings/facility".into(), vec![("kind", "pharmacy"), ("name", zero), ("phone", zero), ("address", zero)]),
        ("/settings/facility/new".into(), vec![("kind", "pharmacy"), ("name", zero), ("code", zero)]),
        ("/settings/second-factor".into(), vec![("secret", zero), ("code", zero)]),
        ("/wizard/facility".into(), vec![("name", zero), ("founder", zero)]),
        ("/wizard/devices".into(), vec![(zero, zero), ("then", zero)]),
        ("/wizard/inventory".into(), vec![(zero, zero)]),
    ];
    for (path, form) in posts {
        if browser.post(&path, &form).await.status >= 500 {
            broken.push(format!("POST {path} {form:?}"));
        }
    }
    assert_eq!(broken, Vec::<String>::new());
    let upload = browser.upload(&format!("{}/files", item("2-7")), &[], Some(("a\0b.pdf", b"%PDF-1.7".to_vec()))).await;
    assert!(upload.status < 500, "{}", upload.text());
    assert_eq!(browser.get("/facilities").await.status, 200, "still signed in");
    assert!(test.app.audit_verify(&test.actor()).await.unwrap().is_ok());
});

on_one!(marks_of_html_and_sql_are_shown_as_text, |test| {
    let browser = test.signed_in("owner").await;
    let nasty = "<img src=x onerror=alert(1)>\"'><script>alert(1)</script>{{7*7}}';DROP TABLE answer;--";
    let row =
        crate::support::add_row(&browser, "vendors", &[("name", nasty), ("contact", nasty), ("note", nasty)]).await;
    crate::support::add_row(&browser, "people", &[("name", nasty)]).await;
    browser
        .post(
            &item("2-7"),
            &[("value", "yes"), ("reason", nasty), ("remark", nasty), ("checked_on", "2026-11-20"), ("seen", "0")],
        )
        .await;
    browser.post("/settings/facility", &[("kind", "pharmacy"), ("name", nasty)]).await;
    let search = reqwest::Url::parse_with_params(&browser.url("/ledgers/vendors"), [("q", nasty)]).unwrap();
    let mut pages = vec![browser.send(browser.client.get(search)).await];
    for path in [
        &row,
        &item("2-7"),
        "/",
        "/ledgers/vendors",
        "/ledgers/people",
        "/chart",
        "/lint",
        "/inspection",
        "/settings/audit",
        "/settings/facility",
        "/wizard/vendors",
        "/wizard/people",
    ] {
        pages.push(browser.get(path).await);
    }
    for page in pages {
        assert_eq!(page.status, 200);
        assert_eq!(tate_testkit::html::faults(&page.body), Vec::<String>::new());
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<img"), "{}", page.body);
    }
    assert_eq!(browser.get(&row).await.input("name").as_deref(), Some(nasty));
});
