//! What every page has around it: who is signed in, which facility, the navigation, one message.

use crate::error::WebError;
use crate::{Site, assets, guard};
use askama::Template;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::auth::Session;
use tate_domain::date::FiscalYear;
use tate_domain::id::FacilityId;
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Permission};
use tate_store::FacilityRecord;

/// What a handler answers.
pub type PageResult = Result<Response, WebError>;

/// The frame around a page; the layout template reads it.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Title of the page (a noun).
    pub title: String,
    /// The part of the navigation the page belongs to.
    pub section: &'static str,
    /// Name of the facility worked on.
    pub facility: String,
    /// Whether there are others to choose from.
    pub several: bool,
    /// Name of the signed-in person; empty on open pages.
    pub person: String,
    /// Role of the signed-in person.
    pub role: &'static str,
    /// 令和8年度（…）.
    pub year: String,
    /// The facility's id: every form's address carries it as `?at=`, so that what is sent lands
    /// where it was typed for ([`guard::session`]).
    pub at: String,
    /// What was just done.
    pub message: &'static str,
    /// Whether rows may be edited.
    pub may_edit: bool,
    /// Whether answers may be confirmed.
    pub may_confirm: bool,
    /// Whether people who sign in are managed.
    pub may_manage: bool,
    /// Whether documents may be printed.
    pub may_print: bool,
    /// Whether the facility is a vendor's desk, with a navigation of its own.
    pub desk: bool,
}

impl Frame {
    /// The frame of a page that needs no sign-in.
    #[must_use]
    pub fn open(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            section: "",
            facility: String::new(),
            several: false,
            person: String::new(),
            role: "",
            year: String::new(),
            at: String::new(),
            message: "",
            may_edit: false,
            may_confirm: false,
            may_manage: false,
            may_print: false,
            desk: false,
        }
    }

    /// The address of the style sheet, script, …
    #[must_use]
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The ledgers for the navigation.
    #[must_use]
    pub fn ledgers(&self) -> [Ledger; 18] {
        Ledger::ALL
    }

    /// Whether somebody is signed in.
    #[must_use]
    pub fn signed_in(&self) -> bool {
        !self.person.is_empty()
    }
}

/// What was just done, carried over a redirect as `?done=…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    /// A row or setting was saved.
    Saved,
    /// An answer was confirmed.
    Confirmed,
    /// A row was removed.
    Removed,
    /// Rows were imported.
    Imported,
    /// Drafts of editions were made from a workbook.
    Drafted,
    /// An import was undone.
    Undone,
    /// A file was added.
    Attached,
    /// A note was added.
    Noted,
    /// A session was ended.
    Ended,
    /// The password was changed.
    Password,
    /// The second factor is off.
    FactorOff,
    /// Signed out.
    SignedOut,
    /// An edition was added to the catalogue.
    EditionAdded,
    /// An edition was there already.
    EditionThere,
    /// Answers of an earlier round were carried over.
    Carried,
    /// Carried answers were confirmed.
    CarriedConfirmed,
    /// A finding is not shown any more.
    Suppressed,
    /// A finding is shown again.
    ShownAgain,
    /// An exception was asked for.
    Asked,
    /// An exception was approved.
    Approved,
    /// An exception was declined.
    Declined,
    /// An exception was ended.
    ExceptionEnded,
    /// A review was recorded.
    Reviewed,
    /// A sheet was taken in at the desk.
    Received,
    /// A sheet was finished.
    Finished,
    /// A finished sheet is open again.
    Reopened,
    /// The library was asked again.
    Filled,
    /// A library answer was written and waits.
    Written,
    /// Library answers were approved.
    LibraryApproved,
    /// Library answers were copied and wait.
    Copied,
    /// A notice was issued.
    Issued,
    /// A key was made.
    KeyMade,
    /// A vendor's key was pinned.
    Pinned,
    /// A vendor's key was revoked.
    Revoked,
    /// A signed answer was imported.
    Signed,
    /// A notice was imported.
    NoticeImported,
    /// A notice was there already.
    NoticeThere,
    /// A notice was checked.
    NoticeChecked,
    /// Vendors were asked.
    Requested,
    /// Vendors were reminded.
    Reminded,
    /// A mail was put into the queue.
    MailQueued,
    /// A mail was taken back.
    MailCancelled,
    /// A link for a vendor was made.
    Linked,
    /// A link for a vendor was revoked.
    Unlinked,
    /// A vendor's sheet was sent back with questions.
    SentBack,
    /// A vendor's sheet was accepted.
    Accepted,
    /// A vendor's refusal was recorded.
    Refused,
    /// A vendor's sheet was taken in.
    TakenIn,
}

