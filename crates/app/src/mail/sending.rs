//! Sending what is due, mail by mail: claim, fill in, hand over, write what became of it (docs/adr/0017).

use super::{Handed, Later, Outgoing, OutgoingFile, SendMail, TOO_LARGE, Trouble};
use crate::App;
use crate::clock::{stamp, stamp_after};
use crate::error::{AppError, Result};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tate_domain::mail::{GIVE_UP_MINUTES, MOST_ATTACHED, Mail, State, wait_minutes};
use tate_store::{DueMail, Outcome, Tenant, Who};

/// For how long a process has a mail without being heard of again.
const LEASE_SECONDS: i64 = 90;
/// How often it is heard of.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// The most mails of one round: then others have their turn.
const MOST_IN_A_ROUND: usize = 500;

/// How the log names the one who sends.
const ACTOR: &str = "メールの送信";

const UNKNOWN: &str = "送信できたか確認できません。メールサーバへ渡し終える直前に、接続かプログラムが止まったためです。届いたかを相手に確かめ、届いていなければ再送してください。";

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct MailRound {
    /// Taken by the server.
    pub sent: usize,
    /// Refused or given up.
    pub failed: usize,
    /// To be tried again later.
    pub later: usize,
    /// Nobody knows.
    pub uncertain: usize,
}

/// How a round goes on after a mail.
enum Next {
    Mail,
    Stop,
}

