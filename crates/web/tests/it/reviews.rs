//! Reviews: what is due, what one changes in other ledgers, findings until they are put right.
use crate::on_both;
use crate::on_one;
use crate::support::{add_row, assert_explains};
use tate_domain::facts::Row;
use tate_domain::ledger::Ledger;
use tate_testkit::TestApp;

fn id(address: &str) -> String {
    address.rsplit('/').next().unwrap().to_owned()
}

async fn row(test: &TestApp, ledger: Ledger, id: &str) -> Row {
    let facts = test.app.facts(&test.actor(), &test.facility).await.unwrap();
    facts.facts.find(ledger, id).unwrap().clone()
}

on_both!(a_review_of_accounts_writes_its_row_and_what_was_ticked_in_one_change, |test| {
    let owner = test.signed_in("owner").await;
    let reviewer = id(&add_row(&owner, "people", &[("name", "試山 ためす")]).await);
    let left = add_row(&owner, "people", &[("name", "去田 さる"), ("state", "left")]).await;
    let system = id(&add_row(&owner, "systems", &[("name", "レセコン")]).await);
    let mut accounts = Vec::new();
    for (login, holder, more) in [
        ("sarita", "去田 さる", ("person", id(&left))),
        ("tamesu", "試山 ためす", ("last_login", "2026-11-19".to_owned())),
        ("hoka", "試山 ためす", ("last_login", "2026-11-18".to_owned())),
    ] {
        let fields =
            [("login", login), ("holder", holder), ("system", &system), ("state", "active"), (more.0, &more.1)];
        accounts.push(id(&add_row(&owner, "accounts", &fields).await));
    }
    let form = owner.get("/reviews/accounts").await;
    assert!(
        form.text().contains("レセコン：3件（見直す候補 1件）") && form.text().contains("退職・異動"),
        "{}",
        form.text()
    );
    let (off, all) = (format!("off.{}", accounts[0]), format!("all.{system}"));
    let base = [("day", "2026-11-20"), ("reviewer", reviewer.as_str()), ("next", "2027-02-18"), (off.as_str(), "1")];

    let refused = owner.post("/reviews/accounts", &[&base[..], &[("result", "found")]].concat()).await;
    assert_explains(&refused, 422, "分かったことがありません");
    assert!(refused.body.contains(&format!("name=\"{off}\" value=\"1\" checked")), "what was ticked stays");
    assert_eq!(row(&test, Ledger::Accounts, &accounts[0]).await.text("state"), "active", "nothing was written");

    let events = test.events().await;
    let saved = owner.post("/reviews/accounts", &[&base[..], &[("result", "clean")]].concat()).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert_eq!(test.events().await - events, 2, "the review and the one account");
    let first = row(&test, Ledger::Accounts, &accounts[0]).await;
    assert_eq!((first.text("state"), first.text("reviewed")), ("disabled", "2026-11-20"));
    assert_eq!(row(&test, Ledger::Accounts, &accounts[1]).await.text("reviewed"), "");
    assert_eq!(row(&test, Ledger::Systems, &system).await.text("accounts_reviewed"), "", "two were left out");

    let again = [("day", "2026-11-20"), ("reviewer", &reviewer), ("result", "clean"), (all.as_str(), "1")];
    assert_eq!(owner.post("/reviews/accounts", &again).await.status, 303);
    assert_eq!(row(&test, Ledger::Accounts, &accounts[2]).await.text("reviewed"), "2026-11-20");
    assert_eq!(row(&test, Ledger::Systems, &system).await.text("accounts_reviewed"), "2026-11-20");
    let page = owner.get("/checklist/r7-pharmacy/2-5").await.text();
    assert!(page.contains("最近の点検") && page.contains("2026/11/20 利用者IDの棚卸"), "{page}");
    let binder = owner.get("/documents/binder.pdf").await.text();
    assert!(binder.contains("利用者IDの棚卸") && binder.contains("試山 ためす"), "{binder}");
    test.app.store.tenant(&test.organization).verify_log(&[]).await.unwrap().unwrap();
});

