//! Step 2: お店にあるもの.

use super::nav::Nav;
use super::{Then, Typed};
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use tate_app::wizard::{InventoryForm, Saved, Step};

#[derive(Template)]
#[template(path = "pages/wizard/inventory.html")]
struct InventoryPage {
    frame: Frame,
    nav: Nav,
    form: InventoryForm,
}

impl InventoryPage {
    async fn new(page: &Page, site: &Site, form: InventoryForm) -> Result<Self, crate::WebError> {
        Ok(Self {
            frame: page.frame("お店にあるもの", "wizard"),
            nav: Nav::of(page, site, Some(Step::Inventory)).await?,
            form,
        })
    }
}

/// The ticks.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let form = site.app.wizard_inventory(page.actor(), page.at()).await?;
    render(&InventoryPage::new(&page, &site, form).await?)
}

/// Makes rows of the ticks and goes on, or shows the form again.
pub async fn save(page: Page, State(site): State<Site>, Form(typed): Form<Typed>) -> PageResult {
    let then = Then::of(&typed);
    if then == Then::Later {
        site.app.postpone_wizard_step(page.actor(), page.at(), Step::Inventory, &typed).await?;
        return go(&then.from(Step::Inventory), None);
    }
    match site.app.save_wizard_inventory(page.actor(), page.at(), &typed).await? {
        Saved::Done => go(&then.from(Step::Inventory), Some(Done::Saved)),
        Saved::Again(form) => {
            let status = if form.conflict() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            let mut response = render(&InventoryPage::new(&page, &site, *form).await?)?;
            *response.status_mut() = status;
            Ok(response)
        }
    }
}
