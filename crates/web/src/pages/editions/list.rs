//! Every edition by year, and adding one from a pack.

use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use crate::upload::Upload;
use askama::Template;
use axum::extract::{Multipart, State};
use tate_app::AppError;
use tate_app::editions::EditionLine;
use tate_app::error::Problem;
use tate_app::packs::{Pack, may_add_editions};
use tate_domain::date::FiscalYear;
use tate_domain::edition::Side;

#[derive(Template)]
#[template(path = "pages/editions/list.html")]
struct EditionsPage {
    frame: Frame,
    lines: Vec<EditionLine>,
    may_add: bool,
    problems: Vec<Problem>,
}

impl EditionsPage {
    async fn new(page: &Page, site: &Site, problems: Vec<Problem>) -> Result<Self, WebError> {
        let lines = site.app.editions(page.actor(), page.at()).await?;
        let may_add = may_add_editions(page.actor()).is_ok();
        Ok(Self { frame: page.frame("版の管理", "editions"), lines, may_add, problems })
    }

    /// The editions by the fiscal year they were issued for, the newest first.
    fn years(&self) -> Vec<(String, Vec<&EditionLine>)> {
        let mut years: Vec<i16> = self.lines.iter().map(|line| line.edition.fiscal_year).collect();
        years.sort_unstable_by(|one, other| other.cmp(one));
        years.dedup();
        let of = |year: i16| self.lines.iter().filter(move |line| line.edition.fiscal_year == year).collect();
        years.into_iter().map(|year| (FiscalYear(year).name(), of(year))).collect()
    }

    /// The newest sheet that the facility could switch to.
    fn newer(&self) -> Option<&EditionLine> {
        self.lines.iter().find(|line| line.can_be_switched_to && !line.current)
    }

    fn who(&self, line: &EditionLine) -> &'static str {
        match line.edition.side {
            Side::Facility => "施設が記入",
            Side::Vendor => "事業者が記入",
        }
    }

    fn inferred(&self, line: &EditionLine) -> usize {
        line.edition.rows().filter(|row| row.inferred.is_some()).count()
    }
}

/// The list.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    render(&EditionsPage::new(&page, &site, Vec::new()).await?)
}

/// Adds the editions of a pack, or shows everything that is wrong with it.
pub async fn add(page: Page, State(site): State<Site>, form: Multipart) -> PageResult {
    may_add_editions(page.actor())?;
    let upload = Upload::read(form).await?;
    let done = match upload.file {
        Some((name, bytes)) => site.app.apply_pack(page.actor(), &Pack::read(&name, &bytes)).await,
        None => Err(AppError::invalid(
            "file",
            "ファイルが選ばれていません。版のパック（.zip）か版のファイル（.toml）を選んでください。",
        )),
    };
    match done {
        Ok(plan) if plan.added.is_empty() => go("/editions", Some(Done::EditionThere)),
        Ok(_) => go("/editions", Some(Done::EditionAdded)),
        Err(AppError::Invalid(problems)) => render_refused(&EditionsPage::new(&page, &site, problems).await?),
        Err(other) => Err(other.into()),
    }
}
