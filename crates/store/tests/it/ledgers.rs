//! Ledger rows: adding, changing, conflicts, searching, imports.

use crate::fixture::{add_device, fields, found, furnished, new_id, profile, who};
use crate::site::both;
use tate_domain::id::{BatchId, RowId};
use tate_domain::ledger::Ledger;
use tate_domain::text::search_key;
use tate_store::{BatchChange, StoreError};

both!(a_row_is_added_changed_and_removed_with_its_events, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let id =
        add_device(&tenant, &org.facility, &[("number", "PC-001"), ("description", "加 髙 﨑 ① ㈱ 〜 − 𠮷")]).await;
    let row = tenant.row(&org.facility, id.as_str()).await.unwrap().unwrap();
    assert_eq!((row.version, row.text("number"), row.text("description")), (1, "PC-001", "加 髙 﨑 ① ㈱ 〜 − 𠮷"));

    let mut change = tenant.change(who()).await.unwrap();
    assert_eq!(
        change.change_row(&org.facility, &id, Ledger::Devices, 1, &fields(&[("number", "PC-002")])).await.unwrap(),
        2
    );
    change.commit().await.unwrap();
    let row = tenant.row(&org.facility, id.as_str()).await.unwrap().unwrap();
    assert_eq!((row.version, row.text("number"), row.text("description")), (2, "PC-002", ""));

    let mut change = tenant.change(who()).await.unwrap();
    change.remove_row(&org.facility, &id, Ledger::Devices, 2).await.unwrap();
    change.commit().await.unwrap();
    assert!(tenant.row(&org.facility, id.as_str()).await.unwrap().is_none());
    assert!(tenant.all_rows(&org.facility).await.unwrap().is_empty());
    assert!(tenant.rows(&org.facility, Ledger::Devices, "", 0, 9).await.unwrap().is_empty());

    let events = tenant.events_about(&format!("devices:{id}"), 9).await.unwrap();
    let told: Vec<_> =
        events.iter().map(|e| (e.action.as_str(), e.before.contains("PC-001"), e.before.contains("PC-002"))).collect();
    assert_eq!(told, [("ledger.remove", false, true), ("ledger.change", true, false), ("ledger.add", false, false)]);
});

both!(the_second_editor_conflicts_and_the_first_change_stays, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let id = add_device(&tenant, &org.facility, &[("host", "初め")]).await;
    let mut first = tenant.change(who()).await.unwrap();
    first.change_row(&org.facility, &id, Ledger::Devices, 1, &fields(&[("host", "一人目")])).await.unwrap();
    first.commit().await.unwrap();
    let mut second = tenant.change(who()).await.unwrap();
    let edited = second.change_row(&org.facility, &id, Ledger::Devices, 1, &fields(&[("host", "二人目")])).await;
    assert!(matches!(edited, Err(StoreError::Conflict)), "{edited:?}");
    let removed = second.remove_row(&org.facility, &id, Ledger::Devices, 1).await;
    assert!(matches!(removed, Err(StoreError::Conflict)), "{removed:?}");
    assert!(matches!(second.commit().await, Err(StoreError::Unaudited)));
    assert_eq!(tenant.row(&org.facility, id.as_str()).await.unwrap().unwrap().text("host"), "一人目");
});

both!(editing_a_row_that_was_removed_meanwhile_is_a_conflict, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let id = add_device(&tenant, &org.facility, &[("host", "初め")]).await;
    let mut change = tenant.change(who()).await.unwrap();
    change.remove_row(&org.facility, &id, Ledger::Devices, 1).await.unwrap();
    for seen in [1, 2] {
        let edited = change.change_row(&org.facility, &id, Ledger::Devices, seen, &fields(&[])).await;
        assert!(matches!(edited, Err(StoreError::Conflict)), "{edited:?}");
        let removed = change.remove_row(&org.facility, &id, Ledger::Devices, seen).await;
        assert!(matches!(removed, Err(StoreError::Conflict)), "{removed:?}");
    }
});

