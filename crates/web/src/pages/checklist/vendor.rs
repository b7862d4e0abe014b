//! Where the vendors' sheets stand.

use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::State;
use tate_app::editions::vendor_edition;
use tate_app::ledgers::{Shown, shown};
use tate_domain::edition::Edition;
use tate_domain::ledger::Ledger;

#[derive(Template)]
#[template(path = "pages/checklist/vendor.html")]
struct VendorPage {
    frame: Frame,
    edition: Edition,
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
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let snapshot = site.app.facts(page.actor(), page.at()).await?;
    let edition =
        vendor_edition(&*site.app.catalog(page.actor()).await?).cloned().ok_or(tate_app::AppError::NotFound)?;
    let contracts = snapshot.facts.all(Ledger::Contracts).iter().map(|row| shown(&snapshot.facts, row)).collect();
    render(&VendorPage { frame: page.frame("事業者の回答", "vendor"), edition, contracts })
}
