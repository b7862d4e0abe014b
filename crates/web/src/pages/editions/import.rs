//! Bringing an official workbook in: reading it, reviewing its draft row by row, using it.

use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use crate::upload::Upload;
use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, State};
use std::collections::BTreeMap;
use std::sync::Arc;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::official::{DraftRow, KeptDraft, LoadedWording, WordingPlan};
use tate_catalog::Catalog;
use tate_domain::date::FiscalYear;
use tate_domain::edition::{Edition, EditionKind, Item, Side, Target};
use tate_domain::facility::FacilityKind;

/// The most options that all rows together offer besides the candidates; a page stays small.
const MOST_OPTIONS: usize = 1_000;

#[derive(Template)]
#[template(path = "pages/editions/import.html")]
struct ImportPage {
    frame: Frame,
    drafts: Vec<KeptDraft>,
    wording: Vec<LoadedWording>,
    catalog: Arc<Catalog>,
    problems: Vec<Problem>,
}

impl ImportPage {
    async fn new(page: &Page, site: &Site, problems: Vec<Problem>) -> Result<Self, WebError> {
        Ok(Self {
            frame: page.frame("公式のExcelから取り込む", "editions"),
            drafts: site.app.edition_drafts(page.actor()).await?,
            wording: site.app.loaded_wording(page.actor()).await?,
            catalog: site.app.catalog(page.actor()).await?,
            problems,
        })
    }

    fn sheet<'a>(&'a self, id: &'a str) -> &'a str {
        self.catalog.edition(id).map_or(id, |edition| edition.short_title.as_str())
    }
}

/// The form, the drafts that wait, and the wording that was loaded.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    render(&ImportPage::new(&page, &site, Vec::new()).await?)
}

/// Reads a workbook and goes on to its draft.
pub async fn read(page: Page, State(site): State<Site>, form: Multipart) -> PageResult {
    let upload = Upload::read(form).await?;
    let read = match upload.file {
        Some((name, bytes)) => site.app.draft_editions(page.actor(), &name, bytes).await,
        None => Err(AppError::invalid(
            "file",
            "ファイルが選ばれていません。公式のチェックリストのExcelファイル（.xlsx）を選んでください。",
        )),
    };
    match read {
        Ok(ids) if ids.len() == 1 => go(&format!("/editions/import/{}", ids[0]), None),
        Ok(_) => go("/editions/import", Some(Done::Drafted)),
        Err(AppError::Invalid(problems)) => {
            // Whoever may not see the page is told so, and not what is wrong with the file.
            render_refused(&ImportPage::new(&page, &site, problems).await?)
        }
        Err(other) => Err(other.into()),
    }
}

#[derive(Template)]
#[template(path = "pages/editions/import_review.html")]
struct ReviewPage {
    frame: Frame,
    kept: KeptDraft,
    catalog: Arc<Catalog>,
    /// What is wrong, once somebody wanted to use the draft.
    problems: Vec<Problem>,
    /// What is still to be done.
    open: Vec<Problem>,
}

impl ReviewPage {
    async fn new(page: &Page, site: &Site, kept: KeptDraft, problems: Vec<Problem>) -> Result<Self, WebError> {
        Ok(Self {
            frame: page.frame("取り込んだ版の確認", "editions"),
            catalog: site.app.catalog(page.actor()).await?,
            open: site.app.draft_problems(page.actor(), &kept.draft).await?,
            kept,
            problems,
        })
    }

