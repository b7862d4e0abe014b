//! The vendor's desk and the signatures of vendors.

use crate::fixture::{Org, found, new_id, who};
use crate::site::{NOW, both};
use jiff::civil::date;
use tate_domain::desk::{
    Deployment, FileKind, Incoming, IncomingRow, IncomingState, LibraryAnswer, Override, Paper, PaperKind, Product,
    Says, Standing, Target, newest,
};
use tate_domain::exception::Signed;
use tate_domain::vendor::Value;
use tate_store::{Change, DeskKey, IssuedNotice, SignedRecord, StoreError, VendorKey, VendorNotice};

pub(crate) const ITEM: &str = "r7-vendor:2-6";
const OTHER: (&str, &str) = ("u2", "承認する人");

pub(crate) fn product(id: &str) -> Product {
    Product {
        id: id.into(),
        name: "架空カルテ".into(),
        other_names: vec!["加 髙 﨑 ① ㈱ 〜 − 𠮷".into()],
        release: "5".into(),
        deployment: Deployment::Both,
        remote: true,
        note: String::new(),
        retired: false,
        version: 1,
    }
}

fn says(ground: &str) -> Says {
    Says { value: Value::Yes, ground: ground.into(), target: Target::None, remark: String::new() }
}

pub(crate) fn answer(product: &str, number: i64) -> LibraryAnswer {
    LibraryAnswer {
        product: product.into(),
        item: ITEM.into(),
        number,
        says: says("毎月更新しています"),
        valid_until: date(2027, 3, 31),
        written: Signed { user: "u1".into(), name: "書いた人".into(), at: String::new() },
        approved: None,
        declined: None,
        declined_reason: String::new(),
    }
}

pub(crate) fn own(product: &str, ground: &str) -> Override {
    Override {
        customer_key: "name:みなと薬局".into(),
        customer: "みなと薬局".into(),
        product: product.into(),
        item: ITEM.into(),
        number: 0,
        says: says(ground),
        valid_until: date(2027, 3, 31),
        source: "cmdb.csv".into(),
        at: NOW.into(),
        by_name: "試験 太郎".into(),
    }
}

pub(crate) fn sheet(id: &str, customer: &str, version: i64) -> Incoming {
    Incoming {
        id: id.into(),
        key: format!("request:{id}"),
        name: "依頼.xlsx".into(),
        kind: FileKind::Sheet,
        sha256: "0".repeat(64),
        file: String::new(),
        request: "q-1".into(),
        customer: customer.into(),
        code: String::new(),
        system: "電子カルテ".into(),
        contract: "保守".into(),
        edition: "r7-vendor".into(),
        deadline: Some(date(2026, 11, 19)),
        fiscal_year: 2026,
        product: None,
        rows: vec![IncomingRow::open(ITEM, tate_domain::desk::Delta::NoProduct, None)],
        state: IncomingState::Open,
        answered_by: "窓口".into(),
        contact: String::new(),
        answer_id: String::new(),
        valid_until: None,
        received_at: NOW.into(),
        finished_at: String::new(),
        finished_name: String::new(),
        version,
    }
}

pub(crate) fn paper(id: &str, product: &str) -> Paper {
    Paper {
        id: id.into(),
        product: product.into(),
        kind: PaperKind::Sds,
        template: "5.0".into(),
        guideline: "6.0".into(),
        made_on: date(2026, 10, 1),
        valid_until: None,
        file: String::new(),
        note: String::new(),
        at: NOW.into(),
        by_name: "試験 太郎".into(),
    }
}

pub(crate) fn notice(id: &str) -> IssuedNotice {
    IssuedNotice {
        id: id.into(),
        content: "{}".into(),
        signature: "{}".into(),
        issued_at: NOW.into(),
        by_name: "x".into(),
    }
}

pub(crate) fn key(number: i64) -> DeskKey {
    DeskKey { number, public_key: format!("key-{number}"), made_at: NOW.into(), made_name: "x".into() }
}

pub(crate) fn pinned(id: &str, key_id: &str) -> VendorKey {
    VendorKey {
        id: id.into(),
        vendor_id: "v-1".into(),
        vendor: "青空システム".into(),
        public_key: "public".into(),
        key_id: key_id.into(),
        pinned_at: NOW.into(),
        pinned_name: "x".into(),
        revoked_at: String::new(),
        revoked_name: String::new(),
    }
}

