//! Mail (送信記録): written into a queue with the change it is about, sent by the server in the background.
//!
//! [`App::new_mail`] checks what is to be queued, [`tate_store::Change::queue_mail`] writes it, [`App::wake_mail`] has it
//! sent at once. How a mail is handed over so that it goes out at most once by itself: docs/adr/0017.

mod acts;
mod links;
mod sending;
mod view;
mod worker;

pub use sending::MailRound;
pub use view::{MailList, MailView};

use crate::error::{Problem, Result};
use crate::{App, AppError, new_id};
use bytes::Bytes;
use jiff::Timestamp;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tate_domain::id::MailId;
use tate_domain::mail::{self, Attachment, NewMail};
use tokio::sync::Notify;

/// A future that a trait object can give.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A mail as it goes out: links filled in, files read.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The recipient's address.
    pub to: String,
    /// The recipient's name; may be empty.
    pub to_name: String,
    /// Where answers go; may be empty.
    pub reply_to: String,
    /// 件名.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// `<…@…>`.
    pub message_id: String,
    /// The date in its head.
    pub date: Timestamp,
    /// Files.
    pub files: Vec<OutgoingFile>,
}

/// A file of a mail.
#[derive(Debug, Clone)]
pub struct OutgoingFile {
    /// Name.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Content.
    pub bytes: Bytes,
}

/// Why a mail did not go out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trouble {
    /// A sentence for the screen: what happened, why, what to do.
    pub sentence: String,
    /// What the mail server said, or the system; may be empty.
    pub server: String,
}

/// What became of handing a mail over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// The server took it, with these words.
    Accepted(String),
    /// The server refused this mail for good.
    Refused(Trouble),
    /// This mail not now; it did not go out.
    Later(Trouble),
    /// The server cannot be used at the moment; nothing went out.
    Unreachable(Trouble),
    /// It broke off after the mark: nobody knows.
    Unknown(Trouble),
    /// The mark said no: the mail is somebody else's by now. Nothing went out.
    NotOurs,
}

/// Hands mails to a mail server (`tate-mail`, wired by the binary).
pub trait SendMail: Send + Sync {
    /// The address that mails come from.
    fn from(&self) -> &str;

    /// Hands one mail over.
    ///
    /// `mark` is waited for after everything but the end of the mail has been sent; only when it gives true is the
    /// mail ended. Whatever fails before that has delivered nothing.
    fn send<'a>(&'a self, mail: &'a Outgoing, mark: Later<'static, bool>) -> Later<'a, Handed>;
}

/// What the application has for mail: a server, if one was configured, and the bell of the one who sends.
#[derive(Clone, Default)]
pub struct Mailing {
    /// The configured server; none: letters are printed or copied.
    pub server: Option<Arc<dyn SendMail>>,
    bell: Arc<Notify>,
}

impl Mailing {
    /// Through this server.
    #[must_use]
    pub fn through(server: Arc<dyn SendMail>) -> Self {
        Self { server: Some(server), bell: Arc::default() }
    }
}

/// What is to be queued, as the caller has it.
#[derive(Debug, Clone, Default)]
pub struct MailDraft {
    /// The occasion, unique within the organization: `request:<id>:remind:-14`.
    pub key: String,
    /// The recipient's address.
    pub to: String,
    /// The recipient's name; may be empty.
    pub to_name: String,
    /// Where answers go; empty: to the sender's address.
    pub reply_to: String,
    /// 件名.
    pub subject: String,
    /// The text with its marks.
    pub body: String,
}

impl App {
    /// Whether a mail server was configured.
    #[must_use]
    pub fn has_mail(&self) -> bool {
        self.mail.server.is_some()
    }

    /// Has the queue looked at now: call it after a change that queued something was committed.
    pub fn wake_mail(&self) {
        self.mail.bell.notify_one();
    }

    /// A mail without files, checked and with its Message-ID, to be handed to [`tate_store::Change::queue_mail`].
    ///
    /// # Errors
    /// The address, subject or text cannot be sent; the field is `to`, `reply_to`, `subject` or `body`.
    pub fn new_mail(&self, draft: MailDraft) -> Result<NewMail> {
        let problems = problems(&draft);
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems));
        }
        let id: MailId = new_id();
        let from = self.mail.server.as_ref().map(|server| server.from().to_owned()).unwrap_or_default();
        let host = from.split_once('@').map_or("tate.invalid", |(_, host)| host);
        Ok(NewMail {
            message_id: format!("<{id}@{host}>"),
            id,
            key: draft.key,
            to: draft.to,
            to_name: draft.to_name,
            reply_to: draft.reply_to,
            subject: draft.subject,
            body: draft.body,
            attachments: Vec::new(),
        })
    }

    /// Puts a file into the file store and adds it to a mail.
    ///
    /// # Errors
    /// The file store refuses, or the file alone is too large. That all files of a mail together are not is checked
    /// when it is sent.
    pub async fn attach_to_mail(&self, mail: &mut NewMail, name: &str, media_type: &str, bytes: Bytes) -> Result<()> {
        if bytes.len() as u64 > mail::MOST_ATTACHED {
            return Err(AppError::invalid("file", TOO_LARGE));
        }
        let sha256 = self.blobs.put(bytes).await?;
        mail.attachments.push(Attachment { name: name.to_owned(), media_type: media_type.to_owned(), sha256 });
        Ok(())
    }
}

pub(crate) const TOO_LARGE: &str =
    "添付ファイルを送れません。合計が10MBを超えています。ファイルを減らすか、郵送してください。";

/// What is wrong with a draft.
fn problems(draft: &MailDraft) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut refuse = |field: &str, message: &str| problems.push(Problem::new(field, message));
    let address = "メールアドレスとして読み取れません。「name@example.jp」の形で、1つだけ入力してください。";
    if !mail::is_address(&draft.to) {
        refuse("to", &format!("宛先の「{}」は、{address}", tate_domain::text::shorten(&draft.to, 60)));
    }
    if !draft.reply_to.is_empty() && !mail::is_address(&draft.reply_to) {
        refuse("reply_to", &format!("返信先の「{}」は、{address}", tate_domain::text::shorten(&draft.reply_to, 60)));
    }
    let subject_fits = (1..=mail::MOST_SUBJECT).contains(&draft.subject.trim().chars().count());
    if !subject_fits || draft.subject.chars().any(char::is_control) || draft.to_name.chars().any(char::is_control) {
        refuse("subject", "件名を送れません。件名は1行で、1文字から200文字までで入力してください。");
    }
    if draft.body.trim().is_empty() || draft.body.len() > mail::MOST_BODY {
        refuse("body", "本文を送れません。本文が空か、長すぎます。内容を見直してください。");
    }
    problems
}
