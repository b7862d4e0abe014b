//! Where the wizard stands; at the very first start, straight to the first step.

use super::address;
use super::nav::Nav;
use crate::Site;
use crate::frame::{Frame, Page, PageResult, go, render};
use askama::Template;
use axum::extract::State;
use tate_app::wizard::Step;

#[derive(Template)]
#[template(path = "pages/wizard/overview.html")]
struct OverviewPage {
    frame: Frame,
    nav: Nav,
    next: Option<(usize, &'static str, String)>,
}

/// The overview, from which every step can be resumed.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let nav = Nav::of(&page, &site, None).await?;
    if nav.finished() == 0 && !nav.progress.done {
        return go(&address(Step::Facility), None);
    }
    let next = nav.progress.first_open().map(|step| (step.number(), step.label(), address(step)));
    render(&OverviewPage { frame: page.frame("はじめの手順", "wizard"), nav, next })
}
