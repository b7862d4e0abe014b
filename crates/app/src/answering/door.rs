//! The door: a link's code and its PIN become a visit, or nothing.

use super::{Visitor, visitor_name};
use crate::App;
use crate::auth::random_token;
use crate::clock::{stamp, stamp_after};
use crate::error::{AppError, Result};
use crate::keys::token_hash;
use jiff::Timestamp;
use tate_domain::id::{FacilityId, LinkId, OrganizationId, RequestId};
use tate_store::{LinkRecord, Tenant, VisitRecord, Who};

/// A visit ends this long after its last use: a working day, because nobody signs in twice for one sheet.
pub const IDLE_SECONDS: i64 = 8 * 60 * 60;
/// A visit ends this long after it began, used or not.
pub const LONGEST_SECONDS: i64 = 24 * 60 * 60;
/// A visit's use is written down at most this often.
const TOUCH_SECONDS: i64 = 5 * 60;
/// Every so many wrong PINs lock the link.
const LOCK_EVERY: i64 = 5;
/// For how long.
const LOCK_SECONDS: i64 = 15 * 60;
/// So many wrong PINs revoke it.
const REVOKE_AT: i64 = 20;
/// The length of a token.
const TOKEN_CHARS: usize = 43;

/// One attempt is decided at a time: PINs sent side by side all count before the next is looked at.
static DECIDING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// The token in what was pasted: the code itself, or a whole link with the code behind its `#`.
fn code_in(typed: &str) -> Option<String> {
    let text = tate_domain::text::nfkc(typed);
    let code = text.rsplit('#').next().unwrap_or_default().trim();
    let good = code.len() == TOKEN_CHARS && code.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    good.then(|| code.to_owned())
}

impl App {
    /// Lets a vendor in: gives the visit's token for the cookie, or `None` whatever is wrong (code, PIN, locked,
    /// expired, revoked): which, is not said. Every refusal at a known link is an event of its organization.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn enter(&self, code: &str, pin: &str, origin: &str) -> Result<Option<String>> {
        let pin: String = pin.chars().take(100).collect();
        let hash = token_hash(&code_in(code).unwrap_or_default());
        let _deciding = DECIDING.lock().await;
        let Some(link) = self.store.vendor_link_by_token(&hash).await? else {
            // As long a look as at a known link.
            let _ = self.keys.is_pin(&LinkId::from("nobody"), &pin);
            tracing::info!(%origin, "vendor link refused: unknown code");
            return Ok(None);
        };
        let tenant = self.store.tenant(&OrganizationId::from(link.organization_id.as_str()));
        let (facility, request) =
            (FacilityId::from(link.facility_id.as_str()), RequestId::from(link.request_id.as_str()));
        let vendor = tenant.request(&facility, &request).await?.ok_or(AppError::NotFound)?.asked;
        let now = self.clock.now();
        let who = Who { actor: visitor_name(&vendor), origin: origin.to_owned(), at: stamp(now) };
        let good = self.keys.is_pin(&LinkId::from(link.id.as_str()), &pin);
        let why = closed(&link, &stamp(now));
        if !why.is_empty() {
            let mut change = tenant.change(who).await?;
            change.note_refused(&facility, &request, why).await?;
            change.commit().await?;
            return Ok(None);
        }
        if !good {
            return wrong_pin(&tenant, who, &link, now).await.map(|()| None);
        }
        let token = random_token();
        let visit = VisitRecord {
            organization_id: link.organization_id.clone(),
            facility_id: link.facility_id.clone(),
            link_id: link.id.clone(),
            request_id: link.request_id.clone(),
            origin: origin.to_owned(),
            created_at: stamp(now),
            expires_at: stamp_after(now, IDLE_SECONDS),
        };
        let mut change = tenant.change(who).await?;
        change.begin_visit(&token_hash(&token), &visit).await?;
        change.commit().await?;
        Ok(Some(token))
    }

    /// The vendor behind a visit's cookie, if the visit and its link still open; prolonged if it is in use.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn visitor(&self, token: &str, origin: &str) -> Result<Option<Visitor>> {
        let (now, hash) = (self.clock.now(), token_hash(token));
        let Some(visit) = self.store.vendor_visit_by_token(&hash, &stamp(now)).await? else { return Ok(None) };
        let organization = OrganizationId::from(visit.organization_id.as_str());
        let began: Timestamp = visit.created_at.parse().unwrap_or(now);
        let end = stamp_after(now, IDLE_SECONDS).min(stamp_after(began, LONGEST_SECONDS));
        let known: Timestamp = visit.expires_at.parse().unwrap_or(now);
        if end > stamp_after(known, TOUCH_SECONDS) {
            self.store.touch_vendor_visit(&organization, &hash, &end).await?;
        }
        let (facility, request) =
            (FacilityId::from(visit.facility_id.as_str()), RequestId::from(visit.request_id.as_str()));
        let asked = self.store.tenant(&organization).request(&facility, &request).await?;
        Ok(asked.map(|asked| Visitor {
            organization,
            facility,
            request,
            link: visit.link_id.into(),
            vendor: asked.asked,
            origin: origin.to_owned(),
            visit: hash,
        }))
    }

    /// Ends a visit.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn leave(&self, visitor: &Visitor) -> Result<()> {
        let mut change = self.visited(visitor).change(self.visitor_who(visitor)).await?;
        change.end_visit(&visitor.facility, &visitor.request, &visitor.visit).await?;
        // Ended meanwhile: nothing is left to say.
        match change.commit().await {
            Err(tate_store::StoreError::Unaudited) => Ok(()),
            other => Ok(other?),
        }
    }

    /// Notes that a vendor asked for something that is not its own request's.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn note_beyond(&self, visitor: &Visitor, what: &str) -> Result<()> {
        let mut change = self.visited(visitor).change(self.visitor_who(visitor)).await?;
        let why = format!("この依頼のものではない{what}を求めた");
        change.note_refused(&visitor.facility, &visitor.request, &why).await?;
        Ok(change.commit().await?)
    }
}