impl Done {
    fn message(self) -> &'static str {
        match self {
            Self::Saved => "保存しました。",
            Self::Confirmed => "回答を確定しました。",
            Self::Removed => "削除しました。内容は監査記録に残っています。",
            Self::Imported => "取り込みました。元に戻すこともできます。",
            Self::Drafted => "下書きを作りました。開いて、1行ずつ確かめてください。",
            Self::Undone => "取り込む前の状態に戻しました。",
            Self::Attached => "ファイルを追加しました。",
            Self::Noted => "メモを追加しました。",
            Self::Ended => "ログインを終了させました。",
            Self::Password => "パスワードを変更しました。ほかの端末のログインは終了しました。",
            Self::FactorOff => "二要素認証を解除しました。",
            Self::SignedOut => "ログアウトしました。",
            Self::EditionAdded => "版を追加しました。",
            Self::EditionThere => "この版は、同じ内容ですでに登録されています。何も変更していません。",
            Self::Carried => "前の点検の回答を引き継ぎました。まだ確定していません。",
            Self::Suppressed => "この指摘を出さないことにしました。理由は監査記録に残ります。",
            Self::ShownAgain => "指摘をまた出すようにしました。",
            Self::CarriedConfirmed => "選んだ項目の回答を確定しました。",
            Self::Asked => "例外を申請しました。別の人が承認するまで、回答は変わりません。",
            Self::Approved => "例外を承認しました。項目のページで、例外の「はい」を確定できます。",
            Self::Declined => "例外を却下しました。",
            Self::ExceptionEnded => "例外を終了しました。",
            Self::Reviewed => "点検を記録しました。",
            Self::Received => "依頼を受け取り、ライブラリから回答を入れました。",
            Self::Finished => "回答を終えました。下のファイルをお客様に渡してください。",
            Self::Reopened => "回答を直せるようにしました。直したら、もう一度「回答を終える」を選んでください。",
            Self::Filled => "ライブラリの今の内容で、もう一度回答を入れました。",
            Self::Written => "回答を書きました。別の人が承認するまで、依頼には使われません。",
            Self::LibraryApproved => "回答を承認しました。これからの依頼に使われます。",
            Self::Copied => "回答をコピーしました。別の人が承認するまで、依頼には使われません。",
            Self::Issued => "お知らせを発行しました。ファイルと署名を、お客様に渡してください。",
            Self::KeyMade => "署名の鍵を作りました。公開鍵をお客様に知らせてください。",
            Self::Pinned => "鍵を登録しました。",
            Self::Revoked => "鍵の使用をやめました。この鍵で署名されたファイルは、これから受け取りません。",
            Self::Signed => "署名を確かめて、回答を取り込みました。",
            Self::NoticeImported => "署名を確かめて、お知らせを取り込みました。",
            Self::NoticeThere => "このお知らせは、すでに取り込んでいます。何も変更していません。",
            Self::NoticeChecked => "確認した内容を記録しました。",
            Self::Requested => "依頼を送りました。FAXと郵送の分は、ここから依頼状を印刷してください。",
            Self::Reminded => {
                "督促を作りました。メールの分は順に送られます。FAXと郵送の分は、督促状を印刷してください。"
            }
            Self::MailQueued => "送信待ちに入れました。まもなく送ります。",
            Self::MailCancelled => "送信を取り消しました。",
            Self::Linked => "回答用のリンクを作りました。前のリンクは使えなくなりました。",
            Self::Unlinked => "回答用のリンクを無効にしました。",
            Self::SentBack => "質問を付けて差し戻しました。回答用紙は、また書き込めるようになりました。",
            Self::Accepted => "回答を受領しました。回答用のリンクは終わりました。",
            Self::Refused => "断られたことを記録しました。",
            Self::TakenIn => "回答を取り込みました。内容を確かめて、受領してください。",
        }
    }

    /// The value of `?done=`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Confirmed => "confirmed",
            Self::Removed => "removed",
            Self::Imported => "imported",
            Self::Drafted => "drafted",
            Self::Undone => "undone",
            Self::Attached => "attached",
            Self::Noted => "noted",
            Self::Ended => "ended",
            Self::Password => "password",
            Self::FactorOff => "factor-off",
            Self::SignedOut => "signed-out",
            Self::EditionAdded => "edition-added",
            Self::EditionThere => "edition-there",
            Self::Carried => "carried",
            Self::Suppressed => "suppressed",
            Self::ShownAgain => "shown-again",
            Self::CarriedConfirmed => "carried-confirmed",
            Self::Asked => "asked",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::ExceptionEnded => "exception-ended",
            Self::Reviewed => "reviewed",
            Self::Received => "received",
            Self::Finished => "finished",
            Self::Reopened => "reopened",
            Self::Filled => "filled",
            Self::Written => "written",
            Self::LibraryApproved => "library-approved",
            Self::Copied => "copied",
            Self::Issued => "issued",
            Self::KeyMade => "key-made",
            Self::Pinned => "pinned",
            Self::Revoked => "revoked",
            Self::Signed => "signed",
            Self::NoticeImported => "notice-imported",
            Self::NoticeThere => "notice-there",
            Self::NoticeChecked => "notice-checked",
            Self::Requested => "requested",
            Self::Reminded => "reminded",
            Self::MailQueued => "mail-queued",
            Self::MailCancelled => "mail-cancelled",
            Self::Linked => "linked",
            Self::Unlinked => "unlinked",
            Self::SentBack => "sent-back",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::TakenIn => "taken-in",
        }
    }
}

