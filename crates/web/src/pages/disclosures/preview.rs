//! The dry run: what would be registered, with the columns and the head to be put right.

use super::address;
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::State;
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_app::disclosures::{Choice, DisclosurePreview, Drafts, TypedDisclosure};
use tate_app::error::Problem;
use tate_domain::disclosure::Line;
use tate_domain::id::FileId;
use tate_inventory::disclosure::{Layout, Role};

/// The most lines that are shown of each kind.
const MOST_LINES: usize = 30;
/// The most columns that are shown.
const MOST_COLUMNS: usize = 40;

#[derive(Template)]
#[template(path = "pages/disclosures/preview.html")]
pub(super) struct PreviewPage {
    frame: Frame,
    preview: DisclosurePreview,
    problems: Vec<Problem>,
    /// The columns as they are chosen.
    layout: Layout,
    /// They were changed since the dry run that was shown.
    changed: bool,
}

/// One text field of the head.
struct HeadField<'a> {
    name: &'static str,
    label: &'static str,
    value: &'a str,
    help: &'static str,
    required: bool,
}

type Fields = BTreeMap<String, String>;

impl PreviewPage {
    pub(super) fn new(page: &Page, preview: DisclosurePreview, problems: Vec<Problem>) -> Self {
        let mut layout = preview.found.as_ref().map(|found| found.layout.clone()).unwrap_or_default();
        let width = preview.sample.iter().map(|row| row.cells.len()).max().unwrap_or(0).min(MOST_COLUMNS);
        layout.roles.resize(layout.roles.len().max(width), Role::None);
        Self { frame: page.frame("開示書の確認", "disclosures"), preview, problems, layout, changed: false }
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    /// The columns as the form shows them, to see later whether they were changed.
    fn shown(&self) -> String {
        signature(&self.preview.sheet, &self.layout)
    }

    /// The lines that say いいえ or 対象外, or nothing.
    fn notable(&self) -> Vec<&Line> {
        self.preview.lines().iter().filter(|line| line.needs_talk() || line.value.is_none()).collect()
    }

    /// What a column holds in its first rows.
    fn samples(&self, column: &usize) -> String {
        let cells = self.preview.sample.iter().filter_map(|row| row.cells.get(*column));
        let filled: Vec<&str> = cells.map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).take(3).collect();
        tate_domain::text::shorten(&tate_domain::text::printable(&filled.join("／"), false), 60)
    }

    fn roles() -> &'static [Role] {
        &Role::ALL
    }

    /// The fields of the head.
    fn head(&self) -> [HeadField<'_>; 8] {
        let typed = &self.preview.typed;
        let field = |name, label, value, help| HeadField { name, label, value, help, required: name == "product" };
        [
            field("product", "製品名・サービス名", &typed.product, ""),
            field("product_version", "製品の版", &typed.product_version, "例：3.2"),
            field("maker", "製造元・サービスの事業者", &typed.maker, ""),
            field(
                "giver",
                "販売・保守（受け取った相手）",
                &typed.giver,
                "製造元と違うときは、保守の会社のSDSも必要になります。",
            ),
            field("template", "書式の版", &typed.template, "例：Ver.5.0、JAHIS標準24-005"),
            field("guideline", "対応するガイドラインの版", &typed.guideline, "例：第6.0版"),
            field("made_on", "作成日", &typed.made_on, "表紙の日付です。例：2026/4/1、令和8年4月1日"),
            field("received_on", "受け取った日", &typed.received_on, "空欄なら今日です。"),
        ]
    }
}

fn signature(sheet: &str, layout: &Layout) -> String {
    let roles: Vec<&str> = layout.roles.iter().map(|role| role.code()).collect();
    format!("{sheet}|{}|{}", layout.heading.map(|row| row.to_string()).unwrap_or_default(), roles.join(","))
}

fn text(form: &Fields, name: &str) -> String {
    form.get(name).cloned().unwrap_or_default()
}

fn typed(form: &Fields) -> TypedDisclosure {
    TypedDisclosure {
        contract: text(form, "contract"),
        subject: text(form, "subject"),
        kind: text(form, "kind"),
        product: text(form, "product"),
        product_version: text(form, "product_version"),
        maker: text(form, "maker"),
        giver: text(form, "giver"),
        template: text(form, "template"),
        guideline: text(form, "guideline"),
        made_on: text(form, "made_on"),
        received_on: text(form, "received_on"),
    }
}

fn drafts(form: &Fields) -> Drafts {
    let id = |name: &str| form.get(name).filter(|id| !id.is_empty()).map(|id| FileId::from(id.as_str()));
    Drafts { file: id("file"), paste: id("paste") }
}

fn layout(form: &Fields) -> Layout {
    let role = |column| form.get(&format!("c{column}")).map(|code| Role::from_code(code));
    Layout { heading: text(form, "heading").trim().parse().ok(), roles: (0..MOST_COLUMNS).map_while(role).collect() }
}

/// The dry run with other columns or another sheet.
pub async fn again(page: Page, State(site): State<Site>, Form(form): Form<Fields>) -> PageResult {
    preview(&page, &site, &form, Vec::new(), false).await
}

async fn preview(page: &Page, site: &Site, form: &Fields, problems: Vec<Problem>, changed: bool) -> PageResult {
    let (chosen, sheet) = (layout(form), text(form, "sheet"));
    // Another sheet has other columns.
    let other_sheet = text(form, "shown").split('|').next() != Some(sheet.as_str());
    let choice = Choice { sheet, layout: (!other_sheet && !chosen.roles.is_empty()).then(|| chosen.clone()) };
    let look = |choice: Choice| async move {
        site.app.look_again(page.actor(), page.at(), typed(form), drafts(form), &choice).await
    };
    match look(choice.clone()).await {
        Ok(found) => {
            let refused = !problems.is_empty();
            let mut shown = PreviewPage::new(page, found, problems);
            shown.changed = changed;
            if refused { render_refused(&shown) } else { render(&shown) }
        }
        // The columns as chosen, with what is wrong about them; or a document without lines.
        Err(AppError::Invalid(mut wrong)) if wrong.iter().any(|problem| problem.field == "columns") => {
            let found = look(Choice { layout: None, ..choice }).await?;
            let registering = !problems.is_empty();
            wrong.retain(|_| !registering);
            wrong.extend(problems);
            let mut shown = PreviewPage::new(page, found, wrong);
            shown.layout = chosen;
            render_refused(&shown)
        }
        Err(other) => Err(other.into()),
    }
}

/// Registers what the dry run showed. Columns that were changed since then are shown first.
pub async fn register(page: Page, State(site): State<Site>, Form(form): Form<Fields>) -> PageResult {
    let (chosen, sheet) = (layout(&form), text(&form, "sheet"));
    if signature(&sheet, &chosen) != text(&form, "shown") {
        return preview(&page, &site, &form, Vec::new(), true).await;
    }
    let choice = Choice { sheet, layout: Some(chosen).filter(Layout::is_enough) };
    match site.app.register_disclosure(page.actor(), page.at(), &typed(&form), &drafts(&form), &choice).await {
        Ok(id) => go(&address(&id), Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => preview(&page, &site, &form, problems, false).await,
        Err(other) => Err(other.into()),
    }
}