both!(a_row_is_of_one_ledger_only, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let id = add_device(&tenant, &org.facility, &[("host", "初め")]).await;
    let mut change = tenant.change(who()).await.unwrap();
    assert!(matches!(
        change.change_row(&org.facility, &id, Ledger::Media, 1, &fields(&[])).await,
        Err(StoreError::NotFound)
    ));
    assert!(matches!(change.remove_row(&org.facility, &id, Ledger::Media, 1).await, Err(StoreError::NotFound)));
    assert!(tenant.rows(&org.facility, Ledger::Media, "", 0, 9).await.unwrap().is_empty());
});

both!(search_finds_every_way_of_writing_a_word, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    add_device(&tenant, &org.facility, &[("host", "サーバ１号"), ("maker", "Ｙａｍａｄａ")]).await;
    add_device(&tenant, &org.facility, &[("host", "プリンタ")]).await;
    for typed in ["サーバ", "ｻｰﾊﾞ", "さーば", "サーバ1", "ｻｰﾊﾞ １号", "YAMADA", "yamada", "ﾔ", ""]
    {
        let key = search_key(typed);
        let found = tenant.rows(&org.facility, Ledger::Devices, &key, 0, 9).await.unwrap();
        let wanted = match typed {
            "" => 2,
            "ﾔ" => 0,
            _ => 1,
        };
        assert_eq!(found.len(), wanted, "{typed}");
        assert_eq!(tenant.count_rows(&org.facility, Ledger::Devices, &key).await.unwrap(), wanted as i64, "{typed}");
    }
});

both!(search_takes_percent_underscore_and_backslash_as_they_are, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    for host in ["a%b", "a_b", r"a\b", "axb", "a''b"] {
        add_device(&tenant, &org.facility, &[("host", host)]).await;
    }
    for (typed, wanted) in
        [("%", "a%b"), ("_", "a_b"), (r"\", r"a\b"), ("a%b", "a%b"), ("a_b", "a_b"), (r"a\b", r"a\b"), ("''", "a''b")]
    {
        let found = tenant.rows(&org.facility, Ledger::Devices, typed, 0, 9).await.unwrap();
        assert_eq!(found.iter().map(|row| row.text("host")).collect::<Vec<_>>(), [wanted], "{typed}");
        assert_eq!(tenant.count_rows(&org.facility, Ledger::Devices, typed).await.unwrap(), 1, "{typed}");
    }
});

both!(pages_follow_each_other_without_gaps, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    for n in 0..7 {
        add_device(&tenant, &org.facility, &[("number", &n.to_string())]).await;
    }
    let mut seen = Vec::new();
    for from in [0, 3, 6] {
        seen.extend(
            tenant
                .rows(&org.facility, Ledger::Devices, "", from, 3)
                .await
                .unwrap()
                .into_iter()
                .map(|row| row.text("number").to_owned()),
        );
    }
    assert_eq!(seen, ["0", "1", "2", "3", "4", "5", "6"]);
});

both!(the_facts_version_moves_with_every_committed_change_of_facts_and_nothing_else, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let version = async || tenant.facility(&org.facility).await.unwrap().unwrap().facts_version;
    assert_eq!(version().await, 1);
    let id = add_device(&tenant, &org.facility, &[("host", "初め")]).await;
    assert_eq!(version().await, 2);
    let mut change = tenant.change(who()).await.unwrap();
    change.change_row(&org.facility, &id, Ledger::Devices, 1, &fields(&[])).await.unwrap();
    change.remove_row(&org.facility, &id, Ledger::Devices, 2).await.unwrap();
    change.change_profile(&org.facility, &profile("新しい名前")).await.unwrap();
    change.commit().await.unwrap();
    assert_eq!(version().await, 4, "rows count once a change, the profile once more");
    let mut change = tenant.change(who()).await.unwrap();
    change.set_wizard(&org.facility, &serde_json::json!({ "step": 3 })).await.unwrap();
    change.commit().await.unwrap();
    let facility = tenant.facility(&org.facility).await.unwrap().unwrap();
    assert_eq!(
        (facility.facts_version, facility.profile.name.as_str(), facility.wizard["step"].as_i64()),
        (4, "新しい名前", Some(3))
    );
    assert_eq!(
        tenant.facility(&org.branch).await.unwrap().unwrap().facts_version,
        1,
        "the other facility's facts are as they were"
    );
});