/// Why a link opens nothing, whatever the PIN; empty: it opens.
fn closed(link: &LinkRecord, now: &str) -> &'static str {
    match () {
        () if !link.revoked_at.is_empty() => "リンクは無効",
        () if link.expires_at.as_str() <= now => "リンクの期限切れ",
        () if link.locked_until.as_str() > now => "続けて間違えたため停止中",
        () => "",
    }
}

/// Counts a wrong PIN; every fifth locks the link for a while, the twentieth revokes it.
async fn wrong_pin(tenant: &Tenant, who: Who, link: &LinkRecord, now: Timestamp) -> Result<()> {
    let (facility, request) = (FacilityId::from(link.facility_id.as_str()), RequestId::from(link.request_id.as_str()));
    let failures = link.failures + 1;
    let lock = if failures % LOCK_EVERY == 0 { stamp_after(now, LOCK_SECONDS) } else { String::new() };
    let mut change = tenant.change(who).await?;
    change.note_wrong_pin(&facility, &request, &LinkId::from(link.id.as_str()), &lock).await?;
    if failures >= REVOKE_AT {
        change.revoke_links(&facility, &request, &format!("暗証番号を{REVOKE_AT}回間違えた")).await?;
    }
    Ok(change.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::code_in;

    #[test]
    fn a_pasted_link_and_its_code_are_the_same() {
        let code = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN-_0";
        for typed in [code.to_owned(), format!(" {code}\n"), format!("https://tate.example.jp/answer#{code}")] {
            assert_eq!(code_in(&typed).as_deref(), Some(code), "{typed}");
        }
        for bad in ["", "#", "短い", &code[1..], &format!("{code}x"), &format!("{code}?a=1")] {
            assert_eq!(code_in(bad), None, "{bad}");
        }
    }
}
