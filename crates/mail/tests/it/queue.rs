//! The queue of a real application, on either database, emptied into a real mail server. The clock is moved by hand.

use crate::smtpd::{Smtpd, accepted};
use bytes::Bytes;
use std::path::Path;
use std::sync::Arc;
use tate_app::App;
use tate_app::mail::{MailDraft, MailRound, Mailing};
use tate_domain::id::{LinkId, MailId};
use tate_domain::mail::{Mail, State, link_mark, pin_mark};
use tate_mail::MailServer;
use tate_testkit::{Engine, TestApp};

const MINUTE: i64 = 60;

/// The application with a mail server.
fn with(test: &TestApp, server: MailServer) -> App {
    App { mail: Mailing::through(Arc::new(server)), ..test.app.clone() }
}

async fn queue(test: &TestApp, app: &App, key: &str, to: &str, body: &str) -> MailId {
    let draft = MailDraft {
        key: key.into(),
        to: to.into(),
        to_name: "ご担当者".into(),
        subject: format!("{key}のお願い"),
        body: body.into(),
        ..MailDraft::default()
    };
    let mut mail = app.new_mail(draft).unwrap();
    let text = Bytes::from_static("添付の中身".as_bytes());
    app.attach_to_mail(&mut mail, "用紙①.txt", "text/plain", text).await.unwrap();
    let who = tate_store::Who { actor: "試験".into(), origin: "test".into(), at: app.now() };
    let mut change = app.store.tenant(&test.organization).change(who).await.unwrap();
    assert!(change.queue_mail(&test.facility, &mail, "試験").await.unwrap());
    change.commit().await.unwrap();
    mail.id
}

async fn read(test: &TestApp, id: &MailId) -> Mail {
    test.app.mail(&test.actor(), &test.facility, id).await.unwrap().mail
}

fn ids(folder: &Path) -> Vec<String> {
    accepted(folder).iter().map(|mail| mail["message_id"].as_str().unwrap().to_owned()).collect()
}

macro_rules! on_both {
    ($name:ident, |$test:ident, $folder:ident| $body:block) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            for engine in Engine::all() {
                let $test = TestApp::start(engine).await;
                let place = tempfile::tempdir().unwrap();
                let $folder = place.path();
                $body
            }
        }
    };
}

on_both!(a_queued_mail_arrives_with_its_link_and_file_and_the_database_never_holds_the_link, |test, folder| {
    let smtpd = Smtpd::start(folder, 0);
    let app = with(&test, smtpd.server());
    let link = LinkId::from("0197-link");
    let body = format!("回答用ページ\n{}\n暗証番号 {}\n", link_mark(&link), pin_mark(&link));
    let id = queue(&test, &app, "依頼", "desk@example.jp", &body).await;
    assert_eq!(app.send_due_mail().await.unwrap(), MailRound { sent: 1, ..MailRound::default() });
    let got = &smtpd.accepted()[0];
    let address = format!("https://tate.example.jp/answer#{}", app.keys.token(&link));
    assert!(got["body"].as_str().unwrap().lines().any(|line| line == address), "{got}");
    assert!(got["body"].as_str().unwrap().contains(&app.keys.pin(&link)));
    assert_eq!(got["files"][0]["name"], "用紙①.txt");
    let sent = read(&test, &id).await;
    assert_eq!((sent.state, sent.attempts), (State::Sent, 1));
    assert_eq!(got["message_id"], sent.what.message_id);
    assert!(!sent.what.body.contains(&app.keys.token(&link)), "{}", sent.what.body);
    let view = test.app.mail(&test.actor(), &test.facility, &id).await.unwrap();
    assert!(view.text.contains("（回答用リンク）") && view.text.contains("（暗証番号）"), "{}", view.text);
    let events = app.store.tenant(&test.organization).latest_events(0, 999).await.unwrap();
    let secrets = [app.keys.token(&link), app.keys.pin(&link)];
    assert!(!events.iter().any(|event| secrets.iter().any(|secret| event.after.contains(secret))));
    // Nothing is due any more, and nothing goes out twice.
    assert_eq!(app.send_due_mail().await.unwrap(), MailRound::default());
    assert_eq!(smtpd.accepted().len(), 1);
});

on_both!(a_refused_mail_is_shown_and_not_tried_again_and_does_not_hold_up_others, |test, folder| {
    let smtpd = Smtpd::start(folder, 0);
    let app = with(&test, smtpd.server());
    let refused = queue(&test, &app, "断られる", "refused@example.jp", "本文").await;
    let other = queue(&test, &app, "届く", "desk@example.jp", "本文").await;
    assert_eq!(app.send_due_mail().await.unwrap(), MailRound { sent: 1, failed: 1, ..MailRound::default() });
    test.clock.pass(4 * 24 * 60 * MINUTE);
    assert_eq!(app.send_due_mail().await.unwrap(), MailRound::default());
    let (refused, other) = (read(&test, &refused).await, read(&test, &other).await);
    assert_eq!((refused.state, refused.attempts, other.state), (State::Failed, 1, State::Sent));
    assert!(refused.error.contains("宛先を断りました") && refused.server.contains("550"), "{refused:?}");
    let list = app.mails(&test.actor(), &test.facility, "").await.unwrap();
    assert_eq!((list.troubled.len(), list.mails.len()), (1, 2));
});

