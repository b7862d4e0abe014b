//! How the sheets stand: answered, scored, compared with the last time.

use super::words;
use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use crate::pages::checklist::item_address;
use askama::Template;
use axum::extract::State;
use tate_app::selfcheck::{Axis, Overview, Sheet, chart, role, weakest};
use tate_domain::scoring::Share;

/// Rows of the weakest viewpoint that are listed.
const MOST_CROSSED: usize = 8;

#[derive(Template)]
#[template(path = "pages/selfcheck/overview.html")]
struct OverviewPage {
    frame: Frame,
    overview: Overview,
}

impl OverviewPage {
    /// The first sheet that is not wholly answered.
    fn open(&self) -> Option<&Sheet> {
        self.overview.sheets.iter().find(|sheet| self.whole(sheet).unanswered() > 0)
    }

    fn begun(&self) -> bool {
        self.overview.sheets.iter().any(|sheet| !sheet.checks.is_empty())
    }

    fn picture(&self, axes: &[Axis<'_>]) -> String {
        chart(axes, |axis| axis.name(), ["今回".to_owned(), "前回".to_owned()]).svg()
    }

    /// All rows of a sheet together.
    fn whole(&self, sheet: &Sheet) -> Share {
        sheet.score(sheet.current()).whole()
    }
}

/// The page.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let overview = site.app.selfchecks(page.actor(), page.at()).await?;
    render(&OverviewPage { frame: page.frame("自己点検", "selfcheck"), overview })
}