pub(crate) fn signed(id: &str) -> SignedRecord {
    SignedRecord {
        id: id.into(),
        request_id: "q-1".into(),
        vendor_id: "v-1".into(),
        vendor: "青空システム".into(),
        key_id: "0123".into(),
        content: "{}".into(),
        signature: "{}".into(),
        at: NOW.into(),
        by_name: "x".into(),
    }
}

pub(crate) fn received(id: &str) -> VendorNotice {
    VendorNotice {
        id: id.into(),
        vendor_id: "v-1".into(),
        vendor: "青空システム".into(),
        key_id: "0123".into(),
        content: "{}".into(),
        signature: "{}".into(),
        at: NOW.into(),
        by_name: "x".into(),
        checked_at: String::new(),
        checked_name: String::new(),
        checked_note: String::new(),
    }
}

/// One of everything of a desk, and of what comes from one.
pub(crate) async fn furnish(change: &mut Change, org: &Org) {
    let (at, id) = (&org.facility, org.desk.as_str());
    change.add_product(at, &product(id)).await.unwrap();
    change.write_desk_answer(at, &answer(id, 1)).await.unwrap();
    change.put_overrides(at, &[own(id, "根拠")]).await.unwrap();
    change.remember_match(at, ("customer", "system"), &id.into(), "x").await.unwrap();
    change.take_in(at, &[sheet(id, &org.login, 0)], "batch").await.unwrap();
    change.add_paper(at, &paper(id, id)).await.unwrap();
    change.issue_notice(at, &notice(id)).await.unwrap();
    change.make_desk_key(at, &key(1)).await.unwrap();
    change.pin_key(at, &pinned(id, "0123")).await.unwrap();
    change.keep_signed(at, &signed(id)).await.unwrap();
    change.keep_notice(at, &received(id)).await.unwrap();
}

both!(a_library_answer_is_written_approved_by_another_and_its_versions_stay, |site| {
    let org = found(&site.store, "青空").await;
    let (tenant, at, id) = (site.store.tenant(&org.id), &org.facility, org.desk.as_str());
    let which = |number| (tate_domain::id::ProductId::from(id), number);
    let mut change = tenant.change(who()).await.unwrap();
    change.add_product(at, &product(id)).await.unwrap();
    change.write_desk_answer(at, &answer(id, 1)).await.unwrap();
    let again = change.write_desk_answer(at, &answer(id, 1)).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    drop(change);
    let mut change = tenant.change(who()).await.unwrap();
    change.add_product(at, &product(id)).await.unwrap();
    change.write_desk_answer(at, &answer(id, 1)).await.unwrap();
    change.commit().await.unwrap();

    let mut change = tenant.change(who()).await.unwrap();
    let (product, number) = which(1);
    // Past every use case, the writer's own approval touches nothing.
    let own = change.approve_desk_answer(at, (&product, ITEM, number), ("u1", "書いた人")).await;
    assert!(matches!(own, Err(StoreError::Conflict)), "{own:?}");
    change.approve_desk_answer(at, (&product, ITEM, number), OTHER).await.unwrap();
    let twice = change.approve_desk_answer(at, (&product, ITEM, number), OTHER).await;
    assert!(matches!(twice, Err(StoreError::Conflict)), "{twice:?}");
    change.write_desk_answer(at, &answer(id, 2)).await.unwrap();
    change.decline_desk_answer(at, (&product, ITEM, 2), OTHER, "古い").await.unwrap();
    change.commit().await.unwrap();

    let kept = tenant.desk_answers(at, &product).await.unwrap();
    assert_eq!(kept.len(), 2);
    let now = newest(&kept).unwrap();
    assert_eq!((now.number, now.standing(date(2026, 11, 20))), (1, Standing::InForce));
    assert_eq!((kept[1].declined_reason.as_str(), kept[1].standing(date(2026, 11, 20))), ("古い", Standing::Declined));
    let events = tenant.events_about(&format!("library:{id}:{ITEM}"), 9).await.unwrap();
    let actions: Vec<&str> = events.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, ["desk.answer.decline", "desk.answer.write", "desk.answer.approve", "desk.answer.write"]);
    tenant.verify_log(&[]).await.unwrap().unwrap();
});

