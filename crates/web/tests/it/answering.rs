//! A vendor answers through a link, and the facility looks at it.
use crate::{on_both, on_one};
use std::collections::BTreeMap;
use tate_app::new_id;
use tate_domain::id::{FacilityId, LinkId, RequestId, SubmissionId};
use tate_domain::role::Role;
use tate_domain::vendor::{Request, Route, RowAnswer, Sheet, State, Value, Way};
use tate_store::Who;
use tate_testkit::{Answer, Browser, START, TestApp, html};

pub(crate) fn who() -> Who {
    Who { actor: "試験".into(), origin: "test".into(), at: START.into() }
}

/// The pharmacy's items.
pub(crate) fn items(test: &TestApp) -> Vec<String> {
    test.app.builtin.edition("r7-vendor").unwrap().rows().map(|item| item.id.clone()).collect()
}

fn request(facility: &FacilityId, about: &str) -> Request {
    Request {
        id: new_id(),
        facility: facility.clone(),
        fiscal_year: 2026,
        edition: "r7-vendor".into(),
        contract_id: new_id::<String>(),
        contract: format!("{about}保守契約"),
        system: format!("{about}電子薬歴"),
        vendor_id: "v-1".into(),
        vendor: format!("{about}青空システム"),
        asked_id: "v-1".into(),
        asked: format!("{about}青空システム"),
        deadline: jiff::civil::date(2026, 12, 20),
        way: Way::Mail,
        asked_at: String::new(),
        asked_name: "湊 花子".into(),
        opened_at: String::new(),
        submitted_at: String::new(),
        state: State::Asked,
        decided_at: String::new(),
        decided_name: String::new(),
        reason: String::new(),
        paused: false,
        version: 1,
    }
}

/// Asks a vendor; gives the request's id.
pub(crate) async fn ask_about(test: &TestApp, about: &str) -> RequestId {
    asked(test, request(&test.facility, about)).await
}

async fn asked(test: &TestApp, request: Request) -> RequestId {
    let mut change = test.app.store.tenant(&test.organization).change(who()).await.unwrap();
    change.ask_vendor(&request, "").await.unwrap();
    change.commit().await.unwrap();
    request.id
}

/// A whole sheet.
pub(crate) fn sheet(test: &TestApp, value: Value) -> Sheet {
    let row = |item: String| RowAnswer {
        item,
        value,
        ground: "品質管理部で確かめた".into(),
        target_date: (value == Value::No).then(|| jiff::civil::date(2027, 3, 31)),
        remark: String::new(),
    };
    Sheet {
        answered_by: "品質管理部 見本 一郎".into(),
        contact: "03-0000-0001".into(),
        rows: items(test).into_iter().map(row).collect(),
    }
}

/// Requests for a role to work on: one that is out, and two with a sheet.
pub(crate) async fn prepare(test: &TestApp) -> Vec<(&'static str, String)> {
    let mut ids = Vec::new();
    for name in ["{out}", "{change}"] {
        ids.push((name, ask_about(test, "").await.to_string()));
    }
    for name in ["{back}", "{taken}"] {
        let id = ask_about(test, "").await;
        test.app.submit_for(&test.actor(), &test.facility, &id, &sheet(test, Value::Yes), Route::Typed).await.unwrap();
        ids.push((name, id.to_string()));
    }
    ids
}

/// A link of a request: its code and PIN.
pub(crate) async fn link(test: &TestApp, request: &RequestId) -> (String, String) {
    let link = test.app.make_link(&test.actor(), &test.facility, request).await.unwrap();
    (test.app.keys.token(&link), test.app.keys.pin(&link))
}

/// Opens the door.
pub(crate) async fn enter(browser: &Browser, code: &str, pin: &str) -> Answer {
    browser.post("/answer", &[("code", code), ("pin", pin)]).await
}

/// A vendor inside its sheet.
pub(crate) async fn vendor(test: &TestApp, request: &RequestId) -> Browser {
    let (code, pin) = link(test, request).await;
    let browser = test.browser();
    let inside = enter(&browser, &code, &pin).await;
    assert_eq!((inside.status, inside.location()), (303, "/answer/sheet"), "{}", inside.text());
    browser
}

/// Every row answered はい.
pub(crate) fn all_yes(test: &TestApp) -> Vec<(String, String)> {
    let fields = |item: String| {
        [(format!("value.{item}"), "yes".to_owned()), (format!("ground.{item}"), "品質管理部で確かめた".to_owned())]
    };
    items(test).into_iter().flat_map(fields).collect()
}

