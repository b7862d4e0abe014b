//! A vendor's desk, and what a facility takes in under a vendor's signature.
use crate::routes::ROUTES;
use crate::support::{add_row, assert_explains};
use crate::{on_both, on_one};
use jiff::civil::date;
use tate_app::desk::TypedProduct;
use tate_app::facilities::{Founding, TypedProfile, check_profile};
use tate_app::signed::SigningKey;
use tate_domain::desk::TypedAnswer;
use tate_domain::id::{FacilityId, ProductId, RequestId};
use tate_domain::role::{Actor, Reach, Role};
use tate_domain::vendor::{Request, State, Way};
use tate_store::Who;
use tate_testkit::{Answer, Browser, PASSWORD, START, TestApp};

/// A desk with its chief and its clerk.
struct Desk {
    at: FacilityId,
    chief: Actor,
    clerk: Actor,
    owner: Browser,
    desk: Browser,
}

async fn actor(test: &TestApp, login: &str) -> Actor {
    let user = test.app.store.user_by_login(login).await.unwrap().unwrap();
    Actor {
        organization: user.organization,
        user: Some(user.id),
        name: user.name,
        role: user.role,
        reach: user.reach,
        from: "test".into(),
    }
}

async fn desk(test: &TestApp, login: &str) -> Desk {
    let founding = Founding {
        kind: "vendor".into(),
        name: "青空システム".into(),
        login: login.into(),
        admin_name: "責任者".into(),
        password: PASSWORD.into(),
        ..Founding::default()
    };
    let (_, at, _) = test.app.found(&founding, "test").await.unwrap();
    let chief = actor(test, login).await;
    let profile =
        TypedProfile { kind: "vendor", name: "青空システム", phone: "03-0000-0031", ..TypedProfile::default() };
    test.app.change_facility(&chief, &at, &check_profile(profile).unwrap()).await.unwrap();
    let second = format!("{login}-clerk");
    test.app.add_user(&chief, &second, "窓口さん", Role::Operator, Reach::All, PASSWORD).await.unwrap();
    let clerk = actor(test, &second).await;
    Desk { at, chief, clerk, owner: test.signed_in(login).await, desk: test.signed_in(&second).await }
}

impl Desk {
    /// A product whose whole sheet is written by the clerk and approved by the chief.
    async fn product(&self, test: &TestApp, name: &str, until: &str) -> ProductId {
        let typed = TypedProduct {
            name: name.into(),
            deployment: "both".into(),
            release: "5".into(),
            ..TypedProduct::default()
        };
        let id = test.app.save_product(&self.clerk, &self.at, None, &typed).await.unwrap();
        let view = test.app.product_view(&self.clerk, &self.at, &id, "").await.unwrap();
        let mut seen = Vec::new();
        for row in &view.rows {
            let answer = TypedAnswer {
                value: "yes".into(),
                ground: "手順書に定めています".into(),
                valid_until: until.into(),
                ..TypedAnswer::default()
            };
            test.app.write_library(&self.clerk, &self.at, (&id, &row.item.id, 0), &answer).await.unwrap();
            seen.push((row.item.id.clone(), 1));
        }
        test.app.approve_library(&self.chief, &self.at, &id, &seen).await.unwrap();
        id
    }

    /// Sends a request as JSON to the desk.
    async fn send(&self, request: &str, customer: &str, system: &str) -> Answer {
        self.desk.upload("/desk/incoming", &[], Some(("依頼.json", sheet(request, customer, system)))).await
    }
}

fn sheet(request: &str, customer: &str, system: &str) -> Vec<u8> {
    format!(
        r#"{{"format":"tate-sheet-1","request":"{request}","edition":"r7-vendor","facility":"{customer}","code":"","system":"{system}","contract":"保守","vendor":"青空システム","deadline":"2026-12-01","items":[{{"item":"r7-vendor:2-2"}}]}}"#
    )
    .into_bytes()
}

fn path(answer: &Answer) -> String {
    answer.location().split('?').next().unwrap().to_owned()
}

