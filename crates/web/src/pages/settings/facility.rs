//! The facility worked on, and adding another.

use super::problem;
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::State;
use serde::Deserialize;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::facilities::{TypedProfile, check_profile};
use tate_domain::facility::{FacilityKind, Profile};
use tate_domain::role::{Permission, Reach};

/// Both forms; adding asks for less.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FacilityForm {
    code: String,
    kind: String,
    name: String,
    insurance_code: String,
    founder: String,
    manager: String,
    phone: String,
    address: String,
    /// `yes`, `no` or empty.
    has_network: String,
}

impl FacilityForm {
    fn of(profile: &Profile) -> Self {
        let has_network = profile.has_network.map_or("", |has| if has { "yes" } else { "no" });
        Self {
            code: String::new(),
            kind: profile.kind.code().to_owned(),
            name: profile.name.clone(),
            insurance_code: profile.insurance_code.clone(),
            founder: profile.founder.clone(),
            manager: profile.manager.clone(),
            phone: profile.phone.clone(),
            address: profile.address.clone(),
            has_network: has_network.to_owned(),
        }
    }

    fn profile(&self, kind: &str) -> Result<Profile, AppError> {
        let has_network = match self.has_network.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        check_profile(TypedProfile {
            kind,
            name: &self.name,
            insurance_code: &self.insurance_code,
            founder: &self.founder,
            manager: &self.manager,
            phone: &self.phone,
            address: &self.address,
            has_network,
        })
    }
}

#[derive(Template)]
#[template(path = "pages/settings/facility.html")]
struct FacilityPage {
    frame: Frame,
    kind: FacilityKind,
    code: String,
    form: FacilityForm,
    /// Whether facilities may be added.
    all: bool,
    problems: Vec<Problem>,
}

impl FacilityPage {
    fn new(page: &Page, form: FacilityForm, problems: Vec<Problem>) -> Self {
        let record = &page.facility;
        Self {
            frame: page.frame("施設", "facility"),
            kind: record.profile.kind,
            code: record.code.clone(),
            form,
            all: page.actor().reach == Reach::All,
            problems,
        }
    }

    fn problem(&self, field: &str) -> &str {
        problem(&self.problems, field)
    }
}

/// The form.
pub async fn show(page: Page) -> PageResult {
    page.actor().may_at(Permission::ManageFacilities, page.at()).map_err(AppError::from)?;
    render(&FacilityPage::new(&page, FacilityForm::of(&page.facility.profile), Vec::new()))
}

/// Changes what the forms print. The kind stays: it decides which sheet is carried out.
pub async fn change(page: Page, State(site): State<Site>, Form(form): Form<FacilityForm>) -> PageResult {
    let checked = form.profile(page.facility.profile.kind.code());
    let done = match checked {
        Ok(profile) => site.app.change_facility(page.actor(), page.at(), &profile).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => go("/settings/facility", Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => render_refused(&FacilityPage::new(&page, form, problems)),
        Err(other) => Err(other.into()),
    }
}

#[derive(Template)]
#[template(path = "pages/settings/facility_new.html")]
struct NewPage {
    frame: Frame,
    kinds: [FacilityKind; 5],
    form: FacilityForm,
    problems: Vec<Problem>,
}

impl NewPage {
    fn new(page: &Page, form: FacilityForm, problems: Vec<Problem>) -> Self {
        Self { frame: page.frame("施設の追加", "facility"), kinds: FacilityKind::FOUNDED, form, problems }
    }

    fn problem(&self, field: &str) -> &str {
        problem(&self.problems, field)
    }
}

/// The form of a further facility.
pub async fn new(page: Page) -> PageResult {
    page.actor().may(Permission::ManageFacilities).map_err(AppError::from)?;
    if page.actor().reach != Reach::All {
        return Err(AppError::NotFound.into());
    }
    let form = FacilityForm {
        kind: page.facility.profile.kind.code().to_owned(),
        founder: page.facility.profile.founder.clone(),
        ..FacilityForm::default()
    };
    render(&NewPage::new(&page, form, Vec::new()))
}

/// Adds it, and goes on to choosing which to work on.
pub async fn add(page: Page, State(site): State<Site>, Form(form): Form<FacilityForm>) -> PageResult {
    let done = match form.profile(&form.kind) {
        Ok(profile) => site.app.add_facility(page.actor(), &form.code, &profile).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => go("/facilities", Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => render_refused(&NewPage::new(&page, form, problems)),
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_comes_back_from_its_own_form_unchanged() {
        for has_network in [None, Some(true), Some(false)] {
            let profile = Profile {
                kind: FacilityKind::Clinic,
                name: "架空医院".into(),
                insurance_code: "1310000000".into(),
                founder: "湊 一郎".into(),
                manager: "湊 花子".into(),
                phone: "03-0000-0001".into(),
                address: "架空県架空市1-1".into(),
                has_network,
            };
            assert_eq!(FacilityForm::of(&profile).profile(profile.kind.code()).unwrap(), profile);
        }
    }
}
