//! The people who sign in: the list, and adding one.

use super::{problem, same_twice};
use crate::Site;
use crate::error::WebError;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::State;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_domain::id::FacilityId;
use tate_domain::role::{Permission, Reach, Role};
use tate_store::{FacilityRecord, UserRecord};

/// Name, role and reach as typed: shared by adding and changing.
#[derive(Default)]
pub(super) struct UserForm {
    pub(super) login: String,
    pub(super) name: String,
    pub(super) role: String,
    /// `all` or `some`.
    pub(super) reach: String,
    pub(super) facilities: Vec<String>,
    pub(super) password: String,
    pub(super) password_again: String,
}

impl UserForm {
    /// From the pairs of the form: the facilities are several fields of one name.
    pub(super) fn of(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (key, value) in pairs {
            match key.as_str() {
                "login" => form.login = value,
                "name" => form.name = value,
                "role" => form.role = value,
                "reach" => form.reach = value,
                "facility" => form.facilities.push(value),
                "password" => form.password = value,
                "password_again" => form.password_again = value,
                _ => {}
            }
        }
        form
    }

    /// Role and reach, as far as they were chosen.
    pub(super) fn chosen(&self, offered: &[FacilityRecord]) -> Result<(Role, Reach), Vec<Problem>> {
        let mut problems = Vec::new();
        let role = Role::from_code(&self.role);
        if role.is_none() {
            problems.push(Problem::new(
                "role",
                "役割が選ばれていません。できることが決まらないためです。1つ選んでください。",
            ));
        }
        let within: Vec<FacilityId> =
            offered.iter().filter(|facility| self.holds(&facility.id)).map(|facility| facility.id.clone()).collect();
        let reach = if self.reach == "all" { Reach::All } else { Reach::Only(within) };
        if reach == Reach::Only(Vec::new()) {
            problems.push(Problem::new(
                "reach",
                "扱う施設が選ばれていません。このままではログインしても何も見られません。1つ以上選んでください。",
            ));
        }
        match role {
            Some(role) if problems.is_empty() => Ok((role, reach)),
            _ => Err(problems),
        }
    }

    /// Whether a facility is ticked.
    pub(super) fn holds(&self, id: &FacilityId) -> bool {
        self.facilities.iter().any(|chosen| chosen == id.as_str())
    }
}

/// What a role may do, in one line.
pub(super) fn about(role: &Role) -> &'static str {
    match role {
        Role::Owner => "すべての操作ができます。回答を確定し、利用者と施設を管理します。",
        Role::Officer => "開設者・経営者と同じ操作ができます。点検と回答の確定を担当する方です。",
        Role::Operator => "台帳の入力、ファイルの追加、書類の印刷ができます。回答の確定はできません。",
        Role::Staff => "台帳と回答を見るだけです。変更や印刷はできません。",
        Role::Inspector => "見ることと印刷だけができます。立入検査などで画面を見せるときに使います。",
    }
}

/// One line of the list.
struct Line {
    id: String,
    login: String,
    name: String,
    role: &'static str,
    reach: String,
    state: &'static str,
    second_factor: bool,
    myself: bool,
}

#[derive(Template)]
#[template(path = "pages/settings/people.html")]
struct PeoplePage {
    frame: Frame,
    lines: Vec<Line>,
}

/// The list.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let users = site.app.users(page.actor()).await?;
    let facilities = site.app.facilities(page.actor()).await?;
    let now = site.app.now();
    let lines = users.into_iter().map(|user| line(user, &facilities, &now, &page)).collect();
    render(&PeoplePage { frame: page.frame("利用者", "users"), lines })
}

fn line(user: UserRecord, facilities: &[FacilityRecord], now: &str, page: &Page) -> Line {
    let state = if !user.disabled_at.is_empty() {
        "停止中"
    } else if user.locked_until.as_str() > now {
        "失敗が続き一時停止中"
    } else {
        "有効"
    };
    Line {
        myself: page.actor().user.as_ref() == Some(&user.id),
        reach: reach_text(&user.reach, facilities),
        second_factor: !user.totp_secret.is_empty(),
        id: user.id.0,
        login: user.login,
        name: user.name,
        role: user.role.label(),
        state,
    }
}

/// すべての施設, the one facility's name, or how many.
fn reach_text(reach: &Reach, facilities: &[FacilityRecord]) -> String {
    match reach {
        Reach::All => "すべての施設".to_owned(),
        Reach::Only(list) => match list.as_slice() {
            [] => "なし".to_owned(),
            [one] => facilities
                .iter()
                .find(|facility| facility.id == *one)
                .map_or_else(|| "1施設".to_owned(), |facility| facility.profile.name.clone()),
            several => format!("{}施設", several.len()),
        },
    }
}

