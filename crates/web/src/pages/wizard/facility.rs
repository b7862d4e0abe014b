//! Step 1: what every document prints about the facility.

use super::nav::Nav;
use super::{Then, Typed};
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use tate_app::wizard::{ProfileForm, Saved, Step};

/// A field: name, label, support text, whether required, autocomplete.
type Field = (&'static str, &'static str, &'static str, bool, &'static str);

#[derive(Template)]
#[template(path = "pages/wizard/facility.html")]
struct FacilityPage {
    frame: Frame,
    nav: Nav,
    form: ProfileForm,
    fields: [Field; 6],
}

impl FacilityPage {
    async fn new(page: &Page, site: &Site, form: ProfileForm) -> Result<Self, crate::WebError> {
        let fields = [
            ("name", "施設の名称", "書類に印刷する正式な名称です。", true, "organization"),
            ("insurance_code", "医療機関・薬局コード", "都道府県番号から始まる10桁です。", false, "off"),
            ("founder", "開設者", "", false, "off"),
            ("manager", form.kind.manager_title(), "", false, "off"),
            ("phone", "電話番号", "", false, "tel"),
            ("address", "所在地", "", false, "street-address"),
        ];
        Ok(Self {
            frame: page.frame("施設の情報", "wizard"),
            nav: Nav::of(page, site, Some(Step::Facility)).await?,
            form,
            fields,
        })
    }

    fn stored(&self, field: &str) -> &str {
        self.form.stored.get(field).map_or("", String::as_str)
    }
}

/// The form, or for whoever may not change the facility its fields to look at.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let form = site.app.wizard_profile(page.actor(), page.at()).await?;
    render(&FacilityPage::new(&page, &site, form).await?)
}

/// Saves and goes on, or shows the form again.
pub async fn save(page: Page, State(site): State<Site>, Form(typed): Form<Typed>) -> PageResult {
    let then = Then::of(&typed);
    if then == Then::Later {
        site.app.postpone_wizard_step(page.actor(), page.at(), Step::Facility, &typed).await?;
        return go(&then.from(Step::Facility), None);
    }
    match site.app.save_wizard_profile(page.actor(), page.at(), &typed).await? {
        Saved::Done => go(&then.from(Step::Facility), Some(Done::Saved)),
        Saved::Again(form) => {
            let status = if form.conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            let mut response = render(&FacilityPage::new(&page, &site, *form).await?)?;
            *response.status_mut() = status;
            Ok(response)
        }
    }
}
