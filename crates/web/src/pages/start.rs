//! The first start: the facility and its first administrator. Open while nobody has been added,
//! and only with the code printed on the console.

use crate::error::WebError;
use crate::frame::{Frame, PageResult, go, render, render_refused};
use crate::{Site, guard};
use askama::Template;
use axum::Form;
use axum::extract::{FromRequest as _, Query, Request, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::facilities::Founding;
use tate_domain::facility::FacilityKind;

/// The form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct StartForm {
    code: String,
    kind: String,
    name: String,
    insurance_code: String,
    founder: String,
    manager: String,
    login: String,
    admin_name: String,
    password: String,
    password_again: String,
}

#[derive(Template)]
#[template(path = "pages/start.html")]
struct StartPage {
    frame: Frame,
    form: StartForm,
    kinds: [FacilityKind; 5],
    problems: Vec<Problem>,
}

impl StartPage {
    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }
}

/// The form, with the code of the printed address filled in.
pub async fn show(State(site): State<Site>, Query(form): Query<StartForm>) -> PageResult {
    if !site.app.store.is_empty().await.map_err(AppError::from)? {
        return go("/sign-in", None);
    }
    let form = StartForm {
        kind: if form.kind.is_empty() { "pharmacy".into() } else { form.kind },
        code: form.code,
        ..StartForm::default()
    };
    render(&StartPage {
        frame: Frame::open("はじめの設定"), form, kinds: FacilityKind::FOUNDED, problems: Vec::new()
    })
}

/// Founds, and goes on to signing in and the wizard.
pub async fn save(State(site): State<Site>, request: Request) -> PageResult {
    let origin = guard::origin(&site, &request);
    let Form(form) = Form::<StartForm>::from_request(request, &site).await.map_err(WebError::from)?;
    let mut problems = Vec::new();
    if !same_code(&form.code, &site.config.start_code) {
        problems.push(Problem::new(
            "code",
            "設定コードが違います。サーバを起動した画面に表示されているコードを入力してください。",
        ));
    }
    if form.password != form.password_again {
        problems.push(Problem::new("password_again", "2回のパスワードが一致しません。同じものを入力してください。"));
    }
    let founding = Founding {
        kind: form.kind.clone(),
        name: form.name.clone(),
        code: String::new(),
        insurance_code: form.insurance_code.clone(),
        founder: form.founder.clone(),
        manager: form.manager.clone(),
        login: form.login.clone(),
        admin_name: form.admin_name.clone(),
        password: form.password.clone(),
    };
    if problems.is_empty() {
        match site.app.found_first(&founding, &origin).await {
            // A vendor's desk has no first-start steps.
            Ok(()) if form.kind == FacilityKind::Vendor.code() => return go("/sign-in", None),
            Ok(()) => return go("/sign-in?next=/wizard", None),
            // Somebody was faster, or the button was pressed twice.
            Err(AppError::NotFound) => return go("/sign-in", None),
            Err(AppError::Invalid(found)) => problems = found,
            Err(other) => return Err(other.into()),
        }
    }
    let form = StartForm { password: String::new(), password_again: String::new(), ..form };
    render_refused(&StartPage {
        frame: Frame::open("はじめの設定"), form, kinds: FacilityKind::FOUNDED, problems
    })
}

/// Compares without telling by its time how much was right.
fn same_code(typed: &str, code: &str) -> bool {
    let clean = |text: &str| tate_domain::text::code(text).to_uppercase().replace(['-', ' '], "").into_bytes();
    let (typed, code) = (clean(typed), clean(code));
    typed.len() == code.len() && !code.is_empty() && typed.iter().zip(&code).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}
