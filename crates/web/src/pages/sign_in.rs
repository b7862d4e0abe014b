//! Signing in and out.

use crate::carry::{self, Carried};
use crate::error::WebError;
use crate::frame::{Done, Frame, PageResult, go, render};
use crate::{Site, guard};
use askama::Template;
use axum::Form;
use axum::extract::{FromRequest as _, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tate_app::auth::{Credentials, SignInError};

/// The form; everything but login, password and code came from the page before.
#[derive(Debug, Default, Deserialize)]
pub struct SignInForm {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    carry_path: String,
    #[serde(default)]
    carry_body: String,
}

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
struct SignInPage {
    frame: Frame,
    form: SignInForm,
    error: String,
    expired: bool,
    lost: bool,
}

/// Where to go after signing in.
#[derive(Debug, Deserialize)]
pub struct NextQuery {
    #[serde(default)]
    next: String,
    #[serde(default)]
    done: String,
}

/// The form.
pub async fn show(State(site): State<Site>, Query(query): Query<NextQuery>) -> PageResult {
    if site.app.store.is_empty().await.map_err(tate_app::AppError::from)? {
        return go("/start", None);
    }
    let mut frame = Frame::open("ログイン");
    if query.done == Done::SignedOut.code() {
        frame.message = "ログアウトしました。";
    }
    render(&SignInPage {
        frame,
        form: SignInForm { next: query.next, ..SignInForm::default() },
        error: String::new(),
        expired: false,
        lost: false,
    })
}

/// The form after a session ended under somebody's hands, with what was sent inside.
pub fn expired(carried: &Carried, lost: bool) -> Response {
    let form =
        SignInForm { carry_path: carried.path.clone(), carry_body: carried.body.clone(), ..SignInForm::default() };
    let page = SignInPage { frame: Frame::open("ログイン"), form, error: String::new(), expired: true, lost };
    let mut response = render(&page).unwrap_or_else(IntoResponse::into_response);
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    response
}

/// Signs in; one sentence for everything that can be wrong.
pub async fn save(State(site): State<Site>, request: Request) -> PageResult {
    let (origin, headers) = (guard::origin(&site, &request), request.headers().clone());
    let Form(form) = Form::<SignInForm>::from_request(request, &site).await.map_err(WebError::from)?;
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned();
    let credentials =
        Credentials { login: form.login.clone(), password: form.password.clone(), code: form.code.clone() };
    match site.app.sign_in(&credentials, &origin, &agent).await {
        Ok(signed) => {
            let mut response = if carry::is_ours(&form.carry_path) && !form.carry_body.is_empty() {
                carry::carry_on(&Carried { path: form.carry_path, body: form.carry_body })
            } else {
                go(if carry::is_ours(&form.next) { &form.next } else { "/" }, None)?
            };
            set_cookie(&mut response, &guard::cookie(site.config.https, &signed.token))?;
            Ok(response)
        }
        Err(SignInError::App(error)) => Err(error.into()),
        Err(SignInError::Busy) => Err(tate_app::AppError::Busy.into()),
        Err(SignInError::Refused) => {
            let error = "ログインできませんでした。ログイン名・パスワード・確認コードのどれかが違うか、続けて失敗したために一時的に止めています。入力を確かめ、数分待ってからもう一度お試しください。".to_owned();
            let form = SignInForm { password: String::new(), code: String::new(), ..form };
            let mut response = render(&SignInPage {
                frame: Frame::open("ログイン"),
                expired: !form.carry_body.is_empty(),
                form,
                error,
                lost: false,
            })?;
            *response.status_mut() = StatusCode::UNAUTHORIZED;
            Ok(response)
        }
    }
}

/// Signs out.
pub async fn leave(State(site): State<Site>, request: Request) -> PageResult {
    if let Some(token) = guard::token(request.headers(), site.config.https) {
        site.app.sign_out(&token, &guard::origin(&site, &request)).await?;
    }
    let mut response = go("/sign-in", Some(Done::SignedOut))?;
    set_cookie(&mut response, &guard::cookie(site.config.https, ""))?;
    Ok(response)
}

fn set_cookie(response: &mut Response, cookie: &str) -> Result<(), WebError> {
    let value = HeaderValue::from_str(cookie).map_err(|error| WebError::Internal(error.to_string()))?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(())
}