#[derive(Debug, Deserialize)]
struct DoneQuery {
    done: Option<Done>,
}

fn done_message(parts: &Parts) -> &'static str {
    Query::<DoneQuery>::try_from_uri(&parts.uri).ok().and_then(|query| query.0.done).map_or("", Done::message)
}

/// One request of a signed-in person on the facility worked on.
#[derive(Debug, Clone)]
pub struct Page {
    /// The session.
    pub session: Session,
    /// The cookie's value.
    pub token: String,
    /// The facility worked on.
    pub facility: FacilityRecord,
    /// How many facilities the person reaches (2 stands for more).
    pub several: bool,
    /// Today in Japan.
    pub today: jiff::civil::Date,
    message: &'static str,
}

impl Page {
    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.session.actor
    }

    /// The facility's id.
    #[must_use]
    pub fn at(&self) -> &FacilityId {
        &self.facility.id
    }

    /// The frame around a page of a section.
    #[must_use]
    pub fn frame(&self, title: impl Into<String>, section: &'static str) -> Frame {
        let actor = self.actor();
        let may = |permission| actor.may_at(permission, self.at()).is_ok();
        Frame {
            title: title.into(),
            section,
            facility: self.facility.profile.name.clone(),
            several: self.several,
            person: actor.name.clone(),
            role: actor.role.label(),
            year: FiscalYear::of(self.today).label(),
            at: self.at().to_string(),
            message: self.message,
            may_edit: may(Permission::EditLedgers),
            may_confirm: may(Permission::ConfirmAnswers),
            may_manage: may(Permission::ManageUsers),
            may_print: may(Permission::Print),
            desk: self.facility.profile.kind.is_desk(),
        }
    }
}

impl FromRequestParts<Site> for Page {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, WebError> {
        let signed = parts.extensions.get::<guard::SignedIn>().cloned().ok_or(WebError::SignInFirst)?;
        let app = &site.app;
        let actor = &signed.session.actor;
        let chosen = FacilityId::from(signed.session.record.facility_id.as_str());
        let (facility, several) = if chosen.as_str().is_empty() {
            let mut all = app.facilities(actor).await?;
            match all.len() {
                1 => (all.remove(0), false),
                0 => return Err(WebError::NoFacility),
                // A form must not be lost for a choice that became necessary while it was filled in.
                _ if parts.method == axum::http::Method::POST => return Err(WebError::OtherFacility),
                _ => {
                    return Err(WebError::ChooseFacility(
                        parts.uri.path_and_query().map_or_else(String::new, |asked| asked.as_str().to_owned()),
                    ));
                }
            }
        } else {
            (
                app.facility(actor, &chosen).await?,
                actor.reach == tate_domain::role::Reach::All
                    || matches!(&actor.reach, tate_domain::role::Reach::Only(list) if list.len() > 1),
            )
        };
        if facility.profile.kind.is_desk() && !has_desk(parts.uri.path()) {
            return Err(AppError::NoChecklist.into());
        }
        Ok(Self {
            facility,
            several,
            today: app.today(),
            token: signed.token,
            session: signed.session,
            message: done_message(parts),
        })
    }
}

/// Whether an address means something for a vendor's desk: everything else belongs to those who carry out a checklist.
fn has_desk(path: &str) -> bool {
    let roots = ["/desk", "/settings", "/files", "/facilities", "/drafts", "/qa"];
    path == "/"
        || roots.iter().any(|root| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// A page from its template.
///
/// # Errors
/// A template that cannot be rendered: a bug.
pub fn render(template: &impl Template) -> PageResult {
    Ok(Html(template.render().map_err(|error| WebError::Internal(error.to_string()))?).into_response())
}

/// The same with another status (a form shown again).
///
/// # Errors
/// A template that cannot be rendered: a bug.
pub fn render_refused(template: &impl Template) -> PageResult {
    let mut response = render(template)?;
    *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// On to another page after a POST, with a message.
///
/// # Errors
/// Never; the type lets handlers end with it.
pub fn go(address: &str, done: Option<Done>) -> PageResult {
    let address = match done {
        Some(done) => {
            let (path, mark) = address.split_once('#').unwrap_or((address, ""));
            let sign = if path.contains('?') { '&' } else { '?' };
            let mark = if mark.is_empty() { String::new() } else { format!("#{mark}") };
            format!("{path}{sign}done={}{mark}", done.code())
        }
        None => address.to_owned(),
    };
    Ok(Redirect::to(&address).into_response())
}