on_both!(a_mail_put_off_twice_arrives_at_the_third_try, |test, folder| {
    let smtpd = Smtpd::start(folder, 0);
    let app = with(&test, smtpd.server());
    let id = queue(&test, &app, "後で", "later@example.jp", "本文").await;
    for wait in [MINUTE, 5 * MINUTE] {
        assert_eq!(app.send_due_mail().await.unwrap(), MailRound { later: 1, ..MailRound::default() });
        test.clock.pass(wait - 1);
        assert_eq!(app.send_due_mail().await.unwrap(), MailRound::default(), "not before its time");
        test.clock.pass(1);
    }
    assert_eq!(app.send_due_mail().await.unwrap(), MailRound { sent: 1, ..MailRound::default() });
    assert_eq!((read(&test, &id).await.attempts, smtpd.accepted().len()), (3, 1));
});

on_both!(a_server_that_was_down_gets_everything_once_when_it_is_up_and_a_dead_one_is_given_up, |test, folder| {
    let port = Smtpd::start(folder, 0).port; // Up, and gone again: a port nobody listens on.
    let down = MailServer { port, ..Smtpd::start(folder, 0).server() };
    let app = with(&test, down.clone());
    let first = queue(&test, &app, "一", "a@example.jp", "本文").await;
    let second = queue(&test, &app, "二", "b@example.jp", "本文").await;
    let round = app.send_due_mail().await.unwrap();
    assert_eq!(round, MailRound { later: 1, ..MailRound::default() }, "one try tells that it is down");
    assert!(read(&test, &first).await.error.contains("つながりません"));
    assert_eq!(read(&test, &second).await.attempts, 0);
    let smtpd = Smtpd::start(folder, port);
    test.clock.pass(MINUTE);
    assert_eq!(app.send_due_mail().await.unwrap(), MailRound { sent: 2, ..MailRound::default() });
    drop(smtpd);
    let third = queue(&test, &app, "三", "c@example.jp", "本文").await;
    let mut rounds = 0;
    while read(&test, &third).await.state == State::Queued {
        app.send_due_mail().await.unwrap();
        test.clock.pass(360 * MINUTE);
        rounds += 1;
        assert!(rounds < 30, "it is never given up");
    }
    let given_up = read(&test, &third).await;
    assert!(given_up.state == State::Failed && given_up.error.contains("3日間"), "{given_up:?}");
    assert!((10..=18).contains(&given_up.attempts), "{}", given_up.attempts);
    assert_eq!(ids(folder).len(), 2);
});

on_both!(what_nobody_knows_waits_for_a_person_who_sends_it_with_the_same_number, |test, folder| {
    let smtpd = Smtpd::start(folder, 0);
    let app = with(&test, smtpd.server());
    let id = queue(&test, &app, "不明", "drop@example.jp", "本文").await;
    assert_eq!(app.send_due_mail().await.unwrap(), MailRound { uncertain: 1, ..MailRound::default() });
    test.clock.pass(4 * 24 * 60 * MINUTE);
    assert_eq!(app.send_due_mail().await.unwrap(), MailRound::default(), "never by itself");
    let unsure = read(&test, &id).await;
    assert!(unsure.state == State::Uncertain && unsure.error.contains("確認できません"), "{unsure:?}");
    app.resend_mail(&test.actor(), &test.facility, &id, unsure.version).await.unwrap();
    app.send_due_mail().await.unwrap();
    let number = unsure.what.message_id;
    assert_eq!(ids(folder), [number.clone(), number]);
    let again = read(&test, &id).await;
    app.arrived_mail(&test.actor(), &test.facility, &id, again.version).await.unwrap();
    assert_eq!(read(&test, &id).await.state, State::Sent);
});

on_both!(a_mail_with_a_link_waits_until_the_server_has_an_address, |test, folder| {
    let smtpd = Smtpd::start(folder, 0);
    let app = App { base: String::new(), ..with(&test, smtpd.server()) };
    let id = queue(&test, &app, "依頼", "desk@example.jp", &link_mark(&"l-1".into())).await;
    assert_eq!(app.send_due_mail().await.unwrap().later, 1);
    assert!(read(&test, &id).await.error.contains("--base-url") && smtpd.accepted().is_empty());
    test.clock.pass(MINUTE);
    assert_eq!(with(&test, smtpd.server()).send_due_mail().await.unwrap().sent, 1, "negative control");
});

on_both!(two_processes_share_a_queue_and_nothing_goes_out_twice, |test, folder| {
    let smtpd = Smtpd::start(folder, 0);
    let (one, two) = (with(&test, smtpd.server()), with(&test, smtpd.server()));
    for n in 0..12 {
        queue(&test, &one, &format!("依頼{n}"), &format!("desk{n}@example.jp"), "本文").await;
    }
    let (first, second) = tokio::join!(one.send_due_mail(), two.send_due_mail());
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first.sent + second.sent, 12, "{first:?} {second:?}");
    let mut all = ids(folder);
    all.sort();
    all.dedup();
    assert_eq!((all.len(), smtpd.accepted().len()), (12, 12));
    one.store.tenant(&test.organization).verify_log(&[]).await.unwrap().unwrap();
});