impl App {
    /// Sends what is due, of every organization, and takes over what processes that are gone left behind. Does nothing
    /// where no mail server is configured.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn send_due_mail(&self) -> Result<MailRound> {
        self.mail_round(|| true).await
    }

    /// The same, mail by mail for as long as `go_on` says so.
    pub(super) async fn mail_round(&self, go_on: impl Fn() -> bool) -> Result<MailRound> {
        let mut round = MailRound::default();
        self.recover_mail(&mut round).await?;
        let Some(server) = &self.mail.server else { return Ok(round) };
        for _ in 0..MOST_IN_A_ROUND {
            if !go_on() {
                break;
            }
            let Some(due) = self.store.due_mail(&self.now()).await? else { break };
            match self.send_one(server, &due, &mut round).await? {
                Next::Mail => {}
                Next::Stop => break,
            }
        }
        Ok(round)
    }

    /// What the log knows as the one who sends.
    fn mail_who(&self) -> Who {
        Who { actor: ACTOR.to_owned(), origin: "server".to_owned(), at: self.now() }
    }

    /// Mails of processes that are gone: back to the queue before the mark, uncertain after it.
    async fn recover_mail(&self, round: &mut MailRound) -> Result<()> {
        for stale in self.store.stale_mail(&self.now()).await? {
            let outcome = if stale.handing {
                Outcome {
                    state: State::Uncertain,
                    next_at: String::new(),
                    error: UNKNOWN.into(),
                    server: String::new(),
                }
            } else {
                Outcome { state: State::Queued, next_at: self.now(), error: String::new(), server: String::new() }
            };
            let mut change = self.store.tenant(&stale.organization).change(self.mail_who()).await?;
            if change.recover_mail(&stale.facility, &stale.id, stale.handing, &outcome).await? {
                change.commit().await?;
                round.uncertain += usize::from(stale.handing);
            }
        }
        Ok(())
    }

    async fn send_one(&self, server: &Arc<dyn SendMail>, due: &DueMail, round: &mut MailRound) -> Result<Next> {
        let tenant = self.store.tenant(&due.organization);
        let claim = crate::new_id::<String>();
        if !tenant.claim_mail(&due.facility, &due.id, &claim, &self.now(), &self.lease()).await? {
            return Ok(Next::Mail); // Another process was faster.
        }
        let Some(mail) = tenant.mail(&due.facility, &due.id).await? else { return Ok(Next::Mail) };
        let handed = match self.outgoing(&mail).await {
            Ok(outgoing) => self.hand_over(server, &tenant, &mail, &claim, outgoing).await,
            Err(handed) => handed,
        };
        self.write_outcome(&tenant, &mail, &claim, handed, round).await
    }

    fn lease(&self) -> String {
        stamp_after(self.clock.now(), LEASE_SECONDS)
    }

    /// The mail as it goes out; otherwise why it cannot.
    async fn outgoing(&self, mail: &Mail) -> Result<Outgoing, Handed> {
        let trouble = |sentence: String| Trouble { sentence, server: String::new() };
        let body = self.fill_links(&mail.what.body).map_err(|why| {
            Handed::Later(trouble(match why {
                AppError::Document(sentence) => sentence,
                other => other.to_string(),
            }))
        })?;
        let mut files = Vec::new();
        let mut size = 0;
        for file in &mail.what.attachments {
            let bytes = self.blobs.get(&file.sha256).await.map_err(|why| {
                Handed::Refused(Trouble {
                    sentence: format!(
                        "添付ファイル「{}」を読み取れないため、送っていません。依頼をやり直してください。",
                        file.name
                    ),
                    server: why.to_string(),
                })
            })?;
            size += bytes.len() as u64;
            if size > MOST_ATTACHED {
                return Err(Handed::Refused(trouble(TOO_LARGE.to_owned())));
            }
            files.push(OutgoingFile { name: file.name.clone(), media_type: file.media_type.clone(), bytes });
        }
        Ok(Outgoing {
            to: mail.what.to.clone(),
            to_name: mail.what.to_name.clone(),
            reply_to: mail.what.reply_to.clone(),
            subject: mail.what.subject.clone(),
            body,
            message_id: mail.what.message_id.clone(),
            date: self.clock.now(),
            files,
        })
    }

    /// Hands it over and stays heard of meanwhile.
    async fn hand_over(
        &self,
        server: &Arc<dyn SendMail>,
        tenant: &Tenant,
        mail: &Mail,
        claim: &str,
        outgoing: Outgoing,
    ) -> Handed {
        let mark = self.mark(tenant, mail, claim);
        let mut sending = server.send(&outgoing, mark);
        let mut beat = tokio::time::interval(HEARTBEAT);
        beat.tick().await; // The first one comes at once.
        loop {
            tokio::select! {
                handed = &mut sending => return handed,
                _ = beat.tick() => {
                    if let Err(error) = tenant.renew_mail(&mail.facility, &mail.what.id, claim, &self.lease()).await {
                        tracing::warn!(%error, "cannot renew the claim on a mail");
                    }
                }
            }
        }
    }

    /// Durable when it gives true. An error of the database is a no: then nothing goes out.
    fn mark(&self, tenant: &Tenant, mail: &Mail, claim: &str) -> Later<'static, bool> {
        let (tenant, facility, id) = (tenant.clone(), mail.facility.clone(), mail.what.id.clone());
        let (claim, clock) = (claim.to_owned(), Arc::clone(&self.clock));
        Box::pin(async move {
            let until = stamp_after(clock.now(), LEASE_SECONDS);
            tenant.handing_mail(&facility, &id, &claim, &until).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "cannot mark a mail before handing it over");
                false
            })
        })
    }

    async fn write_outcome(
        &self,
        tenant: &Tenant,
        mail: &Mail,
        claim: &str,
        handed: Handed,
        round: &mut MailRound,
    ) -> Result<Next> {
        let next = if matches!(handed, Handed::Unreachable(_)) { Next::Stop } else { Next::Mail };
        let outcome = outcome(mail, handed, self.clock.now());
        let mut change = tenant.change(self.mail_who()).await?;
        if !change.end_mail(&mail.facility, &mail.what.id, claim, &outcome).await? {
            return Ok(next); // Somebody else wrote about it.
        }
        change.commit().await?;
        match outcome.state {
            State::Sent => round.sent += 1,
            State::Failed => round.failed += 1,
            State::Uncertain => round.uncertain += 1,
            State::Queued | State::Sending | State::Bounced | State::Cancelled => round.later += 1,
        }
        Ok(next)
    }
}

