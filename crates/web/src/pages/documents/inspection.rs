//! Before the inspector comes: what the binder holds, what is missing, what will be asked.

use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use crate::pages::checklist::item_address;
use askama::Template;
use axum::extract::State;
use tate_app::checklist::ChecklistRow;
use tate_domain::edition::Flag;
use tate_domain::ledger::Ledger;
use tate_report::{Binder, ItemPage};

/// The most findings that the page lists; the lint's own page has them all.
const MOST_WARNINGS: usize = 8;

/// One item that is likely to be asked about.
struct Question {
    row: ChecklistRow,
    page: ItemPage,
}

#[derive(Template)]
#[template(path = "pages/documents/inspection.html")]
struct InspectionPage {
    frame: Frame,
    binder: Binder,
    questions: Vec<Question>,
    ledgers: [Ledger; 18],
    no_device: bool,
}

impl InspectionPage {
    /// How many rows the binder prints of a ledger.
    fn rows(&self, ledger: &Ledger) -> usize {
        self.binder.ledgers.iter().find(|table| table.anchor == ledger.code()).map_or(0, |table| table.rows.len())
    }

    /// Vendor sheets that have arrived, and those that are needed.
    fn received(&self) -> (usize, usize) {
        let needed = self.binder.vendors.iter().filter(|vendor| !vendor.state.starts_with("不要"));
        (needed.clone().filter(|vendor| vendor.state.starts_with("受領")).count(), needed.count())
    }

    /// Documents that are there to be seen.
    fn ready(&self) -> usize {
        self.binder.seen.len().saturating_sub(self.binder.missing.len())
    }

    /// Whether a document that is seen in person is not there.
    fn lacks(&self, number: &str, name: &str) -> bool {
        self.binder.missing.iter().any(|missing| missing.number == number && missing.name == name)
    }
}

/// The contents of the binder, as they would be printed now.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let edition = site.app.current_edition(page.actor(), page.at()).await?.id.clone();
    let binder = site.app.binder(page.actor(), page.at(), &edition).await?;
    let list = site.app.checklist(page.actor(), page.at(), &edition).await?;
    // The binder prints the rows of the sheet in the same order.
    let asked = list
        .rows
        .into_iter()
        .filter(|row| row.asked)
        .zip(binder.items.clone())
        .filter(|(row, _)| row.item.has(Flag::SeenInPerson) || row.item.has(Flag::MayBeAsked));
    let questions = asked.map(|(row, page)| Question { row, page }).collect();
    let no_device = !binder.ledgers.iter().any(|table| table.anchor == Ledger::Devices.code());
    render(&InspectionPage {
        frame: page.frame("立入検査", "inspection"),
        binder,
        questions,
        ledgers: Ledger::ALL,
        no_device,
    })
}
