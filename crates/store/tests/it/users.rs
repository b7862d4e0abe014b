//! People who sign in: logins, passwords, the second factor, lock-out, sessions.

use crate::fixture::{found, new_id, session, who};
use crate::site::both;
use tate_domain::id::{FacilityId, UserId};
use tate_domain::role::{Reach, Role};
use tate_store::{Change, Event, NewUser, SessionRecord, Store, StoreError, Tenant, Who};

/// Makes a change with an event of its own, so that what it holds can be committed.
async fn done(
    tenant: &Tenant,
    work: impl AsyncFnOnce(&mut Change) -> tate_store::Result<()>,
) -> tate_store::Result<()> {
    let mut change = tenant.change(who()).await?;
    change.record(Event { action: "test", ..Event::default() }).await?;
    work(&mut change).await?;
    change.commit().await
}

both!(a_login_is_unique_over_all_organizations, |site| {
    let (a, b) = (found(&site.store, "青空").await, found(&site.store, "若葉").await);
    let tenant = site.store.tenant(&b.id);
    let again = done(&tenant, async |change| {
        let reach = Reach::All;
        change
            .add_user(NewUser {
                id: &new_id(),
                login: &a.login,
                name: "別人",
                role: Role::Staff,
                reach: &reach,
                password_hash: "h",
            })
            .await
    });
    let again = again.await;
    assert!(matches!(again, Err(StoreError::Taken)), "{again:?}");
    assert_eq!(site.store.user_by_login(&a.login).await.unwrap().unwrap().organization, a.id);
    assert!(site.store.user_by_login("だれか").await.unwrap().is_none());
});

both!(a_store_is_empty_until_somebody_is_added, |site| {
    assert!(site.store.is_empty().await.unwrap());
    found(&site.store, "青空").await;
    assert!(!site.store.is_empty().await.unwrap());
});

both!(role_and_reach_come_back_as_they_were_set, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let facilities: Vec<FacilityId> = vec![org.facility.clone(), org.branch.clone()];
    for (role, reach) in
        [(Role::Staff, Reach::Only(vec![])), (Role::Inspector, Reach::Only(facilities)), (Role::Officer, Reach::All)]
    {
        let before = tenant.user(&org.user).await.unwrap().unwrap();
        done(&tenant, async |change| change.change_user(&before, "新しい名前", role, &reach).await).await.unwrap();
        let after = tenant.user(&org.user).await.unwrap().unwrap();
        assert_eq!((after.role, after.reach, after.name.as_str()), (role, reach, "新しい名前"));
    }
});

both!(a_new_password_is_kept_in_the_history_and_ends_the_lock, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    done(&tenant, async |change| change.note_failure(&org.user, "2026-11-20T02:00:00Z").await).await.unwrap();
    let mut change = tenant.change(Who { at: "2026-11-20T01:30:00Z".into(), ..who() }).await.unwrap();
    change.set_password(&org.user, "$argon2id$second").await.unwrap();
    change.commit().await.unwrap();
    let user = tenant.user(&org.user).await.unwrap().unwrap();
    assert_eq!(
        (user.password_hash.as_str(), user.password_set_at.as_str()),
        ("$argon2id$second", "2026-11-20T01:30:00Z")
    );
    assert_eq!((user.failures, user.locked_until.as_str()), (0, ""));
    assert_eq!(tenant.password_history(&org.user, 9).await.unwrap(), ["$argon2id$second", "$argon2id$first"]);
    assert_eq!(tenant.password_history(&org.user, 1).await.unwrap(), ["$argon2id$second"]);
    let log = site.rows_of("audit_event", None).await.join("\n");
    assert!(!log.contains("argon2id"), "no hash in the audit log");
});