both!(an_import_knows_what_it_did_and_is_undone_once, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let kept = add_device(&tenant, &org.facility, &[("host", "前からある")]).await;
    let (added, batch) = (new_id::<RowId>(), new_id::<BatchId>());
    let mut change = tenant.change(who()).await.unwrap();
    change.add_row(&org.facility, &added, Ledger::Devices, &fields(&[("host", "新しい")])).await.unwrap();
    change.change_row(&org.facility, &kept, Ledger::Devices, 1, &fields(&[("host", "上書き")])).await.unwrap();
    let before = r#"{"host":"前からある"}"#.to_owned();
    let mut done = [
        BatchChange { row_id: added.to_string(), after_version: 1, ..BatchChange::default() },
        BatchChange { row_id: kept.to_string(), before: before.clone(), after_version: 2, ..BatchChange::default() },
    ];
    change.add_batch(&org.facility, &batch, Ledger::Devices, "機器.xlsx", "追加 1／更新 1", &done).await.unwrap();
    change.commit().await.unwrap();

    let told = tenant.batch(&org.facility, &batch).await.unwrap().unwrap();
    assert_eq!(
        (told.source.as_str(), told.summary.as_str(), told.created_by, told.undone_at.as_str()),
        ("機器.xlsx", "追加 1／更新 1", who().actor, "")
    );
    done.sort_by(|a, b| a.row_id.cmp(&b.row_id));
    let kept_of = |list: &[BatchChange]| {
        list.iter().map(|c| (c.row_id.clone(), c.before.clone(), c.after_version)).collect::<Vec<_>>()
    };
    assert_eq!(kept_of(&tenant.batch_changes(&batch).await.unwrap()), kept_of(&done));
    assert_eq!(tenant.batches(&org.facility, Ledger::Devices, 9).await.unwrap().len(), 1);
    assert!(tenant.batches(&org.facility, Ledger::Media, 9).await.unwrap().is_empty());

    let mut change = tenant.change(who()).await.unwrap();
    assert!(
        matches!(change.mark_undone(&org.branch, &batch).await, Err(StoreError::NotFound)),
        "another facility's import"
    );
    change.mark_undone(&org.facility, &batch).await.unwrap();
    assert!(matches!(change.mark_undone(&org.facility, &batch).await, Err(StoreError::Conflict)));
    change.commit().await.unwrap();
    assert_eq!(tenant.batch(&org.facility, &batch).await.unwrap().unwrap().undone_at, who().at);
});

both!(the_latest_mapping_of_a_heading_is_remembered, |site| {
    let org = furnished(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    assert_eq!(tenant.remembered_mapping(Ledger::Devices, "番号|名前").await.unwrap().unwrap(), "number,青空");
    assert_eq!(tenant.remembered_match_key(Ledger::Devices, "番号|名前").await.unwrap().unwrap(), "serial");
    let mut change = tenant.change(who()).await.unwrap();
    change.remember_mapping(Ledger::Devices, "番号|名前", "number,host", "mac").await.unwrap();
    change.commit().await.unwrap();
    assert_eq!(tenant.remembered_mapping(Ledger::Devices, "番号|名前").await.unwrap().unwrap(), "number,host");
    assert_eq!(tenant.remembered_match_key(Ledger::Devices, "番号|名前").await.unwrap().unwrap(), "mac");
    assert!(tenant.remembered_match_key(Ledger::Media, "番号|名前").await.unwrap().is_none());
    assert!(tenant.remembered_mapping(Ledger::Media, "番号|名前").await.unwrap().is_none());
});
