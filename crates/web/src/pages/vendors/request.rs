//! One act for many: which contracts, by when, and how each desk is reached.

use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::State;
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::requests::{BoardLine, Prepared, PreparedDesk, TypedRequests};
use tate_domain::date::slashed;
use tate_domain::vendor::Way;

#[derive(Template)]
#[template(path = "pages/vendors/request.html")]
struct RequestPage {
    frame: Frame,
    prepared: Prepared,
    typed: TypedRequests,
    problems: Vec<Problem>,
    conflict: bool,
    mail_ready: bool,
}

impl RequestPage {
    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    fn is_chosen(&self, line: &BoardLine) -> bool {
        self.typed.contracts.contains(&line.contract.id)
    }

    fn way(&self, desk: &PreparedDesk) -> Way {
        self.typed.ways.get(&desk.desk.id).and_then(|code| Way::from_code(code)).unwrap_or(desk.way)
    }

    /// The ways that a desk can be reached by, with whether it is the chosen one.
    fn ways(&self, desk: &PreparedDesk) -> Vec<(Way, bool)> {
        let chosen = self.way(desk);
        let all = Way::ALL.into_iter().filter(|way| *way != Way::Mail || desk.may_mail);
        all.map(|way| (way, way == chosen)).collect()
    }

    fn way_field(&self, desk: &PreparedDesk) -> String {
        format!("way.{}", desk.desk.id)
    }

    fn count(&self) -> usize {
        self.prepared.desks.iter().map(|desk| desk.lines.len()).sum()
    }
}

/// The form: everything that can be asked is chosen.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let prepared = site.app.prepare_requests(page.actor(), page.at()).await?;
    let typed = TypedRequests {
        contracts: prepared.desks.iter().flat_map(|desk| &desk.lines).map(|line| line.contract.id.clone()).collect(),
        deadline: slashed(prepared.deadline),
        ..TypedRequests::default()
    };
    let (frame, mail_ready) = (page.frame("まとめて依頼を送る", "vendor"), site.app.sends_links());
    render(&RequestPage { frame, prepared, typed, problems: Vec::new(), conflict: false, mail_ready })
}

/// Field names to what was typed: `c.<contract>`, `way.<desk>`, `deadline`, `edition`.
fn typed(form: BTreeMap<String, String>) -> TypedRequests {
    let mut typed = TypedRequests::default();
    for (field, value) in form {
        if let Some(contract) = field.strip_prefix("c.") {
            typed.contracts.push(contract.to_owned());
        } else if let Some(desk) = field.strip_prefix("way.") {
            typed.ways.insert(desk.to_owned(), value);
        } else if field == "deadline" {
            typed.deadline = value;
        } else if field == "edition" {
            typed.edition = value;
        }
    }
    typed
}

/// Asks, and goes on to the letters and PINs.
pub async fn save(page: Page, State(site): State<Site>, Form(form): Form<BTreeMap<String, String>>) -> PageResult {
    let typed = typed(form);
    let (problems, conflict) = match site.app.request_sheets(page.actor(), page.at(), &typed).await {
        Ok(_) => return go("/vendors/letters", Some(Done::Requested)),
        Err(AppError::Invalid(problems)) => (problems, false),
        Err(AppError::Conflict) => (Vec::new(), true),
        Err(other) => return Err(other.into()),
    };
    let prepared = site.app.prepare_requests(page.actor(), page.at()).await?;
    let (frame, mail_ready) = (page.frame("まとめて依頼を送る", "vendor"), site.app.sends_links());
    render_refused(&RequestPage { frame, prepared, typed, problems, conflict, mail_ready })
}