on_both!(a_sheet_is_filled_with_what_another_person_approved_and_finished, |test| {
    let vendor = desk(&test, "vendor").await;
    let typed = TypedProduct { name: "架空カルテ".into(), deployment: "both".into(), ..TypedProduct::default() };
    let id = test.app.save_product(&vendor.clerk, &vendor.at, None, &typed).await.unwrap();
    let row = format!("/desk/library/{id}/r7-vendor/2-6");
    let form = [("value", "yes"), ("ground", "毎月更新"), ("valid_until", "2027-03-31"), ("seen", "0")];
    assert_eq!(vendor.owner.post(&row, &form).await.status, 303);
    // Nobody approves what they wrote, whoever they are.
    let approve = format!("/desk/library/{id}/approve");
    let own = vendor.owner.post(&approve, &[("edition", "r7-vendor"), ("r7-vendor:2-6", "1")]).await;
    assert_explains(&own, 422, "自分では承認できません");
    assert_eq!(vendor.desk.post(&approve, &[("r7-vendor:2-6", "1")]).await.status, 403);
    let received = vendor.send("q-1", "みなと薬局", "架空カルテ").await;
    assert_eq!(received.status, 303, "{}", received.text());
    let address = path(&received);
    assert!(vendor.desk.get(&address).await.text().contains("まだ承認されていません"));

    test.app.add_user(&vendor.chief, "second", "もう一人", Role::Officer, Reach::All, PASSWORD).await.unwrap();
    let second = test.signed_in("second").await;
    let done = second.post(&approve, &[("edition", "r7-vendor"), ("r7-vendor:2-6", "1")]).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let page = vendor.desk.get(&address).await;
    let seen = page.input("seen").unwrap();
    assert_eq!(vendor.desk.post(&format!("{address}/fill"), &[("seen", &seen)]).await.status, 303);
    let page = vendor.desk.get(&address).await;
    assert!(page.text().contains("ライブラリ 第1版") && page.text().contains("毎月更新"), "{}", page.text());
    // Not whole yet: nothing goes out, nothing is finished.
    let seen = page.input("seen").unwrap();
    assert_explains(
        &vendor.desk.post(&format!("{address}/finish"), &[("seen", &seen)]).await,
        422,
        "まだ終えられません",
    );
    assert_eq!(vendor.desk.get(&format!("{address}/files/answer.json")).await.status, 422);
    // A person answers one row wrongly, then all of them; what was typed stays.
    let bad =
        vendor.desk.post(&address, &[("seen", &seen), ("answered_by", "窓口"), ("r7-vendor:2-2.value", "yes")]).await;
    assert_explains(&bad, 422, "根拠がありません");
    let view =
        test.app.incoming_view(&vendor.clerk, &vendor.at, &address.rsplit('/').next().unwrap().into()).await.unwrap();
    let open: Vec<String> =
        view.rows.iter().filter(|(_, row)| row.answer.is_none()).map(|(item, _)| item.id.clone()).collect();
    assert_eq!(open.len(), view.rows.len() - 1);
    let mut form = vec![
        ("seen".to_owned(), seen),
        ("answered_by".to_owned(), "窓口 花子".to_owned()),
        ("contact".to_owned(), "03-0000-0031".to_owned()),
    ];
    for item in &open {
        form.extend([
            (format!("{item}.value"), "not_applicable".to_owned()),
            (format!("{item}.ground"), "機能がない".to_owned()),
        ]);
    }
    form.extend([
        ("r7-vendor:2-2.library".to_owned(), "1".to_owned()),
        ("r7-vendor:2-3.own".to_owned(), "1".to_owned()),
    ]);
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(vendor.desk.post(&address, &form).await.status, 303);
    let page = vendor.desk.get(&address).await;
    let finish = [("seen", page.input("seen").unwrap())];
    let finish: Vec<(&str, &str)> = finish.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(vendor.desk.post(&format!("{address}/finish"), &finish).await.status, 303);
    assert!(vendor.desk.get("/desk/incoming?state=done").await.text().contains("みなと薬局"));
    // The library got a version that waits, the customer a row of its own.
    assert!(vendor.desk.get(&format!("/desk/library/{id}/r7-vendor/2-2")).await.text().contains("承認待ち"));
    assert!(vendor.desk.get("/desk/customers").await.text().contains("機能がない"));
    test.app.store.tenant(&vendor.chief.organization).verify_log(&[]).await.unwrap().unwrap();
});

on_one!(an_expired_answer_is_a_delta_and_the_same_request_is_taken_in_once, |test| {
    let vendor = desk(&test, "vendor").await;
    vendor.product(&test, "架空カルテ", "2026-11-21").await;
    let whole = vendor.send("q-1", "みなと薬局", "架空カルテ").await;
    assert!(vendor.desk.get(&path(&whole)).await.text().contains("回答済み"), "negative control");
    let again = vendor.send("q-1", "みなと薬局", "架空カルテ").await;
    assert_eq!(path(&again), path(&whole));
    test.clock.pass(2 * 24 * 60 * 60);
    let vendor = Desk { desk: test.signed_in("vendor-clerk").await, ..vendor };
    let late = vendor.send("q-2", "別の薬局", "架空カルテ").await;
    let page = vendor.desk.get(&path(&late)).await.text();
    assert!(page.contains("有効期限（2026/11/21）が過ぎています"), "{page}");
});

