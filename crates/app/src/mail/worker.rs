//! Sending in the background while the server runs.

use crate::App;
use crate::error::Result;
use std::time::Duration;
use tokio::sync::watch;

/// How often the queue is looked at when nobody rings.
const EVERY: Duration = Duration::from_secs(30);

impl App {
    /// Sends what is due until `stop` turns true (or its sender goes): every half minute, and when something was queued
    /// in this process. A mail that is being handed over then is finished, and no other one begun.
    pub async fn send_mail_until(&self, mut stop: watch::Receiver<bool>) {
        loop {
            match self.mail_round(|| !*stop.borrow()).await {
                Ok(round) if round.failed + round.uncertain > 0 => {
                    tracing::warn!(failed = round.failed, uncertain = round.uncertain, "some mails need a person");
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "the mail queue cannot be read"),
            }
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                () = self.mail.bell.notified() => {}
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    }

    /// After a restore: holds everything that was waiting, of every organization, until a person looks at it. Gives how
    /// many mails were held.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn hold_restored_mail(&self) -> Result<u64> {
        const WHY: &str = "送信できたか確認できません。バックアップから戻したため、その後に送信されたかもしれません。届いたかを相手に確かめ、届いていなければ再送してください。";
        let mut held = 0;
        for organization in self.store.organizations().await? {
            let actor = crate::command_line(organization);
            let mut change = self.tenant(&actor).change(self.who(&actor)).await?;
            let count = change.hold_open_mail(WHY).await?;
            if count > 0 {
                change.commit().await?;
                held += count;
            }
        }
        Ok(held)
    }
}
