//! Setting up a second factor: scan, type one code, keep the recovery codes.

use super::account;
use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::State;
use serde::Deserialize;
use tate_app::AppError;
use tate_app::auth::SecondFactorOffer;

#[derive(Template)]
#[template(path = "pages/settings/second_factor.html")]
struct OfferPage {
    frame: Frame,
    offer: SecondFactorOffer,
    /// The secret in groups of four, for typing.
    spaced: String,
    error: String,
}

#[derive(Template)]
#[template(path = "pages/settings/recovery.html")]
struct RecoveryPage {
    frame: Frame,
    login: String,
    codes: Vec<String>,
}

fn offer_page(page: &Page, offer: SecondFactorOffer, error: String) -> OfferPage {
    let spaced = in_fours(&offer.secret);
    OfferPage { frame: page.frame("二要素認証の設定", "account"), offer, spaced, error }
}

fn in_fours(text: &str) -> String {
    text.chars().collect::<Vec<_>>().chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// A new secret. Nothing is stored before a code has worked.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    if page.session.second_factor {
        return go("/settings/account", None);
    }
    let offer = site.app.offer_second_factor(&page.session.login, None)?;
    render(&offer_page(&page, offer, String::new()))
}

/// The secret that was shown, and a code made from it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    secret: String,
    code: String,
}

/// Turns the second factor on and shows the recovery codes: on this answer and never again.
///
/// Whoever has one already takes it away first, with the password; else a browser left open would
/// be enough to put another one in its place.
pub async fn set(page: Page, State(site): State<Site>, Form(form): Form<CodeForm>) -> PageResult {
    if page.session.second_factor {
        return go("/settings/account", None);
    }
    match site.app.set_second_factor(page.actor(), &form.secret, &form.code).await {
        Ok(codes) => {
            let codes = codes.iter().map(|code| in_fours(code)).collect();
            render(&RecoveryPage {
                frame: page.frame("復旧コード", "account"),
                login: page.session.login.clone(),
                codes,
            })
        }
        Err(AppError::Invalid(problems)) => {
            // The same secret again, or a new one where what came back is none.
            let offer = match site.app.offer_second_factor(&page.session.login, Some(&form.secret)) {
                Ok(offer) => offer,
                Err(_) => site.app.offer_second_factor(&page.session.login, None)?,
            };
            let error = problems.into_iter().next().map(|problem| problem.message).unwrap_or_default();
            render_refused(&offer_page(&page, offer, error))
        }
        Err(other) => Err(other.into()),
    }
}

/// The present password.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct RemoveForm {
    present: String,
}

/// Turns the second factor off.
pub async fn remove(page: Page, State(site): State<Site>, Form(form): Form<RemoveForm>) -> PageResult {
    match site.app.remove_second_factor(page.actor(), &form.present).await {
        Ok(()) => go("/settings/account", Some(Done::FactorOff)),
        Err(AppError::Invalid(problems)) => account::with_factor_problems(&page, &site, problems).await,
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_to_be_typed_stands_in_groups_of_four() {
        assert_eq!(in_fours("JBSWY3DPEHPK3PXPAB"), "JBSW Y3DP EHPK 3PXP AB");
    }
}
