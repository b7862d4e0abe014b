//! The last step: what the binder will hold, and what it will honestly say is missing.

use super::{Progress, Step};
use crate::checklist::Checklist;
use crate::documents::{Seen, seen};
use crate::error::Result;
use crate::{App, chart};
use tate_domain::id::FacilityId;
use tate_domain::ledger::Ledger;
use tate_domain::role::Actor;

/// What stands between now and the printed binder.
#[derive(Debug, Clone)]
pub struct Closing {
    /// The sheet.
    pub list: Checklist,
    /// Steps that were not saved.
    pub open_steps: Vec<Step>,
    /// Documents that are seen in person, ready or not.
    pub documents: Vec<Seen>,
    /// Boxes of the contact chart that carry a mark: caption and marks.
    pub marked: Vec<(String, String)>,
    /// Contracts with a vendor whose sheet has not come.
    pub waiting: Vec<String>,
    /// The ledgers that are printed, with their rows.
    pub ledgers: Vec<(Ledger, usize)>,
    /// Whether somebody said that the wizard is over.
    pub done: bool,
}

impl Closing {
    /// Whether nothing that the program can see is missing.
    #[must_use]
    pub fn nothing_missing(&self) -> bool {
        self.list.answered() == self.list.total()
            && self.waiting.is_empty()
            && self.marked.is_empty()
            && self.documents.iter().all(|seen| seen.ready)
    }
}

impl App {
    /// What stands between now and the printed binder.
    ///
    /// # Errors
    /// The actor may not, or the facility is out of reach.
    pub async fn wizard_closing(&self, actor: &Actor, facility: &FacilityId) -> Result<Closing> {
        let progress: Progress = self.wizard_progress(actor, facility).await?;
        let edition = self.current_edition(actor, facility).await?;
        let list = self.checklist(actor, facility, &edition.id).await?;
        let drawn = self.contact_chart(actor, facility).await?;
        let facts = &list.snapshot.facts;
        let documents = seen(&list.rows, facts, &drawn);
        let marked =
            chart::marked(&drawn).into_iter().map(|(caption, node)| (caption, node.marks.join("・"))).collect();
        let waiting = facts
            .all(Ledger::Contracts)
            .iter()
            .filter(|row| !row.is("kind", "none") && !row.is("vendor_sheet", "received"))
            .map(tate_domain::facts::Row::name)
            .collect();
        let ledgers = Ledger::ALL
            .into_iter()
            .map(|ledger| (ledger, facts.all(ledger).len()))
            .filter(|(_, rows)| *rows > 0)
            .collect();
        let open_steps = Step::ALL.into_iter().filter(|step| *step != Step::Print && !progress.has(*step)).collect();
        Ok(Closing { open_steps, documents, marked, waiting, ledgers, done: progress.done, list })
    }
}
