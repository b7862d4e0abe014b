//! Today's work: at most five tasks, how far the sheet is, what an inspector asks to see.

use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use crate::pages::checklist::item_address;
use askama::Template;
use axum::extract::State;
use tate_app::home::{Home, Task, TaskLink};

#[derive(Template)]
#[template(path = "pages/home/home.html")]
struct HomePage {
    frame: Frame,
    home: Home,
    /// Whether the card about the first-start wizard is shown.
    wizard: bool,
}

impl HomePage {
    /// The tasks of the list; the wizard has its own card.
    fn tasks(&self) -> Vec<&Task> {
        self.home.tasks.iter().filter(|task| task.link != TaskLink::Wizard).collect()
    }

    /// Rows without an answer.
    fn open(&self) -> usize {
        self.home.total.saturating_sub(self.home.answered)
    }

    /// Where the main action leads; empty while the wizard is what comes first.
    fn first(&self) -> String {
        match self.home.tasks.first() {
            Some(task) if task.link != TaskLink::Wizard => address(&task.link),
            _ if self.wizard => String::new(),
            _ => self.tasks().first().map_or_else(String::new, |task| address(&task.link)),
        }
    }
}

/// The address where a task is done.
fn address(link: &TaskLink) -> String {
    match link {
        TaskLink::Item(id) => item_address(id),
        TaskLink::Ledger(ledger) => format!("/ledgers/{}", ledger.code()),
        TaskLink::Row(ledger, id) => format!("/ledgers/{}/{id}", ledger.code()),
        TaskLink::Chart => "/chart".to_owned(),
        TaskLink::Wizard => "/wizard".to_owned(),
        TaskLink::Lint => "/lint".to_owned(),
        TaskLink::Exception(id) => format!("/exceptions/{id}"),
        TaskLink::Review(kind) => format!("/reviews/{kind}"),
        TaskLink::Disclosure(id) => format!("/disclosures/{id}"),
        TaskLink::Binder => "/inspection".to_owned(),
        TaskLink::Notices => "/vendors/notices".to_owned(),
        TaskLink::Unregistered => "/machines/unregistered".to_owned(),
        TaskLink::MissingDevices => "/machines/missing".to_owned(),
        TaskLink::Disagreements => "/machines/disagreements".to_owned(),
        TaskLink::Vendors(show) => format!("/vendors?show={show}"),
    }
}

/// The first page.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    if page.facility.profile.kind.is_desk() {
        return crate::pages::desk::home(page, site).await;
    }
    let home = site.app.home(page.actor(), page.at()).await?;
    let frame = page.frame("ホーム", "home");
    let wizard = frame.may_edit && home.tasks.iter().any(|task| task.link == TaskLink::Wizard);
    render(&HomePage { frame, home, wizard })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tate_domain::ledger::Ledger;

    #[test]
    fn every_kind_of_task_leads_to_a_page() {
        assert_eq!(address(&TaskLink::Item("r7-pharmacy:2-12-pc".into())), "/checklist/r7-pharmacy/2-12-pc");
        assert_eq!(address(&TaskLink::Row(Ledger::Devices, "018f".into())), "/ledgers/devices/018f");
        assert_eq!(address(&TaskLink::Ledger(Ledger::Accounts)), "/ledgers/accounts");
        assert_eq!(address(&TaskLink::Exception("018f".into())), "/exceptions/018f");
        assert_eq!(address(&TaskLink::Review("restore".into())), "/reviews/restore");
    }
}
