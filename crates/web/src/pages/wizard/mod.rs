//! The first-start wizard: a page per kind of step, each complete without the script.

pub mod answers;
pub mod facility;
pub mod inventory;
mod nav;
pub mod overview;
pub mod print;
pub mod rows;
mod view;

use crate::Site;
use axum::Router;
use axum::routing::get;
use std::collections::BTreeMap;
use tate_app::wizard::Step;

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/wizard", get(overview::show))
        .route("/wizard/facility", get(facility::show).post(facility::save))
        .route("/wizard/inventory", get(inventory::show).post(inventory::save))
        .route("/wizard/answers", get(answers::show).post(answers::save))
        .route("/wizard/print", get(print::show).post(print::save))
        .route("/wizard/{step}", get(rows::show).post(rows::save))
}

/// A form by its field names.
pub type Typed = BTreeMap<String, String>;

/// Which button was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    /// 保存して次へ
    Next,
    /// 保存して続けて入力
    Stay,
    /// 後で入力する
    Later,
}

impl Then {
    fn of(typed: &Typed) -> Self {
        match typed.get("then").map(String::as_str) {
            Some("later") => Self::Later,
            Some("stay") => Self::Stay,
            _ => Self::Next,
        }
    }

    /// Where to go once the step is saved or put off.
    fn from(self, step: Step) -> String {
        match (self, step.next()) {
            (Self::Stay, _) => address(step),
            (_, Some(next)) => address(next),
            (_, None) => "/wizard".to_owned(),
        }
    }
}

/// The address of a step.
fn address(step: Step) -> String {
    format!("/wizard/{}", step.code())
}

#[cfg(test)]
mod tests;
