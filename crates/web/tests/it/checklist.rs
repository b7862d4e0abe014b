//! Answering: what is refused and why, what is frozen, two people at one item.
use crate::support::{add_row, answer, assert_explains, item, kept};
use crate::{on_both, on_one};
use tate_domain::role::Role;

on_both!(a_no_needs_a_day_from_today_to_the_end_of_the_fiscal_year, |test| {
    let browser = test.signed_in("owner").await;
    for (day, words) in [
        ("", "目標日がありません"),
        ("2026-11-19", "過ぎた日付"),
        ("2027-04-01", "外の日付"),
        ("平成38年2月1日", "ありえない年"),
        ("来年", "日付として読み取れません"),
        ("2027-02-30", "日付として読み取れません"),
    ] {
        let refused =
            answer(&browser, "2-7", &[("value", "no"), ("target_date", day), ("reason", "来月直します")]).await;
        assert_explains(&refused, 422, words);
        assert_eq!(refused.input("target_date").as_deref(), Some(day), "what was typed stays");
        assert!(refused.text().contains("来月直します"));
    }
    assert!(kept(&test, "2-7").await.history.is_empty());
    let saved = answer(
        &browser,
        "2-7",
        &[("value", "no"), ("target_date", "２０２７／３／３１"), ("checked_on", "令和８年１１月２０日")],
    )
    .await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let decision = kept(&test, "2-7").await.history[0].decision.clone();
    assert_eq!(
        (decision.target_date.unwrap().to_string(), decision.checked_on.to_string()),
        ("2027-03-31".into(), "2026-11-20".into())
    );
});

on_one!(a_day_of_confirmation_lies_in_the_year_and_not_in_the_future, |test| {
    let browser = test.signed_in("owner").await;
    for (day, words) in [
        ("2026-11-21", "明日以降"),
        ("2026-03-31", "外の日付"),
        ("令和7年11月20日", "外の日付"),
        ("平成38年11月20日", "ありえない年"),
    ] {
        assert_explains(&answer(&browser, "2-7", &[("value", "yes"), ("checked_on", day)]).await, 422, words);
    }
    // Empty means today; serial numbers come from spreadsheets.
    assert_eq!(answer(&browser, "2-9", &[("value", "yes"), ("reason", "確認"), ("checked_on", "")]).await.status, 303);
    assert_eq!(
        answer(&browser, "2-8", &[("value", "yes"), ("reason", "確認"), ("checked_on", "46300")]).await.status,
        303
    );
    assert_eq!(kept(&test, "2-8").await.history[0].decision.checked_on.to_string(), "2026-10-05");
});

on_one!(an_answer_must_be_chosen_and_not_applicable_needs_a_reason, |test| {
    let browser = test.signed_in("owner").await;
    for value in ["", "maybe", "YES"] {
        assert_explains(&answer(&browser, "2-7", &[("value", value)]).await, 422, "答えが選ばれていません");
    }
    assert_explains(
        &answer(&browser, "2-7", &[("value", "not_applicable"), ("reason", "　")]).await,
        422,
        "「対象外」の理由がありません",
    );
    assert_explains(
        &answer(&browser, "2-7", &[("value", "yes"), ("remark", &"長".repeat(1_001))]).await,
        422,
        "1,000文字まで",
    );
    assert_eq!(
        answer(&browser, "2-7", &[("value", "not_applicable"), ("reason", "サーバがないため")]).await.status,
        303
    );
});

on_one!(the_yes_to_two_factor_says_implemented_or_planned, |test| {
    let browser = test.signed_in("owner").await;
    for state in ["", "someday"] {
        assert_explains(
            &answer(&browser, "2-10", &[("value", "yes"), ("substate", state)]).await,
            422,
            "「はい」の内容が選ばれていません",
        );
    }
    let planned = [("value", "yes"), ("substate", "planned"), ("reason", "来年の更新で導入")];
    assert_eq!(answer(&browser, "2-10", &planned).await.status, 303);
    assert_eq!(kept(&test, "2-10").await.history[0].decision.substate.as_deref(), Some("planned"));
    // A sub-state belongs to はい alone.
    assert_eq!(
        answer(
            &browser,
            "2-10",
            &[("value", "no"), ("substate", "planned"), ("target_date", "2027-03-31"), ("seen", "1")]
        )
        .await
        .status,
        303
    );
    assert_eq!(kept(&test, "2-10").await.history[0].decision.substate, None);
});

