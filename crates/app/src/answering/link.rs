//! The link of a request: made, shown to the facility's people, revoked.

use crate::clock::stamp;
use crate::error::{AppError, Result};
use crate::keys::token_hash;
use crate::{App, new_id};
use jiff::ToSpan as _;
use jiff::tz::TimeZone;
use tate_domain::id::{FacilityId, LinkId, RequestId};
use tate_domain::role::{Actor, Permission};
use tate_domain::vendor::{Request, State};
use tate_store::{Change, LinkRecord};

/// A link opens until so many days after the deadline: late vendors are the rule, not the exception (Q&A 12-15), and
/// reminders go on weekly. Two months on, a forgotten mail should open nothing any more; a new link is one click.
pub const TOO_LATE_DAYS: i32 = 60;

/// A link as the facility's people see it.
#[derive(Debug, Clone)]
pub struct LinkView {
    /// The link as stored.
    pub record: LinkRecord,
    /// The address for the letter; empty where the server has no address of its own.
    pub address: String,
    /// The PIN, told by another way than the link.
    pub pin: String,
    /// Whether it opens now.
    pub opens: bool,
}

fn may_have_link(request: &Request) -> Result<()> {
    match request.state {
        State::Asked | State::Submitted | State::Returned => Ok(()),
        State::Accepted | State::Refused | State::Withdrawn => Err(AppError::invalid(
            "link",
            "回答用のリンクを作れません。この依頼は、受領・回答拒否・取り下げのどれかで終わっています。回答し直してもらう場合は、新しく依頼してください。",
        )),
    }
}

impl App {
    /// Makes the link of a request; an earlier one opens nothing any more.
    ///
    /// # Errors
    /// The actor may not, there is no such request, it is over, or the server has no address of its own.
    pub async fn make_link(&self, actor: &Actor, facility: &FacilityId, request: &RequestId) -> Result<LinkId> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let asked = self.tenant(actor).request(facility, request).await?.ok_or(AppError::NotFound)?;
        may_have_link(&asked)?;
        if self.base.is_empty() {
            return Err(AppError::invalid(
                "link",
                "回答用のリンクを作れません。このサーバのアドレスが設定されていないためです。「tate serve --base-url https://…」で、事業者から開けるアドレスを指定してください。設定するまでは、Excelの回答用紙を使えます。",
            ));
        }
        let link: LinkId = new_id();
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        self.put_link(&mut change, &asked, &link).await?;
        change.commit().await?;
        Ok(link)
    }

    /// Makes a link within a change that does more.
    pub(crate) async fn put_link(&self, change: &mut Change, request: &Request, link: &LinkId) -> Result<()> {
        // Counted from today where the deadline is long over: a new link must not be born dead.
        let last = request.deadline.max(self.today()).checked_add(TOO_LATE_DAYS.days());
        let end =
            last.and_then(|day| day.to_zoned(TimeZone::UTC)).map_err(|why| AppError::Internal(why.to_string()))?;
        let hash = token_hash(&self.keys.token(link));
        Ok(change.make_link(&request.facility, &request.id, link, &hash, &stamp(end.timestamp())).await?)
    }

    /// Revokes the link of a request; whoever is inside is outside with the next click.
    ///
    /// # Errors
    /// The actor may not, there is no such request, or it has no link.
    pub async fn revoke_link(&self, actor: &Actor, facility: &FacilityId, request: &RequestId) -> Result<()> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        self.tenant(actor).request(facility, request).await?.ok_or(AppError::NotFound)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        if change.revoke_links(facility, request, "施設が無効にした").await? == 0 {
            return Err(AppError::invalid("link", "有効なリンクがありません。すでに無効になっています。"));
        }
        Ok(change.commit().await?)
    }

    /// The newest link of a request that was not revoked, with its address and PIN.
    ///
    /// # Errors
    /// The actor may not, or the database cannot be reached.
    pub async fn link(&self, actor: &Actor, facility: &FacilityId, request: &RequestId) -> Result<Option<LinkView>> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let links = self.tenant(actor).links(facility, request).await?;
        let now = self.now();
        Ok(links.into_iter().find(|link| link.revoked_at.is_empty()).map(|record| {
            let id = LinkId::from(record.id.as_str());
            LinkView {
                address: self.link_address(&id).unwrap_or_default(),
                pin: self.keys.pin(&id),
                opens: record.opens(&now),
                record,
            }
        }))
    }
}
