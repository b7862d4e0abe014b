//! The sheet: every row, kept as it is typed.

use super::row::{self, RowForm};
use super::{Shell, Told, conflict};
use crate::Site;
use crate::frame::{PageResult, go, render, render_refused};
use crate::visit::Visit;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_app::answering::SheetView;
use tate_app::error::Problem;
use tate_domain::vendor::State as Stands;

#[derive(Template)]
#[template(path = "pages/answer/sheet.html")]
pub struct SheetPage {
    shell: Shell,
    view: SheetView,
    rows: Vec<RowForm>,
    /// What is wrong besides the rows.
    problems: Vec<Problem>,
    /// Whether rows offer the year before.
    same: bool,
    /// Who refuses, and why, as typed.
    refusal: (String, String),
}

impl SheetPage {
    /// The page around a sheet.
    pub fn new(view: SheetView, told: &Told, rows: Vec<RowForm>, problems: Vec<Problem>) -> Self {
        let shell = Shell::of("回答用紙", &view, told);
        Self { shell, rows, problems, same: true, refusal: Default::default(), view }
    }

    /// The same with what was typed into the refusal.
    pub fn refusing(self, name: String, why: String) -> Self {
        Self { refusal: (name, why), ..self }
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    fn returned(&self) -> bool {
        self.view.request.state == Stands::Returned
    }

    fn deadline(&self) -> String {
        tate_domain::date::both(self.view.request.deadline)
    }

    fn last_day(&self) -> String {
        tate_domain::date::both(tate_domain::date::FiscalYear::of(self.view.today).last())
    }
}

/// The sheet; once handed in, what was handed in.
pub async fn show(Visit(visitor): Visit, State(site): State<Site>, Query(told): Query<Told>) -> PageResult {
    let view = site.app.visitor_sheet(&visitor).await?;
    if !view.request.state.is_open() {
        return go("/answer/done", None);
    }
    let rows = row::rows(&view, &view.typed(), !told.check.is_empty());
    render(&SheetPage::new(view, &told, rows, Vec::new()))
}

/// Keeps what is typed; then on to the next step, or a row from the year before.
pub async fn save(
    Visit(visitor): Visit,
    State(site): State<Site>,
    Form(form): Form<BTreeMap<String, String>>,
) -> PageResult {
    let typed = row::typed(&form);
    match site.app.keep_visitor_rows(&visitor, &typed).await {
        Ok(()) => {}
        Err(AppError::Conflict) => return Ok(conflict()),
        Err(AppError::Invalid(problems)) => {
            let view = site.app.visitor_sheet(&visitor).await?;
            let rows = row::rows(&view, &typed, false);
            return render_refused(&SheetPage::new(view, &Told::default(), rows, problems));
        }
        Err(other) => return Err(other.into()),
    }
    let of = &visitor.request;
    match form.get("then").map_or("", String::as_str) {
        "check" => go(&format!("/answer/check?of={of}"), None),
        then => match then.strip_prefix("same:") {
            Some(item) => {
                site.app.same_as_last_year(&visitor, item).await?;
                let view = site.app.visitor_sheet(&visitor).await?;
                let at = view.rows.iter().position(|row| row.item.id == item).map_or(1, |at| at + 1);
                go(&format!("/answer/sheet?of={of}&told=same#row-{at}"), None)
            }
            None => go(&format!("/answer/sheet?of={of}&told=saved"), None),
        },
    }
}