on_one!(a_yes_against_the_proposal_needs_a_reason, |test| {
    let browser = test.signed_in("owner").await;
    add_row(
        &browser,
        "devices",
        &[("host", "PC-OLD"), ("os", "Windows 7 Professional"), ("kind", "pc"), ("state", "active")],
    )
    .await;
    let page = browser.get(&item("2-6")).await;
    assert!(page.text().contains("Windows 7"), "{}", page.text());
    let refused = answer(&browser, "2-6", &[("value", "yes")]).await;
    assert_explains(&refused, 422, "「はい」を確定できません");
    // Nothing known is no yes either.
    assert_explains(&answer(&browser, "3-2", &[("value", "yes")]).await, 422, "「はい」を確定できません");
    assert_explains(
        &answer(&browser, "2-6", &[("value", "yes"), ("exception", "0193f5a0-0000-7000-8000-000000000000")]).await,
        422,
        "まだ登録されていません",
    );
    let explained = answer(&browser, "2-6", &[("value", "yes"), ("reason", "この機器は昨日廃棄しました")]).await;
    assert_eq!(explained.status, 303, "{}", explained.body);
});

on_both!(the_proof_of_an_answer_stays_as_it_was_when_the_rows_change, |test| {
    let browser = test.signed_in("owner").await;
    let row = add_row(
        &browser,
        "devices",
        &[("host", "PC-1"), ("os", "Windows 7 Professional"), ("kind", "pc"), ("state", "active")],
    )
    .await;
    assert_eq!(answer(&browser, "2-6", &[("value", "no"), ("target_date", "2027-01-31")]).await.status, 303);
    let before = kept(&test, "2-6").await.proof.unwrap();
    assert!(before.content.contains("Windows 7 Professional"));
    let form = browser.get(&row).await;
    assert_eq!(browser.submit(&form, &row, &[("os", "Windows 11 Pro 24H2")]).await.status, 303);
    let after = kept(&test, "2-6").await.proof.unwrap();
    assert_eq!((after.sha256.as_str(), after.content.as_str()), (before.sha256.as_str(), before.content.as_str()));
    assert!(browser.get(&item("2-6")).await.text().contains(&before.sha256));
    let gone = browser.get(&row).await.input("seen").unwrap();
    assert_eq!(browser.post(&format!("{row}/remove"), &[("seen", &gone)]).await.status, 303);
    assert_eq!(kept(&test, "2-6").await.proof.unwrap().sha256, before.sha256);
});

on_both!(of_two_people_at_one_item_the_second_sees_the_first_answer_and_decides_anew, |test| {
    test.add_person("officer", Role::Officer).await;
    let (owner, officer) = (test.signed_in("owner").await, test.signed_in("officer").await);
    let (mine, theirs) = (owner.get(&item("2-7")).await, officer.get(&item("2-7")).await);
    assert_eq!(owner.submit(&mine, &item("2-7"), &[("value", "yes"), ("reason", "全台で設定済み")]).await.status, 303);
    let second = [("value", "no"), ("target_date", "2027-02-28"), ("reason", "受付の端末が未設定")];
    let conflict = officer.submit(&theirs, &item("2-7"), &second).await;
    assert_explains(&conflict, 409, "ほかの人が先に回答しました");
    let text = conflict.text();
    assert!(text.contains("ownerさん") && text.contains("全台で設定済み") && text.contains("受付の端末が未設定"));
    assert_eq!(
        (conflict.input("value").as_deref(), conflict.input("target_date").as_deref()),
        (Some("no"), Some("2027-02-28"))
    );
    assert_eq!(kept(&test, "2-7").await.history.len(), 1, "nothing was saved");
    // Seen and meant: now it counts, and the first answer stays in the history.
    assert_eq!(officer.submit(&conflict, &item("2-7"), &[]).await.status, 303);
    let history = kept(&test, "2-7").await.history;
    let told: Vec<_> =
        history.iter().map(|answer| (answer.version, answer.by.as_str(), answer.decision.value.code())).collect();
    assert_eq!(told, [(2, "officerさん", "no"), (1, "ownerさん", "yes")]);
    assert!(owner.get(&item("2-7")).await.text().contains("全台で設定済み"));
});

