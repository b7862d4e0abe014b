//! One's own sign-in: password, second factor, sessions.

use super::{problem, same_twice};
use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_domain::password::{SHORTEST, SHORTEST_WITH_SECOND_FACTOR};
use tate_store::SessionRecord;

#[derive(Template)]
#[template(path = "pages/settings/account.html")]
struct AccountPage {
    frame: Frame,
    login: String,
    second_factor: bool,
    shortest: usize,
    sessions: Vec<SessionRecord>,
    /// The session of this request.
    present: String,
    password_problems: Vec<Problem>,
    factor_problems: Vec<Problem>,
}

impl AccountPage {
    fn password_problem(&self, field: &str) -> &str {
        problem(&self.password_problems, field)
    }

    fn factor_problem(&self, field: &str) -> &str {
        problem(&self.factor_problems, field)
    }
}

async fn page_with(
    page: &Page,
    site: &Site,
    password_problems: Vec<Problem>,
    factor_problems: Vec<Problem>,
) -> Result<AccountPage, WebError> {
    let second_factor = page.session.second_factor;
    Ok(AccountPage {
        frame: page.frame("自分のログイン", "account"),
        login: page.session.login.clone(),
        second_factor,
        shortest: if second_factor { SHORTEST_WITH_SECOND_FACTOR } else { SHORTEST },
        sessions: site.app.own_sessions(page.actor()).await?,
        present: page.session.record.id.clone(),
        password_problems,
        factor_problems,
    })
}

/// The page again, with what is wrong in the form that takes the second factor away.
pub(super) async fn with_factor_problems(page: &Page, site: &Site, problems: Vec<Problem>) -> PageResult {
    render_refused(&page_with(page, site, Vec::new(), problems).await?)
}

/// The page.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    render(&page_with(&page, &site, Vec::new(), Vec::new()).await?)
}

/// The present password and the new one, twice. Names that a form carried over a sign-in leaves out.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct PasswordForm {
    present: String,
    new: String,
    password_again: String,
}

/// Changes the password and ends every other session. What was typed is never sent back.
pub async fn change_password(page: Page, State(site): State<Site>, Form(form): Form<PasswordForm>) -> PageResult {
    let mut problems: Vec<Problem> = same_twice(&form.new, &form.password_again).into_iter().collect();
    if problems.is_empty() {
        match site.app.change_own_password(page.actor(), &form.present, &form.new, &page.session.record.id).await {
            Ok(()) => return go("/settings/account", Some(Done::Password)),
            Err(AppError::Invalid(found)) => problems = found,
            Err(other) => return Err(other.into()),
        }
    }
    render_refused(&page_with(&page, &site, problems, Vec::new()).await?)
}

/// Ends one of one's own sessions.
pub async fn end_one(page: Page, State(site): State<Site>, Path(id): Path<String>) -> PageResult {
    site.app.end_own_sessions(page.actor(), Some(&id), &page.session.record.id).await?;
    go("/settings/account#sessions", Some(Done::Ended))
}

/// Ends every session but this one.
pub async fn end_others(page: Page, State(site): State<Site>) -> PageResult {
    site.app.end_own_sessions(page.actor(), None, &page.session.record.id).await?;
    go("/settings/account#sessions", Some(Done::Ended))
}

/// What a browser is called, from how it names itself: enough to recognise one's own.
fn browser(agent: &str) -> String {
    let first =
        |known: &[(&str, &'static str)]| known.iter().find(|(part, _)| agent.contains(part)).map(|(_, name)| *name);
    // The order matters: Edge also says Chrome and Safari, Chrome also says Safari.
    let browser = first(&[
        ("Edg", "Edge"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("iPad", "iPad"),
        ("iPhone", "iPhone"),
        ("Android", "Android"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}（{system}）"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) if agent.is_empty() => "不明なブラウザ".to_owned(),
        (None, None) => tate_domain::text::shorten(agent, 40),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_by_its_name_and_its_system() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36 Edg/109.0.1518.140";
        assert_eq!(browser(edge), "Edge（Windows）");
        let ipad = "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1";
        assert_eq!(browser(ipad), "Safari（iPad）");
        assert_eq!((browser("curl/8.0").as_str(), browser("").as_str()), ("curl/8.0", "不明なブラウザ"));
    }
}