both!(a_sheet_is_taken_in_once_and_a_stale_version_overwrites_nothing, |site| {
    let org = found(&site.store, "青空").await;
    let (tenant, at) = (site.store.tenant(&org.id), &org.facility);
    let (first, second) = (new_id::<String>(), new_id::<String>());
    let mut change = tenant.change(who()).await.unwrap();
    assert_eq!(change.take_in(at, &[sheet(&first, "a", 0), sheet(&second, "b", 0)], "batch").await.unwrap(), 2);
    change.commit().await.unwrap();
    let mut change = tenant.change(who()).await.unwrap();
    assert_eq!(change.take_in(at, &[sheet(&first, "a", 0)], "batch").await.unwrap(), 0, "it is there");
    assert_eq!(change.take_in(at, &[sheet(&first, "c", 9)], "batch").await.unwrap(), 0, "somebody worked on it");
    assert_eq!(change.take_in(at, &[sheet(&first, "c", 1)], "batch").await.unwrap(), 1, "negative control");
    change.commit().await.unwrap();
    let kept = tenant.incoming(at, &first.as_str().into()).await.unwrap().unwrap();
    assert_eq!((kept.customer.as_str(), kept.version, kept.deltas()), ("c", 2, 1));
    let mut change = tenant.change(who()).await.unwrap();
    let stale = change.save_incoming(at, &sheet(&first, "d", 1), "desk.incoming.answer").await;
    assert!(matches!(stale, Err(StoreError::Conflict)), "{stale:?}");
    let count = tenant.incoming_count(at, "2026-11-20").await.unwrap();
    assert_eq!((count.open, count.done, count.late), (2, 0, 2));
});

both!(a_customers_own_row_keeps_its_versions_and_can_be_taken_away, |site| {
    let org = found(&site.store, "青空").await;
    let (tenant, at, id) = (site.store.tenant(&org.id), &org.facility, org.desk.as_str());
    let mut change = tenant.change(who()).await.unwrap();
    change.add_product(at, &product(id)).await.unwrap();
    assert_eq!(change.put_overrides(at, &[own(id, "一")]).await.unwrap(), 1);
    assert_eq!(change.put_overrides(at, &[own(id, "一")]).await.unwrap(), 0, "it says the same already");
    assert_eq!(change.put_overrides(at, &[own(id, "二")]).await.unwrap(), 1);
    change.commit().await.unwrap();
    let kept = tenant.desk_overrides(at).await.unwrap();
    assert_eq!((kept.len(), kept[0].number, kept[0].says.ground.as_str()), (1, 2, "二"));
    let mut change = tenant.change(who()).await.unwrap();
    change.take_override(at, &own(id, "")).await.unwrap();
    let twice = change.take_override(at, &own(id, "")).await;
    assert!(matches!(twice, Err(StoreError::NotFound)), "{twice:?}");
    change.commit().await.unwrap();
    assert!(tenant.desk_overrides(at).await.unwrap().is_empty());
});

both!(a_signed_file_is_kept_once_and_a_key_is_pinned_once_until_it_is_revoked, |site| {
    let org = found(&site.store, "青空").await;
    let (tenant, at) = (site.store.tenant(&org.id), &org.facility);
    let (first, second) = (new_id::<String>(), new_id::<String>());
    let mut change = tenant.change(who()).await.unwrap();
    change.pin_key(at, &pinned(&first, "0123")).await.unwrap();
    change.keep_signed(at, &signed("a-1")).await.unwrap();
    assert!(change.keep_notice(at, &received("n-1")).await.unwrap());
    assert!(!change.keep_notice(at, &received("n-1")).await.unwrap(), "there already");
    change.check_notice(at, &"n-1".into(), ("x", "確かめた")).await.unwrap();
    let twice = change.check_notice(at, &"n-1".into(), ("x", "確かめた")).await;
    assert!(matches!(twice, Err(StoreError::Conflict)), "{twice:?}");
    change.commit().await.unwrap();
    let mut change = tenant.change(who()).await.unwrap();
    let again = change.pin_key(at, &pinned(&second, "0123")).await;
    assert!(matches!(again, Err(StoreError::Taken)), "{again:?}");
    drop(change);
    let mut change = tenant.change(who()).await.unwrap();
    let replay = change.keep_signed(at, &signed("a-1")).await;
    assert!(matches!(replay, Err(StoreError::Taken)), "{replay:?}");
    drop(change);
    let mut change = tenant.change(who()).await.unwrap();
    change.revoke_key(at, &first, "x").await.unwrap();
    change.pin_key(at, &pinned(&second, "0123")).await.unwrap();
    change.commit().await.unwrap();
    assert_eq!(tenant.vendor_keys(at).await.unwrap().len(), 2);
});
