//! The only place that knows status codes and error pages: the reader sees a Japanese sentence and
//! what to do next; the log sees the cause, once.

use crate::carry;
use crate::frame::Frame;
use askama::Template;
use axum::extract::Request;
use axum::extract::rejection::FormRejection;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use tate_app::AppError;

/// Why a page was not shown.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// Nobody is signed in.
    #[error("not signed in")]
    SignInFirst,
    /// The person reaches several facilities and has not chosen; holds what was asked for.
    #[error("no facility chosen")]
    ChooseFacility(String),
    /// A form was sent for another facility than is worked on now.
    #[error("form of another facility")]
    OtherFacility,
    /// The person reaches no facility.
    #[error("no facility in reach")]
    NoFacility,
    /// A use case said no.
    #[error(transparent)]
    App(#[from] AppError),
    /// A form that no browser of ours sends.
    #[error("bad request: {0}")]
    BadRequest(String),
    /// More than is taken at once.
    #[error("too large")]
    TooLarge,
    /// A bug.
    #[error("internal: {0}")]
    Internal(String),
}

impl From<FormRejection> for WebError {
    fn from(refused: FormRejection) -> Self {
        if refused.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Self::TooLarge
        } else {
            Self::BadRequest(refused.body_text())
        }
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    what: String,
    why: String,
    next: Vec<(String, String)>,
}

/// A page that says what happened, why, and where to go.
pub fn page(status: StatusCode, what: &str, why: &str, next: &[(&str, &str)]) -> Response {
    let next = next.iter().map(|(href, label)| ((*href).to_owned(), (*label).to_owned())).collect();
    let template = ErrorPage { frame: Frame::open(what), what: what.to_owned(), why: why.to_owned(), next };
    let body = template.render().unwrap_or_else(|_| format!("{what} {why}"));
    (status, Html(body)).into_response()
}

const HOME: (&str, &str) = ("/", "ホームへ戻る");

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        match self {
            Self::SignInFirst => Redirect::to("/sign-in").into_response(),
            Self::ChooseFacility(asked) if asked.len() < 2 => Redirect::to("/facilities").into_response(),
            Self::ChooseFacility(asked) => {
                Redirect::to(&format!("/facilities?next={}", carry::percent(&asked))).into_response()
            }
            Self::OtherFacility => page(
                StatusCode::CONFLICT,
                "施設を確かめてください",
                "この画面を開いた後で、別の画面で施設が切り替わったか、施設が増えました。別の施設に保存しないように、何も保存していません。施設を選び、前の画面に戻ってもう一度送信してください。入力した内容は前の画面に残っています。",
                &[("/facilities", "施設を選ぶ")],
            ),
            Self::NoFacility => page(
                StatusCode::FORBIDDEN,
                "扱える施設がありません",
                "この利用者には、まだ施設が割り当てられていません。管理している方に、施設の割り当てを依頼してください。",
                &[("/sign-in", "ログイン画面へ")],
            ),
            Self::App(AppError::Forbidden(why)) => page(
                StatusCode::FORBIDDEN,
                "この操作はできません",
                &format!(
                    "「{}」の役割では許可されていない操作です。必要な場合は、管理している方に役割の変更を依頼してください。",
                    why.role
                ),
                &[HOME],
            ),
            Self::App(AppError::NotFound) => page(
                StatusCode::NOT_FOUND,
                "見つかりません",
                "削除されたか、アドレスが違うか、別の施設の情報です。一覧から選び直してください。",
                &[HOME],
            ),
            Self::App(AppError::NoChecklist) => page(
                StatusCode::NOT_FOUND,
                "事業者の施設では使いません",
                "この画面は、点検をする医療機関・薬局のためのものです。事業者の施設では、届いた依頼への回答と、回答ライブラリを使います。",
                &[HOME],
            ),
            Self::App(AppError::Conflict) => page(
                StatusCode::CONFLICT,
                "ほかの人が先に変更しました",
                "同じところを別の人が変更したため、保存していません。前の画面に戻ると入力した内容が残っています。最新の内容を開いて、見比べてから保存してください。",
                &[HOME],
            ),
            Self::App(AppError::Busy) => page(
                StatusCode::TOO_MANY_REQUESTS,
                "混み合っています",
                "同時に多くのログインが試されているため、受け付けられませんでした。30秒ほど待ってから、もう一度お試しください。",
                &[HOME],
            ),
            Self::App(AppError::Invalid(problems)) => {
                let text: Vec<_> = problems.into_iter().map(|problem| problem.message).collect();
                page(StatusCode::UNPROCESSABLE_ENTITY, "保存できませんでした", &text.join(" "), &[HOME])
            }
            Self::App(AppError::Document(text)) => {
                page(StatusCode::UNPROCESSABLE_ENTITY, "書類を作れませんでした", &text, &[HOME])
            }
            Self::TooLarge => too_large(),
            Self::BadRequest(why) => {
                tracing::info!(%why, "bad request");
                page(
                    StatusCode::BAD_REQUEST,
                    "送信された内容を読み取れません",
                    "画面が古いか、途中で切れた可能性があります。前の画面を開き直して、もう一度送信してください。",
                    &[HOME],
                )
            }
            Self::App(error @ (AppError::Store(_) | AppError::Blob(_) | AppError::Internal(_))) => {
                internal(&error.to_string())
            }
            Self::Internal(error) => internal(&error),
        }
    }
}

fn too_large() -> Response {
    page(
        StatusCode::PAYLOAD_TOO_LARGE,
        "大きすぎて受け取れません",
        "一度に送れる量を超えたため、何も保存していません。ファイルは20MBまで、貼り付けは200万文字までです。いくつかに分けて送ってください。",
        &[HOME],
    )
}

fn internal(cause: &str) -> Response {
    tracing::error!(%cause, "request failed");
    page(
        StatusCode::INTERNAL_SERVER_ERROR,
        "処理できませんでした",
        "サーバの中で問題が起きたため、この操作は行われていません。少し待ってからもう一度お試しください。続く場合は、サーバの記録（ログ）を確認してください。",
        &[HOME],
    )
}

/// A panic is a bug; the reader still gets a page.
#[expect(clippy::needless_pass_by_value, reason = "the signature tower-http asks for")]
pub fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let text = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("?");
    internal(text)
}

/// A form that another site sent in the reader's name.
pub fn forged() -> Response {
    page(
        StatusCode::FORBIDDEN,
        "別のサイトから送信されたため、受け付けませんでした",
        "ほかのサイトの画面から、この画面の操作が送られました。何も変更していません。お心当たりがない場合は、開いているほかの画面を閉じてください。中継するサーバ（プロキシ）がある場合は、Hostの値を書き換えない設定にしてください。",
        &[HOME],
    )
}

/// No such address.
pub async fn not_found() -> Response {
    WebError::App(AppError::NotFound).into_response()
}

/// Refusals of the framework (too large, unreadable form, wrong method) become pages too.
pub async fn plain_errors_as_pages(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let html =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    match response.status() {
        _ if html => response,
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::UNPROCESSABLE_ENTITY => {
            WebError::BadRequest(response.status().to_string()).into_response()
        }
        StatusCode::METHOD_NOT_ALLOWED => page(
            StatusCode::METHOD_NOT_ALLOWED,
            "この画面は開けません",
            "ボタンから送信する操作のアドレスです。前の画面に戻ってください。",
            &[HOME],
        ),
        _ => response,
    }
}
