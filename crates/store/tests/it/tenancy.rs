//! The matrix: every method of [`Tenant`] and [`Change`], called with another organization's (or
//! another facility's) identifiers, finds nothing and changes nothing of theirs.

use crate::desk;
use crate::fixture::{
    Org, carried, decision, disclosed_lines, disclosure, exception, fields, file, furnished, letter, mail, net_check,
    new_id, profile, records, session, sheet, subject, suppression, vendor_request, visit, who,
};
use crate::site::{NOW, Site, both};
use tate_domain::answer::AnswerValue;
use tate_domain::desk::IncomingState;
use tate_domain::disclosure::State as StatementState;
use tate_domain::id::{AnswerId, BatchId, LinkId, RowId, SubmissionId};
use tate_domain::ledger::Ledger;
use tate_domain::mail::State as MailState;
use tate_domain::origin::Origins;
use tate_domain::role::{Reach, Role};
use tate_domain::vendor::{Request, Route, State, Typed};
use tate_store::{Change, EntryKind, FileRecord, NewUser, Outcome, SessionRecord, StoreError, Tenant, VisitRecord};

const SOON: &str = "2026-11-20T01:30:00Z";

/// How many things a tenant sees when it asks with these identifiers, by method.
async fn seen(tenant: &Tenant, org: &Org) -> Vec<(&'static str, usize)> {
    let some = |found: bool| usize::from(found);
    let (facility, round, user) = (&org.facility, &org.round, &org.user);
    vec![
        ("facility", some(tenant.facility(facility).await.unwrap().is_some())),
        ("facilities", tenant.facilities().await.unwrap().iter().filter(|f| f.id == *facility).count()),
        ("round", some(tenant.round(facility, 2026, "r7-pharmacy").await.unwrap().is_some())),
        ("rounds", tenant.rounds(facility).await.unwrap().len()),
        ("latest_answers", tenant.latest_answers(round).await.unwrap().len()),
        ("all_answers", tenant.all_answers(round).await.unwrap().len()),
        ("carried", tenant.carried(round).await.unwrap().len()),
        ("catalog_entry", some(tenant.catalog_entry(EntryKind::Wording, &org.entry).await.unwrap().is_some())),
        ("answers_by_year", tenant.answers_by_year(facility).await.unwrap().len()),
        ("answer_history", tenant.answer_history(round, "2-1").await.unwrap().len()),
        ("proof", some(tenant.proof(&org.proof).await.unwrap().is_some())),
        ("notes", tenant.notes(round, "2-1").await.unwrap().len()),
        ("files", tenant.files(facility, "").await.unwrap().len()),
        ("file", some(tenant.file(facility, &org.file).await.unwrap().is_some())),
        ("mails", tenant.mails(facility, "", 9).await.unwrap().len()),
        ("mail", some(tenant.mail(facility, &org.mail).await.unwrap().is_some())),
        ("net_checks", tenant.net_checks(facility, 9).await.unwrap().len()),
        ("net_check", some(tenant.net_check(facility, &org.net_check).await.unwrap().is_some())),
        ("drafts", tenant.drafts(facility, "item:x", user.as_str()).await.unwrap().len()),
        ("all_rows", tenant.all_rows(facility).await.unwrap().len()),
        ("rows", tenant.rows(facility, Ledger::Devices, "", 0, 9).await.unwrap().len()),
        ("count_rows", usize::try_from(tenant.count_rows(facility, Ledger::Devices, "").await.unwrap()).unwrap()),
        ("row", some(tenant.row(facility, org.row.as_str()).await.unwrap().is_some())),
        ("batches", tenant.batches(facility, Ledger::Devices, 9).await.unwrap().len()),
        ("batch", some(tenant.batch(facility, &org.batch).await.unwrap().is_some())),
        ("batch_changes", tenant.batch_changes(&org.batch).await.unwrap().len()),
        ("origins", tenant.origins(facility).await.unwrap().len()),
        ("reports", tenant.reports(facility).await.unwrap().len()),
        ("reports_of", tenant.reports_of(facility, org.row.as_str()).await.unwrap().len()),
        ("disagreements", tenant.disagreements(facility).await.unwrap().len()),
        ("sightings", tenant.sightings(facility).await.unwrap().len()),
        ("censuses", tenant.censuses(facility).await.unwrap().len()),
        ("machine_batches", tenant.machine_batches(facility, 9).await.unwrap().len()),
        ("batch_effects", tenant.batch_effects(&org.machines).await.unwrap().len()),
        ("user", some(tenant.user(user).await.unwrap().is_some())),
        ("users", tenant.users().await.unwrap().iter().filter(|u| u.id == *user).count()),
        ("password_history", tenant.password_history(user, 9).await.unwrap().len()),
        ("recovery_codes", tenant.recovery_codes(user).await.unwrap().len()),
        ("sessions", tenant.sessions(user, SOON).await.unwrap().len()),
        ("round_answers", tenant.round_answers(Some(facility), 2026).await.unwrap().len()),
        ("rows_between", tenant.rows_between(facility, facility).await.unwrap().len()),
        ("item_files", tenant.item_files(Some(facility)).await.unwrap().len()),
        ("suppressions", tenant.suppressions(Some(facility)).await.unwrap().len()),
        ("disclosures", tenant.disclosures(Some(facility)).await.unwrap().len()),
        ("disclosure", some(tenant.disclosure(facility, &org.disclosure).await.unwrap().is_some())),
        ("disclosure_lines", some(!tenant.disclosure_lines(facility, &org.disclosure).await.unwrap().is_empty())),
        ("exceptions", tenant.exceptions(facility).await.unwrap().len()),
        ("exception", some(tenant.exception(facility, &org.exception).await.unwrap().is_some())),
        ("requests", tenant.requests(facility, 2026).await.unwrap().len()),
        ("request", some(tenant.request(facility, &org.request).await.unwrap().is_some())),
        ("asked_between", tenant.asked_between(facility, facility, 2026).await.unwrap().len()),
        ("letters", tenant.letters(facility, 2026).await.unwrap().len()),
        ("links", tenant.links(facility, &org.request).await.unwrap().len()),
        ("written_rows", tenant.written_rows(facility, &org.request).await.unwrap().len()),
        ("submissions", tenant.submissions(facility, &org.request).await.unwrap().len()),
        ("earlier_sheet", some(tenant.earlier_sheet(facility, "c-1", 2027).await.unwrap().is_some())),
        ("desk_products", tenant.desk_products(facility).await.unwrap().len()),
        ("desk_library", tenant.desk_library(facility).await.unwrap().len()),
        ("desk_answers", tenant.desk_answers(facility, &org.desk.as_str().into()).await.unwrap().len()),
        ("desk_overrides", tenant.desk_overrides(facility).await.unwrap().len()),
        ("desk_matches", tenant.desk_matches(facility).await.unwrap().len()),
        ("incoming_lines", tenant.incoming_lines(facility, IncomingState::Open, (0, 9)).await.unwrap().len()),
        ("incoming_count", usize::try_from(tenant.incoming_count(facility, "2026-11-20").await.unwrap().open).unwrap()),
        ("incoming", some(tenant.incoming(facility, &org.desk.as_str().into()).await.unwrap().is_some())),
        ("incomings_since", tenant.incomings_since(facility, 2026).await.unwrap().len()),
        ("incoming_customers", tenant.incoming_customers(facility).await.unwrap().len()),
        ("desk_papers", tenant.desk_papers(facility).await.unwrap().len()),
        ("desk_notices", tenant.desk_notices(facility).await.unwrap().len()),
        ("desk_keys", tenant.desk_keys(facility).await.unwrap().len()),
        ("vendor_keys", tenant.vendor_keys(facility).await.unwrap().len()),
        ("signed_answer", some(tenant.signed_answer(facility, &org.desk).await.unwrap().is_some())),
        ("signed_answers", tenant.signed_answers(facility, 9).await.unwrap().len()),
        ("vendor_notices", tenant.vendor_notices(facility).await.unwrap().len()),
        ("events_about", tenant.events_about(&format!("facility:{facility}"), 9).await.unwrap().len()),
    ]
}

