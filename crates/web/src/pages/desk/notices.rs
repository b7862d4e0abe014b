//! Notices to customers.

use super::problem;
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use crate::pages::checklist::item::attachment;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_app::desk::{NoticePage, ProductLine, TypedNotice};
use tate_app::error::Problem;
use tate_app::signed::NoticeFile;
use tate_domain::desk::NoticeKind;
use tate_domain::id::NoticeId;
use tate_domain::role::Permission;
use tate_store::IssuedNotice;

#[derive(Template)]
#[template(path = "pages/desk/notices.html")]
struct ListPage {
    frame: Frame,
    all: Vec<(IssuedNotice, NoticeFile)>,
}

/// The list.
pub async fn list(page: Page, State(site): State<Site>) -> PageResult {
    let all = site.app.desk_notices(page.actor(), page.at()).await?;
    render(&ListPage { frame: page.frame("お知らせ", "notices"), all })
}

#[derive(Template)]
#[template(path = "pages/desk/notice_new.html")]
struct NewPage {
    frame: Frame,
    form: TypedNotice,
    products: Vec<ProductLine>,
    problems: Vec<Problem>,
}

impl NewPage {
    fn problem(&self, field: &str) -> &str {
        problem(&self.problems, field)
    }

    fn is_chosen(&self, line: &ProductLine) -> bool {
        self.form.products.iter().any(|id| id == line.product.id.as_str())
    }
}

/// The empty form.
pub async fn new(page: Page, State(site): State<Site>) -> PageResult {
    page.actor().may_at(Permission::ConfirmAnswers, page.at()).map_err(AppError::from)?;
    let products = site.app.desk_products(page.actor(), page.at()).await?;
    let form = TypedNotice::default();
    render(&NewPage { frame: page.frame("お知らせを書く", "notices"), form, products, problems: Vec::new() })
}

/// Issues it.
pub async fn issue(page: Page, State(site): State<Site>, Form(mut form): Form<BTreeMap<String, String>>) -> PageResult {
    let products = form.keys().filter_map(|key| key.strip_prefix("product.")).map(str::to_owned).collect();
    let mut take = |key: &str| form.remove(key).unwrap_or_default();
    let typed = TypedNotice {
        kind: take("kind"),
        title: take("title"),
        text: take("text"),
        products,
        action: take("action"),
        by_when: take("by_when"),
    };
    match site.app.issue_notice(page.actor(), page.at(), &typed).await {
        Ok(id) => go(&format!("/desk/notices/{id}"), Some(Done::Issued)),
        Err(AppError::Invalid(problems)) => {
            let products = site.app.desk_products(page.actor(), page.at()).await?;
            render_refused(&NewPage {
                frame: page.frame("お知らせを書く", "notices"), form: typed, products, problems
            })
        }
        Err(other) => Err(other.into()),
    }
}

#[derive(Template)]
#[template(path = "pages/desk/notice.html")]
struct OnePage {
    frame: Frame,
    notice: NoticePage,
}

/// One notice with its letters.
pub async fn show(page: Page, State(site): State<Site>, Path(id): Path<String>) -> PageResult {
    let notice = site.app.notice_page(page.actor(), page.at(), &NoticeId::from(id)).await?;
    render(&OnePage { frame: page.frame(notice.file.title.clone(), "notices"), notice })
}

/// Its file or its signature.
pub async fn file(page: Page, State(site): State<Site>, Path((id, name)): Path<(String, String)>) -> PageResult {
    let made = site.app.notice_file(page.actor(), page.at(), &NoticeId::from(id), &name).await?;
    attachment(&made.name, made.media_type, made.bytes)
}
