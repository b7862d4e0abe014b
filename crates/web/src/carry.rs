//! A session that ends while somebody types loses nothing: what was sent is shown again after
//! signing in, to be sent once more. It travels inside the sign-in form, so the server keeps
//! nothing for strangers.

use crate::frame::{Frame, render};
use crate::pages::sign_in;
use askama::Template;
use axum::extract::Request;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// The most bytes that are carried; a paste larger than this is asked for again.
const MOST_BYTES: usize = 1 << 20;

/// What was sent when the session had ended.
#[derive(Debug, Clone, Default)]
pub struct Carried {
    /// Where it was sent.
    pub path: String,
    /// The form, as the browser encoded it.
    pub body: String,
}

/// Whether a path may be gone to after signing in: one of ours, and never another host.
///
/// Only visible ASCII: browsers drop tabs and line ends, which would turn `/<tab>/evil` into `//evil`.
pub fn is_ours(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
        && !path.starts_with("/sign-")
        && !path.starts_with("/start")
}

/// Percent-encodes an address for a query.
pub fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.') {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// The fields of an encoded form, without anything that is a password.
pub fn fields(body: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let mut bytes = Vec::with_capacity(text.len());
        let raw = text.as_bytes();
        let mut at = 0;
        while at < raw.len() {
            match raw[at] {
                b'+' => bytes.push(b' '),
                b'%' if raw.get(at + 1..at + 3).is_some() => {
                    let hex =
                        std::str::from_utf8(&raw[at + 1..at + 3]).ok().and_then(|h| u8::from_str_radix(h, 16).ok());
                    match hex {
                        Some(byte) => {
                            bytes.push(byte);
                            at += 2;
                        }
                        None => bytes.push(b'%'),
                    }
                }
                byte => bytes.push(byte),
            }
            at += 1;
        }
        String::from_utf8_lossy(&bytes).into_owned()
    };
    body.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (decode(key), decode(value)))
        .filter(|(key, _)| !is_secret(key))
        .collect()
}

/// Whether a field holds what must not come back in a page: passwords (`present` and `new` are the
/// names in the settings) and the secret of a second factor.
fn is_secret(key: &str) -> bool {
    key.contains("password") || matches!(key, "present" | "new" | "secret")
}

/// A form as a browser encodes it.
fn encoded(fields: &[(String, String)]) -> String {
    let pairs: Vec<String> = fields.iter().map(|(key, value)| format!("{}={}", percent(key), percent(value))).collect();
    pairs.join("&")
}

/// The sign-in page with what was sent inside.
pub async fn sign_in_with(request: Request) -> Response {
    let path = request.uri().path_and_query().map_or("/", |a| a.as_str()).to_owned();
    let form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let body = if form {
        axum::body::to_bytes(request.into_body(), MOST_BYTES)
            .await
            .ok()
            .and_then(|bytes| String::from_utf8(bytes.to_vec()).ok())
    } else {
        None
    };
    let lost = body.is_none();
    // The sign-in page holds what was sent, so what is secret is left out here already.
    let carried = Carried { path, body: encoded(&fields(&body.unwrap_or_default())) };
    let carried = if is_ours(&carried.path) { carried } else { Carried::default() };
    sign_in::expired(&carried, lost)
}

#[derive(Template)]
#[template(path = "carry.html")]
struct CarryPage {
    frame: Frame,
    path: String,
    fields: Vec<(String, String)>,
}

/// After signing in: what had been typed, with one button to send it.
pub fn carry_on(carried: &Carried) -> Response {
    let page =
        CarryPage { frame: Frame::open("入力の続き"), path: carried.path.clone(), fields: fields(&carried.body) };
    render(&page).unwrap_or_else(IntoResponse::into_response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_carried_as_typed_and_a_password_is_not() {
        let got = fields("name=%E5%8A%A0+%F0%A0%AE%B7&new=x&password=secret&empty=&bad=100%&a=%zz");
        assert_eq!(
            got,
            [("name", "加 𠮷"), ("empty", ""), ("bad", "100%"), ("a", "%zz")]
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
        );
    }

    #[test]
    fn what_is_carried_comes_out_as_it_went_in() {
        let typed = [("理由", "50% & 加=𠮷\n二行目"), ("empty", "")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(fields(&encoded(&typed)), typed);
    }

    #[test]
    fn only_our_own_addresses_are_gone_to() {
        assert!(is_ours("/checklist/x?y=1"));
        for path in [
            "//evil.example",
            "https://evil.example",
            "/\\evil",
            "/\t/evil.example",
            "/\n/evil.example",
            "/加",
            "/sign-out",
            "/start",
            "",
        ] {
            assert!(!is_ours(path), "{path}");
        }
    }
}
