//! What a person does to a mail: send it again, take it back, note that it came back or arrived, try the server.

use super::MailDraft;
use crate::App;
use crate::error::{AppError, Result};
use tate_domain::id::{FacilityId, MailId};
use tate_domain::role::{Actor, Permission};
use tate_domain::text::shorten;

/// The longest reason of a bounce, in characters.
const MOST_REASON: usize = 500;

impl App {
    /// Has a mail sent again, with the same Message-ID; one that waits is tried at once.
    ///
    /// # Errors
    /// The actor may not, no mail server, not there, or [`AppError::Conflict`].
    pub async fn resend_mail(&self, actor: &Actor, facility: &FacilityId, id: &MailId, seen: i64) -> Result<()> {
        self.own_mail(actor, facility, id).await?;
        if !self.has_mail() {
            return Err(AppError::invalid(
                "",
                "再送できません。このサーバにはメールが設定されていないためです。印刷して送るか、管理者にメールの設定を頼んでください。",
            ));
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.resend_mail(facility, id, seen).await?;
        change.commit().await?;
        self.wake_mail();
        Ok(())
    }

    /// Takes back a mail that waits.
    ///
    /// # Errors
    /// The actor may not, not there, or [`AppError::Conflict`]: it is being sent, or gone.
    pub async fn cancel_mail(&self, actor: &Actor, facility: &FacilityId, id: &MailId, seen: i64) -> Result<()> {
        self.own_mail(actor, facility, id).await?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.cancel_mail(facility, id, seen).await?;
        Ok(change.commit().await?)
    }

    /// Notes that a mail came back, with the reason on the notice.
    ///
    /// # Errors
    /// The actor may not, no reason, not there, or [`AppError::Conflict`].
    pub async fn bounce_mail(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &MailId,
        seen: i64,
        reason: &str,
    ) -> Result<()> {
        self.own_mail(actor, facility, id).await?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(AppError::invalid(
                "reason",
                "戻ってきたことを記録できません。理由が空です。戻ってきた通知に書かれている理由を入力してください（例：宛先のアドレスがない）。",
            ));
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.bounce_mail(facility, id, seen, &shorten(reason, MOST_REASON)).await?;
        Ok(change.commit().await?)
    }

    /// Notes that a mail of which nobody knew did arrive: the recipient says so.
    ///
    /// # Errors
    /// The actor may not, not there, or [`AppError::Conflict`].
    pub async fn arrived_mail(&self, actor: &Actor, facility: &FacilityId, id: &MailId, seen: i64) -> Result<()> {
        self.own_mail(actor, facility, id).await?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.arrived_mail(facility, id, seen).await?;
        Ok(change.commit().await?)
    }

    /// Queues a mail that only shows whether mail works.
    ///
    /// # Errors
    /// The actor may not, no mail server, or the address is none.
    pub async fn try_mail(&self, actor: &Actor, facility: &FacilityId, to: &str) -> Result<MailId> {
        actor.may_at(Permission::EditLedgers, facility)?;
        if !self.has_mail() {
            return Err(AppError::invalid(
                "to",
                "試しのメールを送れません。このサーバにはメールが設定されていないためです。管理者に設定を頼んでください。",
            ));
        }
        let name = self.facility(actor, facility).await?.profile.name;
        let mail = self.new_mail(MailDraft {
            key: format!("test:{}", crate::new_id::<String>()),
            to: to.trim().to_owned(),
            subject: format!("【送信の確認】{name}"),
            body: format!("これは、{name}の Tate（盾）からメールが届くことを確かめるためのメールです。\n\nこのメールが届いていれば、事業者への依頼や再送のお知らせもメールで送れます。返信は要りません。\n"),
            ..MailDraft::default()
        })?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.queue_mail(facility, &mail, &actor.name).await?;
        change.commit().await?;
        self.wake_mail();
        Ok(mail.id)
    }

    /// The actor may change this facility's mails, and this is one of them.
    async fn own_mail(&self, actor: &Actor, facility: &FacilityId, id: &MailId) -> Result<()> {
        actor.may_at(Permission::EditLedgers, facility)?;
        self.tenant(actor).mail(facility, id).await?.ok_or(AppError::NotFound)?;
        Ok(())
    }
}
