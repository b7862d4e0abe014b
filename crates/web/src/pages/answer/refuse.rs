//! Refusing to answer, with a reason.

use super::sheet::SheetPage;
use super::{Told, conflict, enter, row};
use crate::Site;
use crate::frame::{PageResult, render_refused};
use crate::visit::Visit;
use axum::Form;
use axum::extract::State;
use serde::Deserialize;
use tate_app::AppError;

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RefuseForm {
    seen: i64,
    refused_by: String,
    reason: String,
}

/// Keeps the reason; the visit ends with it.
pub async fn save(Visit(visitor): Visit, State(site): State<Site>, Form(form): Form<RefuseForm>) -> PageResult {
    match site.app.refuse_visit(&visitor, &form.refused_by, &form.reason, form.seen).await {
        Ok(()) => enter::out(&site, "/answer?told=refused"),
        Err(AppError::Conflict) => Ok(conflict()),
        Err(AppError::Invalid(problems)) => {
            let view = site.app.visitor_sheet(&visitor).await?;
            let rows = row::rows(&view, &view.typed(), false);
            let page = SheetPage::new(view, &Told::default(), rows, problems);
            render_refused(&page.refusing(form.refused_by, form.reason))
        }
        Err(other) => Err(other.into()),
    }
}