pub(crate) async fn send(browser: &Browser, path: &str, form: &[(String, String)]) -> Answer {
    browser.send(browser.client.post(browser.url(path)).form(form)).await
}

pub(crate) async fn state(test: &TestApp, request: &RequestId) -> Request {
    test.app.store.tenant(&test.organization).request(&test.facility, request).await.unwrap().unwrap()
}

on_both!(a_vendor_answers_through_a_link_and_the_facility_accepts, |test| {
    let request = ask_about(&test, "").await;
    let owner = test.signed_in("owner").await;
    let address = format!("/vendors/requests/{request}");
    let page = owner.get(&address).await;
    assert_eq!((page.status, html::faults(&page.body)), (200, Vec::new()));
    assert_eq!(owner.submit(&page, &format!("{address}/link"), &[]).await.status, 303);
    let page = owner.get(&address).await;
    let link = html::tags(&page.body)
        .into_iter()
        .find_map(|tag| tag.get("value").filter(|value| value.contains("answer#")).map(str::to_owned))
        .unwrap();
    assert!(link.starts_with("https://tate.example.jp/answer#"), "the configured address: {link}");
    let links = test.app.store.tenant(&test.organization).links(&test.facility, &request).await.unwrap();
    let pin = test.app.keys.pin(&LinkId::from(links[0].id.as_str()));
    assert!(page.text().contains(&pin));

    // The vendor: the door, the sheet, a draft that stays as typed, the check, handing in.
    let browser = test.browser();
    let door = browser.get("/answer").await;
    assert_eq!((door.status, html::faults(&door.body)), (200, Vec::new()));
    assert_eq!(enter(&browser, &link, &pin).await.location(), "/answer/sheet", "the whole link may be pasted");
    let sheet = browser.get("/answer/sheet").await;
    assert_eq!((sheet.status, html::faults(&sheet.body)), (200, Vec::new()));
    assert!(sheet.text().contains("0／14") && !sheet.body.contains("/ledgers"), "no menu of the facility");
    let of = format!("?of={request}");
    let draft = [("target_date.r7-vendor:2-6".to_owned(), "3月末ごろ".to_owned())];
    assert_eq!(send(&browser, &format!("/answer/sheet{of}"), &draft).await.status, 303);
    assert!(browser.get("/answer/sheet").await.body.contains("3月末ごろ"), "kept as typed");
    let check = browser.get("/answer/check").await;
    assert!(check.text().contains("まだ提出できません") && html::faults(&check.body).is_empty());
    assert_eq!(
        browser.post(&format!("/answer/submit{of}"), &[("answered_by", "x"), ("contact", "y")]).await.status,
        422
    );
    let saved = send(&browser, &format!("/answer/sheet{of}"), &all_yes(&test)).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let check = browser.get("/answer/check").await;
    let nobody = browser.submit(&check, "/answer/submit", &[("contact", "03-0000-0001")]).await;
    assert!(
        nobody.status == 422 && nobody.text().contains("回答者がありません") && nobody.body.contains("03-0000-0001")
    );
    let fields = [("answered_by", "品質管理部 見本 一郎"), ("contact", "03-0000-0001")];
    let done = browser.submit(&check, "/answer/submit", &fields).await;
    assert!(done.location().starts_with("/answer/done"), "{}", done.text());
    let done = browser.get("/answer/done").await;
    assert_eq!((done.status, html::faults(&done.body)), (200, Vec::new()));
    let kept = test.app.store.tenant(&test.organization).submissions(&test.facility, &request).await.unwrap();
    assert!(
        done.text().contains(&kept[0].sha256) && done.text().contains(&tate_app::answering::receipt_number(&kept[0]))
    );
    let receipt = browser.get("/answer/receipt.pdf").await;
    assert!(receipt.status == 200 && receipt.text().contains(&kept[0].sha256), "{}", receipt.status);
    // Read-only now.
    assert_eq!(send(&browser, &format!("/answer/sheet{of}"), &all_yes(&test)).await.status, 409);
    assert!(browser.get("/answer/sheet").await.location().starts_with("/answer/done"));

    // The facility asks back: the vendor writes again.
    let page = owner.get(&address).await;
    assert!(page.text().contains("品質管理部で確かめた") && page.text().contains("回答ページ"));
    let asked =
        owner.submit(&page, &format!("{address}/return"), &[("question.r7-vendor:2-6", "いつ更新しますか")]).await;
    assert_eq!(asked.status, 303, "{}", asked.text());
    assert_eq!(state(&test, &request).await.state, State::Returned);
    assert!(browser.get("/answer/sheet").await.text().contains("いつ更新しますか"));
    let check = browser.get("/answer/check").await;
    assert_eq!(browser.submit(&check, "/answer/submit", &fields).await.status, 303);
    let page = owner.get(&address).await;
    assert_eq!(owner.submit(&page, &format!("{address}/accept"), &[]).await.status, 303);
    let over = state(&test, &request).await;
    assert_eq!((over.state, over.decided_name.as_str()), (State::Accepted, "ownerさん"));
    assert_eq!(browser.get("/answer/sheet").await.location(), "/answer?told=ended", "the link ended with it");
    test.app.store.tenant(&test.organization).verify_log(&[]).await.unwrap().unwrap();
});

