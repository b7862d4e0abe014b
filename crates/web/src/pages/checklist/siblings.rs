//! The answer of a row, used for rows of other sheets as well.

use super::item_address;
use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use tate_app::AppError;
use tate_app::crosswalk::row_name;
use tate_app::crosswalk::take_over::{Chosen, Taken};

#[derive(Template)]
#[template(path = "pages/checklist/siblings.html")]
struct SiblingsPage {
    frame: Frame,
    /// The row whose answer was to be used.
    name: String,
    back: String,
    problem: String,
    taken: Vec<Taken>,
}

impl SiblingsPage {
    fn refused(&self) -> Vec<&Taken> {
        self.taken.iter().filter(|row| !row.why_not.is_empty()).collect()
    }

    fn confirmed(&self) -> Vec<&Taken> {
        self.taken.iter().filter(|row| row.why_not.is_empty()).collect()
    }
}

/// What was sent: the version of the answer, the chosen rows, a 目標日.
#[derive(Debug, Default)]
struct Sent {
    of: i64,
    chosen: Vec<Chosen>,
    target_date: String,
}

impl Sent {
    fn of(pairs: Vec<(String, String)>) -> Result<Self, WebError> {
        let wrong = |what: &str| WebError::BadRequest(format!("not a choice of ours: {what}"));
        let mut sent = Self::default();
        for (field, value) in pairs {
            match field.as_str() {
                "of" => sent.of = value.parse().map_err(|_| wrong(&value))?,
                "target_date" => sent.target_date = value,
                "take" => {
                    let (item, seen) = value.rsplit_once('@').ok_or_else(|| wrong(&value))?;
                    let seen = seen.parse().map_err(|_| wrong(&value))?;
                    sent.chosen.push(Chosen { item: item.to_owned(), seen });
                }
                _ => {}
            }
        }
        Ok(sent)
    }
}

/// Confirms the answer for the chosen rows; shows what could not be confirmed, and why.
pub async fn take_over(
    page: Page,
    State(site): State<Site>,
    Path((edition, key)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> PageResult {
    let id = format!("{edition}:{key}");
    let sent = Sent::of(pairs)?;
    let (actor, at) = (page.actor(), page.at());
    let (status, problem, taken) =
        match site.app.take_over(actor, at, &id, sent.of, &sent.chosen, &sent.target_date).await {
            Ok(taken) if taken.iter().all(|row| row.why_not.is_empty()) => {
                return go(&format!("{}#siblings", item_address(&id)), Some(Done::Confirmed));
            }
            Ok(taken) => (StatusCode::UNPROCESSABLE_ENTITY, String::new(), taken),
            Err(AppError::Invalid(problems)) => {
                let said: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
                (StatusCode::UNPROCESSABLE_ENTITY, said.join(" "), Vec::new())
            }
            Err(AppError::Conflict) => (StatusCode::CONFLICT, CHANGED.to_owned(), Vec::new()),
            Err(other) => return Err(other.into()),
        };
    let catalog = site.app.catalog(actor).await?;
    let row = catalog.item(&id).zip(catalog.edition(&edition));
    let name = row.map(|(item, edition)| row_name(edition, item)).unwrap_or_default();
    let frame = page.frame("ほかの版の項目への確定", "checklist");
    let mut response = render_refused(&SiblingsPage { frame, name, back: item_address(&id), problem, taken })?;
    *response.status_mut() = status;
    Ok(response)
}

const CHANGED: &str = "確定していません。もとの項目の回答が、画面を開いた後に変わりました。項目のページで今の回答を確かめて、使うかどうかを選び直してください。";

/// Where a confirmed answer leads: to the offer, where rows of other sheets in use are open or
/// answered otherwise; else on to the next row.
pub async fn after(page: &Page, site: &Site, id: &str, next: String) -> Result<String, WebError> {
    let offer = site.app.offer(page.actor(), page.at(), id).await?;
    Ok(if offer.concerns_a_sheet_in_use() { format!("{}#same", item_address(id)) } else { next })
}
