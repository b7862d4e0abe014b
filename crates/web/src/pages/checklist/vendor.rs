//! Where the vendors' sheets stand.

use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::editions::vendor_editions;
use tate_app::ledgers::{Shown, shown};
use tate_domain::edition::{Edition, Flag};
use tate_domain::ledger::Ledger;

/// Which sheet.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SheetQuery {
    /// Empty: the newest.
    edition: String,
}

#[derive(Template)]
#[template(path = "pages/checklist/vendor.html")]
struct VendorPage {
    frame: Frame,
    /// The sheet whose rows are shown.
    edition: Edition,
    /// Key and short title of every vendor sheet, the newest first.
    sheets: Vec<(String, String)>,
    contracts: Vec<Shown>,
}

impl VendorPage {
    fn cell<'a>(&self, contract: &'a Shown, key: &str) -> &'a str {
        Ledger::Contracts
            .columns()
            .iter()
            .position(|column| column.key == key)
            .map_or("", |at| contract.cells[at].as_str())
    }
}

/// Contracts with the state of their sheet and disclosure, and the sheet's rows.
pub async fn show(page: Page, State(site): State<Site>, Query(query): Query<SheetQuery>) -> PageResult {
    let snapshot = site.app.facts(page.actor(), page.at()).await?;
    let catalog = site.app.catalog(page.actor()).await?;
    let asked = |edition: &&Edition| query.edition.is_empty() || edition.id == query.edition;
    let edition = vendor_editions(&catalog).find(asked).cloned().ok_or(AppError::NotFound)?;
    let sheets = vendor_editions(&catalog).map(|sheet| (sheet.id.clone(), sheet.short_title.clone())).collect();
    let contracts = snapshot.facts.all(Ledger::Contracts).iter().map(|row| shown(&snapshot.facts, row)).collect();
    render(&VendorPage { frame: page.frame("事業者の回答", "vendor"), edition, sheets, contracts })
}
