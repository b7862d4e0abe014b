//! The mail queue on pages: what a person sees and does, with a mail server and without.

use crate::on_both;
use crate::support::assert_explains;
use std::sync::{Arc, Mutex};
use tate_app::mail::{Handed, Later, MailDraft, Outgoing, SendMail, Trouble};
use tate_domain::id::{FacilityId, LinkId, MailId, OrganizationId};
use tate_domain::mail::{State, link_mark};
use tate_store::{Outcome, Who};
use tate_testkit::{Engine, TestApp};

/// Queues a mail of the first facility; with a state, it has been tried.
pub(crate) async fn queue(test: &TestApp, key: &str, state: Option<State>) -> MailId {
    queue_at(test, (&test.organization, &test.facility), key, state).await
}

/// The same for any facility.
pub(crate) async fn queue_at(
    test: &TestApp,
    (organization, facility): (&OrganizationId, &FacilityId),
    key: &str,
    state: Option<State>,
) -> MailId {
    let (app, tenant) = (&test.app, test.app.store.tenant(organization));
    let who = || Who { actor: "試験".into(), origin: "test".into(), at: app.now() };
    let mail = app
        .new_mail(MailDraft {
            key: key.into(),
            to: "desk@example.jp".into(),
            to_name: "ご担当者".into(),
            subject: format!("{key}のお願い"),
            body: format!("本文です。\n{}\n", link_mark(&LinkId::from("l-1"))),
            ..MailDraft::default()
        })
        .unwrap();
    let mut change = tenant.change(who()).await.unwrap();
    assert!(change.queue_mail(facility, &mail, "試験").await.unwrap());
    change.commit().await.unwrap();
    if let Some(state) = state {
        assert!(tenant.claim_mail(facility, &mail.id, "p", &app.now(), &app.now()).await.unwrap());
        let outcome =
            Outcome { state, next_at: String::new(), error: "理由です。".into(), server: "550 no".into() };
        let mut change = tenant.change(who()).await.unwrap();
        assert!(change.end_mail(facility, &mail.id, "p", &outcome).await.unwrap());
        change.commit().await.unwrap();
    }
    mail.id
}

/// For the table of permissions.
pub(crate) async fn prepare(test: &TestApp) -> Vec<(&'static str, String)> {
    let key = tate_app::new_id::<String>();
    vec![
        ("{mail}", queue(test, &key, None).await.to_string()),
        ("{mail_sent}", queue(test, &format!("{key} sent"), Some(State::Sent)).await.to_string()),
        ("{mail_unsure}", queue(test, &format!("{key} unsure"), Some(State::Uncertain)).await.to_string()),
    ]
}

/// Takes every mail, or leaves it unknown.
#[derive(Default)]
struct Taker {
    unknown: bool,
    taken: Mutex<Vec<Outgoing>>,
}

impl SendMail for Taker {
    fn from(&self) -> &str {
        "tate@example.jp"
    }

    fn send<'a>(&'a self, mail: &'a Outgoing, mark: Later<'static, bool>) -> Later<'a, Handed> {
        Box::pin(async move {
            assert!(mark.await);
            self.taken.lock().unwrap().push(mail.clone());
            if self.unknown { Handed::Unknown(Trouble::default()) } else { Handed::Accepted("250 ok".into()) }
        })
    }
}

on_both!(without_a_mail_server_the_page_says_what_an_administrator_adds, |test| {
    let browser = test.signed_in("owner").await;
    let empty = browser.get("/mail").await.text();
    for words in ["メールの設定がありません", "--mail-server", "--mail-from", "--base-url", "まだメールはありません"]
    {
        assert!(empty.contains(words), "{words} in {empty}");
    }
    assert!(!empty.contains("メールが届くか試す"));
    assert_explains(&browser.post("/mail/try", &[("to", "desk@example.jp")]).await, 422, "設定を頼んでください");
    let id = queue(&test, "依頼", None).await;
    let page = browser.get(&format!("/mail/{id}")).await;
    assert!(page.text().contains("送信待ち") && !page.text().contains("いますぐ送る"), "{}", page.text());
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_is_tried_seen_and_its_link_never_shown() {
    for engine in Engine::all() {
        let taker = Arc::new(Taker::default());
        let test = TestApp::start_mailing(engine, taker.clone()).await;
        let browser = test.signed_in("owner").await;
        let asked = browser.get("/mail").await.text();
        assert!(asked.contains("tate@example.jp") && !asked.contains("設定がありません"), "{asked}");
        let refused = browser.post("/mail/try", &[("to", "desk@")]).await;
        assert_explains(&refused, 422, "name@example.jp");
        assert_eq!(refused.input("to").as_deref(), Some("desk@"), "what was typed stays");
        let tried = browser.post("/mail/try", &[("to", "desk@example.jp")]).await;
        assert_eq!(tried.status, 303, "{}", tried.body);
        let id = queue(&test, "依頼", None).await;
        assert_eq!(test.app.send_due_mail().await.unwrap().sent, 2);
        let token = test.app.keys.token(&LinkId::from("l-1"));
        assert!(taker.taken.lock().unwrap().iter().any(|mail| mail.body.contains(&token)), "negative control");
        for path in ["/mail".to_owned(), format!("/mail/{id}"), "/settings/audit".to_owned()] {
            let page = browser.get(&path).await;
            assert!(page.status == 200 && !page.body.contains(&token), "{path}");
        }
        let page = browser.get(&format!("/mail/{id}")).await.text();
        assert!(page.contains("（回答用リンク）") && page.contains("送信済み") && page.contains("250 ok"), "{page}");
        let log = browser.get("/settings/audit").await.text();
        assert!(log.contains("メールを送信") && log.contains("メールを送信待ちに追加"), "{log}");
        // It comes back, and a person notes it, with the reason.
        let bounce = format!("/mail/{id}/bounce");
        assert_explains(&browser.post(&bounce, &[("seen", "3"), ("reason", " ")]).await, 422, "理由が空です");
        assert_explains(&browser.post(&bounce, &[("seen", "1"), ("reason", "宛先なし")]).await, 409, "変わりました");
        assert_eq!(browser.post(&bounce, &[("seen", "3"), ("reason", "宛先なし")]).await.status, 303);
        let page = browser.get(&format!("/mail/{id}")).await.text();
        assert!(page.contains("宛先不明") && page.contains("宛先なし"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_knows_stands_first_and_one_button_sends_it_with_the_same_number() {
    let taker = Arc::new(Taker { unknown: true, ..Taker::default() });
    let test = TestApp::start_mailing(Engine::Sqlite, taker.clone()).await;
    let browser = test.signed_in("owner").await;
    let id = queue(&test, "依頼", None).await;
    assert_eq!(test.app.send_due_mail().await.unwrap().uncertain, 1);
    let list = browser.get("/mail").await.text();
    assert!(list.contains("確かめてください 1件") && list.contains("確認できません"), "{list}");
    let page = browser.get(&format!("/mail/{id}")).await;
    let seen = page.input("seen").unwrap();
    assert_eq!(browser.post(&format!("/mail/{id}/resend"), &[("seen", &seen)]).await.status, 303);
    test.app.send_due_mail().await.unwrap();
    {
        let taken = taker.taken.lock().unwrap();
        assert_eq!((taken.len(), &taken[0].message_id), (2, &taken[1].message_id));
    }
    let seen = browser.get(&format!("/mail/{id}")).await.input("seen").unwrap();
    assert_eq!(browser.post(&format!("/mail/{id}/arrived"), &[("seen", &seen)]).await.status, 303);
    assert!(!browser.get("/mail").await.text().contains("確かめてください"));
}
