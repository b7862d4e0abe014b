//! The row of numbered steps above every page of the wizard.

use super::address;
use crate::Site;
use crate::error::WebError;
use crate::frame::Page;
use tate_app::wizard::{Progress, Step};

/// One step in the row.
#[derive(Debug, Clone)]
pub struct Link {
    /// Where it leads.
    pub address: String,
    /// From 1.
    pub number: usize,
    /// Its heading.
    pub label: &'static str,
    /// Whether it was saved.
    pub done: bool,
    /// Whether it is the one shown.
    pub current: bool,
}

/// The row of steps and how far the facility is.
#[derive(Debug, Clone)]
pub struct Nav {
    /// The steps.
    pub links: Vec<Link>,
    /// How far the facility is.
    pub progress: Progress,
}

impl Nav {
    /// The row with one step shown.
    pub async fn of(page: &Page, site: &Site, current: Option<Step>) -> Result<Self, WebError> {
        let progress = site.app.wizard_progress(page.actor(), page.at()).await?;
        let link = |step: Step| Link {
            address: address(step),
            number: step.number(),
            label: step.label(),
            done: progress.has(step),
            current: current == Some(step),
        };
        Ok(Self { links: Step::ALL.into_iter().map(link).collect(), progress })
    }

    /// How many steps were saved.
    #[must_use]
    pub fn finished(&self) -> usize {
        self.progress.finished.len()
    }
}