#[derive(Template)]
#[template(path = "pages/settings/person_new.html")]
struct NewPage {
    frame: Frame,
    form: UserForm,
    roles: [Role; 5],
    facilities: Vec<FacilityRecord>,
    /// Whether all facilities may be granted.
    all: bool,
    problems: Vec<Problem>,
}

impl NewPage {
    fn problem(&self, field: &str) -> &str {
        problem(&self.problems, field)
    }
}

async fn new_page(page: &Page, site: &Site, form: UserForm, problems: Vec<Problem>) -> Result<NewPage, WebError> {
    let facilities = site.app.facilities(page.actor()).await?;
    Ok(NewPage {
        frame: page.frame("利用者の追加", "users"),
        form,
        roles: Role::ALL,
        facilities,
        all: page.actor().reach == Reach::All,
        problems,
    })
}

/// The form.
pub async fn new(page: Page, State(site): State<Site>) -> PageResult {
    page.actor().may(Permission::ManageUsers).map_err(AppError::from)?;
    let reach = if page.actor().reach == Reach::All { "all" } else { "some" };
    let form = UserForm {
        role: Role::Operator.code().to_owned(),
        reach: reach.to_owned(),
        facilities: vec![page.at().to_string()],
        ..UserForm::default()
    };
    render(&new_page(&page, &site, form, Vec::new()).await?)
}

/// Adds the person, or shows the form again without the passwords.
pub async fn add(page: Page, State(site): State<Site>, Form(pairs): Form<Vec<(String, String)>>) -> PageResult {
    let form = UserForm::of(pairs);
    let facilities = site.app.facilities(page.actor()).await?;
    let chosen = form.chosen(&facilities);
    let mut problems: Vec<Problem> = same_twice(&form.password, &form.password_again).into_iter().collect();
    match chosen {
        Ok((role, reach)) if problems.is_empty() => {
            match site.app.add_user(page.actor(), &form.login, &form.name, role, reach, &form.password).await {
                Ok(_) => return go("/settings/users", Some(Done::Saved)),
                Err(AppError::Invalid(found)) => problems = found,
                Err(other) => return Err(other.into()),
            }
        }
        Ok(_) => {}
        Err(found) => problems.extend(found),
    }
    render_refused(&new_page(&page, &site, form, problems).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tate_domain::facility::{FacilityKind, Profile};

    fn facility(id: &str) -> FacilityRecord {
        let profile = Profile {
            kind: FacilityKind::Pharmacy,
            name: format!("架空{id}"),
            insurance_code: String::new(),
            founder: String::new(),
            manager: String::new(),
            phone: String::new(),
            address: String::new(),
            has_network: None,
        };
        FacilityRecord {
            organization: "o".into(),
            id: id.into(),
            code: id.into(),
            profile,
            wizard: serde_json::Value::Null,
            facts_version: 1,
        }
    }

    fn typed(pairs: &[(&str, &str)]) -> UserForm {
        UserForm::of(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn several_ticked_facilities_are_the_reach_and_a_foreign_one_is_not() {
        let offered = [facility("f1"), facility("f2"), facility("f3")];
        let form = typed(&[
            ("role", "staff"),
            ("reach", "some"),
            ("facility", "f1"),
            ("facility", "f3"),
            ("facility", "other"),
        ]);
        assert_eq!(form.chosen(&offered).unwrap(), (Role::Staff, Reach::Only(vec!["f1".into(), "f3".into()])));
    }

    #[test]
    fn no_role_and_no_facility_are_told_at_their_fields() {
        let fields: Vec<String> = typed(&[("reach", "some")])
            .chosen(&[facility("f1")])
            .unwrap_err()
            .into_iter()
            .map(|problem| problem.field)
            .collect();
        assert_eq!(fields, ["role", "reach"]);
    }

    #[test]
    fn a_reach_is_named_as_people_call_it() {
        let known = [facility("f1")];
        let text =
            |ids: &[&str]| reach_text(&Reach::Only(ids.iter().map(|id| FacilityId::from(*id)).collect()), &known);
        assert_eq!(
            (
                reach_text(&Reach::All, &known).as_str(),
                text(&["f1"]).as_str(),
                text(&["a", "b"]).as_str(),
                text(&[]).as_str()
            ),
            ("すべての施設", "架空f1", "2施設", "なし")
        );
    }
}
