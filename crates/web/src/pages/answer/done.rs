//! After handing in: the receipt, what was handed in, the sheet as Excel.

use super::{Shell, Told};
use crate::Site;
use crate::frame::{PageResult, go, render};
use crate::pages::checklist::item::attachment;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Query, State};
use tate_app::answering::{SheetView, receipt_number};
use tate_domain::edition::Item;
use tate_domain::vendor::{RowAnswer, State as Stands};
use tate_store::Submission;

#[derive(Template)]
#[template(path = "pages/answer/done.html")]
struct DonePage {
    shell: Shell,
    view: SheetView,
}

impl DonePage {
    fn sent(&self) -> Option<&Submission> {
        self.view.submissions.first()
    }

    fn number(&self) -> String {
        self.sent().map(receipt_number).unwrap_or_default()
    }

    fn rows(&self) -> Vec<(&Item, &RowAnswer)> {
        let answer = |item| self.sent().and_then(|sent| sent.sheet.row(item));
        self.view.rows.iter().filter_map(|row| Some((&row.item, answer(&row.item.id)?))).collect()
    }

    fn state(&self) -> &'static str {
        match self.view.request.state {
            Stands::Submitted => "施設が内容を確認しています。質問があるときは、施設から連絡があります。",
            Stands::Accepted => "施設が受領しました。",
            Stands::Asked | Stands::Returned => "まだ提出していません。",
            Stands::Refused => "回答をお断りになったことを記録しています。",
            Stands::Withdrawn => "施設が依頼を取り下げました。回答は要りません。",
        }
    }
}

/// What was handed in.
pub async fn show(Visit(visitor): Visit, State(site): State<Site>, Query(told): Query<Told>) -> PageResult {
    let view = site.app.visitor_sheet(&visitor).await?;
    if view.request.state.is_open() {
        return go("/answer/sheet", None);
    }
    render(&DonePage { shell: Shell::of("提出した回答", &view, &told), view })
}

/// The receipt as PDF.
pub async fn receipt(Visit(visitor): Visit, State(site): State<Site>) -> PageResult {
    let made = site.app.receipt_pdf(&visitor).await?;
    attachment(&made.name, made.media_type, made.bytes)
}

/// The sheet as Excel.
pub async fn workbook(Visit(visitor): Visit, State(site): State<Site>) -> PageResult {
    let made = site.app.visitor_xlsx(&visitor).await?;
    attachment(&made.name, made.media_type, made.bytes)
}
