//! The list by state.

use super::class;
use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::State as Extract;
use tate_app::exceptions::Listed;
use tate_domain::exception::State;

#[derive(Template)]
#[template(path = "pages/exceptions/list.html")]
struct ListPage {
    frame: Frame,
    all: Vec<Listed>,
}

impl ListPage {
    /// The states that there are, each with the class of its chip and its exceptions.
    fn groups(&self) -> Vec<(State, &'static str, Vec<&Listed>)> {
        let of = |state| self.all.iter().filter(|one| one.state == state).collect::<Vec<_>>();
        let groups = State::ALL.into_iter().map(|state| (state, class(state), of(state)));
        groups.filter(|(_, _, all)| !all.is_empty()).collect()
    }
}

/// The list.
pub async fn show(page: Page, Extract(site): Extract<Site>) -> PageResult {
    let all = site.app.exceptions(page.actor(), page.at()).await?;
    render(&ListPage { frame: page.frame("例外", "exceptions"), all })
}