/// What is written about a mail that was handed over, or not.
fn outcome(mail: &Mail, handed: Handed, now: Timestamp) -> Outcome {
    let ended = |state, trouble: Trouble| Outcome {
        state,
        next_at: String::new(),
        error: trouble.sentence,
        server: trouble.server,
    };
    match handed {
        Handed::Accepted(server) => ended(State::Sent, Trouble { sentence: String::new(), server }),
        Handed::Refused(trouble) => ended(State::Failed, trouble),
        Handed::Unknown(trouble) => ended(State::Uncertain, Trouble { sentence: UNKNOWN.to_owned(), ..trouble }),
        Handed::Later(trouble) | Handed::Unreachable(trouble) => put_off(mail, trouble, now),
        Handed::NotOurs => put_off(mail, Trouble::default(), now),
    }
}

/// The next try, or the end of trying.
fn put_off(mail: &Mail, trouble: Trouble, now: Timestamp) -> Outcome {
    let minutes = wait_minutes(mail.attempts);
    let next_at = stamp_after(now, minutes * 60);
    let last =
        mail.queued_at.parse::<Timestamp>().map_or_else(|_| stamp(now), |at| stamp_after(at, GIVE_UP_MINUTES * 60));
    if next_at > last {
        let sentence = format!("3日間くり返しても送れなかったため、送信をやめました。{}", trouble.sentence);
        return Outcome { state: State::Failed, next_at: String::new(), error: sentence, server: trouble.server };
    }
    Outcome { state: State::Queued, next_at, error: trouble.sentence, server: trouble.server }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tate_domain::mail::NewMail;

    const NOW: &str = "2026-11-20T03:00:00.000Z";

    fn mail(attempts: i64, queued_at: &str) -> Mail {
        let what = NewMail {
            id: "m-1".into(),
            key: "k".into(),
            to: "desk@example.jp".into(),
            to_name: String::new(),
            reply_to: String::new(),
            subject: "件名".into(),
            body: "本文".into(),
            attachments: Vec::new(),
            message_id: "<m-1@example.jp>".into(),
        };
        Mail {
            what,
            facility: "f".into(),
            state: State::Sending,
            attempts,
            next_at: String::new(),
            error: String::new(),
            server: String::new(),
            by_name: String::new(),
            created_at: queued_at.into(),
            queued_at: queued_at.into(),
            sent_at: String::new(),
            version: 1,
        }
    }

    #[test]
    fn a_mail_is_put_off_longer_each_time_and_given_up_after_three_days() {
        let now: Timestamp = NOW.parse().unwrap();
        let later = || Handed::Later(Trouble { sentence: "一時的".into(), server: "451".into() });
        let first = outcome(&mail(1, NOW), later(), now);
        assert_eq!((first.state, first.next_at.as_str()), (State::Queued, "2026-11-20T03:01:00.000Z"));
        let fifth = outcome(&mail(5, NOW), later(), now);
        assert_eq!(fifth.next_at, "2026-11-20T07:00:00.000Z");
        let old = outcome(&mail(9, "2026-11-17T09:00:00.001Z"), later(), now);
        assert_eq!(old.state, State::Queued, "negative control: the last try is within three days");
        let older = outcome(&mail(9, "2026-11-17T08:59:59.999Z"), later(), now);
        assert!(older.state == State::Failed && older.error.contains("3日間") && older.error.contains("一時的"));
    }

    #[test]
    fn what_is_not_known_is_never_queued_again() {
        let now: Timestamp = NOW.parse().unwrap();
        let unknown = outcome(&mail(1, NOW), Handed::Unknown(Trouble::default()), now);
        assert_eq!((unknown.state, unknown.next_at.as_str()), (State::Uncertain, ""));
        assert_eq!(outcome(&mail(1, NOW), Handed::Refused(Trouble::default()), now).state, State::Failed);
        assert_eq!(outcome(&mail(1, NOW), Handed::Accepted("250".into()), now).state, State::Sent);
    }
}