on_both!(a_restore_test_dates_its_backup_unless_it_failed_and_a_finding_stays_on_the_first_page, |test| {
    let owner = test.signed_in("owner").await;
    let reviewer = id(&add_row(&owner, "people", &[("name", "試山 ためす")]).await);
    let backup = id(&add_row(&owner, "backups", &[("name", "レセコンの控え")]).await);
    let base = [("day", "2026-11-19"), ("reviewer", reviewer.as_str()), ("minutes", "４５")];
    assert_explains(
        &owner.post("/reviews/restore", &[&base[..], &[("result", "clean")]].concat()).await,
        422,
        "どのバックアップ",
    );
    let failed = [&base[..], &[("result", "failed"), ("backup", backup.as_str()), ("findings", "壊れていた")]].concat();
    assert_eq!(owner.post("/reviews/restore", &failed).await.status, 303);
    assert_eq!(row(&test, Ledger::Backups, &backup).await.text("restore_test"), "");
    let home = owner.get("/").await.text();
    assert!(home.contains("復元テスト：2026/11/19の指摘が残っています") && home.contains("45分"), "{home}");
    assert!(owner.get("/reviews").await.text().contains("直していない指摘1件"));
    let worked = [&base[..], &[("result", "clean"), ("backup", backup.as_str()), ("day", "2026-11-20")]].concat();
    let worked: Vec<(&str, &str)> = worked.into_iter().filter(|pair| *pair != ("day", "2026-11-19")).collect();
    assert_eq!(owner.post("/reviews/restore", &worked).await.status, 303);
    assert_eq!(row(&test, Ledger::Backups, &backup).await.text("restore_test"), "2026-11-20");
    assert!(!owner.get("/").await.text().contains("指摘が残っています"));
});

on_one!(days_that_cannot_be_are_refused_and_a_newer_success_goes_into_the_backup, |test| {
    let owner = test.signed_in("owner").await;
    let reviewer = id(&add_row(&owner, "people", &[("name", "試山 ためす")]).await);
    let backup = id(&add_row(&owner, "backups", &[("name", "控え"), ("last_success", "2026-11-01")]).await);
    let success = format!("success.{backup}");
    let send = async |more: &[(&str, &str)]| {
        let mut form = vec![("day", "2026-11-20"), ("reviewer", reviewer.as_str()), ("result", "clean")];
        form.retain(|(name, _)| !more.iter().any(|(given, _)| given == name));
        form.extend(more);
        owner.post("/reviews/backup", &form).await
    };
    assert_explains(&send(&[("day", "2026-11-21")]).await, 422, "明日以降");
    assert_explains(&send(&[("next", "2026-11-20")]).await, 422, "点検日より後");
    assert_explains(&send(&[(&success, "2026-11-21")]).await, 422, "最終成功日");
    assert_explains(&send(&[(&success, "いつか")]).await, 422, "最終成功日");
    assert_explains(&send(&[("reviewer", "")]).await, 422, "点検した人がありません");
    assert_explains(&send(&[("result", "")]).await, 422, "結果がありません");
    assert_eq!(row(&test, Ledger::Backups, &backup).await.text("last_success"), "2026-11-01");
    assert_eq!(send(&[(&success, "令和8年11月19日")]).await.status, 303);
    assert_eq!(row(&test, Ledger::Backups, &backup).await.text("last_success"), "2026-11-19");
    assert_eq!(owner.get("/reviews/none").await.status, 404);
    assert_eq!(owner.post("/reviews/none", &[("result", "clean")]).await.status, 404);
    let page = owner.get("/reviews").await.text();
    assert!(page.contains("2026/12/20") && page.contains("未実施"), "{page}");
});

on_one!(devices_are_listed_with_their_support_the_longest_without_an_update_first, |test| {
    let owner = test.signed_in("owner").await;
    for (host, os, patched) in [
        ("NEW", "Windows 11 Pro 24H2", "2026-11-18"),
        ("OLD", "Windows 7 Professional", "2020-01-01"),
        ("NONE", "Windows 11 Pro 24H2", ""),
    ] {
        let fields = [("host", host), ("os", os), ("kind", "pc"), ("state", "active"), ("last_patch", patched)];
        add_row(&owner, "devices", &fields).await;
    }
    let page = owner.get("/reviews/patches").await.text();
    let places: Vec<usize> = ["NONE", "OLD", "NEW"].iter().map(|host| page.find(host).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(page.contains("サポート終了") && page.contains("2日前"), "{page}");
});
