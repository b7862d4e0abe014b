//! What the server's answers mean: refused for good, later, or nobody knows; each with a sentence for the screen.

use crate::MailServer;
use crate::gate::{Gate, Stand};
use lettre::transport::smtp::Error;
use std::fmt::Display;
use tate_app::mail::{Handed, Trouble};

/// A failed step: lettre's error, or the words for a time limit.
type Failed = Result<Error, &'static str>;

/// The most characters kept of what a server says.
const MOST_WORDS: usize = 500;

fn trouble(sentence: impl Into<String>, server: &str) -> Trouble {
    let words: String = server.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST_WORDS).collect();
    Trouble { sentence: sentence.into(), server: words }
}

fn words(failed: &Failed) -> String {
    match failed {
        Ok(error) => match (error.status(), std::error::Error::source(error)) {
            (Some(code), Some(text)) => format!("{code} {text}"),
            _ => error.to_string(),
        },
        Err(limit) => (*limit).to_owned(),
    }
}

fn permanent(failed: &Failed) -> bool {
    failed.as_ref().is_ok_and(Error::is_permanent)
}

fn transient(failed: &Failed) -> bool {
    failed.as_ref().is_ok_and(Error::is_transient)
}

/// What is written cannot be a mail.
pub(crate) fn unsendable(why: String) -> Handed {
    Handed::Refused(trouble(
        "メールの形にできないため、送っていません。宛先と件名を見直して、依頼をやり直してください。",
        &why,
    ))
}

pub(crate) fn connection(server: &MailServer, why: &dyn Display) -> Trouble {
    let sentence = format!(
        "メールサーバ（{}:{}）につながりません。サーバが止まっているか、アドレスが違います。つながるようになると、自動で送ります。",
        server.host, server.port
    );
    trouble(sentence, &why.to_string())
}

pub(crate) fn greeting(server: &MailServer, failed: Failed) -> Trouble {
    let sentence = format!(
        "メールサーバ（{}:{}）が応じません。番号（ポート）か「--mail-tls」の指定が違うかもしれません。管理者に確かめてください。",
        server.host, server.port
    );
    trouble(sentence, &words(&failed))
}

pub(crate) fn tls(server: &MailServer, why: &dyn Display) -> Trouble {
    let sentence = format!(
        "メールサーバ（{}）との暗号化した接続ができません。サーバの証明書がこの機器で信頼されていないか、指定した名前と違います。管理者に確かめてください。",
        server.host
    );
    trouble(sentence, &why.to_string())
}

pub(crate) fn starttls(server: &MailServer, failed: Failed) -> Trouble {
    tls(server, &words(&failed))
}

pub(crate) fn login(failed: Failed) -> Trouble {
    let sentence = "メールサーバにログインできません。ログイン名かパスワードが違うか、サーバがこの方式を受け付けません。管理者に「--mail-user」と「--mail-password-file」を確かめてもらってください。";
    trouble(sentence, &words(&failed))
}

/// The sender is refused: no mail at all would go out, so none is given up for it.
pub(crate) fn sender(failed: Failed) -> Trouble {
    let sentence =
        "メールサーバが差出人のアドレスを受け付けません。管理者に「--mail-from」を確かめてもらってください。";
    trouble(sentence, &words(&failed))
}

pub(crate) fn recipient(failed: Failed) -> Handed {
    let said = words(&failed);
    if permanent(&failed) {
        Handed::Refused(trouble(
            "メールサーバが宛先を断りました。アドレスの誤りか、なくなったアドレスです。担当者に確かめ、事業者台帳を直してください。",
            &said,
        ))
    } else if transient(&failed) {
        Handed::Later(trouble(
            "宛先のメールサーバが、いまは受け取れないと答えました。時間をおいて、自動で送ります。",
            &said,
        ))
    } else {
        broken(&said)
    }
}

pub(crate) fn content(failed: Failed) -> Handed {
    let said = words(&failed);
    if permanent(&failed) {
        Handed::Refused(trouble(
            "メールサーバが内容を断りました。添付ファイルが大きすぎるか、内容の検査で止められています。サーバの言葉を管理者に見せてください。",
            &said,
        ))
    } else if transient(&failed) {
        Handed::Later(trouble("メールサーバが、いまは受け取れないと答えました。時間をおいて、自動で送ります。", &said))
    } else {
        broken(&said)
    }
}

/// The content was on its way: only a clear answer tells, once the gate was passed.
pub(crate) fn end(failed: Failed, gate: &Gate) -> Handed {
    match gate.stand() {
        Stand::Closed => Handed::NotOurs,
        Stand::Open | Stand::Armed => broken(&words(&failed)),
        Stand::Passed if permanent(&failed) || transient(&failed) => content(failed),
        Stand::Passed => Handed::Unknown(trouble("", &words(&failed))),
    }
}

fn broken(said: &str) -> Handed {
    Handed::Unreachable(trouble(
        "メールサーバとの接続が途中で切れました。まだ届いていません。時間をおいて、自動で送ります。",
        said,
    ))
}
