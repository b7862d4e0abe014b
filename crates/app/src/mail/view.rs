//! The queue as pages show it. Marks stay marks: no page shows a token.

use crate::App;
use crate::error::{AppError, Result};
use tate_domain::id::{FacilityId, MailId};
use tate_domain::mail::{Mail, shown};
use tate_domain::role::{Actor, Permission};

/// Mails on one page of the list.
const ON_A_PAGE: usize = 100;
/// Mails that wait for a person, at most.
const MOST_TROUBLED: i64 = 50;

/// The list.
#[derive(Debug, Clone)]
pub struct MailList {
    /// Refused, or nobody knows: a person looks at these.
    pub troubled: Vec<Mail>,
    /// All, the newest first.
    pub mails: Vec<Mail>,
    /// Where the next page begins; empty on the last one.
    pub next: String,
    /// The sender's address; empty where no mail server is configured.
    pub sender: String,
}

/// One mail.
#[derive(Debug, Clone)]
pub struct MailView {
    /// The mail.
    pub mail: Mail,
    /// Its text, with words in the place of links.
    pub text: String,
    /// The sender's address; empty where no mail server is configured.
    pub sender: String,
    /// What the log says of it: when, what, and the reason or the server's words.
    pub steps: Vec<Step>,
}

/// One line of a mail's history.
#[derive(Debug, Clone)]
pub struct Step {
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// What.
    pub what: String,
    /// By whom.
    pub by: String,
    /// Why, or what the server said; may be empty.
    pub note: String,
}

impl App {
    fn mail_sender(&self) -> String {
        self.mail.server.as_ref().map(|server| server.from().to_owned()).unwrap_or_default()
    }

    /// The queue of a facility; `before` is where the page begins, or empty.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn mails(&self, actor: &Actor, facility: &FacilityId, before: &str) -> Result<MailList> {
        actor.may_at(Permission::View, facility)?;
        let tenant = self.tenant(actor);
        let limit = i64::try_from(ON_A_PAGE + 1).unwrap_or(i64::MAX);
        let mut mails = tenant.mails(facility, before, limit).await?;
        let more = mails.len() > ON_A_PAGE;
        mails.truncate(ON_A_PAGE);
        let next = mails.last().filter(|_| more).map(|mail| mail.what.id.to_string()).unwrap_or_default();
        let troubled =
            if before.is_empty() { tenant.troubled_mails(facility, MOST_TROUBLED).await? } else { Vec::new() };
        Ok(MailList { troubled, mails, next, sender: self.mail_sender() })
    }

    /// One mail of a facility.
    ///
    /// # Errors
    /// Out of reach, or not there.
    pub async fn mail(&self, actor: &Actor, facility: &FacilityId, id: &MailId) -> Result<MailView> {
        actor.may_at(Permission::View, facility)?;
        let tenant = self.tenant(actor);
        let mail = tenant.mail(facility, id).await?.ok_or(AppError::NotFound)?;
        let events = tenant.events_about(&format!("mail:{id}"), 50).await?;
        let steps = events
            .into_iter()
            .map(|event| {
                let after: serde_json::Value = serde_json::from_str(&event.after).unwrap_or_default();
                let text = |key: &str| after.get(key).and_then(serde_json::Value::as_str).unwrap_or_default();
                let note = [text("reason"), text("error"), text("server")].into_iter().filter(|part| !part.is_empty());
                Step {
                    at: event.at,
                    what: crate::audit::action_words(&event.action),
                    by: event.actor.split(" <").next().unwrap_or_default().to_owned(),
                    note: note.collect::<Vec<_>>().join(" "),
                }
            })
            .collect();
        Ok(MailView { text: shown(&mail.what.body), mail, sender: self.mail_sender(), steps })
    }
}