on_both!(a_button_pressed_twice_confirms_once, |test| {
    let browser = test.signed_in("owner").await;
    let form = [("value", "yes"), ("reason", "確認しました")];
    let (first, second) = tokio::join!(answer(&browser, "2-7", &form), answer(&browser, "2-7", &form));
    assert_eq!((first.status, second.status), (303, 303), "{}", second.text());
    assert_eq!(answer(&browser, "2-7", &form).await.status, 303, "again, later");
    assert_eq!(kept(&test, "2-7").await.history.len(), 1);
    // Another answer from a page that is behind is a conflict even for the same person.
    assert_eq!(answer(&browser, "2-7", &[("value", "not_applicable"), ("reason", "別の画面")]).await.status, 409);
});

on_both!(the_first_answers_of_a_year_may_come_at_once, |test| {
    let browser = test.signed_in("owner").await;
    let keys = ["2-8", "2-9", "2-11", "2-12-sv", "2-12-pc", "2-13", "3-3", "4-1"];
    let all: Vec<_> = keys
        .into_iter()
        .map(|key| {
            let browser = browser.clone();
            tokio::spawn(async move { answer(&browser, key, &[("value", "yes"), ("reason", "確認")]).await })
        })
        .collect();
    let note = {
        let browser = browser.clone();
        tokio::spawn(async move { browser.post(&format!("{}/notes", item("2-7")), &[("note", "控え")]).await })
    };
    for one in all {
        let one = one.await.unwrap();
        assert_eq!(one.status, 303, "{}", one.text());
    }
    assert_eq!(note.await.unwrap().status, 303);
    for key in keys {
        assert_eq!(kept(&test, key).await.history.len(), 1, "{key}");
    }
});

on_both!(every_answer_ever_given_stays_in_the_history, |test| {
    let browser = test.signed_in("owner").await;
    for (seen, value) in ["no", "yes", "not_applicable", "yes"].into_iter().enumerate() {
        let reason = format!("理由その{seen}");
        let saved = answer(
            &browser,
            "2-9",
            &[("value", value), ("target_date", "2027-03-31"), ("reason", &reason), ("seen", &seen.to_string())],
        )
        .await;
        assert_eq!(saved.status, 303, "{}", saved.body);
    }
    let page = browser.get(&item("2-9")).await.text();
    for seen in 0..4 {
        assert!(page.contains(&format!("理由その{seen}")), "{page}");
    }
    assert!(test.app.audit_verify(&test.actor()).await.unwrap().is_ok());
});

on_one!(an_item_that_is_not_there_is_not_answered, |test| {
    let browser = test.signed_in("owner").await;
    for path in [
        "/checklist/r7-pharmacy/9-9",
        "/checklist/r9-pharmacy/2-7",
        "/checklist/%E5%8A%A0/%20",
        "/checklist/r7-pharmacy/2-7/files/none/remove",
    ] {
        let answered = browser.post(path, &[("value", "yes"), ("checked_on", "2026-11-20"), ("seen", "0")]).await;
        assert_explains(&answered, 404, "見つかりません");
    }
});

on_one!(notes_are_kept_and_an_empty_or_endless_one_is_refused, |test| {
    let browser = test.signed_in("owner").await;
    let notes = format!("{}/notes", item("2-7"));
    assert_explains(&browser.post(&notes, &[("note", " ")]).await, 422, "メモを保存できません");
    assert_explains(&browser.post(&notes, &[("note", &"長".repeat(2_001))]).await, 422, "メモを保存できません");
    assert_eq!(browser.post(&notes, &[("note", "<script>alert(1)</script> 加 髙 﨑 ① ㈱ 〜 − 𠮷")]).await.status, 303);
    let page = browser.get(&item("2-7")).await;
    assert!(page.text().contains("加 髙 﨑 ① ㈱ 〜 − 𠮷") && !page.body.contains("<script>alert"));
});