    /// The gate and the rows with the names of their fields.
    fn rows(&self) -> Vec<(String, &DraftRow)> {
        let gate = self.kept.draft.gate.iter().map(|gate| ("gate".to_owned(), gate));
        gate.chain(self.kept.draft.rows.iter().enumerate().map(|(at, row)| (at.to_string(), row))).collect()
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|problem| problem.field == field).map_or("", |problem| problem.message.as_str())
    }

    fn row_problem(&self, field: &str, at: &str) -> &str {
        self.problem(&format!("{field}.{at}"))
    }

    fn years(&self) -> Vec<(i16, String)> {
        let own = self.kept.draft.fiscal_year;
        (own.saturating_sub(3)..=own.saturating_add(3)).map(|year| (year, FiscalYear(year).name())).collect()
    }

    fn has_kind(&self, kind: &FacilityKind) -> bool {
        self.kept.draft.kinds.iter().any(|code| code == kind.code())
    }

    /// The editions that this one may follow.
    fn earlier(&self) -> Vec<&Edition> {
        let checklist = |edition: &&Edition| edition.kind == EditionKind::Checklist;
        self.catalog.editions().filter(checklist).collect()
    }

    /// What a row may be: its candidates with their scores, then the other rows of the edition before.
    fn options(&self, row: &DraftRow) -> (Vec<(&Item, u8)>, Vec<&Item>) {
        let candidates: Vec<(&Item, u8)> =
            row.candidates.iter().filter_map(|one| Some((self.catalog.item(&one.item)?, one.score))).collect();
        let others: Vec<&Item> = self.catalog.edition(&self.kept.draft.before).map_or_else(Vec::new, |edition| {
            let few = edition.items.len() * self.kept.draft.rows.len() <= MOST_OPTIONS;
            let wanted = |item: &&Item| {
                (few || item.id == row.same) && candidates.iter().all(|(candidate, _)| candidate.id != item.id)
            };
            edition.items.iter().filter(wanted).collect()
        });
        // Accepted for a row of yet another edition.
        let kept = self.catalog.item(&row.same).filter(|item| {
            candidates.iter().all(|(one, _)| one.id != item.id) && others.iter().all(|one| one.id != item.id)
        });
        (candidates, others.into_iter().chain(kept).collect())
    }
}

#[derive(Template)]
#[template(path = "pages/editions/wording.html")]
struct WordingPage {
    frame: Frame,
    kept: KeptDraft,
    sheet: String,
    plan: WordingPlan,
}

/// The review of a draft; of an edition that is there already, what its wording would replace.
pub async fn review(page: Page, State(site): State<Site>, Path(id): Path<String>) -> PageResult {
    let kept = site.app.edition_draft(page.actor(), &id).await?;
    let catalog = site.app.catalog(page.actor()).await?;
    match catalog.edition(&kept.draft.same_as) {
        Some(edition) => {
            let plan = site.app.plan_wording(page.actor(), &kept.draft).await?;
            let frame = page.frame("公式の文言の読み込み", "editions");
            render(&WordingPage { frame, sheet: edition.short_title.clone(), kept, plan })
        }
        None => render(&ReviewPage::new(&page, &site, kept, Vec::new()).await?),
    }
}

fn seen(form: &BTreeMap<String, String>) -> i64 {
    form.get("seen").and_then(|seen| seen.parse().ok()).unwrap_or(0)
}

/// Keeps the review as far as it has come.
pub async fn save(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    site.app.review_edition(page.actor(), &id, seen(&form), &form).await?;
    go(&format!("/editions/import/{id}"), Some(Done::Saved))
}

/// Keeps the review and puts the draft into use, or says what is still to be done.
pub async fn publish(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    let kept = site.app.review_edition(page.actor(), &id, seen(&form), &form).await?;
    match site.app.use_draft(page.actor(), &id, kept.version).await {
        Ok(_) => go("/editions", Some(Done::EditionAdded)),
        Err(AppError::Invalid(problems)) => render_refused(&ReviewPage::new(&page, &site, kept, problems).await?),
        Err(other) => Err(other.into()),
    }
}

/// Loads the wording of the edition that the draft is.
pub async fn take_wording(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    site.app.take_wording(page.actor(), &id, seen(&form)).await?;
    go("/editions/import", Some(Done::Saved))
}

/// Reviews the draft as an edition of its own after all.
pub async fn is_new(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    site.app.draft_is_new(page.actor(), &id, seen(&form)).await?;
    go(&format!("/editions/import/{id}"), None)
}

/// Throws a draft away.
pub async fn discard(page: Page, State(site): State<Site>, Path(id): Path<String>) -> PageResult {
    site.app.discard_draft(page.actor(), &id).await?;
    go("/editions/import", Some(Done::Removed))
}

/// Takes the official wording of an edition away.
pub async fn remove_wording(page: Page, State(site): State<Site>, Path(id): Path<String>) -> PageResult {
    site.app.remove_wording(page.actor(), &id).await?;
    go("/editions/import", Some(Done::Removed))
}
