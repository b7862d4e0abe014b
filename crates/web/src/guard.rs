//! At the door: the session cookie, and browsers too old to be helped.

use crate::error::{self, WebError};
use crate::{Site, carry};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Extensions, HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::net::SocketAddr;
use tate_app::AppError;
use tate_app::auth::Session;
use tate_domain::id::FacilityId;

/// The session of the request, put there by [`session`].
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The cookie's value.
    pub token: String,
}

/// The cookie's name: `__Host-` pins it to this host and https.
pub fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-tate" } else { "tate" }
}

/// The `Set-Cookie` value of a session; an empty token ends it.
pub fn cookie(https: bool, token: &str) -> String {
    let secure = if https { "; Secure" } else { "" };
    let age = if token.is_empty() { "; Max-Age=0" } else { "" };
    format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", cookie_name(https))
}

/// The session cookie of a request.
pub fn token(headers: &HeaderMap, https: bool) -> Option<String> {
    cookie_value(headers, cookie_name(https))
}

/// The value of one cookie, where it has the length of a token.
pub fn cookie_value(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name && (20..=100).contains(&value.len())).then(|| value.to_owned())
        })
}

/// Where a request comes from, for the audit log.
///
/// Behind a proxy that was named as trusted, the last address of `X-Forwarded-For` is the one the
/// proxy itself saw; earlier ones are whatever the sender wrote.
pub fn origin(site: &Site, request: &Request) -> String {
    origin_of(site, request.headers(), request.extensions())
}

/// The same from the parts of a request.
pub fn origin_of(site: &Site, headers: &HeaderMap, extensions: &Extensions) -> String {
    if site.config.trust_proxy
        && let Some(seen) = headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok())
        && let Some(Ok(address)) = seen.rsplit(',').next().map(|last| last.trim().parse::<std::net::IpAddr>())
    {
        return address.to_string();
    }
    extensions.get::<ConnectInfo<SocketAddr>>().map_or_else(|| "?".to_owned(), |info| info.0.ip().to_string())
}

/// Lets signed-in people through. Others go to the sign-in page; what they had typed goes with them.
pub async fn session(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    // No text of ours holds a zero byte, and PostgreSQL refuses to compare with one.
    if request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00")) {
        return error::not_found().await;
    }
    let token = token(request.headers(), site.config.https);
    let found = match &token {
        Some(token) => match site.app.session(token, &origin(&site, &request)).await {
            Ok(found) => found,
            Err(error) => return WebError::from(error).into_response(),
        },
        None => None,
    };
    match (found, token) {
        (Some(mut session), Some(token)) => {
            let (at, draft) = (filled_in_for(&request), request.uri().path() == "/drafts");
            if let Err(error) = follow(&site, &mut session, &token, at, draft).await {
                return WebError::from(error).into_response();
            }
            request.extensions_mut().insert(SignedIn { session, token });
            next.run(request).await
        }
        _ if request.headers().contains_key("x-tate-draft") => StatusCode::UNAUTHORIZED.into_response(),
        _ if request.method() == Method::GET || request.method() == Method::HEAD => {
            let address = request.uri().path_and_query().map_or("/", |a| a.as_str()).to_owned();
            match site.app.store.is_empty().await {
                Ok(true) => Redirect::to("/start").into_response(),
                _ if address == "/" => Redirect::to("/sign-in").into_response(),
                _ => Redirect::to(&format!("/sign-in?next={}", carry::percent(&address))).into_response(),
            }
        }
        _ => carry::sign_in_with(request).await,
    }
}

/// For which facility a form was filled in: its address says it (`?at=`).
fn filled_in_for(request: &Request) -> String {
    let at = request.uri().query().unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("at="));
    at.filter(|_| request.method() == Method::POST).unwrap_or_default().to_owned()
}

/// Works where the form was filled in. Meanwhile another tab may have gone on to another shop, or a
/// new session has not chosen one yet; what was typed must neither be lost nor land elsewhere.
/// A field that is kept while somebody types (`draft`) does not move the other tabs.
async fn follow(site: &Site, session: &mut Session, token: &str, at: String, draft: bool) -> Result<(), AppError> {
    if at.is_empty() || at == session.record.facility_id {
        return Ok(());
    }
    if !draft {
        site.app.choose_facility(session, token, &FacilityId::from(at.as_str())).await?;
    }
    session.record.facility_id = at;
    Ok(())
}

/// Internet Explorer and Edge's IE mode cannot show the pages; say so instead of a broken one.
pub async fn old_browsers(request: Request, next: Next) -> Response {
    let old = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .is_some_and(|agent| agent.contains("Trident/") || agent.contains("MSIE "));
    if old && !request.uri().path().starts_with("/static/") {
        return error::page(
            StatusCode::OK,
            "IEモードを解除してください",
            "Internet Explorerの動作では、この画面を正しく表示できません。Microsoft Edgeの設定で「Internet Explorerモード」を解除するか、このアドレスを新しいEdgeの画面で開いてください。",
            &[],
        );
    }
    next.run(request).await
}