on_one!(a_vendor_may_refuse_with_a_reason, |test| {
    let request = ask_about(&test, "").await;
    let browser = vendor(&test, &request).await;
    let sheet = browser.get("/answer/sheet").await;
    let half = browser.submit(&sheet, "/answer/refuse", &[("refused_by", "法務部")]).await;
    assert!(half.status == 422 && half.text().contains("理由がありません") && half.body.contains("法務部"));
    let refused = browser
        .submit(&sheet, "/answer/refuse", &[("refused_by", "法務部"), ("reason", "契約の範囲にありません")])
        .await;
    assert_eq!(refused.location(), "/answer?told=refused", "{}", refused.text());
    let kept = state(&test, &request).await;
    assert_eq!((kept.state, kept.reason.as_str()), (State::Refused, "契約の範囲にありません"));
    assert_eq!(kept.decided_name, "法務部（青空システム）");
});

on_one!(last_year_s_answers_of_the_same_contract_are_offered_across_editions, |test| {
    let this = request(&test.facility, "");
    let before = Request {
        id: new_id(),
        fiscal_year: 2025,
        edition: "r6-vendor".into(),
        contract_id: this.contract_id.clone(),
        ..request(&test.facility, "")
    };
    let earlier = asked(&test, before).await;
    let mut change = test.app.store.tenant(&test.organization).change(who()).await.unwrap();
    let item = test.app.builtin.counterpart("r7-vendor:2-6", "r6-vendor").unwrap().id.clone();
    let row =
        RowAnswer {
            item, value: Value::Yes, ground: "月1回の保守".into(), target_date: None, remark: String::new()
        };
    let sheet = Sheet { answered_by: "見本 一郎".into(), contact: "03-0000-0001".into(), rows: vec![row] };
    let id: SubmissionId = new_id();
    change.submit_sheet(&test.facility, &earlier, &sheet, (&id, Route::Link, "x"), 1).await.unwrap();
    change.commit().await.unwrap();
    let request = asked(&test, this).await;
    let browser = vendor(&test, &request).await;
    let page = browser.get("/answer/sheet").await;
    assert!(page.text().contains("昨年の回答：はい（月1回の保守）"));
    let form = [
        ("then".to_owned(), "same:r7-vendor:2-6".to_owned()),
        ("remark.r7-vendor:2-7".to_owned(), "書きかけ".to_owned()),
    ];
    let same = send(&browser, &format!("/answer/sheet?of={request}"), &form).await;
    assert!(same.location().contains("told=same"), "{}", same.text());
    let rows = test.app.store.tenant(&test.organization).written_rows(&test.facility, &request).await.unwrap();
    let row = |item: &str| rows.iter().find(|row| row.item == item).unwrap();
    assert_eq!((row("r7-vendor:2-6").value.as_str(), row("r7-vendor:2-6").ground.as_str()), ("yes", "月1回の保守"));
    assert_eq!(row("r7-vendor:2-7").remark, "書きかけ", "the others are kept too");
});

