//! Rounds, answers, proofs, notes, files and drafts.

use crate::fixture::{Org, decision, file, found, furnished, new_id, subject, who};
use crate::site::{NOW, both};
use sha2::{Digest as _, Sha256};
use tate_domain::answer::AnswerValue;
use tate_domain::id::{AnswerId, FileId, ProofId, RoundId};
use tate_store::{Change, FileRecord, StoreError, Tenant};

async fn answer(change: &mut Change, org: &Org, item: &str, seen: i64, value: AnswerValue) -> tate_store::Result<i64> {
    change
        .append_answer(
            &org.facility,
            &org.round,
            &new_id::<AnswerId>(),
            item,
            seen,
            &decision(value),
            None,
            (org.user.as_str(), "試験 太郎"),
        )
        .await
}

async fn confirm(tenant: &Tenant, org: &Org, item: &str, seen: i64, value: AnswerValue) -> tate_store::Result<i64> {
    let mut change = tenant.change(who()).await?;
    let version = answer(&mut change, org, item, seen, value).await?;
    change.commit().await?;
    Ok(version)
}

both!(answers_are_appended_and_the_latest_counts, |site| {
    let org = furnished(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    assert_eq!(confirm(&tenant, &org, "2-1", 1, AnswerValue::No).await.unwrap(), 2);
    assert_eq!(confirm(&tenant, &org, "1-1", 0, AnswerValue::NotApplicable).await.unwrap(), 1);
    let latest = tenant.latest_answers(&org.round).await.unwrap();
    let told: Vec<_> = latest.iter().map(|a| (a.item.as_str(), a.version, a.decision.value)).collect();
    assert_eq!(told, [("1-1", 1, AnswerValue::NotApplicable), ("2-1", 2, AnswerValue::No)]);
    let history = tenant.answer_history(&org.round, "2-1").await.unwrap();
    assert_eq!(
        history.iter().map(|a| (a.version, a.decision.value)).collect::<Vec<_>>(),
        [(2, AnswerValue::No), (1, AnswerValue::Yes)]
    );
    assert_eq!(history[1].decision, decision(AnswerValue::Yes), "every character of the first is kept");
    assert_eq!((history[0].proof.as_ref(), history[1].proof.as_ref()), (None, Some(&org.proof)));
    let event = tenant.events_about("answer:2-1", 1).await.unwrap().remove(0);
    assert!(event.before.contains("\"yes\"") && event.after.contains("\"no\""), "{event:?}");
});

both!(the_answers_of_every_year_are_found_at_once_the_newest_year_first, |site| {
    let org = furnished(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    assert_eq!(confirm(&tenant, &org, "2-1", 1, AnswerValue::No).await.unwrap(), 2);
    let before = Org { round: new_id(), ..org.clone() };
    let mut change = tenant.change(who()).await.unwrap();
    change.open_round(&org.facility, &before.round, 2025, "r7-pharmacy").await.unwrap();
    answer(&mut change, &before, "2-1", 0, AnswerValue::NotApplicable).await.unwrap();
    change.commit().await.unwrap();
    let found = tenant.answers_by_year(&org.facility).await.unwrap();
    let told: Vec<_> = found.iter().map(|(year, a)| (*year, a.item.as_str(), a.version, a.decision.value)).collect();
    assert_eq!(told, [(2026, "2-1", 2, AnswerValue::No), (2025, "2-1", 1, AnswerValue::NotApplicable)]);
});

both!(the_store_has_no_statement_that_changes_or_deletes_an_answer, |site| {
    furnished(site, "青空").await;
    let mut left = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap().to_lowercase();
        for statement in [
            "update answer",
            "delete from answer",
            "update proof",
            "delete from proof",
            "update audit_event",
            "delete from audit_event",
        ] {
            assert!(!text.contains(statement), "{statement}");
        }
    }
});

both!(the_second_answer_to_what_was_seen_conflicts_and_the_first_stays, |site| {
    let org = furnished(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    confirm(&tenant, &org, "2-1", 1, AnswerValue::No).await.unwrap();
    for seen in [0, 1, 3] {
        let result = confirm(&tenant, &org, "2-1", seen, AnswerValue::Yes).await;
        assert!(matches!(result, Err(StoreError::Conflict)), "{seen}: {result:?}");
    }
    assert_eq!(tenant.answer_history(&org.round, "2-1").await.unwrap().len(), 2);
});

both!(of_ten_people_who_answer_at_once_one_wins, |site| {
    let org = furnished(site, "青空").await;
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let (tenant, org) = (site.store.tenant(&org.id), org.clone());
            tokio::spawn(async move { confirm(&tenant, &org, "3-1", 0, AnswerValue::Yes).await })
        })
        .collect();
    let mut won = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(1) => won += 1,
            Err(StoreError::Conflict) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(won, 1);
    let tenant = site.store.tenant(&org.id);
    assert_eq!(tenant.answer_history(&org.round, "3-1").await.unwrap().len(), 1);
    tenant.verify_log(&[]).await.unwrap().unwrap();
});

