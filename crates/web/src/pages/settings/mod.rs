//! Settings: one's own sign-in, the people who sign in, the facility, the audit log.

pub mod account;
pub mod audit;
pub mod facility;
pub mod people;
pub mod person;
pub mod second_factor;

use crate::Site;
use axum::Router;
use axum::routing::{get, post};
use tate_app::error::Problem;

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/settings/account", get(account::show))
        .route("/settings/account/password", post(account::change_password))
        .route("/settings/account/sessions/end", post(account::end_others))
        .route("/settings/account/sessions/{id}/end", post(account::end_one))
        .route("/settings/second-factor", get(second_factor::show).post(second_factor::set))
        .route("/settings/second-factor/remove", post(second_factor::remove))
        .route("/settings/users", get(people::show))
        .route("/settings/users/new", get(people::new).post(people::add))
        .route("/settings/users/{id}", get(person::show).post(person::change))
        .route("/settings/users/{id}/disable", post(person::disable))
        .route("/settings/users/{id}/enable", post(person::enable))
        .route("/settings/users/{id}/password", post(person::reset))
        .route("/settings/facility", get(facility::show).post(facility::change))
        .route("/settings/facility/new", get(facility::new).post(facility::add))
        .route("/settings/audit", get(audit::show))
        .route("/settings/audit/verify", post(audit::verify))
}

/// The sentence under a field; empty when nothing is wrong with it.
fn problem<'a>(problems: &'a [Problem], field: &str) -> &'a str {
    problems.iter().find(|problem| problem.field == field).map_or("", |problem| problem.message.as_str())
}

/// The two entries of a new password must be the same.
fn same_twice(first: &str, again: &str) -> Option<Problem> {
    (first != again).then(|| {
        Problem::new(
            "password_again",
            "2回のパスワードが一致しません。打ち間違いを防ぐためです。同じものを2回入力してください。",
        )
    })
}

#[cfg(test)]
mod tests;