on_one!(files_go_with_the_sheet_and_come_off_again, |test| {
    let request = ask_about(&test, "").await;
    let browser = vendor(&test, &request).await;
    let of = format!("?of={request}");
    let html = browser.upload(&format!("/answer/files{of}"), &[], Some(("a.html", b"<html>".to_vec()))).await;
    assert!(html.status == 422 && html.text().contains("受け取れません"));
    for n in 0..10 {
        let name = format!("資料{n}.pdf");
        let sent = browser.upload(&format!("/answer/files{of}"), &[], Some((&name, b"%PDF-1.7".to_vec()))).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
    }
    let more = browser.upload(&format!("/answer/files{of}"), &[], Some(("b.pdf", b"%PDF-1.7".to_vec()))).await;
    assert!(more.status == 422 && more.text().contains("10件まで"));
    let page = browser.get("/answer/sheet").await;
    let file = html::links(&page.body).into_iter().find(|link| link.starts_with("/answer/files/")).unwrap();
    let got = browser.get(&file).await;
    assert!(got.status == 200 && got.header("content-disposition").starts_with("attachment"));
    let off = browser.post(&file.replace("?of", "/remove?of"), &[]).await;
    assert_eq!(off.status, 303, "{}", off.text());
    assert_eq!(browser.get(&file).await.status, 404);
    let owner = test.signed_in("owner").await;
    assert!(owner.get(&format!("/vendors/requests/{request}")).await.text().contains("資料9.pdf"));
});

/// A returned workbook: as a CSV, which the reader takes as well as the workbook it was saved from.
fn returned(test: &TestApp, request: &RequestId, change: impl Fn(&str, &mut Vec<String>)) -> Vec<u8> {
    let meta = format!("{{\"format\":\"tate-sheet-1\",\"request\":\"{request}\",\"edition\":\"r7-vendor\"}}");
    let mut text = format!("\"{}\"\n,回答者,品質管理部 見本 一郎\n,連絡先,03-0000-0001\n", meta.replace('"', "\"\""));
    text.push_str(",番号,対象,項目,回答,根拠・理由,目標日,備考\n");
    for item in test.app.builtin.edition("r7-vendor").unwrap().rows() {
        let key = format!("tate-sheet-1|{request}|{}", item.id);
        let cells = [&key, &item.number, item.target.as_str(), "x", "○", "品質管理部で確かめた", "", ""];
        let mut cells: Vec<String> = cells.into_iter().map(str::to_owned).collect();
        change(&item.id, &mut cells);
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text.into_bytes()
}

on_one!(a_returned_workbook_comes_in_at_the_facility_or_says_which_row_is_wrong, |test| {
    let (request, other) = (ask_about(&test, "").await, ask_about(&test, "別の").await);
    let owner = test.signed_in("owner").await;
    let address = format!("/vendors/requests/{request}");
    let upload =
        async |bytes: Vec<u8>| owner.upload(&format!("{address}/upload"), &[], Some(("返送.csv", bytes))).await;
    let wrong = upload(returned(&test, &request, |item, cells| {
        if item == "r7-vendor:2-6" {
            cells[4] = "いいえ".into();
            cells[6] = "来年".into();
        }
    }))
    .await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("10行目（2-⑥ 全般）：「来年」を日付として読み取れません"), "{}", wrong.text());
    assert!(wrong.body.contains("value=\"来年\"") && html::faults(&wrong.body).is_empty(), "what was read stays");
    assert_eq!(state(&test, &request).await.state, State::Asked, "nothing is saved");
    let foreign = upload(returned(&test, &other, |_, _| {})).await;
    assert!(foreign.status == 422 && foreign.text().contains("別の依頼のもの"), "{}", foreign.text());
    let strange = upload(returned(&test, &request, |item, cells| {
        if item == "r7-vendor:2-7" {
            cells[0] = cells[0].replace("r7-vendor", "r6-vendor");
        }
    }))
    .await;
    assert!(
        strange.text().contains("11行目（2-⑦ 全般）：この行は「R7 事業者確認用」にありません"),
        "{}",
        strange.text()
    );
    assert!(strange.text().contains("2-⑦ 全般：この行が用紙にありません"));
    let sorted = upload(returned(&test, &request, |item, cells| {
        if item == "r7-vendor:2-12-sv" {
            cells[2] = "端末PC".into();
        }
    }))
    .await;
    assert!(sorted.text().contains("A列を含めずに並べ替えられた"), "{}", sorted.text());
    let good = upload(returned(&test, &request, |_, _| {})).await;
    assert_eq!(good.status, 303, "{}", good.text());
    assert_eq!(state(&test, &request).await.state, State::Submitted);
});