both!(a_facility_has_one_round_per_year_and_edition, |site| {
    let org = furnished(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let mut change = tenant.change(who()).await.unwrap();
    let again = change.open_round(&org.facility, &new_id(), 2026, "r7-pharmacy").await;
    assert!(matches!(again, Err(StoreError::Taken)), "{again:?}");
    drop(change);
    let next = new_id::<RoundId>();
    let mut change = tenant.change(who()).await.unwrap();
    change.open_round(&org.facility, &next, 2027, "r7-pharmacy").await.unwrap();
    change.open_round(&org.branch, &new_id(), 2026, "r7-pharmacy").await.unwrap();
    change.commit().await.unwrap();
    let rounds = tenant.rounds(&org.facility).await.unwrap();
    assert_eq!(rounds.iter().map(|r| r.fiscal_year).collect::<Vec<_>>(), [2027, 2026]);
    let found = tenant.round(&org.facility, 2027, "r7-pharmacy").await.unwrap().unwrap();
    assert_eq!(
        (found.id, found.facility_id, found.edition.as_str()),
        (next.to_string(), org.facility.to_string(), "r7-pharmacy")
    );
    assert!(tenant.round(&org.facility, 2027, "r7-vendor").await.unwrap().is_none());
});

both!(a_proof_is_frozen_with_the_hash_of_its_content, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let (id, content) = (new_id::<ProofId>(), "{\"数\":3,\"行\":[\"加 髙 﨑\"]}");
    let mut change = tenant.change(who()).await.unwrap();
    let sha256 = change.freeze_proof(&org.facility, &id, content).await.unwrap();
    change.commit().await.unwrap();
    assert_eq!(sha256, hex::encode(Sha256::digest(content)));
    let proof = tenant.proof(&id).await.unwrap().unwrap();
    assert_eq!((proof.sha256, proof.content.as_str(), proof.created_at), (sha256, content, who().at));
});

