//! The pages of a vendor without an account: the door, the sheet, handing it in. None of the facility's pages, and
//! none of its menu.

mod check;
mod done;
mod enter;
mod files;
mod refuse;
pub mod row;
mod sheet;
mod upload;

use crate::{Site, upload as form};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use serde::Deserialize;
use tate_app::answering::SheetView;

/// The addresses of this folder. They need no sign-in: a vendor has no account (docs/adr/0018).
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/answer", get(enter::show).post(enter::save))
        .route("/answer/sheet", get(sheet::show).post(sheet::save))
        .route("/answer/check", get(check::show))
        .route("/answer/submit", post(check::submit))
        .route("/answer/done", get(done::show))
        .route("/answer/receipt.pdf", get(done::receipt))
        .route("/answer/sheet.xlsx", get(done::workbook))
        .route("/answer/upload", post(upload::save).layer(DefaultBodyLimit::max(form::MOST_BYTES)))
        .route("/answer/files", post(files::attach).layer(DefaultBodyLimit::max(form::MOST_BYTES)))
        .route("/answer/files/{file}", get(files::show))
        .route("/answer/files/{file}/remove", post(files::detach))
        .route("/answer/refuse", post(refuse::save))
        .route("/answer/leave", post(enter::leave))
}

/// What stands around a vendor's page.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    /// Title of the page.
    title: String,
    /// The facility that asks; empty at the door.
    facility: String,
    /// The vendor.
    vendor: String,
    /// What the sheet is about.
    about: String,
    /// The request's id: every form's address carries it as `?of=`.
    of: String,
    /// What was just done.
    message: &'static str,
}

impl Shell {
    fn of(title: &str, view: &SheetView, told: &Told) -> Self {
        let request = &view.request;
        let about = match request.system.as_str() {
            "" => request.contract.clone(),
            system => format!("{system}（{}）", request.contract),
        };
        Self {
            title: title.to_owned(),
            facility: view.facility.clone(),
            vendor: request.asked.clone(),
            about,
            of: request.id.to_string(),
            message: told.message(),
        }
    }

    fn asset(&self, name: &str) -> String {
        crate::assets::address(name)
    }
}

/// What was just done, carried over a redirect as `?told=…`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Told {
    told: String,
    /// Whether problems are shown at the rows.
    check: String,
}

impl Told {
    fn message(&self) -> &'static str {
        match self.told.as_str() {
            "saved" => "保存しました。まだ提出していません。",
            "same" => "昨年の回答を入れました。いまも同じか確かめてください。",
            "read" => "Excelの回答を読み取りました。まだ提出していません。",
            "attached" => "ファイルを追加しました。",
            "removed" => "ファイルを外しました。",
            "submitted" => "回答を提出しました。ありがとうございました。",
            "left" => "回答ページを閉じました。保存した内容は残っています。",
            "refused" => "お断りを記録しました。ご連絡ありがとうございました。",
            "ended" => {
                "回答ページを開くには、回答用のリンクと暗証番号が必要です。時間が過ぎたときは、もう一度開いてください。"
            }
            _ => "",
        }
    }
}

/// Somebody else, or another tab, was first, or the sheet cannot be written any more.
fn conflict() -> axum::response::Response {
    crate::error::page(
        axum::http::StatusCode::CONFLICT,
        "この回答用紙は、いま書き込めません",
        "提出が済んだか、施設が依頼を終えたか、別の画面で先に操作されたため、保存していません。いまの状態を開いて確かめてください。",
        &[("/answer/done", "いまの状態を見る")],
    )
}