on_one!(a_person_says_once_which_product_a_customer_means, |test| {
    let vendor = desk(&test, "vendor").await;
    let first = vendor.product(&test, "架空カルテ", "2027-03-31").await;
    vendor.product(&test, "架空レセコン", "2027-03-31").await;
    let unknown = vendor.send("q-1", "みなと薬局", "院内システム一式").await;
    let page = vendor.desk.get(&path(&unknown)).await;
    assert!(page.text().contains("どの製品の依頼か分かりません"), "{}", page.text());
    let seen = page.input("seen").unwrap();
    let choose = format!("{}/product", path(&unknown));
    assert_explains(
        &vendor.desk.post(&choose, &[("seen", &seen), ("product", "none")]).await,
        422,
        "製品が選ばれていません",
    );
    assert_eq!(vendor.desk.post(&choose, &[("seen", &seen), ("product", first.as_str())]).await.status, 303);
    assert!(vendor.desk.get(&path(&unknown)).await.text().contains("すべての行に回答しました"));
    // Remembered for this customer and this name, for nobody else.
    let next = vendor.send("q-2", "みなと薬局", "院内システム一式").await;
    assert!(vendor.desk.get(&path(&next)).await.text().contains("回答済み"));
    let other = vendor.send("q-3", "別の薬局", "院内システム一式").await;
    assert!(vendor.desk.get(&path(&other)).await.text().contains("どの製品の依頼か分かりません"));
});

on_one!(a_file_that_is_no_request_is_refused_with_its_reason, |test| {
    let vendor = desk(&test, "vendor").await;
    for (name, bytes) in
        [("a.json", b"{}".to_vec()), ("a.xlsx", b"PK\x03\x04".to_vec()), ("a.pdf", b"%PDF-1.7".to_vec())]
    {
        let refused = vendor.desk.upload("/desk/incoming", &[], Some((name, bytes))).await;
        assert_explains(&refused, 422, name);
    }
    let strange = String::from_utf8(sheet("q", "x", "y")).unwrap().replace("r7-vendor", "r9-vendor").into_bytes();
    assert_explains(
        &vendor.desk.upload("/desk/incoming", &[], Some(("a.json", strange))).await,
        422,
        "このプログラムにありません",
    );
});

on_one!(a_desk_has_its_own_pages_and_no_checklist_and_nothing_breaks, |test| {
    let vendor = desk(&test, "vendor").await;
    let home = vendor.owner.get("/").await.text();
    assert!(home.contains("依頼一覧") && home.contains("回答ライブラリ") && !home.contains("資産の状態"), "{home}");
    for route in ROUTES.iter().filter(|route| route.is_get()) {
        let path = route.path.replace(['{', '}'], "");
        let shown = vendor.owner.get(&path).await;
        assert!(matches!(shown.status, 200 | 303 | 404), "{path}: {}", shown.status);
    }
    for path in ["/checklist", "/lint", "/wizard", "/inspection", "/vendors/signed", "/ledgers/devices"] {
        assert_explains(&vendor.owner.get(path).await, 404, "事業者の施設では使いません");
    }
    // Past the pages too.
    assert!(test.app.import_signed(&vendor.chief, &vendor.at, (b"x", b"y")).await.is_err());
    assert!(
        test.app.lint(&vendor.chief, &vendor.at).await.is_ok()
            || test.app.home(&vendor.chief, &vendor.at).await.is_err()
    );
});

