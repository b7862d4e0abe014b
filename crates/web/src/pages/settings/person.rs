//! One person who signs in: role and reach, stopping, a new password.

use super::people::{UserForm, about};
use super::{problem, same_twice};
use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_domain::id::UserId;
use tate_domain::role::{Reach, Role};
use tate_store::{FacilityRecord, UserRecord};

#[derive(Template)]
#[template(path = "pages/settings/person.html")]
struct PersonPage {
    frame: Frame,
    user: UserRecord,
    form: UserForm,
    roles: [Role; 5],
    facilities: Vec<FacilityRecord>,
    /// Whether all facilities may be granted.
    all: bool,
    myself: bool,
    problems: Vec<Problem>,
    reset_problems: Vec<Problem>,
}

impl PersonPage {
    fn problem(&self, field: &str) -> &str {
        problem(&self.problems, field)
    }

    fn reset_problem(&self, field: &str) -> &str {
        problem(&self.reset_problems, field)
    }
}

/// The person, if the actor's reach covers all of theirs: whoever manages one shop does not touch
/// the head office's people. For others the page is not there.
async fn found(page: &Page, site: &Site, id: &str) -> Result<UserRecord, WebError> {
    let user = site.app.users(page.actor()).await?.into_iter().find(|user| user.id.as_str() == id);
    let covered = |user: &UserRecord| match (&page.actor().reach, &user.reach) {
        (Reach::All, _) => true,
        (Reach::Only(_), Reach::All) => false,
        (own, Reach::Only(list)) => list.iter().all(|facility| own.holds(facility)),
    };
    Ok(user.filter(covered).ok_or(AppError::NotFound)?)
}

fn typed(user: &UserRecord) -> UserForm {
    let (reach, facilities) = match &user.reach {
        Reach::All => ("all", Vec::new()),
        Reach::Only(list) => ("some", list.iter().map(ToString::to_string).collect()),
    };
    UserForm {
        login: user.login.clone(),
        name: user.name.clone(),
        role: user.role.code().to_owned(),
        reach: reach.to_owned(),
        facilities,
        ..UserForm::default()
    }
}

async fn page_of(page: &Page, site: &Site, user: UserRecord, form: UserForm) -> Result<PersonPage, WebError> {
    Ok(PersonPage {
        frame: page.frame(format!("利用者：{}", user.name), "users"),
        myself: page.actor().user.as_ref() == Some(&user.id),
        user,
        form,
        roles: Role::ALL,
        facilities: site.app.facilities(page.actor()).await?,
        all: page.actor().reach == Reach::All,
        problems: Vec::new(),
        reset_problems: Vec::new(),
    })
}

/// The page.
pub async fn show(page: Page, State(site): State<Site>, Path(id): Path<String>) -> PageResult {
    let user = found(&page, &site, &id).await?;
    let form = typed(&user);
    render(&page_of(&page, &site, user, form).await?)
}

/// Changes name, role and reach.
pub async fn change(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> PageResult {
    let user = found(&page, &site, &id).await?;
    let form = UserForm { login: user.login.clone(), ..UserForm::of(pairs) };
    let facilities = site.app.facilities(page.actor()).await?;
    let problems = match form.chosen(&facilities) {
        Ok((role, reach)) => match site.app.change_user(page.actor(), &user.id, &form.name, role, reach).await {
            Ok(()) => return go(&format!("/settings/users/{}", user.id), Some(Done::Saved)),
            Err(AppError::Invalid(found)) => found,
            Err(other) => return Err(other.into()),
        },
        Err(found) => found,
    };
    let shown = PersonPage { problems, ..page_of(&page, &site, user, form).await? };
    render_refused(&shown)
}

/// Stops a person: every session ends, and nobody signs in with the login.
pub async fn disable(page: Page, State(site): State<Site>, Path(id): Path<String>) -> PageResult {
    set_disabled(&page, &site, &id, true).await
}

/// Lets a stopped person sign in again.
pub async fn enable(page: Page, State(site): State<Site>, Path(id): Path<String>) -> PageResult {
    set_disabled(&page, &site, &id, false).await
}

async fn set_disabled(page: &Page, site: &Site, id: &str, disabled: bool) -> PageResult {
    let user = found(page, site, id).await?;
    match site.app.set_user_disabled(page.actor(), &user.id, disabled).await {
        Ok(()) => go(&format!("/settings/users/{}", user.id), Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => {
            let form = typed(&user);
            render_refused(&PersonPage { problems, ..page_of(page, site, user, form).await? })
        }
        Err(other) => Err(other.into()),
    }
}

/// A new password for somebody. Names that a form carried over a sign-in leaves out.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ResetForm {
    new: String,
    password_again: String,
    /// `yes` takes a lost second factor away.
    drop: String,
}

/// Sets the password, ends the person's sessions and, if asked, takes the second factor away.
pub async fn reset(
    page: Page,
    State(site): State<Site>,
    Path(id): Path<UserId>,
    Form(form): Form<ResetForm>,
) -> PageResult {
    let user = found(&page, &site, id.as_str()).await?;
    let mut problems: Vec<Problem> = same_twice(&form.new, &form.password_again).into_iter().collect();
    if problems.is_empty() {
        match site.app.reset_user(page.actor(), &user.id, &form.new, form.drop == "yes").await {
            Ok(()) => return go(&format!("/settings/users/{}", user.id), Some(Done::Saved)),
            Err(AppError::Invalid(found)) => problems = found,
            Err(other) => return Err(other.into()),
        }
    }
    let typed = typed(&user);
    render_refused(&PersonPage { reset_problems: problems, ..page_of(&page, &site, user, typed).await? })
}
