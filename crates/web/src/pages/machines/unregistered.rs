//! 未登録の機器: hosts that were seen and are no row of the device ledger.

use super::{SECTION, product};
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::machines::{Known, OpenSighting};
use tate_domain::id::RowId;
use tate_domain::ledger::{Column, Kind, Ledger};

/// The columns of the form for a new device; the device's own page has the others.
const ASKED: [&str; 9] = ["number", "kind", "host", "maker", "model", "ip", "mac", "place", "user"];

type Typed = BTreeMap<String, String>;

#[derive(Template)]
#[template(path = "pages/machines/unregistered.html")]
struct ListPage {
    frame: Frame,
    open: Vec<OpenSighting>,
    decided: Vec<OpenSighting>,
}

impl ListPage {
    fn state(&self, state: &str) -> &'static str {
        match state {
            "registered" => "台帳に登録",
            "same" => "台帳の機器と同じ",
            _ => "対象外",
        }
    }
}

#[derive(Template)]
#[template(path = "pages/machines/sighting.html")]
struct SightingPage {
    frame: Frame,
    open: OpenSighting,
    devices: Vec<Known>,
    typed: Typed,
    problems: Vec<Problem>,
}

impl SightingPage {
    fn columns(&self) -> Vec<&'static Column> {
        ASKED.into_iter().filter_map(|key| Ledger::Devices.column(key)).collect()
    }

    fn value(&self, key: &str) -> &str {
        self.typed.get(key).or_else(|| self.open.prefilled.get(key)).map_or("", String::as_str)
    }

    fn choices(&self, column: &Column) -> Vec<(&'static str, &'static str)> {
        match column.kind {
            Kind::Choice(choices) => choices.to_vec(),
            _ => Vec::new(),
        }
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|problem| problem.field == field).map_or("", |problem| problem.message.as_str())
    }

    /// What was read, for people: the values and the further lines.
    fn read(&self) -> Vec<(String, String)> {
        let label = |key: &str| Ledger::Devices.column(key).map_or(key, |column| column.label).to_owned();
        let mut all: Vec<(String, String)> =
            self.open.host.device.iter().map(|(key, value)| (label(key), value.clone())).collect();
        let ports: Vec<String> = self
            .open
            .host
            .services
            .iter()
            .take(100)
            .map(|service| {
                let text = |key: &str| service.get(key).cloned().unwrap_or_default();
                format!("{} {}", text("name"), text("detail"))
            })
            .collect();
        if !ports.is_empty() {
            all.push(("ポート・サービス".to_owned(), ports.join("、")));
        }
        all.extend(self.open.host.more.iter().map(|(group, lines)| (group.clone(), lines.join("、"))));
        all
    }
}

/// The list.
pub async fn list(page: Page, State(site): State<Site>) -> PageResult {
    let all = site.app.all_sightings(page.actor(), page.at()).await?;
    let (open, mut decided): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.sighting.state == "open");
    decided.retain(|one| !one.sighting.decided_at.is_empty());
    decided.sort_by(|a, b| b.sighting.decided_at.cmp(&a.sighting.decided_at));
    decided.truncate(20);
    render(&ListPage { frame: page.frame("未登録の機器", SECTION), open, decided })
}

/// One host, with the three ways to decide.
pub async fn show(page: Page, State(site): State<Site>, Path(id): Path<String>) -> PageResult {
    render(&one(&page, &site, &id, Typed::new(), Vec::new()).await?)
}

async fn one(
    page: &Page,
    site: &Site,
    id: &str,
    typed: Typed,
    problems: Vec<Problem>,
) -> Result<SightingPage, AppError> {
    let open = site.app.sighting(page.actor(), page.at(), id).await?;
    let devices = site.app.devices_to_choose(page.actor(), page.at()).await?;
    Ok(SightingPage {
        frame: page.frame(format!("未登録の機器：{}", open.host.name()), SECTION),
        open,
        devices,
        typed,
        problems,
    })
}

/// Makes a device of it.
pub async fn register(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult {
    match site.app.register_sighting(page.actor(), page.at(), &id, &typed).await {
        Ok(row) => go(&format!("/ledgers/devices/{row}"), Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => render_refused(&one(&page, &site, &id, typed, problems).await?),
        Err(other) => Err(other.into()),
    }
}

/// Says which device of the ledger it is.
pub async fn same(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let device = RowId::from(typed.get("device").map_or("", String::as_str));
    let result = site.app.same_sighting(page.actor(), page.at(), &id, &device).await;
    done(&page, &site, &id, typed, result).await
}

/// Says why it is no device of the facility.
pub async fn ignore(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let reason = typed.get("reason").cloned().unwrap_or_default();
    let result = site.app.ignore_sighting(page.actor(), page.at(), &id, &reason).await;
    done(&page, &site, &id, typed, result).await
}

async fn done(page: &Page, site: &Site, id: &str, typed: Typed, result: Result<(), AppError>) -> PageResult {
    match result {
        Ok(()) => go("/machines/unregistered", Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => render_refused(&one(page, site, id, typed, problems).await?),
        Err(other) => Err(other.into()),
    }
}
