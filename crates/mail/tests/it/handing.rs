//! Handing over one mail: what arrives, and what is known when it does not.

use crate::smtpd::Smtpd;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tate_app::mail::{Handed, Later, Outgoing, OutgoingFile, SendMail};
use tate_mail::{MailServer, Tls};

/// A mark that counts how often it was waited for, and answers.
fn mark(count: &Arc<AtomicUsize>, answer: bool) -> Later<'static, bool> {
    let count = Arc::clone(count);
    Box::pin(async move {
        count.fetch_add(1, Ordering::SeqCst);
        answer
    })
}

async fn hand_over(server: &MailServer, mail: &Outgoing) -> (Handed, usize) {
    let count = Arc::new(AtomicUsize::new(0));
    let handed = server.send(mail, mark(&count, true)).await;
    (handed, count.load(Ordering::SeqCst))
}

fn mail(to: &str) -> Outgoing {
    Outgoing {
        to: to.into(),
        to_name: "佐藤 次郎、ご担当".into(),
        reply_to: "kaitou@example.jp".into(),
        subject: "【ご回答のお願い・7月31日まで】令和8年度 事業者確認用チェックリスト｜髙﨑みなと薬局 とても長い件名の折り返し".into(),
        body: "平素より大変お世話になっております。\n髙 﨑 𠮷 ① ㈱ 〜 −\n.点で始まる行\n.\nFrom here\n終わり\n".into(),
        message_id: "<one@example.jp>".into(),
        date: "2026-07-01T01:02:03Z".parse().unwrap(),
        files: vec![OutgoingFile {
            name: "事業者確認用_髙﨑.xlsx".into(),
            media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".into(),
            bytes: (0..=255_u8).cycle().take(100_000).collect::<Vec<_>>().into(),
        }],
    }
}

#[tokio::test]
async fn a_japanese_mail_arrives_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let smtpd = Smtpd::start(folder.path(), 0);
    let sent = mail("desk@example.jp");
    let (handed, marks) = hand_over(&smtpd.server(), &sent).await;
    assert!(matches!(&handed, Handed::Accepted(words) if words.contains("taken")), "{handed:?}");
    assert_eq!(marks, 1);
    let all = smtpd.accepted();
    assert_eq!(all.len(), 1);
    let got = &all[0];
    assert_eq!(got["subject"], sent.subject);
    assert_eq!(got["body"].as_str().unwrap().trim_end(), sent.body.trim_end());
    assert_eq!(got["message_id"], "<one@example.jp>");
    assert_eq!((&got["envelope_from"], &got["envelope_to"][0]), (&"tate@example.jp".into(), &"desk@example.jp".into()));
    assert!(got["from"].as_str().unwrap().contains("みなと薬局") && got["to"].as_str().unwrap().contains("佐藤 次郎"));
    assert_eq!(got["reply_to"], "kaitou@example.jp");
    assert!(got["date"].as_str().unwrap().contains("01 Jul 2026"), "{}", got["date"]);
    assert_eq!(got["files"][0]["name"], "事業者確認用_髙﨑.xlsx");
    assert_eq!(got["files"][0]["sha256"], "db8f1d69251d95e2c88268d3c540533cc5182e0e33065a6f3f322f606a574489");
    assert_eq!((&got["ascii"], got["defects"].as_array().unwrap().len()), (&true.into(), 0));
}

#[tokio::test]
async fn nothing_is_delivered_when_the_mark_says_no() {
    let folder = tempfile::tempdir().unwrap();
    let smtpd = Smtpd::start(folder.path(), 0);
    let count = Arc::default();
    let handed = smtpd.server().send(&mail("desk@example.jp"), mark(&count, false)).await;
    assert_eq!((handed, count.load(Ordering::SeqCst)), (Handed::NotOurs, 1));
    // Negative control: the same server takes the next one, and has seen only that.
    let next = Outgoing { message_id: "<two@example.jp>".into(), ..mail("desk@example.jp") };
    assert!(matches!(hand_over(&smtpd.server(), &next).await.0, Handed::Accepted(_)));
    let ids: Vec<_> = smtpd.accepted().iter().map(|mail| mail["message_id"].clone()).collect();
    assert_eq!(ids, ["<two@example.jp>"]);
}

#[tokio::test]
async fn a_refused_recipient_is_refused_before_the_mark_with_the_servers_words() {
    let folder = tempfile::tempdir().unwrap();
    let smtpd = Smtpd::start(folder.path(), 0);
    let (handed, marks) = hand_over(&smtpd.server(), &mail("refused@example.jp")).await;
    let Handed::Refused(trouble) = handed else { panic!("{handed:?}") };
    assert!(trouble.sentence.contains("宛先を断りました"), "{trouble:?}");
    assert!(trouble.server.contains("550") && trouble.server.contains("no such user"), "{trouble:?}");
    let (handed, _) = hand_over(&smtpd.server(), &mail("later@example.jp")).await;
    assert!(matches!(&handed, Handed::Later(trouble) if trouble.server.contains("451")), "{handed:?}");
    assert_eq!((marks, smtpd.accepted().len()), (0, 0));
}

#[tokio::test]
async fn a_connection_that_breaks_after_the_end_leaves_it_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let smtpd = Smtpd::start(folder.path(), 0);
    let (handed, marks) = hand_over(&smtpd.server(), &mail("drop@example.jp")).await;
    assert!(matches!(handed, Handed::Unknown(_)), "{handed:?}");
    assert_eq!((marks, smtpd.accepted().len()), (1, 1), "it had in fact been taken");
}

#[tokio::test]
async fn a_server_that_is_not_there_or_is_none_is_told_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let smtpd = Smtpd::start(folder.path(), 0);
    let server = smtpd.server();
    let none = MailServer { tls: Tls::StartTls, ..server.clone() };
    let (handed, _) = hand_over(&none, &mail("desk@example.jp")).await;
    assert!(
        matches!(&handed, Handed::Unreachable(why) if why.sentence.contains("暗号化")),
        "never in the clear: {handed:?}"
    );
    let login = MailServer { login: Some(("u".into(), "p".into())), ..server.clone() };
    let (handed, _) = hand_over(&login, &mail("desk@example.jp")).await;
    assert!(matches!(&handed, Handed::Unreachable(why) if why.sentence.contains("ログインできません")), "{handed:?}");
    assert!(!format!("{login:?}").contains("\"p\""), "a password is in no log");
    drop(smtpd);
    let (handed, marks) = hand_over(&server, &mail("desk@example.jp")).await;
    assert!(matches!(&handed, Handed::Unreachable(why) if why.sentence.contains("つながりません")), "{handed:?}");
    assert_eq!(marks, 0);
}

#[tokio::test]
async fn what_would_break_a_mail_s_head_never_becomes_one() {
    let folder = tempfile::tempdir().unwrap();
    let smtpd = Smtpd::start(folder.path(), 0);
    let subject = "お願い\r\nBcc: somebody@example.jp\r\n\r\n本文".to_owned();
    let (handed, _) = hand_over(&smtpd.server(), &Outgoing { subject, ..mail("desk@example.jp") }).await;
    for got in smtpd.accepted() {
        assert_eq!(got["envelope_to"].as_array().unwrap().len(), 1);
        assert!(got["body"].as_str().unwrap().starts_with("平素より"), "{handed:?} {got}");
    }
}