both!(each_organization_sees_its_own_and_nothing_of_the_other, |site| {
    let (a, b) = (furnished(site, "青空").await, furnished(site, "若葉").await);
    for (mine, other) in [(&a, &b), (&b, &a)] {
        let tenant = site.store.tenant(&mine.id);
        for (method, count) in seen(&tenant, mine).await {
            assert_eq!(count, 1, "negative control: {method} finds one's own");
        }
        for (method, count) in seen(&tenant, other).await {
            assert_eq!(count, 0, "{method} finds the other's");
        }
        // What takes no identifier gives one's own.
        let name = tenant.organization_name().await.unwrap();
        assert_eq!(
            tenant.remembered_mapping(Ledger::Devices, "番号|名前").await.unwrap().unwrap(),
            format!("number,{name}")
        );
        assert!(tenant.facilities_waiting(2026).await.unwrap().is_empty(), "the one request has its sheet");
        assert!(tenant.remembered_match_key(Ledger::Devices, "番号|名前").await.unwrap().is_some());
        let entries = tenant.catalog_entries(EntryKind::Wording).await.unwrap();
        assert_eq!((entries.len(), &entries[0].content, tenant.catalog_version().await.unwrap()), (1, &name, 1));
        let disclosed = tenant.disclosures(None).await.unwrap();
        assert_eq!(disclosed.iter().map(|one| &one.id).collect::<Vec<_>>(), [&mine.disclosure]);
        assert_eq!(tenant.checkpoint().await.unwrap().organization, mine.id.to_string());
        assert_eq!(tenant.verify_log(&[]).await.unwrap().unwrap().organization, mine.id.to_string());
        let events = [tenant.events_after(0, 999).await.unwrap(), tenant.latest_events(0, 999).await.unwrap()].concat();
        assert!(
            events.len() > 20
                && !events
                    .iter()
                    .any(|e| e.after.contains(other.facility.as_str()) || e.facility == other.facility.as_str())
        );
    }
});