on_both!(another_vendor_sees_and_changes_nothing_of_a_desk, |test| {
    let vendor = desk(&test, "vendor").await;
    let product = vendor.product(&test, "himitsu", "2027-03-31").await;
    let sheet = path(&vendor.send("q-1", "himitsu", "himitsu").await);
    test.app.make_desk_key(&vendor.chief, &vendor.at, 0).await.unwrap();
    let events = test.app.store.tenant(&vendor.chief.organization).checkpoint().await.unwrap().count;
    let other = desk(&test, "other").await;
    let key = vendor.owner.get("/desk/key").await.text();
    for path in
        ["/desk/incoming", "/desk/incoming?state=done", "/desk/library", "/desk/customers", "/desk/notices", "/"]
    {
        let seen = other.owner.get(path).await;
        assert!(seen.status == 200 && !seen.text().contains("himitsu"), "{path}: {}", seen.text());
    }
    let public = key.split("<code>").nth(1).unwrap_or_default().split('<').next().unwrap_or_default().to_owned();
    assert!(public.is_empty() || !other.owner.get("/desk/key").await.text().contains(&public));
    for path in [
        sheet.clone(),
        format!("{sheet}/files/answer.json"),
        format!("/desk/library/{product}"),
        format!("/desk/library/{product}/r7-vendor/2-6"),
    ] {
        assert_eq!(other.owner.get(&path).await.status, 404, "{path}");
        assert_eq!(vendor.owner.get(&path).await.status, 200, "negative control: {path}");
    }
    let product_form = [
        ("name", "mine"),
        ("deployment", "both"),
        ("seen", "1"),
        ("from", product.as_str()),
        ("from_edition", "r7-vendor"),
        ("edition", "r7-vendor"),
    ];
    for path in [
        format!("{sheet}/reopen"),
        format!("{sheet}/fill"),
        format!("/desk/library/{product}"),
        format!("/desk/library/{product}/copy"),
        format!("/desk/library/{product}/r7-vendor/2-6/decline"),
    ] {
        let refused = other.owner.post(&path, &product_form).await;
        assert!(
            matches!(refused.status, 404 | 409 | 422) && !refused.text().contains("himitsu"),
            "{path}: {}",
            refused.status
        );
    }
    let after = test.app.store.tenant(&vendor.chief.organization).checkpoint().await.unwrap().count;
    // The negative controls handed out one file.
    assert_eq!(after, events + 1);
});

/// A request of the test's pharmacy to its vendor.
async fn ask(test: &TestApp, vendor: &str, id: &str, edition: &str) -> Request {
    let request = Request {
        id: RequestId::from(id),
        facility: test.facility.clone(),
        fiscal_year: 2026,
        edition: edition.into(),
        contract_id: format!("c-{id}"),
        contract: "保守".into(),
        system: "架空カルテ".into(),
        vendor_id: vendor.into(),
        vendor: "青空システム".into(),
        asked_id: vendor.into(),
        asked: "青空システム".into(),
        deadline: date(2026, 12, 1),
        way: Way::Mail,
        asked_at: START.into(),
        asked_name: "owner".into(),
        opened_at: String::new(),
        submitted_at: String::new(),
        state: State::Asked,
        decided_at: String::new(),
        decided_name: String::new(),
        reason: String::new(),
        paused: false,
        version: 1,
    };
    let who = Who { actor: "owner".into(), origin: "test".into(), at: START.into() };
    let mut change = test.app.store.tenant(&test.organization).change(who).await.unwrap();
    change.ask_vendor(&request, "").await.unwrap();
    change.commit().await.unwrap();
    request
}

async fn import(browser: &Browser, to: &str, bytes: &[u8], signature: &[u8]) -> Answer {
    let files = [("answer.json", bytes.to_vec()), ("answer.json.sig", signature.to_vec())];
    browser.upload_many(to, &files).await
}