both!(failures_count_up_and_a_sign_in_clears_them, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    for lock in ["", "", "2026-11-20T01:12:03Z"] {
        done(&tenant, async |change| change.note_failure(&org.user, lock).await).await.unwrap();
    }
    let user = tenant.user(&org.user).await.unwrap().unwrap();
    assert_eq!((user.failures, user.locked_until.as_str()), (3, "2026-11-20T01:12:03Z"));
    done(&tenant, async |change| change.begin_session("t", &session(&org, "s", "2026-11-20T09:00:00Z")).await)
        .await
        .unwrap();
    let user = tenant.user(&org.user).await.unwrap().unwrap();
    assert_eq!((user.failures, user.locked_until.as_str()), (0, ""));
});

both!(a_code_of_the_second_factor_is_used_once, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    done(&tenant, async |change| change.set_second_factor(&org.user, "SECRET", 100, &["r1".into(), "r2".into()]).await)
        .await
        .unwrap();
    for (step, good) in [(100, false), (99, false), (101, true), (101, false), (100, false), (103, true), (102, false)]
    {
        let used = done(&tenant, async |change| change.use_totp_step(&org.user, step).await).await;
        assert_eq!(used.is_ok(), good, "{step}: {used:?}");
        assert!(good || matches!(used, Err(StoreError::Conflict)));
    }
    assert_eq!(tenant.user(&org.user).await.unwrap().unwrap().totp_step, 103);
});

both!(one_code_typed_in_two_browsers_at_once_signs_in_one, |site| {
    let org = found(&site.store, "青空").await;
    let use_it = |store: &Store| {
        let (tenant, user) = (store.tenant(&org.id), org.user.clone());
        tokio::spawn(async move {
            let mut change = tenant.change(who()).await?;
            change.use_totp_step(&user, 7).await?;
            change.record(Event { action: "test", ..Event::default() }).await?;
            change.commit().await
        })
    };
    let (one, two) = (use_it(&site.store), use_it(&site.store));
    let results = [one.await.unwrap().is_ok(), two.await.unwrap().is_ok()];
    assert_eq!(results.iter().filter(|ok| **ok).count(), 1);
});

both!(a_recovery_code_is_used_once_and_replaced_with_the_factor, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    done(&tenant, async |change| change.set_second_factor(&org.user, "SECRET", 0, &["r1".into(), "r2".into()]).await)
        .await
        .unwrap();
    done(&tenant, async |change| change.use_recovery_code(&org.user, "r1").await).await.unwrap();
    for code in ["r1", "r3"] {
        let again = done(&tenant, async |change| change.use_recovery_code(&org.user, code).await).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "{code}: {again:?}");
    }
    assert_eq!(tenant.recovery_codes(&org.user).await.unwrap(), ["r2"]);
    done(&tenant, async |change| change.set_second_factor(&org.user, "", 0, &[]).await).await.unwrap();
    assert!(tenant.recovery_codes(&org.user).await.unwrap().is_empty());
    assert_eq!(tenant.user(&org.user).await.unwrap().unwrap().totp_secret, "");
    assert!(!site.rows_of("audit_event", None).await.join("\n").contains("SECRET"), "no secret in the audit log");
});

both!(a_session_ends_at_its_time, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    done(&tenant, async |change| change.begin_session("t", &session(&org, "s", "2026-11-20T09:00:00Z")).await)
        .await
        .unwrap();
    let by_token = async |now: &str| site.store.session_by_token("t", now).await.unwrap();
    let (session, user) = by_token("2026-11-20T08:59:59Z").await.unwrap();
    assert_eq!(
        (session.id.as_str(), session.user_id, user.id.clone(), user.login),
        ("s", org.user.to_string(), org.user.clone(), org.login.clone())
    );
    assert!(by_token("2026-11-20T09:00:00Z").await.is_none());
    assert!(site.store.session_by_token("T", "2026-11-20T08:00:00Z").await.unwrap().is_none());
    assert_eq!(tenant.sessions(&org.user, "2026-11-20T08:59:59Z").await.unwrap().len(), 1);
    assert!(tenant.sessions(&org.user, "2026-11-20T09:00:00Z").await.unwrap().is_empty());

    site.store.touch_session("t", "2026-11-20T08:30:00Z", "2026-11-20T10:00:00Z", org.facility.as_str()).await.unwrap();
    let (session, _) = by_token("2026-11-20T09:30:00Z").await.expect("a session in use lives longer");
    assert_eq!((session.seen_at.as_str(), session.facility_id), ("2026-11-20T08:30:00Z", org.facility.to_string()));
});

