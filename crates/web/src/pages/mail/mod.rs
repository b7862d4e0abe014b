//! The mail queue (送信記録): the list, one mail with what a person can do about it, a mail to try the server.

mod list;
mod one;

use crate::Site;
use axum::Router;
use axum::routing::{get, post};
use tate_domain::mail::{Mail, State};

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/mail", get(list::show))
        .route("/mail/try", post(list::try_out))
        .route("/mail/{id}", get(one::show))
        .route("/mail/{id}/resend", post(one::resend))
        .route("/mail/{id}/cancel", post(one::cancel))
        .route("/mail/{id}/bounce", post(one::bounce))
        .route("/mail/{id}/arrived", post(one::arrived))
}

/// The class of a state's chip.
pub(crate) fn class(mail: &Mail) -> &'static str {
    match mail.state {
        State::Sent => "yes",
        State::Failed | State::Uncertain | State::Bounced => "no",
        State::Queued | State::Sending => "undetermined",
        State::Cancelled => "",
    }
}

/// What is shown of a recipient.
pub(crate) fn recipient(mail: &Mail) -> String {
    if mail.what.to_name.is_empty() { mail.what.to.clone() } else { format!("{} {}", mail.what.to_name, mail.what.to) }
}
