//! Writing the facility's answers into an official workbook.

use crate::Site;
use crate::error::WebError;
use crate::frame::{Frame, Page, PageResult, render, render_refused};
use crate::pages::checklist::item::attachment;
use crate::upload::Upload;
use askama::Template;
use axum::extract::{Multipart, Path, State};
use std::sync::Arc;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::official::Fill;
use tate_domain::date::FiscalYear;
use tate_domain::edition::Edition;
use tate_domain::id::FileId;
use tate_domain::role::Permission;

#[derive(Template)]
#[template(path = "pages/editions/fill.html")]
struct FillPage {
    frame: Frame,
    /// Year and edition of the answers that there are, this year's sheet first.
    rounds: Vec<(FiscalYear, Arc<Edition>)>,
    chosen: String,
    problems: Vec<Problem>,
}

impl FillPage {
    async fn new(page: &Page, site: &Site, chosen: String, problems: Vec<Problem>) -> Result<Self, WebError> {
        page.actor().may_at(Permission::PrepareAnswers, page.at()).map_err(AppError::from)?;
        page.actor().may_at(Permission::Print, page.at()).map_err(AppError::from)?;
        let sheets = site.app.sheets(page.actor(), page.at()).await?;
        let own = sheets.open.iter().filter(|sheet| sheet.id != sheets.current.id).map(Arc::clone);
        let now = std::iter::once(Arc::clone(&sheets.current)).chain(own).map(|sheet| (sheets.year, sheet));
        let rounds = now.chain(sheets.earlier.iter().cloned()).collect();
        Ok(Self { frame: page.frame("公式のExcelに記入する", "checklist"), rounds, chosen, problems })
    }

    fn key(&self, year: &FiscalYear, edition: &Edition) -> String {
        format!("{}:{}", year.0, edition.id)
    }
}

#[derive(Template)]
#[template(path = "pages/editions/fill_done.html")]
struct DonePage {
    frame: Frame,
    fill: Fill,
    file: FileId,
}

/// The form: which answers, which workbook.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    render(&FillPage::new(&page, &site, String::new(), Vec::new()).await?)
}

/// Reads the workbook and says what filling it in does.
pub async fn read(page: Page, State(site): State<Site>, form: Multipart) -> PageResult {
    let upload = Upload::read(form).await?;
    let chosen = upload.text("round").to_owned();
    let round = chosen.split_once(':').and_then(|(year, edition)| Some((edition, FiscalYear(year.parse().ok()?))));
    let kept = match (upload.file, round) {
        (Some((name, bytes)), Some(round)) => site.app.keep_form(page.actor(), page.at(), round, (&name, bytes)).await,
        (None, _) => Err(AppError::invalid(
            "file",
            "ファイルが選ばれていません。公式のチェックリストのExcelファイル（.xlsx）を選んでください。",
        )),
        (_, None) => Err(AppError::NotFound),
    };
    match kept {
        Ok((file, fill)) => {
            render(&DonePage { frame: page.frame("公式のExcelへの記入", "checklist"), fill, file })
        }
        Err(AppError::Invalid(problems)) => render_refused(&FillPage::new(&page, &site, chosen, problems).await?),
        Err(other) => Err(other.into()),
    }
}

/// Hands the filled workbook out.
pub async fn download(page: Page, State(site): State<Site>, Path(file): Path<String>) -> PageResult {
    let made = site.app.kept_form(page.actor(), page.at(), &FileId::from(file.as_str())).await?;
    attachment(&made.name, made.media_type, made.bytes)
}