both!(a_sign_in_sweeps_what_has_ended, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    done(&tenant, async |change| change.begin_session("old", &session(&org, "s1", "2026-11-20T09:00:00Z")).await)
        .await
        .unwrap();
    let later =
        SessionRecord { created_at: "2026-11-20T09:00:00Z".into(), ..session(&org, "s2", "2026-11-20T18:00:00Z") };
    done(&tenant, async |change| change.begin_session("new", &later).await).await.unwrap();
    assert_eq!(site.texts("SELECT id FROM login_session").await, ["s2"]);
});

both!(sessions_are_revoked_one_by_one_all_but_this_and_by_signing_out, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    for name in ["a", "b", "c", "d"] {
        done(&tenant, async |change| {
            change.begin_session(&format!("t-{name}"), &session(&org, name, "2026-11-20T09:00:00Z")).await
        })
        .await
        .unwrap();
    }
    let left = async || site.texts("SELECT id FROM login_session ORDER BY id").await;
    let mut change = tenant.change(who()).await.unwrap();
    assert_eq!(change.end_sessions(&org.user, Some("b"), "a").await.unwrap(), 1);
    change.commit().await.unwrap();
    assert_eq!(left().await, ["a", "c", "d"]);
    let mut change = tenant.change(who()).await.unwrap();
    assert_eq!(change.end_sessions(&org.user, Some("c"), "").await.unwrap(), 1);
    change.commit().await.unwrap();
    assert_eq!(left().await, ["a", "d"]);
    let mut change = tenant.change(who()).await.unwrap();
    assert_eq!(change.end_sessions(&org.user, None, "a").await.unwrap(), 1);
    change.commit().await.unwrap();
    assert_eq!(left().await, ["a"]);
    assert!(site.store.session_by_token("t-b", "2026-11-20T02:00:00Z").await.unwrap().is_none());
});

both!(a_disabled_person_has_no_session_and_an_enabled_one_starts_afresh, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    done(&tenant, async |change| change.begin_session("t", &session(&org, "s", "2026-11-20T09:00:00Z")).await)
        .await
        .unwrap();
    done(&tenant, async |change| change.set_disabled(&org.user, true).await).await.unwrap();
    assert!(site.store.session_by_token("t", "2026-11-20T02:00:00Z").await.unwrap().is_none());
    assert_eq!(site.number("SELECT count(*) FROM login_session").await, 0);
    assert_eq!(tenant.user(&org.user).await.unwrap().unwrap().disabled_at, who().at);
    // Even a session row that was written meanwhile opens nothing.
    done(&tenant, async |change| change.begin_session("t2", &session(&org, "s2", "2026-11-20T09:00:00Z")).await)
        .await
        .unwrap();
    assert!(site.store.session_by_token("t2", "2026-11-20T02:00:00Z").await.unwrap().is_none());
    done(&tenant, async |change| change.set_disabled(&org.user, false).await).await.unwrap();
    assert_eq!(tenant.user(&org.user).await.unwrap().unwrap().disabled_at, "");
});

both!(people_who_do_not_exist_cannot_be_changed, |site| {
    let org = found(&site.store, "青空").await;
    let tenant = site.store.tenant(&org.id);
    let ghost = new_id::<UserId>();
    let mut change = tenant.change(who()).await.unwrap();
    let results = [
        change.set_password(&ghost, "h").await,
        change.set_second_factor(&ghost, "", 0, &[]).await,
        change.note_failure(&ghost, "").await,
        change.set_disabled(&ghost, true).await,
    ];
    for result in results {
        assert!(matches!(result, Err(StoreError::NotFound)), "{result:?}");
    }
    assert!(matches!(change.commit().await, Err(StoreError::Unaudited)));
});