both!(a_round_or_proof_of_another_facility_takes_no_answer, |site| {
    let org = furnished(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let before = site.snapshot(None).await;
    let other = Org { facility: org.branch.clone(), ..org.clone() };
    let mut change = tenant.change(who()).await.unwrap();
    let result = answer(&mut change, &other, "2-1", 1, AnswerValue::No).await;
    assert!(matches!(result, Err(StoreError::NotFound)), "{result:?}");
    let note = change.add_note(&org.branch, &org.round, "2-1", "n", "よその備考", "だれか").await;
    assert!(matches!(note, Err(StoreError::NotFound)), "{note:?}");
    let round = new_id::<RoundId>();
    change.open_round(&org.branch, &round, 2026, "r7-pharmacy").await.unwrap();
    let proof = change
        .append_answer(
            &org.branch,
            &round,
            &new_id(),
            "2-1",
            0,
            &decision(AnswerValue::Yes),
            Some(&org.proof),
            ("u", "n"),
        )
        .await;
    assert!(matches!(proof, Err(StoreError::NotFound)), "{proof:?}");
    drop(change);
    assert_eq!(site.snapshot(None).await, before);
});

both!(notes_are_listed_oldest_first, |site| {
    let org = furnished(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let mut change = tenant.change(who()).await.unwrap();
    change.add_note(&org.facility, &org.round, "2-1", &new_id::<String>(), "二つ目\n二行目", "次郎").await.unwrap();
    change.commit().await.unwrap();
    let notes = tenant.notes(&org.round, "2-1").await.unwrap();
    assert_eq!(
        notes.iter().map(|n| (n.text.as_str(), n.by_name.as_str())).collect::<Vec<_>>(),
        [("確認済み", "青空"), ("二つ目\n二行目", "次郎")]
    );
    assert!(tenant.notes(&org.round, "2-2").await.unwrap().is_empty());
});

both!(files_are_found_by_the_beginning_of_their_subject, |site| {
    let org = furnished(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let mut change = tenant.change(who()).await.unwrap();
    // Subjects that a comparison by a language's rules, or a pattern, would take for the same.
    for place in ["item:A_1:2-1", "item:a_1:2-1", "item:Ab1:2-1", "item:A%:2-1", "item:A_1:2-10", "ITEM:A_1:2-1"] {
        change
            .add_file(&org.facility, &FileRecord { subject: place.into(), ..file(&org, &new_id::<FileId>()) })
            .await
            .unwrap();
    }
    change.commit().await.unwrap();
    let subjects = async |prefix: &str| {
        tenant.files(&org.facility, prefix).await.unwrap().into_iter().map(|f| f.subject).collect::<Vec<_>>()
    };
    assert_eq!(subjects("item:A_1:").await, ["item:A_1:2-1", "item:A_1:2-10"]);
    assert_eq!(subjects("item:A%").await, ["item:A%:2-1"]);
    assert_eq!(subjects(&subject(&org.round)).await, [subject(&org.round)]);
    assert_eq!(subjects("").await.len(), 7);
});

both!(a_file_taken_off_is_gone_from_lists_and_stays_in_the_log, |site| {
    let org = furnished(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let there = tenant.file(&org.facility, &org.file).await.unwrap().unwrap();
    assert_eq!((there.name.as_str(), there.sha256.as_str(), there.size), ("写真①.png", org.sha256.as_str(), 11));
    let mut change = tenant.change(who()).await.unwrap();
    change.remove_file(&org.facility, &org.file).await.unwrap();
    assert!(matches!(change.remove_file(&org.facility, &org.file).await, Err(StoreError::NotFound)));
    change.commit().await.unwrap();
    assert!(tenant.file(&org.facility, &org.file).await.unwrap().is_none());
    assert!(tenant.files(&org.facility, "").await.unwrap().is_empty());
    assert_eq!(tenant.events_about(&format!("file:{}", org.file), 9).await.unwrap().len(), 2);
    site.blobs.get(&org.sha256).await.expect("answers may rest on the bytes: they stay");
});

both!(a_draft_is_kept_per_person_until_its_place_is_done, |site| {
    let org = furnished(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let place = "item:2-1";
    let (me, you) = ((org.user.as_str(), "私"), ("u-2", "あなた"));
    tenant.keep_draft(&org.facility, place, "remark", "書きかけ", me, NOW).await.unwrap();
    tenant.keep_draft(&org.facility, place, "remark", "書き直し", me, NOW).await.unwrap();
    tenant.keep_draft(&org.facility, place, "reason", "理由", me, NOW).await.unwrap();
    tenant.keep_draft(&org.facility, place, "remark", "別の人", you, NOW).await.unwrap();
    let mine = tenant.drafts(&org.facility, place, me.0).await.unwrap();
    assert_eq!(mine, [("reason".to_owned(), "理由".to_owned()), ("remark".to_owned(), "書き直し".to_owned())]);
    let events = tenant.verify_log(&[]).await.unwrap().unwrap().count;

    // As the use case does it: the answer and the end of its draft, together or not at all.
    for commit in [false, true] {
        let mut change = tenant.change(who()).await.unwrap();
        answer(&mut change, &org, "2-1", 1, AnswerValue::Yes).await.unwrap();
        change.clear_drafts(&org.facility, place, me.0).await.unwrap();
        if commit {
            change.commit().await.unwrap();
        } else {
            drop(change);
            assert_eq!(tenant.drafts(&org.facility, place, me.0).await.unwrap().len(), 2, "not confirmed: still there");
        }
    }
    assert!(tenant.drafts(&org.facility, place, me.0).await.unwrap().is_empty());
    assert_eq!(tenant.drafts(&org.facility, place, you.0).await.unwrap().len(), 1);
    assert_eq!(tenant.verify_log(&[]).await.unwrap().unwrap().count, events + 1, "drafts are no events");
});