on_one!(several_workbooks_at_once_each_find_their_request, |test| {
    let (one, two) = (ask_about(&test, "").await, ask_about(&test, "別の").await);
    let owner = test.signed_in("owner").await;
    let mut form = reqwest::multipart::Form::new();
    for (name, bytes) in [
        ("a.csv", returned(&test, &two, |_, _| {})),
        (
            "b.csv",
            returned(&test, &one, |item, cells| {
                if item == "r7-vendor:1-1" {
                    cells[5].clear()
                }
            }),
        ),
        ("c.csv", "管理番号,OS\n1,x\n".as_bytes().to_vec()),
        ("d.csv", returned(&test, &"ほかの施設の依頼".into(), |_, _| {})),
    ] {
        form = form.part("file", reqwest::multipart::Part::bytes(bytes).file_name(name));
    }
    let page = owner.send(owner.client.post(owner.url("/vendors/sheets")).multipart(form)).await;
    assert_eq!((page.status, html::faults(&page.body)), (200, Vec::new()));
    let text = page.text();
    assert!(text.contains("4件のうち1件を取り込みました"), "{text}");
    for sentence in ["5行目（1-① 体制）：「はい」の根拠がありません", "A列", "この施設の依頼の回答用紙ではありません"]
    {
        assert!(text.contains(sentence), "{sentence}: {text}");
    }
    assert_eq!((state(&test, &one).await.state, state(&test, &two).await.state), (State::Asked, State::Submitted));
});

on_one!(a_vendor_reads_its_workbook_into_the_page, |test| {
    let request = ask_about(&test, "").await;
    let browser = vendor(&test, &request).await;
    let path = format!("/answer/upload?of={request}");
    let broken = returned(&test, &request, |item, cells| {
        if item == "r7-vendor:2-6" {
            cells[0] = "x".into()
        }
    });
    let refused = browser.upload(&path, &[], Some(("a.csv", broken))).await;
    assert!(refused.status == 422 && refused.text().contains("10行目（2-⑥ 全般）"), "{}", refused.text());
    assert!(browser.get("/answer/sheet").await.text().contains("0／14"), "nothing is saved");
    let read = browser.upload(&path, &[], Some(("a.csv", returned(&test, &request, |_, _| {})))).await;
    assert!(read.location().contains("/answer/check"), "{}", read.text());
    let check = browser.get("/answer/check").await;
    assert_eq!(check.input("answered_by").unwrap(), "品質管理部 見本 一郎");
    assert_eq!(state(&test, &request).await.state, State::Asked, "and not handed in");
    assert_eq!(browser.submit(&check, "/answer/submit", &[]).await.status, 303);
    let sheet = browser.get("/answer/sheet.xlsx").await;
    assert!(sheet.status == 200 && sheet.text().contains(&format!("request: \"{request}\"")));
});

on_one!(a_form_of_the_vendor_s_own_is_typed_over_and_kept, |test| {
    let request = ask_about(&test, "").await;
    let owner = test.signed_in("owner").await;
    let address = format!("/vendors/requests/{request}");
    let form = all_yes(&test);
    let mut fields: BTreeMap<&str, &str> = form.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    fields.extend([("answered_by", "見本 一郎"), ("contact", "03-0000-0001")]);
    fields.insert("ground.r7-vendor:2-6", "");
    let send = async |fields: &BTreeMap<&str, &str>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (*key, *value)).collect();
        owner.upload(&format!("{address}/typed"), &fields, Some(("届いた紙.pdf", b"%PDF-1.7".to_vec()))).await
    };
    let wrong = send(&fields).await;
    assert!(wrong.status == 422 && wrong.text().contains("「はい」の根拠がありません"), "{}", wrong.text());
    assert!(html::faults(&wrong.body).is_empty() && wrong.body.contains("見本 一郎"));
    fields.insert("ground.r7-vendor:2-6", "月1回");
    assert_eq!(send(&fields).await.status, 303);
    let page = owner.get(&address).await.text();
    assert!(page.contains("施設で入力") && page.contains("届いた紙.pdf"));
    let browser = vendor(&test, &request).await;
    assert!(!browser.get("/answer/done").await.text().contains("届いた紙"), "the facility's own file");
});

on_one!(who_only_looks_sees_neither_the_link_nor_its_pin, |test| {
    let request = ask_about(&test, "").await;
    let (code, pin) = link(&test, &request).await;
    test.add_person("staff", Role::Staff).await;
    let page = test.signed_in("staff").await.get(&format!("/vendors/requests/{request}")).await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains(&code) && !page.body.contains(&pin));
    let page = test.signed_in("owner").await.get(&format!("/vendors/requests/{request}")).await;
    assert!(page.body.contains(&code) && page.body.contains(&pin), "negative control");
});
