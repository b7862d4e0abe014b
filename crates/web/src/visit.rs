//! A vendor's visit: its cookie, and what keeps guessing at the door slow.

use crate::error::WebError;
use crate::{Site, error, guard};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use tate_app::answering::Visitor;

/// The most refusals from one origin in [`WINDOW_SECONDS`]; a desk with many links shares one address.
const MOST_REFUSALS: u32 = 30;
/// How long refusals count.
const WINDOW_SECONDS: i64 = 15 * 60;
/// The most origins that are remembered; the oldest gives way.
const MOST_ORIGINS: usize = 10_000;

/// The cookie's name: its own, so that it is never taken for a session.
pub fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-tate-answer" } else { "tate-answer" }
}

/// The `Set-Cookie` value of a visit; an empty token ends it. Strict: no other site's link carries it.
pub fn cookie(https: bool, token: &str) -> String {
    let secure = if https { "; Secure" } else { "" };
    let age = if token.is_empty() { "; Max-Age=0" } else { "" };
    format!("{}={token}; Path=/; HttpOnly; SameSite=Strict{secure}{age}", cookie_name(https))
}

/// Refusals by origin over all links, in memory and bounded: whoever guesses codes names no link that could be locked.
#[derive(Debug, Default)]
pub struct Tries(Mutex<HashMap<String, (u32, i64)>>);

impl Tries {
    /// Whether an origin may try now.
    pub fn may(&self, origin: &str, now: i64) -> bool {
        let Ok(known) = self.0.lock() else { return false };
        known.get(&network(origin)).is_none_or(|(count, since)| *count < MOST_REFUSALS || now - since >= WINDOW_SECONDS)
    }

    /// Counts a refusal.
    pub fn refused(&self, origin: &str, now: i64) {
        let Ok(mut known) = self.0.lock() else { return };
        let key = network(origin);
        if known.len() >= MOST_ORIGINS && !known.contains_key(&key) {
            known.retain(|_, (_, since)| now - *since < WINDOW_SECONDS);
            let oldest = known.iter().min_by_key(|(_, (_, since))| *since).map(|(origin, _)| origin.clone());
            if known.len() >= MOST_ORIGINS
                && let Some(oldest) = oldest
            {
                known.remove(&oldest);
            }
        }
        let entry = known.entry(key).or_insert((0, now));
        if now - entry.1 >= WINDOW_SECONDS {
            *entry = (0, now);
        }
        entry.0 += 1;
    }
}

/// Of IPv6 the network that one household or desk has to itself.
fn network(origin: &str) -> String {
    match origin.parse::<IpAddr>() {
        Ok(IpAddr::V6(address)) => address.segments()[..4].iter().map(|part| format!("{part:x}:")).collect(),
        Ok(IpAddr::V4(_)) | Err(_) => origin.to_owned(),
    }
}

/// A vendor inside, put together for every request of its pages.
#[derive(Debug, Clone)]
pub struct Visit(pub Visitor);

/// The token of a visit's cookie.
fn token(headers: &HeaderMap, https: bool) -> Option<String> {
    guard::cookie_value(headers, cookie_name(https))
}

impl FromRequestParts<Site> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        let address = parts.uri.path_and_query().map(|a| a.as_str().to_owned()).unwrap_or_default();
        if address.contains("%00") {
            return Err(error::not_found().await);
        }
        let origin = guard::origin_of(site, &parts.headers, &parts.extensions);
        let found = match token(&parts.headers, site.config.https) {
            Some(token) => {
                site.app.visitor(&token, &origin).await.map_err(|why| WebError::from(why).into_response())?
            }
            None => None,
        };
        let posted = parts.method == Method::POST;
        let Some(visitor) = found else { return Err(ended(posted)) };
        // For which sheet a form was filled in: a second link in another tab must not change where it lands.
        let of = parts.uri.query().unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("of="));
        if of.map_or(posted, |of| of != visitor.request.as_str()) {
            site.app.note_beyond(&visitor, "回答用紙").await.map_err(|why| WebError::from(why).into_response())?;
            return Err(error::page(
                StatusCode::NOT_FOUND,
                "この回答用紙は開いていません",
                "別の回答用のリンクを開いたため、いま開いている回答用紙と違うものになっています。混ざらないように、何も保存していません。この回答用紙の続きは、もう一度そのリンクと暗証番号で開いてください。",
                &[("/answer/sheet", "いま開いている回答用紙へ")],
            ));
        }
        Ok(Self(visitor))
    }
}

/// The visit is over, or there was none.
fn ended(posted: bool) -> Response {
    if !posted {
        return Redirect::to("/answer?told=ended").into_response();
    }
    error::page(
        StatusCode::UNAUTHORIZED,
        "回答ページの有効な時間が過ぎました",
        "しばらく使われなかったか、リンクが無効になったため、送信された内容は保存していません。回答用のリンクと暗証番号でもう一度開き、前の画面に戻って入力し直してください。最後に保存した内容は残っています。",
        &[("/answer", "もう一度開く")],
    )
}

#[cfg(test)]
mod tests {
    use super::{MOST_ORIGINS, MOST_REFUSALS, Tries, WINDOW_SECONDS};

    #[test]
    fn an_origin_is_slowed_and_forgiven_and_the_others_are_not_touched() {
        let tries = Tries::default();
        for _ in 0..MOST_REFUSALS {
            assert!(tries.may("192.0.2.1", 0));
            tries.refused("192.0.2.1", 0);
        }
        assert!(!tries.may("192.0.2.1", WINDOW_SECONDS - 1) && tries.may("192.0.2.1", WINDOW_SECONDS));
        assert!(tries.may("192.0.2.2", 0), "negative control");
    }

    #[test]
    fn addresses_of_one_ipv6_network_are_one_origin() {
        let tries = Tries::default();
        for n in 0..MOST_REFUSALS {
            tries.refused(&format!("2001:db8:1:2::{n:x}"), 0);
        }
        assert!(!tries.may("2001:db8:1:2:ffff::1", 0) && tries.may("2001:db8:1:3::1", 0));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let tries = Tries::default();
        for n in 0..MOST_ORIGINS + 100 {
            tries.refused(&format!("origin-{n}"), 0);
        }
        assert_eq!(tries.0.lock().unwrap().len(), MOST_ORIGINS);
    }
}
