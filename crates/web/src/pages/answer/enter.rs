//! The door: link and PIN. Opening the page does nothing; mail scanners open links.

use super::{Shell, Told};
use crate::error::WebError;
use crate::frame::{PageResult, go, render};
use crate::visit::{self, Visit};
use crate::{Site, guard};
use askama::Template;
use axum::Form;
use axum::extract::{FromRequest as _, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use std::time::Duration;

/// Every refusal takes at least this long, whatever it was about.
const SLOW: Duration = Duration::from_millis(250);
/// One sentence for everything that can be wrong.
const REFUSED: &str = "回答ページを開けませんでした。リンクか暗証番号が違うか、有効期限が過ぎたか、続けて間違えたために一時的に止めています。リンクと暗証番号を確かめ、15分ほど待ってからもう一度お試しください。続くときは、依頼元の施設に新しいリンクを頼んでください。";

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DoorForm {
    code: String,
    pin: String,
}

#[derive(Template)]
#[template(path = "pages/answer/enter.html")]
struct EnterPage {
    shell: Shell,
    error: &'static str,
}

fn page(told: &Told, error: &'static str) -> PageResult {
    let shell = Shell { title: "回答ページを開く".to_owned(), message: told.message(), ..Shell::default() };
    render(&EnterPage { shell, error })
}

/// The empty form.
pub async fn show(Query(told): Query<Told>) -> PageResult {
    page(&told, "")
}

/// Lets a vendor in, or says the one sentence.
pub async fn save(State(site): State<Site>, request: Request) -> PageResult {
    let begun = tokio::time::Instant::now();
    let origin = guard::origin(&site, &request);
    let Form(form) = Form::<DoorForm>::from_request(request, &site).await.map_err(WebError::from)?;
    let now = site.app.clock.now().as_second();
    if !site.tries.may(&origin, now) {
        tracing::warn!(%origin, "vendor link refused: too many tries");
        return refused(begun, StatusCode::TOO_MANY_REQUESTS).await;
    }
    match site.app.enter(&form.code, &form.pin, &origin).await? {
        Some(token) => {
            let mut response = go("/answer/sheet", None)?;
            set_cookie(&mut response, &visit::cookie(site.config.https, &token))?;
            Ok(response)
        }
        None => {
            site.tries.refused(&origin, now);
            refused(begun, StatusCode::FORBIDDEN).await
        }
    }
}

async fn refused(begun: tokio::time::Instant, status: StatusCode) -> PageResult {
    tokio::time::sleep_until(begun + SLOW).await;
    let mut response = page(&Told::default(), REFUSED)?;
    *response.status_mut() = status;
    Ok(response)
}

/// Ends the visit.
pub async fn leave(Visit(visitor): Visit, State(site): State<Site>) -> PageResult {
    site.app.leave(&visitor).await?;
    out(&site, "/answer?told=left")
}

/// Out to the door, without the cookie.
pub fn out(site: &Site, address: &str) -> PageResult {
    let mut response = go(address, None)?;
    set_cookie(&mut response, &visit::cookie(site.config.https, ""))?;
    Ok(response)
}

fn set_cookie(response: &mut Response, cookie: &str) -> Result<(), WebError> {
    let value = HeaderValue::from_str(cookie).map_err(|error| WebError::Internal(error.to_string()))?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(())
}