both!(one_facility_sees_nothing_of_another_of_the_same_organization, |site| {
    let org = furnished(site, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let branch = Org { facility: org.branch.clone(), ..org.clone() };
    for (method, count) in seen(&tenant, &branch).await {
        // These ask for a round, a proof, an import or a person, which the use case looked up by facility first.
        let by_organization = [
            "facility",
            "facilities",
            "events_about",
            "latest_answers",
            "all_answers",
            "carried",
            "catalog_entry",
            "answer_history",
            "proof",
            "notes",
            "batch_changes",
            "batch_effects",
            "user",
            "users",
            "password_history",
            "recovery_codes",
            "sessions",
        ];
        assert_eq!(count, usize::from(by_organization.contains(&method)), "{method}");
    }
});

/// Runs one write in a change of its own and asserts that it was refused, or touched nothing of
/// the other organization's even when committed.
async fn refused(
    site: &Site,
    mine: &Org,
    before: &[String],
    other: &Org,
    what: &str,
    write: impl AsyncFnOnce(&mut Change) -> tate_store::Result<()>,
) {
    let mut change = site.store.tenant(&mine.id).change(who()).await.unwrap();
    match write(&mut change).await {
        Err(StoreError::NotFound | StoreError::Conflict) => drop(change),
        Ok(()) => drop(change.commit().await),
        Err(other) => panic!("{what}: {other:?}"),
    }
    assert_eq!(site.snapshot(Some(other.id.as_str())).await, before, "{what}");
}

both!(no_write_reaches_another_organization, |site| {
    let (a, b) = (furnished(site, "青空").await, furnished(site, "若葉").await);
    let before = site.snapshot(Some(b.id.as_str())).await;
    assert!(before.len() > 30, "negative control: {}", before.len());
    let before = before.as_slice();
    let user = site.store.tenant(&b.id).user(&b.user).await.unwrap().unwrap();
    let (yes, reach, by) = (decision(AnswerValue::Yes), Reach::All, (a.user.as_str(), "侵入者"));
    let strange = fields(&[("host", "侵入")]);
    let sent =
        Outcome { state: MailState::Sent, next_at: String::new(), error: "侵入".into(), server: String::new() };
    let (nobodys, theirs) = (Origins::new(), records(&b));

    macro_rules! refused {
        ($($method:ident($($arg:expr),* $(,)?);)*) => {$(
            refused(site, &a, before, &b, stringify!($method), async |change| change.$method($($arg),*).await.map(|_| ())).await;
        )*};
    }
    refused! {
        change_profile(&b.facility, &profile("侵入"));
        set_wizard(&b.facility, &serde_json::json!({}));
        add_row(&b.facility, &new_id::<RowId>(), Ledger::Devices, &strange);
        add_row(&a.facility, &b.row, Ledger::Devices, &strange);
        change_row(&b.facility, &b.row, Ledger::Devices, 1, &strange);
        // From here on a row of A's own bears the same id: B's is none the wiser.
        change_row(&a.facility, &b.row, Ledger::Devices, 1, &strange);
        remove_row(&b.facility, &b.row, Ledger::Devices, 1);
        remove_row(&a.facility, &b.row, Ledger::Devices, 2);
        add_batch(&b.facility, &new_id::<BatchId>(), Ledger::Devices, "", "", &[]);
        add_batch(&a.facility, &b.batch, Ledger::Devices, "", "", &[]);
        mark_undone(&b.facility, &b.batch);
        mark_undone(&a.facility, &b.batch);
        remember_mapping(Ledger::Devices, "番号|名前", "侵入", "number");
        add_row_from(&b.facility, &new_id::<RowId>(), Ledger::Devices, &strange, &nobodys);
        change_row_from(&b.facility, &b.row, Ledger::Devices, 1, &strange, &nobodys);
        restore_row(&b.facility, &b.row, Ledger::Devices, 1);
        add_machine_batch(&b.facility, &new_id::<BatchId>(), "", "", &[], &[]);
        put_record(&b.facility, &theirs[0]);
        put_record(&b.facility, &theirs[1]);
        put_record(&b.facility, &theirs[2]);
        put_record(&b.facility, &theirs[3]);
        put_record(&a.facility, &theirs[2]);
        drop_record(&b.facility, &theirs[0]);
        drop_record(&b.facility, &theirs[1]);
        drop_record(&a.facility, &theirs[2]);
        drop_record(&b.facility, &theirs[3]);
        open_round(&b.facility, &new_id(), 2030, "r7-pharmacy");
        freeze_proof(&b.facility, &new_id(), "{}");
        append_answer(&b.facility, &b.round, &new_id::<AnswerId>(), "2-1", 1, &yes, None, by);
        append_answer(&a.facility, &b.round, &new_id::<AnswerId>(), "2-1", 1, &yes, None, by);
        append_answer(&b.facility, &a.round, &new_id::<AnswerId>(), "2-1", 1, &yes, None, by);
        append_answer(&a.facility, &a.round, &new_id::<AnswerId>(), "2-1", 1, &yes, Some(&b.proof), by);
        add_note(&b.facility, &b.round, "2-1", "n1", "侵入", "侵入者");
        add_note(&a.facility, &b.round, "2-1", "n2", "侵入", "侵入者");
        add_note(&b.facility, &a.round, "2-1", "n3", "侵入", "侵入者");
        carry(&b.facility, &b.round, &[carried("2-2", "侵入者")]);
        carry(&a.facility, &b.round, &[carried("2-2", "侵入者")]);
        carry(&b.facility, &a.round, &[carried("2-2", "侵入者")]);
        suppress(&b.facility, &suppression("若葉"));
        unsuppress(&b.facility, "phone_blank:若葉");
        unsuppress(&a.facility, "phone_blank:若葉");
        write_exception(&b.facility, &exception(&new_id(), "r7-pharmacy:2-7", by));
        explain_exception(&b.facility, &b.exception, 1, "侵入");
        explain_exception(&a.facility, &b.exception, 1, "侵入");
        touch_exception(&b.facility, &b.exception);
        touch_exception(&a.facility, &b.exception);
        approve_exception(&b.facility, &b.exception, 1, by);
        approve_exception(&a.facility, &b.exception, 1, by);
        decline_exception(&b.facility, &b.exception, 1, by, "侵入");
        decline_exception(&a.facility, &b.exception, 1, by, "侵入");
        end_exception(&b.facility, &b.exception, 1, by, "侵入");
        end_exception(&a.facility, &b.exception, 1, by, "侵入");
        queue_mail(&b.facility, &mail(&new_id(), "侵入", ""), "侵入者");
        queue_mail(&a.facility, &mail(&b.mail, "侵入", ""), "侵入者");
        resend_mail(&b.facility, &b.mail, 1);
        cancel_mail(&b.facility, &b.mail, 1);
        bounce_mail(&b.facility, &b.mail, 1, "侵入");
        arrived_mail(&b.facility, &b.mail, 1);
        end_mail(&b.facility, &b.mail, "", &sent);
        recover_mail(&b.facility, &b.mail, false, &sent);
        hold_open_mail("侵入");
        add_disclosure(&b.facility, &disclosure(&new_id(), "侵入"), &disclosed_lines());
        end_disclosure(&b.facility, &b.disclosure, 1, StatementState::Withdrawn, "侵入");
        end_disclosure(&a.facility, &b.disclosure, 1, StatementState::Withdrawn, "侵入");
        follow_disclosure(&b.facility, (&b.disclosure, 1), &[], "disclosure.ask", &[]);
        follow_disclosure(&a.facility, (&b.disclosure, 1), &[], "disclosure.ask", &[]);
        add_product(&b.facility, &desk::product(&new_id::<String>()));
        change_product(&b.facility, &desk::product(&b.desk));
        change_product(&a.facility, &desk::product(&b.desk));
        write_desk_answer(&b.facility, &desk::answer(&b.desk, 2));
        write_desk_answer(&a.facility, &desk::answer(&b.desk, 2));
        approve_desk_answer(&b.facility, (&b.desk.as_str().into(), desk::ITEM, 1), by);
        approve_desk_answer(&a.facility, (&b.desk.as_str().into(), desk::ITEM, 1), by);
        decline_desk_answer(&b.facility, (&b.desk.as_str().into(), desk::ITEM, 1), by, "侵入");
        decline_desk_answer(&a.facility, (&b.desk.as_str().into(), desk::ITEM, 1), by, "侵入");
        put_overrides(&b.facility, &[desk::own(&b.desk, "侵入")]);
        put_overrides(&a.facility, &[desk::own(&b.desk, "侵入")]);
        take_override(&b.facility, &desk::own(&b.desk, "根拠"));
        take_override(&a.facility, &desk::own(&b.desk, "根拠"));
        remember_match(&b.facility, ("c", "s"), &b.desk.as_str().into(), "侵入者");
        remember_match(&a.facility, ("c", "s"), &b.desk.as_str().into(), "侵入者");
        take_in(&b.facility, &[desk::sheet(&new_id::<String>(), "侵入", 0)], "侵入");
        take_in(&b.facility, &[desk::sheet(&b.desk, "侵入", 1)], "侵入");
        take_in(&a.facility, &[desk::sheet(&b.desk, "侵入", 1)], "侵入");
        save_incoming(&b.facility, &desk::sheet(&b.desk, "侵入", 1), "desk.incoming.answer");
        save_incoming(&a.facility, &desk::sheet(&b.desk, "侵入", 1), "desk.incoming.answer");
        hand_out(&b.facility, &b.desk.as_str().into(), ("侵入", ""));
        hand_out(&a.facility, &b.desk.as_str().into(), ("侵入", ""));
        add_paper(&b.facility, &desk::paper(&new_id::<String>(), &b.desk));
        add_paper(&a.facility, &desk::paper(&new_id::<String>(), &b.desk));
        remove_paper(&b.facility, &b.desk);
        remove_paper(&a.facility, &b.desk);
        issue_notice(&b.facility, &desk::notice(&new_id::<String>()));
        make_desk_key(&b.facility, &desk::key(2));
        pin_key(&b.facility, &desk::pinned(&new_id::<String>(), "侵入"));
        revoke_key(&b.facility, &b.desk, "侵入者");
        revoke_key(&a.facility, &b.desk, "侵入者");
        keep_signed(&b.facility, &desk::signed(&new_id::<String>()));
        keep_notice(&b.facility, &desk::received(&new_id::<String>()));
        check_notice(&b.facility, &b.desk.as_str().into(), ("侵入者", "侵入"));
        check_notice(&a.facility, &b.desk.as_str().into(), ("侵入者", "侵入"));
        put_catalog_entry(EntryKind::Wording, &b.entry, "r7-pharmacy", "侵入", 1, "侵入者");
        put_catalog_entry(EntryKind::Wording, &b.entry, "r7-pharmacy", "侵入", 0, "侵入者");
        remove_catalog_entry(EntryKind::Wording, &b.entry);
        ask_vendor(&Request { id: new_id(), ..vendor_request(&b) }, "");
        request_opened(&b.facility, &b.request);
        request_opened(&a.facility, &b.request);
        decide_request(&b.facility, &b.request, 3, State::Accepted, by);
        decide_request(&a.facility, &b.request, 3, State::Withdrawn, by);
        request_submitted(&b.facility, &b.request, 3);
        request_submitted(&a.facility, &b.request, 3);
        change_request(&b.facility, &b.request, 3, "2099-01-01", true);
        change_request(&a.facility, &b.request, 3, "2099-01-01", true);
        write_letter(&b.facility, &letter(&b.request, "侵入"));
        write_letter(&a.facility, &letter(&b.request, "侵入"));
        make_link(&b.facility, &b.request, &new_id::<LinkId>(), "侵入", "2099-01-01T00:00:00Z");
        make_link(&a.facility, &b.request, &new_id::<LinkId>(), "侵入", "2099-01-01T00:00:00Z");
        revoke_links(&b.facility, &b.request, "侵入");
        revoke_links(&a.facility, &b.request, "侵入");
        note_wrong_pin(&b.facility, &b.request, &b.link, "2099-01-01T00:00:00Z");
        note_wrong_pin(&a.facility, &b.request, &b.link, "2099-01-01T00:00:00Z");
        note_refused(&b.facility, &b.request, "侵入");
        begin_visit("侵入", &visit(&b));
        begin_visit("侵入", &VisitRecord { facility_id: a.facility.to_string(), ..visit(&b) });
        end_visit(&b.facility, &b.request, &format!("visit-{}", b.login));
        end_visit(&a.facility, &b.request, &format!("visit-{}", b.login));
        submit_sheet(&b.facility, &b.request, &sheet("r7-vendor:2-6"), (&new_id::<SubmissionId>(), Route::Typed, "侵入"), 3);
        submit_sheet(&a.facility, &b.request, &sheet("r7-vendor:2-6"), (&new_id::<SubmissionId>(), Route::Typed, "侵入"), 3);
        ask_back(&b.facility, &b.request, &[]);
        ask_back(&a.facility, &b.request, &[("r7-vendor:2-6".to_owned(), "侵入".to_owned())]);
        add_file(&b.facility, &FileRecord { subject: subject(&b.round), ..file(&b, &new_id()) });
        begin_net_check(&b.facility, "n1", &[]);
        fail_net_check(&b.facility, &b.net_check, "侵入");
        add_net_check(&b.facility, "n2", &net_check("侵入者"));
        // The same identifier in one's own organization is another diagnosis.
        add_net_check(&a.facility, &b.net_check, &net_check("侵入者"));
        net_runs("2000-01-01T00:00:00Z");
        remove_file(&b.facility, &b.file);
        remove_file(&a.facility, &b.file);
        clear_drafts(&b.facility, "item:x", b.user.as_str());
        change_user(&user, "侵入者", Role::Owner, &reach);
        set_password(&b.user, "侵入");
        set_second_factor(&b.user, "侵入", 0, &["侵入".to_owned()]);
        set_second_factor(&b.user, "", 0, &[]);
        use_totp_step(&b.user, 999);
        use_recovery_code(&b.user, "recovery-若葉");
        note_failure(&b.user, "2099-01-01T00:00:00Z");
        set_disabled(&b.user, true);
        set_disabled(&b.user, false);
        begin_session("侵入", &SessionRecord { organization_id: b.id.to_string(), ..session(&b, "侵入", "2099-01-01T00:00:00Z") });
        end_sessions(&b.user, Some(&b.session), "");
        end_sessions(&b.user, None, "");
        add_facility(&b.branch, "侵入-1", &profile("侵入"));
        add_user(NewUser { id: &b.user, login: "侵入@example.jp", name: "侵入", role: Role::Owner, reach: &reach, password_hash: "侵入" });
    }
    let draft = site
        .store
        .tenant(&a.id)
        .keep_draft(&b.facility, "item:x", "remark", "侵入", (b.user.as_str(), "侵入者"), NOW)
        .await;
    assert!(matches!(draft, Err(StoreError::NotFound)), "{draft:?}");
    // What a process does to a mail on its way is no change of anybody's, and stays within the organization too.
    let tenant = site.store.tenant(&a.id);
    let late = "2099-01-01T00:00:00Z";
    assert!(!tenant.claim_mail(&b.facility, &b.mail, "侵入", late, late).await.unwrap());
    assert!(!tenant.renew_mail(&b.facility, &b.mail, "", late).await.unwrap());
    assert!(!tenant.handing_mail(&b.facility, &b.mail, "", late).await.unwrap());
    assert!(tenant.troubled_mails(&b.facility, 9).await.unwrap().is_empty());
    let typed = [Typed { item: "r7-vendor:2-6".into(), value: "yes".into(), ..Typed::default() }];
    let written = site.store.tenant(&a.id).keep_written(&b.facility, &b.request, &typed, NOW).await;
    assert!(matches!(written, Err(StoreError::NotFound)), "{written:?}");
    assert_eq!(site.snapshot(Some(b.id.as_str())).await, before, "keep_draft");
    for org in [&a, &b] {
        site.store.tenant(&org.id).verify_log(&[]).await.unwrap().unwrap();
    }
});

#[test]
fn every_method_of_tenant_and_change_is_in_the_matrix() {
    // Founding and the two that only end or describe a change name no thing of anybody's.
    let apart = ["found", "record", "commit", "change"];
    let matrix = include_str!("tenancy.rs");
    let sources = [
        include_str!("../../src/answers.rs"),
        include_str!("../../src/carried.rs"),
        include_str!("../../src/catalog.rs"),
        include_str!("../../src/disclosures.rs"),
        include_str!("../../src/desk.rs"),
        include_str!("../../src/desk/incoming.rs"),
        include_str!("../../src/desk/shelf.rs"),
        include_str!("../../src/desk/signed.rs"),
        include_str!("../../src/exceptions.rs"),
        include_str!("../../src/facilities.rs"),
        include_str!("../../src/ledgers.rs"),
        include_str!("../../src/machines.rs"),
        include_str!("../../src/mail.rs"),
        include_str!("../../src/mailing.rs"),
        include_str!("../../src/records.rs"),
        include_str!("../../src/requests.rs"),
        include_str!("../../src/links.rs"),
        include_str!("../../src/submissions.rs"),
        include_str!("../../src/lint.rs"),
        include_str!("../../src/users.rs"),
        include_str!("../../src/log.rs"),
        include_str!("../../src/netcheck.rs"),
        include_str!("../../src/change.rs"),
        include_str!("../../src/tenant.rs"),
    ];
    let mut counted = 0;
    for line in sources.iter().flat_map(|source| source.lines()) {
        let Some(name) = line.trim().strip_prefix("pub async fn ").and_then(|rest| rest.split('(').next()) else {
            continue;
        };
        counted += 1;
        let called = [format!("tenant.{name}("), format!("    {name}("), format!(".{name}(")]
            .iter()
            .any(|call| matrix.contains(call.as_str()));
        assert!(called || apart.contains(&name), "{name} is not in the matrix");
    }
    assert!(counted > 50, "negative control: {counted} methods found");
}
