//! A session that ends while somebody types loses nothing: what was sent is shown again after
//! signing in, to be sent once more. It travels inside the sign-in form, so the server keeps
//! nothing for strangers.

use crate::frame::{Frame, render};
use crate::pages::sign_in;
use askama::Template;
use axum::extract::Request;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tate_domain::answer::AnswerValue;
use tate_domain::ledger::{Column, Kind, Ledger, show};
use tate_domain::text::shorten;

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
    told: Vec<(String, String)>,
    fields: Vec<(String, String)>,
}

/// After signing in: what had been typed, with one button to send it.
pub fn carry_on(carried: &Carried) -> Response {
    let fields = fields(&carried.body);
    let told = fields.iter().filter_map(|(key, value)| told(&carried.path, key, value)).collect();
    let page = CarryPage { frame: Frame::open("入力の続き"), path: carried.path.clone(), told, fields };
    render(&page).unwrap_or_else(IntoResponse::into_response)
}

/// Characters of a value that are shown; all of it is sent.
const SHOWN_CHARS: usize = 200;

/// A field as the person knows it: its label and what was typed. None for what the page itself had
/// put into the form, and for rows chosen from a list, whose names only a signed-in page knows.
fn told(path: &str, key: &str, value: &str) -> Option<(String, String)> {
    let own = matches!(key, "seen" | "version" | "then" | "at" | "kept" | "shown" | "substate");
    if value.trim().is_empty() || own || key.ends_with(".version") || key.ends_with(".row") {
        return None;
    }
    if path.starts_with("/surveys/") {
        return answered(key, value);
    }
    let (label, value) = match column(path, key) {
        Some(Column { kind: Kind::Ref(_), .. }) if value.len() == 36 => return None,
        Some(column) => (column.label, show(column, value)),
        None => (word(key)?, AnswerValue::from_code(value).map_or(value, |answer| answer.label()).to_owned()),
    };
    Some((label.to_owned(), shorten(&value, SHOWN_CHARS)))
}

/// An answer of a survey under the number of its question. The words of an option only a signed-in page
/// knows.
fn answered(key: &str, value: &str) -> Option<(String, String)> {
    let words = match AnswerValue::from_code(value) {
        Some(answer) => answer.label(),
        None if value.parse::<u32>().is_ok() || !value.is_ascii() => value,
        None => return None,
    };
    (!key.starts_with("seen.")).then(|| (key.to_uppercase(), shorten(words, SHOWN_CHARS)))
}

/// The ledger's column behind a field: `ledger.row.column` in the wizard, else the page's own ledger.
fn column(path: &str, key: &str) -> Option<&'static Column> {
    let mut parts = key.splitn(3, '.');
    let (ledger, column) = match (parts.next(), parts.next(), parts.next()) {
        (Some(ledger), Some(_), Some(column)) => (ledger, column),
        _ => (path.strip_prefix("/ledgers/")?.split('/').next()?, key),
    };
    Ledger::from_code(ledger)?.column(column)
}

/// The label of a field that is no ledger's.
fn word(key: &str) -> Option<&'static str> {
    Some(match key.rsplit('.').next().unwrap_or(key) {
        "value" => "回答",
        "checked_on" => "確認日",
        "target_date" => "目標日",
        "reason" => "理由・根拠",
        "remark" => "備考",
        "exception_reason" => "例外の理由",
        "exception_measure" => "代わりの対策",
        "exception_until" => "例外の期限",
        "no_statement" => "回答書がない理由",
        "decision_reason" => "理由",
        "note" => "メモ",
        "name" => "名称",
        "login" => "ログイン名",
        "insurance_code" => "医療機関・薬局コード",
        "founder" => "開設者",
        "manager" => "管理者",
        "phone" => "電話番号",
        "address" => "所在地",
        "product" => "製品名",
        "vendor" => "会社名（事業者）",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_told_in_the_words_of_its_page() {
        let row = "0193f5a0-0000-7000-8000-000000000000";
        let some = |label: &str, value: &str| Some((label.to_owned(), value.to_owned()));
        assert_eq!(told("/checklist/r7-pharmacy/2-9?at=x", "value", "no"), some("回答", "いいえ"));
        assert_eq!(told("/ledgers/devices/new?at=x", "kind", "pc"), some("種別", "端末PC"));
        assert_eq!(told("/wizard/people", "people.new1.name", "試山 ためす"), some("氏名", "試山 ためす"));
        assert_eq!(told("/wizard/inventory", "receipt.product", "ほたる"), some("製品名", "ほたる"));
        assert_eq!(told("/surveys/gmis-r6?at=x", "q2-1", "yes"), some("Q2-1", "はい"));
        assert_eq!(told("/surveys/gmis-r6", "q13", "８"), some("Q13", "８"));
        assert_eq!(told("/surveys/gmis-r6", "q3", "2_4"), None);
        assert_eq!(told("/surveys/gmis-r6", "seen.q13", "2"), None);
        for (key, value) in [
            ("seen", "1"),
            ("people.x.version", "2"),
            ("devices.new1.system", row),
            ("receipt.on", "yes"),
            ("reason", " "),
        ] {
            assert_eq!(told("/wizard/devices", key, value), None, "{key}");
        }
    }

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