on_both!(a_signed_answer_is_imported_once_and_nothing_else_is, |test| {
    let vendor = desk(&test, "vendor").await;
    vendor.product(&test, "架空カルテ", "2027-03-31").await;
    test.app.make_desk_key(&vendor.chief, &vendor.at, 0).await.unwrap();
    let sheet = path(&vendor.send("q-1", "みなと薬局", "架空カルテ").await);
    let bytes = vendor.desk.get(&format!("{sheet}/files/answer.json")).await.body.into_bytes();
    let signature = vendor.desk.get(&format!("{sheet}/files/answer.json.sig")).await.body.into_bytes();
    assert_eq!(bytes, vendor.desk.get(&format!("{sheet}/files/answer.json")).await.body.into_bytes(), "the same bytes");

    let owner = test.signed_in("owner").await;
    let row = add_row(&owner, "vendors", &[("name", "青空システム"), ("phone", "03-0000-0031")]).await;
    let id = row.rsplit('/').next().unwrap();
    let unknown = import(&owner, "/vendors/signed", &bytes, &signature).await;
    assert_explains(&unknown, 422, "登録していない鍵");
    let public = test.app.desk_keys(&vendor.chief, &vendor.at).await.unwrap()[0].key.public_key.clone();
    // Without the comparison nothing is pinned, and the fingerprint is shown.
    let first = owner.post("/vendors/keys", &[("vendor", id), ("key", &public)]).await;
    assert_explains(&first, 422, "指紋を読み合わせてください");
    let pinned = owner.post("/vendors/keys", &[("vendor", id), ("key", &public), ("compared", "1")]).await;
    assert_eq!(pinned.status, 303, "{}", pinned.text());
    let stranger = import(&owner, "/vendors/signed", &bytes, &signature).await;
    assert_explains(&stranger, 422, "この施設あての回答ではありません");
    ask(&test, id, "q-1", "r7-vendor").await;
    let mut changed = bytes.clone();
    let at = changed.iter().rposition(|byte| *byte == b'y').unwrap();
    changed[at] = b'z';
    assert_explains(&import(&owner, "/vendors/signed", &changed, &signature).await, 422, "署名が一致しません");
    let other = SigningKey::of(&[9; 32]).sign(&bytes).into_bytes();
    assert_explains(&import(&owner, "/vendors/signed", &bytes, &other).await, 422, "登録していない鍵");
    assert_explains(&import(&owner, "/vendors/signed", &bytes, b"{}").await, 422, "署名のファイル");
    let events = test.events().await;
    let taken = import(&owner, "/vendors/signed", &bytes, &signature).await;
    assert_eq!(taken.status, 303, "{}", taken.text());
    assert!(test.events().await > events, "negative control: now it is taken");
    let request =
        test.app.store.tenant(&test.organization).request(&test.facility, &"q-1".into()).await.unwrap().unwrap();
    assert_eq!(request.state, State::Submitted);
    assert_explains(&import(&owner, "/vendors/signed", &bytes, &signature).await, 422, "すでに取り込んでいます");
    // The shop next door, and a revoked key.
    let key = test.app.signed_view(&test.actor(), &test.facility).await.unwrap().keys[0].id.clone();
    assert_eq!(owner.post(&format!("/vendors/keys/{key}/revoke"), &[]).await.status, 303);
    assert_explains(&import(&owner, "/vendors/signed", &bytes, &signature).await, 422, "使用をやめた鍵");
});

on_both!(a_signed_notice_reaches_the_first_page_until_somebody_has_checked_it, |test| {
    let vendor = desk(&test, "vendor").await;
    vendor.product(&test, "架空カルテ", "2027-03-31").await;
    vendor.send("q-1", "みなと薬局", "架空カルテ").await;
    let form = [
        ("kind", "vulnerability"),
        ("title", "部品の更新"),
        ("text", "本文"),
        ("action", "更新する"),
        ("by_when", "2026-12-01"),
    ];
    assert_explains(&vendor.owner.post("/desk/notices/new", &form).await, 422, "署名の鍵がまだありません");
    test.app.make_desk_key(&vendor.chief, &vendor.at, 0).await.unwrap();
    assert_eq!(vendor.desk.post("/desk/notices/new", &form).await.status, 403);
    let issued = path(&vendor.owner.post("/desk/notices/new", &form).await);
    let page = vendor.owner.get(&issued).await.text();
    assert!(page.contains("みなと薬局 御中") && page.contains("2026年12月1日"), "{page}");
    let bytes = vendor.owner.get(&format!("{issued}/files/notice.json")).await.body.into_bytes();
    let signature = vendor.owner.get(&format!("{issued}/files/notice.json.sig")).await.body.into_bytes();

    let owner = test.signed_in("owner").await;
    let row = add_row(&owner, "vendors", &[("name", "青空システム"), ("phone", "03-0000-0031")]).await;
    let id = row.rsplit('/').next().unwrap();
    assert_explains(&import(&owner, "/vendors/notices", &bytes, &signature).await, 422, "登録していない鍵");
    let public = test.app.desk_keys(&vendor.chief, &vendor.at).await.unwrap()[0].key.public_key.clone();
    owner.post("/vendors/keys", &[("vendor", id), ("key", &public), ("compared", "1")]).await;
    assert!(import(&owner, "/vendors/notices", &bytes, &signature).await.location().contains("notice-imported"));
    assert!(import(&owner, "/vendors/notices", &bytes, &signature).await.location().contains("notice-there"));
    assert!(owner.get("/").await.text().contains("お知らせが1件、確認されていません"));
    let notice = issued.rsplit('/').next().unwrap();
    let check = format!("/vendors/notices/{notice}/check");
    assert_explains(&owner.post(&check, &[("note", " ")]).await, 422, "確認した内容を保存できません");
    assert_eq!(owner.post(&check, &[("note", "更新した")]).await.status, 303);
    let list = owner.get("/vendors/notices").await.text();
    assert!(list.contains("確認済み") && list.contains("更新した"), "{list}");
    assert!(!owner.get("/").await.text().contains("確認されていません"));
    // An answer file is no notice, and the other way about.
    assert_explains(&import(&owner, "/vendors/signed", &bytes, &signature).await, 422, "読み取れません");
});
