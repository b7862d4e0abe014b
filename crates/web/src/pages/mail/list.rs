//! The list, those that wait for a person first.

use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::mail::MailList;
use tate_domain::mail::Mail;

#[derive(Template)]
#[template(path = "pages/mail/list.html")]
struct ListPage {
    frame: Frame,
    list: MailList,
    first: bool,
    to: String,
    problems: Vec<Problem>,
}

impl ListPage {
    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    /// The parts of the page: what waits for a person, then all.
    fn parts(&self) -> Vec<(&'static str, &'static str, &[Mail])> {
        let parts: [(&str, &str, &[Mail]); 2] =
            [("troubled", "確かめてください", &self.list.troubled), ("all", "すべての送信", &self.list.mails)];
        parts.into_iter().filter(|(_, _, mails)| !mails.is_empty()).collect()
    }
}

/// Where a page of the list begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Before {
    before: String,
}

/// To whom a mail goes that only tries the server.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TryForm {
    to: String,
}

/// The list.
pub async fn show(page: Page, State(site): State<Site>, Query(query): Query<Before>) -> PageResult {
    let list = site.app.mails(page.actor(), page.at(), &query.before).await?;
    let first = query.before.is_empty();
    render(&ListPage {
        frame: page.frame("送信記録", "mail"), list, first, to: String::new(), problems: Vec::new()
    })
}

/// Queues a mail that only shows whether mail works.
pub async fn try_out(page: Page, State(site): State<Site>, Form(form): Form<TryForm>) -> PageResult {
    match site.app.try_mail(page.actor(), page.at(), &form.to).await {
        Ok(id) => go(&format!("/mail/{id}"), Some(Done::MailQueued)),
        Err(AppError::Invalid(problems)) => {
            let list = site.app.mails(page.actor(), page.at(), "").await?;
            let frame = page.frame("送信記録", "mail");
            render_refused(&ListPage { frame, list, first: true, to: form.to, problems })
        }
        Err(other) => Err(other.into()),
    }
}
