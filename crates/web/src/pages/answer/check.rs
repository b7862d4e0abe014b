//! Before handing in: what is missing, who answers; then handing in.

use super::{Shell, Told, conflict};
use crate::Site;
use crate::frame::{PageResult, go, render, render_refused};
use crate::visit::Visit;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::answering::SheetView;
use tate_app::error::Problem;

/// The form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SubmitForm {
    seen: i64,
    answered_by: String,
    contact: String,
}

#[derive(Template)]
#[template(path = "pages/answer/check.html")]
struct CheckPage {
    shell: Shell,
    view: SheetView,
    form: SubmitForm,
    /// Place of the row, its name, what is wrong.
    missing: Vec<(usize, String, String)>,
    problems: Vec<Problem>,
}

impl CheckPage {
    fn new(view: SheetView, told: &Told, form: SubmitForm, problems: Vec<Problem>) -> Self {
        let missing = view
            .problems()
            .into_iter()
            .flat_map(|(item, errors)| {
                let at = view.rows.iter().position(|row| row.item.id == item).unwrap_or_default();
                let name = view.rows.get(at).map(|row| format!("{} {}", row.item.number, row.item.target));
                let name = name.unwrap_or_default();
                errors.into_iter().map(move |error| (at + 1, name.clone(), error.message))
            })
            .collect();
        Self { shell: Shell::of("提出前の確認", &view, told), view, form, missing, problems }
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    fn count(&self, code: &str) -> usize {
        let value = tate_domain::vendor::Value::read(code);
        self.view.rows.iter().filter(|row| tate_domain::vendor::Value::read(&row.typed.value) == value).count()
    }
}

/// What is missing, or the form to hand in.
pub async fn show(Visit(visitor): Visit, State(site): State<Site>, Query(told): Query<Told>) -> PageResult {
    let view = site.app.visitor_sheet(&visitor).await?;
    if !view.request.state.is_open() {
        return go("/answer/done", None);
    }
    let form =
        SubmitForm { seen: view.request.version, answered_by: view.answered_by.clone(), contact: view.contact.clone() };
    render(&CheckPage::new(view, &told, form, Vec::new()))
}

/// Hands the sheet in, or says what is missing.
pub async fn submit(Visit(visitor): Visit, State(site): State<Site>, Form(form): Form<SubmitForm>) -> PageResult {
    match site.app.submit_visit(&visitor, &form.answered_by, &form.contact, form.seen).await {
        Ok(_) => go(&format!("/answer/done?of={}&told=submitted", visitor.request), None),
        Err(AppError::Conflict) => Ok(conflict()),
        Err(AppError::Invalid(problems)) => {
            let view = site.app.visitor_sheet(&visitor).await?;
            render_refused(&CheckPage::new(view, &Told::default(), form, problems))
        }
        Err(other) => Err(other.into()),
    }
}
